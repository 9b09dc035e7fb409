//! The next days in a row, for a thumb: the month is behind the bar.

use api::Date;
use guest::flow::Event;
use guest::house::{CalendarDay, Room};
use guest::words::BookingTexts;
use leptos::prelude::*;

use crate::desk::use_desk;

use super::day::{DayMark, room};

#[component]
pub(super) fn Strip() -> impl IntoView {
    let desk = use_desk();
    desk.show_day();
    let days = Memo::new(move |before: Option<&Vec<CalendarDay>>| {
        let before = before.and_then(|days| days.first()).map(|day| day.date);
        desk.house.read().strip(&desk.wish.read(), before, desk.now.get())
    });
    let dates = move || days.read().iter().map(|day| day.date).collect::<Vec<_>>();
    view! {
        <div class="strip" role="group" aria-label=desk.words.day()>
            <For each=dates key=Date::clone let:date>
                <StripDay date days />
            </For>
        </div>
    }
}

#[component]
fn StripDay(date: Date, days: Memo<Vec<CalendarDay>>) -> impl IntoView {
    let desk = use_desk();
    let words = desk.words;
    let room_of_day =
        move || days.read().iter().find(|day| day.date == date).map_or(Room::Outside, |day| day.room);
    let is_chosen = move || desk.wish.read().day == date;
    let is_today = move || date == desk.house.read().bounds(desk.now.get()).0;
    let weekday = words.short_weekday(date);
    let month = [" ", &words.month_name(date)].concat();
    let today = move || is_today().then(|| [", ", words.today()].concat());
    view! {
        <button
            type="button"
            class=move || DayMark { room: room_of_day(), is_chosen: is_chosen(), is_today: is_today() }.class()
            aria-pressed=move || is_chosen().to_string()
            data-key=date.to_string()
            on:click=move |_| desk.send(Event::DayChosen(date))
        >
            <small>{weekday}</small>
            " "
            <span class="number">{date.0.date().day}</span>
            // What is seen is how the name begins: who speaks to the device says what they see.
            <span class="voice">
                {month}
                {move || today()}
                {move || [", ", room(words, room_of_day())].concat()}
            </span>
        </button>
    }
}
