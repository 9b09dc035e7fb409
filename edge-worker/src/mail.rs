//! The mails that guests get, as plain text in their language.

use api::reservation::Status;

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
}

impl Kind {
    /// Its name in the outbox.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Confirmation => "confirmation",
            Self::Cancellation => "cancellation",
        }
    }

    /// The kind of this name.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        [Self::Confirmation, Self::Cancellation].into_iter().find(|kind| kind.name() == name)
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
    let booking = row.booking(tenant, app.now())?;
    let manage_url = reservation::manage_url(app, &reservation::manage_token(app, &row.id)?);
    let subject = match (kind, booking.status) {
        // The guest may have called it off before the confirmation went out.
        (Kind::Cancellation, _) | (Kind::Confirmation, Status::Cancelled) => words.mail_cancelled,
        (Kind::Confirmation, Status::Requested) => words.mail_requested,
        (Kind::Confirmation, _) => words.mail_confirmed,
    };
    let when = words::when(words, &booking);
    let what = words::what(words, &booking);
    let links = match kind {
        Kind::Confirmation => format!("\n{}\n{manage_url}\n", words.mail_manage),
        Kind::Cancellation => {
            format!("\n{}\n{}/r/{}\n", words.mail_again, app.environment.public_url, restaurant.slug)
        }
    };
    let Words { greeting, number, .. } = words;
    let name = format!("{} {}", row.first_name, row.last_name);
    let body = format!(
        "{greeting} {},\n\n{subject}.\n\n{when}\n{what}\n{number}: {}\n{links}\n{}\n{}\n{}\n",
        name.trim(),
        row.number,
        restaurant.name,
        restaurant.address,
        restaurant.phone,
    );
    Ok(Mail { recipient: row.email.clone(), subject: format!("{subject} · {}", restaurant.name), body })
}
