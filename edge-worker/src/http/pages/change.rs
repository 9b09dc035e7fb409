//! GET and POST /manage/{manageToken}/change: a guest changes party size, day or time. The price of a change is shown
//! before it is made. Works without JavaScript.

use api::booking::guest_booking::BookingChange;
use api::{Alternative, Code, Date};
use axum::extract::RawQuery;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use guest::words::{BookingTexts, BookingWords};
use maud::{Markup, html};
use serde::Deserialize;

use crate::http::extract::{PathParams, QueryParams, idempotency_key};
use crate::operations::change_booking::{self, ChangeOutcome, ChangeQuestion};
use crate::operations::manage_booking::{self, GuestBooking};
use crate::payments::change::{BookingTarget, Difference};
use crate::platform::app::App;
use crate::platform::failure::Failure;
use crate::platform::words::{self, Words};
use crate::platform::{secret, send};

use super::{dead_link, page, phone_line};

/// The form, the free times of the day, and what the change costs.
#[send]
pub(crate) async fn show(
    app: App,
    PathParams(token): PathParams<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let mut question = question(query.as_deref().unwrap_or_default());
    let opened = match manage_booking::open(&app, &token).await {
        Ok(opened) => opened,
        Err(failure) => {
            return dead_link(failure, &headers, |words| (words.your_booking(), words.link_opens_nothing()));
        }
    };
    let words = words::of(&opened.row.locale);
    let mut quoted = change_booking::quote(&app, &opened, &question).await;
    if quoted.as_ref().is_err_and(|failure| failure.code() == Code::InvalidInput) {
        // Such as a day that is too far ahead to be asked about.
        question = ChangeQuestion::default();
        quoted = change_booking::quote(&app, &opened, &question).await;
    }
    let content = match quoted {
        Ok(quoted) => {
            let form = change(&opened, &quoted, &token, &question, words)?;
            html! {
                h1.voice { (opened.tenant.compiled.configuration.restaurant.name) }
                script src="/embed.js" async {}
                // What stands inside is seen until the widget is there, which does the same without another page.
                couvert-widget restaurant=(opened.tenant.slug()) lang=(words.code) change=(token) { (form) }
                footer { p { a href={ "/manage/" (token) } { (words.back_to_booking()) } } }
            }
        }
        Err(failure) if failure.code() == Code::ChangeNotAllowed => refused(&opened, &token, words),
        Err(failure) => return Err(failure),
    };
    Ok(page(words.code, words.change_title(), &content))
}

/// What the address asks for. Links get marks of mail programs and trackers on their way, and are mistyped: what cannot be
/// read counts as not asked.
fn question(query: &str) -> ChangeQuestion {
    let mut question = ChangeQuestion::default();
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        match &*name {
            "attendees" => question.attendees = value.parse().ok().filter(|attendees| 0 < *attendees),
            "day" => question.day = value.parse().ok(),
            "minutes" => question.minutes = value.parse().ok(),
            _ => {}
        }
    }
    question
}

/// A change whose price the guest has seen.
#[derive(Deserialize)]
pub(crate) struct Made {
    attendees: u16,
    day: Date,
    minutes: u16,
    /// The price that was shown, in minor units.
    accepted: i64,
    /// The idempotency key, generated with the form, so that a form sent twice makes one change.
    key: String,
}

/// Makes the change, and redirects to the payment page or the booking.
#[send]
pub(crate) async fn make(
    app: App,
    PathParams(token): PathParams<String>,
    QueryParams(made): QueryParams<Made>,
) -> Result<Response, Failure> {
    let Made { attendees, day, minutes, accepted, key } = made;
    let body = BookingChange {
        attendees: Some(attendees),
        day: Some(day),
        minutes: Some(minutes),
        floor_plan_id: None,
        accepted_amount: Some(accepted),
    };
    let parts =
        [token.clone(), attendees.to_string(), day.to_string(), minutes.to_string(), accepted.to_string()];
    let parts: Vec<&[u8]> = parts.iter().map(String::as_bytes).collect();
    let key = idempotency_key(&app, &key, &parts)?;
    let to = match change_booking::change(&app, &token, &key, &body).await {
        Ok(booking) => booking.payment.and_then(|payment| payment.pay_url),
        // Shows the times and the price as they are now.
        Err(failure) if !failure.exclusion_reasons().is_empty() || failure.code() == Code::QuoteChanged => {
            Some(format!("/manage/{token}/change?attendees={attendees}&day={day}&minutes={minutes}"))
        }
        Err(failure) if failure.code() == Code::ChangeNotAllowed => Some(format!("/manage/{token}/change")),
        Err(failure) => return Err(failure),
    };
    Ok(Redirect::to(&to.unwrap_or_else(|| format!("/manage/{token}"))).into_response())
}

fn refused(opened: &GuestBooking, token: &str, words: &Words) -> Markup {
    let restaurant = &opened.tenant.compiled.configuration.restaurant;
    html! {
        header { h1 { (restaurant.name) } }
        section.booking {
            h2 { (words.change_title()) }
            p role="status" { (words.cannot_change()) }
            (phone_line(&restaurant.phone))
            p { a href={ "/manage/" (token) } { (words.back_to_booking()) } }
        }
    }
}

fn change(
    booking: &GuestBooking,
    outcome: &ChangeOutcome,
    token: &str,
    question: &ChangeQuestion,
    words: &Words,
) -> Result<Markup, Failure> {
    let GuestBooking { row, tenant } = booking;
    let ChangeOutcome { wanted, times, nothing, alternatives, window, .. } = outcome;
    let is_asked = question.attendees.is_some() || question.day.is_some();
    let is_new =
        wanted.attendees != row.attendees || wanted.day.0 != row.day() || wanted.minutes != row.minutes;
    let is_free = times.contains(&wanted.minutes);
    let settings = &tenant.compiled.configuration.settings;
    let clock = |minutes: u16| words::clock(words, minutes);
    let link = |minutes: u16| {
        format!("/manage/{token}/change?attendees={}&day={}&minutes={minutes}", wanted.attendees, wanted.day)
    };
    Ok(html! {
        section.booking {
            p.label { (tenant.compiled.configuration.restaurant.name) }
            h2 { (words.change_title()) }
            form method="get" {
                div.pair {
                    div {
                        label for="attendees" { (words.guests()) }
                        input #attendees name="attendees" type="number" required value=(wanted.attendees)
                            min=(settings.min_party_size.max(1)) max=(settings.max_party_size);
                    }
                    div {
                        label for="day" { (words.day()) }
                        input #day name="day" type="date" required value=(wanted.day)
                            min=(Date(*window.start())) max=(Date(*window.end()));
                    }
                }
                p { button type="submit" { (words.show_times()) } }
            }
            @if is_asked {
                h3 { (words.free_times()) }
                @if let Some(reason) = nothing {
                    p role="status" { (words.day_sentence(*reason)) }
                    @if !alternatives.is_empty() { (instead(alternatives, token, words)) }
                }
                ul.times {
                    @for minutes in times {
                        li {
                            a href=(link(*minutes)) aria-current=[(*minutes == wanted.minutes).then_some("true")] {
                                (clock(*minutes))
                            }
                        }
                    }
                }
                @if is_new && is_free { (confirm(booking, outcome, token, words)?) }
            }
        }
    })
}

/// What is free instead, each with one tap.
fn instead(alternatives: &[Alternative], token: &str, words: &Words) -> Markup {
    html! {
        p { (words.nearest_times()) }
        ul {
            @for Alternative { attendees, day, minutes, .. } in alternatives {
                li {
                    a href={ "/manage/" (token) "/change?attendees=" (attendees) "&day=" (day) "&minutes=" (minutes) } {
                        (words::at(words, *day, *minutes)) ", " (words::guests(words, *attendees))
                    }
                }
            }
        }
    }
}

/// What the change costs, and the button that makes it.
fn confirm(
    opened: &GuestBooking,
    quoted: &ChangeOutcome,
    token: &str,
    words: &Words,
) -> Result<Markup, Failure> {
    let ChangeOutcome { wanted: BookingTarget { day, minutes, attendees }, difference, cut_short, .. } =
        quoted;
    let Difference { supplement, back, lost, agreed } = difference;
    let currency = &opened.tenant.compiled.configuration.restaurant.currency;
    let sum = |minor| words::money(words, minor, currency);
    let key = secret::id();
    let action = format!(
        "/manage/{token}/change?attendees={attendees}&day={day}&minutes={minutes}&accepted={}&key={key}",
        difference.accepted()
    );
    Ok(html! {
        form method="post" action=(action) {
            p.when {
                (words::at(words, *day, *minutes))
                @if let Some(stay) = cut_short { ", " (words.until(&words::clock(words, minutes + stay))) }
            }
            p { (words::guests(words, *attendees)) }
            @if 0 < *supplement { p { strong { (words.change_pays(&sum(*supplement))) } } }
            @if 0 < *back { p { strong { (words.change_returns(&sum(*back))) } } }
            @if 0 < *lost && !opened.is_guaranteed() { p { strong { (words.change_loses(&sum(*lost))) } } }
            @if *supplement == 0 && *back == 0 { p { (words.change_costs_nothing()) } }
            @if let Some(agreed) = agreed { p.hint { (agreed.terms) } }
            button.main type="submit" { (if 0 < *supplement { words.change_and_pay() } else { words.change_it() }) }
        }
    })
}
