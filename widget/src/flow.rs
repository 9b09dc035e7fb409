//! Where a guest is on the way to a table: one value, and one pure function that says what each event makes of
//! it and what is to be done next.
//!
//! It asks nobody and draws nothing: `desk.rs` carries out the commands, `steps/` draws the stages.

use api::availability::alternative::Change;
use api::availability::exclusion_reason::ExclusionReason;
use api::basics::status::Status;
use api::{Alternative, BookedGlance, Code, Date};
use serde::{Deserialize, Serialize};

use crate::client::{Error, Trouble};

/// A guest's way through the widget.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Flow {
    pub(crate) wish: Wish,
    pub(crate) guest: Guest,
    /// A hold that was given up, in case the edge did not hear of it: the next hold replaces it.
    pub(crate) earlier_hold: Option<String>,
    pub(crate) stage: Stage,
}

/// What the guest would like; indexes are the snapshot's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Wish {
    pub(crate) attendees: u16,
    pub(crate) experience: usize,
    pub(crate) area: Option<u8>,
    pub(crate) day: Date,
    /// The minutes that the guest agreed to stay, where less than usual.
    pub(crate) duration: Option<u16>,
}

/// Something else that can be had, in place of what cannot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Offer {
    pub(crate) wish: Wish,
    pub(crate) minutes: u16,
    /// What the guest would have to change.
    pub(crate) change: Change,
}

impl Offer {
    pub(crate) fn start(&self) -> Start {
        Start { day: self.wish.day, minutes: self.minutes }
    }
}

/// One start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Start {
    pub(crate) day: Date,
    pub(crate) minutes: u16,
}

/// What the guest tells about themselves.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Guest {
    pub(crate) first_name: String,
    pub(crate) last_name: String,
    pub(crate) email: String,
    pub(crate) phone: String,
    pub(crate) notes: String,
    #[serde(default)]
    pub(crate) gift_card: String,
    pub(crate) consent: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Stage {
    Choosing(Choosing),
    Details(Held, Form),
    Done(Box<Done>),
}

/// A booking that was made, with what its answer does not repeat.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Done {
    pub(crate) booked: BookedGlance,
    pub(crate) email: String,
    pub(crate) floor_plan_id: String,
}

/// What goes on while the guest chooses.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Choosing {
    Looking,
    /// The guest asked why this time cannot be booked.
    Explaining(u16),
    /// The edge is asked to hold this.
    Asking(Start),
    /// The edge gave no answer; the same question may be asked again.
    Unanswered(Start, Trouble),
    Refused(Refused),
}

/// Why the edge said no, and what it offers instead.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Refused {
    pub(crate) code: Code,
    pub(crate) reason: Option<ExclusionReason>,
    pub(crate) start: Start,
    pub(crate) alternatives: Vec<Alternative>,
}

/// A hold, and when it runs out on the visitor's clock, which serves as a stopwatch only.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Held {
    pub(crate) hold: api::Hold,
    pub(crate) deadline_ms: i64,
}

/// What goes on while the guest fills in the form.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Form {
    Open(Faults),
    Sending,
    /// No clear answer: it may be booked. Nothing can be changed until the same request has had its answer.
    Unanswered(Trouble),
}

/// What is wrong with the form: fields, or the request as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Faults {
    pub(crate) fields: Vec<Field>,
    pub(crate) code: Option<Code>,
}

/// A field of the form, in its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Field {
    FirstName,
    LastName,
    Email,
    Phone,
    Notes,
    GiftCard,
    Consent,
}

impl Field {
    pub(crate) const ALL: [Self; 7] = [
        Self::FirstName,
        Self::LastName,
        Self::Email,
        Self::Phone,
        Self::Notes,
        Self::GiftCard,
        Self::Consent,
    ];

    /// Its name in the booking request.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::FirstName => "firstName",
            Self::LastName => "lastName",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Notes => "notes",
            Self::GiftCard => "giftCardCode",
            Self::Consent => "consent",
        }
    }

    fn of_pointer(pointer: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| pointer.strip_prefix('/') == Some(field.name()))
    }
}

impl Guest {
    pub(crate) fn text(&self, field: Field) -> &str {
        match field {
            Field::FirstName => &self.first_name,
            Field::LastName => &self.last_name,
            Field::Email => &self.email,
            Field::Phone => &self.phone,
            Field::Notes => &self.notes,
            Field::GiftCard => &self.gift_card,
            Field::Consent => "",
        }
    }

    fn set(&mut self, field: Field, text: String) {
        match field {
            Field::FirstName => self.first_name = text,
            Field::LastName => self.last_name = text,
            Field::Email => self.email = text,
            Field::Phone => self.phone = text,
            Field::Notes => self.notes = text,
            Field::GiftCard => self.gift_card = text,
            Field::Consent => {}
        }
    }

    /// What is certain to be refused. The edge looks closer.
    fn faults(&self) -> Vec<Field> {
        let email = self.email.trim();
        let is_email = email
            .split_once('@')
            .is_some_and(|(name, host)| !name.is_empty() && host.contains('.') && !host.ends_with('.'))
            && !email.contains(char::is_whitespace);
        let mut faults = Vec::new();
        if self.last_name.trim().is_empty() {
            faults.push(Field::LastName);
        }
        if !is_email {
            faults.push(Field::Email);
        }
        if !self.consent {
            faults.push(Field::Consent);
        }
        faults
    }
}

/// What happened.
#[derive(Clone, Debug)]
pub(crate) enum Event {
    PartyChosen(u16),
    ExperienceChosen(usize),
    AreaChosen(Option<u8>),
    DayChosen(Date),
    /// A time that cannot be booked was asked about.
    WhyNot(u16),
    TimeChosen(Start),
    OfferChosen(Offer),
    HoldAnswered(Result<Held, Error>),
    RetryChosen,
    BackChosen,
    Typed(Field, String),
    ConsentChanged(bool),
    Submitted,
    BookingAnswered(Result<BookedGlance, Error>),
    ExtendChosen,
    ExtendAnswered(Result<Held, Error>),
    /// What was to be paid is paid.
    Paid,
    AgainChosen,
}

/// What is to be done about it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Command {
    Hold(Start),
    /// Gives this hold up.
    Release(String),
    Extend(String),
    Book,
    /// Sends the booking that had no clear answer once more, to the letter.
    BookAgain,
    /// The snapshot is known to be stale.
    Refresh,
}

impl Flow {
    pub(crate) fn new(wish: Wish) -> Self {
        Self { wish, guest: Guest::default(), earlier_hold: None, stage: Stage::Choosing(Choosing::Looking) }
    }

    /// Takes the event in. What does not fit the stage (a late answer, a second click) changes nothing.
    pub(crate) fn on(&mut self, event: Event) -> Option<Command> {
        match (&self.stage, event) {
            // Nothing can be chosen while the edge is asked: its answer would not fit the choice.
            (&Stage::Choosing(Choosing::Asking(start)), Event::HoldAnswered(answer)) => {
                self.hold_answered(start, answer)
            }
            (Stage::Choosing(Choosing::Asking(_)), _) => None,
            (&Stage::Choosing(Choosing::Unanswered(start, _)), Event::RetryChosen) => self.ask(start),
            (Stage::Choosing(_), event) => self.chosen(&event),
            (Stage::Details(..), event) => self.details(event),
            (Stage::Done(_), Event::AgainChosen) => {
                self.wish.duration = None;
                self.stage = Stage::Choosing(Choosing::Looking);
                Some(Command::Refresh)
            }
            (Stage::Done(_), Event::Paid) => {
                if let Stage::Done(done) = &mut self.stage {
                    done.booked.booking.status = Status::Booked;
                }
                None
            }
            (Stage::Done(_), _) => None,
        }
    }

    fn chosen(&mut self, event: &Event) -> Option<Command> {
        match *event {
            Event::PartyChosen(attendees) => self.wish.attendees = attendees,
            Event::ExperienceChosen(experience) => self.wish.experience = experience,
            Event::AreaChosen(area) => self.wish.area = area,
            Event::DayChosen(day) => self.wish.day = day,
            Event::WhyNot(minutes) => {
                self.stage = Stage::Choosing(Choosing::Explaining(minutes));
                return None;
            }
            Event::TimeChosen(start) => {
                self.wish = Wish { day: start.day, duration: None, ..self.wish };
                return self.ask(start);
            }
            Event::OfferChosen(offer) => {
                self.wish = offer.wish;
                return self.ask(offer.start());
            }
            _ => return None,
        }
        self.wish.duration = None;
        self.stage = Stage::Choosing(Choosing::Looking);
        None
    }

    fn ask(&mut self, start: Start) -> Option<Command> {
        self.stage = Stage::Choosing(Choosing::Asking(start));
        Some(Command::Hold(start))
    }

    fn hold_answered(&mut self, start: Start, answer: Result<Held, Error>) -> Option<Command> {
        match answer {
            Ok(held) => {
                self.earlier_hold = None;
                self.stage = Stage::Details(held, Form::Open(Faults::default()));
                None
            }
            Err(error) => match error.trouble() {
                Some(trouble) => {
                    self.stage = Stage::Choosing(Choosing::Unanswered(start, trouble));
                    None
                }
                None => self.refused(start, &error),
            },
        }
    }

    fn refused(&mut self, start: Start, error: &Error) -> Option<Command> {
        let Error::Problem(problem) = error else { return None };
        // The shorter stay was agreed for this start alone.
        self.wish.duration = None;
        self.stage = Stage::Choosing(Choosing::Refused(Refused {
            code: problem.code,
            reason: problem.exclusion_reasons.first().copied(),
            start,
            alternatives: problem.alternatives.clone(),
        }));
        Some(Command::Refresh)
    }

    fn details(&mut self, event: Event) -> Option<Command> {
        let Stage::Details(held, form) = &mut self.stage else { return None };
        match (&mut *form, event) {
            (Form::Open(faults), Event::Typed(field, text)) => {
                self.guest.set(field, text);
                faults.fields.retain(|fault| *fault != field);
                None
            }
            (Form::Open(faults), Event::ConsentChanged(consent)) => {
                self.guest.consent = consent;
                faults.fields.retain(|fault| *fault != Field::Consent);
                None
            }
            (Form::Open(faults), Event::Submitted) => {
                *faults = Faults { fields: self.guest.faults(), code: None };
                if !faults.fields.is_empty() {
                    return None;
                }
                *form = Form::Sending;
                Some(Command::Book)
            }
            (Form::Unanswered(_), Event::Submitted | Event::RetryChosen) => {
                *form = Form::Sending;
                Some(Command::BookAgain)
            }
            (Form::Sending, Event::BookingAnswered(answer)) => self.booking_answered(answer),
            (Form::Open(_), Event::BackChosen) => {
                let id = held.hold.id.clone();
                self.earlier_hold = Some(id.clone());
                self.wish.duration = None;
                self.stage = Stage::Choosing(Choosing::Looking);
                Some(Command::Release(id))
            }
            (Form::Open(_), Event::ExtendChosen) => Some(Command::Extend(held.hold.id.clone())),
            (_, Event::ExtendAnswered(Ok(longer))) => {
                *held = longer;
                None
            }
            (Form::Open(faults), Event::ExtendAnswered(Err(error))) => {
                faults.code = Some(error.code());
                if error.trouble().is_none() {
                    held.hold.extensions_left = 0;
                }
                None
            }
            _ => None,
        }
    }

    fn booking_answered(&mut self, answer: Result<BookedGlance, Error>) -> Option<Command> {
        let Stage::Details(held, form) = &mut self.stage else { return None };
        let error = match answer {
            Ok(booked) => {
                let email = std::mem::take(&mut self.guest).email;
                let floor_plan_id = held.hold.floor_plan_id.clone();
                self.stage = Stage::Done(Box::new(Done { booked, email, floor_plan_id }));
                return None;
            }
            Err(error) => error,
        };
        let (start, hold_id) = (held.start(), held.hold.id.clone());
        match (&error, error.trouble()) {
            // Busy says that nothing happened, so the form stays open.
            (_, Some(trouble @ (Trouble::Offline | Trouble::Broken))) => {
                *form = Form::Unanswered(trouble);
            }
            (Error::Problem(problem), _) => match problem.code {
                Code::SlotNotBookable | Code::TablesTaken | Code::HoldExpired | Code::HoldNotFound => {
                    // It may still be kept, and must not be in the way of the next choice.
                    self.earlier_hold = Some(hold_id);
                    return self.refused(start, &error);
                }
                Code::GiftCardNotUsable => {
                    *form = Form::Open(Faults { fields: vec![Field::GiftCard], code: None });
                }
                code => {
                    let is_stale = code == Code::QuoteChanged;
                    let pointers = problem.errors.iter();
                    let fields: Vec<_> = pointers.filter_map(|e| Field::of_pointer(&e.pointer)).collect();
                    let code = fields.is_empty().then_some(code);
                    *form = Form::Open(Faults { fields, code });
                    // What it costs now stands in a fresh snapshot.
                    return is_stale.then_some(Command::Refresh);
                }
            },
            _ => {}
        }
        None
    }
}

impl Held {
    pub(crate) fn start(&self) -> Start {
        Start { day: self.hold.day, minutes: self.hold.minutes }
    }
}

#[cfg(test)]
mod tests {
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
            number: "K7M3QX".into(),
            status: Status::Booked,
            experience_name: api::Texts::new(),
            attendees: 2,
            day: DAY,
            minutes: START.minutes,
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
        let faults = Faults { fields: vec![Field::GiftCard], code: None };
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
        let faults = Faults { fields: Vec::new(), code: Some(Code::Busy) };
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
        let faults = Faults { fields: vec![Field::Phone], code: None };
        assert_eq!(form(&flow), Some(&Form::Open(faults)));
    }

    #[test]
    fn only_what_is_certainly_no_address_is_refused_here() {
        let faults = |email: &str| {
            let guest =
                Guest { last_name: "x".into(), email: email.into(), consent: true, ..Guest::default() };
            guest.faults()
        };
        for good in ["a@b.at", " ada@example.com ", "ada+table@mail.example.co.uk", "ä@ü.example"] {
            assert!(faults(good).is_empty(), "{good}");
        }
        for bad in ["", "ada", "@b.at", "a@b", "a@b.", "a b@c.at"] {
            assert_eq!(faults(bad), [Field::Email], "{bad}");
        }
    }
}
