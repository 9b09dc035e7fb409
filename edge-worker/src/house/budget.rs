//! Budgets: how often somebody may do within a time what costs them nothing and the restaurant something.
//!
//! They are counted in the database, in the batch of what they pay for: asking many Workers at once gains nothing. A
//! restaurant's own systems have none. What is kept at once, holds and unpaid bookings, is limited in
//! `booking/hold_and_unpaid_limits.rs`; tries of gift card codes in `ledger/code_attempts.rs`; requests a minute in
//! `http/request_rate.rs`.

use api::Code;
use serde::{Deserialize, Serialize};

use crate::house::tenant::{TenantSelector, restaurant_id};
use crate::platform::app::App;
use crate::platform::db::{RowSets, Statement, json_list};
use crate::platform::failure::Failure;

/// Bookings within an hour, from one address and from one network.
pub(crate) const BOOKINGS_OF_ADDRESS_MAX: i64 = 12;
pub(crate) const BOOKINGS_OF_NETWORK_MAX: i64 = 60;
/// Bookings within a day that mail one address, whoever makes them.
pub(crate) const BOOKINGS_OF_EMAIL_MAX: i64 = 6;
/// Changes of a booking within a day: each of them sends a mail.
pub(crate) const CHANGES_MAX: i64 = 20;
/// Mails within a day to one address that guests cause by booking and changing, whosever address it is.
pub(crate) const MAILS_MAX: i64 = 12;
/// Purchases of gift cards within an hour, from one address and from one network, whether or not they are paid.
pub(crate) const PURCHASES_OF_ADDRESS_MAX: i64 = 10;
pub(crate) const PURCHASES_OF_NETWORK_MAX: i64 = 60;
/// Purchases of gift cards within a day by one e-mail address.
pub(crate) const PURCHASES_OF_EMAIL_MAX: i64 = 20;

pub(crate) const HOUR_MS: i64 = 60 * 60 * 1000;
pub(crate) const DAY_MS: i64 = 24 * HOUR_MS;

/// What is counted. The table stores the names in snake case.
#[derive(Clone, Copy, Debug, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Budget {
    Bookings,
    Changes,
    /// Mails that a guest makes the restaurant send to an address.
    Mails,
    Purchases,
}

/// One use of somebody's budget.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Spending {
    budget: &'static str,
    spender: String,
    /// Milliseconds since the epoch.
    ends_at: i64,
    allowed: i64,
}

impl Spending {
    /// A use of a budget of `allowed` uses within each `window_ms`.
    pub(crate) fn new(app: &App, budget: Budget, spender: String, allowed: i64, window_ms: i64) -> Self {
        let ends_at = (app.now_ms.div_euclid(window_ms) + 1) * window_ms;
        Self { budget: budget.into(), spender, ends_at, allowed }
    }
}

const SELECT_SPENT: &str = concat!(
    "SELECT MAX(b.ends_at) AS ends_at FROM json_each(?3) s
     JOIN budgets b ON b.restaurant_id = ",
    restaurant_id!(),
    " AND b.budget = s.value ->> 'budget' AND b.spender = s.value ->> 'spender' AND b.ends_at = s.value ->> 'ends_at'
     WHERE s.value ->> 'allowed' <= b.count",
);

/// Of concurrent uses none goes beyond what is allowed: the count violates NOT NULL then, and the batch rolls back.
const SPEND: &str = "
    INSERT INTO budgets (restaurant_id, budget, spender, ends_at, count, allowed)
    SELECT ?1, s.value ->> 'budget', s.value ->> 'spender', s.value ->> 'ends_at', 1, s.value ->> 'allowed'
    FROM json_each(?2) s WHERE 1
    ON CONFLICT DO UPDATE SET allowed = excluded.allowed, count = iif(count < excluded.allowed, count + 1, NULL)";

/// Whether one of the budgets is used up.
#[derive(Debug, Deserialize)]
pub(crate) struct Spent {
    /// Until when, in milliseconds since the epoch.
    ends_at: Option<i64>,
}

/// The statement that finds out whether one of these budgets is used up.
pub(crate) fn select_spent(selector: &TenantSelector, spendings: &[Spending]) -> Statement {
    selector.statement(SELECT_SPENT, [json_list(spendings).into()])
}

impl Spent {
    /// Reads the result of [`select_spent`].
    pub(crate) fn read(rows: &mut RowSets) -> Result<Self, Failure> {
        Ok(rows.first()?.unwrap_or(Self { ends_at: None }))
    }

    /// Refuses with this code if a budget is used up.
    pub(crate) fn check(&self, app: &App, code: Code, detail: &str) -> Result<(), Failure> {
        match self.ends_at {
            None => Ok(()),
            Some(ends_at) => {
                let seconds = (ends_at - app.now_ms).div_euclid(1000) + 1;
                Err(Failure::new(code, detail).retry_after(seconds))
            }
        }
    }
}

/// The statement that uses these budgets.
pub(crate) fn spend(restaurant_id: &str, spendings: &[Spending]) -> Statement {
    Statement::new(SPEND, [restaurant_id.into(), json_list(spendings).into()])
}
