//! GET and POST /r/{slug}/book: the guest's details for a start that they chose, and the booking; without scripts. What is
//! to be paid is paid on a page that needs them, as the banks' own do: the form says so.
//!
//! No table is kept while the guest types. If it is gone by then, what they typed stays, and other starts are offered as
//! buttons of the same form.

use api::Code;
use axum::extract::RawQuery;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use guest::flow::{Faults, Field, Flow, Form, Guest, Held, Help, Stage, Start};
use guest::house::Quote;
use guest::words::{BookingTexts, BookingWords};
use maud::{Markup, html};

use crate::house::shown_house::{current_house, shown_house};
use crate::house::visitor::Visitor;
use crate::http::extract::{FormFields, PathParams, idempotency_key};
use crate::operations::book_for_guest;
use crate::platform::app::App;
use crate::platform::failure::Failure;
use crate::platform::words::{self, Words};
use crate::platform::{secret, send};

use super::booking_choice::Choice;
use super::hosted::Visit;
use super::phone_link;

const TITLE: fn(&Words) -> &'static str = Words::book_a_table;

/// A form that another start was chosen in, and that is not to be booked yet.
const OTHER_START: &str = "otherStart";

/// The form for the start that the address names; the day's times where it names none that can be booked.
#[send]
pub(crate) async fn show(
    app: App,
    PathParams(slug): PathParams<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let visit = match Visit::open(&app, &slug, query.as_deref(), &headers, TITLE).await? {
        Ok(visit) => visit,
        Err(response) => return Ok(response),
    };
    let house = shown_house(&app, &visit.restaurant.slug).await?;
    let choice = Choice::of(&house, &visit.query, visit.words, app.now());
    let minutes = visit.query.number("minutes").filter(|minutes| choice.has(*minutes));
    let Some(held) = chosen(&choice, minutes) else {
        return Ok(Redirect::to(&choice.back()).into_response());
    };
    let entry = Entry { key: secret::id(), ..Entry::default() };
    Ok(visit.page(TITLE(visit.words), &form(&visit, &choice, &held, &entry, None), &html! {}))
}

/// Books, and leads on to the payment or the booking; or says what is wrong, with what was typed still there.
#[send]
pub(crate) async fn book(
    app: App,
    PathParams(slug): PathParams<String>,
    RawQuery(query): RawQuery,
    visitor: Visitor,
    headers: HeaderMap,
    fields: FormFields,
) -> Result<Response, Failure> {
    let visit = match Visit::open(&app, &slug, query.as_deref(), &headers, TITLE).await? {
        Ok(visit) => visit,
        Err(response) => return Ok(response),
    };
    let house = shown_house(&app, &visit.restaurant.slug).await?;
    let choice = Choice::of(&house, &visit.query, visit.words, app.now());
    let Some(held) = chosen(&choice, visit.query.number("minutes")) else {
        return Ok(Redirect::to(&choice.back()).into_response());
    };
    let mut entry = Entry::read(&fields);
    if fields.get(OTHER_START).is_some() {
        let shown = form(&visit, &choice, &held, &Entry { key: secret::id(), ..entry }, None);
        return Ok(visit.page(TITLE(visit.words), &shown, &html! {}));
    }
    let outcome = if choice.is_as_asked(&visit.query) {
        attempt(&app, &visit, &visitor, &choice, &held, &entry).await
    } else {
        // Another day, party or menu than the guest was shown: they see it before it is booked.
        Err(Failure::new(Code::ExperienceNotFound, "what the form is for has changed"))
    };
    let failure = match outcome {
        Ok(to) => return Ok(Redirect::to(&to).into_response()),
        Err(failure) if matches!(failure.code(), Code::RestaurantNotFound | Code::Internal) => {
            return Err(failure);
        }
        Err(failure) => failure,
    };
    // What is sent next is another request.
    entry.key = secret::id();
    entry.faults.extend(failure.more.errors.iter().filter_map(|error| Field::of_pointer(&error.pointer)));
    if failure.code() == Code::GiftCardNotUsable {
        entry.faults.push(Field::GiftCard);
    }
    // As it is now: the price may have changed, or the table is gone.
    let house = current_house(&app, &visit.restaurant.slug).await?;
    let choice = Choice::of(&house, &visit.query, visit.words, app.now());
    let shown = form(&visit, &choice, &held, &entry, Some(&failure));
    Ok((failure.status(), visit.page(TITLE(visit.words), &shown, &html! {})).into_response())
}

/// Where to go from a booking that was made.
async fn attempt(
    app: &App,
    visit: &Visit,
    visitor: &Visitor,
    choice: &Choice<'_>,
    held: &Held,
    entry: &Entry,
) -> Result<String, Failure> {
    // As the widget would have come here.
    let stage = Stage::Details(held.clone(), Form::Open(Faults::default()));
    let flow = Flow { guest: entry.guest.clone(), stage, ..Flow::new(choice.wish) };
    let request = choice.house.booking_request(&flow, visit.words.code);
    let mut request = request.ok_or_else(|| Failure::internal("a form for nothing"))?;
    // What the guest was shown, not what it costs by now.
    request.accepted_amount = Some(entry.accepted);
    let body = serde_json::to_vec(&request).map_err(Failure::internal)?;
    let slug = visit.restaurant.slug.as_str();
    let key = idempotency_key(app, &entry.key, &[slug.as_bytes(), &body])?;
    let booked = book_for_guest::book(app, slug, visitor, &key, &request).await?;
    Ok(booked.booking.payment.and_then(|payment| payment.pay_url).unwrap_or(booked.manage_url))
}

/// The start that is about to be booked, for which no table is kept.
fn chosen(choice: &Choice<'_>, minutes: Option<u16>) -> Option<Held> {
    let start = Start { day: choice.wish.day, minutes: minutes? };
    Some(choice.house.unheld(&Flow::new(choice.wish), start))
}

/// What was typed, and what the form carries with it.
#[derive(Default)]
struct Entry {
    guest: Guest,
    /// The price that was shown, in minor units.
    accepted: i64,
    /// The idempotency key: a form that is sent twice books once.
    key: String,
    faults: Vec<Field>,
}

impl Entry {
    fn read(fields: &FormFields) -> Self {
        let mut guest = Guest { consent: fields.get(Field::Consent.name()).is_some(), ..Guest::default() };
        for field in Field::ALL {
            guest.set(field, fields.get(field.name()).unwrap_or_default().to_owned());
        }
        let accepted = fields.get("accepted").and_then(|amount| amount.parse().ok()).unwrap_or(0);
        Self { guest, accepted, key: fields.get("key").unwrap_or_default().to_owned(), faults: Vec::new() }
    }
}

fn form(visit: &Visit, choice: &Choice<'_>, held: &Held, entry: &Entry, failure: Option<&Failure>) -> Markup {
    let Visit { restaurant, words, .. } = visit;
    let house = choice.house;
    let quote = house.quote(&held.hold);
    let amount = quote.as_ref().map_or(0, |quote| quote.amount);
    let snapshot = &house.snapshot;
    let is_request = house.is_on_request(&held.hold);
    let answer_by = house.answer_by(&held.hold, choice.now);
    let is_paid = quote.as_ref().is_some_and(|quote| !quote.is_guarantee());
    let sum = words::money(words, amount, &snapshot.restaurant.currency);
    html! {
        section.booking {
            p.label { (words.book_a_table()) }
            h2 { (restaurant.name) }
            (summary(choice, held))
            @if let Some(quote) = &quote { (costs(choice, held, quote, &sum)) }
            p { a href=(choice.back()) { (words.other_times()) } }
            form method="post" action=(choice.link(&choice.wish, held.hold.minutes)) {
                @if let Some(failure) = failure { (refusal(choice, failure, words)) }
                h3 { (words.details()) }
                input type="hidden" name="key" value=(entry.key);
                input type="hidden" name="accepted" value=(amount);
                @for field in Field::in_order(words.lang()) {
                    @if field != Field::Consent && (field != Field::GiftCard || is_paid) { (text_field(field, entry, words)) }
                }
                (consent(visit, entry))
                @if quote.is_some() { noscript { p.fault { (words.pay_needs_script()) @if let Some(link) = phone_link(&restaurant.phone) { " " (words.call()) " " (link) } } } }
                @if let Some(by) = answer_by { p.hint { (words.answer_by(&words::at(words, by.day, by.minutes))) } }
                button.main type="submit" {
                    @if is_request { (words.request()) }
                    @else if is_paid { (words.book_and_pay(&sum)) }
                    @else { (words.book()) }
                }
            }
        }
    }
}

fn summary(choice: &Choice<'_>, held: &Held) -> Markup {
    let Choice { house, wish, words, .. } = choice;
    let hold = &held.hold;
    let start = words::at(words, hold.day, hold.minutes);
    let area = house.wished_area(wish, words.code);
    html! {
        p.when {
            (start)
            @if let Some(end) = house.end(hold) { ", " (words.until(&words::clock(words, end))) }
        }
        p {
            (words::guests(words, wish.attendees)) " · " (house.wished_experience(wish, words.code))
            @if !area.is_empty() { " · " (area) }
        }
    }
}

/// What it costs, and until when what comes back.
fn costs(choice: &Choice<'_>, held: &Held, quote: &Quote, sum: &str) -> Markup {
    let deadlines = choice.house.deadlines(quote, &held.hold, choice.now);
    let written =
        |(until, percent): (Start, u8)| (words::at(choice.words, until.day, until.minutes), percent);
    let deadlines: Vec<_> = deadlines.into_iter().map(written).collect();
    html! {
        @for (i, line) in choice.words.costs(quote.is_guarantee(), sum, &deadlines).iter().enumerate() {
            p.hint[0 < i] { (line) }
        }
    }
}

/// Why it was not booked, and what can be: each of these is a button that keeps what was typed.
fn refusal(choice: &Choice<'_>, failure: &Failure, words: &Words) -> Markup {
    let reason = failure.exclusion_reasons().first().copied();
    let text = match failure.code() {
        // The form was booked already, and is sent again with something else in it.
        Code::IdempotencyKeyReused => words.booked_before(),
        code => words.refusal(code, reason),
    };
    let offers: Vec<_> = failure.more.alternatives.iter().filter_map(|a| choice.house.offer_of(a)).collect();
    html! {
        p.fault role="alert" { (text) }
        @if !offers.is_empty() {
            p { (words.nearest()) }
            @for offer in &offers {
                p {
                    button type="submit" name=(OTHER_START) value="1" formnovalidate
                        formaction=(choice.link(&offer.wish, offer.minutes)) { (choice.offer(offer)) }
                }
            }
        }
    }
}

fn text_field(field: Field, entry: &Entry, words: &Words) -> Markup {
    let name = field.name();
    let has_fault = entry.faults.contains(&field);
    let described_by = has_fault.then(|| format!("{name}-fault"));
    let Help { kind, autocomplete, is_required, length_max } = field.help();
    let text = entry.guest.text(field);
    html! {
        label for=(name) {
            (words.field(field))
            @if !is_required { " " small { (words.optional()) } }
        }
        @if field == Field::Notes {
            textarea id=(name) name=(name) rows="2" maxlength=(length_max) placeholder=(words.notes_hint()) { (text) }
        } @else {
            input id=(name) name=(name) type=(kind) autocomplete=(autocomplete) maxlength=(length_max) value=(text)
                required[is_required] aria-invalid=[has_fault.then_some("true")] aria-describedby=[described_by.as_deref()];
        }
        @if has_fault { p.fault id={ (name) "-fault" } { (words.field_fault(field)) } }
    }
}

fn consent(visit: &Visit, entry: &Entry) -> Markup {
    let Visit { restaurant, words, .. } = visit;
    let name = Field::Consent.name();
    let has_fault = entry.faults.contains(&Field::Consent);
    html! {
        p.consent {
            label for=(name) {
                input id=(name) name=(name) type="checkbox" value="1" required checked[entry.guest.consent]
                    aria-invalid=[has_fault.then_some("true")] aria-describedby=[has_fault.then_some("consent-fault")];
                " " (words.consent(&restaurant.name))
            }
            @if !restaurant.privacy_url.is_empty() { " " a href=(restaurant.privacy_url) target="_blank" { (words.privacy()) span.voice { ", " (words.opens_new_tab()) } } }
        }
        @if has_fault { p.fault id="consent-fault" { (words.field_fault(Field::Consent)) } }
    }
}
