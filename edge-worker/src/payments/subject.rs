//! The subject of a payment: a booking, or the purchase of a gift card.

use api::configuration::restaurant_profile::RestaurantProfile;

use crate::booking::reservation::{self, select_reservations};
use crate::ledger::payment::Payment;
use crate::ledger::purchase::{self, select_purchases};
use crate::platform::db::{RowSets, Statement};
use crate::platform::failure::Failure;
use crate::platform::payment_provider::Customer;
use crate::platform::phone;

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
    /// The statements that read a payment and its subject; [`read_subject`] reads the results.
    pub(crate) fn select(payment_id: &str) -> [Statement; 2] {
        [SELECT_RESERVATION, SELECT_PURCHASE].map(|sql| Statement::new(sql, [payment_id.into()]))
    }

    /// The payer's language.
    pub(crate) fn locale(&self) -> &str {
        match self {
            Self::Booking(row) => &row.locale,
            Self::Purchase(row) => &row.locale,
        }
    }

    /// The payer.
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

    /// The number that is quoted on the phone.
    pub(crate) fn number(&self) -> &str {
        match self {
            Self::Booking(row) => &row.number,
            Self::Purchase(row) => &row.number,
        }
    }
}

/// Reads the results of [`Subject::select`]: a payment, with its reservation or its purchase.
pub(crate) fn read_subject(rows: &mut RowSets) -> Result<Option<(Payment, Subject)>, Failure> {
    let reservation: Option<reservation::Row> = rows.first()?;
    let purchase: Option<purchase::Row> = rows.first()?;
    if let Some(mut row) = reservation {
        return Ok(row.payment.take().map(|payment| (*payment, Subject::Booking(Box::new(row)))));
    }
    let Some(mut row) = purchase else { return Ok(None) };
    Ok(row.payment.take().map(|payment| (*payment, Subject::Purchase(Box::new(row)))))
}
