//! What comes in, and the engine's house made of it.

use std::collections::BTreeMap;

use anyhow::{Context, Result, anyhow, bail, ensure};
use engine::{
    CELL_MINUTES, Combination, Experience, Floor, House, Offsets, PartyBounds, Reseating, Rules, Service,
    Table,
};
use serde::Deserialize;

/// The latest start that the engine knows.
const LAST_START: u16 = 2 * 1440 - 15;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Instance {
    slot_minutes: u32,
    #[serde(default)]
    buffer_minutes: u32,
    durations: Vec<Duration>,
    pub(crate) tables: Vec<NamedTable>,
    #[serde(default)]
    combinations: Vec<NamedCombination>,
    pub(crate) requests: Vec<Request>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Duration {
    max_party_size: u16,
    minutes: u32,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NamedTable {
    pub(crate) id: String,
    min_party_size: u16,
    max_party_size: u16,
    #[serde(default)]
    priority_index: u16,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NamedCombination {
    #[expect(dead_code, reason = "the format has it, the engine does without")]
    id: String,
    table_ids: Vec<String>,
    min_party_size: u16,
    max_party_size: u16,
    #[serde(default)]
    priority_index: u16,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Request {
    pub(crate) id: String,
    pub(crate) start: u32,
    pub(crate) attendees: u16,
    /// Other starts that would do, tried in this order.
    #[serde(default)]
    pub(crate) alternatives: Vec<u32>,
}

impl Request {
    pub(crate) fn starts(&self) -> impl Iterator<Item = u32> {
        std::iter::once(self.start).chain(self.alternatives.iter().copied())
    }
}

/// From an instance's minutes to the engine's. The engine counts in quarters of an hour; an instance may have any
/// step, so its step becomes a quarter and its first start midnight.
pub(crate) struct Clock {
    step: u32,
    first: u32,
}

impl Clock {
    fn new(instance: &Instance) -> Self {
        let starts = || instance.requests.iter().flat_map(Request::starts);
        let first = starts().min().unwrap_or(0);
        let lengths = instance.durations.iter().map(|duration| duration.minutes);
        let lengths = lengths.chain([instance.slot_minutes, instance.buffer_minutes]);
        let step = lengths.chain(starts().map(|start| start - first)).fold(0, greatest_common_divisor);
        Self { step: step.max(1), first }
    }

    fn length(&self, minutes: u32) -> Result<u16> {
        let quarters = i64::from(minutes / self.step);
        u16::try_from(quarters * CELL_MINUTES).context("longer than the engine can count")
    }

    pub(crate) fn start(&self, minutes: u32) -> Result<u16> {
        let start = self.length(minutes - self.first)?;
        ensure!(start <= LAST_START, "the evening has more than {LAST_START} steps of {} minutes", self.step);
        Ok(start)
    }
}

fn greatest_common_divisor(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { greatest_common_divisor(b, a % b) }
}

impl Instance {
    /// The house, open all day; parties are moved as far as `reseating` says.
    pub(crate) fn house(&self, reseating: Option<Reseating>) -> Result<(House, Clock)> {
        let clock = Clock::new(self);
        let duration = |duration: &Duration| Ok((duration.max_party_size, clock.length(duration.minutes)?));
        let rules = Rules {
            buffer_minutes: clock.length(self.buffer_minutes)?,
            durations: self.durations.iter().map(duration).collect::<Result<_>>()?,
            reseating,
            ..Rules::default()
        };
        let house = House {
            rules,
            floor: self.floor()?,
            services: vec![Service { last_start: LAST_START, ..Service::default() }],
            experiences: vec![Experience::default()],
            offsets: Offsets::fixed(0),
            ..House::default()
        };
        Ok((house.checked().map_err(|fault| anyhow!("the rules: {fault:?}"))?, clock))
    }

    fn floor(&self) -> Result<Floor> {
        let mut indexes = BTreeMap::new();
        for (index, table) in self.tables.iter().enumerate() {
            if indexes.insert(table.id.as_str(), index).is_some() {
                bail!("two tables are called {:?}", table.id);
            }
        }
        let bounds = |min: u16, max| PartyBounds { min: min.max(1), max };
        let table = |table: &NamedTable| Table {
            party: bounds(table.min_party_size, table.max_party_size),
            priority: table.priority_index,
            ..Table::default()
        };
        let index =
            |id: &String| indexes.get(id.as_str()).copied().with_context(|| format!("no table {id:?}"));
        let combination = |combination: &NamedCombination| {
            Ok(Combination {
                tables: combination.table_ids.iter().map(index).collect::<Result<_>>()?,
                party: bounds(combination.min_party_size, combination.max_party_size),
                priority: combination.priority_index,
            })
        };
        let combinations: Vec<_> = self.combinations.iter().map(combination).collect::<Result<_>>()?;
        Floor::new(self.tables.iter().map(table).collect(), &combinations)
            .map_err(|fault| anyhow!("the tables: {fault:?}"))
    }
}
