//! Where a guest is on the way to a table: one value, and one pure function that says what each event makes of
//! it and what is to be done next.
//!
//! It asks nobody and draws nothing: `desk.rs` carries out the commands, `steps/` draws the stages.

mod guest;

use api::availability::alternative::Change;
use api::availability::exclusion_reason::ExclusionReason;
use api::basics::status::Status;
use api::{Alternative, BookedGlance, Code, Date};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Trouble};

pub(crate) use guest::{Field, Guest};

/// A guest's way through the widget.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Flow {
    pub(crate) wish: Wish,
    pub(crate) guest: Guest,
    /// A hold that was given up, in case the edge did not hear of it: the next hold replaces it.
    pub(crate) earlier_hold: Option<String>,
    /// The starts that were booked in this tab.
    pub(crate) booked: Vec<Start>,
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct Start {
    pub(crate) day: Date,
    pub(crate) minutes: u16,
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
    /// This start was booked before in this tab: the guest is asked whether they want another table.
    pub(crate) is_twice: bool,
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

impl Event {
    /// Whether this wish has what the event chooses.
    pub(crate) fn is_chosen_in(&self, wish: &Wish) -> bool {
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
        Self {
            wish,
            guest: Guest::default(),
            earlier_hold: None,
            booked: Vec::new(),
            stage: Stage::Choosing(Choosing::Looking),
        }
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

impl Held {
    /// Where the edge keeps no more tables: the choice alone, which books as long as the slot is free.
    pub(crate) fn of_nothing(wish: &api::HoldRequest) -> Self {
        let hold = api::Hold {
            id: String::new(),
            expires_at: api::Timestamp { seconds: 0 },
            expires_in_seconds: 0,
            extensions_left: 0,
            attendees: wish.attendees,
            day: wish.day,
            minutes: wish.minutes,
            duration: wish.duration.unwrap_or(0),
            experience_id: wish.experience_id.clone(),
            floor_plan_id: wish.floor_plan_id.clone().unwrap_or_default(),
        };
        Self { hold, deadline_ms: i64::MAX }
    }

    /// Its id, if tables are kept.
    pub(crate) fn id(&self) -> Option<String> {
        Some(self.hold.id.clone()).filter(|id| !id.is_empty())
    }

    pub(crate) fn start(&self) -> Start {
        Start { day: self.hold.day, minutes: self.hold.minutes }
    }
}

#[cfg(test)]
mod tests;
