//! POST /external/gift-cards/{giftCardId}/transactions: top up, redeem, reserve.

use api::gift_card::{TransactionRequest, TransactionStatus};
use api::{Code, Scope, Transaction};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

use crate::app::App;
use crate::authentication::Key;
use crate::db::Rows;
use crate::extract::{At, Keyed};
use crate::gift_card::{self, AMOUNT_MAX, Line, Named, TransactionRow};
use crate::once::{Audience, Effect, Once, once};
use crate::problem::Failure;
use crate::secret;
use crate::tenant::{Door, select_tenant};

use super::gift_card_read::opened;

const REFERENCE_LENGTH_MAX: usize = 200;

/// Moves a card's value. What a pending transaction redeems is reserved at once: settling it cannot fail.
#[utoipa::path(post, path = "/external/gift-cards/{giftCardId}/transactions", tag = "Gift cards",
    operation_id = "createTransaction", security(("apiKey" = ["gift_cards:write"])),
    params(("giftCardId" = String, Path, description = "its code or its cardId"),
           ("Idempotency-Key" = String, Header, description = "made by the client, 1 to 255 characters")),
    request_body = TransactionRequest,
    responses((status = 201, body = Transaction),
              (status = 404, body = api::Problem, description = "gift_card_not_found"),
              (status = 409, body = api::Problem,
               description = "balance_too_low, gift_card_expired, idempotency_key_reused")))]
#[worker::send]
pub(crate) async fn create(
    State(app): State<App>,
    api_key: Key,
    At(gift_card_id): At<String>,
    Keyed { key, body }: Keyed<TransactionRequest>,
) -> Result<(StatusCode, Json<Transaction>), Failure> {
    let door = api_key.with(Scope::GiftCardsWrite);
    check(&body)?;
    let named = Named::read(&app, &gift_card_id)?;
    let id = secret::id();
    let reads = vec![select_tenant(&door), named.select_card(&door)];
    let request = Once { door: &door, audience: Audience::Restaurant, key: &key };
    let transaction = once(&app, request, reads, |rows| decide(&app, &door, rows, &body, &id)).await?;
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
    check_reference(body.reference.as_deref())
}

/// Refuses a reference that is no name.
pub(super) fn check_reference(reference: Option<&str>) -> Result<(), Failure> {
    let is_short = reference.is_none_or(|text| text.chars().count() <= REFERENCE_LENGTH_MAX);
    is_short.then_some(()).ok_or_else(|| Failure::invalid_field("/reference", "at most 200 characters"))
}

fn decide(
    app: &App,
    door: &Door,
    rows: Vec<Rows>,
    body: &TransactionRequest,
    id: &str,
) -> Result<Effect<Transaction>, Failure> {
    let (tenant, card) = opened(app, door, &mut rows.into_iter())?;
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
