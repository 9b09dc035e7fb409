//! POST /v1/restaurants/{slug}/gift-cards/balance: the balance of a guest's gift card.

use api::money::gift_card::{Balance, BalanceQuestion};
use api::{Code, Date};
use axum::Json;
use engine::Day;

use crate::house::tenant::{Tenant, TenantSelector, select_tenant};
use crate::house::visitor::Visitor;
use crate::http::extract::{Json as JsonBody, PathParams};
use crate::ledger::code_attempts::{self, Attempts};
use crate::ledger::gift_card::{CardLookup, CardRow};
use crate::platform::app::App;
use crate::platform::failure::Failure;
use crate::platform::send;

/// Read a gift card's balance
///
/// What can be redeemed with a code. Unknown, expired and empty cards get the same answer, and a client has at most 20
/// code attempts an hour, so that codes cannot be found by trying.
#[utoipa::path(post, path = "/v1/restaurants/{slug}/gift-cards/balance", tag = "Guests",
    operation_id = "readBalance",
    params(("slug" = String, Path, description = "the restaurant's slug")),
    request_body = BalanceQuestion,
    responses((status = 200, body = Balance),
              (status = 404, body = api::Problem, description = "restaurant_not_found, gift_card_not_usable"),
              (status = 429, body = api::Problem, description = "too_many_requests")))]
#[send]
pub(crate) async fn read(
    app: App,
    PathParams(slug): PathParams<String>,
    visitor: Visitor,
    JsonBody(question): JsonBody<BalanceQuestion>,
) -> Result<Json<Balance>, Failure> {
    let selector = TenantSelector::Slug(slug);
    let named = CardLookup::read(&app, &question.code)?;
    let mut reads = vec![select_tenant(&selector)];
    reads.extend(code_attempts::count(&app, &selector, &visitor));
    reads.push(named.select_card(&selector));
    let mut rows = app.db.read(reads).await?;
    let tenant = Tenant::read_today(&app, &selector, &mut rows)?;
    let attempts = Attempts::read(&app, &mut rows)?;
    let card: Option<CardRow> = rows.first()?;
    let usable = card.filter(|card| {
        named.code_of(card).is_some() && 0 < card.balance && card.check_day(&app, &tenant).is_ok()
    });
    let unknown = Failure::new(Code::GiftCardNotUsable, "no gift card of this code can be redeemed");
    let card = usable.ok_or_else(|| attempts.refusal(&app, unknown))?;
    let expires_on_day = Date(Day(card.expires_on_day));
    Ok(Json(Balance { remaining_amount: card.balance, currency: card.currency, expires_on_day }))
}
