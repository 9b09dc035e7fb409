//! Floor plans, with the names of the restaurant API's seed document.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::basics::season::{SeasonBounds, SeasonDay};
use crate::basics::text::Texts;

/// A floor plan: tables, combinations of tables, and drawn elements.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FloorPlan {
    /// Id of the floor plan, which never changes.
    pub id: String,
    /// Its name for hosts.
    pub name: String,
    /// Its name for guests, by language code; `name` if left out.
    #[serde(default, skip_serializing_if = "crate::basics::text::Texts::is_empty")]
    pub title: crate::basics::text::Texts,
    /// Id of the restaurant; set by the server.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub restaurant_id: String,
    /// Floor plans are shown in the order of this index.
    pub sort_index: u16,
    /// The first day on which it can be booked: a calendar day, or with `MM-DD` one of every year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_day: Option<SeasonDay>,
    /// The last day on which it can be booked, in the same form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_day: Option<SeasonDay>,
    /// The tables, by id.
    pub tables: BTreeMap<String, Table>,
    /// The combinations, by id.
    pub combinations: BTreeMap<String, Combination>,
    /// What is drawn besides the tables, by id.
    pub elements: BTreeMap<String, Element>,
}

impl FloorPlan {
    /// When its tables can be booked.
    #[must_use]
    pub fn season_bounds(&self) -> SeasonBounds {
        SeasonBounds { first: self.first_day, last: self.last_day }
    }
}

/// A floor plan to create, or to replace another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FloorPlanRequest {
    /// Its name for hosts.
    pub name: String,
    /// Its name for guests, by language code; `name` if left out.
    #[serde(default, skip_serializing_if = "crate::basics::text::Texts::is_empty")]
    pub title: crate::basics::text::Texts,
    /// Floor plans are shown in the order of this index.
    pub sort_index: u16,
    /// The first day on which it can be booked: a calendar day, or with `MM-DD` one of every year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_day: Option<SeasonDay>,
    /// The last day on which it can be booked, in the same form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_day: Option<SeasonDay>,
    /// The tables, by id.
    pub tables: BTreeMap<String, Table>,
    /// The combinations, by id.
    pub combinations: BTreeMap<String, Combination>,
    /// What is drawn besides the tables, by id.
    pub elements: BTreeMap<String, Element>,
}

impl FloorPlanRequest {
    /// The floor plan with this id.
    #[must_use]
    pub fn floor_plan(self, id: String) -> FloorPlan {
        let Self { name, title, sort_index, first_day, last_day, tables, combinations, elements } = self;
        FloorPlan {
            id,
            name,
            title,
            restaurant_id: String::new(),
            sort_index,
            first_day,
            last_day,
            tables,
            combinations,
            elements,
        }
    }
}

/// A table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Table {
    /// Id of the table, chosen by the restaurant, and equal to its key in the map. It should never change.
    pub id: String,
    /// Number of guests of the smallest party it is for.
    pub min_party_size: u16,
    /// Number of guests of the largest party it is for.
    pub max_party_size: u16,
    /// Its name for hosts.
    pub name: String,
    /// Tables with a lower index are assigned first.
    pub priority_index: u16,
    /// Whether it can be assigned automatically, or only by a host.
    pub reservable: bool,
    /// Whether guests can book it themselves, or only the restaurant's own systems; `true` if left out.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub online: bool,
    /// Whether several parties have it at the same time: a counter, a bar, a communal table.
    #[serde(default, skip_serializing_if = "is_no")]
    pub shared: bool,
    /// Number of seats of a shared table, at most 64.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seats: Option<u16>,
    /// Whether a party gets neighbouring seats at a shared table, as at a counter; otherwise its guests are only counted.
    #[serde(default, skip_serializing_if = "is_no")]
    pub adjacent: bool,
    /// Section of the staff who serve it; parties are distributed over the sections.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub section: String,
    /// Rotation in degrees clockwise, for drawing.
    pub rotation: i32,
    /// Ids of the table categories it belongs to.
    pub table_category_ids: Vec<String>,
    /// Shape, for drawing.
    #[serde(rename = "type")]
    pub shape: String,
    /// Horizontal position, for drawing.
    pub x: i32,
    /// Vertical position, for drawing.
    pub y: i32,
}

fn yes() -> bool {
    true
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes fields by reference")]
fn is_yes(value: &bool) -> bool {
    *value
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes fields by reference")]
fn is_no(value: &bool) -> bool {
    !*value
}

impl Table {
    /// The number of its seats, if parties get neighbouring ones.
    #[must_use]
    pub fn counter_seats(&self) -> Option<u16> {
        self.seats.filter(|_| self.shared && self.adjacent)
    }

    /// The number of its places, if the guests of several parties are counted.
    #[must_use]
    pub fn counted_places(&self) -> Option<u16> {
        self.seats.filter(|_| self.shared && !self.adjacent)
    }

    /// The id of one of its seats, counted from 1.
    #[must_use]
    pub fn seat_id(&self, number: u16) -> String {
        format!("{}#{number}", self.id)
    }

    /// What the engine knows as tables: its seats, if parties get neighbouring ones; otherwise itself.
    #[must_use]
    pub fn engine_ids(&self) -> Vec<String> {
        match self.counter_seats() {
            Some(seats) => (1..=seats).map(|number| self.seat_id(number)).collect(),
            None => vec![self.id.clone()],
        }
    }
}

/// The seats that a party has at a counter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TableSeats {
    /// Id of the counter, a shared table.
    pub table_id: String,
    /// Numbers of the seats, counted from 1.
    pub seats: Vec<u16>,
}

/// Tables that can be joined for one party.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Combination {
    /// Id of the combination, chosen by the restaurant, and equal to its key in the map. It should never change.
    pub id: String,
    /// Number of guests of the largest party it is for.
    pub max_party_size: u16,
    /// Number of guests of the smallest party it is for.
    pub min_party_size: u16,
    /// Combinations with a lower index are assigned first.
    pub priority_index: u16,
    /// Ids of at least two tables of the same floor plan.
    pub table_ids: Vec<String>,
}

/// Something drawn on the floor plan that is no table: a wall, a bar, a plant.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Element {
    /// Height, for drawing.
    pub height: i32,
    /// Rotation in degrees clockwise, for drawing.
    pub rotation: i32,
    /// Width, for drawing.
    pub width: i32,
    /// Horizontal position, for drawing.
    pub x: i32,
    /// Vertical position, for drawing.
    pub y: i32,
    /// Shape, for drawing.
    #[serde(rename = "type")]
    pub shape: String,
    /// Background colour, in CSS: `#cccccc`.
    pub background_color: String,
}

/// A table category.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TableCategory {
    /// Id of the category, chosen by the restaurant; it should never change.
    pub id: String,
    /// Its name, by language code.
    pub name: Texts,
}
