//! What a payment is for: a booking, or a gift card.

use super::books::Payment;
use crate::db::{Rows, Statement};
use crate::problem::Failure;
use crate::purchase::{self, select_purchases};
use crate::reservation::{self, select_reservations};

const SELECT_RESERVATION: &str =
    select_reservations!("r.id = (SELECT reservation_id FROM payments WHERE id = ?1)");
const SELECT_PURCHASE: &str = select_purchases!("g.id = (SELECT purchase_id FROM payments WHERE id = ?1)");

/// What a payment is for.
#[derive(Clone, Debug)]
pub(crate) enum Subject {
    Booking(Box<reservation::Row>),
    Purchase(Box<purchase::Row>),
}

impl Subject {
    /// The statements that read what a payment is for, and the payment with it; [`opened`] reads them.
    pub(crate) fn select(payment_id: &str) -> [Statement; 2] {
        [SELECT_RESERVATION, SELECT_PURCHASE].map(|sql| Statement::new(sql, [payment_id.into()]))
    }

    /// The language of whoever pays.
    pub(crate) fn locale(&self) -> &str {
        match self {
            Self::Booking(row) => &row.locale,
            Self::Purchase(row) => &row.locale,
        }
    }

    /// For the telephone.
    pub(crate) fn number(&self) -> &str {
        match self {
            Self::Booking(row) => &row.number,
            Self::Purchase(row) => &row.number,
        }
    }
}

/// A payment and what it is for, by the rows of a reservation and of a purchase, of which one is there.
pub(crate) fn opened(rows: &mut impl Iterator<Item = Rows>) -> Result<Option<(Payment, Subject)>, Failure> {
    let mut next = || rows.next().unwrap_or_default();
    let (booking, purchase): (Option<reservation::Row>, Option<purchase::Row>) =
        (next().first()?, next().first()?);
    if let Some(mut row) = booking {
        return Ok(row.payment.take().map(|payment| (*payment, Subject::Booking(Box::new(row)))));
    }
    let Some(mut row) = purchase else { return Ok(None) };
    Ok(row.payment.take().map(|payment| (*payment, Subject::Purchase(Box::new(row)))))
}
