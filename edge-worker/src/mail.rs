//! The mails that guests get, as plain text in their language.

use api::Booking;
use api::payment::PaymentState;
use api::reservation::Status;
use engine::Instant;

use crate::app::App;
use crate::problem::Failure;
use crate::purchase::{Reader, Row as Purchase};
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
    /// A change made it dearer, and that is to be paid.
    DifferenceToPay,
    /// That was not paid in time.
    ChangeUndone,
    /// A gift card, to who gets it.
    GiftCard,
    /// It is paid, to who bought it.
    GiftCardBought,
    /// Nobody has opened it.
    GiftCardReminder,
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
            Self::DifferenceToPay => "difference_to_pay",
            Self::ChangeUndone => "change_undone",
            Self::GiftCard => "gift_card",
            Self::GiftCardBought => "gift_card_bought",
            Self::GiftCardReminder => "gift_card_reminder",
        }
    }

    const ALL: [Self; 11] = [
        Self::Confirmation,
        Self::Cancellation,
        Self::ToPay,
        Self::PaymentExpired,
        Self::MoneyReturned,
        Self::Receipt,
        Self::DifferenceToPay,
        Self::ChangeUndone,
        Self::GiftCard,
        Self::GiftCardBought,
        Self::GiftCardReminder,
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
///
/// # Errors
/// `internal` for a kind that is not about one.
pub(crate) fn about_booking(app: &App, kind: Kind, row: &Row, tenant: &Tenant) -> Result<Mail, Failure> {
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
        // It may have been paid, or undone, before the mail went out.
        (Kind::DifferenceToPay, _) if is_to_pay(&booking) => words.mail_difference,
        (Kind::DifferenceToPay, _) => words.mail_confirmed,
        (Kind::ChangeUndone, _) => words.mail_undone,
        (Kind::GiftCard | Kind::GiftCardBought | Kind::GiftCardReminder, _) => {
            return Err(Failure::internal("this mail is about a gift card"));
        }
    };
    let when = words::when(words, &booking);
    let what = words::what(words, &booking);
    let links = match kind {
        Kind::Confirmation | Kind::ToPay | Kind::Receipt | Kind::DifferenceToPay | Kind::ChangeUndone => {
            format!("\n{}\n{manage_url}\n", words.mail_manage)
        }
        _ => {
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

fn is_to_pay(booking: &Booking) -> bool {
    booking.payment.as_ref().is_some_and(|payment| payment.pay_url.is_some())
}

/// What the mail says of the money; nothing where there is none.
fn money(words: &Words, kind: Kind, row: &Row, tenant: &Tenant, booking: &Booking) -> String {
    let (Some(payment), Some(paid)) = (&booking.payment, &row.payment) else { return String::new() };
    let sum = |minor| words::money(words, minor, &payment.currency);
    let until = |due_ms: i64| {
        let (_, minutes) = tenant.compiled.house.offsets.wall(Instant(due_ms.div_euclid(60_000)));
        format!("{:02}:{:02}", minutes / 60 % 24, minutes % 60)
    };
    let line = match (kind, &payment.pay_url) {
        (Kind::DifferenceToPay, Some(link)) => {
            let raise = paid.open_raise().map(|raise| (raise.terms.as_str(), raise.due_at));
            let (terms, due_at) = raise.unwrap_or((&payment.terms, paid.due_at()));
            format!("{terms}\n\n{}", (words.mail_pay_difference)(&until(due_at), link))
        }
        (Kind::ToPay | Kind::Confirmation, Some(link)) if booking.status == Status::PaymentPending => {
            format!("{}\n\n{}", payment.terms, (words.mail_pay_here)(&until(paid.due_at()), link))
        }
        (Kind::ToPay | Kind::Confirmation | Kind::DifferenceToPay | Kind::ChangeUndone, _) => {
            payment.terms.clone()
        }
        (Kind::Cancellation, _) if 0 < paid.on_its_way_back() => {
            (words.comes_back)(&sum(paid.on_its_way_back()))
        }
        (Kind::MoneyReturned, _) => (words.comes_back)(&sum(paid.late_amount())),
        (Kind::Receipt, _) => (words.was_charged)(&sum(paid.charged())),
        _ => return String::new(),
    };
    format!("\n{line}\n")
}

/// Writes a mail about a gift card that somebody bought; nothing where there is nothing left to say.
pub(crate) fn about_purchase(
    app: &App,
    kind: Kind,
    row: &Purchase,
    tenant: &Tenant,
) -> Result<Option<Mail>, Failure> {
    let words = words::of(&row.locale);
    let restaurant = &tenant.compiled.configuration.restaurant;
    let is_card = matches!(kind, Kind::GiftCard | Kind::GiftCardReminder);
    let is_paid_back = row.paid()?.state()? == PaymentState::Refunded;
    if (is_card && is_paid_back) || (kind == Kind::GiftCardReminder && row.opened_at.is_some()) {
        return Ok(None);
    }
    let sum = words::money(words, row.amount, &row.currency);
    let gift =
        |reader: Reader| Ok::<_, Failure>(format!("{}\n{}", words.mail_gift_here, reader.url(app, &row.id)?));
    let valid = (words.gift_valid)(&words::date(words, row.last_day()));
    let card =
        format!("{}\n{}: {}\n{valid}", (words.gift_of)(&sum), words.gift_code, row.code(app)?.spaced());
    let is_for_recipient = !row.recipient_email.is_empty();
    let (to, name, subject, text) = match kind {
        Kind::GiftCard | Kind::GiftCardReminder => {
            let subject = match kind {
                Kind::GiftCardReminder => words.mail_gift_waits.to_owned(),
                _ if is_for_recipient => (words.mail_gift)(&row.buyer_name),
                _ => words.mail_gift_own.to_owned(),
            };
            let name = if is_for_recipient { &row.recipient_name } else { &row.buyer_name };
            let message = if row.message.is_empty() { String::new() } else { format!("{}\n\n", row.message) };
            let mut text = format!("{message}{card}\n{}\n\n{}", words.gift_hint, gift(Reader::Recipient)?);
            if !row.is_gift() {
                text = format!(
                    "{text}\n\n{}: {}\n{}\n{}",
                    words.gift_number,
                    row.number,
                    row.paid()?.terms,
                    row.tax(words)
                );
            }
            (row.delivered_to(), name, subject, text)
        }
        Kind::MoneyReturned => {
            let text = (words.comes_back)(&sum);
            (row.buyer_email.as_str(), &row.buyer_name, words.mail_returned.to_owned(), text)
        }
        _ => {
            let terms = &row.paid()?.terms;
            let tax = row.tax(words);
            let page = format!("{}\n{}", words.mail_gift_page, Reader::Buyer.url(app, &row.id)?);
            let whom = (words.gift_for)(&row.recipient_name);
            let text = format!(
                "{} {whom}\n{}: {}\n\n{terms}\n{tax}\n\n{page}",
                (words.gift_of)(&sum),
                words.gift_number,
                row.number
            );
            (row.buyer_email.as_str(), &row.buyer_name, words.mail_gift_bought.to_owned(), text)
        }
    };
    let body = format!(
        "{} {name},\n\n{subject}.\n\n{text}\n\n{}\n{}\n{}\n",
        words.greeting, restaurant.name, restaurant.address, restaurant.phone,
    );
    let subject = format!("{subject} · {}", restaurant.name);
    Ok(Some(Mail { recipient: to.to_owned(), subject, body }))
}
