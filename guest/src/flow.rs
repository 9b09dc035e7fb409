//! Where a guest is on the way to a table: one value, and one pure function that says what each event makes of
//! it and what is to be done next.
//!
//! It asks nobody and draws nothing: in the widget `desk.rs` carries out the commands and `steps/` draws the stages.

mod change;
mod guest;
mod held;

use api::availability::alternative::Change;
use api::availability::exclusion_reason::ExclusionReason;
use api::basics::status::Status;
use api::booking::guest_booking::{BookingGlance, ChangeQuote};
use api::{Alternative, BookedGlance, Code, Date, Hold};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Trouble};

pub use change::{Current, Progress, Review};
pub use guest::{Field, Guest, Help};
pub use held::Held;

/// A guest's way through the widget.
#[derive(Clone, Debug, PartialEq)]
pub struct Flow {
    pub wish: Wish,
    pub guest: Guest,
    /// A hold that was given up, in case the edge did not hear of it: the next hold replaces it.
    pub earlier_hold: Option<String>,
    /// The starts that were booked in this tab.
    pub booked: Vec<Start>,
    /// The booking that is to be changed, if the guest has one already.
    pub current: Option<Current>,
    pub stage: Stage,
}

/// What the guest would like; indexes are the snapshot's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wish {
    pub attendees: u16,
    pub experience: usize,
    pub area: Option<u8>,
    pub day: Date,
    /// The minutes that the guest agreed to stay, where less than usual.
    pub duration: Option<u16>,
}

/// Something else that can be had, in place of what cannot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offer {
    pub wish: Wish,
    pub minutes: u16,
    /// What the guest would have to change.
    pub change: Change,
}

impl Offer {
    pub fn start(&self) -> Start {
        Start { day: self.wish.day, minutes: self.minutes }
    }
}

/// One start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Start {
    pub day: Date,
    pub minutes: u16,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Stage {
    Choosing(Choosing),
    Details(Held, Form),
    /// A change, before it is made.
    Review(Review),
    Done(Box<Done>),
}

/// A booking that was made, with what its answer does not repeat.
#[derive(Clone, Debug, PartialEq)]
pub struct Done {
    pub booked: BookedGlance,
    pub email: String,
    pub floor_plan_id: String,
}

/// What goes on while the guest chooses.
#[derive(Clone, Debug, PartialEq)]
pub enum Choosing {
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
pub struct Refused {
    pub code: Code,
    pub reason: Option<ExclusionReason>,
    pub start: Start,
    pub alternatives: Vec<Alternative>,
}

/// What goes on while the guest fills in the form.
#[derive(Clone, Debug, PartialEq)]
pub enum Form {
    Open(Faults),
    Sending,
    /// No clear answer: it may be booked. Nothing can be changed until the same request has had its answer.
    Unanswered(Trouble),
}

/// What is wrong with the form: fields, or the request as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    pub fields: Vec<Field>,
    pub code: Option<Code>,
    /// This start was booked before in this tab: the guest is asked whether they want another table.
    pub is_twice: bool,
}

/// What happened.
#[derive(Clone, Debug)]
pub enum Event {
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
    QuoteAnswered(Result<ChangeQuote, Error>),
    ChangeAnswered(Result<BookingGlance, Error>),
    ExtendChosen,
    ExtendAnswered {
        /// Of the hold that was to be extended: the guest may keep another one by now.
        hold_id: String,
        answer: Result<Held, Error>,
    },
    /// What was to be paid is paid.
    Paid,
    AgainChosen,
}

impl Event {
    /// The wish with what the event chooses.
    pub fn chosen_in(&self, wish: Wish) -> Wish {
        match *self {
            Self::PartyChosen(attendees) => Wish { attendees, ..wish },
            Self::ExperienceChosen(experience) => Wish { experience, ..wish },
            Self::AreaChosen(area) => Wish { area, ..wish },
            Self::DayChosen(day) => Wish { day, ..wish },
            _ => wish,
        }
    }

    /// Whether this wish has what the event chooses.
    pub fn is_chosen_in(&self, wish: &Wish) -> bool {
        match self {
            Self::PartyChosen(attendees) => wish.attendees == *attendees,
            Self::ExperienceChosen(experience) => wish.experience == *experience,
            Self::AreaChosen(area) => wish.area == *area,
            Self::DayChosen(day) => wish.day == *day,
            _ => false,
        }
    }
}

/// What is to be done about it.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    Hold(Start),
    /// Gives this hold up.
    Release(String),
    Extend(Hold),
    Book,
    /// Sends the booking that had no clear answer once more, to the letter.
    BookAgain,
    /// Asks what a change to this start would cost.
    Quote(Start),
    /// Makes the change that was quoted.
    Change,
    /// Leads to the page to pay, or back to the booking.
    Leave(Option<String>),
    /// The snapshot is known to be stale.
    Refresh,
}

impl Flow {
    pub fn new(wish: Wish) -> Self {
        Self {
            wish,
            guest: Guest::default(),
            earlier_hold: None,
            booked: Vec::new(),
            current: None,
            stage: Stage::Choosing(Choosing::Looking),
        }
    }

    /// Takes the event in. What does not fit the stage (a late answer, a second click) changes nothing.
    pub fn on(&mut self, event: Event) -> Option<Command> {
        match (&self.stage, event) {
            // Nothing can be chosen while the edge is asked: its answer would not fit the choice.
            (&Stage::Choosing(Choosing::Asking(start)), Event::HoldAnswered(answer)) => {
                self.hold_answered(start, answer)
            }
            (&Stage::Choosing(Choosing::Asking(start)), Event::QuoteAnswered(answer)) => {
                self.quote_answered(start, answer)
            }
            (Stage::Choosing(Choosing::Asking(_)), _) => None,
            (&Stage::Choosing(Choosing::Unanswered(start, _)), Event::RetryChosen) => self.ask(start),
            (Stage::Choosing(_), event) => self.chosen(&event),
            (Stage::Details(..), event) => self.details(event),
            (Stage::Review(_), event) => self.review(event),
            (Stage::Done(_), Event::AgainChosen) => {
                self.wish.duration = None;
                self.stage = Stage::Choosing(Choosing::Looking);
                Some(Command::Refresh)
            }
            (Stage::Done(_), Event::Paid) => {
                if let Stage::Done(done) = &mut self.stage {
                    let booking = &mut done.booked.booking;
                    let is_request = booking.answer_day.is_some();
                    booking.status = if is_request { Status::Requested } else { Status::Booked };
                }
                None
            }
            (Stage::Done(_), _) => None,
        }
    }

    fn chosen(&mut self, event: &Event) -> Option<Command> {
        match *event {
            Event::PartyChosen(_)
            | Event::ExperienceChosen(_)
            | Event::AreaChosen(_)
            | Event::DayChosen(_) => {
                self.wish = event.chosen_in(self.wish);
            }
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
        Some(if self.current.is_some() { Command::Quote(start) } else { Command::Hold(start) })
    }

    fn hold_answered(&mut self, start: Start, answer: Result<Held, Error>) -> Option<Command> {
        match answer {
            Ok(held) => {
                self.earlier_hold = None;
                self.stage = Stage::Details(held, Form::Open(Faults::default()));
                None
            }
            Err(error) => self.not_had(start, &error),
        }
    }

    /// A start that was asked for, and not answered or refused.
    fn not_had(&mut self, start: Start, error: &Error) -> Option<Command> {
        let Some(trouble) = error.trouble() else { return self.refused(start, error) };
        self.stage = Stage::Choosing(Choosing::Unanswered(start, trouble));
        None
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
                let was_asked = faults.is_twice;
                let is_twice = self.booked.contains(&held.start());
                *faults = Faults { fields: self.guest.faults(), is_twice, ..Faults::default() };
                if !faults.fields.is_empty() || (is_twice && !was_asked) {
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
            (Form::Open(_), Event::ExtendChosen) => Some(Command::Extend(held.hold.clone())),
            (_, Event::ExtendAnswered { hold_id, .. }) if hold_id != held.hold.id => None,
            (_, Event::ExtendAnswered { answer: Ok(longer), .. }) => {
                *held = longer;
                None
            }
            (Form::Open(faults), Event::ExtendAnswered { answer: Err(error), .. }) => {
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
                self.booked.push(held.start());
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
                    *form = Form::Open(Faults { fields: vec![Field::GiftCard], ..Faults::default() });
                }
                code => {
                    let is_stale = code == Code::QuoteChanged;
                    let pointers = problem.errors.iter();
                    let fields: Vec<_> = pointers.filter_map(|e| Field::of_pointer(&e.pointer)).collect();
                    let code = fields.is_empty().then_some(code);
                    *form = Form::Open(Faults { fields, code, ..Faults::default() });
                    // What it costs now stands in a fresh snapshot.
                    return is_stale.then_some(Command::Refresh);
                }
            },
            _ => {}
        }
        None
    }
}

#[cfg(test)]
mod tests;
