//! What makes rules fit to be used.

use crate::confirmation::ConfirmationRule;
use crate::house::{
    ANSWER_DAYS_MAX, Block, CLOSING_MINUTES_MAX, Exception, Experience, House, Rules, SECTIONS_MAX,
    START_MINUTES_MAX, Service, is_whole_cells,
};
use crate::house_error::{ConfirmationRuleError, ExperienceError, HouseError, ServiceError};
use crate::season::Season;
use crate::sort::sort_by_key;
use crate::table_set::TableSet;
use crate::time::{Weekday, Weekdays};

impl House {
    /// Validates what belongs together, and sorts the exceptions.
    ///
    /// # Errors
    /// The first fault; see [`HouseError`].
    pub fn checked(mut self) -> Result<Self, HouseError> {
        sort_by_key(&mut self.exceptions, |exception| (exception.begins().is_none(), exception.begins()));
        check_rules(&self.rules)?;
        first_fault(&self.floor_plan_seasons, |season| season.is_in_order(), HouseError::FloorPlanSeason)?;
        self.check_services(&self.services).map_err(|(i, fault)| HouseError::Service(i, fault))?;
        self.check_exceptions()?;
        for (i, experience) in self.experiences.iter().enumerate() {
            check_experience(experience, &self.rules).map_err(|fault| HouseError::Experience(i, fault))?;
        }
        for (i, rule) in self.confirmation_rules.iter().enumerate() {
            self.check_confirmation(rule).map_err(|fault| HouseError::ConfirmationRule(i, fault))?;
        }
        if self.answer_by.is_some_and(|by| ANSWER_DAYS_MAX < by.days || 1440 <= by.minutes) {
            return Err(HouseError::AnswerBy);
        }
        self.check_overrides()?;
        Ok(self)
    }

    fn check_exceptions(&self) -> Result<(), HouseError> {
        for (i, exception) in self.exceptions.iter().enumerate() {
            let Exception { days, services } = exception;
            if !days.is_in_order() {
                return Err(HouseError::ExceptionReversed(*days));
            }
            let is_alike = |other: &&Exception| other.begins().is_some() == exception.begins().is_some();
            if self.exceptions[..i].iter().filter(is_alike).any(|other| other.days.overlaps(*days)) {
                return Err(HouseError::ExceptionsOverlap(*days));
            }
            let daily = |service: &Service| Service {
                weekdays: if exception.is_one_day() { Weekdays::ALL } else { service.weekdays },
                season: Season::Always,
                ..service.clone()
            };
            let daily: Vec<_> = services.iter().map(daily).collect();
            self.check_services(&daily).map_err(|(service, fault)| HouseError::Exception {
                days: *days,
                service,
                fault,
            })?;
        }
        Ok(())
    }

    /// The first fault, and the index of its service.
    fn check_services(&self, services: &[Service]) -> Result<(), (usize, ServiceError)> {
        for (i, service) in services.iter().enumerate() {
            check_hours(service, &services[..i], self.rules.slot_minutes).map_err(|fault| (i, fault))?;
        }
        let is_sound = |service: &Service| {
            self.has_tables(&service.closed_tables)
                && service.experiences.iter().all(|index| *index < self.experiences.len())
        };
        match services.iter().position(|service| !is_sound(service)) {
            Some(i) => Err((i, ServiceError::NamesUnknown)),
            None => Ok(()),
        }
    }

    fn check_confirmation(&self, rule: &ConfirmationRule) -> Result<(), ConfirmationRuleError> {
        if !rule.party.is_in_order() {
            return Err(ConfirmationRuleError::PartyBounds);
        }
        if !rule.season.is_in_order() {
            return Err(ConfirmationRuleError::SeasonReversed);
        }
        let special = || self.exceptions.iter().flat_map(|exception| &exception.services);
        let is_service =
            |key: &usize| self.services.iter().chain(special()).any(|service| service.key == *key);
        let is_known = rule.experiences.iter().all(|index| *index < self.experiences.len())
            && rule.services.iter().all(is_service);
        if is_known { Ok(()) } else { Err(ConfirmationRuleError::NamesUnknown) }
    }

    fn check_overrides(&self) -> Result<(), HouseError> {
        first_fault(self.floor.tables(), |t| t.section < SECTIONS_MAX, HouseError::Section)?;
        first_fault(&self.closures, |c| c.first_start <= c.last_start, HouseError::Closure)?;
        let is_sound = |block: &Block| !block.tables.is_empty() && self.has_tables(&block.tables);
        first_fault(&self.blocks, is_sound, HouseError::Block)?;
        first_fault(&self.releases, |r| r.first <= r.last, HouseError::Release)
    }

    fn has_tables(&self, tables: &TableSet) -> bool {
        tables.iter().all(|table| table < self.floor.tables().len())
    }
}

/// A stay and its buffer fit into a day, which bounds how far back the stays of a day have to be loaded.
fn are_durations(durations: &[(u16, u16)], buffer: u16) -> bool {
    let is_sound =
        |minutes: u16| 0 < minutes && minutes.saturating_add(buffer) <= 1440 && is_whole_cells(minutes);
    !durations.is_empty()
        && durations.is_sorted_by(|a, b| a.0 < b.0)
        && durations.iter().all(|(_, minutes)| is_sound(*minutes))
}

fn check_rules(rules: &Rules) -> Result<(), HouseError> {
    let minutes = [rules.slot_minutes, rules.buffer_minutes, rules.shorten_minutes];
    if rules.slot_minutes == 0 || !minutes.into_iter().all(is_whole_cells) {
        return Err(HouseError::NotWholeCells);
    }
    if !are_durations(&rules.durations, rules.buffer_minutes) {
        return Err(HouseError::Durations);
    }
    if !rules.party.is_in_order() {
        return Err(HouseError::PartyBounds);
    }
    Ok(())
}

fn check_experience(experience: &Experience, rules: &Rules) -> Result<(), ExperienceError> {
    if !experience.party.is_in_order() {
        return Err(ExperienceError::PartyBounds);
    }
    if experience.starts.is_some_and(|(first, last)| last < first) {
        return Err(ExperienceError::StartsReversed);
    }
    if !experience.season.is_in_order() {
        return Err(ExperienceError::SeasonReversed);
    }
    let own = &experience.durations;
    if !own.is_empty() && !are_durations(own, rules.buffer_minutes) {
        return Err(ExperienceError::Durations);
    }
    Ok(())
}

/// The fault of the first item that is not sound.
fn first_fault<T>(
    items: &[T],
    is_sound: impl Fn(&T) -> bool,
    fault: fn(usize) -> HouseError,
) -> Result<(), HouseError> {
    items.iter().position(|item| !is_sound(item)).map_or(Ok(()), |i| Err(fault(i)))
}

fn check_hours(service: &Service, earlier: &[Service], step: u16) -> Result<(), ServiceError> {
    if service.last_start < service.first_start {
        return Err(ServiceError::StartsReversed);
    }
    if START_MINUTES_MAX < service.last_start {
        return Err(ServiceError::TooLate);
    }
    if !service.first_start.is_multiple_of(step) {
        return Err(ServiceError::OffStep);
    }
    let is_closing =
        |closes: u16| service.last_start < closes && closes <= CLOSING_MINUTES_MAX && is_whole_cells(closes);
    if service.closes.is_some_and(|closes| !is_closing(closes)) {
        return Err(ServiceError::Closes);
    }
    if !service.season.is_in_order() {
        return Err(ServiceError::SeasonReversed);
    }
    let overlaps = |other: &Service| {
        let shared =
            Weekday::ALL.iter().any(|day| service.weekdays.contains(*day) && other.weekdays.contains(*day));
        shared
            && other.first_start <= service.last_start
            && service.first_start <= other.last_start
            && other.season.overlaps(service.season)
    };
    if earlier.iter().any(overlaps) { Err(ServiceError::Overlaps) } else { Ok(()) }
}
