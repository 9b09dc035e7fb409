//! The mails that guests get, as plain text in their language.

use api::Booking;
use api::reservation::Status;
use engine::Instant;

use crate::app::App;
use crate::problem::Failure;
use crate::reservation::{self, Row};
use crate::tenant::Tenant;
use crate::words::{self, Words};

/// What a mail is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Confirmation,
    Cancellation,
    /// It is to be paid.
    ToPay,
    /// It was not paid in time.
    PaymentExpired,
    /// The money came too late.
    MoneyReturned,
    /// A fee was taken from the card that was kept.
    Receipt,
}

impl Kind {
    /// Its name in the outbox.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Confirmation => "confirmation",
            Self::Cancellation => "cancellation",
            Self::ToPay => "to_pay",
            Self::PaymentExpired => "payment_expired",
            Self::MoneyReturned => "money_returned",
            Self::Receipt => "receipt",
        }
    }

    const ALL: [Self; 6] = [
        Self::Confirmation,
        Self::Cancellation,
        Self::ToPay,
        Self::PaymentExpired,
        Self::MoneyReturned,
        Self::Receipt,
    ];

    /// The kind of this name.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// A mail ready to go.
pub(crate) struct Mail {
    pub(crate) recipient: String,
    pub(crate) subject: String,
    pub(crate) body: String,
}

/// Writes a mail about a reservation.
pub(crate) fn write(app: &App, kind: Kind, row: &Row, tenant: &Tenant) -> Result<Mail, Failure> {
    let words = words::of(&row.locale);
    let restaurant = &tenant.compiled.configuration.restaurant;
    let booking = row.booking(app, tenant)?;
    let manage_url = reservation::manage_url(app, &reservation::manage_token(app, &row.id)?);
    let subject = match (kind, booking.status) {
        // The guest may have called it off before the confirmation went out.
        (Kind::Cancellation, _) | (Kind::Confirmation, Status::Cancelled) => words.mail_cancelled,
        (Kind::Confirmation, Status::Requested) => words.mail_requested,
        // It may have been paid before the mail went out.
        (Kind::ToPay, Status::PaymentPending) => words.mail_to_pay,
        (Kind::Confirmation | Kind::ToPay, _) => words.mail_confirmed,
        (Kind::PaymentExpired, _) => words.mail_expired,
        (Kind::MoneyReturned, _) => words.mail_returned,
        (Kind::Receipt, _) => words.mail_charged,
    };
    let when = words::when(words, &booking);
    let what = words::what(words, &booking);
    let links = match kind {
        Kind::Confirmation | Kind::ToPay | Kind::Receipt => {
            format!("\n{}\n{manage_url}\n", words.mail_manage)
        }
        Kind::Cancellation | Kind::PaymentExpired | Kind::MoneyReturned => {
            format!("\n{}\n{}/r/{}\n", words.mail_again, app.environment.public_url, restaurant.slug)
        }
    };
    let money = money(words, kind, row, tenant, &booking);
    let Words { greeting, number, .. } = words;
    let name = format!("{} {}", row.first_name, row.last_name);
    let body = format!(
        "{greeting} {},\n\n{subject}.\n\n{when}\n{what}\n{number}: {}\n{money}{links}\n{}\n{}\n{}\n",
        name.trim(),
        row.number,
        restaurant.name,
        restaurant.address,
        restaurant.phone,
    );
    Ok(Mail { recipient: row.email.clone(), subject: format!("{subject} · {}", restaurant.name), body })
}

/// What the mail says of the money; nothing where there is none.
fn money(words: &Words, kind: Kind, row: &Row, tenant: &Tenant, booking: &Booking) -> String {
    let (Some(payment), Some(paid)) = (&booking.payment, &row.payment) else { return String::new() };
    let sum = |minor| words::money(words, minor, &payment.currency);
    let line = match (kind, &payment.pay_url) {
        (Kind::ToPay | Kind::Confirmation, Some(link)) => {
            let due = Instant(paid.due_at().div_euclid(60_000));
            let (_, minutes) = tenant.compiled.house.offsets.wall(due);
            let until = format!("{:02}:{:02}", minutes / 60 % 24, minutes % 60);
            format!("{}\n\n{}", payment.terms, (words.mail_pay_here)(&until, link))
        }
        (Kind::ToPay | Kind::Confirmation, None) => payment.terms.clone(),
        (Kind::Cancellation, _) if 0 < paid.on_its_way_back() => {
            (words.comes_back)(&sum(paid.on_its_way_back()))
        }
        (Kind::MoneyReturned, _) => (words.comes_back)(&sum(payment.amount)),
        (Kind::Receipt, _) => (words.was_charged)(&sum(paid.charged())),
        (Kind::Cancellation | Kind::PaymentExpired, _) => return String::new(),
    };
    format!("\n{line}\n")
}
