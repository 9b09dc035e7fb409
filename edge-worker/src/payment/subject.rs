//! What a payment is for: a booking, or a gift card.

use api::configuration::RestaurantProfile;

use super::books::Payment;
use super::provider::Customer;
use crate::db::{Rows, Statement};
use crate::phone;
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

    /// Who pays.
    pub(crate) fn customer(&self, restaurant: &RestaurantProfile) -> Customer {
        let (name, email, phone) = match self {
            Self::Booking(row) => {
                (format!("{} {}", row.first_name, row.last_name), row.email.clone(), row.phone.as_str())
            }
            Self::Purchase(row) => (row.buyer_name.clone(), row.buyer_email.clone(), ""),
        };
        let spelt = |text: &str| phone::e164(text, &restaurant.country);
        Customer {
            name: name.trim().to_owned(),
            email,
            phone: spelt(phone).or_else(|| spelt(&restaurant.phone)).unwrap_or_default(),
            locale: self.locale().to_owned(),
            address: restaurant.address.clone(),
            country: restaurant.country.clone(),
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
