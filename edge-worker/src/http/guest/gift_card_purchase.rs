//! POST /v1/restaurants/{slug}/gift-cards/purchases: a guest buys a gift card.

use api::configuration::gift_card_template::GiftCardTemplate;
use api::money::purchase::{PurchaseRequest, Purchased, Recipient};
use api::{Code, Date, FieldError, Timestamp};
use axum::Json;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};

use crate::booking::contact::{self, is_blank, is_email};
use crate::house::budget::{self, Budget, DAY_MS, HOUR_MS, Spending, Spent};
use crate::house::idempotency::{Audience, IdempotentRequest, run_once};
use crate::house::retry::Effect;
use crate::house::tenant::{Tenant, TenantSelector, select_tenant};
use crate::house::visitor::{self, Visitor};
use crate::http::extract::{Keyed, PathParams};
use crate::ledger::gift_card_delivery;
use crate::ledger::payment::pay_url;
use crate::ledger::purchase::{Reader, Row};
use crate::operations::gift_card_shop::{deliver_until, template, today};
use crate::payments::opening;
use crate::platform::app::App;
use crate::platform::db::RowSets;
use crate::platform::failure::Failure;
use crate::platform::{secret, send, words};

const NAME_LENGTH_MAX: usize = 100;
const MESSAGE_LENGTH_MAX: usize = 500;

/// The stored answer, without the tokens: they are derived from the ids again each time, and stored nowhere.
#[derive(Serialize, Deserialize)]
struct Stored {
    id: String,
    payment_id: String,
    number: String,
    amount: i64,
    currency: String,
    due_at: i64,
}

/// Buy a gift card
///
/// For the buyer or for a recipient. The card is created and sent once the purchase is paid, which is possible by card
/// only: a gift card cannot pay for another.
#[utoipa::path(post, path = "/v1/restaurants/{slug}/gift-cards/purchases", tag = "Guests",
    operation_id = "buyGiftCard",
    params(("slug" = String, Path, description = "the restaurant's slug"),
           ("Idempotency-Key" = String, Header, description = "client-generated, 1 to 255 visible ASCII characters")),
    request_body = PurchaseRequest,
    responses((status = 201, body = Purchased),
              (status = 404, body = api::Problem, description = "restaurant_not_found"),
              (status = 503, body = api::Problem, description = "payments_unavailable, busy")))]
#[send]
pub(crate) async fn create(
    app: App,
    PathParams(slug): PathParams<String>,
    visitor: Visitor,
    Keyed { key, body }: Keyed<PurchaseRequest>,
) -> Result<(StatusCode, Json<Purchased>), Failure> {
    let selector = TenantSelector::Slug(slug);
    let request = IdempotentRequest { selector: &selector, audience: Audience::Guest, key: &key };
    let spendings = spendings(&app, &visitor, &body)?;
    let reads = vec![select_tenant(&selector), budget::select_spent(&selector, &spendings)];
    let stored =
        run_once(&app, request, reads, |rows| decide(&app, &selector, rows, &body, &spendings)).await?;
    let purchased = Purchased {
        pay_url: pay_url(&app, &stored.payment_id)?,
        card_url: Reader::Buyer.url(&app, &stored.id)?,
        due_at: Timestamp::of_millis(stored.due_at),
        number: stored.number,
        amount: stored.amount,
        currency: stored.currency,
    };
    Ok((StatusCode::CREATED, Json(purchased)))
}

fn decide(
    app: &App,
    selector: &TenantSelector,
    rows: &mut RowSets,
    body: &PurchaseRequest,
    spendings: &[Spending],
) -> Result<Effect<Stored>, Failure> {
    let tenant = Tenant::read_today(app, selector, rows)?;
    let detail = "too many gift cards were ordered from here; try again later";
    Spent::read(rows)?.check(app, Code::TooManyRequests, detail)?;
    let template = template(&tenant, &body.template_id)?;
    let row = purchase(app, &tenant, template, body)?;
    let restaurant = &tenant.compiled.configuration.restaurant;
    let words = words::of(&row.locale);
    let sum = words::money(words, row.amount, &row.currency);
    let terms = words.gift_terms(&words::date(words, row.last_day()), &restaurant.email, &sum);
    let payment = opening::for_purchase(app, &tenant, &row.id, row.amount, terms)?;
    Ok(Effect {
        statements: vec![
            row.insert(app)?,
            opening::insert(app, &payment)?,
            budget::spend(&tenant.id, spendings),
        ],
        answer: Stored {
            due_at: payment.due_at(),
            payment_id: payment.id,
            id: row.id,
            number: row.number,
            amount: row.amount,
            currency: row.currency,
        },
    })
}

/// The budgets of a purchase: of the visitor, of their network, and of the buyer's e-mail address.
fn spendings(app: &App, visitor: &Visitor, body: &PurchaseRequest) -> Result<[Spending; 3], Failure> {
    let email = visitor::email_digest(app, &body.buyer_email)?;
    let of = |spender: &str, allowed, window_ms| {
        Spending::new(app, Budget::Purchases, spender.to_owned(), allowed, window_ms)
    };
    Ok([
        of(&visitor.address, budget::PURCHASES_OF_ADDRESS_MAX, HOUR_MS),
        of(&visitor.network, budget::PURCHASES_OF_NETWORK_MAX, HOUR_MS),
        of(&email, budget::PURCHASES_OF_EMAIL_MAX, DAY_MS),
    ])
}

fn purchase(
    app: &App,
    tenant: &Tenant,
    template: &GiftCardTemplate,
    body: &PurchaseRequest,
) -> Result<Row, Failure> {
    let today = today(app, tenant);
    check(template, today, body)?;
    let restaurant = &tenant.compiled.configuration.restaurant;
    let recipient = body.recipient.as_ref();
    let text =
        |of: fn(&Recipient) -> &String| recipient.map_or_else(String::new, |r| contact::entered(of(r)));
    let deliver_on = recipient.and_then(|recipient| recipient.deliver_on_day).filter(|day| *day != today);
    Ok(Row {
        id: secret::id(),
        restaurant_id: tenant.id.clone(),
        number: secret::reservation_number()?,
        template_id: template.id.clone(),
        amount: body.amount,
        currency: restaurant.currency.clone(),
        value_type: template.value_type,
        expires_on_day: template.last_day(deliver_on.unwrap_or(today)).0.0,
        locale: words::language_for(&body.locale, &restaurant.locales),
        buyer_name: contact::entered(&body.buyer_name),
        buyer_email: body.buyer_email.trim().to_owned(),
        recipient_name: text(|recipient| &recipient.name),
        recipient_email: text(|recipient| &recipient.email),
        message: text(|recipient| &recipient.message),
        deliver_on_day: deliver_on.map(|day| day.0.0),
        deliver_at: deliver_on.map(|day| gift_card_delivery::moment(tenant, day.0)),
        created_at: app.now_ms,
        ..Row::default()
    })
}

fn check(template: &GiftCardTemplate, today: Date, body: &PurchaseRequest) -> Result<(), Failure> {
    let mut errors = Vec::new();
    let mut require = |is_sound: bool, pointer: &str, detail: &str| {
        if !is_sound {
            errors.push(FieldError::new(pointer, detail));
        }
    };
    let is_short = |text: &str, max: usize| text.chars().count() <= max;
    let is_name = |text: &str| !is_blank(text) && is_short(text, NAME_LENGTH_MAX) && contact::is_name(text);
    let is_offered = (template.min_amount..=template.max_amount).contains(&body.amount)
        && (template.amounts.is_empty() || template.amounts.contains(&body.amount));
    require(is_offered, "/amount", "one of the amounts on offer");
    require(
        is_name(&body.buyer_name),
        "/buyerName",
        "a name of one line without links, at most 100 characters",
    );
    require(is_email(body.buyer_email.trim()), "/buyerEmail", "an e-mail address is needed");
    require(body.consent, "/consent", "consent is needed to keep these details");
    if let Some(Recipient { name, email, message, deliver_on_day }) = &body.recipient {
        require(is_name(name), "/recipient/name", "a name of one line without links, at most 100 characters");
        let is_address = email.trim().is_empty() || is_email(email.trim());
        require(is_address, "/recipient/email", "an e-mail address, or nothing");
        require(is_short(message, MESSAGE_LENGTH_MAX), "/recipient/message", "at most 500 characters");
        let is_in_time = deliver_on_day.is_none_or(|day| (today.0..=deliver_until(today)).contains(&day.0));
        require(is_in_time, "/recipient/deliverOnDay", "from today on, within a year");
    }
    if errors.is_empty() { Ok(()) } else { Err(Failure::invalid(errors)) }
}
