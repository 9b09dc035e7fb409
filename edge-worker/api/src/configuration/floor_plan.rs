//! Floor plans, in the words of the restaurant API's seed document.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A set of tables, combinations and drawn elements.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FloorPlan {
    /// Stable id, chosen by the restaurant.
    pub id: String,
    /// What hosts call it.
    pub name: String,
    /// What guests call it, by language; the name where left out.
    #[serde(default, skip_serializing_if = "crate::basics::text::Texts::is_empty")]
    pub title: crate::basics::text::Texts,
    /// The restaurant; filled in by the server.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub restaurant_id: String,
    /// Plans are shown by rising index.
    pub sort_index: u16,
    /// The tables, by id.
    pub tables: BTreeMap<String, Table>,
    /// The combinations, by id.
    pub combinations: BTreeMap<String, Combination>,
    /// What is drawn beside the tables, by id.
    pub elements: BTreeMap<String, Element>,
}

/// A floor plan to add, or to put in the place of another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FloorPlanRequest {
    /// What hosts call it.
    pub name: String,
    /// What guests call it, by language; the name where left out.
    #[serde(default, skip_serializing_if = "crate::basics::text::Texts::is_empty")]
    pub title: crate::basics::text::Texts,
    /// Plans are shown by rising index.
    pub sort_index: u16,
    /// The tables, by id.
    pub tables: BTreeMap<String, Table>,
    /// The combinations, by id.
    pub combinations: BTreeMap<String, Combination>,
    /// What is drawn beside the tables, by id.
    pub elements: BTreeMap<String, Element>,
}

impl FloorPlanRequest {
    /// The floor plan of this id.
    #[must_use]
    pub fn floor_plan(self, id: String) -> FloorPlan {
        let Self { name, title, sort_index, tables, combinations, elements } = self;
        FloorPlan {
            id,
            name,
            title,
            restaurant_id: String::new(),
            sort_index,
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
    /// Stable id, chosen by the restaurant; the key of the map it stands in.
    pub id: String,
    /// The smallest party.
    pub min_party_size: u16,
    /// The largest party.
    pub max_party_size: u16,
    /// What hosts call it.
    pub name: String,
    /// Tables with a lower index are given away first.
    pub priority_index: u16,
    /// Whether guests can be given it without a host's word.
    pub reservable: bool,
    /// Whether guests can book it themselves, or the restaurant's own systems alone.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub online: bool,
    /// The section of the staff who serve it; parties are spread over the sections.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub section: String,
    /// Degrees clockwise, for drawing.
    pub rotation: i32,
    /// The categories it belongs to.
    pub table_category_ids: Vec<String>,
    /// The shape, for drawing.
    #[serde(rename = "type")]
    pub shape: String,
    /// Position, for drawing.
    pub x: i32,
    /// Position, for drawing.
    pub y: i32,
}

fn yes() -> bool {
    true
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes fields by reference")]
fn is_yes(value: &bool) -> bool {
    *value
}

/// Tables that may be joined.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Combination {
    /// Stable id, chosen by the restaurant; the key of the map it stands in.
    pub id: String,
    /// The largest party.
    pub max_party_size: u16,
    /// The smallest party.
    pub min_party_size: u16,
    /// Combinations with a lower index are given away first.
    pub priority_index: u16,
    /// Tables of the same floor plan, at least two.
    pub table_ids: Vec<String>,
}

/// Something drawn on the plan that is no table: a wall, a bar, a plant.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Element {
    /// Size, for drawing.
    pub height: i32,
    /// Degrees clockwise, for drawing.
    pub rotation: i32,
    /// Size, for drawing.
    pub width: i32,
    /// Position, for drawing.
    pub x: i32,
    /// Position, for drawing.
    pub y: i32,
    /// The shape.
    #[serde(rename = "type")]
    pub shape: String,
    /// A CSS colour.
    pub background_color: String,
}
