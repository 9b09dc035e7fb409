//! What can be booked instead of a start that was refused.
//!
//! A refusal costs a stranger nothing, so what it reads is bounded: what visitors are offered is found in the cached
//! snapshot where there is one. It may be a minute old, and booking decides anew.

use std::ops::Range;

use api::{Alternative, Snapshot};
use engine::{Day, Instant, Occupancy, Span, Stay, TableSet};
use serde::Deserialize;

use crate::house::cached::CachedSnapshot;
use crate::house::load::{Loaded, check_reach, load};
use crate::house::placement::{PlacementRequest, question};
use crate::house::tenant::{Tenant, TenantSelector, restaurant_id, select_tenant, unreadable};
use crate::platform::app::App;
use crate::platform::failure::Failure;

/// How many alternatives a refusal lists.
const ALTERNATIVES: usize = 5;

const SELECT_HOLD: &str = concat!(
    "SELECT starts, ends, table_ids FROM stays WHERE id = ?3 AND expires_at IS NOT NULL AND restaurant_id = ",
    restaurant_id!(),
);

#[derive(Deserialize)]
struct HoldRow {
    starts: i64,
    ends: i64,
    /// A JSON list.
    table_ids: String,
}

/// A restaurant, and what is taken in it but for the hold that would be released.
struct Taken {
    tenant: Tenant,
    occupancy: Occupancy,
}

/// Alternatives to a start, on the days around; `leaving` is a hold that would be released for them.
pub(crate) async fn alternatives(
    app: &App,
    selector: &TenantSelector,
    placement_request: &PlacementRequest<'_>,
    leaving: Option<&str>,
) -> Result<Vec<Alternative>, Failure> {
    let day = placement_request.day.0;
    let days = day.plus(-engine::DAYS_AWAY_MAX)..day.plus(engine::DAYS_AWAY_MAX + 1);
    let Taken { tenant, occupancy } = match cached(app, selector, &days, leaving).await? {
        Some(taken) => taken,
        None => stored(app, selector, days, leaving).await?,
    };
    let question = question(app, &tenant, placement_request)?;
    let house = &tenant.compiled.house;
    let found = engine::alternatives(house, &occupancy, &question, placement_request.minutes, ALTERNATIVES);
    Ok(found.iter().map(|found| Alternative::new(&tenant.compiled, found)).collect())
}

/// As the database has it: the restaurant's own systems may rely on it.
async fn stored(
    app: &App,
    selector: &TenantSelector,
    days: Range<Day>,
    leaving: Option<&str>,
) -> Result<Taken, Failure> {
    let Loaded { tenant, stays } = load(app, selector, days).await?;
    let leaving = leaving.filter(|id| stays.hold(id).is_some());
    let occupancy = stays.seated_without(&tenant.compiled, leaving).occupancy;
    Ok(Taken { tenant, occupancy })
}

/// As the cached snapshot has it; `None` for the restaurant's own systems, and where none is cached.
async fn cached(
    app: &App,
    selector: &TenantSelector,
    days: &Range<Day>,
    leaving: Option<&str>,
) -> Result<Option<Taken>, Failure> {
    let TenantSelector::Slug(slug) = selector else { return Ok(None) };
    let Some(snapshot) = CachedSnapshot::get(app, slug).await else { return Ok(None) };
    let Ok(snapshot) = serde_json::from_str::<Snapshot>(&snapshot.text) else { return Ok(None) };
    let Ok((_, mut stays)) = snapshot.house() else { return Ok(None) };
    check_reach(app, days)?;
    let hold = selector.statement(SELECT_HOLD, [leaving.unwrap_or_default().into()]);
    let mut rows = app.db.read(vec![select_tenant(selector), hold]).await?;
    let tenant = Tenant::read(app, selector, &mut rows, days.clone())?;
    if let Some(hold) = rows.first::<HoldRow>()? {
        release(&tenant, &hold, &mut stays)?;
    }
    let occupancy = Occupancy::new(&tenant.compiled.house, &stays);
    Ok(Some(Taken { tenant, occupancy }))
}

/// Takes the hold out of stays without names: one at its tables at its time.
fn release(tenant: &Tenant, hold: &HoldRow, stays: &mut Vec<Stay>) -> Result<(), Failure> {
    let ids: Vec<String> = serde_json::from_str(&hold.table_ids).map_err(unreadable)?;
    let tables: TableSet = ids.iter().filter_map(|id| tenant.compiled.table(id)).collect();
    let span = Span::new(Instant(hold.starts), Instant(hold.ends));
    let is_its = |stay: &Stay| Some(stay.span) == span && stay.tables == tables;
    if let Some(place) = stays.iter().position(is_its) {
        stays.remove(place);
    }
    Ok(())
}

/// The refusal of a slot with alternatives. If these cannot be found, the refusal is returned as it is.
pub(crate) async fn with_alternatives(
    app: &App,
    selector: &TenantSelector,
    placement_request: &PlacementRequest<'_>,
    leaving: Option<&str>,
    refusal: Failure,
) -> Failure {
    if refusal.exclusion_reasons().is_empty() {
        return refusal;
    }
    match alternatives(app, selector, placement_request, leaving).await {
        Ok(alternatives) => refusal.with_alternatives(alternatives),
        Err(_) => refusal,
    }
}
