//! POST /external/payments/reservations/{reservationUuid}/capture, charge, refund, cancel, complete: what a restaurant
//! does with a payment.
//!
//! What the provider is to do is ordered under the request's key, and carried out before the answer goes out. Where the
//! provider does not answer, the record says what has happened so far; the order stays and is carried out later.

use api::Scope;
use api::money::record::{Envelope, MoneyRequest, PaymentRecord};
use axum::Json;
use axum::extract::State;

use crate::http::authentication::Key;
use crate::http::extract::{Keyed, PathParams};
use crate::ledger::gift_card;
use crate::ledger::payment::Line;
use crate::ledger::refund::refund_amount;
use crate::operations::payment_change::{
    COMPLETE, END_NOW, Ordered, PaymentChange, change_payment, not_allowed,
};
use crate::platform::app::App;
use crate::platform::failure::Failure;
use crate::platform::send;

use super::envelope::envelope;

type Answer = Result<Json<Envelope<PaymentRecord>>, Failure>;

/// Takes what is set aside, all or a part of it; the rest stays set aside until the payment is completed.
#[utoipa::path(post, path = "/external/payments/reservations/{reservationUuid}/capture", tag = "Payments",
    operation_id = "capturePayment", security(("apiKey" = ["payments:write"])),
    params(("reservationUuid" = String, Path, description = "the reservation's id, or that of the purchase of a gift card"),
           ("Idempotency-Key" = String, Header, description = "made by the client, 1 to 255 characters")),
    request_body = MoneyRequest,
    responses((status = 200, body = Envelope<PaymentRecord>),
              (status = 404, body = api::Problem, description = "payment_not_found"),
              (status = 409, body = api::Problem,
               description = "payment_not_allowed, card_declined, idempotency_key_reused")))]
#[send]
pub(crate) async fn capture(
    State(app): State<App>,
    key: Key,
    PathParams(id): PathParams<String>,
    keyed: Keyed<MoneyRequest>,
) -> Answer {
    change(&app, key, &id, &keyed, "reservationCapturedSuccessfully", |state| {
        let amount = state.amount(state.posting.open(), "set aside")?;
        state.order("capture", amount)
    })
    .await
}

/// Takes a fee from the card that is kept: after a no-show up to what was agreed, after a late cancellation up to what it
/// cost by then. The guest gets a receipt.
#[utoipa::path(post, path = "/external/payments/reservations/{reservationUuid}/charge", tag = "Payments",
    operation_id = "chargePayment", security(("apiKey" = ["payments:write"])),
    params(("reservationUuid" = String, Path, description = "the reservation's id, or that of the purchase of a gift card"),
           ("Idempotency-Key" = String, Header, description = "made by the client, 1 to 255 characters")),
    request_body = MoneyRequest,
    responses((status = 200, body = Envelope<PaymentRecord>),
              (status = 404, body = api::Problem, description = "payment_not_found"),
              (status = 409, body = api::Problem,
               description = "payment_not_allowed, card_declined, idempotency_key_reused")))]
#[send]
pub(crate) async fn charge(
    State(app): State<App>,
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

/// Gives money back: of one capture or charge, or else gift cards first and then the latest.
#[utoipa::path(post, path = "/external/payments/reservations/{reservationUuid}/refund", tag = "Payments",
    operation_id = "refundPayment", security(("apiKey" = ["payments:write"])),
    params(("reservationUuid" = String, Path, description = "the reservation's id, or that of the purchase of a gift card"),
           ("Idempotency-Key" = String, Header, description = "made by the client, 1 to 255 characters")),
    request_body = MoneyRequest,
    responses((status = 200, body = Envelope<PaymentRecord>),
              (status = 404, body = api::Problem, description = "payment_not_found"),
              (status = 409, body = api::Problem,
               description = "payment_not_allowed, card_declined, idempotency_key_reused")))]
#[send]
pub(crate) async fn refund(
    State(app): State<App>,
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
        // What was redeemed of a gift card that was bought cannot come back.
        let balance = state.found.card.as_ref().map_or(i64::MAX, |card| card.balance);
        let amount = state.amount(left.min(balance), "left to give back")?;
        let remark = state.remark();
        let orders = refund_amount(state.app, state.payment, &mut state.posting, amount, of, remark)?;
        if let (Some(card), Some(order)) = (&state.found.card, orders.first()) {
            state.posting.push([gift_card::refund_amount(state.app, &card.id, order, amount)]);
        }
        Ok(Ordered { orders, gives_up: false })
    })
    .await
}

/// Calls the payment off while nothing was taken: what is set aside is given free, a card that is kept is forgotten, and
/// a booking that waits for it is voided.
#[utoipa::path(post, path = "/external/payments/reservations/{reservationUuid}/cancel", tag = "Payments",
    operation_id = "cancelPayment", security(("apiKey" = ["payments:write"])),
    params(("reservationUuid" = String, Path, description = "the reservation's id, or that of the purchase of a gift card"),
           ("Idempotency-Key" = String, Header, description = "made by the client, 1 to 255 characters")),
    request_body = MoneyRequest,
    responses((status = 200, body = Envelope<PaymentRecord>),
              (status = 404, body = api::Problem, description = "payment_not_found"),
              (status = 409, body = api::Problem,
               description = "payment_not_allowed, card_declined, idempotency_key_reused")))]
#[send]
pub(crate) async fn cancel(
    State(app): State<App>,
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
            return Err(not_allowed("money was taken: give it back instead"));
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

/// Is done with the payment once something was taken: the rest of what is set aside is given free, and the card that is
/// kept can no longer be charged.
#[utoipa::path(post, path = "/external/payments/reservations/{reservationUuid}/complete", tag = "Payments",
    operation_id = "completePayment", security(("apiKey" = ["payments:write"])),
    params(("reservationUuid" = String, Path, description = "the reservation's id, or that of the purchase of a gift card"),
           ("Idempotency-Key" = String, Header, description = "made by the client, 1 to 255 characters")),
    request_body = MoneyRequest,
    responses((status = 200, body = Envelope<PaymentRecord>),
              (status = 404, body = api::Problem, description = "payment_not_found"),
              (status = 409, body = api::Problem,
               description = "payment_not_allowed, card_declined, idempotency_key_reused")))]
#[send]
pub(crate) async fn complete(
    State(app): State<App>,
    key: Key,
    PathParams(id): PathParams<String>,
    keyed: Keyed<MoneyRequest>,
) -> Answer {
    change(&app, key, &id, &keyed, "reservationCompletedSuccessfully", |state| {
        state.no_amount()?;
        let totals = state.posting.ledger().totals();
        if totals.captured + totals.charged == 0 {
            return Err(not_allowed("nothing was taken: call it off instead"));
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
