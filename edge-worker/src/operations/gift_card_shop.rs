//! Gift cards that guests can buy, and how far ahead their delivery can be scheduled.

use api::Date;
use api::configuration::gift_card_template::GiftCardTemplate;
use engine::Day;

use crate::house::tenant::Tenant;
use crate::platform::app::App;
use crate::platform::failure::Failure;

/// How far ahead a delivery can be scheduled.
const DELIVERY_DAYS_MAX: i32 = 365;

/// Today in the restaurant's time zone.
pub(crate) fn today(app: &App, tenant: &Tenant) -> Date {
    Date(tenant.compiled.house.offsets.today(app.now()))
}

/// The last day for which a delivery can be scheduled.
pub(crate) fn deliver_until(today: Date) -> Day {
    today.0.plus(DELIVERY_DAYS_MAX)
}

/// The templates that guests can buy.
pub(crate) fn offered(tenant: &Tenant) -> impl Iterator<Item = &GiftCardTemplate> {
    tenant.compiled.configuration.gift_card_templates.iter().filter(|template| template.online)
}

/// The template of this id, if guests can buy it.
///
/// # Errors
/// `invalid_input` otherwise.
pub(crate) fn template<'a>(tenant: &'a Tenant, id: &str) -> Result<&'a GiftCardTemplate, Failure> {
    let unknown = || Failure::invalid_field("/templateId", "the restaurant sells no such gift card online");
    offered(tenant).find(|template| template.id == id).ok_or_else(unknown)
}
