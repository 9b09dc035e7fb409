//! GET and POST /manage/{manageToken}: a guest looks at their booking and calls it off. Looking changes nothing,
//! since mail scanners look too; and it works without a script.

use api::Code;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};

use super::{page, preferred_locale};
use crate::app::App;
use crate::extract::At;
use crate::problem::Failure;
use crate::reservation::calendar_url;
use crate::routes::guest::booking::{Opened, call_off, open};
use crate::words::{self, Words};

/// The booking.
#[worker::send]
pub(crate) async fn show(
    State(app): State<App>,
    At(token): At<String>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let opened = match open(&app, &token).await {
        Ok(opened) => opened,
        Err(failure) if failure.is_not_found() => {
            let words = words::of(preferred_locale(&headers));
            let body = html! { h1 { (words.your_booking) } p { (words.link_opens_nothing) } };
            return Ok((failure.status(), page(words.code, words.your_booking, &body)).into_response());
        }
        Err(failure) => return Err(failure),
    };
    let words = words::of(&opened.row.locale);
    Ok(page(words.code, words.your_booking, &body(&app, &opened, &token, words)?))
}

/// Calls it off and shows it again, by a redirect, so that reloading sends nothing twice.
#[worker::send]
pub(crate) async fn cancel(State(app): State<App>, At(token): At<String>) -> Result<Redirect, Failure> {
    match call_off(&app, &token).await {
        // The page has the words for a booking that is not there, or can no longer be called off.
        Err(failure) if !failure.is_not_found() && failure.code() != Code::TransitionNotAllowed => {
            Err(failure)
        }
        _ => Ok(Redirect::to(&format!("/manage/{token}"))),
    }
}

fn body(app: &App, opened: &Opened, token: &str, words: &Words) -> Result<Markup, Failure> {
    let restaurant = &opened.tenant.compiled.configuration.restaurant;
    let booking = opened.row.booking(&opened.tenant, app.now())?;
    let is_cancelled = booking.status == api::reservation::Status::Cancelled;
    Ok(html! {
        header {
            h1 { (restaurant.name) }
            p { (restaurant.address) }
        }
        section.booking {
            h2 { (words.your_booking) }
            p.when { (words::when(words, &booking)) }
            p { (words::what(words, &booking)) }
            p { (booking.first_name) " " (booking.last_name) }
            p.number { (words.number) " " strong { (booking.number) } }
            @if is_cancelled {
                p role="status" { strong { (words.is_cancelled) } }
                p { a.button href={ "/r/" (restaurant.slug) "?lang=" (words.code) } { (words.book_again) } }
            } @else {
                p { a.button href=(calendar_url(app, token)) { (words.calendar) } }
                @if booking.can_cancel {
                    form method="post" {
                        p { (words.cancel_hint) }
                        button type="submit" { (words.cancel) }
                    }
                } @else {
                    p { (words.cannot_cancel) }
                }
            }
            p { a href={ "tel:" (restaurant.phone.replace(' ', "")) } { (restaurant.phone) } }
        }
    })
}
