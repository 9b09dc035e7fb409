//! Alternatives to a slot that cannot be booked: the changes that cost the guest least, each of which is bookable.
//!
//! Distance is counted in minutes, as a guest might weigh it:
//!
//! | what changes | distance |
//! | --- | --- |
//! | the time, on the same day | the minutes between |
//! | a shorter stay, if the restaurant allows it | 15, plus the minutes cut off |
//! | the area | 30 |
//! | the experience | 45 |
//! | one guest fewer or more | 60 |
//! | the day, up to a week away | 120 for each day |
//!
//! All but the first may be combined with another time, up to an hour away (two, in another area), which adds its own
//! distance. A time of another service counts two hours more: who asks for dinner does not mean lunch. Candidates are
//! checked in order of distance until enough are found. At most one booked party is moved for an alternative,
//! which bounds the work.

use crate::house::House;
use crate::occupancy::Occupancy;
use crate::slot::{PreparedQuestion, Question};
use crate::sort::sort_by_key;
use crate::time::CELL_MINUTES;

/// What a time of another service counts in addition.
const OTHER_SERVICE: u32 = 120;
/// How many days before and after are searched; the occupancy must cover them.
pub const DAYS_AWAY_MAX: i32 = 7;
/// How many starts are checked.
const LOOKED_AT_MAX: usize = 400;

/// What the guest would have to change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// Only the time.
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
    /// Every change, smallest first.
    pub const ALL: [Self; 6] =
        [Self::Time, Self::Duration, Self::Area, Self::Experience, Self::Party, Self::Day];

    /// How far away another time can be in addition.
    fn minutes_away_max(self) -> u16 {
        match self {
            Self::Time => u16::MAX,
            Self::Area => 120,
            Self::Duration | Self::Experience | Self::Party | Self::Day => 60,
        }
    }

    /// How many of its kind are listed.
    fn told_max(self) -> usize {
        match self {
            Self::Time | Self::Day => 3,
            Self::Area | Self::Experience => 2,
            Self::Duration | Self::Party => 1,
        }
    }
}

/// A bookable alternative.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Alternative {
    /// The question to ask instead.
    pub question: Question,
    /// Its start, in wall-clock minutes since the opening day began.
    pub minutes: u16,
    /// What differs from the refused question, besides the time.
    pub change: Change,
    /// The distance from the refused question.
    pub distance: u32,
}

/// The `count` nearest alternatives to `question` at `minutes`, nearest first, that differ by one of these `changes`. Each
/// is bookable.
#[must_use]
pub fn alternatives(
    house: &House,
    occupancy: &Occupancy,
    question: &Question,
    minutes: u16,
    changes: &[Change],
    count: usize,
) -> Vec<Alternative> {
    let Some(original) = PreparedQuestion::new(house, occupancy, question) else { return Vec::new() };
    let mut askable: Vec<(PreparedQuestion, Variant)> = Vec::new();
    let mut candidates: Vec<(u32, usize, u16)> = Vec::new();
    for variant in variants(house, question).into_iter().filter(|variant| changes.contains(&variant.change)) {
        let Some(asked) = original.instead(&variant.question) else { continue };
        for start in asked.starts() {
            let away = start.abs_diff(minutes);
            if away <= variant.change.minutes_away_max() {
                let other = if asked.is_same_service(start, minutes) { 0 } else { OTHER_SERVICE };
                candidates.push((variant.distance + u32::from(away) + other, askable.len(), start));
            }
        }
        askable.push((asked, variant));
    }
    // Ties go to the smaller change, then to the earlier time.
    sort_by_key(&mut candidates, |candidate| *candidate);
    let mut found: Vec<Alternative> = Vec::new();
    for (distance, i, minutes) in candidates.into_iter().take(LOOKED_AT_MAX) {
        let (asked, Variant { question, change, .. }) = (&askable[i].0, askable[i].1);
        let told = found.iter().filter(|known| known.change == change).count();
        let is_known = found.iter().any(|known| known.question == question && change != Change::Time);
        let is_other = change != Change::Duration || asked.is_shorter(&original, minutes);
        if told < change.told_max() && !is_known && is_other && asked.is_bookable(minutes) {
            found.push(Alternative { question, minutes, change, distance });
        }
        if found.len() == count {
            break;
        }
    }
    found
}

/// A question with one change.
#[derive(Clone, Copy)]
struct Variant {
    question: Question,
    change: Change,
    distance: u32,
}

/// The variants of a question, smallest changes first.
fn variants(house: &House, asked: &Question) -> Vec<Variant> {
    let mut variants = vec![Variant { question: *asked, change: Change::Time, distance: 0 }];
    let mut add = |change, distance, question| variants.push(Variant { question, change, distance });
    if let Some(experience) = house.experiences.get(asked.experience) {
        let usual = house.duration(experience, asked.attendees);
        let stay = asked.duration.unwrap_or(usual);
        let shortest = usual.saturating_sub(house.rules.shorten_minutes).max(1);
        let cell = u16::try_from(CELL_MINUTES).unwrap_or(u16::MAX);
        let mut duration = stay.saturating_sub(cell);
        while shortest <= duration {
            let question = Question { duration: Some(duration), ..*asked };
            add(Change::Duration, 15 + u32::from(stay - duration), question);
            duration = duration.saturating_sub(cell);
        }
    }
    for plan in house.floor_plans() {
        if asked.floor_plan.is_some_and(|asked| asked != plan) {
            add(Change::Area, 30, Question { floor_plan: Some(plan), ..*asked });
        }
    }
    for experience in 0..house.experiences.len() {
        if experience != asked.experience {
            add(Change::Experience, 45, Question { experience, duration: None, ..*asked });
        }
    }
    for attendees in [asked.attendees.saturating_sub(1), asked.attendees.saturating_add(1)] {
        if attendees != 0 && attendees != asked.attendees {
            add(Change::Party, 60, Question { attendees, duration: None, ..*asked });
        }
    }
    for away in 1..=DAYS_AWAY_MAX {
        for days in [-away, away] {
            let question = Question { day: asked.day.plus(days), ..*asked };
            add(Change::Day, 120 * away.unsigned_abs(), question);
        }
    }
    variants
}
