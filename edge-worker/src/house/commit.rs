//! The commit protocol: optimistic concurrency for decisions about a restaurant's days.
//!
//! 1. One read batch loads the restaurant, the revisions of the days around, and the stays.
//! 2. The engine decides on that state.
//! 3. One write batch sets the next revision of each touched day, moves the parties that make room, and inserts
//!    the change. If another commit came first, or the configuration changed, a key is violated, nothing is written,
//!    and the request starts again from 1.
//!
//! So every committed decision saw exactly the state that it changed. [`IdempotentRequest`] makes a request happen
//! once, and [`Retries`] limits its tries.

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
use crate::platform::db::{DbError, RowSets, Statement, Value};
use crate::platform::failure::Failure;

/// A request that changes a restaurant's days. `R` is what its extra reads return.
pub(crate) struct Request<'a, R> {
    pub(crate) selector: &'a TenantSelector,
    /// The requested days. The change may also touch the day before and the two days after.
    pub(crate) days: Range<Day>,
    pub(crate) audience: Audience,
    /// The idempotency key.
    pub(crate) key: &'a IdempotencyKey,
    /// What else the decision needs.
    pub(crate) extra_reads: ExtraReads<R>,
}

/// Extra statements for the read batch, and how to read their results.
pub(crate) struct ExtraReads<R> {
    pub(crate) statements: Vec<Statement>,
    pub(crate) read: fn(&mut RowSets) -> Result<R, Failure>,
}

impl ExtraReads<()> {
    /// For a decision that needs only the restaurant and its stays.
    pub(crate) fn none() -> Self {
        Self { statements: Vec::new(), read: |_| Ok(()) }
    }
}

/// The result of a decision.
pub(crate) struct Change<T> {
    /// The days that get the next revision; those of the moved parties do too.
    pub(crate) touched: Vec<Day>,
    /// Executed first: releases the tables of a hold, or of the reservation itself.
    pub(crate) released: Option<Statement>,
    /// Parties that get other tables, to make room.
    pub(crate) moves: Vec<Reseated>,
    /// The change itself.
    pub(crate) statements: Vec<Statement>,
    /// The answer to the caller, also when the request is repeated.
    pub(crate) answer: T,
}

/// The days that a stay touches: its opening day, and every calendar day on which it keeps a table. Two stays that
/// overlap in time touch a common day, whatever their opening days, so one of their commits detects the other.
pub(crate) fn touched_days(tenant: &Tenant, day: Day, blocked: Span) -> Vec<Day> {
    let offsets = &tenant.compiled.house.offsets;
    let (first, last) = (offsets.wall(blocked.start()).0, offsets.wall(blocked.end().plus(-1)).0);
    let mut days: Vec<Day> = (first.0..=last.0).map(Day).collect();
    if !days.contains(&day) {
        days.push(day);
    }
    days
}

/// Reads, decides and commits. Returns the answer; for a repeated request, the stored one.
///
/// # Errors
/// Those of `decide` and of [`Retries::after`]; `idempotency_key_reused`.
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
        let slug = state.loaded.tenant.slug().to_owned();
        let keep_answer = request.once().insert_answer(app, &change.answer)?;
        let mut statements = writes(app, &request.days, &state.loaded.tenant, &state.revisions, &mut change);
        statements.push(keep_answer);
        let written = app.db.batch(statements).await;
        // After a lost reply it may have been written.
        if matches!(written, Ok(_) | Err(DbError::Lost(_))) {
            app.mark_snapshot_stale(&slug);
        }
        match written {
            Ok(_) => return Ok(change.answer),
            Err(error) => retries.after(error).await?,
        }
    }
}

/// What one try has read.
struct State<R> {
    loaded: Loaded,
    revisions: Vec<RevisionRow>,
    extra: R,
}

impl<R> Request<'_, R> {
    fn once(&self) -> IdempotentRequest<'_> {
        IdempotentRequest { selector: self.selector, audience: self.audience, key: self.key }
    }

    /// The read batch of one try. [`Request::read`] reads what follows the stored answer.
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
    "SELECT day, revision FROM day_revisions WHERE day BETWEEN ?3 AND ?4 AND restaurant_id = ",
    restaurant_id!(),
);

/// The day must still have the revision that the decision saw, and the restaurant the configuration: otherwise the
/// revision violates NOT NULL, and the batch rolls back.
const NEXT_REVISION: &str = "
    INSERT INTO day_revisions (restaurant_id, day, revision, at)
    VALUES (?1, ?2, (SELECT ?3 FROM restaurants WHERE id = ?1 AND configuration_version = ?4), ?5)
    ON CONFLICT DO UPDATE SET revision = iif(revision = ?3 - 1, ?3, NULL), at = max(at, ?5)";

/// Decisions ignore expired holds; here their rows are deleted, so that they do not violate keys.
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
            Statement::new(NEXT_REVISION, values)
        })
        .collect();
    let [first, last] = starts_around(days);
    statements.push(Statement::new(DELETE_EXPIRED_HOLDS, [id(), app.now_ms.into(), first, last]));
    // In this order, since moved parties may get the released tables, and the new party those that others have left.
    statements.extend(change.released.take());
    statements.extend(reseating::statements(app, tenant, &change.moves));
    statements.append(&mut change.statements);
    statements
}
