//! Compiles the document's rules to the engine's house.

use engine::{
    Block, Closure, ConfirmationRule, ConfirmationRuleError, Exception, ExperienceError, House, HouseError,
    Lead, Limits, Offsets, PartyBounds, Release, Reseating, Rules, Season, Service, ServiceError, Span,
    Weekdays, Weights,
};

use crate::basics::field_error::FieldError;
use crate::basics::season::SeasonBounds;
use crate::compile::names::{Fault, Names, Pointer, indexes};
use crate::configuration::confirmation;
use crate::configuration::experience::Availability;
use crate::configuration::schedule::{self, Duration, WallTime};
use crate::configuration::settings::{self, Settings};

/// The rules that a configuration and a snapshot have in the same form.
pub(crate) struct RuleSet<'a> {
    pub(crate) settings: &'a Settings,
    /// When each floor plan can be booked.
    pub(crate) floor_plan_seasons: Vec<SeasonBounds>,
    /// Of each experience.
    pub(crate) availabilities: Vec<&'a Availability>,
    pub(crate) services: &'a [schedule::Service],
    pub(crate) exceptions: &'a [schedule::Exception],
}

impl RuleSet<'_> {
    /// The house with these rules. `bare` is the house without them, `names` are those of its floor.
    pub(crate) fn house<F: Fault>(&self, bare: House, names: &Names) -> Result<House, F> {
        let service = |service: &_, pointer: &Pointer| self::service(service, pointer, names);
        let special = |special: &schedule::Service, pointer: &Pointer| {
            let fields = [("firstDay", special.first_day), ("lastDay", special.last_day)];
            let words = "an exception has days of its own";
            match fields.into_iter().find(|(_, day)| day.is_some()) {
                Some((field, _)) => Err(F::of(|| FieldError::new(format!("{pointer}/{field}"), words))),
                None => service(special, pointer),
            }
        };
        let exception = |exception: &schedule::Exception, pointer: &Pointer| {
            let at = Pointer { exception: Some(pointer.index), ..Pointer::to("services") };
            let days = season(exception.season_bounds(), pointer)?;
            Ok(Exception { days, services: each(&exception.services, at, special)? })
        };
        let experience =
            |availability: &&_, pointer: &Pointer| self::experience(availability, pointer, names);
        House {
            rules: rules(self.settings),
            floor_plan_seasons: each(&self.floor_plan_seasons, Pointer::to("floorPlans"), |days, at| {
                season(*days, at)
            })?,
            services: each(self.services, Pointer::to("services"), service)?,
            exceptions: each(self.exceptions, Pointer::to("exceptions"), exception)?,
            experiences: each(&self.availabilities, Pointer::to("experiences"), experience)?,
            ..bare
        }
        .checked()
        .map_err(|fault| F::of(|| house_fault(fault, self.exceptions)))
    }
}

fn season<F: Fault>(bounds: SeasonBounds, pointer: &Pointer) -> Result<Season, F> {
    let words = "must have the form of the first day: both yyyy-mm-dd, or both mm-dd";
    bounds.season().ok_or_else(|| F::of(|| FieldError::new(format!("{pointer}/lastDay"), words)))
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
        confirmation: settings.confirmation_mode.into(),
    }
}

fn weights(weights: settings::Weights) -> Weights {
    let settings::Weights { empty_seat, priority_step, combination, joined_table, gap, imbalance } = weights;
    Weights { empty_seat, priority_step, combination, joined_table, gap, imbalance }
}

pub(crate) fn closure(closure: &schedule::Closure) -> Closure {
    Closure { day: closure.day.0, first_start: closure.first_start, last_start: closure.last_start }
}

pub(crate) fn release(release: &schedule::Release, offsets: &Offsets) -> Release {
    Release {
        first: release.first_day.0,
        last: release.last_day.0,
        at: offsets.instant(release.open_day.0, release.open_minutes),
    }
}

pub(crate) fn confirmation_rules(
    rules: &[confirmation::ConfirmationRule],
    names: &Names,
) -> Result<Vec<ConfirmationRule>, Vec<FieldError>> {
    type Faults = Vec<FieldError>;
    each(rules, Pointer::to("confirmationRules"), |rule, pointer| {
        Ok(ConfirmationRule {
            party: PartyBounds {
                min: rule.min_party_size.unwrap_or(1),
                max: rule.max_party_size.unwrap_or(u16::MAX),
            },
            experiences: indexes::<Faults>(
                &names.experience_ids,
                &rule.experience_ids,
                pointer,
                "experienceIds",
            )?,
            services: indexes::<Faults>(&names.service_ids, &rule.service_ids, pointer, "serviceIds")?,
            weekdays: weekdays(&rule.weekdays),
            season: season::<Faults>(rule.season_bounds(), pointer)?,
            confirmation: rule.confirmation_mode.into(),
        })
    })
}

pub(crate) fn blocks(
    blocks: &[schedule::Block],
    names: &Names,
    offsets: &Offsets,
) -> Result<Vec<Block>, Vec<FieldError>> {
    let blocks = each(blocks, Pointer::to("blocks"), |block, pointer| {
        // Compared as wall-clock times, so that the check does not depend on the time zone offsets known so far.
        let wall = |time: WallTime| i64::from(time.day.0.0) * 1440 + i64::from(time.minutes);
        if wall(block.to) <= wall(block.from) {
            return Err(vec![FieldError::new(format!("{pointer}/to"), "must be later than from")]);
        }
        if block.table_ids.is_empty() {
            return Err(vec![FieldError::new(format!("{pointer}/tableIds"), "must name a table")]);
        }
        let tables = names.tables::<Vec<FieldError>>(&block.table_ids, pointer, "tableIds")?;
        let instant = |time: WallTime| offsets.instant(time.day.0, time.minutes);
        let span = Span::new(instant(block.from), instant(block.to));
        Ok(span.map(|span| Block { span, tables }))
    })?;
    // A block within the hour that a clock change skips has no length and is dropped.
    Ok(blocks.into_iter().flatten().collect())
}

fn durations(durations: &[Duration]) -> Vec<(u16, u16)> {
    durations.iter().map(|duration| (duration.max_party_size, duration.minutes)).collect()
}

pub(crate) fn weekdays(days: &[schedule::Weekday]) -> Weekdays {
    if days.is_empty() { Weekdays::ALL } else { days.iter().copied().map(engine::Weekday::from).collect() }
}

fn service<F: Fault>(service: &schedule::Service, pointer: &Pointer, names: &Names) -> Result<Service, F> {
    let key = names.service_ids.iter().position(|id| *id == service.id);
    Ok(Service {
        key: key.unwrap_or_default(),
        weekdays: weekdays(&service.weekdays),
        season: season(service.season_bounds(), pointer)?,
        first_start: service.first_start,
        last_start: service.last_start,
        closes: service.closes,
        floor_plans: names.plan_bits(&service.floor_plan_ids, pointer)?,
        limits: Limits { starting: service.starting_limit, seated: service.seated_limit },
        closed_tables: names.tables(&service.closed_table_ids, pointer, "closedTableIds")?,
        lead: service.lead.map(|lead| self::lead(lead, pointer)).transpose()?,
        online_max: service.online_limit,
        experiences: indexes(&names.experience_ids, &service.experience_ids, pointer, "experienceIds")?,
    })
}

fn lead<F: Fault>(lead: schedule::Lead, pointer: &Pointer) -> Result<Lead, F> {
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
    Ok(engine::Experience {
        party: PartyBounds {
            min: availability.min_party_size.unwrap_or(1),
            max: availability.max_party_size.unwrap_or(u16::MAX),
        },
        durations: durations(&availability.durations),
        weekdays: weekdays(&availability.weekdays),
        season: season(availability.season_bounds(), &pointer)?,
        starts,
        categories: names.category_bits(&availability.table_category_ids, &pointer)?,
        floor_plans: names.plan_bits(&availability.floor_plan_ids, &pointer)?,
        lead_minutes: availability.lead_minutes,
    })
}

const LAST_DAY: &str = "must not be before firstDay";
const DURATIONS: &str =
    "must rise by maxPartySize, in multiples of 15 minutes, with the buffer at most a day";

/// A fault of the restaurant's rules, at its place in the configuration with these exceptions.
fn house_fault(fault: HouseError, exceptions: &[schedule::Exception]) -> FieldError {
    // Of two for the same days the later is one too many.
    let exception = |days: Season| {
        let is_it = |exception: &schedule::Exception| exception.season_bounds().season() == Some(days);
        exceptions.iter().rposition(is_it).unwrap_or_default()
    };
    match fault {
        HouseError::NotWholeCells => FieldError::new(
            "/settings",
            "slotMinutes, bufferMinutes and shortenMinutes must be multiples of 15",
        ),
        HouseError::Durations => FieldError::new("/settings/durations", DURATIONS),
        HouseError::PartyBounds => {
            FieldError::new("/settings/minPartySize", "must be at least 1 and at most maxPartySize")
        }
        HouseError::Service(i, fault) => service_fault(format!("/services/{i}"), fault),
        HouseError::Exception { days, service, fault } => {
            service_fault(format!("/exceptions/{}/services/{service}", exception(days)), fault)
        }
        HouseError::ExceptionsOverlap(days) => FieldError::new(
            format!("/exceptions/{}/day", exception(days)),
            "another exception has one of these days, too",
        ),
        HouseError::ExceptionReversed(days) => {
            FieldError::new(format!("/exceptions/{}/lastDay", exception(days)), "must not be before day")
        }
        HouseError::FloorPlanSeason(i) => FieldError::new(format!("/floorPlans/{i}/lastDay"), LAST_DAY),
        HouseError::Experience(i, fault) => experience_fault(i, fault),
        HouseError::ConfirmationRule(i, fault) => confirmation_fault(i, fault),
        HouseError::AnswerBy => FieldError::new("/answerBy", "daysAfter at most 30, and at below 1440"),
        HouseError::Section(_) => FieldError::new("/floorPlans", "more sections than a restaurant can have"),
        HouseError::Closure(i) => {
            FieldError::new(format!("/closures/{i}/lastStart"), "must not be before firstStart")
        }
        HouseError::Block(i) => {
            FieldError::new(format!("/blocks/{i}/tableIds"), "must name tables that exist")
        }
        HouseError::Release(i) => FieldError::new(format!("/releases/{i}/lastDay"), LAST_DAY),
    }
}

fn confirmation_fault(index: usize, fault: ConfirmationRuleError) -> FieldError {
    let (field, detail) = match fault {
        ConfirmationRuleError::PartyBounds => ("minPartySize", "must be at least 1 and at most maxPartySize"),
        ConfirmationRuleError::SeasonReversed => ("lastDay", LAST_DAY),
        ConfirmationRuleError::NamesUnknown => ("serviceIds", "has a service that does not exist"),
    };
    FieldError::new(format!("/confirmationRules/{index}/{field}"), detail)
}

fn experience_fault(index: usize, fault: ExperienceError) -> FieldError {
    let (field, detail) = match fault {
        ExperienceError::PartyBounds => ("minPartySize", "must be at least 1 and at most maxPartySize"),
        ExperienceError::StartsReversed => ("lastStart", "must not be before firstStart"),
        ExperienceError::SeasonReversed => ("lastDay", LAST_DAY),
        ExperienceError::Durations => ("durations", DURATIONS),
    };
    FieldError::new(format!("/experiences/{index}/availability/{field}"), detail)
}

fn service_fault(pointer: String, fault: ServiceError) -> FieldError {
    let at = |field: &str, detail: &str| FieldError::new(format!("{pointer}/{field}"), detail);
    match fault {
        ServiceError::StartsReversed => at("lastStart", "must not be before firstStart"),
        ServiceError::TooLate => at("lastStart", "must be before the end of the next day, which is 2880"),
        ServiceError::OffStep => at("firstStart", "must be a multiple of slotMinutes, counted from midnight"),
        ServiceError::Closes => {
            at("closes", "must be a multiple of 15, later than lastStart, and at most 4320")
        }
        ServiceError::SeasonReversed => at("lastDay", LAST_DAY),
        ServiceError::Overlaps => {
            at("firstStart", "its starts overlap those of an earlier service of the same day")
        }
        ServiceError::NamesUnknown => {
            FieldError::new(pointer, "has a table or an experience that does not exist")
        }
    }
}
