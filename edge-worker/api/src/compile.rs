//! Compiles the configuration document to the engine's house. Faults are reported with a pointer to their place.

mod floor;
pub(crate) mod names;
mod payments;
pub(crate) mod rules;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use engine::{AnswerBy, Day, House, Offsets, Sharing, TableSet};

use crate::basics::field_error::FieldError;
use crate::compile::names::{Names, tables_named};
use crate::compile::payments::check_payments;
use crate::compile::rules::{RuleSet, blocks, closure, confirmation_rules, release, weekdays};
use crate::configuration::document::Configuration;
use crate::configuration::floor_plan::{FloorPlan, TableSeats};
use crate::configuration::payment_rule::PaymentRule;
use crate::configuration::payment_terms::PaymentSettings;
use crate::configuration::schedule;

/// The most floor plans of a restaurant: the engine keeps them as bits.
pub const FLOOR_PLANS_MAX: usize = 32;

/// The most table categories of a restaurant: they are sent as bits of a number, of which JavaScript keeps 53 exactly.
pub const CATEGORIES_MAX: usize = 53;

/// A seat of a counter, by its stored id.
struct Seat<'a> {
    table_id: &'a str,
    number: u16,
}

/// A configuration that has been checked, the house compiled from it, and the ids of its indexes.
#[derive(Clone, Debug)]
pub struct Compiled {
    /// The document, floor plans in the order of their sort index.
    pub configuration: Configuration,
    /// The rules.
    pub house: House,
    table_ids: Vec<String>,
    /// The reverse of `table_ids`, since a decision looks up every table of every stay.
    table_indexes: BTreeMap<String, usize>,
}

impl Compiled {
    /// Checks the document as a whole and compiles the house from it.
    ///
    /// # Errors
    /// Every fault found in the floor plans, or the first in the rules.
    pub fn new(mut configuration: Configuration, offsets: Offsets) -> Result<Self, Vec<FieldError>> {
        configuration.sort_floor_plans();
        check_payments(&configuration)?;
        let names = Names::of(&configuration);
        names.check()?;
        let bare = House {
            floor: floor::floor(&configuration.floor_plans, &names)?,
            closures: configuration.closures.iter().map(closure).collect(),
            blocks: blocks(&configuration.blocks, &names, &offsets)?,
            releases: configuration.releases.iter().map(|r| release(r, &offsets)).collect(),
            confirmation_rules: confirmation_rules(&configuration.confirmation_rules, &names)?,
            answer_by: configuration.answer_by.map(AnswerBy::from),
            offsets,
            ..House::default()
        };
        let rules = RuleSet {
            settings: &configuration.settings,
            floor_plan_seasons: configuration.floor_plans.iter().map(FloorPlan::season_bounds).collect(),
            availabilities: configuration.experiences.iter().map(|e| &e.availability).collect(),
            services: &configuration.services,
            exceptions: &configuration.exceptions,
        };
        let house = rules.house::<Vec<FieldError>>(bare, &names)?;
        let table_ids = names.table_ids;
        let table_indexes = table_ids.iter().cloned().zip(0..).collect();
        Ok(Self { configuration, house, table_ids, table_indexes })
    }

    /// The ids of the tables in a set, as they are stored: of a counter those of the seats.
    #[must_use]
    pub fn table_ids(&self, tables: &TableSet) -> Vec<String> {
        tables.iter().filter_map(|table| self.table_ids.get(table).cloned()).collect()
    }

    /// The ids of the tables of these stored ids, as the restaurant wrote them: of seats that of their counter, once.
    #[must_use]
    pub fn restaurants_ids(&self, stored: &[String]) -> Vec<String> {
        let mut ids: Vec<String> = Vec::new();
        for id in stored {
            let id = self.seat(id).map_or(id.as_str(), |seat| seat.table_id);
            if !ids.iter().any(|known| known == id) {
                ids.push(id.to_owned());
            }
        }
        ids
    }

    /// The ids of the tables in a set, as the restaurant wrote them.
    #[must_use]
    pub fn named_ids(&self, tables: &TableSet) -> Vec<String> {
        self.restaurants_ids(&self.table_ids(tables))
    }

    /// Which seats these stored ids are, by counter.
    #[must_use]
    pub fn seats(&self, stored: &[String]) -> Vec<TableSeats> {
        let mut all: Vec<TableSeats> = Vec::new();
        for Seat { table_id, number } in stored.iter().filter_map(|id| self.seat(id)) {
            match all.iter_mut().find(|known| known.table_id == table_id) {
                Some(known) => known.seats.push(number),
                None => all.push(TableSeats { table_id: table_id.to_owned(), seats: vec![number] }),
            }
        }
        all
    }

    fn seat<'a>(&self, id: &'a str) -> Option<Seat<'a>> {
        let (table_id, number) = id.rsplit_once('#')?;
        let number = number.parse().ok()?;
        let plans = self.configuration.floor_plans.iter();
        let table = plans.clone().find_map(|plan| plan.tables.get(table_id))?;
        let is_table = plans.into_iter().any(|plan| plan.tables.contains_key(id));
        (table.counter_seats().is_some() && !is_table).then_some(Seat { table_id, number })
    }

    /// The number of places of the shared table in a set, if its guests are counted.
    #[must_use]
    pub fn places(&self, tables: &TableSet) -> Option<u16> {
        let places = |table: usize| match self.house.floor.tables().get(table)?.sharing {
            Sharing::Counted(places) => Some(places),
            Sharing::Alone | Sharing::Seat(_) => None,
        };
        tables.iter().find_map(places)
    }

    /// The index of the table with this id.
    #[must_use]
    pub fn table(&self, id: &str) -> Option<usize> {
        self.table_indexes.get(id).copied()
    }

    /// The set of the tables with these ids, or the first id that no table has.
    ///
    /// # Errors
    /// The position of the first unknown id.
    pub fn table_set<S: AsRef<str>>(&self, ids: &[S]) -> Result<TableSet, usize> {
        let mut tables = TableSet::EMPTY;
        for (i, id) in ids.iter().enumerate() {
            let named = tables_named(&self.table_ids, id.as_ref());
            if named.is_empty() {
                return Err(i);
            }
            tables = tables.union(&named);
        }
        Ok(tables)
    }

    /// The index of the experience with this id.
    #[must_use]
    pub fn experience(&self, id: &str) -> Option<usize> {
        self.configuration.experiences.iter().position(|experience| experience.id == id)
    }

    /// What is paid for an experience at this start: by the first rule that matches, or else by its own settings.
    #[must_use]
    pub fn payment_settings(&self, experience: usize, day: Day, minutes: u16) -> &PaymentSettings {
        static NOTHING: LazyLock<PaymentSettings> = LazyLock::new(PaymentSettings::default);
        let Configuration { services, exceptions, experiences, payment_rules, .. } = &self.configuration;
        let service = schedule::service_at(services, exceptions, day, minutes);
        let Some(experience) = experiences.get(experience) else { return &NOTHING };
        let is_named = |ids: &[String], id: &str| ids.is_empty() || ids.iter().any(|named| named == id);
        let fits = |rule: &&PaymentRule| {
            is_named(&rule.experience_ids, &experience.id)
                && is_named(&rule.service_ids, service.map_or("", |service| &service.id))
                && weekdays(&rule.weekdays).contains(day.weekday())
                && rule.first_day.is_none_or(|first| first.0 <= day)
                && rule.last_day.is_none_or(|last| day <= last.0)
        };
        payment_rules.iter().find(fits).map_or(&experience.payment_settings, |rule| &rule.payment_settings)
    }

    /// The index of the floor plan with this id.
    #[must_use]
    pub fn floor_plan(&self, id: &str) -> Option<u8> {
        let index = self.configuration.floor_plans.iter().position(|plan| plan.id == id)?;
        u8::try_from(index).ok()
    }

    /// The ids of the floor plans in a set of bits.
    #[must_use]
    pub fn floor_plan_ids(&self, plans: u32) -> Vec<String> {
        let plan = self.configuration.floor_plans.iter().enumerate();
        plan.filter(|(i, _)| plans & (1 << i) != 0).map(|(_, plan)| plan.id.clone()).collect()
    }

    /// The ids of the table categories in a set of bits.
    #[must_use]
    pub fn category_ids(&self, categories: u64) -> Vec<String> {
        let category = self.configuration.table_categories.iter().enumerate();
        category
            .filter(|(i, _)| categories & (1 << i) != 0)
            .map(|(_, category)| category.id.clone())
            .collect()
    }

    /// The set of bits of the table categories with these ids; those that the restaurant no longer has are left out.
    #[must_use]
    pub fn categories(&self, ids: &[String]) -> u64 {
        let category = self.configuration.table_categories.iter().enumerate();
        category.filter(|(_, category)| ids.contains(&category.id)).fold(0, |bits, (i, _)| bits | 1 << i)
    }
}
