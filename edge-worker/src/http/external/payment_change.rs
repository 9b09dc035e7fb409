//! POST /external/payments/reservations/{reservationUuid}/capture, charge, refund, cancel, complete: a restaurant
//! changes a payment.
//!
//! What the provider has to do is stored as an order under the request's `Idempotency-Key` and executed before the
//! answer is sent. If the provider does not answer, the record shows what has happened so far; the order stays and is
//! executed later.

use api::Scope;
use api::money::record::{Envelope, MoneyRequest, PaymentRecord};
use axum::Json;

use crate::http::authentication::Key;
use crate::http::extract::{Keyed, PathParams};
use crate::ledger::gift_card;
use crate::ledger::payment::Line;
use crate::ledger::refund::refund_amount;
use crate::operations::change_payment::{
    COMPLETE, END_NOW, Ordered, PaymentChange, change_payment, not_allowed,
};
use crate::platform::app::App;
use crate::platform::failure::Failure;
use crate::platform::send;

use super::envelope::envelope;

type Answer = Result<Json<Envelope<PaymentRecord>>, Failure>;

/// Capture a payment
///
/// Captures what is authorized, in full or in part; the rest stays authorized until the payment is completed.
#[utoipa::path(post, path = "/external/payments/reservations/{reservationUuid}/capture", tag = "Payments",
    operation_id = "capturePayment", security(("apiKey" = ["payments:write"])),
    params(("reservationUuid" = String, Path, description = "id of the reservation or gift card purchase"),
           ("Idempotency-Key" = Option<String>, Header,
            description = "client-generated, 1 to 255 visible ASCII characters; recommended: the same key takes effect once")),
    request_body = MoneyRequest,
    responses((status = 200, body = Envelope<PaymentRecord>),
              (status = 404, body = api::Problem, description = "payment_not_found"),
              (status = 409, body = api::Problem,
               description = "payment_not_allowed, card_declined, idempotency_key_reused")))]
#[send]
pub(crate) async fn capture(
    app: App,
    key: Key,
    PathParams(id): PathParams<String>,
    keyed: Keyed<MoneyRequest>,
) -> Answer {
    change(&app, key, &id, &keyed, "reservationCapturedSuccessfully", |state| {
        let amount = state.amount(state.posting.open(), "authorized")?;
        state.order("capture", amount)
    })
    .await
}

/// Charge a card on file
///
/// Charges a fee: after a no-show up to what was agreed, after a late cancellation up to what it cost at that time. The
/// guest gets a receipt. Possible until 90 days after the visit.
#[utoipa::path(post, path = "/external/payments/reservations/{reservationUuid}/charge", tag = "Payments",
    operation_id = "chargePayment", security(("apiKey" = ["payments:write"])),
    params(("reservationUuid" = String, Path, description = "id of the reservation or gift card purchase"),
           ("Idempotency-Key" = Option<String>, Header,
            description = "client-generated, 1 to 255 visible ASCII characters; recommended: the same key takes effect once")),
    request_body = MoneyRequest,
    responses((status = 200, body = Envelope<PaymentRecord>),
              (status = 404, body = api::Problem, description = "payment_not_found"),
              (status = 409, body = api::Problem,
               description = "payment_not_allowed, card_declined, idempotency_key_reused")))]
#[send]
pub(crate) async fn charge(
    app: App,
    key: Key,
    PathParams(id): PathParams<String>,
    keyed: Keyed<MoneyRequest>,
) -> Answer {
    change(&app, key, &id, &keyed, "reservationChargedSuccessfully", |state| {
        let fee = state.fee_max()?;
        let left = fee - state.posting.ledger().totals().charged - state.posting.ordered("charge");
        let amount = state.amount(left, "of the agreed fee left")?;
        state.order("charge", amount)
    })
    .await
}

/// Refund a payment
///
/// Refunds the capture or charge named by `reference`; without it gift cards first, and then the latest.
#[utoipa::path(post, path = "/external/payments/reservations/{reservationUuid}/refund", tag = "Payments",
    operation_id = "refundPayment", security(("apiKey" = ["payments:write"])),
    params(("reservationUuid" = String, Path, description = "id of the reservation or gift card purchase"),
           ("Idempotency-Key" = Option<String>, Header,
            description = "client-generated, 1 to 255 visible ASCII characters; recommended: the same key takes effect once")),
    request_body = MoneyRequest,
    responses((status = 200, body = Envelope<PaymentRecord>),
              (status = 404, body = api::Problem, description = "payment_not_found"),
              (status = 409, body = api::Problem,
               description = "payment_not_allowed, card_declined, idempotency_key_reused")))]
#[send]
pub(crate) async fn refund(
    app: App,
    key: Key,
    PathParams(id): PathParams<String>,
    keyed: Keyed<MoneyRequest>,
) -> Answer {
    change(&app, key, &id, &keyed, "reservationRefundedSuccessfully", |state| {
        let ahead = state.posting.projected()?;
        let of = match &state.body.reference {
            None => None,
            Some(reference) => {
                let is_taking = |kind: &str| kind == "captured" || kind == "charged";
                let mut taken = state.payment.log().iter().filter(|line| is_taking(&line.kind));
                let line = taken.find(|line| line.reference == *reference);
                let unknown = || not_allowed("no capture or charge has this reference");
                Some(line.and_then(Line::index).ok_or_else(unknown)?)
            }
        };
        let left = match of {
            Some(index) => ahead.left_of(index).map_err(|fault| not_allowed(&fault.to_string()))?,
            None => ahead.totals().retained(),
        };
        // Of a gift card that was bought, no more than its remaining balance can be refunded.
        let balance = state.found.card.as_ref().map_or(i64::MAX, |card| card.balance);
        let amount = state.amount(left.min(balance), "left to refund")?;
        let remark = state.remark();
        let orders = refund_amount(state.app, state.payment, &mut state.posting, amount, of, remark)?;
        if let (Some(card), Some(order)) = (&state.found.card, orders.first()) {
            state.posting.push([gift_card::deduct_refund(state.app, &card.id, order, amount)]);
        }
        Ok(Ordered { orders, gives_up: false })
    })
    .await
}

/// Cancel a payment
///
/// Only while nothing was captured or charged: what is authorized is voided, a card on file is removed, and a booking
/// that waits for the payment is voided.
#[utoipa::path(post, path = "/external/payments/reservations/{reservationUuid}/cancel", tag = "Payments",
    operation_id = "cancelPayment", security(("apiKey" = ["payments:write"])),
    params(("reservationUuid" = String, Path, description = "id of the reservation or gift card purchase"),
           ("Idempotency-Key" = Option<String>, Header,
            description = "client-generated, 1 to 255 visible ASCII characters; recommended: the same key takes effect once")),
    request_body = MoneyRequest,
    responses((status = 200, body = Envelope<PaymentRecord>),
              (status = 404, body = api::Problem, description = "payment_not_found"),
              (status = 409, body = api::Problem,
               description = "payment_not_allowed, card_declined, idempotency_key_reused")))]
#[send]
pub(crate) async fn cancel(
    app: App,
    key: Key,
    PathParams(id): PathParams<String>,
    keyed: Keyed<MoneyRequest>,
) -> Answer {
    change(&app, key, &id, &keyed, "reservationCancelledSuccessfully", |state| {
        state.no_amount()?;
        let totals = state.posting.ledger().totals();
        if 0 < totals.captured
            + totals.charged
            + state.posting.ordered("capture")
            + state.posting.ordered("charge")
        {
            return Err(not_allowed("money was charged: refund it instead"));
        }
        if !state.payment.is_closed() {
            state.set(END_NOW);
            return Ok(Ordered { orders: Vec::new(), gives_up: true });
        }
        let gives_up = state.payment.open_supplement().is_some();
        state.set(COMPLETE);
        let open = state.posting.open();
        let ordered = if 0 < open { state.order("release", open)? } else { Ordered::default() };
        Ok(Ordered { gives_up, ..ordered })
    })
    .await
}

/// Complete a payment
///
/// Closes the payment once something was captured or charged: what is still authorized is voided, and the card on file
/// can no longer be charged.
#[utoipa::path(post, path = "/external/payments/reservations/{reservationUuid}/complete", tag = "Payments",
    operation_id = "completePayment", security(("apiKey" = ["payments:write"])),
    params(("reservationUuid" = String, Path, description = "id of the reservation or gift card purchase"),
           ("Idempotency-Key" = Option<String>, Header,
            description = "client-generated, 1 to 255 visible ASCII characters; recommended: the same key takes effect once")),
    request_body = MoneyRequest,
    responses((status = 200, body = Envelope<PaymentRecord>),
              (status = 404, body = api::Problem, description = "payment_not_found"),
              (status = 409, body = api::Problem,
               description = "payment_not_allowed, card_declined, idempotency_key_reused")))]
#[send]
pub(crate) async fn complete(
    app: App,
    key: Key,
    PathParams(id): PathParams<String>,
    keyed: Keyed<MoneyRequest>,
) -> Answer {
    change(&app, key, &id, &keyed, "reservationCompletedSuccessfully", |state| {
        state.no_amount()?;
        let totals = state.posting.ledger().totals();
        if totals.captured + totals.charged == 0 {
            return Err(not_allowed("nothing was charged: cancel the payment instead"));
        }
        state.set(COMPLETE);
        let open = state.posting.open();
        if 0 < open { state.order("release", open) } else { Ok(Ordered::default()) }
    })
    .await
}

async fn change(
    app: &App,
    key: Key,
    id: &str,
    keyed: &Keyed<MoneyRequest>,
    message: &str,
    decide: impl Fn(&mut PaymentChange) -> Result<Ordered, Failure>,
) -> Answer {
    let selector = key.with(Scope::PaymentsWrite);
    let record = change_payment(app, &selector, id, &keyed.key, &keyed.body, decide).await?;
    Ok(envelope(message, record))
}
