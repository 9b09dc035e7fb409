//! A guest books, in the widget or on a page: what is checked, what is written in one batch, and what it answers.

use api::basics::status::Status;
use api::booking::source::Source;
use api::configuration::payment_terms::PaymentType;
use api::{Booked, Booking, BookingRequest, Code, Compiled, FieldError};
use engine::{Authority, Confirmation, Instant, TableChoice};
use serde::{Deserialize, Serialize};

use crate::booking::contact::{Contact, entered, is_blank, is_email, is_name, is_one_line};
use crate::booking::guestbook::{self, ContactSource, GuestMatch, Guestbook};
use crate::booking::hold_and_unpaid_limits::{self, Kept};
use crate::booking::new_reservation::{self, NewReservation};
use crate::booking::reservation;
use crate::house::budget::{self, Budget, DAY_MS, HOUR_MS, Spending, Spent};
use crate::house::commit::{Change, ExtraReads, Request, commit, touched_days};
use crate::house::idempotency::{Audience, IdempotencyKey};
use crate::house::load::Loaded;
use crate::house::offered_alternatives::{Leaving, Wanted, with_alternatives};
use crate::house::placement::{PlacementRequest, place};
use crate::house::stay_row;
use crate::house::tenant::{Tenant, TenantSelector};
use crate::house::visitor::{self, Visitor};
use crate::ledger::code_attempts::{self, Attempts};
use crate::ledger::gift_card::{CardLookup, CardRow};
use crate::ledger::payment::pay_url;
use crate::messages::outbox::{self, MailKind};
use crate::messages::payment_reminder;
use crate::payments::opening::{self, Agreement, Opening, PricedVisit};
use crate::platform::app::App;
use crate::platform::db::RowSets;
use crate::platform::failure::Failure;
use crate::platform::secret;

const NAME_LENGTH_MAX: usize = 100;
const PHONE_LENGTH_MAX: usize = 40;
const NOTES_LENGTH_MAX: usize = 1000;

/// The stored answer, without the tokens: they are derived from the ids again each time, and stored nowhere.
#[derive(Serialize, Deserialize)]
struct Stored {
    id: String,
    booking: Booking,
    /// The id of the payment that the guest still has to make.
    #[serde(default)]
    to_pay: Option<String>,
}

/// Books the held slot, or any other slot if there is no hold; once per idempotency key.
///
/// # Errors
/// As the guest's call has them, such as `slot_not_bookable` with alternatives.
pub(crate) async fn book(
    app: &App,
    slug: &str,
    visitor: &Visitor,
    key: &IdempotencyKey,
    body: &BookingRequest,
) -> Result<Booked, Failure> {
    check(body)?;
    let (selector, id) = (TenantSelector::Slug(slug.to_owned()), secret::id());
    let gift_card = gift_card(app, &selector, visitor, body).await?;
    let spendings = spendings(app, visitor, body)?;
    let new = NewBooking {
        id: &id,
        visitor,
        spendings: &spendings,
        attempts: gift_card.as_ref().map(|card| card.attempts),
    };
    let request = Request {
        selector: &selector,
        days: body.day.0..body.day.0.plus(1),
        audience: Audience::Guest,
        key,
        extra_reads: Known::reads(app, &selector, body, &new, gift_card.as_ref()),
    };
    let stored = match commit(app, &request, |loaded, known| decide(app, loaded, known, body, &new)).await {
        Ok(stored) => stored,
        Err(refusal) => {
            let wanted = Wanted {
                instead_of: &placement_request(body),
                leaving: body.hold_id.as_deref().map(Leaving::Hold),
                changes: &engine::Change::ALL,
            };
            return Err(with_alternatives(app, &selector, wanted, refusal).await);
        }
    };
    let manage_token = reservation::manage_token(app, &stored.id)?;
    let mut booking = stored.booking;
    if let (Some(payment), Some(id)) = (&mut booking.payment, &stored.to_pay) {
        payment.pay_url = Some(pay_url(app, id)?);
    }
    Ok(Booked {
        booking,
        manage_url: reservation::manage_url(app, &manage_token),
        calendar_url: reservation::calendar_url(app, &manage_token),
        manage_token,
    })
}

fn check(body: &BookingRequest) -> Result<(), Failure> {
    let mut errors = Vec::new();
    let mut require = |is_sound: bool, pointer: &str, detail: &str| {
        if !is_sound {
            errors.push(FieldError::new(pointer, detail));
        }
    };
    let length = |text: &str| text.chars().count();
    require(!is_blank(&body.last_name), "/lastName", "a name is needed");
    require(length(&body.last_name) <= NAME_LENGTH_MAX, "/lastName", "at most 100 characters");
    require(length(&body.first_name) <= NAME_LENGTH_MAX, "/firstName", "at most 100 characters");
    require(is_name(&body.first_name), "/firstName", "one line without links");
    require(is_name(&body.last_name), "/lastName", "one line without links");
    require(is_one_line(&body.phone), "/phone", "one line");
    require(is_email(&body.email), "/email", "an e-mail address is needed");
    require(length(&body.phone) <= PHONE_LENGTH_MAX, "/phone", "at most 40 characters");
    require(length(&body.notes) <= NOTES_LENGTH_MAX, "/notes", "at most 1000 characters");
    require(body.consent, "/consent", "consent is needed to keep these details");
    if errors.is_empty() { Ok(()) } else { Err(Failure::invalid(errors)) }
}

/// The gift card to pay with. Every code that is sent counts as a code attempt, since a client may be trying codes.
async fn gift_card(
    app: &App,
    selector: &TenantSelector,
    visitor: &Visitor,
    body: &BookingRequest,
) -> Result<Option<TriedCard>, Failure> {
    let Some(code) = body.gift_card_code.as_deref().filter(|code| !code.trim().is_empty()) else {
        return Ok(None);
    };
    let mut counted = app.db.read(code_attempts::count(app, selector, visitor).into()).await?;
    let attempts = Attempts::read(app, &mut counted)?;
    Ok(Some(TriedCard { lookup: CardLookup::read(app, code)?, attempts }))
}

/// The code of a gift card, whose attempt was counted.
struct TriedCard {
    lookup: CardLookup,
    attempts: Attempts,
}

/// What the request gives a booking, beside what it asks for.
struct NewBooking<'a> {
    id: &'a str,
    visitor: &'a Visitor,
    /// The budgets that it uses.
    spendings: &'a [Spending],
    /// Set if a gift card's code was sent.
    attempts: Option<Attempts>,
}

/// The budgets of a booking: of the visitor, of their network, and of whoever gets the mails.
fn spendings(app: &App, visitor: &Visitor, body: &BookingRequest) -> Result<[Spending; 4], Failure> {
    let email = visitor::email_digest(app, &body.email)?;
    let of = |spender: &str, allowed, window_ms| {
        Spending::new(app, Budget::Bookings, spender.to_owned(), allowed, window_ms)
    };
    Ok([
        of(&visitor.address, budget::BOOKINGS_OF_ADDRESS_MAX, HOUR_MS),
        of(&visitor.network, budget::BOOKINGS_OF_NETWORK_MAX, HOUR_MS),
        of(&email, budget::BOOKINGS_OF_EMAIL_MAX, DAY_MS),
        Spending::new(app, Budget::Mails, email.clone(), budget::MAILS_MAX, DAY_MS),
    ])
}

/// The card, if it can be redeemed. A guest cannot tell unknown, expired and empty cards apart.
fn usable(
    app: &App,
    tenant: &Tenant,
    card: Option<CardRow>,
    attempts: Option<Attempts>,
) -> Result<CardRow, Failure> {
    let currency = &tenant.compiled.configuration.restaurant.currency;
    let is_usable = |card: &CardRow| {
        0 < card.balance && card.currency == *currency && card.check_day(app, tenant).is_ok()
    };
    let usable = card.filter(is_usable);
    let unknown = Failure::new(Code::GiftCardNotUsable, "no gift card of this code can be redeemed");
    usable.ok_or_else(|| match attempts {
        Some(attempts) => attempts.refusal(app, unknown),
        None => unknown,
    })
}

/// What is read of the guest who books and of the gift card they pay with.
struct Known {
    guestbook: Guestbook,
    kept: Kept,
    spent: Spent,
    gift_card: NamedCard,
}

/// Whether the guest sent a gift card's code, and the card it belongs to.
enum NamedCard {
    NotNamed,
    Named(Option<CardRow>),
}

impl Known {
    fn reads(
        app: &App,
        selector: &TenantSelector,
        body: &BookingRequest,
        new: &NewBooking<'_>,
        gift_card: Option<&TriedCard>,
    ) -> ExtraReads<Self> {
        let email = body.email.trim();
        let mut statements = vec![
            guestbook::select(selector, std::iter::once(contact(body))),
            hold_and_unpaid_limits::select_kept(app, selector, new.visitor, body.hold_id.as_deref(), email),
            budget::select_spent(selector, new.spendings),
        ];
        let Some(card) = gift_card else {
            return ExtraReads { statements, read: |rows| Self::read(rows, |_| Ok(NamedCard::NotNamed)) };
        };
        statements.push(card.lookup.select_card(selector));
        ExtraReads { statements, read: |rows| Self::read(rows, |rows| Ok(NamedCard::Named(rows.first()?))) }
    }

    fn read(
        rows: &mut RowSets,
        gift_card: fn(&mut RowSets) -> Result<NamedCard, Failure>,
    ) -> Result<Self, Failure> {
        Ok(Self {
            guestbook: Guestbook::read(rows)?,
            kept: Kept::read(rows)?,
            spent: Spent::read(rows)?,
            gift_card: gift_card(rows)?,
        })
    }
}

fn decide(
    app: &App,
    loaded: &Loaded,
    known: Known,
    body: &BookingRequest,
    request: &NewBooking<'_>,
) -> Result<Change<Stored>, Failure> {
    let Known { mut guestbook, kept, spent, gift_card } = known;
    let id = request.id;
    spent.check(
        app,
        Code::TooManyBookings,
        "too many bookings were made from here; please call the restaurant",
    )?;
    let Loaded { tenant, stays } = loaded;
    let hold_id = body.hold_id.as_deref();
    let held = hold_id.and_then(|id| stays.hold(id));
    let seated = stays.seated_without(&tenant.compiled, hold_id.filter(|_| held.is_some()));
    let start = tenant.compiled.house.offsets.instant(body.day.0, body.minutes);
    let held_for_this_start = held.map(|held| &held.stay).filter(|stay| stay.span.start() == start);
    let wanted = held_for_this_start.map_or(TableChoice::Best, |stay| TableChoice::Same(stay.tables));
    let placement_request = PlacementRequest { wanted, ..placement_request(body) };
    let has_lapsed = hold_id.is_some() && held.is_none();
    let code = if has_lapsed { Code::HoldExpired } else { Code::SlotNotBookable };
    let placement = place(app, tenant, &seated, &placement_request, code)?;

    let guest_match = guestbook.match_guest(app, tenant, &contact(body), ContactSource::Web);
    let mut new = new_reservation(tenant, body, id, guest_match);
    let is_request = new.status == Status::Requested;
    let booked = BookedSlot { id, status: new.status, start: placement.stay.start() };
    let opening = to_pay(app, tenant, body, &booked, gift_card, request.attempts)?;
    new.status = opening.as_ref().and_then(|opening| opening.status).unwrap_or(new.status);
    let is_to_pay = new.status == Status::PaymentPending;
    new.visitor = is_to_pay.then(|| request.visitor.clone());
    if is_request {
        new.answer_by = Some(tenant.compiled.house.answer_by(app.now(), placement.stay.start()));
    }
    let (mut statements, mut row) = new_reservation::insert(app, tenant, &new, &placement)?;
    if is_to_pay {
        let limits = kept.check_unpaid(hold_and_unpaid_limits::room(
            tenant,
            stays,
            hold_id,
            body.attendees,
            &placement,
        ))?;
        statements.push(hold_and_unpaid_limits::guard_unpaid(app, tenant, id, request.visitor, limits));
    }
    statements.push(budget::spend(&tenant.id, request.spendings));
    let to_pay = opening.as_ref().filter(|_| is_to_pay).map(|opening| opening.payment.id.clone());
    if let Some(opening) = opening {
        statements.extend(opening.statements);
        row.payment = Some(Box::new(opening.payment));
    }
    statements.push(if is_to_pay {
        payment_reminder::queue(app, id)
    } else {
        outbox::about_reservation(app, MailKind::Confirmation, id)
    });
    let mut booking = row.booking(app, tenant)?;
    if let Some(payment) = &mut booking.payment {
        payment.pay_url = None;
    }
    Ok(Change {
        touched: touched_days(tenant, body.day.0, placement.blocked),
        released: body.hold_id.as_deref().map(|hold| stay_row::release_hold(&tenant.id, hold)),
        moves: seated.reseated(&tenant.compiled, &placement.moves),
        statements,
        answer: Stored { id: id.to_owned(), booking, to_pay },
    })
}

/// What a payment needs to know of its reservation.
struct BookedSlot<'a> {
    id: &'a str,
    /// Its status once it is paid.
    status: Status,
    start: Instant,
}

/// The payment for it, by the guest's card or by a gift card; `None` if nothing is due.
fn to_pay(
    app: &App,
    tenant: &Tenant,
    body: &BookingRequest,
    booked: &BookedSlot,
    gift_card: NamedCard,
    attempts: Option<Attempts>,
) -> Result<Option<Opening>, Failure> {
    let visit = PricedVisit {
        experience_id: &body.experience_id,
        day: body.day,
        minutes: body.minutes,
        attendees: body.attendees,
    };
    let quote = opening::quote(tenant, &visit);
    opening::check_accepted(quote.as_ref(), body.accepted_amount)?;
    let is_named = matches!(gift_card, NamedCard::Named(_));
    let Some(quote) = quote else {
        let nothing = || Failure::invalid_field("/giftCardCode", "nothing is to be paid for this");
        return if is_named { Err(nothing()) } else { Ok(None) };
    };
    if is_named && quote.settings.kind == PaymentType::Guarantee {
        return Err(Failure::invalid_field("/giftCardCode", "a gift card is no guarantee"));
    }
    let gift_card = match gift_card {
        NamedCard::Named(card) => Some(usable(app, tenant, card, attempts)?),
        NamedCard::NotNamed => None,
    };
    let agreement = Agreement {
        quote,
        reservation_id: booked.id,
        start: booked.start,
        locale: &body.locale,
        gift_card: gift_card.as_ref(),
        then_status: booked.status,
    };
    opening::open(app, tenant, &agreement).map(Some)
}

fn placement_request(body: &BookingRequest) -> PlacementRequest<'_> {
    PlacementRequest {
        attendees: body.attendees,
        day: body.day,
        minutes: body.minutes,
        experience_id: &body.experience_id,
        floor_plan_id: body.floor_plan_id.as_deref(),
        duration: body.duration,
        authority: Authority::Guest,
        is_confirmed: false,
        wanted: TableChoice::Best,
    }
}

fn contact(body: &BookingRequest) -> Contact<'_> {
    Contact {
        first_name: &body.first_name,
        last_name: &body.last_name,
        email: &body.email,
        phone: &body.phone,
        locale: &body.locale,
    }
}

fn new_reservation(
    tenant: &Tenant,
    body: &BookingRequest,
    id: &str,
    guest_match: GuestMatch,
) -> NewReservation {
    let Compiled { house, .. } = &tenant.compiled;
    let experience = tenant.compiled.experience(&body.experience_id);
    let confirmation = experience.map_or(house.rules.confirmation, |experience| {
        house.confirmation_at(body.attendees, experience, (body.day.0, body.minutes))
    });
    let status = match confirmation {
        Confirmation::Instant => Status::Booked,
        Confirmation::Request => Status::Requested,
    };
    NewReservation {
        id: id.to_owned(),
        status,
        source: Source::Widget,
        day: body.day,
        minutes: body.minutes,
        attendees: body.attendees,
        experience_id: body.experience_id.clone(),
        guest_match,
        notes: entered(&body.notes),
        hold_id: body.hold_id.clone(),
        has_consent: true,
        promise: stay_row::promise(tenant, &body.experience_id),
        online: true,
        answer_by: None,
        visitor: None,
    }
}
