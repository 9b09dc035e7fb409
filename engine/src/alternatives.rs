//! What would work instead: the changes of mind that cost the guest least, each of which the house can grant.
//!
//! Distance is counted in minutes, as a guest might weigh it:
//!
//! | what changes | distance |
//! | --- | --- |
//! | the time, on the same day | the minutes between |
//! | a shorter stay, where the restaurant allows it | 15 and the minutes cut off |
//! | the area | 30 |
//! | the experience | 45 |
//! | one guest fewer or more | 60 |
//! | the day, up to a week off | 120 for each day |
//!
//! All but the first may come with another time on top, up to an hour away, at its own distance. Alternatives are
//! looked at in the order of their distance until enough are found; a booked party may be moved for one, but no more
//! than one, so that the work is bounded.

use crate::house::House;
use crate::occupancy::Occupancy;
use crate::order::sort_by_key;
use crate::slot::{Asked, Question};
use crate::time::CELL_MINUTES;

/// How far another time may lie where something else changes too.
const MINUTES_AWAY_MAX: u16 = 60;
/// How many days before and after are looked at; the occupancy has to know them.
pub const DAYS_AWAY_MAX: i32 = 7;
/// How many starts are looked at.
const LOOKED_AT_MAX: usize = 400;

/// What the guest would have to change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// Nothing but the time.
    Time,
    /// The length of the stay.
    Duration,
    /// The floor plan.
    Area,
    /// The experience.
    Experience,
    /// The number of guests.
    Party,
    /// The day.
    Day,
}

impl Change {
    /// How many of its kind are worth telling.
    fn told_max(self) -> usize {
        match self {
            Self::Time | Self::Day => 3,
            Self::Area | Self::Experience => 2,
            Self::Duration | Self::Party => 1,
        }
    }
}

/// A question that the house says yes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Alternative {
    /// What to ask instead.
    pub question: Question,
    /// For which start.
    pub minutes: u16,
    /// What differs from the question that was refused, besides the time.
    pub change: Change,
    /// How far it is from what was asked.
    pub distance: u32,
}

/// The `count` nearest alternatives to `question` at `minutes`, nearest first. Each is bookable.
#[must_use]
pub fn alternatives(
    house: &House,
    occupancy: &Occupancy,
    question: &Question,
    minutes: u16,
    count: usize,
) -> Vec<Alternative> {
    let Some(asked) = Asked::new(house, occupancy, question) else { return Vec::new() };
    let variants: Vec<(Asked, Variant)> =
        variants(house, question).filter_map(|v| Some((asked.instead(&v.question)?, v))).collect();
    let mut candidates: Vec<(u32, usize, u16)> = Vec::new();
    for (i, (asked, variant)) in variants.iter().enumerate() {
        let away = |start: &u16| start.abs_diff(minutes);
        let near = |start: &u16| variant.change == Change::Time || away(start) <= MINUTES_AWAY_MAX;
        let starts = asked.starts().filter(near);
        candidates.extend(starts.map(|start| (variant.distance + u32::from(away(&start)), i, start)));
    }
    // Of equally near ones the smaller change, and then the earlier time.
    sort_by_key(&mut candidates, |candidate| *candidate);
    let mut found: Vec<Alternative> = Vec::new();
    for (distance, i, minutes) in candidates.into_iter().take(LOOKED_AT_MAX) {
        let (asked, Variant { question, change, .. }) = (&variants[i].0, variants[i].1);
        let told = found.iter().filter(|known| known.change == change).count();
        let is_known = found.iter().any(|known| known.question == question && change != Change::Time);
        if told < change.told_max() && !is_known && asked.is_bookable(minutes) {
            found.push(Alternative { question, minutes, change, distance });
        }
        if found.len() == count {
            break;
        }
    }
    found
}

/// A question with something changed.
#[derive(Clone, Copy)]
struct Variant {
    question: Question,
    change: Change,
    distance: u32,
}

/// The smallest changes first.
fn variants<'a>(house: &'a House, asked: &'a Question) -> impl Iterator<Item = Variant> + 'a {
    let of = |change, distance, question| Variant { question, change, distance };
    let time = std::iter::once(of(Change::Time, 0, *asked));
    let usual = house.experiences.get(asked.experience).map(|e| house.duration(e, asked.attendees));
    let stay = asked.duration.or(usual).unwrap_or(0);
    let shorter = (1..).map(|cells| cells * CELL_MINUTES.unsigned_abs()).map_while(move |minutes| {
        let duration = stay.checked_sub(u16::try_from(minutes).ok()?)?;
        let is_allowed = usual? <= duration.checked_add(house.rules.shorten_minutes)? && 0 < duration;
        is_allowed.then(|| {
            let question = Question { duration: Some(duration), ..*asked };
            of(Change::Duration, 15 + u32::from(stay - duration), question)
        })
    });
    let elsewhere = house.floor_plans().filter(|plan| asked.floor_plan.is_some_and(|asked| asked != *plan));
    let area = elsewhere.map(move |plan| of(Change::Area, 30, Question { floor_plan: Some(plan), ..*asked }));
    let others = (0..house.experiences.len()).filter(|experience| *experience != asked.experience);
    let experience = others
        .map(move |experience| of(Change::Experience, 45, Question { experience, duration: None, ..*asked }));
    let sizes = [asked.attendees.checked_sub(1).filter(|fewer| 0 < *fewer), asked.attendees.checked_add(1)];
    let party = sizes.into_iter().flatten();
    let party =
        party.map(move |attendees| of(Change::Party, 60, Question { attendees, duration: None, ..*asked }));
    let days = (1..=DAYS_AWAY_MAX).flat_map(|days| [-days, days]);
    let day = days.map(move |days| {
        of(Change::Day, 120 * days.unsigned_abs(), Question { day: asked.day.plus(days), ..*asked })
    });
    time.chain(shorter).chain(area).chain(experience).chain(party).chain(day)
}
