//! PATCH and DELETE /external/gift-cards/{giftCardId}/transactions/{transactionId}: settle, or take back.

use api::gift_card::{TransactionChange, TransactionStatus};
use api::{Code, Scope, Transaction};
use axum::Json;
use axum::extract::State;

use crate::app::App;
use crate::authentication::Key;
use crate::db::Rows;
use crate::extract::{At, Keyed};
use crate::gift_card::{self, Line, Named, TransactionRow};
use crate::once::{Audience, Effect, Once, once};
use crate::problem::Failure;
use crate::tenant::{Door, select_tenant};

use super::gift_card_read::{no_such_transaction, opened};
use super::transaction_create::check_reference;

/// Settles a pending transaction, also after the card's last day: what was reserved is owed.
#[utoipa::path(patch, path = "/external/gift-cards/{giftCardId}/transactions/{transactionId}", tag = "Gift cards",
    operation_id = "changeTransaction", security(("apiKey" = ["gift_cards:write"])),
    params(("giftCardId" = String, Path, description = "its code or its cardId"),
           ("transactionId" = String, Path, description = "its id"),
           ("Idempotency-Key" = String, Header, description = "made by the client, 1 to 255 characters")),
    request_body = TransactionChange,
    responses((status = 200, body = Transaction),
              (status = 404, body = api::Problem, description = "gift_card_not_found, transaction_not_found"),
              (status = 409, body = api::Problem, description = "transition_not_allowed, idempotency_key_reused")))]
#[worker::send]
pub(crate) async fn change(
    State(app): State<App>,
    api_key: Key,
    At((gift_card_id, transaction_id)): At<(String, String)>,
    Keyed { key, body }: Keyed<TransactionChange>,
) -> Result<Json<Transaction>, Failure> {
    let door = api_key.with(Scope::GiftCardsWrite);
    if body.status == TransactionStatus::Deleted {
        return Err(Failure::invalid_field(
            "/status",
            "pending or successful; DELETE takes a transaction back",
        ));
    }
    check_reference(body.reference.as_deref())?;
    let named = Named::read(&app, &gift_card_id)?;
    let request = Once { door: &door, audience: Audience::Restaurant, key: &key };
    let reads = vec![
        select_tenant(&door),
        named.select_card(&door),
        named.select_transaction(&door, &transaction_id),
    ];
    once(&app, request, reads, |rows| decide(&app, &door, rows, body.status, body.reference.as_deref()))
        .await
        .map(Json)
}

/// Takes a pending transaction back: what it reserved is free again. It happens once however often it is asked, so that
/// a key is not needed.
#[utoipa::path(delete, path = "/external/gift-cards/{giftCardId}/transactions/{transactionId}", tag = "Gift cards",
    operation_id = "deleteTransaction", security(("apiKey" = ["gift_cards:write"])),
    params(("giftCardId" = String, Path, description = "its code or its cardId"),
           ("transactionId" = String, Path, description = "its id")),
    responses((status = 200, body = Transaction),
              (status = 404, body = api::Problem, description = "gift_card_not_found, transaction_not_found"),
              (status = 409, body = api::Problem, description = "transition_not_allowed")))]
#[worker::send]
pub(crate) async fn delete(
    State(app): State<App>,
    api_key: Key,
    At((gift_card_id, transaction_id)): At<(String, String)>,
) -> Result<Json<Transaction>, Failure> {
    let door = api_key.with(Scope::GiftCardsWrite);
    let named = Named::read(&app, &gift_card_id)?;
    let reads = || {
        let select = named.select_transaction(&door, &transaction_id);
        vec![select_tenant(&door), named.select_card(&door), select]
    };
    let decide = |rows| decide(&app, &door, rows, TransactionStatus::Deleted, None);
    crate::once::again_until_done(&app, reads, decide).await.map(Json)
}

fn decide(
    app: &App,
    door: &Door,
    rows: Vec<Rows>,
    to: TransactionStatus,
    reference: Option<&str>,
) -> Result<Effect<Transaction>, Failure> {
    let mut rows = rows.into_iter();
    let (_, card) = opened(app, door, &mut rows)?;
    let row: Option<TransactionRow> = rows.next().unwrap_or_default().first()?;
    // One that was taken back is gone for everybody but who takes it back again.
    let is_there =
        |row: &TransactionRow| row.status != TransactionStatus::Deleted || to == TransactionStatus::Deleted;
    let mut row = row.filter(is_there).ok_or_else(no_such_transaction)?;
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
