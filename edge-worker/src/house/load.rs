//! Loads a restaurant around some days: everything that a question about them needs, in one round trip.

use std::ops::Range;

use engine::Day;

use crate::house::stays::{Stays, select_stays};
use crate::house::tenant::{Tenant, TenantSelector, select_tenant};
use crate::platform::app::App;
use crate::platform::failure::Failure;

/// A restaurant, with its stays around some days.
#[derive(Clone, Debug)]
pub(crate) struct Loaded {
    pub(crate) tenant: Tenant,
    pub(crate) stays: Stays,
}

/// How far from today the requested days can be. Nothing is booked years ahead, and a zone's clock changes are
/// computed day by day.
const REACH_DAYS: i32 = 800;

/// Refuses days that are too far away.
pub(crate) fn check_reach(app: &App, days: &Range<Day>) -> Result<(), Failure> {
    let today = app.utc_day();
    let reach = today.plus(-REACH_DAYS)..today.plus(REACH_DAYS);
    let is_within = reach.contains(&days.start) && reach.contains(&days.end);
    is_within.then_some(()).ok_or_else(|| Failure::invalid_field("/day", "at most two years from today"))
}

/// Reads a restaurant and its stays around these days, in one round trip.
pub(crate) async fn load(app: &App, selector: &TenantSelector, days: Range<Day>) -> Result<Loaded, Failure> {
    check_reach(app, &days)?;
    let mut rows = app.db.read(vec![select_tenant(selector), select_stays(selector, &days)]).await?;
    let tenant = Tenant::read(app, selector, &mut rows, days)?;
    let stays = Stays::read(&mut rows, &tenant.compiled, app.now_ms)?;
    Ok(Loaded { tenant, stays })
}
