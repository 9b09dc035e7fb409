//! Stays in SQL: which tables a party or a hold has, and when.

use std::ops::Range;

use api::Date;
use engine::{Instant, Placement, Promise, Span};
use serde::{Deserialize, Serialize};

use crate::house::tenant::Tenant;
use crate::house::visitor::Visitor;
use crate::platform::db::{RowSets, Statement, Value, json_list};
use crate::platform::failure::Failure;

/// A stay to be inserted.
pub(crate) struct NewStay<'a> {
    pub(crate) id: &'a str,
    pub(crate) day: Date,
    pub(crate) minutes: u16,
    pub(crate) attendees: u16,
    pub(crate) experience_id: &'a str,
    pub(crate) placement: &'a Placement,
    /// The promise about its tables.
    pub(crate) promise: Promise,
    /// Whether it was booked by the guest rather than by the restaurant.
    pub(crate) online: bool,
    /// Set for a hold.
    pub(crate) hold: Option<HoldTerms>,
    /// Who keeps it without having paid; `None` for the restaurant's own, and for what is paid or free.
    pub(crate) visitor: Option<&'a Visitor>,
}

/// The terms of a hold.
#[derive(Clone, Debug)]
pub(crate) struct HoldTerms {
    /// Milliseconds since the epoch.
    pub(crate) expires_at: i64,
    pub(crate) extensions: u16,
}

const INSERT_STAY: &str = "
    INSERT INTO stays (id, restaurant_id, day, minutes, starts, ends, blocked_until, attendees, experience_id,
                       table_ids, expires_at, extensions, promised_category_ids, online, tables_from, visitor,
                       network, places)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)";

const INSERT_OCCUPANCY: &str = "
    INSERT INTO occupancy (restaurant_id, table_id, cell, stay_id)
    SELECT ?1, t.value, c.value, ?2 FROM json_each(?3) t, json_each(?4) c";

/// Of each cell the first `?6` places of a shared table that are free. One that is not free violates NOT NULL, so a batch
/// that would seat one guest too many rolls back.
const INSERT_COUNTED_OCCUPANCY: &str = "
    INSERT INTO occupancy (restaurant_id, table_id, cell, stay_id)
    SELECT ?1, CASE WHEN taken = 0 THEN place END, cell, ?2
    FROM (SELECT p.place, p.cell, p.taken, ROW_NUMBER() OVER (PARTITION BY p.cell ORDER BY p.taken, p.number) AS turn
          FROM (SELECT t.value || '#' || n.value AS place, c.value AS cell, n.value AS number,
                       EXISTS (SELECT 1 FROM occupancy o WHERE o.restaurant_id = ?1
                               AND o.table_id = t.value || '#' || n.value AND o.cell = c.value) AS taken
                FROM json_each(?3) t, json_each(?4) c, json_each(?5) n) p)
    WHERE turn <= ?6";

/// Restricted to holds: a guest who passes a reservation's id as the hold frees nothing.
const DELETE_HOLD: &str = "DELETE FROM stays WHERE id = ?1 AND restaurant_id = ?2 AND expires_at IS NOT NULL";

const DELETE_STAY: &str = "DELETE FROM stays WHERE id = ?1 AND restaurant_id = ?2";

/// The promise to a party whose tables the engine chose: the categories of tables that its experience needs.
pub(crate) fn promise(tenant: &Tenant, experience_id: &str) -> Promise {
    let index = tenant.compiled.experience(experience_id);
    let experience = index.and_then(|index| tenant.compiled.house.experiences.get(index));
    experience.map_or(Promise::Tables, |experience| Promise::Kind { categories: experience.categories })
}

/// A stay, as stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct StayRow {
    /// Days since the epoch, and minutes since that day began.
    pub(crate) day: i32,
    pub(crate) minutes: u16,
    /// Minutes since the epoch.
    pub(crate) starts: i64,
    pub(crate) ends: i64,
    pub(crate) blocked_until: i64,
    /// When it gets its tables, if later than its start.
    pub(crate) tables_from: Option<i64>,
    pub(crate) attendees: u16,
    pub(crate) experience_id: String,
    pub(crate) table_ids: Vec<String>,
    /// The promised categories of tables; `None` if it was promised exactly its tables.
    pub(crate) promised: Option<Vec<String>>,
    /// 1 if the guest booked it.
    pub(crate) online: u8,
    /// The number of places of its shared table, if its guests are counted there.
    #[serde(default)]
    pub(crate) places: Option<u16>,
}

const SELECT_STAY: &str = "
    SELECT json_object('day', s.day, 'minutes', s.minutes, 'starts', s.starts, 'ends', s.ends,
                       'blocked_until', s.blocked_until, 'tables_from', s.tables_from, 'attendees', s.attendees,
                       'experience_id', s.experience_id, 'table_ids', json(s.table_ids),
                       'promised', json(s.promised_category_ids), 'online', s.online, 'places', s.places) AS stay
    FROM stays s WHERE s.id = (SELECT id FROM reservations WHERE manage_digest = ?1)";

#[derive(Deserialize)]
struct StayJsonRow {
    stay: String,
}

impl StayRow {
    /// The statement that reads the stay of a manage token's reservation; [`StayRow::read`] reads the result.
    pub(crate) fn select(manage_digest: &str) -> Statement {
        Statement::new(SELECT_STAY, [manage_digest.into()])
    }

    /// The stay, if the reservation has one.
    pub(crate) fn read(rows: &mut RowSets) -> Result<Option<Self>, Failure> {
        let row: Option<StayJsonRow> = rows.first()?;
        row.map(|row| serde_json::from_str(&row.stay).map_err(Failure::internal)).transpose()
    }

    /// The row of a stay to be inserted.
    pub(crate) fn new(tenant: &Tenant, stay: &NewStay) -> Self {
        let Placement { stay: span, blocked, tables, .. } = stay.placement;
        Self {
            day: stay.day.0.0,
            minutes: stay.minutes,
            starts: span.start().0,
            ends: span.end().0,
            blocked_until: blocked.end().0,
            tables_from: (span.start() < blocked.start()).then_some(blocked.start().0),
            attendees: stay.attendees,
            experience_id: stay.experience_id.to_owned(),
            table_ids: tenant.compiled.table_ids(tables),
            promised: match stay.promise {
                Promise::Tables => None,
                Promise::Kind { categories } => Some(tenant.compiled.category_ids(categories)),
            },
            online: u8::from(stay.online),
            places: tenant.compiled.places(tables),
        }
    }

    /// When it has its tables, in minutes since the epoch.
    pub(crate) fn blocked(&self) -> Range<i64> {
        self.tables_from.unwrap_or(self.starts)..self.blocked_until
    }

    /// The statements that insert it and the cells of its tables, under this id.
    pub(crate) fn insert(
        &self,
        restaurant_id: &str,
        id: &str,
        hold: Option<&HoldTerms>,
        visitor: Option<&Visitor>,
    ) -> [Statement; 2] {
        let table_ids = json_list(&self.table_ids);
        let Range { start, end } = self.blocked();
        let span = Span::new(Instant(start), Instant(end));
        let cells: Vec<i64> = span.map(Span::cells).into_iter().flatten().collect();
        let values: [Value; 18] = [
            id.into(),
            restaurant_id.into(),
            self.day.into(),
            self.minutes.into(),
            self.starts.into(),
            self.ends.into(),
            self.blocked_until.into(),
            self.attendees.into(),
            self.experience_id.as_str().into(),
            table_ids.as_str().into(),
            Value::or_null(hold.map(|hold| hold.expires_at)),
            hold.map_or(0, |hold| hold.extensions).into(),
            Value::or_null(self.promised.as_deref().map(json_list)),
            i64::from(self.online).into(),
            Value::or_null(self.tables_from),
            Value::or_null(visitor.map(|visitor| visitor.address.as_str())),
            Value::or_null(visitor.map(|visitor| visitor.network.as_str())),
            Value::or_null(self.places),
        ];
        let tables: [Value; 4] =
            [restaurant_id.into(), id.into(), table_ids.into(), json_list(&cells).into()];
        let occupancy = match self.places {
            None => Statement::new(INSERT_OCCUPANCY, tables),
            Some(places) => {
                let numbers: Vec<u16> = (1..=places).collect();
                let counted: [Value; 2] = [json_list(&numbers).into(), self.attendees.into()];
                Statement::new(INSERT_COUNTED_OCCUPANCY, tables.into_iter().chain(counted))
            }
        };
        [Statement::new(INSERT_STAY, values), occupancy]
    }
}

/// The statements that insert a stay and the cells of its tables.
pub(crate) fn insert(tenant: &Tenant, stay: &NewStay) -> [Statement; 2] {
    StayRow::new(tenant, stay).insert(&tenant.id, stay.id, stay.hold.as_ref(), stay.visitor)
}

/// Releases the tables of a hold; any other stay is kept.
pub(crate) fn release_hold(restaurant_id: &str, hold_id: &str) -> Statement {
    Statement::new(DELETE_HOLD, [hold_id.into(), restaurant_id.into()])
}

/// Releases the tables of a reservation.
pub(crate) fn release(restaurant_id: &str, id: &str) -> Statement {
    Statement::new(DELETE_STAY, [id.into(), restaurant_id.into()])
}
