//! A change before it is made: what will be, and what it costs or gives back. Nothing is given up until it is agreed to.

use guest::flow::{self, Event, Progress, Stage};
use guest::words::{BookingTexts, BookingWords};
use leptos::prelude::*;

use crate::desk::{Desk, use_desk};
use crate::words::Words;

use super::summary::Summary;

#[component]
pub(crate) fn Review() -> impl IntoView {
    let desk = use_desk();
    let words = desk.words;
    let flow = desk.flow.read_untracked();
    let Stage::Review(review) = &flow.stage else { return None };
    let (house, lang) = (desk.house.read_untracked(), words.lang.code);
    let (start, attendees) = (review.start(), review.quote.attendees);
    let experience = house.wished_experience(&flow.wish, lang);
    let area = house.wished_area(&flow.wish, lang);
    let lines = costs(desk, review).into_iter().map(|line| view! { <p>{line}</p> }).collect::<Vec<_>>();
    let label = if 0 < review.quote.amount { words.change_and_pay() } else { words.change_it() };
    Some(view! {
        <div class="done">
            <h3 tabindex="-1" data-heading="">
                {words.change_title()}
            </h3>
            <Summary start end=house.end_at(&flow.wish, start) attendees experience area />
            <div class="kept quote">{lines}</div>
            <p class="said alert" role="alert">
                {move || progress(desk, |progress| trouble(words, progress))}
            </p>
            <button
                type="button"
                class="primary"
                aria-disabled=move || is_sending(desk).to_string()
                aria-busy=move || is_sending(desk).then_some("true")
                on:click=move |_| desk.send(Event::Submitted)
            >
                {move || progress(desk, |progress| match progress {
                    Progress::Sending => words.booking(),
                    Progress::Unanswered(_) => words.try_again(),
                    Progress::Open(_) => label,
                })}
            </button>
            <button
                type="button"
                class="link"
                disabled=move || !progress(desk, |progress| matches!(progress, Progress::Open(_)))
                on:click=move |_| desk.send(Event::BackChosen)
            >
                {words.other_times()}
            </button>
        </div>
    })
}

fn costs(desk: Desk, review: &flow::Review) -> Vec<String> {
    let (words, quote) = (desk.words, &review.quote);
    let sum = |minor: i64| words.money(u32::try_from(minor.abs()).unwrap_or(u32::MAX), &quote.currency);
    let mut lines = vec![match quote.amount {
        0 => words.change_costs_nothing().to_owned(),
        more if 0 < more => words.change_pays(&sum(more)),
        less => words.change_returns(&sum(less)),
    }];
    if 0 < quote.forfeited {
        lines.push(words.change_loses(&sum(quote.forfeited)));
    }
    if !quote.terms.is_empty() {
        lines.push(quote.terms.clone());
    }
    lines
}

/// What `of` makes of how far the change is; nothing at another stage.
fn progress<T: Default>(desk: Desk, of: impl FnOnce(&Progress) -> T) -> T {
    match &desk.flow.read().stage {
        Stage::Review(review) => of(&review.progress),
        _ => T::default(),
    }
}

fn is_sending(desk: Desk) -> bool {
    progress(desk, |progress| *progress == Progress::Sending)
}

fn trouble(words: &'static Words, progress: &Progress) -> Option<&'static str> {
    match progress {
        Progress::Unanswered(trouble) => Some(words.unanswered(*trouble)),
        Progress::Open(code) => code.map(|code| words.problem(code)),
        Progress::Sending => None,
    }
}
