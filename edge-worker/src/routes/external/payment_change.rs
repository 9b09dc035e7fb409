//! POST /external/payments/reservations/{reservationUuid}/capture, charge, refund, cancel, complete: what a restaurant
//! does with a payment.
//!
//! What the provider is to do is ordered under the request's key, and carried out before the answer goes out. Where the
//! provider does not answer, the record says what has happened so far; the order stays and is carried out later.

use api::payment_record::{Envelope, MoneyRequest, PaymentRecord};
use api::reservation::Status;
use api::slot::PaymentType;
use api::{Code, Scope};
use axum::Json;
use axum::extract::State;
use engine::{Happened, Instant};
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::authentication::Key;
use crate::db::{Rows, Statement};
use crate::extract::{At, IdempotencyKey, Keyed};
use crate::gift_card;
use crate::once::{Audience, Effect, Once, once};
use crate::payment::books::Payment;
use crate::payment::called_off::give_back;
use crate::payment::giving_up::give_up;
use crate::payment::orders;
use crate::payment::posting::{Posting, Remark, cause};
use crate::payment::record::{CHARGE_DAYS, record};
use crate::payment::subject::Subject;
use crate::problem::Failure;
use crate::tenant::Door;

use super::payment_record::{Found, envelope, find, found, selects};

const NOTE_LENGTH_MAX: usize = 200;

const COMPLETE: &str = "UPDATE payments SET completed_at = ?2 WHERE id = ?1 AND completed_at IS NULL";
const END_NOW: &str = "UPDATE payments SET due_at = ?2 WHERE id = ?1 AND closed_at IS NULL";

/// What is stored as the answer: which orders to look at, and whether the payment is to be given up.
#[derive(Default, Serialize, Deserialize)]
struct Ordered {
    orders: Vec<String>,
    gives_up: bool,
}

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
#[worker::send]
pub(crate) async fn capture(
    State(app): State<App>,
    key: Key,
    At(id): At<String>,
    keyed: Keyed<MoneyRequest>,
) -> Answer {
    change(&app, key, &id, keyed, "reservationCapturedSuccessfully", |state| {
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
#[worker::send]
pub(crate) async fn charge(
    State(app): State<App>,
    key: Key,
    At(id): At<String>,
    keyed: Keyed<MoneyRequest>,
) -> Answer {
    change(&app, key, &id, keyed, "reservationChargedSuccessfully", |state| {
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
#[worker::send]
pub(crate) async fn refund(
    State(app): State<App>,
    key: Key,
    At(id): At<String>,
    keyed: Keyed<MoneyRequest>,
) -> Answer {
    change(&app, key, &id, keyed, "reservationRefundedSuccessfully", |state| {
        let ahead = state.posting.ahead()?;
        let of = match &state.body.reference {
            None => None,
            Some(reference) => {
                let is_taking = |kind: &str| kind == "captured" || kind == "charged";
                let mut taken = state.payment.log().iter().filter(|line| is_taking(&line.kind));
                let line = taken.find(|line| line.reference == *reference);
                let unknown = || not_allowed("no capture or charge has this reference");
                Some(line.and_then(crate::payment::books::Line::index).ok_or_else(unknown)?)
            }
        };
        let left = match of {
            Some(index) => ahead.left_of(index).map_err(|fault| not_allowed(&fault.to_string()))?,
            None => ahead.totals().kept(),
        };
        // What was redeemed of a gift card that was bought cannot come back.
        let balance = state.found.card.as_ref().map_or(i64::MAX, |card| card.balance);
        let amount = state.amount(left.min(balance), "left to give back")?;
        let remark = state.remark();
        let orders = give_back(state.app, state.payment, &mut state.posting, amount, of, remark)?;
        if let (Some(card), Some(order)) = (&state.found.card, orders.first()) {
            state.posting.also([gift_card::give_back(state.app, &card.id, order, amount)]);
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
#[worker::send]
pub(crate) async fn cancel(
    State(app): State<App>,
    key: Key,
    At(id): At<String>,
    keyed: Keyed<MoneyRequest>,
) -> Answer {
    change(&app, key, &id, keyed, "reservationCancelledSuccessfully", |state| {
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
        let gives_up = state.payment.open_raise().is_some();
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
#[worker::send]
pub(crate) async fn complete(
    State(app): State<App>,
    key: Key,
    At(id): At<String>,
    keyed: Keyed<MoneyRequest>,
) -> Answer {
    change(&app, key, &id, keyed, "reservationCompletedSuccessfully", |state| {
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

fn not_allowed(why: &str) -> Failure {
    Failure::new(Code::PaymentNotAllowed, why)
}

/// What a change is decided on, and what it comes to.
struct Deciding<'a> {
    app: &'a App,
    found: &'a Found,
    payment: &'a Payment,
    body: &'a MoneyRequest,
    posting: Posting<'a>,
}

impl<'a> Deciding<'a> {
    fn remark(&self) -> Remark<'a> {
        Remark { cause: cause::RESTAURANT, note: self.body.note.as_deref().unwrap_or_default() }
    }

    /// The amount asked for, or all of what there is.
    fn amount(&self, left: i64, what: &str) -> Result<i64, Failure> {
        let amount = self.body.amount.unwrap_or(left);
        if amount <= 0 && self.body.amount.is_some() {
            return Err(Failure::invalid_field("/amount", "more than 0"));
        }
        let is_there = 0 < left && amount <= left;
        is_there.then_some(amount).ok_or_else(|| not_allowed(&format!("{} is {what}", left.max(0))))
    }

    fn no_amount(&self) -> Result<(), Failure> {
        let is_none = self.body.amount.is_none();
        is_none.then_some(()).ok_or_else(|| Failure::invalid_field("/amount", "this is about all of it"))
    }

    fn order(&mut self, kind: &str, amount: i64) -> Result<Ordered, Failure> {
        if self.payment.is_completed() && kind != "release" {
            return Err(not_allowed("this payment is completed"));
        }
        let id = self.posting.order(kind, amount, None, self.remark());
        Ok(Ordered { orders: vec![id], gives_up: false })
    }

    fn set(&mut self, sql: &'static str) {
        self.posting.also([Statement::new(sql, [self.payment.id.as_str().into(), self.app.now_ms.into()])]);
    }

    /// What may be taken at most from the card that is kept.
    fn fee_max(&self) -> Result<i64, Failure> {
        let Found { subject, payment, .. } = self.found;
        let Subject::Booking(row) = subject else { return Err(not_allowed("no card is kept")) };
        let has_card =
            self.posting.ledger().entries().iter().any(|entry| entry.happened == Happened::CardKept);
        if payment.kind != PaymentType::Guarantee || !has_card {
            return Err(not_allowed("no card is kept"));
        }
        let start = Instant(row.starts);
        if start.plus(i64::from(CHARGE_DAYS) * 1440) < self.app.now() {
            return Err(not_allowed("the visit was too long ago"));
        }
        match (row.status()?, payment.keep_max()) {
            // By the clock: whoever is marked days before has still called off in time.
            (Status::NoShow, None) => Ok(payment.fee(start, self.app.now())),
            (Status::Cancelled, Some(fee)) => Ok(fee),
            _ => Err(not_allowed("a fee is for who did not come, or called off too late")),
        }
    }
}

async fn change(
    app: &App,
    key: Key,
    id: &str,
    Keyed { key: idempotency, body }: Keyed<MoneyRequest>,
    message: &str,
    decide: impl Fn(&mut Deciding) -> Result<Ordered, Failure>,
) -> Answer {
    let door = key.with(Scope::PaymentsWrite);
    check(&body)?;
    let Ordered { orders: ordered, gives_up } = order(app, &door, id, &idempotency, &body, decide).await?;
    for order in &ordered {
        orders::carry_out(app, order).await?;
    }
    let mut after = find(app, &door, id).await?;
    if gives_up && (!after.payment.is_closed() || after.payment.open_raise().is_some()) {
        if give_up(app, &after.payment).await? {
            app.snapshot_is_stale(after.tenant.slug());
        }
        after = find(app, &door, id).await?;
    }
    let is_refused =
        |order: &&crate::payment::books::OrderRow| ordered.contains(&order.id) && order.refused_at.is_some();
    if let Some(order) = after.payment.orders().iter().find(is_refused) {
        let why = order.last_error.clone().unwrap_or_default();
        let code = if order.kind == "charge" { Code::CardDeclined } else { Code::PaymentNotAllowed };
        return Err(Failure::new(code, format!("the provider refused: {why}")));
    }
    Ok(envelope(message, record(&after.tenant, &after.subject, &after.payment)?))
}

fn check(body: &MoneyRequest) -> Result<(), Failure> {
    let is_short =
        |text: &Option<String>| text.as_ref().is_none_or(|text| text.chars().count() <= NOTE_LENGTH_MAX);
    for (pointer, text) in [("/note", &body.note), ("/reference", &body.reference)] {
        if !is_short(text) {
            return Err(Failure::invalid_field(pointer, "at most 200 characters"));
        }
    }
    Ok(())
}

async fn order(
    app: &App,
    door: &Door,
    id: &str,
    key: &IdempotencyKey,
    body: &MoneyRequest,
    decide: impl Fn(&mut Deciding) -> Result<Ordered, Failure>,
) -> Result<Ordered, Failure> {
    let reads = selects(app, door, id)?;
    let request = Once { door, audience: Audience::Restaurant, key };
    once(app, request, reads, |rows: Vec<Rows>| {
        let mut rows = rows.into_iter();
        let found = found(app, door, &mut rows)?;
        let payment = &found.payment;
        let posting = Posting::new(app, payment)?;
        let mut state = Deciding { app, found: &found, payment, body, posting };
        let answer = decide(&mut state)?;
        Ok(Effect { statements: state.posting.statements(), answer })
    })
    .await
}
