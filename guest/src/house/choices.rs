//! What a guest can choose from.

use api::Texts;
use api::snapshot::Area;
use engine::{Instant, Season};

use super::House;

impl House {
    /// The areas that a guest can choose, with their indexes: in season on some day that can be asked about.
    pub fn areas(&self, now: Instant) -> impl Iterator<Item = (u8, &Area)> {
        let (first, last) = self.bounds(now);
        let days = Season::Days { first: first.0, last: last.0 };
        let seasons = &self.rules.floor_plan_seasons;
        let is_open =
            move |index: u8| seasons.get(usize::from(index)).is_none_or(|season| season.overlaps(days));
        (0u8..).zip(&self.snapshot.areas).filter(move |(index, _)| is_open(*index))
    }

    /// Whether the choices of party, experience and area read the same.
    pub fn offers_the_same_choices(&self, other: &Self, locale: &str) -> bool {
        let (mine, theirs) = (&self.snapshot, &other.snapshot);
        let reads_same = |a: &Texts, b: &Texts| self.text(a, locale) == other.text(b, locale);
        let mut experiences = mine.experiences.iter().zip(&theirs.experiences);
        let mut areas = mine.areas.iter().zip(&theirs.areas);
        self.parties() == other.parties()
            && mine.experiences.len() == theirs.experiences.len()
            && mine.areas.len() == theirs.areas.len()
            && experiences.all(|(a, b)| a.id == b.id && a.price == b.price && reads_same(&a.name, &b.name))
            && areas.all(|(a, b)| a.id == b.id && reads_same(&a.title, &b.title))
    }
}
