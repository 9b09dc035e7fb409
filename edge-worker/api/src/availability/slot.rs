//! Slots, with the names of the restaurant API's seed document.

use serde::{Deserialize, Serialize};

use crate::availability::exclusion_reason::ExclusionReason;
use crate::basics::date::Date;
use crate::compile::Compiled;
use crate::configuration::confirmation::ConfirmationMode;
use crate::configuration::floor_plan::TableSeats;
use crate::configuration::payment_terms::PaymentSettings;

/// The slots of a day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Slots {
    /// Every start of the day, bookable or not, by time.
    pub slots: Vec<Slot>,
}

/// One start of one experience for one party size. It can be booked if and only if `exclusionReasons` is empty.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Slot {
    /// Id of the restaurant.
    pub restaurant_id: String,
    /// Id of the experience asked for.
    pub experience_id: String,
    /// The opening day.
    pub day: Date,
    /// Start, in minutes since the opening day began, in the restaurant's time zone: 1140 is 19:00. May pass 1440.
    pub minutes: u16,
    /// Length of stay in minutes.
    pub duration: u16,
    /// Number of guests asked for.
    pub attendees: u16,
    /// How many parties of this size could start here at once if the house were empty.
    pub spots_total: u16,
    /// How many still can.
    pub spots_open: u16,
    /// The largest number of guests in the house at any time of the stay, without this party.
    pub seated: u32,
    /// The limit of `seated` with this party; `null` if there is none.
    pub seated_limit: Option<u32>,
    /// Number of guests who start in this step, without this party.
    pub starting: u32,
    /// The limit of `starting` with this party; `null` if there is none.
    pub starting_limit: Option<u32>,
    /// The free tables and combinations that suit the party, best first.
    pub available_assignments: Vec<Assignment>,
    /// Why it cannot be booked, most fundamental first; empty if it can.
    pub exclusion_reasons: Vec<ExclusionReason>,
    /// Ids of the floor plans in which an assignment is free, or can be made free as `reseating` says.
    pub available_floor_plan_ids: Vec<String>,
    /// Ids of the table categories in which an assignment is free, or can be made free as `reseating` says.
    pub assignments_available_in: Vec<String>,
    /// Whether a guest's booking is confirmed at once or requested.
    pub confirmation_mode: ConfirmationMode,
    /// Whether guests are told when their stay ends.
    pub show_end_time: bool,
    /// What is paid at booking.
    pub payment_settings: PaymentSettings,
    /// How booked parties can make room, if no assignment is free otherwise; left out if nobody has to move. Parties
    /// are moved only when the slot is booked, and by then others may have to move.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reseating: Option<ReseatingPlan>,
}

/// How booked parties can make room for one more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReseatingPlan {
    /// Ids of the tables that the new party gets.
    pub table_ids: Vec<String>,
    /// Which parties move, and where.
    pub moves: Vec<PlannedMove>,
}

/// A party that gets other tables of the kind it was promised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PlannedMove {
    /// Id of its reservation; left out if it is a hold of a guest who has not booked yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reservation_id: Option<String>,
    /// Ids of the tables that it gets.
    pub table_ids: Vec<String>,
}

/// A table, or the tables of one combination, that can be assigned to a party.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Assignment {
    /// Id of its floor plan.
    pub floor_plan_id: String,
    /// Number of guests of the largest party it is for.
    pub max_party_size: u16,
    /// Number of guests of the smallest party it is for.
    pub min_party_size: u16,
    /// Whether it can be assigned automatically, or only by a host.
    pub reservable: bool,
    /// How well it suits the party, more than 0 and at most 1; higher is better.
    pub score: f64,
    /// Ids of the table categories that all of its tables have.
    pub table_category_ids: Vec<String>,
    /// Ids of its tables.
    pub table_ids: Vec<String>,
    /// Which seats the party would have, if its table is a counter; left out elsewhere. Others are listed only where they
    /// are at another table.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub seats: Vec<TableSeats>,
}

impl Slot {
    /// The wire form of an engine's slot for `attendees` and the experience at this index; `reservation_of` gives the
    /// reservation of a stay, if it has one.
    #[must_use]
    pub fn new(
        compiled: &Compiled,
        restaurant_id: &str,
        attendees: u16,
        experience: usize,
        slot: &engine::Slot,
        reservation_of: impl Fn(usize) -> Option<String>,
    ) -> Self {
        let settings = &compiled.configuration.settings;
        let asked = compiled.configuration.experiences.get(experience);
        let mut assignments: Vec<Assignment> = Vec::new();
        for assignment in slot.assignments.iter().filter_map(|a| Assignment::new(compiled, a)) {
            // Of the seats of a counter the best will do: the others are as good.
            let is_there = |other: &Assignment| other.table_ids == assignment.table_ids;
            if assignment.seats.is_empty() || !assignments.iter().any(is_there) {
                assignments.push(assignment);
            }
        }
        let free = slot.assignments.iter().map(|a| a.assignment);
        let found = || free.clone().chain(slot.reseat.as_ref().map(|reseat| reseat.assignment));
        let found = || found().filter_map(|a| compiled.house.floor.assignments().get(a));
        let plans = found().fold(0u32, |plans, a| plans | 1 << a.floor_plan);
        let categories = found().fold(0u64, |categories, a| categories | a.categories);
        Self {
            restaurant_id: restaurant_id.to_owned(),
            experience_id: asked.map(|experience| experience.id.clone()).unwrap_or_default(),
            day: Date(slot.day),
            minutes: slot.minutes,
            duration: slot.stay.minutes(),
            attendees,
            spots_total: slot.spots_total,
            spots_open: slot.spots_open,
            seated: slot.seated,
            seated_limit: slot.limits.seated,
            starting: slot.starting,
            starting_limit: slot.limits.starting,
            available_assignments: assignments,
            exclusion_reasons: slot.reasons.iter().map(Into::into).collect(),
            available_floor_plan_ids: compiled.floor_plan_ids(plans),
            assignments_available_in: compiled.category_ids(categories),
            confirmation_mode: slot.confirmation.into(),
            show_end_time: settings.show_end_time,
            payment_settings: compiled.payment_settings(experience, slot.day, slot.minutes).clone(),
            // No moves are shown for a start that cannot be booked for another reason.
            reseating: (slot.reseat.as_ref().filter(|_| slot.reasons.is_empty()))
                .map(|plan| ReseatingPlan::new(compiled, plan, reservation_of)),
        }
    }
}

impl ReseatingPlan {
    fn new(
        compiled: &Compiled,
        plan: &engine::Reseat,
        reservation_of: impl Fn(usize) -> Option<String>,
    ) -> Self {
        let table_ids = |assignment: usize| {
            let assignment = compiled.house.floor.assignments().get(assignment);
            assignment.map(|assignment| compiled.named_ids(&assignment.tables)).unwrap_or_default()
        };
        let planned = |of: &engine::Move| PlannedMove {
            reservation_id: reservation_of(of.stay),
            table_ids: table_ids(of.assignment),
        };
        Self { table_ids: table_ids(plan.assignment), moves: plan.moves.iter().map(planned).collect() }
    }
}

impl Assignment {
    fn new(compiled: &Compiled, ranked: &engine::SlotAssignment) -> Option<Self> {
        let assignment = compiled.house.floor.assignments().get(ranked.assignment)?;
        Some(Self {
            floor_plan_id: compiled.floor_plan_ids(1 << assignment.floor_plan).pop()?,
            max_party_size: assignment.party.max,
            min_party_size: assignment.party.min,
            reservable: assignment.reservable,
            score: f64::from(ranked.score.millionths()) / f64::from(engine::Score::BEST.millionths()),
            table_category_ids: compiled.category_ids(assignment.categories),
            table_ids: compiled.named_ids(&assignment.tables),
            seats: compiled.seats(&compiled.table_ids(&assignment.tables)),
        })
    }
}
