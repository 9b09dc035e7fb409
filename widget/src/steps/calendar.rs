//! Which day: a month as a grid, after the ARIA authoring practices. One tab stop; arrow keys move; days without
//! room can be reached and say why.

use api::Date;
use guest::flow::{Choosing, Event};
use guest::house::{CalendarDay, Room};
use guest::month::{Month, moved, plus};
use guest::words::BookingTexts;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use crate::desk::{Desk, use_desk};
use crate::words::Words;

use super::day::{DayMark, label, number};
use super::panel::{OpenPanel, use_open_panel};

/// Any one, for the names of the weekdays.
const MONDAY: Date = Date(engine::Day(4));

/// Where the guest looks in the calendar, as far as that is not the chosen day.
#[derive(Clone, Copy)]
struct Look {
    desk: Desk,
    panel: OpenPanel,
    /// A day that the keyboard is on, or whose month was turned to.
    turned: RwSignal<Option<Date>>,
}

impl Look {
    fn month(self) -> Month {
        Month::of(self.tab_stop())
    }

    /// The one day that Tab reaches.
    fn tab_stop(self) -> Date {
        self.turned.get().unwrap_or_else(|| self.desk.wish.read().day)
    }

    fn bounds(self) -> (Date, Date) {
        self.desk.house.read().bounds(self.desk.now.get())
    }

    /// Whether there is anything to be asked in the month `months` on.
    fn can_turn(self, months: i32) -> bool {
        let (first, last) = self.bounds();
        (Month::of(first)..=Month::of(last)).contains(&self.month().plus(months))
    }

    fn turn(self, months: i32) {
        if untrack(|| self.can_turn(months)) {
            let (first, last) = untrack(|| self.bounds());
            let month = untrack(|| self.month()).plus(months);
            self.turned.set(Some(month.first().clamp(first, last)));
            self.desk.say(self.desk.words.month(month));
        }
    }

    fn choose(self, day: Date) {
        if matches!(*self.desk.choosing.read_untracked(), Choosing::Asking(_)) {
            return;
        }
        self.desk.send(Event::DayChosen(day));
        self.turned.set(None);
        self.panel.close();
        self.desk.focus("[data-heading]");
    }

    fn on_key(self, event: &KeyboardEvent) {
        let (stop, bounds) = untrack(|| (self.tab_stop(), self.bounds()));
        let Some(day) = moved(stop, &event.key(), bounds) else { return };
        event.prevent_default();
        self.turned.set(Some(day));
        self.desk.focus(["[data-key='", &day.to_string(), "']"].concat());
    }
}

#[component]
pub(super) fn Calendar() -> impl IntoView {
    let desk = use_desk();
    let words = desk.words;
    let look = Look { desk, panel: use_open_panel(), turned: RwSignal::new(None) };
    let title = desk.id("month");
    // Arrow keys move within a month more often than out of it.
    let month = Memo::new(move |_| look.month());
    let days = Memo::new(move |_| desk.house.read().calendar(&desk.wish.read(), month.get(), desk.now.get()));
    view! {
        <div class="part">
            <div class="month-head">
                <Turner look months=-1 label=words.month_before() />
                <h3 class="month" id=title.clone()>
                    {move || words.month(month.get())}
                </h3>
                <Turner look months=1 label=words.month_after() />
            </div>
            <div
                class="month-grid"
                role="grid"
                aria-labelledby=title
                on:keydown=move |event| look.on_key(&event)
            >
                <Weekdays words />
                <div role="rowgroup">{move || weeks(look, &days.read())}</div>
            </div>
            <p class="legend" aria-hidden="true">
                <Mark class="mark plenty" text="" label=words.legend_plenty() />
                <Mark class="mark few" text="" label=words.legend_few() />
                <Mark class="mark none" text="0" label=words.legend_none() />
            </p>
        </div>
    }
}

#[component]
fn Turner(look: Look, months: i32, label: &'static str) -> impl IntoView {
    view! {
        <button
            type="button"
            class="turn"
            aria-label=label
            aria-disabled=move || (!look.can_turn(months)).to_string()
            on:click=move |_| look.turn(months)
        >
            {if months < 0 { "‹" } else { "›" }}
        </button>
    }
}

#[component]
fn Weekdays(words: &'static Words) -> impl IntoView {
    let heads = (0..7).map(|day| {
        let day = plus(MONDAY, day);
        view! {
            <span role="columnheader" aria-label=words.weekday(day)>
                {words.short_weekday(day)}
            </span>
        }
    });
    view! {
        <div class="weekdays" role="row">
            {heads.collect::<Vec<_>>()}
        </div>
    }
}

/// A mark of the calendar, and what it means.
#[component]
fn Mark(class: &'static str, text: &'static str, label: &'static str) -> impl IntoView {
    view! {
        <span>
            <i class=class>{text}</i>
            {label}
        </span>
    }
}

/// The days that look different from the others.
#[derive(Clone, Copy)]
struct Marked {
    chosen: Date,
    today: Date,
    tab_stop: Date,
}

fn weeks(look: Look, days: &[CalendarDay]) -> impl IntoView + use<> {
    let desk = look.desk;
    let marked = Marked { chosen: desk.wish.read().day, today: look.bounds().0, tab_stop: look.tab_stop() };
    let weeks = look.month().weeks().into_iter().map(|week| {
        let cells = week.into_iter().map(|date| {
            let day = days.iter().find(|day| Some(day.date) == date).copied();
            view! { <Cell look marked day /> }
        });
        view! {
            <div class="week" role="row">
                {cells.collect::<Vec<_>>()}
            </div>
        }
    });
    weeks.collect::<Vec<_>>()
}

/// A day of the month, or none: months begin within a week.
#[component]
fn Cell(look: Look, marked: Marked, day: Option<CalendarDay>) -> impl IntoView {
    let is_outside = day.is_some_and(|day| day.room == Room::Outside);
    let inside = day.filter(|_| !is_outside);
    let content = day.map(|day| {
        if is_outside {
            view! { <span class="outside">{number(day)}</span> }.into_any()
        } else {
            view! { <DayButton look marked day /> }.into_any()
        }
    });
    view! {
        <div
            role="gridcell"
            aria-disabled=is_outside.then_some("true")
            aria-selected=inside.map(|day| (day.date == marked.chosen).to_string())
        >
            {content}
        </div>
    }
}

#[component]
fn DayButton(look: Look, marked: Marked, day: CalendarDay) -> impl IntoView {
    let (is_chosen, is_today) = (day.date == marked.chosen, day.date == marked.today);
    view! {
        <button
            type="button"
            class=DayMark { room: day.room, is_chosen, is_today }.class()
            tabindex=if day.date == marked.tab_stop { "0" } else { "-1" }
            data-key=day.date.to_string()
            aria-label=label(look.desk.words, day, is_today)
            on:click=move |_| look.choose(day.date)
        >
            {number(day)}
        </button>
    }
}
