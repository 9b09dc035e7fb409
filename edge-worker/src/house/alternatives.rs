//! What can be booked instead of a start that was refused.

use api::Alternative;

use crate::house::load::{Loaded, load};
use crate::house::placement::{PlacementRequest, question};
use crate::house::tenant::TenantSelector;
use crate::platform::app::App;
use crate::platform::failure::Failure;

/// How many alternatives a refusal lists.
const ALTERNATIVES: usize = 5;

/// Alternatives to a start, on the days around; `leaving` is a hold that would be released for them.
pub(crate) async fn alternatives(
    app: &App,
    selector: &TenantSelector,
    placement_request: &PlacementRequest<'_>,
    leaving: Option<&str>,
) -> Result<Vec<Alternative>, Failure> {
    let days = placement_request.day.0.plus(-engine::DAYS_AWAY_MAX)
        ..placement_request.day.0.plus(engine::DAYS_AWAY_MAX + 1);
    let Loaded { tenant, stays } = load(app, selector, days).await?;
    let compiled = &tenant.compiled;
    let leaving = leaving.filter(|id| stays.hold(id).is_some());
    let occupancy = stays.seated_without(compiled, leaving).occupancy;
    let question = question(app, &tenant, placement_request)?;
    let found =
        engine::alternatives(&compiled.house, &occupancy, &question, placement_request.minutes, ALTERNATIVES);
    Ok(found.iter().map(|found| Alternative::new(compiled, found)).collect())
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
