//! GET /v1/restaurants/{slug}/gift-cards: the gift cards that guests can buy.

use api::Date;
use api::basics::currency::minor_digits;
use api::configuration::gift_card_template::GiftCardTemplate;
use api::money::purchase::{GiftCardOffer, GiftCardShop};
use axum::Json;

use crate::house::tenant::{TenantSelector, load_tenant};
use crate::http::extract::PathParams;
use crate::operations::gift_card_shop::{deliver_until, offered, today};
use crate::platform::app::App;
use crate::platform::failure::Failure;
use crate::platform::send;

/// List gift cards on sale
///
/// What guests can buy online. `offers` is empty where the restaurant sells no gift cards online or takes no payments.
#[utoipa::path(get, path = "/v1/restaurants/{slug}/gift-cards", tag = "Guests", operation_id = "readGiftCardShop",
    params(("slug" = String, Path, description = "the restaurant's slug")),
    responses((status = 200, body = GiftCardShop),
              (status = 404, body = api::Problem, description = "restaurant_not_found")))]
#[send]
pub(crate) async fn read(
    app: App,
    PathParams(slug): PathParams<String>,
) -> Result<Json<GiftCardShop>, Failure> {
    let tenant = load_tenant(&app, &TenantSelector::Slug(slug)).await?;
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
        locales: restaurant.locales.clone(),
        minor_digits: minor_digits(&restaurant.currency),
        currency: restaurant.currency.clone(),
        today,
        deliver_until: Date(deliver_until(today)),
        offers,
    }))
}
