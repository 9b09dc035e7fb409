//! The next days in a row, for a thumb: the month is behind the bar.

use leptos::prelude::*;

use crate::desk::use_desk;
use crate::flow::Event;
use crate::house::{CalendarDay, Room};

use super::day::{DayMark, number, room};

#[component]
pub(super) fn Strip() -> impl IntoView {
    let desk = use_desk();
    desk.show_day();
    let days = move || {
        let days = desk.house.read().strip(&desk.wish.read(), desk.now.get());
        days.into_iter().filter(|day| day.room != Room::Outside).collect::<Vec<_>>()
    };
    view! {
        <div class="strip" role="group" aria-label=desk.words.day>
            {move || days().into_iter().map(|day| view! { <StripDay day /> }).collect::<Vec<_>>()}
        </div>
    }
}

#[component]
fn StripDay(day: CalendarDay) -> impl IntoView {
    let desk = use_desk();
    let words = desk.words;
    let is_chosen = day.date == desk.wish.read().day;
    let weekday = words.weekdays_short[day.date.0.weekday() as usize];
    // What is seen is how the name begins: who speaks to the device says what they see.
    let rest = [" ", words.month_name(day.date), ", ", room(words, day)].concat();
    view! {
        <button
            type="button"
            class=DayMark { room: day.room, is_chosen, is_today: false }.class()
            aria-pressed=is_chosen.to_string()
            data-key=day.date.to_string()
            on:click=move |_| desk.send(Event::DayChosen(day.date))
        >
            <small>{weekday}</small>
            " "
            <span class="number">{number(day)}</span>
            <span class="voice">{rest}</span>
        </button>
    }
}
