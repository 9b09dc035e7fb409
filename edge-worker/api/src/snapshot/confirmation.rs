//! Which bookings are requested, and by when requests are answered, as arrays of numbers.

use engine::{AnswerBy, Confirmation, ConfirmationRule, Day, House, MonthDay, PartyBounds, Season, Weekdays};

use crate::basics::date::Date;

use super::Snapshot;

/// How the numbers of a season are to be read.
const ALWAYS: i64 = 0;
const DAYS: i64 = 1;
const YEARLY: i64 = 2;

/// `all` are the ids of the restaurant's services by their keys, `shown` those of the snapshot's.
pub(super) fn rows(house: &House, all: &[&str], shown: &[&str], from: Date) -> Vec<Vec<i64>> {
    let row = |rule: &ConfirmationRule| {
        let key = |key: &usize| shown.iter().position(|id| all.get(*key) == Some(id));
        let services: Vec<usize> = rule.services.iter().filter_map(key).collect();
        // One for services of an exception that is over matches nothing any more, and not everything.
        if services.is_empty() != rule.services.is_empty() {
            return None;
        }
        let after = |day: Day| i64::from(day.0) - i64::from(from.0.0);
        let of_year = |day: MonthDay| i64::from(day.month()) * 100 + i64::from(day.day());
        let season = match rule.season {
            Season::Always => [ALWAYS, 0, 0],
            Season::Days { first, last } => [DAYS, after(first), after(last)],
            Season::Yearly { first, last } => [YEARLY, of_year(first), of_year(last)],
        };
        let is_request = rule.confirmation == Confirmation::Request;
        let numbers =
            [is_request.into(), rule.party.min.into(), rule.party.max.into(), rule.weekdays.bits().into()];
        let index = |index: &usize| i64::try_from(*index).ok();
        let indexes = rule.experiences.iter().chain(&services).filter_map(index);
        let count = i64::try_from(rule.experiences.len()).ok();
        Some(numbers.into_iter().chain(season).chain(count).chain(indexes).collect())
    };
    house.confirmation_rules.iter().filter_map(row).collect()
}

pub(super) fn answer_row(house: &House) -> Vec<i64> {
    house.answer_by.map_or(Vec::new(), |by| vec![by.days.into(), by.minutes.into()])
}

impl Snapshot {
    pub(super) fn confirmation_rules(&self) -> Option<Vec<ConfirmationRule>> {
        self.confirmations.iter().map(|row| self.confirmation_rule(row)).collect()
    }

    fn confirmation_rule(&self, row: &[i64]) -> Option<ConfirmationRule> {
        let [is_request, min, max, weekdays, kind, first, last, count, indexes @ ..] = row else {
            return None;
        };
        let (experiences, services) = indexes.split_at_checked(usize::try_from(*count).ok()?)?;
        Some(ConfirmationRule {
            confirmation: if *is_request == 0 { Confirmation::Instant } else { Confirmation::Request },
            party: PartyBounds { min: u16::try_from(*min).ok()?, max: u16::try_from(*max).ok()? },
            weekdays: Weekdays::of_bits(u8::try_from(*weekdays).ok()?),
            season: self.season(*kind, *first, *last)?,
            experiences: list(experiences)?,
            services: list(services)?,
        })
    }

    fn season(&self, kind: i64, first: i64, last: i64) -> Option<Season> {
        let day = |after: i64| i32::try_from(i64::from(self.from.0.0) + after).ok().map(Day);
        let of_year =
            |number: i64| MonthDay::new(u8::try_from(number / 100).ok()?, u8::try_from(number % 100).ok()?);
        Some(match kind {
            ALWAYS => Season::Always,
            DAYS => Season::Days { first: day(first)?, last: day(last)? },
            _ => Season::Yearly { first: of_year(first)?, last: of_year(last)? },
        })
    }

    pub(super) fn read_answer_by(&self) -> Option<AnswerBy> {
        let [days, minutes] = self.answer_by[..] else { return None };
        Some(AnswerBy { days: u16::try_from(days).ok()?, minutes: u16::try_from(minutes).ok()? })
    }
}

fn list(indexes: &[i64]) -> Option<Vec<usize>> {
    indexes.iter().map(|index| usize::try_from(*index).ok()).collect()
}
