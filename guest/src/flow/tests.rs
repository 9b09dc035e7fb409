//! The flow, event by event.

mod change;

use super::*;
use api::Problem;
use api::basics::status::Status;

const DAY: Date = Date(engine::Day(20_778));
const START: Start = Start { day: DAY, minutes: 1170 };

fn flow() -> Flow {
    Flow::new(Wish { attendees: 2, experience: 0, area: None, day: DAY, duration: None })
}

fn held(id: &str) -> Held {
    let expires_at = api::Timestamp { seconds: 300 };
    let hold = api::Hold {
        id: id.into(),
        expires_at,
        expires_in_seconds: 300,
        extensions_left: 1,
        attendees: 2,
        day: DAY,
        minutes: START.minutes,
        duration: 90,
        experience_id: "a-la-carte".into(),
        floor_plan_id: "dining".into(),
    };
    Held { hold, deadline_ms: 300_000 }
}

fn booked() -> BookedGlance {
    let booking = api::booking::guest_booking::BookingGlance {
        experience_id: String::new(),
        number: "K7M3QX".into(),
        status: Status::Booked,
        experience_name: api::Texts::new(),
        attendees: 2,
        day: DAY,
        minutes: START.minutes,
        end_minutes: None,
        answer_day: None,
        answer_minutes: None,
        payment: None,
    };
    BookedGlance { booking, manage_url: String::new(), calendar_url: String::new() }
}

fn problem(code: Code) -> Error {
    Error::Problem(Box::new(Problem {
        kind: String::new(),
        status: 409,
        code,
        detail: String::new(),
        errors: Vec::new(),
        exclusion_reasons: vec![ExclusionReason::NoTablesFound],
        alternatives: vec![alternative()],
    }))
}

fn alternative() -> Alternative {
    Alternative {
        change: Change::Area,
        attendees: 2,
        day: DAY,
        minutes: 1200,
        experience_id: "a-la-carte".into(),
        floor_plan_id: Some("terrace".into()),
        duration: None,
    }
}

#[test]
fn an_offer_changes_the_wish_and_is_asked_for_at_once() {
    let mut flow = flow();
    let wish = Wish { attendees: 3, area: Some(1), duration: Some(75), ..flow.wish };
    let offer = Offer { wish, minutes: 1200, change: Change::Duration };
    assert_eq!(flow.on(Event::OfferChosen(offer)), Some(Command::Hold(offer.start())));
    assert_eq!(flow.wish, wish);
    flow.on(Event::HoldAnswered(Err(problem(Code::SlotNotBookable))));
    assert_eq!(flow.wish, Wish { duration: None, ..wish });
}

/// A guest whose table is held and whose form is filled in.
fn at_details() -> Flow {
    let mut flow = flow();
    flow.on(Event::TimeChosen(START));
    flow.on(Event::HoldAnswered(Ok(held("h1"))));
    flow.on(Event::Typed(Field::LastName, "Lovelace".into()));
    flow.on(Event::Typed(Field::Email, "ada@example.com".into()));
    flow.on(Event::ConsentChanged(true));
    flow
}

fn form(flow: &Flow) -> Option<&Form> {
    if let Stage::Details(_, form) = &flow.stage { Some(form) } else { None }
}

#[test]
fn a_guest_books_from_the_first_look_to_the_confirmation() {
    let mut flow = flow();
    assert_eq!(flow.on(Event::PartyChosen(4)), None);
    assert_eq!(flow.on(Event::TimeChosen(START)), Some(Command::Hold(START)));
    assert_eq!(flow.on(Event::HoldAnswered(Ok(held("h1")))), None);
    flow.on(Event::Typed(Field::LastName, "Lovelace".into()));
    flow.on(Event::Typed(Field::Email, "ada@example.com".into()));
    flow.on(Event::ConsentChanged(true));
    assert_eq!(flow.on(Event::Submitted), Some(Command::Book));
    assert_eq!(flow.on(Event::BookingAnswered(Ok(booked()))), None);
    let Stage::Done(done) = &flow.stage else { panic!("not done") };
    assert_eq!((done.email.as_str(), done.floor_plan_id.as_str()), ("ada@example.com", "dining"));
    assert_eq!(flow.guest, Guest::default(), "what was typed is forgotten");
}

#[test]
fn who_books_the_same_time_again_is_asked_once() {
    let mut flow = at_details();
    flow.on(Event::Submitted);
    flow.on(Event::BookingAnswered(Ok(booked())));
    flow.on(Event::AgainChosen);
    flow.on(Event::TimeChosen(START));
    flow.on(Event::HoldAnswered(Ok(held("h2"))));
    flow.on(Event::Typed(Field::LastName, "Lovelace".into()));
    flow.on(Event::Typed(Field::Email, "ada@example.com".into()));
    flow.on(Event::ConsentChanged(true));
    assert_eq!(flow.on(Event::Submitted), None);
    let asked = Faults { is_twice: true, ..Faults::default() };
    assert_eq!(form(&flow), Some(&Form::Open(asked)));
    assert_eq!(flow.on(Event::Submitted), Some(Command::Book), "another table is another table");
}

#[test]
fn a_booking_that_is_to_be_paid_stands_when_it_is_paid() {
    let mut flow = at_details();
    flow.on(Event::Submitted);
    let mut to_pay = booked();
    to_pay.booking.status = Status::PaymentPending;
    flow.on(Event::BookingAnswered(Ok(to_pay)));
    assert_eq!(flow.on(Event::Paid), None);
    let Stage::Done(done) = &flow.stage else { panic!("not done") };
    assert_eq!(done.booked.booking.status, Status::Booked);
}

#[test]
fn a_price_that_changed_and_a_card_without_value_leave_the_form_open() {
    let mut flow = at_details();
    flow.on(Event::Submitted);
    let refresh = flow.on(Event::BookingAnswered(Err(problem(Code::QuoteChanged))));
    assert_eq!(refresh, Some(Command::Refresh));
    flow.on(Event::Submitted);
    assert_eq!(flow.on(Event::BookingAnswered(Err(problem(Code::GiftCardNotUsable)))), None);
    let faults = Faults { fields: vec![Field::GiftCard], ..Faults::default() };
    assert_eq!(form(&flow), Some(&Form::Open(faults)));
}

#[test]
fn while_the_edge_is_asked_a_second_click_changes_nothing() {
    let mut flow = flow();
    flow.on(Event::TimeChosen(START));
    let before = flow.clone();
    assert_eq!(flow.on(Event::TimeChosen(Start { minutes: 1200, ..START })), None);
    assert_eq!(flow.on(Event::PartyChosen(8)), None);
    assert_eq!(flow, before);

    let mut flow = at_details();
    assert_eq!(flow.on(Event::Submitted), Some(Command::Book));
    assert_eq!(flow.on(Event::Submitted), None);
    assert_eq!(flow.on(Event::BackChosen), None);
}

#[test]
fn a_table_that_was_just_taken_leaves_the_guest_where_they_were_with_alternatives() {
    let mut flow = flow();
    flow.on(Event::TimeChosen(START));
    let command = flow.on(Event::HoldAnswered(Err(problem(Code::SlotNotBookable))));
    assert_eq!(command, Some(Command::Refresh));
    let Stage::Choosing(Choosing::Refused(refused)) = &flow.stage else { panic!("not refused") };
    assert_eq!(refused.alternatives, [alternative()]);
    assert_eq!(flow.wish.attendees, 2);
}

#[test]
fn a_hold_without_an_answer_is_asked_for_again() {
    let mut flow = flow();
    flow.on(Event::TimeChosen(START));
    assert_eq!(flow.on(Event::HoldAnswered(Err(Error::Offline))), None);
    assert_eq!(flow.stage, Stage::Choosing(Choosing::Unanswered(START, Trouble::Offline)));
    assert_eq!(flow.on(Event::RetryChosen), Some(Command::Hold(START)));
}

#[test]
fn a_booking_without_an_answer_is_locked_until_the_same_request_has_one() {
    for error in [Error::Offline, Error::Broken, problem(Code::Internal)] {
        let mut flow = at_details();
        flow.on(Event::Submitted);
        flow.on(Event::BookingAnswered(Err(error)));
        assert!(matches!(form(&flow), Some(Form::Unanswered(_))));
        let before = flow.clone();
        flow.on(Event::Typed(Field::LastName, "Byron".into()));
        flow.on(Event::BackChosen);
        assert_eq!(flow, before);
        assert_eq!(flow.on(Event::Submitted), Some(Command::BookAgain));
    }
}

#[test]
fn a_busy_edge_has_done_nothing_so_the_form_stays_open() {
    let mut flow = at_details();
    flow.on(Event::Submitted);
    flow.on(Event::BookingAnswered(Err(problem(Code::Busy))));
    let faults = Faults { fields: Vec::new(), code: Some(Code::Busy), ..Faults::default() };
    assert_eq!(form(&flow), Some(&Form::Open(faults)));
}

#[test]
fn a_hold_that_ran_out_and_lost_its_table_keeps_what_was_typed() {
    let mut flow = at_details();
    flow.on(Event::Submitted);
    let command = flow.on(Event::BookingAnswered(Err(problem(Code::HoldExpired))));
    assert_eq!(command, Some(Command::Refresh));
    assert!(matches!(&flow.stage, Stage::Choosing(Choosing::Refused(r)) if r.code == Code::HoldExpired));
    assert_eq!(flow.guest.last_name, "Lovelace");
    assert_eq!(flow.earlier_hold.as_deref(), Some("h1"), "the next hold replaces it");
}

#[test]
fn going_back_gives_the_table_up_and_the_next_hold_replaces_it() {
    let mut flow = at_details();
    assert_eq!(flow.on(Event::BackChosen), Some(Command::Release("h1".into())));
    assert_eq!(flow.earlier_hold.as_deref(), Some("h1"));
    flow.on(Event::TimeChosen(START));
    flow.on(Event::HoldAnswered(Ok(held("h2"))));
    assert_eq!(flow.earlier_hold, None);
    assert_eq!(flow.guest.last_name, "Lovelace");
}

#[test]
fn faults_are_named_by_field_and_go_away_as_they_are_mended() {
    let mut flow = flow();
    flow.on(Event::TimeChosen(START));
    flow.on(Event::HoldAnswered(Ok(held("h1"))));
    flow.on(Event::Typed(Field::Email, "ada@nowhere".into()));
    assert_eq!(flow.on(Event::Submitted), None);
    let fields = |flow: &Flow| match form(flow) {
        Some(Form::Open(faults)) => faults.fields.clone(),
        _ => Vec::new(),
    };
    assert_eq!(fields(&flow), [Field::LastName, Field::Email, Field::Consent]);
    flow.on(Event::Typed(Field::LastName, "Lovelace".into()));
    flow.on(Event::ConsentChanged(true));
    assert_eq!(fields(&flow), [Field::Email]);
}

#[test]
fn the_edge_s_faults_are_shown_at_their_fields() {
    let mut flow = at_details();
    flow.on(Event::Submitted);
    let Error::Problem(mut invalid) = problem(Code::InvalidInput) else { panic!("a problem") };
    invalid.errors = vec![api::FieldError::new("/phone", "x"), api::FieldError::new("/unheardOf", "x")];
    flow.on(Event::BookingAnswered(Err(Error::Problem(invalid))));
    let faults = Faults { fields: vec![Field::Phone], ..Faults::default() };
    assert_eq!(form(&flow), Some(&Form::Open(faults)));
}

#[test]
fn only_what_is_certainly_no_address_is_refused_here() {
    let faults = |email: &str| {
        let guest = Guest { last_name: "x".into(), email: email.into(), consent: true, ..Guest::default() };
        guest.faults()
    };
    for good in ["a@b.at", " ada@example.com ", "ada+table@mail.example.co.uk", "ä@ü.example"] {
        assert!(faults(good).is_empty(), "{good}");
    }
    for bad in ["", "ada", "@b.at", "a@b", "a@b.", "a b@c.at"] {
        assert_eq!(faults(bad), [Field::Email], "{bad}");
    }
}

#[test]
fn more_time_for_a_hold_that_was_given_up_changes_nothing() {
    let mut flow = flow();
    flow.stage = Stage::Details(held("second"), Form::Open(Faults::default()));
    let before = flow.clone();
    for answer in [Ok(held("first")), Err(problem(Code::HoldExpired))] {
        let command = flow.on(Event::ExtendAnswered { hold_id: "first".into(), answer });
        assert!(command.is_none() && flow == before);
    }
    let longer = Held { deadline_ms: 600_000, ..held("second") };
    flow.on(Event::ExtendAnswered { hold_id: "second".into(), answer: Ok(longer.clone()) });
    assert_eq!(flow.stage, Stage::Details(longer, Form::Open(Faults::default())));
}
