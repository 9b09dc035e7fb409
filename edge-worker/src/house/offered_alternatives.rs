//! What can be booked instead of a start that was refused.
//!
//! A refusal costs a stranger nothing, so what it reads is bounded: what visitors are offered is found in the restaurant's
//! snapshot, which is made anew only if something has changed.

use std::ops::Range;

use api::availability::alternative::Change as Changed;
use api::{Alternative, Snapshot};
use engine::{Change, Day, Instant, Occupancy, Span, Stay, TableSet};
use serde::Deserialize;

use crate::house::cached_snapshot::{CachedSnapshot, DAYS_MAX};
use crate::house::load::{Loaded, check_reach, load};
use crate::house::placement::{PlacementRequest, question};
use crate::house::tenant::{Tenant, TenantSelector, restaurant_id, select_tenant, unreadable};
use crate::platform::app::App;
use crate::platform::failure::Failure;

/// How many alternatives are listed.
const ALTERNATIVES: usize = 5;

const SELECT_LEFT: &str = concat!(
    "SELECT starts, ends, attendees, table_ids FROM stays WHERE id = ?3 AND (?4 = 0 OR expires_at IS NOT NULL) AND restaurant_id = ",
    restaurant_id!(),
);

/// What would be given up for an alternative.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Leaving<'a> {
    /// The visitor's hold, by the id that they name.
    Hold(&'a str),
    /// The booking that is changed.
    Reservation(&'a str),
}

impl<'a> Leaving<'a> {
    fn stay_id(self) -> &'a str {
        match self {
            Self::Hold(id) | Self::Reservation(id) => id,
        }
    }
}

/// Which alternatives are looked for.
#[derive(Clone, Copy)]
pub(crate) struct Wanted<'a> {
    pub(crate) instead_of: &'a PlacementRequest<'a>,
    pub(crate) leaving: Option<Leaving<'a>>,
    /// What may differ.
    pub(crate) changes: &'a [Change],
}

/// What can be changed of a booking.
pub(crate) const CHANGES_OF_A_BOOKING: [Change; 3] = [Change::Time, Change::Party, Change::Day];

#[derive(Deserialize)]
struct LeftRow {
    starts: i64,
    ends: i64,
    attendees: u16,
    /// A JSON list.
    table_ids: String,
}

/// A restaurant, and what is taken in it but for what would be left.
struct Taken {
    tenant: Tenant,
    occupancy: Occupancy,
}

/// The alternatives on the days around, nearest first.
pub(crate) async fn alternatives(
    app: &App,
    selector: &TenantSelector,
    wanted: Wanted<'_>,
) -> Result<Vec<Alternative>, Failure> {
    let request = wanted.instead_of;
    let day = request.day.0;
    let days = day.plus(-engine::DAYS_AWAY_MAX)..day.plus(engine::DAYS_AWAY_MAX + 1);
    let Taken { tenant, occupancy } = match cached(app, selector, &days, wanted.leaving).await? {
        Some(taken) => taken,
        None => stored(app, selector, days, wanted.leaving).await?,
    };
    let question = question(app, &tenant, request)?;
    let house = &tenant.compiled.house;
    let Wanted { changes, .. } = wanted;
    let found = engine::alternatives(house, &occupancy, &question, request.minutes, changes, ALTERNATIVES);
    Ok(found.iter().map(|found| Alternative::new(&tenant.compiled, found)).collect())
}

/// As the database has it: the restaurant's own systems may rely on it.
async fn stored(
    app: &App,
    selector: &TenantSelector,
    days: Range<Day>,
    leaving: Option<Leaving<'_>>,
) -> Result<Taken, Failure> {
    let Loaded { tenant, stays } = load(app, selector, days).await?;
    let left = leaving.filter(|leaving| match leaving {
        Leaving::Hold(id) => stays.hold(id).is_some(),
        Leaving::Reservation(_) => true,
    });
    let occupancy = stays.seated_without(&tenant.compiled, left.map(Leaving::stay_id)).occupancy;
    Ok(Taken { tenant, occupancy })
}

/// As the restaurant's snapshot has it; `None` for the restaurant's own systems, and for days that it does not cover.
async fn cached(
    app: &App,
    selector: &TenantSelector,
    days: &Range<Day>,
    leaving: Option<Leaving<'_>>,
) -> Result<Option<Taken>, Failure> {
    let TenantSelector::Slug(slug) = selector else { return Ok(None) };
    check_reach(app, days)?;
    let cached = CachedSnapshot::get(app, slug).await;
    let snapshot = CachedSnapshot::current(app, slug, cached).await?;
    let snapshot: Snapshot = serde_json::from_str(&snapshot.text).map_err(unreadable)?;
    // Beyond a shorter window nothing can be booked.
    let is_covered = snapshot.days < DAYS_MAX || days.end <= snapshot.from.0.plus(i32::from(DAYS_MAX));
    if !is_covered {
        return Ok(None);
    }
    let (_, mut stays) = snapshot.house().map_err(|fault| unreadable(format!("{fault:?}")))?;
    let id = leaving.map(Leaving::stay_id).unwrap_or_default();
    let is_hold = i64::from(matches!(leaving, Some(Leaving::Hold(_))));
    let left = selector.statement(SELECT_LEFT, [id.into(), is_hold.into()]);
    let mut rows = app.db.read(vec![select_tenant(selector), left]).await?;
    let tenant = Tenant::read(app, selector, &mut rows, days.clone())?;
    if let Some(left) = rows.first::<LeftRow>()? {
        release(&tenant, &left, &mut stays)?;
    }
    let occupancy = Occupancy::new(&tenant.compiled.house, &stays);
    Ok(Some(Taken { tenant, occupancy }))
}

/// Takes what is left out of stays without names: one at its tables at its time.
fn release(tenant: &Tenant, left: &LeftRow, stays: &mut Vec<Stay>) -> Result<(), Failure> {
    let ids: Vec<String> = serde_json::from_str(&left.table_ids).map_err(unreadable)?;
    let tables: TableSet = ids.iter().filter_map(|id| tenant.compiled.table(id)).collect();
    let span = Span::new(Instant(left.starts), Instant(left.ends));
    let is_its =
        |stay: &Stay| Some(stay.span) == span && stay.tables == tables && stay.attendees == left.attendees;
    if let Some(place) = stays.iter().position(is_its) {
        stays.remove(place);
    }
    Ok(())
}

/// The refusal of a slot with alternatives, which never are what was refused. If none can be found, the refusal is
/// returned as it is.
pub(crate) async fn with_alternatives(
    app: &App,
    selector: &TenantSelector,
    wanted: Wanted<'_>,
    refusal: Failure,
) -> Failure {
    if refusal.exclusion_reasons().is_empty() {
        return refusal;
    }
    match alternatives(app, selector, wanted).await {
        Ok(mut alternatives) => {
            let refused = wanted.instead_of;
            alternatives.retain(|found| found.change != Changed::Time || found.minutes != refused.minutes);
            refusal.with_alternatives(alternatives)
        }
        Err(_) => refusal,
    }
}
