//! PATCH and DELETE /external/gift-cards/{giftCardId}/transactions/{transactionId}: settles a transaction, or takes it
//! back.

use api::money::gift_card::{TransactionChange, TransactionStatus};
use api::{Code, Scope, Transaction};
use axum::Json;

use crate::house::idempotency::{Audience, IdempotentRequest, run_once};
use crate::house::retry::{Effect, retry_on_conflict};
use crate::house::tenant::{TenantSelector, select_tenant};
use crate::http::authentication::Key;
use crate::http::extract::{Keyed, PathParams};
use crate::ledger::gift_card::{self, CardLookup, Line, TransactionRow};
use crate::platform::app::App;
use crate::platform::db::RowSets;
use crate::platform::failure::Failure;
use crate::platform::send;

/// Settle a gift card transaction
///
/// Sets a pending transaction to `successful`, also after the card's last day, since its amount was reserved before.
#[utoipa::path(patch, path = "/external/gift-cards/{giftCardId}/transactions/{transactionId}", tag = "Gift cards",
    operation_id = "changeTransaction", security(("apiKey" = ["gift_cards:write"])),
    params(("giftCardId" = String, Path, description = "the card's code or `cardId`"),
           ("transactionId" = String, Path, description = "the transaction's id"),
           ("Idempotency-Key" = Option<String>, Header,
            description = "client-generated, 1 to 255 visible ASCII characters; recommended: the same key takes effect once")),
    request_body = TransactionChange,
    responses((status = 200, body = Transaction),
              (status = 404, body = api::Problem, description = "gift_card_not_found, transaction_not_found"),
              (status = 409, body = api::Problem, description = "transition_not_allowed, idempotency_key_reused")))]
#[send]
pub(crate) async fn change(
    app: App,
    api_key: Key,
    PathParams((gift_card_id, transaction_id)): PathParams<(String, String)>,
    Keyed { key, body }: Keyed<TransactionChange>,
) -> Result<Json<Transaction>, Failure> {
    let selector = api_key.with(Scope::GiftCardsWrite);
    if body.status == TransactionStatus::Deleted {
        return Err(Failure::invalid_field(
            "/status",
            "pending or successful; DELETE takes a transaction back",
        ));
    }
    gift_card::check_reference(body.reference.as_deref())?;
    let named = CardLookup::read(&app, &gift_card_id)?;
    let request = IdempotentRequest { selector: &selector, audience: Audience::Restaurant, key: &key };
    let reads = vec![
        select_tenant(&selector),
        named.select_card(&selector),
        named.select_transaction(&selector, &transaction_id),
    ];
    run_once(&app, request, reads, |rows| {
        decide(&app, &selector, rows, body.status, body.reference.as_deref())
    })
    .await
    .map(Json)
}

/// Take back a gift card transaction
///
/// Sets a pending transaction to `deleted`, which frees what it reserved. A repeated call changes nothing and gives the
/// same answer, so it needs no `Idempotency-Key`.
#[utoipa::path(delete, path = "/external/gift-cards/{giftCardId}/transactions/{transactionId}", tag = "Gift cards",
    operation_id = "deleteTransaction", security(("apiKey" = ["gift_cards:write"])),
    params(("giftCardId" = String, Path, description = "the card's code or `cardId`"),
           ("transactionId" = String, Path, description = "the transaction's id")),
    responses((status = 200, body = Transaction),
              (status = 404, body = api::Problem, description = "gift_card_not_found, transaction_not_found"),
              (status = 409, body = api::Problem, description = "transition_not_allowed")))]
#[send]
pub(crate) async fn delete(
    app: App,
    api_key: Key,
    PathParams((gift_card_id, transaction_id)): PathParams<(String, String)>,
) -> Result<Json<Transaction>, Failure> {
    let selector = api_key.with(Scope::GiftCardsWrite);
    let named = CardLookup::read(&app, &gift_card_id)?;
    let reads = || {
        let select = named.select_transaction(&selector, &transaction_id);
        vec![select_tenant(&selector), named.select_card(&selector), select]
    };
    retry_on_conflict(&app, reads, |rows| decide(&app, &selector, rows, TransactionStatus::Deleted, None))
        .await
        .map(Json)
}

fn decide(
    app: &App,
    selector: &TenantSelector,
    rows: &mut RowSets,
    to: TransactionStatus,
    reference: Option<&str>,
) -> Result<Effect<Transaction>, Failure> {
    let (_, card) = gift_card::read_card(app, selector, rows)?;
    let row: Option<TransactionRow> = rows.first()?;
    // A deleted transaction is not found, except by a repeated DELETE, which gets the same answer again.
    let is_there =
        |row: &TransactionRow| row.status != TransactionStatus::Deleted || to == TransactionStatus::Deleted;
    let mut row = row.filter(is_there).ok_or_else(gift_card::transaction_not_found)?;
    let reference = reference.unwrap_or(&row.reference).to_owned();
    if row.status == to && row.reference == reference {
        return Ok(Effect { statements: Vec::new(), answer: row.transaction() });
    }
    if row.of_payment != 0 {
        return Err(Failure::new(Code::TransitionNotAllowed, "a guest pays for a booking with this one"));
    }
    if row.status != TransactionStatus::Pending && row.status != to {
        let detail = "only a pending transaction can be settled or taken back";
        return Err(Failure::new(Code::TransitionNotAllowed, detail));
    }
    let line = Line {
        transaction_id: &row.transaction_id,
        step: row.step + 1,
        status: to,
        amount: row.amount,
        effect: gift_card::effect(to, row.amount) - row.effect,
        reference: &reference,
    };
    let statements = vec![gift_card::line(app, &card.id, &line)];
    (row.status, row.reference) = (to, reference.clone());
    Ok(Effect { statements, answer: row.transaction() })
}
