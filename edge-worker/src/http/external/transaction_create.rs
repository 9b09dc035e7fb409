//! POST /external/gift-cards/{giftCardId}/transactions: tops a card up, redeems it or reserves its value.

use api::money::gift_card::{TransactionRequest, TransactionStatus};
use api::{Code, Scope, Transaction};
use axum::Json;
use axum::http::StatusCode;

use crate::house::idempotency::{Audience, IdempotentRequest, run_once};
use crate::house::retry::Effect;
use crate::house::tenant::{TenantSelector, select_tenant};
use crate::http::authentication::Key;
use crate::http::extract::{Keyed, PathParams};
use crate::ledger::gift_card::{self, CardLookup, Line, TransactionRow};
use crate::ledger::gift_card_limits::AMOUNT_MAX;
use crate::platform::app::App;
use crate::platform::db::RowSets;
use crate::platform::failure::Failure;
use crate::platform::{secret, send};

/// Create a gift card transaction
///
/// Tops the card up or redeems it. What a pending transaction redeems is reserved at once, so that settling it cannot
/// fail.
#[utoipa::path(post, path = "/external/gift-cards/{giftCardId}/transactions", tag = "Gift cards",
    operation_id = "createTransaction", security(("apiKey" = ["gift_cards:write"])),
    params(("giftCardId" = String, Path, description = "the card's code or `cardId`"),
           ("Idempotency-Key" = Option<String>, Header,
            description = "client-generated, 1 to 255 visible ASCII characters; recommended: the same key takes effect once")),
    request_body = TransactionRequest,
    responses((status = 201, body = Transaction),
              (status = 404, body = api::Problem, description = "gift_card_not_found"),
              (status = 409, body = api::Problem,
               description = "balance_too_low, gift_card_expired, idempotency_key_reused")))]
#[send]
pub(crate) async fn create(
    app: App,
    api_key: Key,
    PathParams(gift_card_id): PathParams<String>,
    Keyed { key, body }: Keyed<TransactionRequest>,
) -> Result<(StatusCode, Json<Transaction>), Failure> {
    let selector = api_key.with(Scope::GiftCardsWrite);
    check(&body)?;
    let named = CardLookup::read(&app, &gift_card_id)?;
    let id = secret::id();
    let reads = vec![select_tenant(&selector), named.select_card(&selector)];
    let request = IdempotentRequest { selector: &selector, audience: Audience::Restaurant, key: &key };
    let transaction =
        run_once(&app, request, reads, |rows| decide(&app, &selector, rows, &body, &id)).await?;
    Ok((StatusCode::CREATED, Json(transaction)))
}

fn check(body: &TransactionRequest) -> Result<(), Failure> {
    if body.status == TransactionStatus::Deleted {
        return Err(Failure::invalid_field("/status", "pending or successful"));
    }
    if body.amount == 0 || AMOUNT_MAX < body.amount || body.amount < -AMOUNT_MAX {
        return Err(Failure::invalid_field(
            "/amount",
            format!("from -{AMOUNT_MAX} to {AMOUNT_MAX}, and not 0"),
        ));
    }
    gift_card::check_reference(body.reference.as_deref())
}

fn decide(
    app: &App,
    selector: &TenantSelector,
    rows: &mut RowSets,
    body: &TransactionRequest,
    id: &str,
) -> Result<Effect<Transaction>, Failure> {
    let (tenant, card) = gift_card::read_card(app, selector, rows)?;
    card.check_day(app, &tenant)?;
    if card.balance + body.amount < 0 {
        let detail = format!("{} of {} are left", card.balance, -body.amount);
        return Err(Failure::new(Code::BalanceTooLow, detail));
    }
    if AMOUNT_MAX < card.balance + body.amount {
        return Err(Failure::invalid_field("/amount", format!("a card holds at most {AMOUNT_MAX}")));
    }
    let row = TransactionRow {
        transaction_id: id.to_owned(),
        step: 1,
        status: body.status,
        amount: body.amount,
        currency: card.currency.clone(),
        reference: body.reference.clone().unwrap_or_default(),
        at: app.now_ms,
        effect: gift_card::effect(body.status, body.amount),
        of_payment: 0,
    };
    let line = Line {
        transaction_id: id,
        step: row.step,
        status: row.status,
        amount: row.amount,
        effect: row.effect,
        reference: &row.reference,
    };
    Ok(Effect { statements: vec![gift_card::line(app, &card.id, &line)], answer: row.transaction() })
}
