//! A guest changes a booking: what it would cost is asked instead of holding tables, and nothing is given up until they
//! have agreed.

use api::Code;
use api::booking::guest_booking::{BookingGlance, ChangeQuote};

use crate::error::{Error, Trouble};

use super::{Choosing, Command, Event, Flow, Refused, Stage, Start};

/// The booking as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Current {
    pub start: Start,
    pub attendees: u16,
}

/// A change whose price the guest sees before it is made.
#[derive(Clone, Debug, PartialEq)]
pub struct Review {
    pub quote: ChangeQuote,
    pub progress: Progress,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Progress {
    /// Not sent yet, or refused for this.
    Open(Option<Code>),
    Sending,
    /// No clear answer: it may be changed. The same request is asked for again.
    Unanswered(Trouble),
}

impl Review {
    pub fn start(&self) -> Start {
        Start { day: self.quote.day, minutes: self.quote.minutes }
    }
}

impl Current {
    pub fn of(booking: &BookingGlance) -> Self {
        let BookingGlance { day, minutes, attendees, .. } = *booking;
        Self { start: Start { day, minutes }, attendees }
    }
}

impl Flow {
    pub(super) fn quote_answered(
        &mut self,
        start: Start,
        answer: Result<ChangeQuote, Error>,
    ) -> Option<Command> {
        match answer {
            Ok(quote) => match quote.exclusion_reasons.first() {
                None => {
                    self.stage = Stage::Review(Review { quote, progress: Progress::Open(None) });
                    None
                }
                Some(reason) => {
                    let (code, reason) = (Code::SlotNotBookable, Some(*reason));
                    let refused = Refused { code, reason, start, alternatives: quote.alternatives };
                    self.stage = Stage::Choosing(Choosing::Refused(refused));
                    Some(Command::Refresh)
                }
            },
            Err(error) => self.not_had(start, &error),
        }
    }

    pub(super) fn review(&mut self, event: Event) -> Option<Command> {
        let Stage::Review(review) = &mut self.stage else { return None };
        match (&review.progress, event) {
            (Progress::Open(_), Event::Submitted)
            | (Progress::Unanswered(_), Event::Submitted | Event::RetryChosen) => {
                review.progress = Progress::Sending;
                Some(Command::Change)
            }
            (Progress::Open(_), Event::BackChosen) => {
                self.stage = Stage::Choosing(Choosing::Looking);
                None
            }
            (Progress::Sending, Event::ChangeAnswered(answer)) => self.change_answered(answer),
            _ => None,
        }
    }

    fn change_answered(&mut self, answer: Result<BookingGlance, Error>) -> Option<Command> {
        let Stage::Review(review) = &mut self.stage else { return None };
        let start = review.start();
        let error = match answer {
            Ok(booking) => return Some(Command::Leave(booking.payment.and_then(|payment| payment.pay_url))),
            Err(error) => error,
        };
        match (error.trouble(), error.code()) {
            (Some(trouble @ (Trouble::Offline | Trouble::Broken)), _) => {
                review.progress = Progress::Unanswered(trouble);
                None
            }
            (_, Code::SlotNotBookable | Code::TablesTaken) => self.refused(start, &error),
            // The guest sees the new price before anything is changed.
            (_, Code::QuoteChanged) => self.ask(start),
            (_, code) => {
                review.progress = Progress::Open(Some(code));
                None
            }
        }
    }
}
