//! GET /v1/bookings/{manageToken}/change: what a change would come to. PATCH /v1/bookings/{manageToken}: makes it.

use api::booking::{BookingChange, ChangeQuote};
use api::reservation::Status;
use api::{Booking, Code, Date};
use axum::Json;
use axum::extract::State;
use engine::{Authority, Placement, Promise, Question, Wanted as Tables};
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::commit::{Audience, Change, Request, commit, touched_days};
use crate::db::Statement;
use crate::extract::{Asked, At, IdempotencyKey, Keyed};
use crate::mail::Kind;
use crate::payment::books::{Payment, Raise, pay_url};
use crate::payment::change::{self, Agreed, Difference, Wanted, difference};
use crate::payment::{opening, raise};
use crate::placing::{Wish, party, place, suggest};
use crate::problem::Failure;
use crate::rescheduling::{Seat, reseat};
use crate::reservation::{self, Row};
use crate::secret;
use crate::stay::{self, Record};
use crate::tenant::{Door, Loaded, Tenant, load};

use super::booking::{Opened, not_found, open, select};

/// What a guest asks about; what is left out stays.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ChangeQuestion {
    /// How many guests.
    pub(crate) attendees: Option<u16>,
    /// The opening day.
    pub(crate) day: Option<Date>,
    /// Minutes since the opening day began.
    pub(crate) minutes: Option<u16>,
}

/// What a change comes to.
pub(crate) struct Quoted {
    pub(crate) wanted: Wanted,
    pub(crate) difference: Difference,
    /// When the party could come on that day, in minutes since it began.
    pub(crate) times: Vec<u16>,
}

/// What a change would come to: what is to be paid or comes back, and when the party could come on that day.
#[utoipa::path(get, path = "/v1/bookings/{manageToken}/change", tag = "Guests", operation_id = "quoteBookingChange",
    params(("manageToken" = String, Path, description = "from the guest's link"), ChangeQuestion),
    responses((status = 200, body = ChangeQuote), (status = 404, body = api::Problem),
              (status = 409, body = api::Problem, description = "change_not_allowed")))]
#[worker::send]
pub(crate) async fn quote(
    State(app): State<App>,
    At(token): At<String>,
    Asked(question): Asked<ChangeQuestion>,
) -> Result<Json<ChangeQuote>, Failure> {
    let opened = open(&app, &token).await?;
    let Quoted { wanted, difference, times } = quoted(&app, &opened, &question).await?;
    Ok(Json(ChangeQuote {
        attendees: wanted.attendees,
        day: wanted.day,
        minutes: wanted.minutes,
        amount: difference.accepted(),
        forfeited: difference.lost,
        currency: opened.tenant.compiled.configuration.restaurant.currency.clone(),
        terms: difference.agreed.map(|agreed| agreed.terms).unwrap_or_default(),
        times,
    }))
}

/// Looks at a change, without making it.
pub(crate) async fn quoted(app: &App, opened: &Opened, question: &ChangeQuestion) -> Result<Quoted, Failure> {
    check_changeable(app, &opened.row)?;
    let wanted = wanted(&opened.row, question.attendees, question.day, question.minutes);
    party(wanted.attendees)?;
    let door = Door::Slug(opened.tenant.slug().to_owned());
    let day = wanted.day.0;
    let Loaded { tenant, guests, .. } = load(app, &door, day..day.plus(1)).await?;
    let seated = guests.seated_without(&tenant.compiled, Some(&opened.row.id));
    let asked = Question {
        attendees: wanted.attendees,
        day,
        experience: crate::placing::experience(&tenant, &opened.row.experience_id)?,
        floor_plan: None,
        duration: None,
        now: app.now(),
        authority: Authority::Guest,
    };
    let slots = engine::slots(&tenant.compiled.house, &seated.occupancy, &asked);
    let times = slots.iter().filter(|slot| slot.reasons.is_empty()).map(|slot| slot.minutes).collect();
    let difference = difference(app, &tenant, &opened.row, wanted)?;
    Ok(Quoted { wanted, difference, times })
}

fn wanted(row: &Row, attendees: Option<u16>, day: Option<Date>, minutes: Option<u16>) -> Wanted {
    Wanted {
        attendees: attendees.unwrap_or(row.attendees),
        day: day.unwrap_or(Date(row.day())),
        minutes: minutes.unwrap_or(row.minutes),
    }
}

/// Whether its guest can change a booking, as far as its status says.
pub(crate) fn is_changeable(app: &App, row: &Row) -> Result<bool, Failure> {
    let is_open = matches!(row.status()?, Status::Booked | Status::Reconfirmed | Status::Requested);
    Ok(is_open && app.now().0 < row.starts)
}

fn check_changeable(app: &App, row: &Row) -> Result<(), Failure> {
    let detail = "this booking can no longer be changed here; please call the restaurant";
    let refused = || Failure::new(Code::ChangeNotAllowed, detail);
    is_changeable(app, row)?.then_some(()).ok_or_else(refused)
}

/// What is stored as the answer: all but the tokens, which are made from the ids again.
#[derive(Serialize, Deserialize)]
struct Stored {
    booking: Booking,
    /// The raise that is to be paid.
    #[serde(default)]
    to_pay: Option<String>,
}

/// Changes a booking: party, day or time, all of it or nothing. A change that makes it dearer stands at once and waits to
/// be paid; where it is not, the booking is again as it was.
#[utoipa::path(patch, path = "/v1/bookings/{manageToken}", tag = "Guests", operation_id = "changeBooking",
    params(("manageToken" = String, Path, description = "from the guest's link"),
           ("Idempotency-Key" = String, Header, description = "made by the client, 1 to 255 characters")),
    request_body = BookingChange,
    responses((status = 200, body = Booking), (status = 404, body = api::Problem),
              (status = 409, body = api::Problem,
               description = "change_not_allowed, slot_not_bookable, quote_changed, idempotency_key_reused"),
              (status = 503, body = api::Problem, description = "payments_unavailable, busy")))]
#[worker::send]
pub(crate) async fn change(
    State(app): State<App>,
    At(token): At<String>,
    Keyed { key, body }: Keyed<BookingChange>,
) -> Result<Json<Booking>, Failure> {
    make(&app, &token, &key, &body).await.map(Json)
}

/// Makes a change, once.
pub(crate) async fn make(
    app: &App,
    token: &str,
    key: &IdempotencyKey,
    body: &BookingChange,
) -> Result<Booking, Failure> {
    // The day decides what has to be read.
    let Opened { row, tenant } = open(app, token).await?;
    let door = Door::Slug(tenant.slug().to_owned());
    let day = body.day.map_or(row.day(), |day| day.0);
    let digest = secret::digest(token);
    let request = Request {
        door: &door,
        days: day..day.plus(1),
        audience: Audience::Guest,
        key,
        besides: vec![select(&digest), Record::select(&digest)],
    };
    let stored = match commit(app, &request, |loaded| decide(app, loaded, body, day)).await {
        Ok(stored) => stored,
        Err(refusal) => {
            let wanted = wanted(&row, body.attendees, body.day, body.minutes);
            let wish = wish(&row, wanted, Tables::Best);
            return Err(suggest(app, &door, &wish, None, refusal).await);
        }
    };
    let mut booking = stored.booking;
    if let (Some(payment), Some(id)) = (&mut booking.payment, &stored.to_pay) {
        payment.pay_url = Some(pay_url(app, id)?);
    }
    Ok(booking)
}

fn wish(row: &Row, wanted: Wanted, tables: Tables) -> Wish<'_> {
    Wish {
        attendees: wanted.attendees,
        day: wanted.day,
        minutes: wanted.minutes,
        experience_id: &row.experience_id,
        floor_plan_id: None,
        duration: None,
        authority: Authority::Guest,
        wanted: tables,
    }
}

fn decide(
    app: &App,
    loaded: &Loaded,
    body: &BookingChange,
    day: engine::Day,
) -> Result<Change<Stored>, Failure> {
    let Loaded { tenant, guests, .. } = loaded;
    let mut row: Row = loaded.beside(0).first()?.ok_or_else(not_found)?;
    if body.day.map_or(row.day(), |day| day.0) != day {
        return Err(Failure::new(Code::Busy, "the booking was moved just now; try again"));
    }
    check_changeable(app, &row)?;
    let wanted = wanted(&row, body.attendees, body.day, body.minutes);
    let old = Record::from_rows(&loaded.beside(1))?;
    let old = old.ok_or_else(|| Failure::internal("a booking that keeps no tables"))?;
    let difference = difference(app, tenant, &row, wanted)?;
    if body.accepted_amount.is_some_and(|accepted| accepted != difference.accepted()) {
        let detail = format!("{} by now", difference.accepted());
        return Err(Failure::new(Code::QuoteChanged, detail));
    }
    let own = row.tables(tenant);
    let seated = guests.seated_without(&tenant.compiled, Some(&row.id));
    let wish = wish(&row, wanted, Tables::Same(own));
    let placement = place(app, tenant, &seated.occupancy, &wish, Code::SlotNotBookable)?;
    let moves = seated.reseated(&tenant.compiled, &placement.moves);
    let is_to_pay = 0 < difference.raise;
    // What the party had is held for it until the difference is paid, so nobody can be moved there.
    if is_to_pay && moves.iter().any(|moved| moved.tables.intersects(&own)) {
        return Err(Failure::new(
            Code::ChangeNotAllowed,
            "the house is too full; please call the restaurant",
        ));
    }
    let touched = touched_days(tenant, wanted.day.0, placement.blocked);
    let promise = promise(tenant, &row, &placement, is_to_pay);
    let Wanted { day, minutes, attendees } = wanted;
    let (new, mut statements) =
        reseat(app, tenant, &mut row, &Seat { day, minutes, attendees, placement, promise }, "guest");
    let to_pay = settle(app, tenant, &mut row, &difference, (&old, &new), &mut statements)?;
    let kind = if is_to_pay { Kind::DifferenceToPay } else { Kind::Confirmation };
    statements.extend((!row.email.is_empty()).then(|| reservation::outbox(app, kind, &row.id)));
    let mut booking = row.booking(app, tenant)?;
    if let Some(payment) = &mut booking.payment {
        payment.pay_url = None;
    }
    let released = Some(stay::release(&tenant.id, &row.id));
    Ok(Change { touched, released, moves, statements, answer: Stored { booking, to_pay } })
}

/// A change that waits to be paid moves nobody, and nobody moves its party: both can be undone.
fn promise(tenant: &Tenant, row: &Row, placement: &Placement, is_to_pay: bool) -> Promise {
    let keeps_pinned = row.is_pinned() && placement.tables == row.tables(tenant);
    if is_to_pay || keeps_pinned { Promise::Tables } else { stay::promise(tenant, &row.experience_id) }
}

/// Adds what settles the difference; gives the raise that is to be paid, if any. The row has it then.
fn settle(
    app: &App,
    tenant: &Tenant,
    row: &mut Row,
    difference: &Difference,
    (old, new): (&Record, &Record),
    statements: &mut Vec<Statement>,
) -> Result<Option<String>, Failure> {
    let Some(Agreed { policy, terms, .. }) = &difference.agreed else { return Ok(None) };
    if difference.raise == 0 {
        if let Some(payment) = &mut row.payment {
            statements.extend(change::agree(app, payment, difference)?);
        }
        return Ok(None);
    }
    let mut payment: Payment = match row.payment.take() {
        Some(payment) => *payment,
        None => {
            let payment = opening::for_raise(app, tenant, &row.id, policy.clone(), row.status()?)?;
            statements.push(opening::insert(app, &payment)?);
            payment
        }
    };
    statements.extend(opening::by_card(app, &mut payment)?);
    let (undo, held) = raise::hold(app, &tenant.id, old, new);
    statements.extend(held);
    let raise = Raise {
        id: secret::id(),
        amount: difference.raise,
        policy: policy.clone(),
        terms: terms.clone(),
        undo,
        sequence: row.sequence,
        reference: None,
        due_at: app.now_ms + i64::from(policy.minutes_to_pay()) * 60_000,
        extended_at: None,
        closed_at: None,
        brought: None,
    };
    statements.push(raise::insert(app, &payment.id, &raise)?);
    let id = raise.id.clone();
    payment.add(raise);
    row.payment = Some(Box::new(payment));
    Ok(Some(id))
}
