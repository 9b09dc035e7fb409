//! The lifecycle of a reservation: fourteen statuses, and which of them may follow which.

/// The status of a reservation. The names are those of the wire format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// A guest asked; the restaurant has yet to answer.
    Requested,
    /// The restaurant has said yes, perhaps to another time or size than was asked for; the guest has yet to accept.
    Unconfirmed,
    /// The table is kept until the payment arrives or expires.
    PaymentPending,
    /// Confirmed.
    Booked,
    /// Confirmed, and the guest has confirmed again that they come.
    Reconfirmed,
    /// The guests are on the premises, not yet at their table.
    Arrived,
    /// The guests are at their table.
    Seated,
    /// They have ordered.
    Ordered,
    /// They have paid.
    Paid,
    /// The restaurant declined a request. Terminal.
    Declined,
    /// They left; the table is free. Terminal.
    Finished,
    /// Cancelled. Terminal.
    Cancelled,
    /// The guests did not come. Terminal, but late guests may still arrive.
    NoShow,
    /// Made by mistake, or never paid. Terminal.
    Voided,
}

/// The effect of a change of status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transition {
    /// It is allowed.
    Allowed,
    /// It is there already; nothing changes.
    Unchanged,
    /// It is not allowed. [`Status::next`] lists what is.
    Forbidden,
}

impl Status {
    /// Every status, in the order of a visit.
    pub const ALL: [Self; 14] = [
        Self::Requested,
        Self::Unconfirmed,
        Self::PaymentPending,
        Self::Booked,
        Self::Reconfirmed,
        Self::Arrived,
        Self::Seated,
        Self::Ordered,
        Self::Paid,
        Self::Declined,
        Self::Finished,
        Self::Cancelled,
        Self::NoShow,
        Self::Voided,
    ];

    /// The statuses that may follow this one.
    #[must_use]
    pub fn next(self) -> &'static [Self] {
        use Status::{
            Arrived, Booked, Cancelled, Declined, Finished, NoShow, Ordered, Paid, PaymentPending,
            Reconfirmed, Requested, Seated, Unconfirmed, Voided,
        };
        match self {
            Requested => &[Unconfirmed, PaymentPending, Booked, Declined, Cancelled, Voided],
            Unconfirmed => &[PaymentPending, Booked, Arrived, Seated, Declined, Cancelled, Voided],
            PaymentPending => &[Requested, Booked, Cancelled, Voided],
            Booked => &[Reconfirmed, Arrived, Seated, Cancelled, NoShow, Voided],
            Reconfirmed => &[Arrived, Seated, Cancelled, NoShow, Voided],
            Arrived => &[Booked, Seated, Ordered, Paid, Cancelled, Finished],
            Seated => &[Booked, Arrived, Ordered, Paid, Finished],
            Ordered => &[Seated, Paid, Finished],
            Paid => &[Seated, Ordered, Finished],
            NoShow => &[Arrived, Seated],
            Declined | Finished | Cancelled | Voided => &[],
        }
    }

    /// The effect of a change to `to`.
    #[must_use]
    pub fn transition(self, to: Self) -> Transition {
        if self == to {
            Transition::Unchanged
        } else if self.next().contains(&to) {
            Transition::Allowed
        } else {
            Transition::Forbidden
        }
    }

    /// Whether its guests are on the premises.
    #[must_use]
    pub fn is_in_house(self) -> bool {
        matches!(self, Self::Arrived | Self::Seated | Self::Ordered | Self::Paid)
    }

    /// Whether it waits for a yes: the restaurant's to a request, or the guest's to an offer.
    #[must_use]
    pub fn awaits_answer(self) -> bool {
        matches!(self, Self::Requested | Self::Unconfirmed)
    }

    /// Whether a reservation in this status keeps its tables.
    #[must_use]
    pub fn keeps_tables(self) -> bool {
        match self {
            Self::Requested
            | Self::Unconfirmed
            | Self::PaymentPending
            | Self::Booked
            | Self::Reconfirmed
            | Self::Arrived
            | Self::Seated
            | Self::Ordered
            | Self::Paid => true,
            Self::Declined | Self::Finished | Self::Cancelled | Self::NoShow | Self::Voided => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_lists_every_status_once() {
        for (i, status) in Status::ALL.into_iter().enumerate() {
            assert_eq!(Status::ALL.iter().position(|other| *other == status), Some(i));
        }
    }

    #[test]
    fn a_status_never_follows_itself_and_what_is_over_stays_over_unless_a_late_guest_arrives() {
        for from in Status::ALL {
            assert_eq!(from.transition(from), Transition::Unchanged);
            assert!(!from.next().contains(&from));
            if !from.keeps_tables() {
                let expected: &[Status] =
                    if from == Status::NoShow { &[Status::Arrived, Status::Seated] } else { &[] };
                assert_eq!(from.next(), expected, "{from:?}");
            }
        }
    }

    #[test]
    fn a_booking_can_be_called_off_until_the_guests_sit_down() {
        let cancellable: Vec<_> = Status::ALL
            .into_iter()
            .filter(|from| from.transition(Status::Cancelled) == Transition::Allowed)
            .collect();
        use Status::{Arrived, Booked, PaymentPending, Reconfirmed, Requested, Unconfirmed};
        assert_eq!(cancellable, [Requested, Unconfirmed, PaymentPending, Booked, Reconfirmed, Arrived]);
    }
}
