//! Changes that guests make to their bookings: quoting a change, and making it.

use std::ops::RangeInclusive;

use api::basics::status::Status;
use api::booking::guest_booking::BookingChange;
use api::{Alternative, Booking, Code, Date};
use engine::{Authority, Day, ExclusionReason, Placement, Promise, Question, TableChoice};
use serde::{Deserialize, Serialize};

use crate::booking::rescheduling::{Seat, reseat};
use crate::booking::reservation::Row;
use crate::house::budget::{self, Budget, DAY_MS, Spending, Spent};
use crate::house::commit::{Change, ExtraReads, Request, commit, touched_days};
use crate::house::idempotency::{Audience, IdempotencyKey};
use crate::house::load::{Loaded, load};
use crate::house::offered_alternatives::{
    CHANGES_OF_A_BOOKING, Leaving, Wanted, alternatives, with_alternatives,
};
use crate::house::placement::{PlacementRequest, floor_plan, party, place};
use crate::house::stay_row::{self, StayRow};
use crate::house::tenant::{Tenant, TenantSelector};
use crate::house::visitor::email_digest;
use crate::ledger::payment::{Agreed, Payment, Supplement, pay_url};
use crate::messages::outbox::MailKind;
use crate::operations::manage_booking::{self, GuestBooking, open};
use crate::payments::change::{self, BookingTarget, Difference, difference};
use crate::payments::{opening, supplement};
use crate::platform::app::App;
use crate::platform::db::Statement;
use crate::platform::failure::Failure;
use crate::platform::secret;

/// The change a guest asks about; omitted fields stay as they are.
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
    /// Id of the only floor plan to consider.
    pub(crate) floor_plan_id: Option<String>,
}

/// The outcome of a change.
pub(crate) struct ChangeOutcome {
    pub(crate) wanted: BookingTarget,
    /// The days that a guest can choose.
    pub(crate) window: RangeInclusive<Day>,
    pub(crate) difference: Difference,
    /// Bookable starts on that day, in minutes since it began.
    pub(crate) times: Vec<u16>,
    /// How long the party would stay, in minutes, if that is shorter than usual: until the house closes.
    pub(crate) cut_short: Option<u16>,
    /// Why the wanted start cannot be booked, most fundamental first; empty if it can.
    pub(crate) reasons: Vec<ExclusionReason>,
    /// Why nothing is free on that day: the reason of the start that came closest.
    pub(crate) nothing: Option<ExclusionReason>,
    /// Where nothing is free on that day: other days and party sizes, nearest first.
    pub(crate) alternatives: Vec<Alternative>,
}

/// Quotes a change without making it.
pub(crate) async fn quote(
    app: &App,
    booking: &GuestBooking,
    question: &ChangeQuestion,
) -> Result<ChangeOutcome, Failure> {
    check_changeable(app, &booking.row)?;
    let wanted = wanted(&booking.row, question.attendees, question.day, question.minutes);
    party(wanted.attendees)?;
    let selector = TenantSelector::Slug(booking.tenant.slug().to_owned());
    let day = wanted.day.0;
    let Loaded { tenant, stays } = load(app, &selector, day..day.plus(1)).await?;
    let seated = stays.seated_without(&tenant.compiled, Some(&booking.row.id));
    let asked = Question {
        attendees: wanted.attendees,
        day,
        experience: crate::house::placement::experience(&tenant, &booking.row.experience_id)?,
        floor_plan: floor_plan(&tenant, question.floor_plan_id.as_deref())?,
        duration: None,
        now: app.now(),
        authority: Authority::Guest,
        is_confirmed: is_confirmed(&booking.row),
    };
    let slots = engine::slots(&tenant.compiled.house, &seated.occupancy, &asked);
    let times: Vec<u16> =
        slots.iter().filter(|slot| slot.reasons.is_empty()).map(|slot| slot.minutes).collect();
    let wanted_slot = slots.iter().find(|slot| slot.minutes == wanted.minutes);
    let reasons = match wanted_slot {
        Some(slot) => slot.reasons.iter().collect(),
        None if slots.is_empty() => vec![ExclusionReason::Closed],
        None => vec![ExclusionReason::OutsideOpeningHours],
    };
    let closest = slots.iter().filter_map(|slot| slot.reasons.first()).max();
    let nothing = times.is_empty().then(|| closest.unwrap_or(ExclusionReason::Closed));
    let house = &tenant.compiled.house;
    let experience = house.experiences.get(asked.experience);
    let is_cut_short = experience
        .is_some_and(|experience| house.is_cut_short(experience, asked.attendees, (day, wanted.minutes)));
    let cut_short = wanted_slot.filter(|_| is_cut_short).map(|slot| slot.stay.minutes());
    let alternatives = if times.is_empty() {
        let floor_plan_id = question.floor_plan_id.as_deref();
        let instead_of = placement_request(&booking.row, wanted, floor_plan_id, TableChoice::Best);
        // Without them the answer is still of use.
        alternatives(app, &selector, to_change(&instead_of, &booking.row)).await.unwrap_or_default()
    } else {
        Vec::new()
    };
    let difference = difference(app, &tenant, &booking.row, wanted)?;
    // The booked day can be chosen, whatever the rules have become.
    let (booked, now) = (booking.row.day(), app.now());
    let window = house.offsets.today(now).min(booked)..=house.last_day(now).max(booked);
    Ok(ChangeOutcome { wanted, window, difference, times, cut_short, reasons, nothing, alternatives })
}

/// What a guest can change to instead: party, day and time alone.
fn to_change<'a>(instead_of: &'a PlacementRequest<'a>, row: &'a Row) -> Wanted<'a> {
    Wanted { instead_of, leaving: Some(Leaving::Reservation(&row.id)), changes: &CHANGES_OF_A_BOOKING }
}

fn wanted(row: &Row, attendees: Option<u16>, day: Option<Date>, minutes: Option<u16>) -> BookingTarget {
    BookingTarget {
        attendees: attendees.unwrap_or(row.attendees),
        day: day.unwrap_or(Date(row.day())),
        minutes: minutes.unwrap_or(row.minutes),
    }
}

fn wanted_as_is(row: &Row) -> BookingTarget {
    wanted(row, None, None, None)
}

/// Whether the restaurant has said yes to it, which a change must not put at risk.
fn is_confirmed(row: &Row) -> bool {
    row.status != Status::Requested.name()
}

/// Whether the guest can change the booking, judging by its status and start.
pub(crate) fn is_changeable(app: &App, row: &Row) -> Result<bool, Failure> {
    let is_open = matches!(row.status()?, Status::Booked | Status::Reconfirmed | Status::Requested);
    Ok(is_open && app.now().0 < row.starts)
}

/// Refuses to change what guests cannot change any more.
pub(crate) fn check_changeable(app: &App, row: &Row) -> Result<(), Failure> {
    let detail = "this booking can no longer be changed here; please call the restaurant";
    let refused = || Failure::new(Code::ChangeNotAllowed, detail);
    is_changeable(app, row)?.then_some(()).ok_or_else(refused)
}

/// The stored answer. Tokens are left out, since they can be derived from the ids.
#[derive(Serialize, Deserialize)]
struct Stored {
    booking: Booking,
    /// The id of the supplement to be paid.
    #[serde(default)]
    to_pay: Option<String>,
}

/// Makes a change, once per idempotency key.
pub(crate) async fn change(
    app: &App,
    token: &str,
    key: &IdempotencyKey,
    body: &BookingChange,
) -> Result<Booking, Failure> {
    // The day determines what has to be read.
    let GuestBooking { row, tenant } = open(app, token).await?;
    let selector = TenantSelector::Slug(tenant.slug().to_owned());
    let day = body.day.map_or(row.day(), |day| day.0);
    let digest = secret::digest(token);
    let spendings = [
        Spending::new(app, Budget::Changes, row.id.clone(), budget::CHANGES_MAX, DAY_MS),
        Spending::new(app, Budget::Mails, email_digest(app, &row.email)?, budget::MAILS_MAX, DAY_MS),
    ];
    let request = Request {
        selector: &selector,
        days: day..day.plus(1),
        audience: Audience::Guest,
        key,
        extra_reads: BeforeChange::reads(&selector, &digest, &spendings),
    };
    let stored = match commit(app, &request, |loaded, before| {
        decide(app, loaded, before, body, day, &spendings)
    })
    .await
    {
        Ok(stored) => stored,
        Err(refusal) => {
            let wanted = wanted(&row, body.attendees, body.day, body.minutes);
            let floor_plan_id = body.floor_plan_id.as_deref();
            let placement_request = placement_request(&row, wanted, floor_plan_id, TableChoice::Best);
            let wanted = to_change(&placement_request, &row);
            return Err(with_alternatives(app, &selector, wanted, refusal).await);
        }
    };
    let mut booking = stored.booking;
    if let (Some(payment), Some(id)) = (&mut booking.payment, &stored.to_pay) {
        payment.pay_url = Some(pay_url(app, id)?);
    }
    Ok(booking)
}

/// A booking before a change.
struct BeforeChange {
    row: Row,
    stay: Option<StayRow>,
    spent: Spent,
}

impl BeforeChange {
    fn reads(selector: &TenantSelector, manage_digest: &str, spendings: &[Spending]) -> ExtraReads<Self> {
        ExtraReads {
            statements: vec![
                manage_booking::select(manage_digest),
                StayRow::select(manage_digest),
                budget::select_spent(selector, spendings),
            ],
            read: |rows| {
                let row = rows.first()?.ok_or_else(manage_booking::not_found)?;
                Ok(Self { row, stay: StayRow::read(rows)?, spent: Spent::read(rows)? })
            },
        }
    }
}

fn placement_request<'a>(
    row: &'a Row,
    wanted: BookingTarget,
    floor_plan_id: Option<&'a str>,
    tables: TableChoice,
) -> PlacementRequest<'a> {
    PlacementRequest {
        attendees: wanted.attendees,
        day: wanted.day,
        minutes: wanted.minutes,
        experience_id: &row.experience_id,
        floor_plan_id,
        duration: None,
        authority: Authority::Guest,
        is_confirmed: is_confirmed(row),
        wanted: tables,
    }
}

fn decide(
    app: &App,
    loaded: &Loaded,
    before: BeforeChange,
    body: &BookingChange,
    day: engine::Day,
    spendings: &[Spending],
) -> Result<Change<Stored>, Failure> {
    let Loaded { tenant, stays } = loaded;
    let BeforeChange { mut row, stay, spent } = before;
    spent.check(
        app,
        Code::TooManyRequests,
        "this booking was changed often today; please call the restaurant",
    )?;
    if body.day.map_or(row.day(), |day| day.0) != day {
        return Err(Failure::new(Code::Busy, "the booking was moved just now; try again"));
    }
    check_changeable(app, &row)?;
    let wanted = wanted(&row, body.attendees, body.day, body.minutes);
    let floor_plan_id = body.floor_plan_id.as_deref();
    let sits_there =
        floor_plan_id.is_none() || floor_plan_id == tenant.floor_plan_of(&row.tables(tenant)).as_deref();
    if wanted == wanted_as_is(&row) && sits_there {
        let booking = row.booking(app, tenant)?;
        let answer = Stored { booking, to_pay: None };
        return Ok(Change {
            touched: Vec::new(),
            released: None,
            moves: Vec::new(),
            statements: Vec::new(),
            answer,
        });
    }
    let old = stay.ok_or_else(|| Failure::internal("a booking that keeps no tables"))?;
    let difference = difference(app, tenant, &row, wanted)?;
    if body.accepted_amount.is_some_and(|accepted| accepted != difference.accepted()) {
        let detail = format!("{} by now", difference.accepted());
        return Err(Failure::new(Code::QuoteChanged, detail));
    }
    let own = row.tables(tenant);
    let seated = stays.seated_without(&tenant.compiled, Some(&row.id));
    let placement_request = placement_request(&row, wanted, floor_plan_id, TableChoice::Same(own));
    let placement = place(app, tenant, &seated, &placement_request, Code::SlotNotBookable)?;
    let moves = seated.reseated(&tenant.compiled, &placement.moves);
    let is_to_pay = 0 < difference.supplement;
    // The old tables stay held for the party until the difference is paid, so no other party can be moved to them, and at a
    // shared table there has to be room for both.
    let is_taken_by_itself = || {
        let all = stays.seated_without(&tenant.compiled, None);
        let (tables, cells) = (placement.tables, placement.blocked.cells());
        tenant.compiled.places(&tables).is_some()
            && tenant.compiled.house.taken(&all.occupancy, &tables, cells, wanted.attendees).is_some()
    };
    if is_to_pay && (moves.iter().any(|moved| moved.tables.intersects(&own)) || is_taken_by_itself()) {
        return Err(Failure::new(
            Code::ChangeNotAllowed,
            "the house is too full; please call the restaurant",
        ));
    }
    let touched = touched_days(tenant, wanted.day.0, placement.blocked);
    let promise = promise(tenant, &row, &placement, is_to_pay);
    let BookingTarget { day, minutes, attendees } = wanted;
    let (new, mut statements) =
        reseat(app, tenant, &mut row, &Seat { day, minutes, attendees, placement, promise }, "guest");
    let to_pay = settle(app, tenant, &mut row, &difference, &Move { old, new }, &mut statements)?;
    let kind = if is_to_pay { MailKind::DifferenceToPay } else { MailKind::Changed };
    statements.extend(row.mail(app, kind));
    statements.push(budget::spend(&tenant.id, spendings));
    let mut booking = row.booking(app, tenant)?;
    if let Some(payment) = &mut booking.payment {
        payment.pay_url = None;
    }
    let released = Some(stay_row::release(&tenant.id, &row.id));
    Ok(Change { touched, released, moves, statements, answer: Stored { booking, to_pay } })
}

/// Until it is paid a change can be undone, so the party keeps exactly these tables and cannot be moved.
fn promise(tenant: &Tenant, row: &Row, placement: &Placement, is_to_pay: bool) -> Promise {
    let keeps_pinned = row.is_pinned() && placement.tables == row.tables(tenant);
    if is_to_pay || keeps_pinned { Promise::Tables } else { stay_row::promise(tenant, &row.experience_id) }
}

/// The stays before and after a change.
struct Move {
    old: StayRow,
    new: StayRow,
}

/// Adds the statements that settle the difference, and updates `row`. Returns the id of the supplement to be paid, if
/// any.
fn settle(
    app: &App,
    tenant: &Tenant,
    row: &mut Row,
    difference: &Difference,
    stays: &Move,
    statements: &mut Vec<Statement>,
) -> Result<Option<String>, Failure> {
    let Some(Agreed { policy, terms, .. }) = &difference.agreed else { return Ok(None) };
    if difference.supplement == 0 {
        if let Some(payment) = &mut row.payment {
            statements.extend(change::agree(app, payment, difference)?);
        }
        return Ok(None);
    }
    let mut payment: Payment = match row.payment.take() {
        Some(payment) => *payment,
        None => {
            let payment = opening::for_supplement(app, tenant, &row.id, policy.clone(), row.status()?)?;
            statements.push(opening::insert(app, &payment)?);
            payment
        }
    };
    statements.extend(opening::by_card(app, &mut payment)?);
    let (undo, held) = supplement::hold(app, &tenant.id, &stays.old, &stays.new);
    statements.extend(held);
    let supplement = Supplement {
        id: secret::id(),
        amount: difference.supplement,
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
    statements.push(supplement::insert(app, &payment.id, &supplement)?);
    let id = supplement.id.clone();
    payment.add(supplement);
    row.payment = Some(Box::new(payment));
    Ok(Some(id))
}
