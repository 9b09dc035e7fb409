//! GET and POST /manage/{manageToken}: a guest views and cancels their booking, or accepts what the restaurant offers. GET changes nothing about
//! the booking, since mail scanners open links too; it only records that the guest's address receives mail. Works without
//! JavaScript.

use api::{BookingPayment, Code};
use axum::extract::RawQuery;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use engine::Instant;
use guest::words::BookingTexts;
use maud::{Markup, html};

use crate::booking::reservation::calendar_url;
use crate::booking::standing::{self, Standing};
use crate::http::extract::PathParams;
use crate::ledger::payment::Payment;
use crate::ledger::payment::sentences::{back_in_words, paid_in_words};
use crate::operations::change_booking::is_changeable;
use crate::operations::manage_booking::{self, GuestBooking};
use crate::operations::{accept_offer, cancel_booking, confirm_address};
use crate::platform::app::App;
use crate::platform::failure::{Failure, log};
use crate::platform::send;
use crate::platform::words::{self, Words};

use super::{dead_link, page, phone_line};

/// The booking's page.
#[send]
pub(crate) async fn show(
    app: App,
    PathParams(token): PathParams<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let opened = match manage_booking::open(&app, &token).await {
        Ok(opened) => opened,
        Err(failure) => {
            return dead_link(failure, &headers, |words| (words.your_booking(), words.link_opens_nothing()));
        }
    };
    let query = query.unwrap_or_default();
    let mut parameters = url::form_urlencoded::parse(query.as_bytes());
    if let Some((_, given)) = parameters.find(|(name, _)| name == confirm_address::PARAMETER) {
        // The page is worth more than the record: the link can be opened again.
        if let Err(failure) = confirm_address::confirm(&app, &opened.tenant, &opened.row, &given).await {
            log(&format!("confirm an address: {failure:?}"));
        }
    }
    let words = words::of(&opened.row.locale);
    Ok(page(words.code, words.your_booking(), &body(&app, &opened, &token, words)?))
}

/// Cancels the booking and redirects to its page, so that a reload does not send the form again.
#[send]
pub(crate) async fn cancel(
    app: App,
    PathParams(token): PathParams<String>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    done(cancel_booking::cancel(&app, &token).await, &token, &headers)
}

/// Accepts what the restaurant offers, and redirects to the booking's page.
#[send]
pub(crate) async fn accept(
    app: App,
    PathParams(token): PathParams<String>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    done(accept_offer::accept(&app, &token).await, &token, &headers)
}

/// The booking's page, which explains what can no longer be done.
fn done(
    outcome: Result<GuestBooking, Failure>,
    token: &str,
    headers: &HeaderMap,
) -> Result<Response, Failure> {
    match outcome {
        // Only a token that opens a booking becomes part of an address.
        Err(failure) if failure.is_not_found() => {
            dead_link(failure, headers, |words| (words.your_booking(), words.link_opens_nothing()))
        }
        Err(failure) if failure.code() != Code::TransitionNotAllowed => Err(failure),
        _ => Ok(Redirect::to(&format!("/manage/{token}")).into_response()),
    }
}

fn body(app: &App, opened: &GuestBooking, token: &str, words: &Words) -> Result<Markup, Failure> {
    let restaurant = &opened.tenant.compiled.configuration.restaurant;
    let booking = opened.row.booking(app, &opened.tenant)?;
    let is_pending = booking.status == api::basics::status::Status::PaymentPending;
    let refundable = opened.row.payment.as_ref().map_or(Ok(0), |paid| paid.refundable())?;
    let pay_url = booking.payment.as_ref().and_then(|payment| payment.pay_url.as_ref());
    // Nothing can be changed while something is to be paid.
    let is_changeable = pay_url.is_none() && is_changeable(app, &opened.row)?;
    let standing = Standing::of(booking.status);
    Ok(html! {
        header {
            h1 { (restaurant.name) }
            p { (restaurant.address) }
        }
        section.booking {
            h2 { (words.your_booking()) }
            p.when { (words::when(words, &booking)) }
            p { (words::what(words, &booking, &restaurant.locales)) }
            p { (words::full_name(words, &booking.first_name, &booking.last_name)) }
            p.number { (words.booking_number()) " " strong { (booking.number) } }
            @if !booking.message_to_guest.is_empty() { blockquote { (booking.message_to_guest) } }
            @if standing == Standing::Off {
                p role="status" { strong { (standing::sentence(words, booking.status)) } }
                @for sentence in came_back(words, opened.row.payment.as_deref()) { p { (sentence) } }
                p { a.button href={ "/r/" (restaurant.slug) "?lang=" (words.code) } { (words.book_again()) } }
            } @else {
                @if let Some(link) = pay_url {
                    p role="status" { (if is_pending { words.mail_to_pay() } else { words.mail_difference() }) "." }
                    @if let Some(sentence) = still_due(words, opened, booking.payment.as_deref()) { p { (sentence) } }
                    p { a.button href=(link) { (words.amount_due()) } }
                } @else {
                    p role="status" { (standing::sentence(words, booking.status)) }
                    @if let Some(sentence) = standing::deadline(words, &booking) { p { (sentence) } }
                    @if standing == Standing::Offered && app.now() < opened.row.lapses() {
                        form method="post" action={ "/manage/" (token) "/accept" } { button.main type="submit" { (words.accept()) } }
                    } @else if standing != Standing::Over { p { a.button href=(calendar_url(app, token)) { (words.calendar()) } } }
                }
                @if let Some(payment) = &booking.payment { p { (payment.terms) } }
                @for sentence in was_paid(words, opened.row.payment.as_deref())? { p { (sentence) } }
                @if is_changeable { p { a href={ "/manage/" (token) "/change" } { (words.change()) } } }
                @if booking.can_cancel {
                    // One tap opens it, and only the next one cancels.
                    details.cancel {
                        summary { (words.cancel()) }
                        form method="post" {
                            p { (words.cancel_hint()) }
                            @for sentence in what_it_costs(words, booking.payment.as_deref(), refundable) { p { strong { (sentence) } } }
                            button type="submit" { (words.cancel_yes()) }
                        }
                    }
                } @else if standing != Standing::Over {
                    p { (words.cannot_cancel()) }
                }
            }
            (phone_line(&restaurant.phone))
        }
    })
}

/// What comes back because it was cancelled, and what came back before.
fn came_back(words: &Words, payment: Option<&Payment>) -> Vec<String> {
    let Some(payment) = payment else { return Vec::new() };
    let now = payment.refunded_on_cancellation();
    let before = payment.refunded_or_ordered() - now;
    let back = (0 < now).then(|| back_in_words(words, payment, now));
    let came_back = (0 < before).then(|| words.came_back(&words::money(words, before, &payment.currency)));
    back.into_iter().chain(came_back).collect()
}

/// What is still to be paid, at first or for a change, and until when.
fn still_due(words: &Words, opened: &GuestBooking, payment: Option<&BookingPayment>) -> Option<String> {
    let payment = payment?;
    let until = opened.tenant.local(Instant(payment.due_at?.seconds.div_euclid(60)));
    let sum = words::money(words, payment.to_pay, &payment.currency);
    Some(words.still_due(&sum, &words::clock(words, until.minutes)))
}

/// What was paid, and what of it came back.
fn was_paid(words: &Words, payment: Option<&Payment>) -> Result<Vec<String>, Failure> {
    let Some(payment) = payment else { return Ok(Vec::new()) };
    let (taken, back) = (payment.taken()?, payment.refunded_or_ordered());
    let came_back = (0 < back).then(|| words.came_back(&words::money(words, back, &payment.currency)));
    let paid = (0 < taken).then(|| paid_in_words(words, payment, taken));
    Ok(paid.into_iter().chain(came_back).collect())
}

/// What cancelling would cost and refund, to be shown before it is done.
fn what_it_costs(words: &Words, payment: Option<&BookingPayment>, refundable: i64) -> Vec<String> {
    use api::money::payment::PaymentState::{Guaranteed, Paid, PartiallyRefunded, Reserved};
    let Some(payment) =
        payment.filter(|p| matches!(p.state, Guaranteed | Paid | PartiallyRefunded | Reserved))
    else {
        return Vec::new();
    };
    let sum = |minor| words::money(words, minor, &payment.currency);
    let costs = if payment.fee_now == 0 {
        words.cancel_is_free().to_owned()
    } else {
        words.cancel_costs(&sum(payment.fee_now))
    };
    let back = refundable - payment.fee_now;
    let returns = (payment.state != Guaranteed && 0 < back).then(|| words.cancel_returns(&sum(back)));
    std::iter::once(costs).chain(returns).collect()
}
