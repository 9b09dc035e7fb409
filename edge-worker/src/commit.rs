//! The commit protocol: how a decision made on a state of the house becomes the next state, or nothing.
//!
//! 1. One read batch brings the request's earlier answer (if it came before), the restaurant, the revision of each
//!    day around, and who sits there.
//! 2. The engine decides on that.
//! 3. One write batch inserts the next revision of each touched day, moves who makes room, and inserts the change and
//!    the answer under the request's idempotency key. If anybody committed in between, or the configuration changed,
//!    a key breaks, nothing is written, and the request starts again from 1 with a little random delay; a bounded
//!    number of times.
//!
//! So every committed decision saw exactly the state that it changed.

use std::collections::BTreeSet;
use std::ops::Range;

use api::Code;
use engine::{Day, Span};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::db::{DbError, Rows, Statement, Value};
use crate::extract::IdempotencyKey;
use crate::problem::Failure;
use crate::reseating;
use crate::tenant::{
    Door, Guestlist, Loaded, Reseated, Tenant, check_reach, restaurant_id, select_stays, select_tenant,
    starts_around,
};

/// How often a request decides anew before it says that the house is too busy.
const TRIES_MAX: u32 = 12;
/// The longest delay before the second try, in milliseconds; it grows with each one.
const DELAY_MS: u32 = 20;

/// Whose requests a key belongs to: a guest's key is never a restaurant's.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Audience {
    Guest,
    Restaurant,
    Operator,
}

impl Audience {
    fn name(self) -> &'static str {
        match self {
            Self::Guest => "guest",
            Self::Restaurant => "restaurant",
            Self::Operator => "operator",
        }
    }
}

/// A request that changes a restaurant's days.
pub(crate) struct Request<'a> {
    pub(crate) door: &'a Door,
    /// The days asked about; the change may touch the day before and the two after as well.
    pub(crate) days: Range<Day>,
    /// Whose it is, and the key under which it happens once.
    pub(crate) audience: Audience,
    pub(crate) key: &'a IdempotencyKey,
    /// What else the decision needs; it comes in [`Loaded::besides`].
    pub(crate) besides: Option<Statement>,
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
/// What `decide` refuses with; `idempotency_key_reused`, `hold_already_used`, `busy`, `internal`.
pub(crate) async fn commit<T: Serialize + DeserializeOwned>(
    app: &App,
    request: &Request<'_>,
    decide: impl Fn(&Loaded) -> Result<Change<T>, Failure>,
) -> Result<T, Failure> {
    check_reach(app, &request.days)?;
    let mut last_error = None;
    for attempt in 0..TRIES_MAX {
        if 0 < attempt {
            pause(attempt).await;
        }
        let state = match read(app, request).await? {
            Read::Answered(answer) => return serde_json::from_str(&answer).map_err(unreadable),
            Read::State(state) => state,
        };
        let change = decide(&state.loaded)?;
        match app.db.batch(write(app, request, &state, &change)?).await {
            Ok(_) => {
                app.snapshot_is_stale(state.loaded.tenant.slug());
                return Ok(change.answer);
            }
            Err(DbError::Conflict(columns)) if columns == "reservations.hold_id" => {
                return Err(Failure::new(
                    Code::HoldAlreadyUsed,
                    "a reservation was made of this hold already",
                ));
            }
            // Somebody was first, or the reply was lost: the next try finds out which, and what is true now.
            Err(error @ (DbError::Conflict(_) | DbError::Lost(_))) => last_error = Some(error),
            Err(error @ DbError::Fault(_)) => return Err(error.into()),
        }
    }
    Err(last_error
        .map_or_else(|| Failure::new(Code::Busy, "too many changes at once; try again"), Into::into))
}

/// The house as a decision sees it.
struct State {
    loaded: Loaded,
    revisions: Vec<RevisionRow>,
}

enum Read {
    /// The request came before; this was the answer.
    Answered(String),
    State(Box<State>),
}

#[derive(Deserialize)]
struct AnswerRow {
    fingerprint: String,
    answer: String,
}

#[derive(Deserialize)]
struct RevisionRow {
    day: i32,
    revision: i64,
}

const SELECT_ANSWER: &str = concat!(
    "SELECT fingerprint, answer FROM idempotency
     WHERE audience = ?3 AND key = ?4 AND restaurant_id = ",
    restaurant_id!(),
);

const SELECT_REVISIONS: &str = concat!(
    "SELECT day, MAX(revision) AS revision FROM day_revisions
     WHERE day BETWEEN ?3 AND ?4 AND restaurant_id = ",
    restaurant_id!(),
    " GROUP BY day",
);

async fn read(app: &App, request: &Request<'_>) -> Result<Read, Failure> {
    let Request { door, days, audience, key, besides } = request;
    let around = [Value::from(days.start.plus(-1).0), days.end.plus(2).0.into()];
    let mut statements = vec![
        door.statement(SELECT_ANSWER, [audience.name().into(), key.key.as_str().into()]),
        select_tenant(door),
        door.statement(SELECT_REVISIONS, around),
        select_stays(door, days),
    ];
    statements.extend(besides.clone());
    let mut rows = app.db.batch(statements).await?.into_iter();
    let mut next = || rows.next().unwrap_or_default();
    let answer: Rows = next();
    if let Some(row) = answer.first::<AnswerRow>()? {
        if row.fingerprint != key.fingerprint {
            let detail = "this Idempotency-Key came before with another request";
            return Err(Failure::new(Code::IdempotencyKeyReused, detail));
        }
        return Ok(Read::Answered(row.answer));
    }
    let tenant = Tenant::from_rows(app, door, next(), days.clone())?;
    let revisions = next().all()?;
    let guests = Guestlist::from_rows(next(), &tenant.compiled, app.now_ms)?;
    let besides = next();
    Ok(Read::State(Box::new(State { loaded: Loaded { tenant, guests, besides }, revisions })))
}

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

const INSERT_ANSWER: &str = "
    INSERT INTO idempotency (restaurant_id, audience, key, fingerprint, answer, at)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6)";

fn write<T: Serialize>(
    app: &App,
    request: &Request,
    state: &State,
    change: &Change<T>,
) -> Result<Vec<Statement>, Failure> {
    let tenant = &state.loaded.tenant;
    let id = || Value::from(tenant.id.as_str());
    let revision = |day: Day| state.revisions.iter().find(|r| r.day == day.0).map_or(0, |r| r.revision);
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
    let [first, last] = starts_around(&request.days);
    statements.push(Statement::new(DELETE_EXPIRED_HOLDS, [id(), app.now_ms.into(), first, last]));
    // Who moves may get what is given back, and who comes gets what the others left.
    statements.extend(change.released.clone());
    statements.extend(reseating::statements(app, tenant, &change.moves));
    statements.extend(change.statements.iter().cloned());
    let answer = serde_json::to_string(&change.answer).map_err(unreadable)?;
    let IdempotencyKey { key, fingerprint } = request.key.clone();
    let audience = request.audience.name().into();
    let values = [id(), audience, key.into(), fingerprint.into(), answer.into(), app.now_ms.into()];
    statements.push(Statement::new(INSERT_ANSWER, values));
    Ok(statements)
}

fn unreadable(error: impl std::fmt::Display) -> Failure {
    Failure::internal(format!("stored answer: {error}"))
}

/// Waits up to a growing limit, so that those who lost a race do not meet again at once.
async fn pause(attempt: u32) {
    let mut random = [0; 4];
    // Without randomness the delay is zero, which only costs another try.
    let _ = getrandom::fill(&mut random);
    let millis = u32::from_le_bytes(random) % (DELAY_MS * attempt);
    #[cfg(target_arch = "wasm32")]
    worker::Delay::from(std::time::Duration::from_millis(millis.into())).await;
    // Natively nobody else runs in the meantime: there is one thread and no waiting.
    #[cfg(not(target_arch = "wasm32"))]
    let _ = millis;
}
