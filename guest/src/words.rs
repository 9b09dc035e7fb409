//! What is said while a guest books: a method for each text of the section `booking` in `words/`, named like it, and for
//! what the engine and the edge answer. The widget and the pages without scripts find the texts each in their own way.

use api::Code;
use api::basics::message::message;
use engine::ExclusionReason as Reason;

use crate::error::Trouble;
use crate::flow::{Field, Start};
use crate::month::plus;

const MINUTES_PER_DAY: u16 = 1440;

include!(concat!(env!("OUT_DIR"), "/texts.rs"));

/// Knows the texts of one language.
pub trait Speaker {
    /// All of them, in the order of their keys.
    fn list(&self) -> &'static [&'static str; COUNT];

    /// The plural category of a number, such as `one` (Unicode CLDR, plural rules).
    fn category(&self, count: u32) -> String;

    /// A text with values, in the form that a number asks for.
    fn plural_message(&self, text: &str, count: u32, values: &[(&str, &str)]) -> String {
        let number = count.to_string();
        let values = [values, &[("count", number.as_str())]].concat();
        message(text, &values, &self.category(count))
    }
}

impl<T: Speaker> BookingTexts for T {}

/// What the answers of the engine and of the edge mean to a guest.
pub trait BookingWords: BookingTexts {
    /// Why a whole day has nothing, in a word or two for the calendar.
    fn day_reason(&self, reason: Reason) -> &'static str {
        match reason {
            Reason::Closed | Reason::OutsideOpeningHours => self.day_reason_closed(),
            Reason::InThePast => self.day_reason_in_the_past(),
            Reason::TooShortNotice => self.day_reason_too_short_notice(),
            Reason::TooFarAhead => self.day_reason_too_far_ahead(),
            Reason::PartyTooSmall
            | Reason::PartyTooLarge
            | Reason::ExperienceNotOffered
            | Reason::OnRequest
            | Reason::Paused => self.unavailable(),
            Reason::StartingLimitReached
            | Reason::SeatedLimitReached
            | Reason::OnlineLimitReached
            | Reason::NoTablesFound => self.day_reason_full(),
        }
    }

    /// Why a whole day has nothing, in a sentence.
    fn day_sentence(&self, reason: Reason) -> &'static str {
        match reason {
            Reason::Closed | Reason::OutsideOpeningHours => self.day_sentence_closed(),
            Reason::InThePast => self.day_sentence_in_the_past(),
            Reason::TooShortNotice => self.day_sentence_too_short_notice(),
            Reason::ExperienceNotOffered => self.day_sentence_experience_not_offered(),
            Reason::StartingLimitReached | Reason::SeatedLimitReached | Reason::NoTablesFound => {
                self.day_sentence_full()
            }
            Reason::OnlineLimitReached => self.day_sentence_online_limit_reached(),
            Reason::TooFarAhead
            | Reason::PartyTooSmall
            | Reason::PartyTooLarge
            | Reason::OnRequest
            | Reason::Paused => self.reason(reason),
        }
    }

    /// Why a time cannot be booked.
    fn reason(&self, reason: Reason) -> &'static str {
        match reason {
            Reason::Closed => self.reason_closed(),
            Reason::OutsideOpeningHours => self.reason_outside_opening_hours(),
            Reason::InThePast => self.reason_in_the_past(),
            Reason::TooShortNotice => self.reason_too_short_notice(),
            Reason::TooFarAhead => self.reason_too_far_ahead(),
            Reason::PartyTooSmall => self.reason_party_too_small(),
            Reason::PartyTooLarge => self.reason_party_too_large(),
            Reason::ExperienceNotOffered => self.reason_experience_not_offered(),
            Reason::OnRequest => self.reason_on_request(),
            Reason::StartingLimitReached => self.reason_starting_limit_reached(),
            Reason::SeatedLimitReached => self.reason_seated_limit_reached(),
            Reason::OnlineLimitReached => self.reason_online_limit_reached(),
            Reason::NoTablesFound => self.reason_no_tables_found(),
            Reason::Paused => self.reason_paused(),
        }
    }

    /// For a start after midnight, which night that is.
    fn night(&self, start: Start) -> Option<&'static str> {
        if start.minutes < MINUTES_PER_DAY {
            return None;
        }
        Some(match plus(start.day, 1).0.weekday() as u8 {
            0 => self.night_to_monday(),
            1 => self.night_to_tuesday(),
            2 => self.night_to_wednesday(),
            3 => self.night_to_thursday(),
            4 => self.night_to_friday(),
            5 => self.night_to_saturday(),
            _ => self.night_to_sunday(),
        })
    }

    /// What a booking costs, or what is at stake for it; and until which times what share of it comes back.
    fn costs(&self, is_guarantee: bool, sum: &str, deadlines: &[(String, u8)]) -> Vec<String> {
        let first = if is_guarantee { self.costs_guarantee(sum) } else { self.costs_payment(sum) };
        let back = deadlines.iter().map(|(until, percent)| match percent {
            100 => self.free_until(until),
            percent => self.part_until(&percent.to_string(), until),
        });
        let last = match (is_guarantee, deadlines.is_empty()) {
            (false, false) => self.then_nothing(),
            (false, true) => self.nothing(),
            (true, false) => self.then_fee(),
            (true, true) => self.fee(),
        };
        std::iter::once(first).chain(back).chain([last.to_owned()]).collect()
    }

    /// Of a booking or a change that may have been made: there was no clear answer.
    fn unanswered(&self, trouble: Trouble) -> &'static str {
        match trouble {
            Trouble::Offline => self.offline_booking(),
            Trouble::Broken => self.broken_booking(),
            Trouble::Busy => self.problem_busy(),
        }
    }

    /// Why the edge refused a start. A guest chose a time that looked free: that it is full now means that somebody was
    /// faster.
    fn refusal(&self, code: Code, reason: Option<api::ExclusionReason>) -> &'static str {
        let is_late = matches!(code, Code::HoldExpired | Code::HoldNotFound);
        match reason.and_then(|wire| Reason::ALL.into_iter().find(|reason| wire == (*reason).into())) {
            Some(
                Reason::NoTablesFound
                | Reason::OnlineLimitReached
                | Reason::SeatedLimitReached
                | Reason::StartingLimitReached,
            )
            | None => self.problem(code),
            Some(_) if is_late => self.problem(code),
            Some(reason) => self.reason(reason),
        }
    }

    /// What an error means for the guest.
    fn problem(&self, code: Code) -> &'static str {
        match code {
            Code::SlotNotBookable | Code::TablesTaken => self.taken(),
            Code::HoldExpired | Code::HoldNotFound => self.hold_lost(),
            Code::HoldNotExtendable => self.not_extended(),
            Code::HoldAlreadyUsed => self.problem_hold_already_used(),
            Code::InvalidInput => self.problem_invalid_input(),
            Code::TooManyBookings => self.problem_too_many_bookings(),
            Code::Busy | Code::TooManyRequests | Code::TooManyHolds => self.problem_busy(),
            Code::RestaurantNotFound => self.unknown_restaurant(),
            Code::ChangeNotAllowed => self.cannot_change(),
            Code::QuoteChanged => self.problem_quote_changed(),
            Code::PaymentsUnavailable => self.problem_payments_unavailable(),
            Code::ExperienceNotFound | Code::FloorPlanNotFound => self.problem_experience_not_found(),
            // What only a broken widget meets, or a restaurant's own systems.
            _ => self.broken(),
        }
    }

    fn field(&self, field: Field) -> &'static str {
        match field {
            Field::FirstName => self.field_first_name(),
            Field::LastName => self.field_last_name(),
            Field::Email => self.field_email(),
            Field::Phone => self.field_phone(),
            Field::Notes => self.field_notes(),
            Field::GiftCard => self.field_gift_card(),
            Field::Consent => self.field_consent(),
        }
    }

    fn field_fault(&self, field: Field) -> &'static str {
        match field {
            Field::FirstName => self.field_fault_first_name(),
            Field::LastName => self.field_fault_last_name(),
            Field::Email => self.field_fault_email(),
            Field::Phone => self.field_fault_phone(),
            Field::Notes => self.field_fault_notes(),
            Field::GiftCard => self.field_fault_gift_card(),
            Field::Consent => self.field_fault_consent(),
        }
    }
}

impl<T: Speaker> BookingWords for T {}
