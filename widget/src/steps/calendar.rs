//! Which day: a month as a grid, after the ARIA authoring practices. One tab stop; arrow keys move; days without
//! room can be reached and say why.

use wasm_bindgen::JsCast;

use crate::desk::Desk;
use crate::element::{El, button, div, el};
use crate::flow::Event;
use crate::house::{CalendarDay, Room};
use crate::live::Live;
use crate::month::{Month, moved};
use crate::words::Words;

/// Where the guest looks in the calendar, as far as that is not the chosen day.
#[derive(Clone, Copy)]
struct Look {
    desk: Desk,
    /// A day that the keyboard is on, or whose month was turned to.
    turned: Live<Option<api::Date>>,
}

impl Look {
    fn month(self) -> Month {
        Month::of(self.tab_stop())
    }

    /// The one day that Tab reaches.
    fn tab_stop(self) -> api::Date {
        self.turned.get().unwrap_or_else(|| self.desk.wish.get().day)
    }

    fn bounds(self) -> (api::Date, api::Date) {
        self.desk.house.with(|house| house.bounds(self.desk.now.get()))
    }

    /// Whether there is anything to be asked in the month `months` on.
    fn can_turn(self, months: i32) -> bool {
        let (first, last) = self.bounds();
        (Month::of(first)..=Month::of(last)).contains(&self.month().plus(months))
    }

    fn turn(self, months: i32) {
        if self.can_turn(months) {
            let (first, last) = self.bounds();
            let month = self.month().plus(months);
            self.turned.set(Some(month.first().clamp(first, last)));
            self.desk.say(self.desk.words.month(month));
        }
    }

    fn choose(self, day: api::Date) {
        self.desk.send(Event::DayChosen(day));
        self.turned.set(None);
        self.desk.focus("[data-heading]");
    }

    fn on_key(self, event: &web_sys::KeyboardEvent) {
        let Some(day) = moved(self.tab_stop(), &event.key(), self.bounds()) else { return };
        event.prevent_default();
        self.turned.set(Some(day));
        self.desk.focus(["[data-key='", &day.to_string(), "']"].concat());
    }
}

pub(super) fn calendar(desk: Desk) -> El {
    let words = desk.words;
    let look = Look { desk, turned: Live::new(None) };
    let title = desk.id("month");
    let head =
        el("h3").attr("class", "month").attr("id", &title).live_text(move || words.month(look.month()));
    let head = div("month-head").child(turner(look, -1, words.month_before)).child(head).child(turner(
        look,
        1,
        words.month_after,
    ));
    let on_key = move |event: web_sys::Event| {
        if let Some(event) = event.dyn_ref() {
            look.on_key(event);
        }
    };
    let grid = div("month-grid")
        .attr("role", "grid")
        .attr("aria-labelledby", &title)
        .on("keydown", on_key)
        .child(weekdays(words))
        .child(el("div").attr("role", "rowgroup").live(move || weeks(look)));
    div("part").child(head).child(grid).child(legend(words))
}

fn turner(look: Look, months: i32, label: &'static str) -> El {
    button("turn", if months < 0 { "‹" } else { "›" })
        .attr("aria-label", label)
        .live_state("aria-disabled", move || !look.can_turn(months))
        .on_click(move || look.turn(months))
}

fn weekdays(words: &'static Words) -> El {
    let names = words.weekdays.iter().zip(&words.weekdays_short);
    let head = |(long, short): (&&str, &&str)| {
        el("span").attr("role", "columnheader").attr("aria-label", long).text(short)
    };
    div("weekdays").attr("role", "row").children(names.map(head).collect())
}

fn legend(words: &'static Words) -> El {
    let entry = |mark: &str, text: &str, label: &str| {
        el("span").child(el("i").attr("class", mark).text(text)).text(label)
    };
    el("p")
        .attr("class", "legend")
        .attr("aria-hidden", "true")
        .child(entry("mark plenty", "", words.legend_plenty))
        .child(entry("mark few", "", words.legend_few))
        .child(entry("mark none", "0", words.legend_none))
}

fn weeks(look: Look) -> Vec<El> {
    let Desk { wish, house, now, .. } = look.desk;
    let days = house.with(|house| house.calendar(&wish.get(), look.month(), now.get()));
    let day = |date: &Option<api::Date>| {
        let day = days.iter().find(|day| Some(day.date) == *date);
        let cell = el("div").attr("role", "gridcell");
        match day {
            Some(day) if day.room != Room::Outside => {
                let is_chosen = day.date == wish.get().day;
                cell.attr("aria-selected", if is_chosen { "true" } else { "false" })
                    .child(day_button(look, *day))
            }
            Some(day) => {
                let number = el("span").attr("class", "outside").text(&number(*day));
                cell.attr("aria-disabled", "true").child(number)
            }
            None => cell,
        }
    };
    let week = |week: &Vec<Option<api::Date>>| {
        div("week").attr("role", "row").children(week.iter().map(day).collect())
    };
    look.month().weeks().iter().map(week).collect()
}

fn day_button(look: Look, day: CalendarDay) -> El {
    let today = look.bounds().0;
    let key = day.date.to_string();
    let marks = [
        match day.room {
            Room::Plenty => "day plenty",
            Room::Few => "day few",
            Room::Nothing(_) | Room::Outside => "day none",
        },
        if day.date == look.desk.wish.get().day { " chosen" } else { "" },
        if day.date == today { " today" } else { "" },
    ];
    button(&marks.concat(), &number(day))
        .attr("tabindex", if day.date == look.tab_stop() { "0" } else { "-1" })
        .attr("data-key", &key)
        .attr("aria-label", &label(look.desk.words, day, day.date == today))
        .on_click(move || look.choose(day.date))
}

fn number(day: CalendarDay) -> String {
    day.date.parts().2.to_string()
}

/// `Saturday, 21 November, today, few tables`.
fn label(words: &'static Words, day: CalendarDay, is_today: bool) -> String {
    let room = match day.room {
        Room::Plenty => words.legend_plenty,
        Room::Few => words.legend_few,
        Room::Nothing(reason) => (words.day_reason)(reason),
        Room::Outside => words.unavailable,
    };
    let date = words.long_date(day.date);
    if is_today { [&date, ", ", words.today, ", ", room].concat() } else { [&date, ", ", room].concat() }
}
