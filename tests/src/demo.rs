//! The demo restaurant, and the book of reservations with which it starts.
//!
//! Most evenings are partly booked, Fridays and Saturdays nearly full, and one slot has a single table left. A
//! day's book depends on the seed and the date alone, but for the day of that slot, which the set-up chooses.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, anyhow};
use api::{Compiled, Configuration, Date, ReservationRequest};
use engine::{Day, House, Offsets, Weekday};

use crate::demand::{Demand, Wish};

/// Parties of an average day of the week.
const LOAD: u32 = 46;
/// How many weeks of the book lie behind and ahead of the day of the set-up.
const WEEKS_BACK: i32 = 2;
const WEEKS_AHEAD: i32 = 4;

const TASTING_MENU: &str = "aurora-menu";
/// Of the parties that could have the tasting menu, one in so many does.
const TASTING_SHARE: u32 = 5;

const LAST_TABLE_MINUTES: u16 = 19 * 60;
const LAST_TABLE_ATTENDEES: u16 = 2;
/// Far enough ahead for the notice that the tasting menu asks for.
const LAST_TABLE_DAYS_AHEAD: i32 = 3;

/// A slot that shall have a single table left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastTable {
    /// The opening day.
    pub day: Date,
    /// The start, in minutes since the opening day began.
    pub minutes: u16,
    /// The party size for which one table is left.
    pub attendees: u16,
    /// What is booked.
    pub experience_id: &'static str,
}

/// The demo restaurant as it is set up on some day.
#[derive(Clone, Debug)]
pub struct Demo {
    compiled: Compiled,
    a_la_carte: String,
    tasting_menu: usize,
    seed: u64,
    today: Day,
    last_table_day: Day,
}

/// Reads a restaurant's configuration from a file.
///
/// # Errors
/// The file cannot be read, or is not a configuration.
pub fn read_configuration(file: &Path) -> Result<Configuration> {
    let text = fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{} is not a configuration", file.display()))
}

impl Demo {
    /// The restaurant of this configuration, set up on this day.
    ///
    /// # Errors
    /// The configuration is wrong or lacks what the book is made of.
    pub fn new(configuration: Configuration, seed: u64, today: Date) -> Result<Self> {
        // Only wall-clock times are asked about here, so any zone will do.
        let compiled = Compiled::new(configuration, Offsets::fixed(0))
            .map_err(|faults| anyhow!("the configuration is wrong: {faults:?}"))?;
        let tasting_menu = compiled.experience(TASTING_MENU);
        let a_la_carte = compiled.configuration.experiences.iter().find(|experience| experience.is_default);
        let a_la_carte = a_la_carte.context("the restaurant has no default experience")?.id.clone();
        let last_table_day = last_table_day(&compiled.house, today.0);
        Ok(Self {
            tasting_menu: tasting_menu.with_context(|| format!("the restaurant has no {TASTING_MENU}"))?,
            last_table_day: last_table_day
                .context("no Saturday of the booking window has room for a last table")?,
            compiled,
            a_la_carte,
            seed,
            today: today.0,
        })
    }

    /// The days of the book.
    pub fn days(&self) -> impl Iterator<Item = Date> + use<> {
        let today = self.today;
        (-7 * WEEKS_BACK..7 * WEEKS_AHEAD).map(move |days| Date(today.plus(days)))
    }

    /// Who wants to come on a day, in the order in which they book; the house will not have room for all.
    #[must_use]
    pub fn reservations(&self, day: Date) -> Vec<ReservationRequest> {
        let mut demand = Demand::new(self.seed.wrapping_add_signed(day.0.0.into()));
        let mut wishes = demand.wishes(&self.compiled.house, day.0, LOAD);
        let is_last_table_day = day.0 == self.last_table_day;
        if is_last_table_day {
            // Keeps the slot's pacing clear, so that its one table can really be booked.
            wishes.retain(|wish| wish.minutes != LAST_TABLE_MINUTES);
        }
        let mut reservation = |wish: &Wish| {
            let is_tasting =
                self.could_taste(day, wish) && demand.once_in(TASTING_SHARE) && !is_last_table_day;
            let experience_id = if is_tasting { TASTING_MENU } else { &self.a_la_carte };
            request(&mut demand, day, wish.minutes, wish.attendees, experience_id)
        };
        wishes.iter().map(&mut reservation).collect()
    }

    fn could_taste(&self, day: Date, wish: &Wish) -> bool {
        let menu = &self.compiled.house.experiences[self.tasting_menu];
        let hours = menu.starts.is_none_or(|(first, last)| (first..=last).contains(&wish.minutes));
        hours && menu.party.contains(wish.attendees) && menu.weekdays.contains(day.0.weekday())
    }

    /// The slot that shall have a single table left.
    #[must_use]
    pub fn last_table(&self) -> LastTable {
        LastTable {
            day: Date(self.last_table_day),
            minutes: LAST_TABLE_MINUTES,
            attendees: LAST_TABLE_ATTENDEES,
            experience_id: TASTING_MENU,
        }
    }

    /// The parties that take the other tables of that slot, as many as it needs.
    pub fn last_table_rivals(&self) -> impl Iterator<Item = ReservationRequest> + use<> {
        let mut demand = Demand::new(self.seed);
        let LastTable { day, minutes, attendees, experience_id } = self.last_table();
        std::iter::repeat_with(move || ReservationRequest {
            // They booked by telephone, so that no mail of the seeding is theirs.
            email: String::new(),
            ..request(&mut demand, day, minutes, attendees, experience_id)
        })
    }
}

fn last_table_day(house: &House, today: Day) -> Option<Day> {
    let mut days = (LAST_TABLE_DAYS_AHEAD..=i32::from(house.rules.window_days)).map(|days| today.plus(days));
    days.find(|day| day.weekday() == Weekday::Sat && house.service_at(*day, LAST_TABLE_MINUTES).is_some())
}

fn request(
    demand: &mut Demand,
    day: Date,
    minutes: u16,
    attendees: u16,
    experience_id: &str,
) -> ReservationRequest {
    let guest = demand.guest();
    ReservationRequest {
        duration: None,
        floor_plan_id: None,
        attendees,
        day,
        email: guest.email,
        experience_id: experience_id.to_owned(),
        first_name: guest.first_name,
        last_name: guest.last_name,
        locale: guest.locale.to_owned(),
        minutes,
        notes: None,
        phone: guest.phone,
        pinned_table_ids: None,
    }
}

#[cfg(test)]
fn demo_configuration() -> Configuration {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../static/demo/trattoria-aurora.json");
    read_configuration(&file).expect("the demo restaurant")
}

/// The demo restaurant's house, an hour east of UTC.
#[cfg(test)]
pub(crate) fn the_house() -> House {
    Compiled::new(demo_configuration(), Offsets::fixed(60)).expect("the demo restaurant").house
}

#[cfg(test)]
mod tests;
