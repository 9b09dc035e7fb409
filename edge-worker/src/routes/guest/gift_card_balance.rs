//! POST /v1/restaurants/{slug}/gift-cards/balance: what is on a guest's card.

use api::gift_card::{Balance, BalanceQuestion};
use api::{Code, Date};
use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use engine::Day;

use crate::app::App;
use crate::extract::{At, Json as JsonBody};
use crate::gift_card::{CardRow, Named};
use crate::guesses;
use crate::problem::Failure;
use crate::tenant::{Door, Tenant, select_tenant};

/// What can be redeemed with a code. A card that is unknown, expired or empty gets one and the same answer; and nobody
/// may ask often enough to guess a code.
#[utoipa::path(post, path = "/v1/restaurants/{slug}/gift-cards/balance", tag = "Guests",
    operation_id = "readBalance",
    params(("slug" = String, Path, description = "the restaurant's name in addresses")),
    request_body = BalanceQuestion,
    responses((status = 200, body = Balance),
              (status = 404, body = api::Problem, description = "restaurant_not_found, gift_card_not_usable"),
              (status = 429, body = api::Problem, description = "too_many_requests")))]
#[worker::send]
pub(crate) async fn read(
    State(app): State<App>,
    At(slug): At<String>,
    headers: HeaderMap,
    JsonBody(question): JsonBody<BalanceQuestion>,
) -> Result<Json<Balance>, Failure> {
    let door = Door::Slug(slug);
    let named = Named::read(&app, &question.code)?;
    let [count_own, count_all] = guesses::count(&app, &door, &headers)?;
    let reads = vec![select_tenant(&door), count_own, count_all, named.select_card(&door)];
    let mut rows = app.db.batch(reads).await?.into_iter();
    let mut next = || rows.next().unwrap_or_default();
    let tenant = Tenant::of_today(&app, &door, next())?;
    guesses::check(&app, next(), next())?;
    let card: Option<CardRow> = next().first()?;
    let usable = card.filter(|card| {
        named.code_of(card).is_some() && 0 < card.balance && card.check_day(&app, &tenant).is_ok()
    });
    let card = usable
        .ok_or_else(|| Failure::new(Code::GiftCardNotUsable, "no gift card of this code can be redeemed"))?;
    let expires_on_day = Date(Day(card.expires_on_day));
    Ok(Json(Balance { remaining_amount: card.balance, currency: card.currency, expires_on_day }))
}
