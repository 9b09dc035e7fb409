//! The commit protocol: how a decision made on a state of the house becomes the next state, or nothing.
//!
//! 1. One read batch brings the restaurant, the revision of each day around, and who is there.
//! 2. The engine decides on that.
//! 3. One write batch inserts the next revision of each touched day, moves who makes room, and inserts the change. If
//!    anybody committed in between, or the configuration changed, a key breaks, nothing is written, and the request
//!    starts again from 1.
//!
//! So every committed decision saw exactly the state that it changed. That the request happens once is
//! [`IdempotentRequest`]'s, and how often it tries [`Retries`]'.

use std::collections::BTreeSet;
use std::ops::Range;

use engine::{Day, Span};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::house::idempotency::{Audience, IdempotencyKey, IdempotentRequest};
use crate::house::load::{Loaded, check_reach};
use crate::house::reseating;
use crate::house::retry::Retries;
use crate::house::stays::{Reseated, Stays, select_stays, starts_around};
use crate::house::tenant::{Tenant, TenantSelector, restaurant_id, select_tenant};
use crate::platform::app::App;
use crate::platform::db::{RowSets, Statement, Value};
use crate::platform::failure::Failure;

/// A request that changes a restaurant's days. `R` is what its extra reads give.
pub(crate) struct Request<'a, R> {
    pub(crate) selector: &'a TenantSelector,
    /// The days asked about; the change may touch the day before and the two after as well.
    pub(crate) days: Range<Day>,
    pub(crate) audience: Audience,
    /// The key under which it happens once.
    pub(crate) key: &'a IdempotencyKey,
    /// What else the decision needs.
    pub(crate) extra_reads: ExtraReads<R>,
}

/// Statements that go with the reads of every decision, and how their rows are read.
pub(crate) struct ExtraReads<R> {
    pub(crate) statements: Vec<Statement>,
    pub(crate) read: fn(&mut RowSets) -> Result<R, Failure>,
}

impl ExtraReads<()> {
    /// For a decision that needs the restaurant and who is there, and nothing else.
    pub(crate) fn none() -> Self {
        Self { statements: Vec::new(), read: |_| Ok(()) }
    }
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

/// Reads, decides and commits; gives the answer, or the same answer as before.
///
/// # Errors
/// What `decide` refuses with; `idempotency_key_reused`; and what [`Retries::after`] does.
pub(crate) async fn commit<R, T: Serialize + DeserializeOwned>(
    app: &App,
    request: &Request<'_, R>,
    decide: impl Fn(&Loaded, R) -> Result<Change<T>, Failure>,
) -> Result<T, Failure> {
    check_reach(app, &request.days)?;
    let mut retries = Retries::default();
    loop {
        let mut rows = app.db.read(request.reads()).await?;
        if let Some(answer) = request.once().earlier_answer(&mut rows)? {
            return Ok(answer);
        }
        let state = request.read(app, &mut rows)?;
        let mut change = decide(&state.loaded, state.extra)?;
        app.mark_snapshot_stale(state.loaded.tenant.slug());
        let keep_answer = request.once().insert_answer(app, &change.answer)?;
        let mut statements = writes(app, &request.days, &state.loaded.tenant, &state.revisions, &mut change);
        statements.push(keep_answer);
        match app.db.batch(statements).await {
            Ok(_) => return Ok(change.answer),
            Err(error) => retries.after(error).await?,
        }
    }
}

/// What one try of a request read.
struct State<R> {
    loaded: Loaded,
    revisions: Vec<RevisionRow>,
    extra: R,
}

impl<R> Request<'_, R> {
    fn once(&self) -> IdempotentRequest<'_> {
        IdempotentRequest { selector: self.selector, audience: self.audience, key: self.key }
    }

    /// The statements of one try; [`Request::read`] reads what follows the earlier answer.
    fn reads(&self) -> Vec<Statement> {
        let Range { start, end } = &self.days;
        let around: [Value; 2] = [start.plus(-1).0.into(), end.plus(2).0.into()];
        let mut reads = vec![
            self.once().select_answer(),
            select_tenant(self.selector),
            self.selector.statement(SELECT_REVISIONS, around),
            select_stays(self.selector, &self.days),
        ];
        reads.extend(self.extra_reads.statements.iter().cloned());
        reads
    }

    fn read(&self, app: &App, rows: &mut RowSets) -> Result<State<R>, Failure> {
        let tenant = Tenant::read(app, self.selector, rows, self.days.clone())?;
        let revisions = rows.all()?;
        let stays = Stays::read(rows, &tenant.compiled, app.now_ms)?;
        let extra = (self.extra_reads.read)(rows)?;
        Ok(State { loaded: Loaded { tenant, stays }, revisions, extra })
    }
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

/// The configuration that the decision was made with must still be the published one: otherwise the revision
/// violates NOT NULL, and the batch rolls back.
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

/// The write batch of a change, without the answer.
fn writes<T>(
    app: &App,
    days: &Range<Day>,
    tenant: &Tenant,
    revisions: &[RevisionRow],
    change: &mut Change<T>,
) -> Vec<Statement> {
    let id = || Value::from(tenant.id.as_str());
    let revision = |day: Day| revisions.iter().find(|r| r.day == day.0).map_or(0, |r| r.revision);
    let moved =
        change.moves.iter().flat_map(|Reseated { party, .. }| touched_days(tenant, party.day, party.blocked));
    let touched: BTreeSet<Day> = change.touched.iter().copied().chain(moved).collect();
    let mut statements: Vec<Statement> = touched
        .iter()
        .map(|day| {
            let next = revision(*day) + 1;
            let values = [id(), day.0.into(), next.into(), tenant.version.into(), app.now_ms.into()];
            Statement::new(INSERT_REVISION, values)
        })
        .collect();
    let [first, last] = starts_around(days);
    statements.push(Statement::new(DELETE_EXPIRED_HOLDS, [id(), app.now_ms.into(), first, last]));
    // Who moves may get what is given back, and who comes gets what the others left.
    statements.extend(change.released.take());
    statements.extend(reseating::statements(app, tenant, &change.moves));
    statements.append(&mut change.statements);
    statements
}
