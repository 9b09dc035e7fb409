//! The snapshot: what the browser needs to run the engine for a range of days. Rules and anonymous occupancy.
//!
//! Compact on purpose: tables are numbers, stays are rows of integers, and nothing in it names a guest or a
//! reservation. A reader ignores fields it does not know and refuses another [`VERSION`].

use engine::{
    Combination, Floor, House, Instant, Offsets, PartyBounds, Promise, Span, Stay, Table, TableSet,
};
use serde::{Deserialize, Serialize};

use crate::Texts;
use crate::compile::{Compiled, Names, house};
use crate::configuration::{Exception, RestaurantProfile, Service, Settings};
use crate::date::Date;
use crate::experience::Experience;

/// The version that this code writes and reads. It changes when an old reader would misread a new snapshot.
pub const VERSION: u16 = 1;

/// What the browser needs to run the engine for a range of days.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Snapshot {
    /// See [`VERSION`].
    pub version: u16,
    /// When it was made, in minutes since the epoch: the engine's `now`.
    pub now_minutes: i64,
    /// When it was made, in milliseconds since the epoch: the widget's clock starts here, not at the visitor's, and
    /// `freshAfter` is compared with it.
    pub made_at: i64,
    /// Who the restaurant is.
    pub restaurant: RestaurantProfile,
    /// The first day.
    pub from: Date,
    /// How many days.
    pub days: u16,
    /// Minutes east of UTC at the start, then each change: (minutes since the epoch, minutes east of UTC).
    pub offset: i32,
    /// The offset's changes.
    pub offset_changes: Vec<(i64, i32)>,
    /// Rules that hold for the whole house.
    pub settings: Settings,
    /// The floor plans, in their order.
    pub areas: Vec<Area>,
    /// The ids of the table categories, in the order of their bits.
    pub category_ids: Vec<String>,
    /// The tables: smallest party, largest party, priority, floor plan, category bits. Those that guests cannot
    /// be given are left out of the assignments by a smallest party of 0.
    pub tables: Vec<(u16, u16, u16, u8, u64)>,
    /// The combinations: smallest party, largest party, priority, tables.
    pub combinations: Vec<(u16, u16, u16, Vec<usize>)>,
    /// The experiences, without their long texts.
    pub experiences: Vec<Experience>,
    /// The weekly opening windows.
    pub services: Vec<Service>,
    /// Dates on which other windows open.
    pub exceptions: Vec<Exception>,
    /// Who sits where: minutes from `from`'s midnight in UTC to the start, minutes of stay, guests, tables...
    pub stays: Vec<Vec<i64>>,
}

/// A part of the house that a guest may ask for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Area {
    /// The floor plan's id.
    pub id: String,
    /// What guests call it, by language.
    pub title: Texts,
}

/// Why a snapshot cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SnapshotError {
    /// It has another version than this code reads.
    Version,
    /// It contradicts itself.
    Malformed,
}

impl Snapshot {
    /// The snapshot of a restaurant from `from` on, made at `made_at` (milliseconds since the epoch).
    #[must_use]
    pub fn new(compiled: &Compiled, from: Date, days: u16, stays: &[Stay], made_at: i64) -> Self {
        let configuration = &compiled.configuration;
        let floor = &compiled.house.floor;
        let table = |t: &Table| {
            let min = if t.reservable { t.party.min } else { 0 };
            (min, t.party.max, t.priority, t.floor_plan, t.categories)
        };
        let joined = floor
            .assignments()
            .iter()
            .skip(floor.tables().len())
            .map(|a| (a.party.min, a.party.max, a.priority, a.tables.iter().collect()));
        let area = |plan: &crate::FloorPlan| Area {
            id: plan.id.clone(),
            title: if plan.title.is_empty() {
                configuration.restaurant.locales.iter().map(|l| (l.clone(), plan.name.clone())).collect()
            } else {
                plan.title.clone()
            },
        };
        Self {
            version: VERSION,
            now_minutes: made_at.div_euclid(60_000),
            made_at,
            restaurant: RestaurantProfile { allowed_origins: Vec::new(), ..configuration.restaurant.clone() },
            from,
            days,
            offset: compiled.house.offsets.first(),
            offset_changes: compiled.house.offsets.changes().iter().map(|(at, to)| (at.0, *to)).collect(),
            settings: configuration.settings.clone(),
            areas: configuration.floor_plans.iter().map(area).collect(),
            category_ids: configuration.table_categories.iter().map(|category| category.id.clone()).collect(),
            tables: floor.tables().iter().map(table).collect(),
            combinations: joined.collect(),
            experiences: configuration.experiences.iter().map(Experience::without_long_texts).collect(),
            services: configuration.services.clone(),
            exceptions: configuration.exceptions.iter().filter(|e| from <= e.day).cloned().collect(),
            stays: stays.iter().map(|stay| stay_row(stay, from)).collect(),
        }
    }

    /// The house and the stays in it.
    ///
    /// # Errors
    /// See [`SnapshotError`].
    pub fn house(&self) -> Result<(House, Vec<Stay>), SnapshotError> {
        if self.version != VERSION {
            return Err(SnapshotError::Version);
        }
        let changes = self.offset_changes.iter().map(|(at, to)| (Instant(*at), *to)).collect();
        let offsets = Offsets::new(self.offset, changes).ok_or(SnapshotError::Malformed)?;
        let plan_ids: Vec<&str> = self.areas.iter().map(|area| area.id.as_str()).collect();
        let category_ids: Vec<&str> = self.category_ids.iter().map(String::as_str).collect();
        let names = Names { plan_ids: &plan_ids, category_ids: &category_ids };
        let floor = self.floor().ok_or(SnapshotError::Malformed)?;
        let house = house(
            &self.settings,
            &self.experiences,
            &self.services,
            &self.exceptions,
            (floor, offsets),
            &names,
        )
        .map_err(|_| SnapshotError::Malformed)?;
        let stays = self.stays.iter().map(|row| stay(row, self.from)).collect::<Option<_>>();
        Ok((house, stays.ok_or(SnapshotError::Malformed)?))
    }

    fn floor(&self) -> Option<Floor> {
        let table = |(min, max, priority, floor_plan, categories): &(u16, u16, u16, u8, u64)| Table {
            party: PartyBounds { min: (*min).max(1), max: *max },
            priority: *priority,
            reservable: *min != 0,
            floor_plan: *floor_plan,
            categories: *categories,
            ..Table::default()
        };
        let combination = |(min, max, priority, tables): &(u16, u16, u16, Vec<usize>)| Combination {
            tables: tables.clone(),
            party: PartyBounds { min: *min, max: *max },
            priority: *priority,
        };
        let combinations: Vec<_> = self.combinations.iter().map(combination).collect();
        Floor::new(self.tables.iter().map(table).collect(), &combinations).ok()
    }
}

const MINUTES_PER_DAY: i64 = 1440;

fn stay_row(stay: &Stay, from: Date) -> Vec<i64> {
    let base = i64::from(from.0.0) * MINUTES_PER_DAY;
    let (start, end) = (stay.span.start().0, stay.span.end().0);
    let mut row = vec![start - base, end - start, i64::from(stay.attendees)];
    row.extend(stay.tables.iter().filter_map(|table| i64::try_from(table).ok()));
    row
}

fn stay(row: &[i64], from: Date) -> Option<Stay> {
    let [start, minutes, attendees, tables @ ..] = row else { return None };
    let start = Instant(i64::from(from.0.0) * MINUTES_PER_DAY).plus(*start);
    Some(Stay {
        span: Span::new(start, start.plus(*minutes))?,
        attendees: u16::try_from(*attendees).ok()?,
        tables: tables.iter().map(|table| usize::try_from(*table)).collect::<Result<TableSet, _>>().ok()?,
        promise: Promise::Tables,
        online: true,
    })
}

impl Experience {
    /// What the widget shows of it.
    fn without_long_texts(&self) -> Self {
        Self { description_html: Texts::new(), order_settings: serde_json::Map::new(), ..self.clone() }
    }
}
