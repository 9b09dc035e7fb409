//! Mails to guests, as plain text in their language.

use api::Booking;
use api::basics::status::Status;
use api::money::payment::PaymentState;
use engine::Instant;

use crate::booking::contact::shortened;
use crate::booking::reservation::{self, Row};
use crate::booking::standing::{self, Standing};
use crate::house::tenant::Tenant;
use crate::ledger::cause;
use crate::ledger::payment::sentences::{back_in_words, paid_in_words};
use crate::ledger::purchase::{Reader, Row as Purchase};
use crate::messages::outbox::MailKind;
use crate::operations::confirm_address;
use crate::platform::app::App;
use crate::platform::failure::Failure;
use crate::platform::words::{self, Words};

/// A composed mail.
pub(crate) struct Mail {
    pub(crate) recipient: String,
    pub(crate) subject: String,
    pub(crate) body: String,
}

/// What a mail about a reservation is for.
#[derive(Clone, Copy)]
pub(crate) struct Occasion {
    pub(crate) kind: MailKind,
    /// When it happened, in milliseconds since the epoch.
    pub(crate) at_ms: i64,
}

/// Composes a mail about a reservation; `None` if it is no longer relevant: it asks for what is paid.
///
/// # Errors
/// `internal` for a mail kind that is about a gift card.
pub(crate) fn about_booking(
    app: &App,
    occasion: Occasion,
    row: &Row,
    tenant: &Tenant,
) -> Result<Option<Mail>, Failure> {
    let kind = occasion.kind;
    let words = words::of(&row.locale);
    let restaurant = &tenant.compiled.configuration.restaurant;
    let booking = row.booking(app, tenant)?;
    if kind == MailKind::ToPay && booking.status != Status::PaymentPending {
        return Ok(None);
    }
    let manage_url = reservation::manage_url(app, &reservation::manage_token(app, &row.id)?);
    let manage_url =
        format!("{manage_url}?{}={}", confirm_address::PARAMETER, confirm_address::proof(app, row)?);
    let subject = subject(words, kind, &booking)?;
    let when = words::when(words, &booking);
    let what = words::what(words, &booking, &restaurant.locales);
    let links = match Standing::of(booking.status) {
        // What the link is good for depends on how the booking stands now, not on what the mail is about.
        Standing::Offered => format!("\n{}\n{manage_url}\n", words.mail_accept()),
        _ if booking.can_cancel => format!("\n{}\n{manage_url}\n", words.mail_manage()),
        Standing::Asked | Standing::ToPay | Standing::Agreed | Standing::Here | Standing::Over => {
            format!("\n{}\n{manage_url}\n", words.mail_look())
        }
        Standing::Off if kind == MailKind::Receipt => format!("\n{}\n{manage_url}\n", words.mail_look()),
        Standing::Off => {
            format!("\n{}\n{}/r/{}\n", words.mail_again(), app.environment.public_url, restaurant.slug)
        }
    };
    let money = money(words, occasion, row, tenant, &booking);
    let name = shortened(&words::full_name(words, &row.first_name, &row.last_name));
    let (greeting, number) = (words.greeting(&name), words.booking_number());
    let body = format!(
        "{greeting}\n\n{subject}.\n{}\n{when}\n{what}\n{number}: {}\n{money}{links}\n{}\n{}\n{}\n",
        answer(words, kind, &booking),
        row.number,
        restaurant.name,
        restaurant.address,
        restaurant.phone,
    );
    Ok(Some(Mail {
        recipient: row.email.clone(), subject: format!("{subject} · {}", restaurant.name), body
    }))
}

fn subject(words: &Words, kind: MailKind, booking: &Booking) -> Result<&'static str, Failure> {
    Ok(match kind {
        // It may stand otherwise by the time at which the mail is sent.
        MailKind::Confirmation | MailKind::Changed | MailKind::Offered => match booking.status {
            Status::Cancelled | Status::Voided => words.mail_cancelled(),
            Status::Declined => words.mail_declined(),
            Status::Requested => words.mail_requested(),
            Status::Unconfirmed => words.mail_offered(),
            _ if kind == MailKind::Changed => words.mail_changed(),
            _ => words.mail_confirmed(),
        },
        MailKind::Cancellation => words.mail_cancelled(),
        MailKind::Declined => words.mail_declined(),
        MailKind::RequestLapsed => words.mail_request_lapsed(),
        MailKind::OfferLapsed => words.mail_offer_lapsed(),
        MailKind::ToPay => words.mail_to_pay(),
        MailKind::PaymentExpired => words.mail_expired(),
        MailKind::MoneyReturned => words.mail_returned(),
        MailKind::Receipt => words.mail_charged(),
        // It may have been paid, or the change undone, before the mail was sent.
        MailKind::DifferenceToPay if is_to_pay(booking) => words.mail_difference(),
        MailKind::DifferenceToPay => words.mail_confirmed(),
        MailKind::ChangeUndone => words.mail_undone(),
        MailKind::GiftCard | MailKind::GiftCardBought | MailKind::GiftCardReminder => {
            return Err(Failure::internal("this mail is about a gift card"));
        }
    })
}

/// What the restaurant wrote, and by when what is open is answered: each a paragraph.
fn answer(words: &Words, kind: MailKind, booking: &Booking) -> String {
    let is_answer = matches!(
        kind,
        MailKind::Confirmation
            | MailKind::Changed
            | MailKind::Offered
            | MailKind::Declined
            | MailKind::Cancellation
    );
    let message = Some(booking.message_to_guest.as_str()).filter(|text| is_answer && !text.is_empty());
    let deadline = is_answer.then(|| standing::deadline(words, booking)).flatten();
    let paragraphs = message.map(str::to_owned).into_iter().chain(deadline);
    paragraphs.map(|paragraph| format!("\n{paragraph}\n")).collect()
}

fn is_to_pay(booking: &Booking) -> bool {
    booking.payment.as_ref().is_some_and(|payment| payment.pay_url.is_some())
}

/// The mail's paragraph about the payment; empty if there is nothing to say.
fn money(words: &Words, occasion: Occasion, row: &Row, tenant: &Tenant, booking: &Booking) -> String {
    let kind = occasion.kind;
    let (Some(payment), Some(paid)) = (&booking.payment, &row.payment) else { return String::new() };
    let sum = |minor| words::money(words, minor, &payment.currency);
    let until = |due_ms: i64| words::clock(words, tenant.local(Instant(due_ms.div_euclid(60_000))).minutes);
    let line = match (kind, &payment.pay_url) {
        (MailKind::DifferenceToPay, Some(link)) => {
            let supplement =
                paid.open_supplement().map(|supplement| (supplement.terms.as_str(), supplement.due_at));
            let (terms, due_at) = supplement.unwrap_or((&payment.terms, paid.due_at()));
            format!("{terms}\n\n{}", words.mail_pay_difference(link, &until(due_at)))
        }
        (MailKind::ToPay | MailKind::Confirmation, Some(link))
            if booking.status == Status::PaymentPending =>
        {
            format!("{}\n\n{}", payment.terms, words.mail_pay_here(link, &until(paid.due_at())))
        }
        (
            MailKind::ToPay
            | MailKind::Confirmation
            | MailKind::Changed
            | MailKind::Offered
            | MailKind::DifferenceToPay
            | MailKind::ChangeUndone,
            _,
        ) => match paid.taken() {
            Ok(taken) if 0 < taken => {
                let back = Some(paid.refunded_for(cause::CHANGED, occasion.at_ms))
                    .filter(|back| kind == MailKind::Changed && 0 < *back);
                let back = back.map(|back| back_in_words(words, paid, back));
                let said = [Some(paid_in_words(words, paid, taken)), back, Some(payment.terms.clone())];
                said.into_iter().flatten().collect::<Vec<_>>().join("\n")
            }
            _ => payment.terms.clone(),
        },
        (
            MailKind::Cancellation | MailKind::Declined | MailKind::RequestLapsed | MailKind::OfferLapsed,
            _,
        ) if 0 < paid.refunded_on_cancellation() => {
            back_in_words(words, paid, paid.refunded_on_cancellation())
        }
        (MailKind::MoneyReturned, _) => words.comes_back(&sum(paid.late_amount())),
        (MailKind::Receipt, _) => words.was_charged(&sum(paid.charged())),
        _ => return String::new(),
    };
    format!("\n{line}\n")
}

/// Composes a mail about a gift card purchase; `None` if it is no longer relevant: refunded, or already opened.
pub(crate) fn about_purchase(
    app: &App,
    kind: MailKind,
    row: &Purchase,
    tenant: &Tenant,
) -> Result<Option<Mail>, Failure> {
    let words = words::of(&row.locale);
    let restaurant = &tenant.compiled.configuration.restaurant;
    let is_card = matches!(kind, MailKind::GiftCard | MailKind::GiftCardReminder);
    let is_paid_back = row.paid()?.state()? == PaymentState::Refunded;
    if (is_card && is_paid_back) || (kind == MailKind::GiftCardReminder && row.opened_at.is_some()) {
        return Ok(None);
    }
    let sum = words::money(words, row.amount, &row.currency);
    let gift = |reader: Reader| {
        Ok::<_, Failure>(format!("{}\n{}", words.mail_gift_here(), reader.url(app, &row.id)?))
    };
    let valid = words.gift_valid(&words::date(words, row.last_day()));
    let card =
        format!("{}\n{}: {}\n{valid}", words.gift_of(&sum), words.gift_code(), row.code(app)?.spaced());
    let is_for_recipient = !row.recipient_email.is_empty();
    let (to, name, subject, text) = match kind {
        MailKind::GiftCard | MailKind::GiftCardReminder => {
            let subject = match kind {
                MailKind::GiftCardReminder => words.mail_gift_waits().to_owned(),
                _ if is_for_recipient => words.mail_gift(&shortened(&row.buyer_name)),
                _ => words.mail_gift_own().to_owned(),
            };
            let name = if is_for_recipient { &row.recipient_name } else { &row.buyer_name };
            let message = if row.message.is_empty() { String::new() } else { format!("{}\n\n", row.message) };
            let mut text = format!("{message}{card}\n{}\n\n{}", words.gift_hint(), gift(Reader::Recipient)?);
            if !row.is_gift() {
                text = format!(
                    "{text}\n\n{}: {}\n{}\n{}",
                    words.gift_number(),
                    row.number,
                    row.paid()?.terms,
                    row.tax(words)
                );
            }
            (row.delivered_to(), name, subject, text)
        }
        MailKind::MoneyReturned => {
            let text = words.comes_back(&sum);
            (row.buyer_email.as_str(), &row.buyer_name, words.mail_returned().to_owned(), text)
        }
        _ => {
            let terms = &row.paid()?.terms;
            let tax = row.tax(words);
            let page = format!("{}\n{}", words.mail_gift_page(), Reader::Buyer.url(app, &row.id)?);
            let whom = words.gift_for(&shortened(&row.recipient_name));
            let arrives = row.deliver_on_day.map(|day| {
                format!("{}\n", words.gift_delivered_on(&words::date(words, api::Date(engine::Day(day)))))
            });
            let arrives = arrives.unwrap_or_default();
            let text = format!(
                "{} {whom}\n{arrives}{}: {}\n\n{terms}\n{tax}\n\n{page}",
                words.gift_of(&sum),
                words.gift_number(),
                row.number
            );
            (row.buyer_email.as_str(), &row.buyer_name, words.mail_gift_bought().to_owned(), text)
        }
    };
    let name = shortened(name);
    let body = format!(
        "{}\n\n{subject}.\n\n{text}\n\n{}\n{}\n{}\n",
        words.greeting(&name),
        restaurant.name,
        restaurant.address,
        restaurant.phone,
    );
    let subject = format!("{subject} · {}", restaurant.name);
    Ok(Some(Mail { recipient: to.to_owned(), subject, body }))
}
