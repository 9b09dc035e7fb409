//! GET /external/gift-card-purchases: the gift cards that guests bought, with the state of their delivery.
//! POST /external/gift-card-purchases/{purchaseId}/deliver: sends one again.

use api::money::payment::PaymentState;
use api::money::purchase::{DeliveryRequest, Purchase};
use api::{Code, Scope};
use axum::Json;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use crate::booking::contact::is_email;
use crate::house::idempotency::{Audience, IdempotentRequest, run_once};
use crate::house::retry::Effect;
use crate::house::tenant::{Tenant, TenantSelector, restaurant_id, select_tenant};
use crate::http::authentication::Key;
use crate::http::extract::{Keyed, PathParams, QueryParams};
use crate::ledger::purchase::{self, Row, select_purchases};
use crate::messages::outbox::MailKind;
use crate::platform::app::App;
use crate::platform::db::{RowSets, Statement, Value};
use crate::platform::failure::Failure;
use crate::platform::send;

/// Purchases per page.
const PAGE: usize = 100;

/// Ordered by creation time and id, which together identify where a page ends.
const SELECT_PURCHASES: &str = select_purchases!(
    "g.restaurant_id = ",
    restaurant_id!(),
    " AND (g.created_at, g.id) < (?3, ?4) ORDER BY g.created_at DESC, g.id DESC LIMIT ?5",
);
/// Resets `opened_at`: the new recipient has not opened the card yet.
const UPDATE_RECIPIENT: &str =
    "UPDATE gift_card_purchases SET recipient_email = ?2, opened_at = NULL WHERE id = ?1";
const UPDATE_BUYER: &str = "UPDATE gift_card_purchases SET buyer_email = ?2 WHERE id = ?1";
const UPDATE_CARD: &str = "UPDATE gift_cards SET email = ?2 WHERE id = ?1";

/// Where a page begins.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Filter {
    cursor: Option<String>,
}

/// List gift card purchases
///
/// The gift cards that guests bought, newest first. The `Link` header with `rel="next"` names the next page.
#[utoipa::path(get, path = "/external/gift-card-purchases", tag = "Gift cards",
    operation_id = "listGiftCardPurchases", security(("apiKey" = ["gift_cards:read"])),
    params(("cursor" = Option<String>, Query, description = "from the `Link` header of the previous page")),
    responses((status = 200, body = Vec<Purchase>)))]
#[send]
pub(crate) async fn list(
    app: App,
    key: Key,
    QueryParams(filter): QueryParams<Filter>,
) -> Result<Response, Failure> {
    let selector = key.with(Scope::GiftCardsRead);
    let (at, id) = after(filter.cursor.as_deref())?;
    let values: [Value; 3] = [at.into(), id.into(), i64::try_from(PAGE + 1).unwrap_or(i64::MAX).into()];
    let reads = vec![select_tenant(&selector), selector.statement(SELECT_PURCHASES, values)];
    let mut rows = app.db.read(reads).await?;
    Tenant::read_today(&app, &selector, &mut rows)?;
    let rows: Vec<Row> = rows.all()?;
    let page: Vec<Purchase> = rows.iter().take(PAGE).map(Row::purchase).collect::<Result<_, _>>()?;
    let mut response = Json(page).into_response();
    let last = rows.get(PAGE - 1).filter(|_| PAGE < rows.len());
    // RFC 8288, relative to the URL of the request.
    let link = last.map(|last| format!("<?cursor={}.{}>; rel=\"next\"", last.created_at, last.id));
    if let Some(link) = link.and_then(|link| HeaderValue::from_str(&link).ok()) {
        response.headers_mut().insert(header::LINK, link);
    }
    Ok(response)
}

fn after(cursor: Option<&str>) -> Result<(i64, String), Failure> {
    let Some(cursor) = cursor else { return Ok((i64::MAX, String::new())) };
    let parts = cursor.split_once('.').and_then(|(at, id)| Some((at.parse().ok()?, id.to_owned())));
    parts.ok_or_else(|| Failure::invalid_field("cursor", "not one of this call's"))
}

/// Send a gift card again
///
/// Sends it at once. If `email` is given, the card is sent there and keeps that address.
#[utoipa::path(post, path = "/external/gift-card-purchases/{purchaseId}/deliver", tag = "Gift cards",
    operation_id = "deliverGiftCard", security(("apiKey" = ["gift_cards:write"])),
    params(("purchaseId" = String, Path, description = "the purchase's id"),
           ("Idempotency-Key" = Option<String>, Header,
            description = "client-generated, 1 to 255 visible ASCII characters; recommended: the same key takes effect once")),
    request_body = DeliveryRequest,
    responses((status = 200, body = Purchase),
              (status = 404, body = api::Problem, description = "purchase_not_found"),
              (status = 409, body = api::Problem, description = "payment_not_allowed, idempotency_key_reused")))]
#[send]
pub(crate) async fn deliver(
    app: App,
    api_key: Key,
    PathParams(id): PathParams<String>,
    Keyed { key, body }: Keyed<DeliveryRequest>,
) -> Result<Json<Purchase>, Failure> {
    let selector = api_key.with(Scope::GiftCardsWrite);
    let email = body.email.as_deref().map(str::trim);
    if email.is_some_and(|email| !is_email(email)) {
        return Err(Failure::invalid_field("/email", "not an e-mail address"));
    }
    let request = IdempotentRequest { selector: &selector, audience: Audience::Restaurant, key: &key };
    let reads = vec![select_tenant(&selector), purchase::select(&selector, &id)];
    run_once(&app, request, reads, |rows| decide(&app, &selector, rows, email)).await.map(Json)
}

fn decide(
    app: &App,
    selector: &TenantSelector,
    rows: &mut RowSets,
    email: Option<&str>,
) -> Result<Effect<Purchase>, Failure> {
    Tenant::read_today(app, selector, rows)?;
    let row: Option<Row> = rows.first()?;
    let not_found = || Failure::new(Code::PurchaseNotFound, "the restaurant sold no such gift card");
    let mut row = row.ok_or_else(not_found)?;
    if !row.has_card()? || row.paid()?.state()? == PaymentState::Refunded {
        return Err(Failure::new(
            Code::PaymentNotAllowed,
            "it is not paid, or was paid back: there is no card to send",
        ));
    }
    let mut statements = Vec::new();
    if let Some(email) = email {
        let values = || [Value::from(row.id.as_str()), email.into()];
        let update = if row.is_gift() { UPDATE_RECIPIENT } else { UPDATE_BUYER };
        statements.extend([Statement::new(update, values()), Statement::new(UPDATE_CARD, values())]);
        row.readdress(email);
    }
    statements.push(row.outbox(app, MailKind::GiftCard, app.now_ms));
    Ok(Effect { statements, answer: row.purchase()? })
}
