//! What the auditor knows of a restaurant's rules, read from its configuration document.

use api::configuration::floor_plan::Table;
use api::configuration::schedule::{self, Service};
use api::{Configuration, FloorPlan};
use engine::Day;

use super::rows::Stay;

pub(super) struct House(Configuration);

/// The id of a table, also where a seat of it is named: `counter#3`.
fn named(id: &str) -> &str {
    id.split_once('#').map_or(id, |(table, _)| table)
}

/// Whether these are neighbouring seats of one counter; `None` if they are no seats.
fn seats(ids: &[String]) -> Option<bool> {
    let seat = |id: &String| -> Option<i64> { id.split_once('#')?.1.parse().ok() };
    let mut numbers: Vec<i64> = ids.iter().map(seat).collect::<Option<_>>()?;
    numbers.sort_unstable();
    let is_one_counter = ids.iter().all(|id| named(id) == named(&ids[0]));
    (!ids.is_empty()).then(|| is_one_counter && numbers.windows(2).all(|pair| pair[0] + 1 == pair[1]))
}

fn suits(table: &Table, stay: &Stay, promised: &[String]) -> bool {
    let sizes = table.min_party_size..=table.max_party_size;
    u16::try_from(stay.attendees).is_ok_and(|attendees| sizes.contains(&attendees))
        && table.reservable
        && (table.online || !stay.online)
        && (promised.is_empty() || promised.iter().any(|id| table.table_category_ids.contains(id)))
}

impl House {
    pub(super) fn new(configuration: Configuration) -> Self {
        Self(configuration)
    }

    pub(super) fn buffer_minutes(&self) -> i64 {
        self.0.settings.buffer_minutes.into()
    }

    /// Whether a service has a slot where this stay starts.
    pub(super) fn has_slot(&self, stay: &Stay) -> bool {
        self.service(stay).is_some()
    }

    /// How many guests may be in the house at once, as far as this stay's service says.
    pub(super) fn seated_limit(&self, stay: &Stay) -> i64 {
        let own = self.service(stay).and_then(|service| service.seated_limit);
        own.or(self.0.settings.seated_limit).map_or(i64::MAX, i64::from)
    }

    /// How many guests may start in a slot step of this stay's service.
    pub(super) fn starting_limit(&self, stay: &Stay) -> i64 {
        let own = self.service(stay).and_then(|service| service.starting_limit);
        own.or(self.0.settings.starting_limit).map_or(i64::MAX, i64::from)
    }

    /// The floor plan that has all of these tables.
    pub(super) fn floor_plan(&self, table_ids: &[String]) -> Option<&FloorPlan> {
        let has_all = |plan: &&FloorPlan| table_ids.iter().all(|id| plan.tables.contains_key(named(id)));
        self.0.floor_plans.iter().find(has_all).filter(|_| !table_ids.is_empty())
    }

    /// Whether these tables are one, or one combination, that this party may have: by its size, by who booked it,
    /// and by the categories of which one was promised.
    pub(super) fn may_have(&self, stay: &Stay, promised: &[String]) -> bool {
        let Some(plan) = self.floor_plan(&stay.table_ids) else { return false };
        if let Some(is_run) = seats(&stay.table_ids) {
            let table = &plan.tables[named(&stay.table_ids[0])];
            let is_side_by_side =
                is_run && stay.table_ids.len() == usize::try_from(stay.attendees).unwrap_or(0);
            return is_side_by_side && table.adjacent && suits(table, stay, promised);
        }
        let tables: Vec<&Table> = stay.table_ids.iter().map(|id| &plan.tables[id]).collect();
        let mut sorted = stay.table_ids.clone();
        sorted.sort();
        let combination = plan.combinations.values().find(|combination| {
            let mut own = combination.table_ids.clone();
            own.sort();
            own == sorted
        });
        let sizes = match (tables.as_slice(), combination) {
            ([table], _) => table.min_party_size..=table.max_party_size,
            (_, Some(combination)) => combination.min_party_size..=combination.max_party_size,
            (_, None) => return false,
        };
        let shared =
            |category: &&String| tables.iter().all(|table| table.table_category_ids.contains(category));
        u16::try_from(stay.attendees).is_ok_and(|attendees| sizes.contains(&attendees))
            && tables.iter().all(|table| table.reservable && (table.online || !stay.online))
            && (promised.is_empty() || promised.iter().any(|category| shared(&category)))
    }

    fn service(&self, stay: &Stay) -> Option<&Service> {
        let day = Day(i32::try_from(stay.day).ok()?);
        let exception = schedule::exception_on(&self.0.exceptions, day);
        let services = exception.map_or(&self.0.services, |exception| &exception.services);
        // 1970-01-01 was a Thursday, and weeks start on Monday.
        let weekday = (stay.day + 3).rem_euclid(7);
        let opens = |service: &&Service| {
            exception.is_some()
                || (service.weekdays.iter().any(|day| *day as i64 == weekday)
                    && service.season_bounds().contains(day))
        };
        let step = i64::from(self.0.settings.slot_minutes);
        services.iter().filter(opens).find(|service| {
            let (first, last) = (i64::from(service.first_start), i64::from(service.last_start));
            (first..=last).contains(&stay.minutes) && (stay.minutes - first) % step == 0
        })
    }
}
