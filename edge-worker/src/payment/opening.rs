//! From a quote that the guest accepted to a payment that waits for them, or that a gift card has paid already.

use api::gift_card::TransactionStatus;
use api::reservation::Status;
use api::slot::{PaymentSettings, PaymentType};
use api::{Code, Date};
use engine::{Happened, Instant, Tender};

use super::books::{Payment, pay_token};
use super::posting::{Posting, cause};
use super::provider::{Intent, Opened};
use super::settle;
use crate::app::App;
use crate::db::{Statement, Value};
use crate::gift_card::{self, CardRow, Line};
use crate::problem::Failure;
use crate::secret;
use crate::tenant::Tenant;
use crate::words::{self, Words};

/// What a booking costs.
pub(crate) struct Quote<'a> {
    pub(crate) settings: &'a PaymentSettings,
    /// Minor units, more than 0.
    pub(crate) amount: i64,
}

/// What a party pays now, or what is at stake for it; nothing where its word is enough.
pub(crate) fn quote<'a>(
    tenant: &'a Tenant,
    experience_id: &str,
    (day, minutes): (Date, u16),
    attendees: u16,
) -> Option<Quote<'a>> {
    let experience = tenant.compiled.experience(experience_id)?;
    let settings = tenant.compiled.payment_settings(experience, day.0, minutes);
    let amount = settings.policy().amount(attendees);
    (0 < amount).then_some(Quote { settings, amount })
}

/// A booking that is to be paid.
pub(crate) struct Agreement<'a> {
    pub(crate) quote: Quote<'a>,
    pub(crate) reservation_id: &'a str,
    pub(crate) start: Instant,
    pub(crate) locale: &'a str,
    /// A gift card of this restaurant that can be redeemed.
    pub(crate) gift_card: Option<&'a CardRow>,
    /// Where the booking stands once it is paid.
    pub(crate) then_status: Status,
}

/// What the agreement comes to.
pub(crate) struct Opening {
    /// To be written after the reservation.
    pub(crate) statements: Vec<Statement>,
    /// Where the reservation stands for now, if not where it would without a payment.
    pub(crate) status: Option<Status>,
    pub(crate) payment: Payment,
}

const INSERT_PAYMENT: &str = "
    INSERT INTO payments (id, restaurant_id, reservation_id, pay_digest, provider, kind, amount, card_amount, currency,
                          policy, terms, gift_card_id, gift_transaction_id, due_at, closed_at, created_at,
                          then_status)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)";

/// The least that a card is asked for, in minor units (docs.stripe.com/currencies#minimum-and-maximum-charge-amounts).
const CARD_MIN: i64 = 50;

/// How long before a visit money can be set aside for it, and not be taken: six days. Cards give it free after seven
/// (docs.stripe.com/payments/place-a-hold-on-a-payment-method).
const HOLD_MINUTES_MAX: i64 = 6 * 1440;

/// Refuses a quote that is no longer what the guest accepted.
pub(crate) fn check_accepted(quote: Option<&Quote>, accepted: Option<i64>) -> Result<(), Failure> {
    let amount = quote.map_or(0, |quote| quote.amount);
    match accepted {
        Some(accepted) if accepted != amount => {
            let detail = format!("{amount} by now, and not {accepted}");
            Err(Failure::new(Code::QuoteChanged, detail))
        }
        _ => Ok(()),
    }
}

/// The statements that open a payment; what a gift card can pay of it is set aside, or taken where that is all.
pub(crate) fn open(app: &App, tenant: &Tenant, agreement: &Agreement) -> Result<Opening, Failure> {
    let payment = agreed(app, tenant, agreement)?;
    let is_paid = payment.card_amount() == 0;
    let mut posting = Posting::new(app, &payment)?;
    posting.also([insert(app, &payment)?]);
    if let Some((card, transaction)) = payment.gift() {
        let amount = payment.amount() - payment.card_amount();
        posting.add(Happened::Reserved(Tender::GiftCard), amount, transaction, cause::GUEST)?;
        if is_paid {
            posting.add(Happened::Captured(Tender::GiftCard), amount, transaction, cause::GUEST)?;
        }
        let line = Line {
            transaction_id: transaction,
            step: 1,
            status: if is_paid { TransactionStatus::Successful } else { TransactionStatus::Pending },
            amount: -amount,
            effect: -amount,
            reference: &payment.reservation_id,
        };
        posting.also([gift_card::line(app, card, &line)]);
    }
    let (lines, statements) = posting.into_parts();
    let status = (!is_paid).then_some(Status::PaymentPending);
    Ok(Opening { statements, status, payment: payment.with_lines(lines) })
}

/// The payment, of which nothing is written yet.
fn agreed(app: &App, tenant: &Tenant, agreement: &Agreement) -> Result<Payment, Failure> {
    let Agreement {
        quote: Quote { settings, amount },
        reservation_id,
        start,
        locale,
        gift_card,
        then_status,
    } = agreement;
    let from_card = gift_card.map_or(0, |card| card.balance.clamp(0, *amount));
    // No provider takes a few cents: then the gift card pays a little less.
    let least = if from_card < *amount { CARD_MIN.min(*amount) } else { 0 };
    let from_card = from_card.min(amount - least);
    let card_amount = amount - from_card;
    let provider = app.providers.first().map(|provider| provider.name());
    let unavailable =
        || Failure::new(Code::PaymentsUnavailable, "this house cannot take payments at the moment");
    // A gift card that pays for everything asks no provider.
    let provider = if card_amount == 0 { "gift_card" } else { provider.ok_or_else(unavailable)? };
    let is_near = start.0 - app.now().0 <= HOLD_MINUTES_MAX;
    let policy = PaymentSettings { capture_later: settings.capture_later && is_near, ..(*settings).clone() };
    let due_at = app.now_ms + i64::from(settings.minutes_to_pay()) * 60_000;
    let gift = gift_card.filter(|_| 0 < from_card).map(|card| (card.id.clone(), secret::id()));
    Ok(Payment {
        id: secret::id(),
        restaurant_id: tenant.id.clone(),
        reservation_id: (*reservation_id).to_owned(),
        provider: provider.to_owned(),
        kind: policy.kind,
        amounts: (*amount, card_amount),
        currency: tenant.compiled.configuration.restaurant.currency.clone(),
        terms: terms(words::of(locale), tenant, &policy, *amount, *start),
        policy,
        gift: gift.unzip(),
        then_status: *then_status,
        reference: None,
        due: (due_at, None),
        ended: ((card_amount == 0).then_some(app.now_ms), None, None),
        log: Vec::new(),
        orders: Vec::new(),
    })
}

fn insert(app: &App, payment: &Payment) -> Result<Statement, Failure> {
    let gift = payment.gift();
    let kind = if payment.kind == PaymentType::Guarantee { "guarantee" } else { "payment" };
    let values: [Value; 17] = [
        payment.id.as_str().into(),
        payment.restaurant_id.as_str().into(),
        payment.reservation_id.as_str().into(),
        secret::digest(&pay_token(app, &payment.id)?).into(),
        payment.provider.as_str().into(),
        kind.into(),
        payment.amount().into(),
        payment.card_amount().into(),
        payment.currency.as_str().into(),
        serde_json::to_string(&payment.policy).map_err(Failure::internal)?.into(),
        payment.terms.as_str().into(),
        Value::or_null(gift.map(|(card, _)| card)),
        Value::or_null(gift.map(|(_, transaction)| transaction)),
        payment.due_at().into(),
        Value::or_null(payment.is_closed().then_some(app.now_ms)),
        app.now_ms.into(),
        payment.then_status.name().into(),
    ];
    Ok(Statement::new(INSERT_PAYMENT, values))
}

/// What the guest agrees to, in their words: what is paid or kept, and until when what comes back.
fn terms(words: &Words, tenant: &Tenant, settings: &PaymentSettings, amount: i64, start: Instant) -> String {
    let currency = &tenant.compiled.configuration.restaurant.currency;
    let money = words::money(words, amount, currency);
    let mut sentences = vec![match settings.kind {
        PaymentType::Guarantee => (words.terms_guarantee)(&money),
        PaymentType::Payment | PaymentType::None => (words.terms_payment)(&money),
    }];
    let offsets = &tenant.compiled.house.offsets;
    for (until, percent) in settings.policy().deadlines(start) {
        let (day, minutes) = offsets.wall(until);
        sentences.push((words.terms_until)(&words::at(words, Date(day), minutes), percent));
    }
    let is_guarantee = settings.kind == PaymentType::Guarantee;
    sentences.push(if is_guarantee { words.terms_then_fee } else { words.terms_then_nothing }.to_owned());
    sentences.join(" ")
}

const UPDATE_REFERENCE: &str = "UPDATE payments SET reference = ?2 WHERE id = ?1 AND reference IS NULL";

/// Makes the payment known to its provider, who says where its guest enters the card; again, it is the same one.
///
/// # Errors
/// `payments_unavailable`.
pub(crate) async fn at_provider(
    app: &App,
    payment: &Payment,
    description: String,
) -> Result<Opened, Failure> {
    let unavailable =
        || Failure::new(Code::PaymentsUnavailable, "the payment's provider is not there any more");
    let provider = app.provider(&payment.provider).ok_or_else(unavailable)?;
    let intent = Intent {
        payment_id: payment.id.clone(),
        kind: payment.kind,
        amount: payment.card_amount(),
        currency: payment.currency.clone(),
        captures_later: payment.policy.capture_later,
        description,
        reference: payment.reference.clone(),
    };
    let opened = provider.open(app, &intent).await.map_err(settle::unavailable)?;
    if payment.reference.is_none() {
        let values = [payment.id.as_str().into(), opened.reference.as_str().into()];
        app.db.batch(vec![Statement::new(UPDATE_REFERENCE, values)]).await?;
    }
    Ok(opened)
}
