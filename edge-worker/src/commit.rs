//! The commit protocol: how a decision made on a state of the house becomes the next state, or nothing.
//!
//! 1. One read batch brings the restaurant, the revision of each day around, and who sits there.
//! 2. The engine decides on that.
//! 3. One write batch inserts the next revision of each touched day, moves who makes room, and inserts the change. If
//!    anybody committed in between, or the configuration changed, a key breaks, nothing is written, and the request
//!    starts again from 1.
//!
//! So every committed decision saw exactly the state that it changed. That the request happens once, and how often it
//! tries, is [`once`]'s.

use std::collections::BTreeSet;
use std::ops::Range;

use engine::{Day, Span};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::db::{Statement, Value};
use crate::extract::IdempotencyKey;
use crate::once::{Effect, Once, once};
use crate::problem::Failure;
use crate::reseating;
use crate::tenant::{
    Door, Guestlist, Loaded, Reseated, Tenant, check_reach, restaurant_id, select_stays, select_tenant,
    starts_around,
};

pub(crate) use crate::once::Audience;

/// A request that changes a restaurant's days.
pub(crate) struct Request<'a> {
    pub(crate) door: &'a Door,
    /// The days asked about; the change may touch the day before and the two after as well.
    pub(crate) days: Range<Day>,
    /// Whose it is, and the key under which it happens once.
    pub(crate) audience: Audience,
    pub(crate) key: &'a IdempotencyKey,
    /// What else the decision needs; it comes in [`Loaded::besides`], in this order.
    pub(crate) besides: Vec<Statement>,
}

/// What a decision comes to.
pub(crate) struct Change<T> {
    /// The days whose next revision this is; those of the parties that move are too.
    pub(crate) touched: Vec<Day>,
    /// Gives back first what a hold, or the reservation itself, had.
    pub(crate) released: Option<Statement>,
    /// Who gets other tables, to make room.
    pub(crate) moves: Vec<Reseated>,
    /// The change itself.
    pub(crate) statements: Vec<Statement>,
    /// What the caller is told, now and whenever the request comes again.
    pub(crate) answer: T,
}

/// The days that a stay touches: its opening day, and every calendar day on which it keeps a table. Two stays that
/// overlap in time touch a common day, whichever days they opened on, so that one of their commits sees the other.
pub(crate) fn touched_days(tenant: &Tenant, day: Day, blocked: Span) -> Vec<Day> {
    let offsets = &tenant.compiled.house.offsets;
    let (first, last) = (offsets.wall(blocked.start()).0, offsets.wall(blocked.end().plus(-1)).0);
    let mut days: Vec<Day> = (first.0..=last.0).map(Day).collect();
    if !days.contains(&day) {
        days.push(day);
    }
    days
}

/// Loads, decides and commits; gives the answer, or the same answer as before.
///
/// # Errors
/// What `decide` refuses with, and what [`once`] does.
pub(crate) async fn commit<T: Serialize + DeserializeOwned>(
    app: &App,
    request: &Request<'_>,
    decide: impl Fn(&Loaded) -> Result<Change<T>, Failure>,
) -> Result<T, Failure> {
    check_reach(app, &request.days)?;
    let Request { door, days, audience, key, besides } = request;
    let around = [Value::from(days.start.plus(-1).0), days.end.plus(2).0.into()];
    let mut reads =
        vec![select_tenant(door), door.statement(SELECT_REVISIONS, around), select_stays(door, days)];
    reads.extend(besides.iter().cloned());
    once(app, Once { door, audience: *audience, key }, reads, |rows| {
        let mut rows = rows.into_iter();
        let mut next = || rows.next().unwrap_or_default();
        let tenant = Tenant::from_rows(app, door, next(), days.clone())?;
        let revisions: Vec<RevisionRow> = next().all()?;
        let guests = Guestlist::from_rows(next(), &tenant.compiled, app.now_ms)?;
        let loaded = Loaded { tenant, guests, besides: rows.collect() };
        let change = decide(&loaded)?;
        app.snapshot_is_stale(loaded.tenant.slug());
        Ok(write(app, days, &loaded.tenant, &revisions, change))
    })
    .await
}

#[derive(Deserialize)]
struct RevisionRow {
    day: i32,
    revision: i64,
}

const SELECT_REVISIONS: &str = concat!(
    "SELECT day, MAX(revision) AS revision FROM day_revisions
     WHERE day BETWEEN ?3 AND ?4 AND restaurant_id = ",
    restaurant_id!(),
    " GROUP BY day",
);

/// The configuration that the decision was made with must still be the published one: otherwise the revision is
/// NULL, which the table refuses.
#[cfg(not(feature = "unguarded"))]
const INSERT_REVISION: &str = "
    INSERT INTO day_revisions (restaurant_id, day, revision, at)
    VALUES (?1, ?2, (SELECT ?3 FROM restaurants WHERE id = ?1 AND configuration_version = ?4), ?5)";
#[cfg(feature = "unguarded")]
const INSERT_REVISION: &str = "
    INSERT OR IGNORE INTO day_revisions (restaurant_id, day, revision, at) VALUES (?1, ?2, ?3 + 0 * ?4, ?5)";

/// Holds that have run out no longer count in any decision; here their rows make way for its result.
const DELETE_EXPIRED_HOLDS: &str = "
    DELETE FROM stays WHERE restaurant_id = ?1 AND expires_at <= ?2 AND starts BETWEEN ?3 AND ?4";

fn write<T>(
    app: &App,
    days: &Range<Day>,
    tenant: &Tenant,
    revisions: &[RevisionRow],
    change: Change<T>,
) -> Effect<T> {
    let id = || Value::from(tenant.id.as_str());
    let revision = |day: Day| revisions.iter().find(|r| r.day == day.0).map_or(0, |r| r.revision);
    let moved =
        change.moves.iter().flat_map(|Reseated { party, .. }| touched_days(tenant, party.day, party.blocked));
    let touched: BTreeSet<Day> = change.touched.iter().copied().chain(moved).collect();
    let mut statements: Vec<Statement> = touched
        .iter()
        .map(|day| {
            let next = revision(*day) + 1;
            Statement::new(
                INSERT_REVISION,
                [id(), day.0.into(), next.into(), tenant.version.into(), app.now_ms.into()],
            )
        })
        .collect();
    let [first, last] = starts_around(days);
    statements.push(Statement::new(DELETE_EXPIRED_HOLDS, [id(), app.now_ms.into(), first, last]));
    // Who moves may get what is given back, and who comes gets what the others left.
    statements.extend(change.released);
    statements.extend(reseating::statements(app, tenant, &change.moves));
    statements.extend(change.statements);
    Effect { statements, answer: change.answer }
}
