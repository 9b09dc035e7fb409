//! Parties as guests really book them: sizes, hours, weekdays and lead times in measured proportions.
//!
//! The figures are those of 36,259 real reservations at 275 restaurants, January to May 2017 (Recruit restaurant
//! visitor data); aggregated, no row is kept. Its visit times are rounded to the full hour; a real booking book
//! starts on the quarter hour, so an hour's share is spread evenly over the slots in it.

use engine::{Day, House};
use rand::distr::Distribution;
use rand::distr::weighted::WeightedIndex;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::guests::Guest;

/// Parties of 1, 2, 3... guests, in hundredths of a percent; the last stands for 20 and more.
const PARTY_SIZES: [u32; 20] =
    [159, 4274, 1666, 1359, 628, 486, 274, 272, 134, 130, 84, 79, 53, 53, 52, 34, 28, 22, 19, 195];

/// Visits that start in each hour of the day, from midnight on, in hundredths of a percent.
const VISIT_HOURS: [u32; 24] =
    [52, 34, 22, 18, 7, 4, 2, 2, 1, 1, 32, 310, 322, 189, 87, 48, 126, 949, 2723, 2445, 1445, 766, 316, 100];

/// Visits on each day of the week, from Monday on, in hundredths of a percent.
const WEEKDAYS: [u32; 7] = [898, 1007, 1200, 1215, 2159, 2357, 1163];

/// Quantiles of the time between booking and visit: hundredths of a percent of the bookings, whole hours.
const LEAD_HOURS: [(u32, u32); 13] = [
    (100, 0),
    (500, 0),
    (1000, 1),
    (2000, 3),
    (3000, 16),
    (4000, 25),
    (5000, 48),
    (6000, 74),
    (7000, 122),
    (8000, 194),
    (9000, 341),
    (9500, 505),
    (9900, 935),
];

/// A party's wish to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wish {
    /// How many guests.
    pub attendees: u16,
    /// When, in minutes since the opening day began.
    pub minutes: u16,
    /// How many hours before the visit they ask.
    pub lead_hours: u32,
}

/// A source of parties. Equal seeds give equal parties.
#[derive(Clone, Debug)]
pub struct Demand {
    rng: ChaCha8Rng,
    sizes: WeightedIndex<u32>,
}

impl Demand {
    /// The source with this seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        let sizes = WeightedIndex::new(PARTY_SIZES).expect("the weights are positive");
        Self { rng: ChaCha8Rng::seed_from_u64(seed), sizes }
    }

    /// The size of a party of at most `max` guests; larger ones are drawn again.
    pub fn party_size(&mut self, max: u16) -> u16 {
        loop {
            let size = u16::try_from(self.sizes.sample(&mut self.rng)).unwrap_or(u16::MAX) + 1;
            if size <= max.max(1) {
                return size;
            }
        }
    }

    /// How many hours before the visit a party books.
    pub fn lead_hours(&mut self) -> u32 {
        let share = self.rng.random_range(0..10_000);
        let mut below = (0, 0);
        for quantile in LEAD_HOURS {
            if share < quantile.0 {
                let (share_step, hours_step) = (quantile.0 - below.0, quantile.1 - below.1);
                return below.1 + hours_step * (share - below.0) / share_step;
            }
            below = quantile;
        }
        below.1
    }

    /// Who wants to come on a day, those who book first at the head. Nobody does where the house is closed.
    ///
    /// `load` is how many parties an average day of the week has; the weekday and chance raise or lower it.
    pub fn wishes(&mut self, house: &House, day: Day, load: u32) -> Vec<Wish> {
        let starts = starts(house, day);
        let weights = starts.iter().map(|minutes| VISIT_HOURS[usize::from(minutes / 60 % 24)]);
        let Ok(hours) = WeightedIndex::new(weights) else { return Vec::new() };
        let percent = self.rng.random_range(90..=110);
        let weekday = u64::from(WEEKDAYS[day.weekday() as usize]);
        let parties = u64::from(load) * 7 * weekday * percent / (10_000 * 100);
        let mut wishes: Vec<Wish> = (0..parties)
            .map(|_| Wish {
                attendees: self.party_size(house.rules.party.max),
                minutes: starts[hours.sample(&mut self.rng)],
                lead_hours: self.lead_hours(),
            })
            .collect();
        wishes.sort_by_key(|wish| std::cmp::Reverse(wish.lead_hours));
        wishes
    }

    /// Somebody to book in the name of.
    pub fn guest(&mut self) -> Guest {
        Guest::draw(&mut self.rng)
    }

    /// True once in `n` times.
    pub fn once_in(&mut self, n: u32) -> bool {
        self.rng.random_ratio(1, n)
    }
}

fn starts(house: &House, day: Day) -> Vec<u16> {
    let step = usize::from(house.rules.slot_minutes);
    let mut starts: Vec<u16> = house
        .services_on(day)
        .flat_map(|service| (service.first_start..=service.last_start).step_by(step))
        .collect();
    starts.sort_unstable();
    starts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::the_house;

    const DRAWS: u32 = 50_000;
    /// A Monday.
    const MONDAY: Day = Day(20_780);

    /// Asserts that `count` of `of` is `expected` hundredths of a percent, within a percent of the whole.
    fn assert_share(count: usize, of: usize, expected: u32, what: &str) {
        let share = u32::try_from(count * 10_000 / of).expect("a share");
        assert!(
            share.abs_diff(expected) <= 100,
            "{what}: {share} instead of {expected} hundredths of a percent"
        );
    }

    #[test]
    fn party_sizes_have_the_measured_proportions() {
        let mut demand = Demand::new(1);
        let sizes: Vec<u16> = (0..DRAWS).map(|_| demand.party_size(u16::MAX)).collect();
        for (size, expected) in (1..).zip(PARTY_SIZES) {
            let count = sizes.iter().filter(|drawn| **drawn == size).count();
            assert_share(count, sizes.len(), expected, &format!("parties of {size}"));
        }
    }

    #[test]
    fn no_party_is_larger_than_the_house_takes() {
        let mut demand = Demand::new(1);
        assert!((0..DRAWS).all(|_| (1..=12).contains(&demand.party_size(12))));
        assert_eq!(demand.party_size(0), 1);
    }

    #[test]
    fn lead_times_have_the_measured_quantiles() {
        let mut demand = Demand::new(1);
        let leads: Vec<u32> = (0..DRAWS).map(|_| demand.lead_hours()).collect();
        for (share, hours) in LEAD_HOURS.into_iter().filter(|(_, hours)| 0 < *hours) {
            let count = leads.iter().filter(|lead| **lead < hours).count();
            assert_share(count, leads.len(), share, &format!("bookings less than {hours} hours ahead"));
        }
    }

    #[test]
    fn weekdays_have_the_measured_proportions_and_a_closed_day_has_nobody() {
        let house = the_house();
        let mut demand = Demand::new(1);
        let mut week = [0; 7];
        for (weekday, parties) in week.iter_mut().enumerate() {
            let day = MONDAY.plus(i32::try_from(weekday).expect("a weekday"));
            *parties = (0..100).map(|_| demand.wishes(&house, day, 100).len()).sum();
        }
        assert_eq!(week[0], 0, "Monday is closed");
        let expected: u32 = WEEKDAYS[1..].iter().sum();
        for (parties, share) in week.into_iter().zip(WEEKDAYS).skip(1) {
            assert_share(parties, week.iter().sum(), share * 10_000 / expected, "parties of a weekday");
        }
    }

    #[test]
    fn wishes_fall_on_slots_of_the_services_in_the_measured_hours() {
        let house = the_house();
        let tuesday = MONDAY.plus(1);
        let wishes = Demand::new(1).wishes(&house, tuesday, DRAWS);
        assert!(wishes.iter().all(|wish| house.service_at(tuesday, wish.minutes).is_some()));
        assert!(wishes.is_sorted_by_key(|wish| std::cmp::Reverse(wish.lead_hours)));
        let at = |hour: u16| wishes.iter().filter(|wish| wish.minutes / 60 == hour).count();
        // Open from 11:30 to 14:00 and from 17:30 to 21:30: hours with all four slots keep their proportion.
        assert_share(at(19), at(18) + at(19) + at(20), 3697, "of the visits from 18:00 to 21:00, at 19:00");
        assert_share(at(12), at(12) + at(18), 1057, "of the visits at 12:00 and 18:00, at 12:00");
        assert_share(at(17), at(17) + at(18), 1484, "of the visits from 17:30 to 19:00, before 18:00");
    }

    #[test]
    fn equal_seeds_give_equal_parties() {
        let house = the_house();
        let book = |seed: u64| {
            let mut demand = Demand::new(seed);
            (demand.wishes(&house, MONDAY.plus(5), 40), demand.guest())
        };
        assert_eq!(book(7), book(7));
        assert_ne!(book(7), book(8));
    }
}
