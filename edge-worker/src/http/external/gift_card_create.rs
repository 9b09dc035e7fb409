//! POST /external/gift-cards

use api::money::gift_card::GiftCardRequest;
use api::{Code, FieldError, GiftCard, Scope};
use axum::Json;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};

use crate::booking::contact::is_email;
use crate::house::idempotency::{Audience, IdempotencyKey, IdempotentRequest, run_once};
use crate::house::retry::Effect;
use crate::house::tenant::{Tenant, TenantSelector, select_tenant};
use crate::http::authentication::Key;
use crate::http::extract::Keyed;
use crate::ledger::gift_card::{self, CardCode, CardLookup, CardRow, NewCard};
use crate::ledger::gift_card_limits::AMOUNT_MAX;
use crate::platform::app::App;
use crate::platform::db::RowSets;
use crate::platform::failure::Failure;
use crate::platform::words::language_for;
use crate::platform::{secret, send};

/// The longest time that a card is valid: about a hundred years, a lifetime.
const LIFETIME_DAYS_MAX: i32 = 100 * 366;

/// The stored answer, without the code.
#[derive(Serialize, Deserialize)]
struct Stored {
    restaurant_id: String,
    card: GiftCard,
}

/// Create a gift card
///
/// With the caller's own code, or a generated one. A generated code is shown in full only in this answer; the same
/// request with the same `Idempotency-Key` gives it again.
#[utoipa::path(post, path = "/external/gift-cards", tag = "Gift cards", operation_id = "createGiftCard",
    security(("apiKey" = ["gift_cards:write"])),
    params(("Idempotency-Key" = Option<String>, Header,
            description = "client-generated, 1 to 255 visible ASCII characters; recommended: the same key takes effect once")),
    request_body = GiftCardRequest,
    responses((status = 201, body = GiftCard),
              (status = 409, body = api::Problem, description = "gift_card_exists, idempotency_key_reused")))]
#[send]
pub(crate) async fn create(
    app: App,
    api_key: Key,
    Keyed { key, body }: Keyed<GiftCardRequest>,
) -> Result<(StatusCode, Json<GiftCard>), Failure> {
    let selector = api_key.with(Scope::GiftCardsWrite);
    let own = own_code(&body)?;
    let id = secret::id();
    let mut reads = vec![select_tenant(&selector)];
    if let Some(code) = &own {
        reads.push(CardLookup::read(&app, code.text())?.select_card(&selector));
    }
    let request = IdempotentRequest { selector: &selector, audience: Audience::Restaurant, key: &key };
    let new = Wanted { body: &body, own_code: own.as_ref(), key: &key, id: &id };
    let Stored { restaurant_id, mut card } =
        run_once(&app, request, reads, |rows| decide(&app, &selector, rows, &new)).await?;
    let code = own.map_or_else(|| CardCode::made_for(&app, &restaurant_id, &key), Ok)?;
    code.text().clone_into(&mut card.id);
    Ok((StatusCode::CREATED, Json(card)))
}

fn own_code(body: &GiftCardRequest) -> Result<Option<CardCode>, Failure> {
    let given = body.id.as_deref().filter(|id| !id.is_empty());
    let wrong =
        || Failure::invalid_field("/id", "8 to 40 letters and digits; blanks and hyphens do not count");
    given.map(|id| CardCode::read(id).ok_or_else(wrong)).transpose()
}

/// The card to create.
struct Wanted<'a> {
    body: &'a GiftCardRequest,
    /// The restaurant's own code for it; if `None`, one is generated.
    own_code: Option<&'a CardCode>,
    key: &'a IdempotencyKey,
    id: &'a str,
}

fn decide(
    app: &App,
    selector: &TenantSelector,
    rows: &mut RowSets,
    wanted: &Wanted,
) -> Result<Effect<Stored>, Failure> {
    let Wanted { body, own_code, key, id } = *wanted;
    let tenant = Tenant::read_today(app, selector, rows)?;
    let existing: Option<CardRow> = if own_code.is_some() { rows.first()? } else { None };
    if existing.is_some() {
        return Err(Failure::new(Code::GiftCardExists, "a gift card has this code already"));
    }
    check(app, &tenant, body)?;
    let locales = &tenant.compiled.configuration.restaurant.locales;
    let locale = language_for(body.locale.as_deref().unwrap_or_default(), locales);
    let made = match own_code {
        Some(code) => code.clone(),
        None => CardCode::made_for(app, &tenant.id, key)?,
    };
    let new = NewCard {
        id,
        restaurant_id: &tenant.id,
        code: &made,
        template_id: &body.template_id,
        amount: body.amount,
        currency: &tenant.compiled.configuration.restaurant.currency,
        email: body.email.trim(),
        locale: &locale,
        expires_on_day: body.expires_on_day,
    };
    let (statements, row) = gift_card::insert(app, &new)?;
    let card = row.card(&tenant, None);
    Ok(Effect { statements, answer: Stored { restaurant_id: tenant.id, card } })
}

fn check(app: &App, tenant: &Tenant, body: &GiftCardRequest) -> Result<(), Failure> {
    let mut errors = Vec::new();
    let templates = &tenant.compiled.configuration.gift_card_templates;
    match templates.iter().find(|template| template.id == body.template_id) {
        None => errors.push(FieldError::new("/templateId", "the restaurant has no such template")),
        Some(template) if !(template.min_amount..=template.max_amount).contains(&body.amount) => {
            let bounds =
                format!("from {} to {} with this template", template.min_amount, template.max_amount);
            errors.push(FieldError::new("/amount", bounds));
        }
        Some(_) => {}
    }
    if !(1..=AMOUNT_MAX).contains(&body.amount) {
        errors.push(FieldError::new("/amount", format!("from 1 to {AMOUNT_MAX}")));
    }
    if !body.email.is_empty() && !is_email(&body.email) {
        errors.push(FieldError::new("/email", "not an e-mail address"));
    }
    let today = tenant.compiled.house.offsets.today(app.now());
    if !(today.0..=today.0 + LIFETIME_DAYS_MAX).contains(&body.expires_on_day.0.0) {
        errors.push(FieldError::new("/expiresOnDay", "from today on, within a hundred years"));
    }
    if errors.is_empty() { Ok(()) } else { Err(Failure::invalid(errors)) }
}
