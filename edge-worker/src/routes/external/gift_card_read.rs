//! GET /external/gift-cards/{giftCardId} and its transactions

use api::gift_card::TransactionStatus;
use api::{Code, GiftCard, Scope, Transaction};
use axum::Json;
use axum::extract::State;

use crate::app::App;
use crate::authentication::Key;
use crate::db::{Rows, Statement};
use crate::extract::At;
use crate::gift_card::{self, CardRow, Named, TransactionRow};
use crate::problem::Failure;
use crate::tenant::{Door, Tenant, select_tenant};

/// One card, by its code or its `cardId`.
#[utoipa::path(get, path = "/external/gift-cards/{giftCardId}", tag = "Gift cards", operation_id = "readGiftCard",
    security(("apiKey" = ["gift_cards:read"])),
    params(("giftCardId" = String, Path, description = "its code or its cardId")),
    responses((status = 200, body = GiftCard),
              (status = 404, body = api::Problem, description = "gift_card_not_found")))]
#[worker::send]
pub(crate) async fn read(
    State(app): State<App>,
    key: Key,
    At(gift_card_id): At<String>,
) -> Result<Json<GiftCard>, Failure> {
    let door = key.with(Scope::GiftCardsRead);
    let named = Named::read(&app, &gift_card_id)?;
    let (tenant, card, _) = find(&app, &door, &named, None).await?;
    Ok(Json(card.card(&tenant, named.code_of(&card))))
}

/// A card's transactions, the oldest first; the first of them is what the card was created with.
#[utoipa::path(get, path = "/external/gift-cards/{giftCardId}/transactions", tag = "Gift cards",
    operation_id = "listTransactions", security(("apiKey" = ["gift_cards:read"])),
    params(("giftCardId" = String, Path, description = "its code or its cardId")),
    responses((status = 200, body = Vec<Transaction>),
              (status = 404, body = api::Problem, description = "gift_card_not_found")))]
#[worker::send]
pub(crate) async fn transactions(
    State(app): State<App>,
    key: Key,
    At(gift_card_id): At<String>,
) -> Result<Json<Vec<Transaction>>, Failure> {
    let door = key.with(Scope::GiftCardsRead);
    let named = Named::read(&app, &gift_card_id)?;
    let (.., rows) = find(&app, &door, &named, Some(named.select_transactions(&door))).await?;
    let rows: Vec<TransactionRow> = rows.all()?;
    Ok(Json(rows.iter().map(TransactionRow::transaction).collect()))
}

/// One transaction; not one that was taken back.
#[utoipa::path(get, path = "/external/gift-cards/{giftCardId}/transactions/{transactionId}", tag = "Gift cards",
    operation_id = "readTransaction", security(("apiKey" = ["gift_cards:read"])),
    params(("giftCardId" = String, Path, description = "its code or its cardId"),
           ("transactionId" = String, Path, description = "its id")),
    responses((status = 200, body = Transaction),
              (status = 404, body = api::Problem, description = "gift_card_not_found, transaction_not_found")))]
#[worker::send]
pub(crate) async fn transaction(
    State(app): State<App>,
    key: Key,
    At((gift_card_id, transaction_id)): At<(String, String)>,
) -> Result<Json<Transaction>, Failure> {
    let door = key.with(Scope::GiftCardsRead);
    let named = Named::read(&app, &gift_card_id)?;
    let select = named.select_transaction(&door, &transaction_id);
    let (.., rows) = find(&app, &door, &named, Some(select)).await?;
    let row: Option<TransactionRow> = rows.first()?;
    let row = row.filter(|row| row.status != TransactionStatus::Deleted);
    row.map(|row| Json(row.transaction())).ok_or_else(no_such_transaction)
}

async fn find(
    app: &App,
    door: &Door,
    named: &Named,
    besides: Option<Statement>,
) -> Result<(Tenant, CardRow, Rows), Failure> {
    let reads = [select_tenant(door), named.select_card(door)].into_iter().chain(besides).collect();
    let mut rows = app.db.batch(reads).await?.into_iter();
    let (tenant, card) = opened(app, door, &mut rows)?;
    Ok((tenant, card, rows.next().unwrap_or_default()))
}

/// The restaurant and its card, from the first two of these rows.
pub(super) fn opened(
    app: &App,
    door: &Door,
    rows: &mut impl Iterator<Item = Rows>,
) -> Result<(Tenant, CardRow), Failure> {
    let tenant = Tenant::of_today(app, door, rows.next().unwrap_or_default())?;
    let card: Option<CardRow> = rows.next().unwrap_or_default().first()?;
    Ok((tenant, card.ok_or_else(gift_card::not_found)?))
}

/// That the card has no such transaction.
pub(super) fn no_such_transaction() -> Failure {
    Failure::new(Code::TransactionNotFound, "the gift card has no such transaction")
}
