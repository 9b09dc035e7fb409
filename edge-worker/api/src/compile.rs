//! From the configuration document to the engine's house, with every fault named by where it stands.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Display};
use std::sync::LazyLock;

use engine::{
    Block, Closure, Combination, Day, Exception, Floor, FloorError, House, HouseError, Lead, Limits, Offsets,
    PartyBounds, Release, Reseating, Rules, Service, Span, Table, TableSet, Weekdays, Weights,
    house::SECTIONS_MAX,
};

use crate::configuration::{self, Configuration, Duration, PaymentRule, Settings, WallTime};
use crate::date::Date;
use crate::experience::Availability;
use crate::floor_plan::FloorPlan;
use crate::problem::FieldError;
use crate::slot::{PaymentSettings, PaymentType};

/// How many floor plans a restaurant can have: the engine keeps them as bits.
pub const FLOOR_PLANS_MAX: usize = 32;
/// How many table categories a restaurant can have: they travel as bits of a number that JavaScript keeps exactly.
pub const CATEGORIES_MAX: usize = 53;

/// A configuration that has been checked, the house made of it, and the names of its indexes.
#[derive(Clone, Debug)]
pub struct Compiled {
    /// The document, floor plans in the order of their sort index.
    pub configuration: Configuration,
    /// The rules.
    pub house: House,
    table_ids: Vec<String>,
    /// The other way round: a decision asks it for every table of every stay.
    table_indexes: BTreeMap<String, usize>,
}

impl Compiled {
    /// Checks the document as a whole and makes the house of it.
    ///
    /// # Errors
    /// Every fault found in the floor plans, or the first in the rules.
    pub fn new(mut configuration: Configuration, offsets: Offsets) -> Result<Self, Vec<FieldError>> {
        configuration.sort_floor_plans();
        check_payments(&configuration)?;
        let names = Names::of(&configuration);
        names.check()?;
        let bare = House {
            floor: floor(&configuration.floor_plans, &names)?,
            closures: configuration.closures.iter().map(closure).collect(),
            blocks: blocks(&configuration.blocks, &names, &offsets)?,
            releases: configuration.releases.iter().map(|r| release(r, &offsets)).collect(),
            offsets,
            ..House::default()
        };
        let house = house::<Vec<FieldError>>(
            &configuration.settings,
            &configuration.experiences.iter().map(|e| &e.availability).collect::<Vec<_>>(),
            &configuration.services,
            &configuration.exceptions,
            bare,
            &names,
        )?;
        let table_ids: Vec<String> = names.table_ids.iter().map(|id| (*id).to_owned()).collect();
        let table_indexes = table_ids.iter().cloned().zip(0..).collect();
        Ok(Self { configuration, house, table_ids, table_indexes })
    }

    /// The ids of the tables in a set.
    #[must_use]
    pub fn table_ids(&self, tables: &TableSet) -> Vec<String> {
        tables.iter().filter_map(|table| self.table_ids.get(table).cloned()).collect()
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
            tables.insert(self.table(id.as_ref()).ok_or(i)?);
        }
        Ok(tables)
    }

    /// The index of the experience with this id.
    #[must_use]
    pub fn experience(&self, id: &str) -> Option<usize> {
        self.configuration.experiences.iter().position(|experience| experience.id == id)
    }

    /// What is paid for an experience that starts then: by the first rule that fits, or else as it says itself.
    #[must_use]
    pub fn payment_settings(&self, experience: usize, day: Day, minutes: u16) -> &PaymentSettings {
        static NOTHING: LazyLock<PaymentSettings> = LazyLock::new(PaymentSettings::default);
        let Configuration { services, exceptions, experiences, payment_rules, .. } = &self.configuration;
        let service = configuration::service_at(services, exceptions, day, minutes);
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

/// The longest that a table is kept for somebody who has not paid: a day.
const PENDING_MINUTES_MAX: u32 = 1440;

fn check_payments(configuration: &Configuration) -> Result<(), Vec<FieldError>> {
    let Configuration { experiences, payment_rules, services, exceptions, .. } = configuration;
    let mut faults = Vec::new();
    let mut check = |place: String, settings: &PaymentSettings| {
        let fault = payment_fault(settings);
        let at = |(field, detail)| FieldError::new(format!("{place}/paymentSettings/{field}"), detail);
        faults.extend(fault.map(at));
    };
    for (i, experience) in experiences.iter().enumerate() {
        check(format!("/experiences/{i}"), &experience.payment_settings);
    }
    for (i, rule) in payment_rules.iter().enumerate() {
        check(format!("/paymentRules/{i}"), &rule.payment_settings);
    }
    let extra = exceptions.iter().flat_map(|exception| &exception.services);
    let service_ids: Vec<&str> = services.iter().chain(extra).map(|service| service.id.as_str()).collect();
    let experience_ids: Vec<&str> = experiences.iter().map(|experience| experience.id.as_str()).collect();
    for (i, rule) in payment_rules.iter().enumerate() {
        let place = format!("/paymentRules/{i}");
        for (known, ids, field) in [
            (&service_ids, &rule.service_ids, "serviceIds"),
            (&experience_ids, &rule.experience_ids, "experienceIds"),
        ] {
            faults.extend(indexes::<Vec<FieldError>>(known, ids, &place, field).err().into_iter().flatten());
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

fn payment_fault(settings: &PaymentSettings) -> Option<(&'static str, &'static str)> {
    let is_priced = settings.kind == PaymentType::None || 0 < settings.payment.pricing.price_per_pax;
    let percent = settings.refund_percent.unwrap_or(100);
    let never_but_later = percent == 0 && !settings.refund_steps.is_empty();
    [
        (!is_priced, "payment/pricing/pricePerPax", "a price is needed"),
        (PENDING_MINUTES_MAX < settings.pending_minutes, "pendingMinutes", "at most a day"),
        (100 < percent, "refundPercent", "from 0 to 100"),
        (
            never_but_later || (is_priced && !settings.policy().is_sound()),
            "refundSteps",
            "each step must be nearer to the start than the one before it, with less coming back, from 1 to 100",
        ),
        (
            settings.capture_later && settings.kind != PaymentType::Payment,
            "captureLater",
            "only a payment can be taken later",
        ),
    ]
    .into_iter()
    .find(|(is_wrong, ..)| *is_wrong)
    .map(|(_, field, detail)| (field, detail))
}

/// The ids that other parts of the document refer to.
pub(crate) struct Names<'a> {
    pub(crate) plan_ids: Vec<&'a str>,
    pub(crate) category_ids: Vec<&'a str>,
    /// In the order of the floor plans.
    pub(crate) table_ids: Vec<&'a str>,
    pub(crate) experience_ids: Vec<&'a str>,
}

impl<'a> Names<'a> {
    fn of(configuration: &'a Configuration) -> Self {
        let tables = configuration.floor_plans.iter().flat_map(|plan| plan.tables.values());
        Self {
            plan_ids: configuration.floor_plans.iter().map(|plan| plan.id.as_str()).collect(),
            category_ids: configuration.table_categories.iter().map(|c| c.id.as_str()).collect(),
            table_ids: tables.map(|table| table.id.as_str()).collect(),
            experience_ids: configuration.experiences.iter().map(|e| e.id.as_str()).collect(),
        }
    }

    fn check(&self) -> Result<(), Vec<FieldError>> {
        let mut faults = Vec::new();
        for (what, ids, max) in [
            ("floorPlans", &self.plan_ids, FLOOR_PLANS_MAX),
            ("tableCategories", &self.category_ids, CATEGORIES_MAX),
        ] {
            if max < ids.len() {
                faults.push(FieldError::new(format!("/{what}"), format!("at most {max} of them")));
            }
            if ids.iter().collect::<BTreeSet<_>>().len() < ids.len() {
                faults.push(FieldError::new(format!("/{what}"), "two of them have the same id"));
            }
        }
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }

    fn plan_bits<F: Fault>(&self, ids: &[String], pointer: &impl Display) -> Result<u32, F> {
        if ids.is_empty() {
            return Ok(u32::MAX);
        }
        let plans = indexes(&self.plan_ids, ids, pointer, "floorPlanIds")?;
        Ok(plans.into_iter().fold(0, |bits, plan| bits | 1 << plan))
    }

    fn category_bits<F: Fault>(&self, ids: &[String], pointer: &impl Display) -> Result<u64, F> {
        let categories = indexes(&self.category_ids, ids, pointer, "tableCategoryIds")?;
        Ok(categories.into_iter().fold(0, |bits, category| bits | 1 << category))
    }
}

/// What comes of a fault: its place and its words, or no more than that there is one. Who reads a snapshot has no use
/// for the words, and need not download what writes them.
pub(crate) trait Fault {
    fn of(fault: impl FnOnce() -> FieldError) -> Self;
}

impl Fault for Vec<FieldError> {
    fn of(fault: impl FnOnce() -> FieldError) -> Self {
        vec![fault()]
    }
}

/// Where something stands in the document: the item of a list, or of a list in an exception, or a part of it.
#[derive(Clone, Copy)]
struct Pointer {
    exception: Option<usize>,
    list: &'static str,
    index: usize,
    part: &'static str,
}

impl Pointer {
    /// The first of a list.
    fn to(list: &'static str) -> Self {
        Self { exception: None, list, index: 0, part: "" }
    }
}

impl Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let Self { exception, list, index, part } = self;
        if let Some(exception) = exception {
            write!(f, "/exceptions/{exception}")?;
        }
        write!(f, "/{list}/{index}{part}")
    }
}

/// The places of these ids among the known ones.
fn indexes<F: Fault>(
    known: &[&str],
    ids: &[String],
    pointer: &impl Display,
    field: &str,
) -> Result<Vec<usize>, F> {
    let index = |(i, id): (usize, &String)| {
        known.iter().position(|known| known == id).ok_or_else(|| {
            F::of(|| FieldError::new(format!("{pointer}/{field}/{i}"), format!("nothing has the id {id:?}")))
        })
    };
    ids.iter().enumerate().map(index).collect()
}

fn floor(plans: &[FloorPlan], names: &Names) -> Result<Floor, Vec<FieldError>> {
    let mut faults = Vec::new();
    let (tables, table_pointers) = tables(plans, names, &mut faults);
    let mut combinations = Vec::new();
    let mut combination_pointers = Vec::new();
    for (p, plan) in plans.iter().enumerate() {
        for (key, combination) in &plan.combinations {
            let pointer = format!("/floorPlans/{p}/combinations/{key}");
            if *key != combination.id {
                faults.push(FieldError::new(format!("{pointer}/id"), "differs from its key"));
            }
            let index = |id: &String| names.table_ids.iter().position(|known| known == id);
            combinations.push(Combination {
                tables: combination.table_ids.iter().map(|id| index(id).unwrap_or(usize::MAX)).collect(),
                party: PartyBounds { min: combination.min_party_size, max: combination.max_party_size },
                priority: combination.priority_index,
            });
            combination_pointers.push(pointer);
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    Floor::new(tables, &combinations)
        .map_err(|fault| vec![floor_fault(&fault, &table_pointers, &combination_pointers)])
}

/// The tables, and where each stands in the document, for the engine's faults.
fn tables(plans: &[FloorPlan], names: &Names, faults: &mut Vec<FieldError>) -> (Vec<Table>, Vec<String>) {
    let (mut tables, mut pointers) = (Vec::new(), Vec::new());
    let mut sections: Vec<&str> = Vec::new();
    for (p, plan) in plans.iter().enumerate() {
        for (key, table) in &plan.tables {
            let pointer = format!("/floorPlans/{p}/tables/{key}");
            if *key != table.id {
                faults.push(FieldError::new(format!("{pointer}/id"), "differs from its key"));
            }
            if names.table_ids.iter().take(tables.len()).any(|earlier| *earlier == table.id) {
                faults.push(FieldError::new(format!("{pointer}/id"), "another table has this id"));
            }
            let categories: Result<u64, Vec<FieldError>> =
                names.category_bits(&table.table_category_ids, &pointer);
            let section = sections.iter().position(|known| *known == table.section).unwrap_or_else(|| {
                sections.push(&table.section);
                sections.len() - 1
            });
            if usize::from(SECTIONS_MAX) <= section {
                let words = format!("at most {SECTIONS_MAX} sections");
                faults.push(FieldError::new(format!("{pointer}/section"), words));
            }
            tables.push(Table {
                party: PartyBounds { min: table.min_party_size, max: table.max_party_size },
                priority: table.priority_index,
                reservable: table.reservable,
                online: table.online,
                floor_plan: u8::try_from(p).unwrap_or(u8::MAX),
                categories: categories.unwrap_or_else(|mut wrong| {
                    faults.append(&mut wrong);
                    0
                }),
                section: u8::try_from(section).unwrap_or(u8::MAX),
            });
            pointers.push(pointer);
        }
    }
    (tables, pointers)
}

fn floor_fault(fault: &FloorError, tables: &[String], combinations: &[String]) -> FieldError {
    let at = |pointers: &[String], i: usize, field: &str| {
        format!("{}/{field}", pointers.get(i).map_or("", String::as_str))
    };
    match *fault {
        FloorError::TooManyTables => FieldError::new("/floorPlans", "more tables than a restaurant can have"),
        FloorError::TableBounds(i) => {
            FieldError::new(at(tables, i, "minPartySize"), "must be at least 1 and at most maxPartySize")
        }
        FloorError::CombinationBounds(i) => FieldError::new(
            at(combinations, i, "minPartySize"),
            "must be at least 1 and at most maxPartySize",
        ),
        FloorError::CombinationTables(i) => FieldError::new(
            at(combinations, i, "tableIds"),
            "must name two or more different tables that exist",
        ),
        FloorError::CombinationAcrossFloorPlans(i) => {
            FieldError::new(at(combinations, i, "tableIds"), "must name tables of one floor plan")
        }
    }
}

/// The house of a configuration or a snapshot; `bare` is the house without what the other arguments say, `names` are
/// those of its floor.
pub(crate) fn house<F: Fault>(
    settings: &Settings,
    availabilities: &[&Availability],
    services: &[configuration::Service],
    exceptions: &[configuration::Exception],
    bare: House,
    names: &Names,
) -> Result<House, F> {
    let services =
        each(services, Pointer::to("services"), |service, pointer| self::service(service, pointer, names))?;
    let exceptions = each(exceptions, Pointer::to("exceptions"), |exception, pointer| {
        let at = Pointer { exception: Some(pointer.index), ..Pointer::to("services") };
        let services = each(&exception.services, at, |s, pointer| self::service(s, pointer, names))?;
        Ok(Exception { day: exception.day.0, services })
    })?;
    let experiences = each(availabilities, Pointer::to("experiences"), |availability, pointer| {
        self::experience(availability, pointer, names)
    })?;
    House { rules: rules(settings), services, exceptions, experiences, ..bare }
        .checked()
        .map_err(|fault| F::of(|| house_fault(fault)))
}

fn each<T, U, F>(
    items: &[T],
    list: Pointer,
    convert: impl Fn(&T, &Pointer) -> Result<U, F>,
) -> Result<Vec<U>, F> {
    let with = |(index, item)| convert(item, &Pointer { index, ..list });
    items.iter().enumerate().map(with).collect()
}

fn rules(settings: &Settings) -> Rules {
    Rules {
        slot_minutes: settings.slot_minutes,
        buffer_minutes: settings.buffer_minutes,
        durations: durations(&settings.durations),
        party: PartyBounds { min: settings.min_party_size, max: settings.max_party_size },
        lead_minutes: settings.lead_minutes,
        window_days: settings.window_days,
        limits: Limits { starting: settings.starting_limit, seated: settings.seated_limit },
        paused: settings.paused,
        reseating: settings.reseating.enabled.then_some(Reseating {
            moves_max: settings.reseating.max_moves,
            notice_minutes: settings.reseating.not_minutes_before,
            ..Reseating::default()
        }),
        shorten_minutes: settings.shorten_minutes,
        weights: weights(settings.weights),
    }
}

fn weights(weights: configuration::Weights) -> Weights {
    let configuration::Weights { empty_seat, priority_step, combination, joined_table, gap, imbalance } =
        weights;
    Weights { empty_seat, priority_step, combination, joined_table, gap, imbalance }
}

fn closure(closure: &configuration::Closure) -> Closure {
    Closure { day: closure.day.0, first_start: closure.first_start, last_start: closure.last_start }
}

fn release(release: &configuration::Release, offsets: &Offsets) -> Release {
    Release {
        first: release.first_day.0,
        last: release.last_day.0,
        at: offsets.instant(release.open_day.0, release.open_minutes),
    }
}

fn blocks(
    blocks: &[configuration::Block],
    names: &Names,
    offsets: &Offsets,
) -> Result<Vec<Block>, Vec<FieldError>> {
    let blocks = each(blocks, Pointer::to("blocks"), |block, pointer| {
        // By the clock on the wall, so that whether a document is sound never depends on the offsets known so far.
        let wall = |time: WallTime| i64::from(time.day.0.0) * 1440 + i64::from(time.minutes);
        if wall(block.to) <= wall(block.from) {
            return Err(vec![FieldError::new(format!("{pointer}/to"), "must be later than from")]);
        }
        if block.table_ids.is_empty() {
            return Err(vec![FieldError::new(format!("{pointer}/tableIds"), "must name a table")]);
        }
        let tables = indexes::<Vec<FieldError>>(&names.table_ids, &block.table_ids, pointer, "tableIds")?;
        let instant = |time: WallTime| offsets.instant(time.day.0, time.minutes);
        let span = Span::new(instant(block.from), instant(block.to));
        Ok(span.map(|span| Block { span, tables: tables.into_iter().collect() }))
    })?;
    // A block within the hour that a clock change skips is of no time.
    Ok(blocks.into_iter().flatten().collect())
}

fn durations(durations: &[Duration]) -> Vec<(u16, u16)> {
    durations.iter().map(|duration| (duration.max_party_size, duration.minutes)).collect()
}

fn weekdays(days: &[configuration::Weekday]) -> Weekdays {
    if days.is_empty() { Weekdays::ALL } else { days.iter().copied().map(engine::Weekday::from).collect() }
}

fn service<F: Fault>(
    service: &configuration::Service,
    pointer: &Pointer,
    names: &Names,
) -> Result<Service, F> {
    Ok(Service {
        weekdays: weekdays(&service.weekdays),
        first_start: service.first_start,
        last_start: service.last_start,
        floor_plans: names.plan_bits(&service.floor_plan_ids, pointer)?,
        limits: Limits { starting: service.starting_limit, seated: service.seated_limit },
        closed_tables: indexes(&names.table_ids, &service.closed_table_ids, pointer, "closedTableIds")?
            .into_iter()
            .collect(),
        lead: service.lead.map(|lead| self::lead(lead, pointer)).transpose()?,
        online_max: service.online_limit,
        experiences: indexes(&names.experience_ids, &service.experience_ids, pointer, "experienceIds")?,
    })
}

fn lead<F: Fault>(lead: configuration::Lead, pointer: &Pointer) -> Result<Lead, F> {
    match (lead.minutes, lead.days_before, lead.at) {
        (Some(minutes), None, None) => Ok(Lead::Minutes(minutes)),
        (None, days, Some(minutes)) => Ok(Lead::Clock { days: days.unwrap_or(0), minutes }),
        _ => {
            let words = "must have minutes, or daysBefore and at";
            Err(F::of(|| FieldError::new(format!("{pointer}/lead"), words)))
        }
    }
}

fn experience<F: Fault>(
    availability: &Availability,
    pointer: &Pointer,
    names: &Names,
) -> Result<engine::Experience, F> {
    let pointer = Pointer { part: "/availability", ..*pointer };
    let starts = match (availability.first_start, availability.last_start) {
        (None, None) => None,
        (first, last) => Some((first.unwrap_or(0), last.unwrap_or(u16::MAX))),
    };
    let days = match (availability.first_day, availability.last_day) {
        (None, None) => None,
        (first, last) => {
            Some((first.map_or(Day(i32::MIN), |day| day.0), last.map_or(Day(i32::MAX), |day| day.0)))
        }
    };
    Ok(engine::Experience {
        party: PartyBounds {
            min: availability.min_party_size.unwrap_or(1),
            max: availability.max_party_size.unwrap_or(u16::MAX),
        },
        durations: durations(&availability.durations),
        weekdays: weekdays(&availability.weekdays),
        starts,
        categories: names.category_bits(&availability.table_category_ids, &pointer)?,
        floor_plans: names.plan_bits(&availability.floor_plan_ids, &pointer)?,
        lead_minutes: availability.lead_minutes,
        days,
    })
}

fn house_fault(fault: HouseError) -> FieldError {
    let hours = "starts must be in order, before the end of the next day, and on the slot step";
    match fault {
        HouseError::NotWholeCells => FieldError::new(
            "/settings",
            "slotMinutes, bufferMinutes and shortenMinutes must be multiples of 15",
        ),
        HouseError::Durations => FieldError::new(
            "/settings/durations",
            "must rise by maxPartySize, in multiples of 15 minutes, with the buffer at most a day",
        ),
        HouseError::PartyBounds => {
            FieldError::new("/settings/minPartySize", "must be at least 1 and at most maxPartySize")
        }
        HouseError::Service(i) => FieldError::new(format!("/services/{i}"), hours),
        HouseError::ServicesOverlap(i) => {
            FieldError::new(format!("/services/{i}"), "overlaps another service of the same weekday")
        }
        HouseError::Exception(day) => {
            FieldError::new("/exceptions", format!("on {}: {hours}, without overlap", Date(day)))
        }
        HouseError::ExceptionTwice(day) => FieldError::new("/exceptions", format!("two for {}", Date(day))),
        HouseError::Experience(i) => FieldError::new(
            format!("/experiences/{i}/availability"),
            "party sizes, starts, days or durations are out of order",
        ),
        HouseError::UnknownInService(i) => {
            FieldError::new(format!("/services/{i}"), "has a table or an experience that does not exist")
        }
        HouseError::Section(_) => FieldError::new("/floorPlans", "more sections than a restaurant can have"),
        HouseError::Closure(i) => {
            FieldError::new(format!("/closures/{i}/lastStart"), "must not be before firstStart")
        }
        HouseError::Block(i) => {
            FieldError::new(format!("/blocks/{i}/tableIds"), "must name tables that exist")
        }
        HouseError::Release(i) => {
            FieldError::new(format!("/releases/{i}/lastDay"), "must not be before firstDay")
        }
    }
}
