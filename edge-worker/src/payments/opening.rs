//! Opens a payment for a quote that the guest accepted; a gift card may cover it already.

use api::basics::status::Status;
use api::configuration::payment_terms::{PaymentSettings, PaymentTerms, PaymentType, Pricing, PricingType};
use api::money::gift_card::TransactionStatus;
use api::{Code, Date};
use engine::{EntryKind, Instant, Tender};

use crate::house::tenant::Tenant;
use crate::ledger::amount_due::AmountDue;
use crate::ledger::cause;
use crate::ledger::gift_card::{self, CardRow, Line};
use crate::ledger::payment::terms::{Sum, terms};
use crate::ledger::payment::{
    Amounts, Due, End, GiftIds, Payment, ProviderRef, SubjectIds, pay_token, select,
};
use crate::ledger::posting::Posting;
use crate::payments::card_minimum::CARD_MIN;
use crate::payments::subject::Subject;
use crate::platform::app::App;
use crate::platform::db::{Statement, Value};
use crate::platform::failure::Failure;
use crate::platform::payment_provider::{Intent, Opened, Provider, ProviderError};
use crate::platform::secret;
use crate::platform::words;

/// What a price depends on.
pub(crate) struct PricedVisit<'a> {
    pub(crate) experience_id: &'a str,
    pub(crate) day: Date,
    /// Minutes since the opening day began.
    pub(crate) minutes: u16,
    pub(crate) attendees: u16,
}

/// What a booking costs.
pub(crate) struct Quote<'a> {
    pub(crate) settings: &'a PaymentSettings,
    /// Minor units, more than 0.
    pub(crate) amount: i64,
}

/// What a party pays now, or guarantees; `None` if no payment is required.
pub(crate) fn quote<'a>(tenant: &'a Tenant, visit: &PricedVisit) -> Option<Quote<'a>> {
    let experience = tenant.compiled.experience(visit.experience_id)?;
    let settings = tenant.compiled.payment_settings(experience, visit.day.0, visit.minutes);
    let amount = settings.policy().amount(visit.attendees);
    (0 < amount).then_some(Quote { settings, amount })
}

/// An accepted quote for a booking.
pub(crate) struct Agreement<'a> {
    pub(crate) quote: Quote<'a>,
    pub(crate) reservation_id: &'a str,
    pub(crate) start: Instant,
    pub(crate) locale: &'a str,
    /// A redeemable gift card of this restaurant.
    pub(crate) gift_card: Option<&'a CardRow>,
    /// The booking's status once it is paid.
    pub(crate) then_status: Status,
}

/// The result of [`open`].
pub(crate) struct Opening {
    /// To be executed after the statements of the reservation.
    pub(crate) statements: Vec<Statement>,
    /// The reservation's status until it is paid; `None` if it is paid already.
    pub(crate) status: Option<Status>,
    pub(crate) payment: Payment,
}

const INSERT_PAYMENT: &str = "
    INSERT INTO payments (id, restaurant_id, reservation_id, purchase_id, pay_digest, provider, kind, amount, card_amount,
                          currency, policy, terms, gift_card_id, gift_transaction_id, due_at, closed_at, created_at,
                          then_status)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)";

const UPDATE_PROVIDER: &str = "UPDATE payments SET provider = ?2 WHERE id = ?1";

/// The provider's name where a gift card covers everything.
const GIFT_CARD: &str = "gift_card";

/// How long a gift card purchase can be paid. Generous, because it blocks no table.
const PURCHASE_MINUTES: u32 = 30;

/// How long before a visit money can be authorized and captured later: six days. Card authorizations expire after
/// seven (docs.stripe.com/payments/place-a-hold-on-a-payment-method).
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

/// The statements that open a payment. The gift card's part is authorized, or captured if it covers everything.
pub(crate) fn open(app: &App, tenant: &Tenant, agreement: &Agreement) -> Result<Opening, Failure> {
    let payment = agreed(app, tenant, agreement)?;
    let is_paid = payment.card_amount() == 0;
    let mut posting = Posting::new(app, &payment)?;
    posting.push([insert(app, &payment)?]);
    if let Some((card, transaction)) = payment.gift() {
        let amount = payment.amount() - payment.card_amount();
        posting.add(EntryKind::Authorized(Tender::GiftCard), amount, transaction, cause::GUEST)?;
        if is_paid {
            posting.add(EntryKind::Captured(Tender::GiftCard), amount, transaction, cause::GUEST)?;
        }
        let line = Line {
            transaction_id: transaction,
            step: 1,
            status: if is_paid { TransactionStatus::Successful } else { TransactionStatus::Pending },
            amount: -amount,
            effect: -amount,
            reference: payment.subject_id(),
        };
        posting.push([gift_card::line(app, card, &line)]);
    }
    let (lines, statements) = posting.into_parts();
    let status = (!is_paid).then_some(Status::PaymentPending);
    Ok(Opening { statements, status, payment: payment.with_lines(lines) })
}

/// The payment, not yet written.
fn agreed(app: &App, tenant: &Tenant, agreement: &Agreement) -> Result<Payment, Failure> {
    let Agreement { quote: Quote { settings, amount }, reservation_id, start, gift_card, .. } = agreement;
    let from_card = gift_card.map_or(0, |card| card.balance.clamp(0, *amount));
    // Providers refuse amounts below the card minimum: then the gift card pays a little less.
    let least = if from_card < *amount { CARD_MIN.min(*amount) } else { 0 };
    let from_card = from_card.min(amount - least);
    let is_near = start.0 - app.now().0 <= HOLD_MINUTES_MAX;
    let policy = PaymentSettings { capture_later: settings.capture_later && is_near, ..(*settings).clone() };
    let terms = terms(app, words::of(agreement.locale), tenant, &policy, Sum::Due(*amount), *start);
    let gift_card = gift_card.filter(|_| 0 < from_card);
    let gift = GiftIds {
        card_id: gift_card.map(|card| card.id.clone()),
        transaction_id: gift_card.map(|_| secret::id()),
        ..GiftIds::default()
    };
    let subject = SubjectIds { reservation_id: Some((*reservation_id).to_owned()), purchase_id: None };
    Ok(Payment {
        gift,
        then_status: Some(agreement.then_status),
        ..payment(
            app,
            tenant,
            subject,
            Amounts { agreed: *amount, card: amount - from_card, forfeited: 0 },
            policy,
            terms,
        )?
    })
}

/// The payment for a gift card purchase: in full, by card. Gift cards cannot be paid for with gift cards.
pub(crate) fn for_purchase(
    app: &App,
    tenant: &Tenant,
    purchase_id: &str,
    amount: i64,
    terms: String,
) -> Result<Payment, Failure> {
    let price = u32::try_from(amount).unwrap_or(u32::MAX);
    let pricing =
        Pricing { price_per_pax: price, display_price_per_pax: price, kind: PricingType::PerReservation };
    let policy = PaymentSettings {
        payment: PaymentTerms { pricing, required_from_pax: 1 },
        pending_minutes: PURCHASE_MINUTES,
        refund_percent: Some(0),
        kind: PaymentType::Payment,
        ..PaymentSettings::default()
    };
    payment(
        app,
        tenant,
        SubjectIds { reservation_id: None, purchase_id: Some(purchase_id.to_owned()) },
        Amounts { agreed: amount, card: amount, forfeited: 0 },
        policy,
        terms,
    )
}

/// The payment of a booking that was free until it was changed: nothing is agreed until its supplement is paid.
pub(crate) fn for_supplement(
    app: &App,
    tenant: &Tenant,
    reservation_id: &str,
    policy: PaymentSettings,
    then_status: Status,
) -> Result<Payment, Failure> {
    let subject = SubjectIds { reservation_id: Some(reservation_id.to_owned()), purchase_id: None };
    Ok(Payment {
        provider: provider_ref(new_provider(app, &tenant.compiled.configuration.restaurant.currency)?),
        then_status: Some(then_status),
        ..payment(app, tenant, subject, Amounts::default(), policy, String::new())?
    })
}

/// Switches a payment that a gift card covered to a provider, because a supplement is due. Updates `payment`; returns
/// the statement, if one is needed.
pub(crate) fn by_card(app: &App, payment: &mut Payment) -> Result<Option<Statement>, Failure> {
    if payment.provider() != GIFT_CARD {
        return Ok(None);
    }
    let provider = new_provider(app, &payment.currency)?;
    provider.clone_into(&mut payment.provider.name);
    Ok(Some(Statement::new(UPDATE_PROVIDER, [payment.id.as_str().into(), provider.into()])))
}

fn provider_ref(name: &str) -> ProviderRef {
    ProviderRef { name: name.to_owned(), reference: None, page_url: None }
}

/// A payment, not yet written.
fn payment(
    app: &App,
    tenant: &Tenant,
    subject: SubjectIds,
    amounts: Amounts,
    policy: PaymentSettings,
    terms: String,
) -> Result<Payment, Failure> {
    // A payment that a gift card covers needs no provider.
    let currency = &tenant.compiled.configuration.restaurant.currency;
    let is_paid = amounts.card == 0;
    let provider = if is_paid { GIFT_CARD } else { new_provider(app, currency)? };
    Ok(Payment {
        id: secret::id(),
        restaurant_id: tenant.id.clone(),
        subject,
        provider: provider_ref(provider),
        kind: policy.kind,
        amounts,
        currency: currency.clone(),
        terms,
        due: Due { at: app.now_ms + i64::from(policy.minutes_to_pay()) * 60_000, extended_at: None },
        policy,
        gift: GiftIds::default(),
        then_status: None,
        end: End { closed_at: is_paid.then_some(app.now_ms), ..End::default() },
        log: Vec::new(),
        orders: Vec::new(),
        supplements: Vec::new(),
    })
}

/// The provider's name for new payments in a currency.
fn new_provider(app: &App, currency: &str) -> Result<&'static str, Failure> {
    let unavailable =
        || Failure::new(Code::PaymentsUnavailable, "this house cannot take payments at the moment");
    app.new_provider(currency).map(Provider::name).ok_or_else(unavailable)
}

/// The statement that inserts a payment.
pub(crate) fn insert(app: &App, payment: &Payment) -> Result<Statement, Failure> {
    let gift = payment.gift();
    let kind = if payment.kind == PaymentType::Guarantee { "guarantee" } else { "payment" };
    let values: [Value; 18] = [
        payment.id.as_str().into(),
        payment.restaurant_id.as_str().into(),
        Value::or_null(payment.reservation_id()),
        Value::or_null(payment.purchase_id()),
        secret::digest(&pay_token(app, &payment.id)?).into(),
        payment.provider().into(),
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
        Value::or_null(payment.then_status.map(Status::name)),
    ];
    Ok(Statement::new(INSERT_PAYMENT, values))
}

/// Registers what is due with the payment's provider, which says where the card is entered. Idempotent.
///
/// # Errors
/// `payments_unavailable`.
pub(crate) async fn at_provider(
    app: &App,
    tenant: &Tenant,
    payment: &Payment,
    subject: &Subject,
    due: &AmountDue<'_>,
) -> Result<Opened, Failure> {
    let unavailable =
        || Failure::new(Code::PaymentsUnavailable, "the payment's provider is not there any more");
    let provider = app.provider(payment.provider()).ok_or_else(unavailable)?;
    let restaurant = &tenant.compiled.configuration.restaurant;
    let intent = Intent {
        payment_id: due.id.to_owned(),
        kind: due.kind,
        amount: due.amount,
        currency: payment.currency.clone(),
        captures_later: due.captures_later,
        description: format!("{} {}", restaurant.name, subject.number()),
        reference: due.reference.map(str::to_owned),
        page_url: due.page_url.map(str::to_owned),
        due_at: due.last_at(),
        customer: subject.customer(restaurant),
    };
    let opened = provider.open(app, &intent).await.map_err(ProviderError::unavailable)?;
    if due.reference.is_some() {
        return Ok(opened);
    }
    // A concurrent request may have registered it first. Only the reference in our ledger is paid, never another one.
    let mut rows = app.db.read(vec![due.store_reference(&opened), select(&payment.id)]).await?;
    rows.skip()?;
    let Some(known) = Payment::first(&mut rows)? else { return Ok(opened) };
    let supplement = known.supplements().iter().find(|supplement| supplement.id == due.id);
    let known = AmountDue::of(&known, supplement);
    if known.reference == Some(opened.reference.as_str()) {
        return Ok(opened);
    }
    let first = Intent {
        reference: known.reference.map(str::to_owned),
        page_url: known.page_url.map(str::to_owned),
        ..intent
    };
    provider.open(app, &first).await.map_err(ProviderError::unavailable)
}
