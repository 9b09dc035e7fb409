//! GET /external/gift-cards/{giftCardId} and its transactions

use api::money::gift_card::TransactionStatus;
use api::{GiftCard, Scope, Transaction};
use axum::Json;

use crate::house::tenant::{Tenant, TenantSelector, select_tenant};
use crate::http::authentication::Key;
use crate::http::extract::PathParams;
use crate::ledger::gift_card::{self, CardLookup, CardRow, TransactionRow};
use crate::platform::app::App;
use crate::platform::db::{RowSets, Statement};
use crate::platform::failure::Failure;
use crate::platform::send;

/// Read a gift card
///
/// By its code or its `cardId`.
#[utoipa::path(get, path = "/external/gift-cards/{giftCardId}", tag = "Gift cards", operation_id = "readGiftCard",
    security(("apiKey" = ["gift_cards:read"])),
    params(("giftCardId" = String, Path, description = "the card's code or `cardId`")),
    responses((status = 200, body = GiftCard),
              (status = 404, body = api::Problem, description = "gift_card_not_found")))]
#[send]
pub(crate) async fn read(
    app: App,
    key: Key,
    PathParams(gift_card_id): PathParams<String>,
) -> Result<Json<GiftCard>, Failure> {
    let selector = key.with(Scope::GiftCardsRead);
    let named = CardLookup::read(&app, &gift_card_id)?;
    let Found { tenant, card, .. } = find(&app, &selector, &named, None).await?;
    Ok(Json(card.card(&tenant, named.code_of(&card))))
}

/// List a gift card's transactions
///
/// Oldest first. The first one is the amount that the card was created with.
#[utoipa::path(get, path = "/external/gift-cards/{giftCardId}/transactions", tag = "Gift cards",
    operation_id = "listTransactions", security(("apiKey" = ["gift_cards:read"])),
    params(("giftCardId" = String, Path, description = "the card's code or `cardId`")),
    responses((status = 200, body = Vec<Transaction>),
              (status = 404, body = api::Problem, description = "gift_card_not_found")))]
#[send]
pub(crate) async fn transactions(
    app: App,
    key: Key,
    PathParams(gift_card_id): PathParams<String>,
) -> Result<Json<Vec<Transaction>>, Failure> {
    let selector = key.with(Scope::GiftCardsRead);
    let named = CardLookup::read(&app, &gift_card_id)?;
    let Found { extra: mut rows, .. } =
        find(&app, &selector, &named, Some(named.select_transactions(&selector))).await?;
    let rows: Vec<TransactionRow> = rows.all()?;
    Ok(Json(rows.iter().map(TransactionRow::transaction).collect()))
}

/// Read a gift card transaction
///
/// A transaction that was taken back is not found.
#[utoipa::path(get, path = "/external/gift-cards/{giftCardId}/transactions/{transactionId}", tag = "Gift cards",
    operation_id = "readTransaction", security(("apiKey" = ["gift_cards:read"])),
    params(("giftCardId" = String, Path, description = "the card's code or `cardId`"),
           ("transactionId" = String, Path, description = "the transaction's id")),
    responses((status = 200, body = Transaction),
              (status = 404, body = api::Problem, description = "gift_card_not_found, transaction_not_found")))]
#[send]
pub(crate) async fn transaction(
    app: App,
    key: Key,
    PathParams((gift_card_id, transaction_id)): PathParams<(String, String)>,
) -> Result<Json<Transaction>, Failure> {
    let selector = key.with(Scope::GiftCardsRead);
    let named = CardLookup::read(&app, &gift_card_id)?;
    let select = named.select_transaction(&selector, &transaction_id);
    let Found { extra: mut rows, .. } = find(&app, &selector, &named, Some(select)).await?;
    let row: Option<TransactionRow> = rows.first()?;
    let row = row.filter(|row| row.status != TransactionStatus::Deleted);
    row.map(|row| Json(row.transaction())).ok_or_else(gift_card::transaction_not_found)
}

/// A card of the restaurant, with the rows of a further read, if any.
struct Found {
    tenant: Tenant,
    card: CardRow,
    /// The rows of `extra_read`.
    extra: RowSets,
}

async fn find(
    app: &App,
    selector: &TenantSelector,
    named: &CardLookup,
    extra_read: Option<Statement>,
) -> Result<Found, Failure> {
    let reads = [select_tenant(selector), named.select_card(selector)].into_iter().chain(extra_read);
    let mut rows = app.db.read(reads.collect()).await?;
    let (tenant, card) = gift_card::read_card(app, selector, &mut rows)?;
    Ok(Found { tenant, card, extra: rows })
}
