//! What a reservation's status means to its guest: the one table from which page, calendar file and mails take it.

use api::basics::status::Status;
use api::{Booking, Date};
use guest::words::BookingTexts;

use crate::platform::words::{self, Words};

/// How a guest's booking stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// The restaurant has yet to say yes.
    Asked,
    /// The guest has yet to say yes to what the restaurant offers.
    Offered,
    /// Its tables wait for the payment.
    ToPay,
    /// Agreed: the guest is expected.
    Agreed,
    /// The guest is in the house.
    Here,
    /// The guest has been there.
    Over,
    /// It does not, or no longer, take place.
    Off,
}

impl Standing {
    pub(crate) fn of(status: Status) -> Self {
        match status {
            Status::Requested => Self::Asked,
            Status::Unconfirmed => Self::Offered,
            Status::PaymentPending => Self::ToPay,
            Status::Booked | Status::Reconfirmed => Self::Agreed,
            Status::Arrived | Status::Seated | Status::Ordered | Status::Paid => Self::Here,
            Status::Finished => Self::Over,
            Status::Declined | Status::Cancelled | Status::NoShow | Status::Voided => Self::Off,
        }
    }
}

/// The sentence that says how it stands.
pub(crate) fn sentence(words: &Words, status: Status) -> &'static str {
    match status {
        Status::Requested => words.is_requested(),
        Status::Unconfirmed => words.is_offered(),
        Status::PaymentPending => words.is_to_pay(),
        Status::Booked | Status::Reconfirmed => words.is_booked(),
        Status::Arrived | Status::Seated | Status::Ordered | Status::Paid => words.is_here(),
        Status::Finished => words.is_over(),
        Status::Declined => words.is_declined(),
        Status::Cancelled => words.is_cancelled(),
        Status::NoShow => words.is_missed(),
        Status::Voided => words.is_voided(),
    }
}

/// By when the restaurant answers, or the guest, in a sentence; `None` where nobody has to before the stay.
pub(crate) fn deadline(words: &Words, booking: &Booking) -> Option<String> {
    let (day, minutes) = (booking.answer_day?, booking.answer_minutes?);
    let when = words::at(words, day, minutes);
    let starts = (Date(booking.day.0.plus(i32::from(booking.minutes / 1440))), booking.minutes % 1440);
    match Standing::of(booking.status) {
        Standing::Offered => Some(words.offer_stands(&when)),
        // One by the start tells nobody anything.
        Standing::Asked if (day, minutes) != starts => Some(words.answer_by(&when)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_has_a_truth_of_its_own() {
        use Standing::{Agreed, Asked, Here, Off, Offered, Over, ToPay};
        let all = [
            ("requested", Asked),
            ("unconfirmed", Offered),
            ("payment_pending", ToPay),
            ("booked", Agreed),
            ("reconfirmed", Agreed),
            ("arrived", Here),
            ("seated", Here),
            ("ordered", Here),
            ("paid", Here),
            ("declined", Off),
            ("finished", Over),
            ("cancelled", Off),
            ("no_show", Off),
            ("voided", Off),
        ];
        for (name, standing) in all {
            let status = Status::from_name(name).expect("a status");
            assert_eq!(Standing::of(status), standing, "{name}");
            for locale in ["de", "en"] {
                assert!(!sentence(words::of(locale), status).is_empty(), "{name}");
            }
        }
        // What is off is off for a reason that its guest can tell from the others.
        let off = [Status::Declined, Status::Cancelled, Status::NoShow, Status::Voided];
        let sentences: std::collections::BTreeSet<_> =
            off.map(|status| sentence(words::of("en"), status)).into_iter().collect();
        assert_eq!(sentences.len(), off.len());
    }
}
