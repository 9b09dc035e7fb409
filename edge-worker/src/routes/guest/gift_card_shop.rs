//! GET /v1/restaurants/{slug}/gift-cards: the gift cards that guests can buy.

use api::Date;
use api::currency::minor_digits;
use api::gift_card::GiftCardTemplate;
use api::gift_card_purchase::{GiftCardOffer, GiftCardShop};
use axum::Json;
use axum::extract::State;
use engine::Day;

use crate::app::App;
use crate::extract::At;
use crate::problem::Failure;
use crate::tenant::{Door, Tenant, load_tenant};

/// How far ahead a card can be told to arrive.
const DELIVERY_DAYS_MAX: i32 = 365;

/// The cards on offer; none where the restaurant sells none, or takes no payments.
#[utoipa::path(get, path = "/v1/restaurants/{slug}/gift-cards", tag = "Guests", operation_id = "readGiftCardShop",
    params(("slug" = String, Path, description = "the restaurant's name in addresses")),
    responses((status = 200, body = GiftCardShop),
              (status = 404, body = api::Problem, description = "restaurant_not_found")))]
#[worker::send]
pub(crate) async fn read(
    State(app): State<App>,
    At(slug): At<String>,
) -> Result<Json<GiftCardShop>, Failure> {
    let tenant = load_tenant(&app, &Door::Slug(slug)).await?;
    let restaurant = &tenant.compiled.configuration.restaurant;
    let today = today(&app, &tenant);
    let offer = |template: &GiftCardTemplate| GiftCardOffer {
        template_id: template.id.clone(),
        name: template.name.clone(),
        image: template.image.clone(),
        min_amount: template.min_amount,
        max_amount: template.max_amount,
        amounts: template.amounts.clone(),
        expires_on_day: template.last_day(today),
    };
    let can_be_paid = app.new_provider(&restaurant.currency).is_some();
    let offers = offered(&tenant).filter(|_| can_be_paid).map(offer).collect();
    Ok(Json(GiftCardShop {
        restaurant_name: restaurant.name.clone(),
        privacy_url: restaurant.privacy_url.clone(),
        minor_digits: minor_digits(&restaurant.currency),
        currency: restaurant.currency.clone(),
        today,
        deliver_until: Date(deliver_until(today)),
        offers,
    }))
}

/// Today by the restaurant's calendar.
pub(super) fn today(app: &App, tenant: &Tenant) -> Date {
    Date(tenant.compiled.house.offsets.today(app.now()))
}

/// The last day on which a card can be told to arrive.
pub(super) fn deliver_until(today: Date) -> Day {
    today.0.plus(DELIVERY_DAYS_MAX)
}

/// The templates that guests can buy.
fn offered(tenant: &Tenant) -> impl Iterator<Item = &GiftCardTemplate> {
    tenant.compiled.configuration.gift_card_templates.iter().filter(|template| template.online)
}

/// The template of this id, if guests can buy it.
///
/// # Errors
/// `invalid_input`.
pub(super) fn template<'a>(tenant: &'a Tenant, id: &str) -> Result<&'a GiftCardTemplate, Failure> {
    let unknown = || Failure::invalid_field("/templateId", "the restaurant sells no such gift card online");
    offered(tenant).find(|template| template.id == id).ok_or_else(unknown)
}
