//! The snapshot: what the browser needs to run the engine for a range of days. Rules and anonymous occupancy.
//!
//! It is compact: tables are indexes, large lists are arrays of integers, and nothing in it names a guest, a
//! reservation or a table. A reader ignores unknown fields and rejects any other [`VERSION`].

mod confirmation;
mod payments;
mod stays;

pub use stays::Stays;

use engine::{
    Block, Closure, Combination, Day, Floor, House, Instant, Offsets, PartyBounds, Release, Sharing, Span,
    Stay, Table,
};
use serde::{Deserialize, Serialize};

use crate::basics::date::Date;
use crate::basics::field_error::FieldError;
use crate::basics::season::{SeasonBounds, SeasonDay};
use crate::basics::text::Texts;
use crate::compile::Compiled;
use crate::compile::names::{Fault, Names, service_ids};
use crate::compile::rules::RuleSet;
use crate::configuration::experience::{Availability, Experience};
use crate::configuration::floor_plan::FloorPlan;
use crate::configuration::restaurant_profile::RestaurantProfile;
use crate::configuration::schedule::{Exception, Service};
use crate::configuration::settings::Settings;

/// The version that this code writes and reads. It changes when an old reader would misread a new snapshot.
pub const VERSION: u16 = 4;

/// What the browser needs to run the engine for a range of days.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Snapshot {
    /// Version of the format, now 4. A reader must reject any other.
    pub version: u16,
    /// When it was made, in minutes since the epoch: the engine's `now`.
    pub now_minutes: i64,
    /// When it was made, in milliseconds since the epoch. The widget's clock starts here, since the visitor's may be
    /// wrong, and `freshAfter` is compared with it.
    pub made_at: i64,
    /// The restaurant's public profile.
    pub restaurant: RestaurantProfile,
    /// The first opening day.
    pub from: Date,
    /// Number of days.
    pub days: u16,
    /// Offset of the restaurant's time zone at the start, in minutes east of UTC.
    pub offset: i32,
    /// Changes of the offset: minutes since the epoch, and the new offset in minutes east of UTC.
    pub offset_changes: Vec<(i64, i32)>,
    /// Rules that apply to the whole house.
    pub settings: Settings,
    /// The floor plans, in their order.
    pub areas: Vec<Area>,
    /// Ids of the table categories, in the order of their bits.
    pub category_ids: Vec<String>,
    /// The tables, each: smallest party, largest party, priority, index of the floor plan, bits of the categories,
    /// index of the section, and the sum of 1 if it can be booked at all, 2 if guests can book it themselves, and four
    /// times 0 if a party has all of it, the number of places if guests are counted, -1 if it is a seat of the first
    /// counter, -2 of the second, and so on.
    pub tables: Vec<(u16, u16, u16, u8, u64, u8, i32)>,
    /// The combinations, each: smallest party, largest party, priority, indexes of the tables.
    pub combinations: Vec<(u16, u16, u16, Vec<usize>)>,
    /// The experiences.
    pub experiences: Vec<OfferedExperience>,
    /// The weekly opening windows.
    pub services: Vec<Service>,
    /// Days on which other services open than on their weekday, or none.
    pub exceptions: Vec<Exception>,
    /// Starts that are closed although their service is open, each: days after `from`, first start, last start.
    pub closures: Vec<(i32, u16, u16)>,
    /// Tables that cannot be used for a time, each: minutes from `from`'s midnight in UTC to the beginning, length in
    /// minutes, indexes of the tables.
    pub blocks: Vec<Vec<i64>>,
    /// Days that open for booking at a time of their own, each: the first and the last in days after `from`, and the
    /// minutes from `from`'s midnight in UTC until they open.
    pub releases: Vec<(i32, i32, i64)>,
    /// What is paid at booking; the first entry that matches applies. Each has the indexes of its experiences and the
    /// ids of its services (any if empty), and these numbers: bits of the weekdays, Monday first; the first and the
    /// last day in days after `from`; 1 for a payment, 2 for a guarantee, 0 for neither; the price in minor units; 1 if
    /// it is per guest; the smallest party that pays; then pairs of minutes before the start and the percentage that is
    /// refunded until then.
    #[serde(default)]
    pub payments: Vec<(Vec<usize>, Vec<String>, Vec<i64>)>,
    /// Which bookings are requested, in the order of the rules, each: 1 if these are; the smallest and the largest party;
    /// bits of the weekdays, Monday first; 0 for all days, 1 for those from a first to a last in days after `from`, 2 for
    /// those of every year from a first to a last as month times 100 and day; the first; the last; the number of its
    /// experiences; their indexes, and those of its services, the weekly ones before the exceptions' (any if none).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub confirmations: Vec<Vec<i64>>,
    /// By when requests are answered: how many days after they are made, and the minute of that day; empty if by the start.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answer_by: Vec<i64>,
    /// Which tables are occupied when.
    pub stays: Stays,
}

/// A floor plan that a guest may ask for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Area {
    /// Id of the floor plan.
    pub id: String,
    /// Its name for guests, by language code.
    pub title: Texts,
    /// The first day on which it can be booked: a calendar day, or with `MM-DD` one of every year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_day: Option<SeasonDay>,
    /// The last day on which it can be booked, in the same form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_day: Option<SeasonDay>,
}

impl Area {
    fn of(plan: &FloorPlan, locales: &[String]) -> Self {
        let named = || locales.iter().map(|locale| (locale.clone(), plan.name.clone())).collect();
        Self {
            id: plan.id.clone(),
            title: if plan.title.is_empty() { named() } else { plan.title.clone() },
            first_day: plan.first_day,
            last_day: plan.last_day,
        }
    }

    fn season_bounds(&self) -> SeasonBounds {
        SeasonBounds { first: self.first_day, last: self.last_day }
    }
}

/// What the widget shows of an experience, and what decides who may book it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OfferedExperience {
    /// Id of the experience.
    pub id: String,
    /// Its name, by language code.
    pub name: Texts,
    /// A description of one line, by language code.
    #[serde(default)]
    pub short_description: Texts,
    /// The whole description without markup, by language code: paragraphs, and a line for each item of a list.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub description: Texts,
    /// URL of a picture; empty if there is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub image_url: String,
    /// Whether guests are offered it first.
    #[serde(default)]
    pub is_default: bool,
    /// Who may book it, where and when.
    #[serde(default)]
    pub availability: Availability,
    /// Price per guest that guests are shown, in minor units: 8900 is 89.00 EUR.
    #[serde(default)]
    pub price: u32,
}

/// Why a snapshot cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SnapshotError {
    /// It has another version than this code reads.
    Version,
    /// Its content is inconsistent.
    Malformed,
}

impl Fault for SnapshotError {
    fn of(_: impl FnOnce() -> FieldError) -> Self {
        Self::Malformed
    }
}

impl Snapshot {
    /// The snapshot of a restaurant from `from` on, made at `made_at` (milliseconds since the epoch). The descriptions of
    /// its experiences are left to whoever reads HTML.
    #[must_use]
    pub fn new(compiled: &Compiled, from: Date, days: u16, stays: &[Stay], made_at: i64) -> Self {
        let configuration = &compiled.configuration;
        let House { floor, closures, blocks, releases, offsets, .. } = &compiled.house;
        let joined = floor
            .assignments()
            .iter()
            .skip(floor.tables().len())
            .map(|a| (a.party.min, a.party.max, a.priority, a.tables.iter().collect()));
        let after = |day: Day| day.0 - from.0.0;
        let exception = |e: &Exception| Exception {
            services: e.services.iter().map(|service| anonymous(service, compiled)).collect(),
            ..e.clone()
        };
        let begin = offsets.instant(from.0, 0);
        let services: Vec<_> =
            configuration.services.iter().map(|service| anonymous(service, compiled)).collect();
        let exceptions: Vec<_> = configuration
            .exceptions
            .iter()
            .filter(|exception| !exception.is_over(from.0.plus(-1)))
            .map(exception)
            .collect();
        let confirmations = confirmation::rows(
            &compiled.house,
            &service_ids(&configuration.services, &configuration.exceptions),
            &service_ids(&services, &exceptions),
            from,
        );
        Self {
            version: VERSION,
            now_minutes: made_at.div_euclid(60_000),
            made_at,
            restaurant: RestaurantProfile { allowed_origins: Vec::new(), ..configuration.restaurant.clone() },
            from,
            days,
            offset: offsets.first(),
            offset_changes: offsets.changes().iter().map(|(at, to)| (at.0, *to)).collect(),
            settings: configuration.settings.clone(),
            areas: configuration
                .floor_plans
                .iter()
                .map(|plan| Area::of(plan, &configuration.restaurant.locales))
                .collect(),
            category_ids: configuration.table_categories.iter().map(|category| category.id.clone()).collect(),
            tables: floor.tables().iter().map(table_row).collect(),
            combinations: joined.collect(),
            experiences: configuration.experiences.iter().map(OfferedExperience::of).collect(),
            services,
            exceptions,
            closures: closures
                .iter()
                .filter(|closure| from.0 <= closure.day)
                .map(|closure| (after(closure.day), closure.first_start, closure.last_start))
                .collect(),
            blocks: blocks
                .iter()
                .filter(|block| begin < block.span.end())
                .map(|block| block_row(block, from))
                .collect(),
            releases: releases
                .iter()
                .filter(|release| from.0 <= release.last)
                .map(|release| (after(release.first), after(release.last), release.at.0 - midnight(from).0))
                .collect(),
            payments: payments::rows(compiled, from),
            confirmations,
            answer_by: confirmation::answer_row(&compiled.house),
            stays: Stays::pack(floor, from, stays),
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
        let names = Names {
            plan_ids: self.areas.iter().map(|area| area.id.as_str()).collect(),
            category_ids: self.category_ids.iter().map(String::as_str).collect(),
            table_ids: (0..self.tables.len()).map(|table| table.to_string()).collect(),
            experience_ids: self.experiences.iter().map(|experience| experience.id.as_str()).collect(),
            service_ids: service_ids(&self.services, &self.exceptions),
        };
        let bare = self.bare(offsets).ok_or(SnapshotError::Malformed)?;
        let rules = RuleSet {
            settings: &self.settings,
            floor_plan_seasons: self.areas.iter().map(Area::season_bounds).collect(),
            availabilities: self.experiences.iter().map(|e| &e.availability).collect(),
            services: &self.services,
            exceptions: &self.exceptions,
        };
        let house = rules.house::<SnapshotError>(bare, &names)?;
        let stays = self.stays.unpack(&house.floor, self.from).ok_or(SnapshotError::Malformed)?;
        Ok((house, stays))
    }

    /// The house without the parts that the snapshot has in the form of the configuration.
    fn bare(&self, offsets: Offsets) -> Option<House> {
        let day = |after: i32| self.from.0.plus(after);
        let closure =
            |&(after, first_start, last_start)| Closure { day: day(after), first_start, last_start };
        let release = |&(first, last, at)| Release {
            first: day(first),
            last: day(last),
            at: midnight(self.from).plus(at),
        };
        Some(House {
            floor: self.floor()?,
            closures: self.closures.iter().map(closure).collect(),
            blocks: self.blocks.iter().map(|row| block(row, self.from)).collect::<Option<_>>()?,
            releases: self.releases.iter().map(release).collect(),
            confirmation_rules: self.confirmation_rules()?,
            answer_by: self.read_answer_by(),
            offsets,
            ..House::default()
        })
    }

    fn floor(&self) -> Option<Floor> {
        let table = |&(min, max, priority, floor_plan, categories, section, open)| Table {
            sharing: read_sharing(open),
            party: PartyBounds { min, max },
            priority,
            reservable: open & 1 != 0,
            online: open & 2 != 0,
            floor_plan,
            categories,
            section,
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

/// The service with its tables by index.
fn anonymous(service: &Service, compiled: &Compiled) -> Service {
    let index = |table: usize| table.to_string();
    let closed = compiled.table_set(&service.closed_table_ids).unwrap_or_default();
    Service { closed_table_ids: closed.iter().map(index).collect(), ..service.clone() }
}

/// See [`Snapshot::tables`].
fn table_row(table: &Table) -> (u16, u16, u16, u8, u64, u8, i32) {
    let Table { party, priority, floor_plan, categories, section, reservable, online, sharing } = *table;
    let sharing = match sharing {
        Sharing::Alone => 0,
        Sharing::Counted(places) => places.into(),
        Sharing::Seat(counter) => -1 - i32::from(counter),
    };
    let open = i32::from(reservable) + 2 * i32::from(online) + 4 * sharing;
    (party.min, party.max, priority, floor_plan, categories, section, open)
}

fn read_sharing(open: i32) -> Sharing {
    let number = open.div_euclid(4);
    match u16::try_from(number) {
        Ok(0) => Sharing::Alone,
        Ok(places) => Sharing::Counted(places),
        Err(_) => Sharing::Seat(u16::try_from(-1 - number).unwrap_or(u16::MAX)),
    }
}

fn block_row(block: &Block, from: Date) -> Vec<i64> {
    let (start, end) = (block.span.start().0, block.span.end().0);
    let mut row = vec![start - midnight(from).0, end - start];
    row.extend(block.tables.iter().filter_map(|table| i64::try_from(table).ok()));
    row
}

fn block(row: &[i64], from: Date) -> Option<Block> {
    let [start, minutes, tables @ ..] = row else { return None };
    let start = midnight(from).plus(*start);
    let tables = tables.iter().map(|table| usize::try_from(*table)).collect::<Result<_, _>>();
    Some(Block { span: Span::new(start, start.plus(*minutes))?, tables: tables.ok()? })
}

/// The instant from which a snapshot counts: the beginning of its first day in UTC.
fn midnight(from: Date) -> Instant {
    Instant(i64::from(from.0.0) * 1440)
}

impl OfferedExperience {
    fn of(experience: &Experience) -> Self {
        let Experience { id, name, short_description, image, is_default, availability, .. } =
            experience.clone();
        let image_url = image.map_or(String::new(), |image| image.url);
        let price = experience.payment_settings.payment.pricing.display_price_per_pax;
        Self {
            id,
            name,
            short_description,
            description: Texts::new(),
            image_url,
            is_default,
            availability,
            price,
        }
    }
}
