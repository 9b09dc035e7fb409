//! GET /pay/{payToken}: the page on which a guest pays. Only the restaurant's own pages may frame it.
//!
//! What a card's bank reports to the page is not trusted, just like a callback: the payment is read at the provider.

use api::basics::status::Status;
use api::configuration::payment_terms::PaymentType;
use api::money::payment::PaymentState;
use api::{BookingPayment, Code};
use axum::Json;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{Redirect, Response};
use maud::{Markup, html};
use serde::{Deserialize, Serialize};

use crate::http::extract::{Json as JsonBody, PathParams};
use crate::operations::open_payment::{self, OpenedPayment};
use crate::payments::opening::at_provider;
use crate::payments::settle::settle;
use crate::payments::subject::Subject;
use crate::platform::app::App;
use crate::platform::failure::Failure;
use crate::platform::payment_provider::{Page, ProviderError};
use crate::platform::send;
use crate::platform::words::{self, Words};
use crate::providers::sandbox::{self, Card, CardOutcome};
use crate::providers::stripe;

use super::{dead_link, page};

/// The page: what is to be paid and the form, or the outcome.
#[send]
pub(crate) async fn show(
    app: App,
    PathParams(token): PathParams<String>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let opened = match open_payment::open(&app, &token).await {
        Ok(opened) => opened,
        Err(failure) => {
            return dead_link(failure, &headers, |words| (words.amount_due(), words.payment_over()));
        }
    };
    let opened = up_to_date(&app, &token, opened).await?;
    let words = words::of(opened.subject.locale());
    let seen = opened.payer_view(&app)?;
    let restaurant = &opened.tenant.compiled.configuration.restaurant;
    let body = if opened.is_payable()? && app.now_ms < opened.due().due_at {
        let OpenedPayment { payment, subject, tenant, .. } = &opened;
        let at_provider = at_provider(&app, tenant, payment, subject, &opened.due()).await?;
        form(&app, &opened, &seen, words, &token, &at_provider.page)?
    } else {
        outcome(&app, &opened, &seen, words)?
    };
    let mut response = page(words.code, words.amount_due(), &body);
    allow(response.headers_mut(), &restaurant.allowed_origins, opened.payment.provider() == stripe::NAME);
    Ok(response)
}

/// Reads the payment at the provider if it may have been paid there; if the provider does not answer, the page shows
/// the state that we know.
async fn up_to_date(app: &App, token: &str, opened: OpenedPayment) -> Result<OpenedPayment, Failure> {
    if !opened.is_payable()? || opened.due().reference.is_none() {
        return Ok(opened);
    }
    match settle(app, &opened.payment.id, None).await {
        Ok(()) => open_payment::open(app, token).await,
        Err(_) => Ok(opened),
    }
}

/// Allows the restaurant's own pages to frame this one and, if Stripe takes the card, Stripe's script to run and to
/// connect to Stripe (docs.stripe.com/security/guide#content-security-policy).
fn allow(headers: &mut HeaderMap, origins: &[String], is_stripe: bool) {
    let policy = headers.get(header::CONTENT_SECURITY_POLICY).and_then(|value| value.to_str().ok());
    let Some(policy) = policy else { return };
    let ancestors = format!("frame-ancestors 'self' {}", origins.join(" "));
    let mut policy = policy.replace("frame-ancestors 'none'", ancestors.trim_end());
    if is_stripe {
        for (part, hosts) in [
            ("script-src 'self'", "https://js.stripe.com"),
            ("frame-src 'self'", "https://js.stripe.com https://hooks.stripe.com"),
            ("connect-src 'self'", "https://api.stripe.com"),
        ] {
            policy = policy.replace(part, &format!("{part} {hosts}"));
        }
    }
    if let Ok(value) = HeaderValue::from_str(&policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, value);
    }
}

fn facts(opened: &OpenedPayment, app: &App, seen: &BookingPayment, words: &Words) -> Result<Markup, Failure> {
    let of_card = words::money(words, seen.gift_card_amount, &seen.currency);
    let what = match &opened.subject {
        Subject::Booking(row) => {
            let booking = row.booking(app, &opened.tenant)?;
            html! {
                p.when { (words::when(words, &booking)) }
                p { (words::what(words, &booking, &opened.tenant.compiled.configuration.restaurant.locales)) }
                p.number { (words.booking_number()) " " strong { (row.number) } }
            }
        }
        Subject::Purchase(row) => html! {
            p.when { (words.gift_of(&words::money(words, row.amount, &row.currency))) }
            @if row.is_gift() { p { (words.gift_for(&row.recipient_name)) } }
            p.number { (words.gift_number()) " " strong { (row.number) } }
        },
    };
    Ok(html! {
        (what)
        p.terms { (seen.terms) }
        @if 0 < seen.gift_card_amount { p { (words.of_gift_card(&of_card)) } }
    })
}

fn form(
    app: &App,
    opened: &OpenedPayment,
    seen: &BookingPayment,
    words: &Words,
    token: &str,
    page: &Page,
) -> Result<Markup, Failure> {
    let due = opened.due();
    let by_card = words::money(words, due.amount, &seen.currency);
    let is_guarantee = seen.kind == PaymentType::Guarantee;
    let button = if is_guarantee { words.leave_card().to_owned() } else { words.pay(&by_card) };
    let seconds = (due.due_at - app.now_ms).div_euclid(1000);
    let again = due.minutes * 60;
    let (time_left, time_is_short) = match &opened.subject {
        Subject::Booking(_) => (words.time_left(), words.time_is_short()),
        Subject::Purchase(_) => (words.gift_time_left(), words.gift_time_is_short()),
    };
    Ok(html! {
        header { h1 { (opened.tenant.compiled.configuration.restaurant.name) } }
        section.booking.payment data-state="pending" {
            h2 {
                (words.amount_due())
                @if !is_guarantee { " " strong { (by_card) } }
            }
            (facts(opened, app, seen, words)?)
            div.countdown {
                p { (time_left) " " strong role="timer" data-seconds=(seconds) {} }
                @if !due.is_extended {
                    form #more method="post" action={ (token) "/extend" } data-seconds=(again) {
                        button type="submit" { (words.more_time()) }
                    }
                }
            }
            p.voice #said role="status" data-soon=(time_is_short) data-more=(words.time_is_longer()) {}
            @match page {
                Page::Sandbox => { (sandbox_form(words, &button)) }
                Page::Stripe { client_secret, publishable_key } => {
                    form #card novalidate data-secret=(client_secret) data-key=(publishable_key)
                        data-guarantee=(is_guarantee) data-declined=(words.declined()) data-lost=(words.not_reached()) {
                        div #element {}
                        p #fault.fault role="alert" {}
                        button.main type="submit" { (button) }
                    }
                    script src="https://js.stripe.com/v3/" {}
                }
                Page::External { url } => {
                    p #card { a.button.main href=(url) target="_blank" rel="noopener noreferrer" { (button) } }
                    p.hint { (words.pay_elsewhere()) }
                }
            }
            @if !matches!(page, Page::External { .. }) { noscript { p { (words.pay_needs_script()) } } }
        }
        @match page {
            Page::Stripe { .. } => { script src="/pay-stripe.js" defer {} }
            Page::External { .. } => { script src="/pay-elsewhere.js" defer {} }
            Page::Sandbox => {}
        }
        script src="/pay.js" defer {}
    })
}

fn sandbox_form(words: &Words, button: &str) -> Markup {
    html! {
            form #card novalidate data-refused=(words.test_house()) data-declined=(words.declined())
            data-empty=(words.card_is_empty()) data-lost=(words.not_reached()) {
            label for="number" { (words.card_number()) }
            input #number inputmode="numeric" autocomplete="cc-number" required aria-describedby="fault";
            div.pair {
                div {
                    label for="expiry" { (words.card_expiry()) }
                    input #expiry inputmode="numeric" autocomplete="cc-exp" placeholder="MM/YY" required;
                }
                div {
                    label for="code" { (words.card_code()) }
                    input #code inputmode="numeric" autocomplete="cc-csc" required;
                }
            }
            p #fault.fault role="alert" {}
            button.main type="submit" { (button) }
        }
        div #factor hidden {
            p { (words.second_factor()) }
            button.main type="button" { (words.second_factor_yes()) }
        }
        p.hint { (words.test_house()) }
        ul.cards {
            @for (number, does) in test_cards(words) { li { code { (number) } " " (does) } }
        }
    }
}

/// The test cards that the page lists below the form; `static/pages/pay.js` has them too.
fn test_cards(words: &Words) -> [(&'static str, &'static str); 6] {
    [
        ("4242 4242 4242 4242", words.test_card_pays()),
        ("4000 0025 0000 3155", words.test_card_factor()),
        ("4000 0000 0000 0002", words.test_card_declined()),
        ("4000 0000 0000 9995", words.test_card_empty()),
        ("4000 0000 0000 0077", words.test_card_slow()),
        ("4000 0000 0000 0341", words.test_card_fee()),
    ]
}

fn outcome(
    app: &App,
    opened: &OpenedPayment,
    seen: &BookingPayment,
    words: &Words,
) -> Result<Markup, Failure> {
    let state = serde_json::to_value(seen.state).map_err(Failure::internal)?;
    let (heading, text, has_mail) = match &opened.subject {
        Subject::Booking(row) => {
            let text = booking_outcome(opened, seen, row.status()?, words);
            (words.your_booking(), text, engine::Status::from(row.status()?).keeps_tables())
        }
        Subject::Purchase(_) => {
            let (text, has_card) = match seen.state {
                PaymentState::Paid | PaymentState::Reserved | PaymentState::PartiallyRefunded => {
                    (words.gift_paid(), true)
                }
                PaymentState::Expired | PaymentState::Pending => (words.gift_expired(), false),
                _ => (words.payment_over(), false),
            };
            (words.gift_card(), text, has_card)
        }
    };
    // Whoever has this link may pay. It opens neither the booking nor the gift card: their links went to the guest.
    Ok(html! {
        header { h1 { (opened.tenant.compiled.configuration.restaurant.name) } }
        section.booking data-state=(state.as_str().unwrap_or_default()) {
            h2 { (heading) }
            p role="status" { strong { (text) } }
            (facts(opened, app, seen, words)?)
            @if has_mail { p.hint { (words.link_in_mail()) } }
        }
        script src="/pay.js" defer {}
    })
}

fn booking_outcome(
    opened: &OpenedPayment,
    seen: &BookingPayment,
    status: Status,
    words: &Words,
) -> &'static str {
    let stands = engine::Status::from(status).keeps_tables();
    match seen.state {
        PaymentState::Expired if opened.supplement().is_some() && stands => words.change_undone(),
        _ if !stands && (seen.state != PaymentState::Expired || opened.supplement().is_some()) => {
            words.payment_over()
        }
        PaymentState::Paid | PaymentState::Reserved => words.paid(),
        PaymentState::Guaranteed => words.card_kept(),
        PaymentState::Expired | PaymentState::Pending => words.payment_expired(),
        PaymentState::Charged
        | PaymentState::PartiallyRefunded
        | PaymentState::Refunded
        | PaymentState::Cancelled => words.payment_over(),
    }
}

/// A card that the guest tries.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Trial {
    card: Card,
    #[serde(default)]
    is_confirmed: bool,
}

/// The outcome of a trial.
#[derive(Serialize)]
pub(crate) struct Verdict {
    /// `paid`, `processing`, `second_factor`, `card_declined`, `insufficient_funds` or `too_late`.
    outcome: &'static str,
}

/// POST /pay/{payToken}/card: handles the sandbox's card form.
#[send]
pub(crate) async fn try_card(
    app: App,
    PathParams(token): PathParams<String>,
    JsonBody(trial): JsonBody<Trial>,
) -> Result<Json<Verdict>, Failure> {
    let opened = open_payment::open(&app, &token).await?;
    let reference = opened.due().reference.filter(|_| opened.payment.provider() == sandbox::NAME);
    let reference =
        reference.ok_or_else(|| Failure::new(Code::PaymentNotFound, "this link opens no payment"))?;
    let tried = sandbox::try_card(&app, reference, trial.card, trial.is_confirmed)
        .await
        .map_err(ProviderError::unavailable)?;
    let outcome = match tried {
        CardOutcome::Paid => {
            settle(&app, &opened.payment.id, None).await?;
            let state = open_payment::open(&app, &token).await?.payer_view(&app)?.state;
            if state == PaymentState::Pending { "processing" } else { "paid" }
        }
        CardOutcome::SecondFactor => "second_factor",
        CardOutcome::Declined(why) => why,
        CardOutcome::TooLate => "too_late",
    };
    Ok(Json(Verdict { outcome }))
}

/// POST /pay/{payToken}/extend: extends the time to pay, once, and redirects to the page.
#[send]
pub(crate) async fn extend(app: App, PathParams(token): PathParams<String>) -> Result<Redirect, Failure> {
    match open_payment::extend(&app, &token).await {
        Err(failure) if failure.code() != Code::PaymentNotAllowed => Err(failure),
        _ => Ok(Redirect::to(&format!("/pay/{token}"))),
    }
}

/// POST /pay/{payToken}/check: reads the payment at the provider, for banks that take a while to decide.
#[send]
pub(crate) async fn check(
    app: App,
    PathParams(token): PathParams<String>,
) -> Result<Json<BookingPayment>, Failure> {
    let opened = open_payment::open(&app, &token).await?;
    settle(&app, &opened.payment.id, None).await?;
    let opened = open_payment::open(&app, &token).await?;
    Ok(Json(opened.payer_view(&app)?))
}
