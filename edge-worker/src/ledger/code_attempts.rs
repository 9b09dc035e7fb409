//! Limits how often a client may try gift card codes. Counted in the database, so that asking several Workers at once
//! does not raise the limit.

use api::Code;
use serde::Deserialize;

use crate::house::tenant::{TenantSelector, restaurant_id};
use crate::house::visitor::Visitor;
use crate::platform::app::App;
use crate::platform::db::{RowSets, Statement, Value};
use crate::platform::failure::Failure;

const HOUR_MS: i64 = 3_600_000;
/// Code attempts per hour of one client address.
const ATTEMPTS_MAX: i64 = 20;
/// The same of its network.
const ATTEMPTS_OF_NETWORK_MAX: i64 = 200;
/// Code attempts per hour of all clients of a restaurant together.
const ATTEMPTS_OF_ALL_MAX: i64 = 1000;

const COUNT: &str = concat!(
    "INSERT INTO guesses (restaurant_id, guesser, hour, count)
     SELECT id, ?3, ?4, 1 FROM restaurants WHERE id = ",
    restaurant_id!(),
    " ON CONFLICT DO UPDATE SET count = count + 1 RETURNING count",
);

/// Counts the attempts of all clients, but only from clients within their own limit, so that a blocked client does not
/// use up the limit of the others.
const COUNT_ALL: &str = concat!(
    "INSERT INTO guesses (restaurant_id, guesser, hour, count)
     SELECT r.id, '', ?4, 1 FROM restaurants r JOIN guesses own
     ON own.restaurant_id = r.id AND own.guesser = ?3 AND own.hour = ?4 AND own.count <= ?5
     WHERE r.id = ",
    restaurant_id!(),
    " ON CONFLICT DO UPDATE SET count = count + 1 RETURNING count",
);

#[derive(Deserialize)]
struct CountRow {
    count: i64,
}

/// The statements that count one more code attempt: of this client, of its network, and of all clients.
pub(crate) fn count(app: &App, selector: &TenantSelector, visitor: &Visitor) -> [Statement; 3] {
    let hour = app.now_ms.div_euclid(HOUR_MS);
    let values = |of: &str| [Value::from(of), hour.into()];
    let all = values(&visitor.address).into_iter().chain([ATTEMPTS_MAX.into()]);
    [
        selector.statement(COUNT, values(&visitor.address)),
        selector.statement(COUNT, values(&visitor.network)),
        selector.statement(COUNT_ALL, all),
    ]
}

/// The attempts counted so far, this one included.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Attempts {
    of_all: i64,
}

impl Attempts {
    /// Reads the results of [`count`].
    ///
    /// # Errors
    /// `too_many_requests` if the visitor has none left.
    pub(crate) fn read(app: &App, rows: &mut RowSets) -> Result<Self, Failure> {
        let mut count = || Ok::<_, Failure>(rows.first::<CountRow>()?.map_or(0, |row| row.count));
        let (own, of_network, of_all) = (count()?, count()?, count()?);
        let is_within = own <= ATTEMPTS_MAX && of_network <= ATTEMPTS_OF_NETWORK_MAX;
        if is_within { Ok(Self { of_all }) } else { Err(too_many(app)) }
    }

    /// The refusal of a code that opens nothing. Where all visitors together have used up their attempts, it no longer
    /// says so; who has a card still gets through.
    pub(crate) fn refusal(self, app: &App, unknown: Failure) -> Failure {
        if self.of_all <= ATTEMPTS_OF_ALL_MAX { unknown } else { too_many(app) }
    }
}

fn too_many(app: &App) -> Failure {
    let seconds = (HOUR_MS - app.now_ms.rem_euclid(HOUR_MS)).div_euclid(1000) + 1;
    Failure::new(Code::TooManyRequests, "too many codes were tried; try again later").retry_after(seconds)
}
