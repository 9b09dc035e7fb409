//! What one visitor may keep of a house without having paid for it: live holds, and bookings that wait for their payment.
//!
//! Limits are by address, by network and by e-mail address. They are wide as long as there is room; once visitors keep
//! half of the seats at some time, each gets two tables at most: one that they forgot, and one that they want.

use api::Code;
use engine::{Placement, Sharing, Table, TableSet};
use serde::Deserialize;

use crate::booking::hold::HOLD_MINUTES;
use crate::house::stays::Stays;
use crate::house::tenant::{Tenant, TenantSelector, restaurant_id};
use crate::house::visitor::Visitor;
use crate::platform::app::App;
use crate::platform::db::{RowSets, Statement, Value};
use crate::platform::failure::Failure;

/// What may be kept at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Limits {
    of_address: i64,
    /// Families, companies and mobile networks share one.
    of_network: i64,
}

const HOLDS: Limits = Limits { of_address: 5, of_network: 25 };
const UNPAID: Limits = Limits { of_address: 3, of_network: 15 };
/// Where visitors keep half of the seats already.
const TIGHT: Limits = Limits { of_address: 2, of_network: 6 };
/// Unpaid bookings of one e-mail address.
const UNPAID_OF_EMAIL_MAX: i64 = 3;

/// What a visitor keeps already.
#[derive(Clone, Copy, Debug, Deserialize)]
pub(crate) struct Kept {
    holds: i64,
    holds_of_network: i64,
    unpaid: i64,
    unpaid_of_network: i64,
    unpaid_of_email: i64,
}

const SELECT_KEPT: &str = concat!(
    "SELECT
       (SELECT COUNT(*) FROM stays s
        WHERE s.restaurant_id = house.id AND s.visitor = ?3 AND s.expires_at > ?5 AND s.id IS NOT ?6) AS holds,
       (SELECT COUNT(*) FROM stays s
        WHERE s.restaurant_id = house.id AND s.network = ?4 AND s.expires_at > ?5 AND s.id IS NOT ?6) AS holds_of_network,
       (SELECT COUNT(*) FROM stays s JOIN reservations r ON r.id = s.id
        WHERE s.restaurant_id = house.id AND s.visitor = ?3 AND r.status = 'payment_pending') AS unpaid,
       (SELECT COUNT(*) FROM stays s JOIN reservations r ON r.id = s.id
        WHERE s.restaurant_id = house.id AND s.network = ?4 AND r.status = 'payment_pending') AS unpaid_of_network,
       (SELECT COUNT(*) FROM reservations r
        WHERE r.restaurant_id = house.id AND lower(r.email) = lower(?7) AND r.status = 'payment_pending') AS unpaid_of_email
     FROM (SELECT ",
    restaurant_id!(),
    " AS id) house",
);

/// Of concurrent requests none goes beyond the limits: the party violates NOT NULL then, and the batch rolls back.
const GUARD_HOLD: &str = "
    UPDATE stays SET attendees = iif(
      (SELECT COUNT(*) FROM stays s WHERE s.restaurant_id = ?2 AND s.visitor = ?3 AND s.expires_at > ?5) <= ?6 AND
      (SELECT COUNT(*) FROM stays s WHERE s.restaurant_id = ?2 AND s.network = ?4 AND s.expires_at > ?5) <= ?7,
      attendees, NULL)
    WHERE id = ?1";
const GUARD_UNPAID: &str = "
    UPDATE stays SET attendees = iif(
      (SELECT COUNT(*) FROM stays s JOIN reservations r ON r.id = s.id
       WHERE s.restaurant_id = ?2 AND s.visitor = ?3 AND r.status = 'payment_pending') <= ?6 AND
      (SELECT COUNT(*) FROM stays s JOIN reservations r ON r.id = s.id
       WHERE s.restaurant_id = ?2 AND s.network = ?4 AND r.status = 'payment_pending') <= ?7 AND ?5 = ?5 AND
      (SELECT COUNT(*) FROM reservations r
       WHERE r.restaurant_id = ?2 AND r.status = 'payment_pending' AND lower(r.email) =
         (SELECT lower(own.email) FROM reservations own WHERE own.id = ?1)) <= ?8,
      attendees, NULL)
    WHERE id = ?1";

/// The statement that reads what a visitor keeps, apart from the hold that they give back.
pub(crate) fn select_kept(
    app: &App,
    selector: &TenantSelector,
    visitor: &Visitor,
    given_back: Option<&str>,
    email: &str,
) -> Statement {
    let values: [Value; 5] = [
        visitor.address.as_str().into(),
        visitor.network.as_str().into(),
        app.now_ms.into(),
        Value::or_null(given_back),
        email.into(),
    ];
    selector.statement(SELECT_KEPT, values)
}

impl Kept {
    /// Reads the result of [`select_kept`].
    pub(crate) fn read(rows: &mut RowSets) -> Result<Self, Failure> {
        rows.first()?.ok_or_else(|| Failure::internal("a visitor who keeps nothing keeps no row"))
    }

    /// Refuses one more hold beyond the limits. Returns the limits that hold, for [`guard_hold`].
    pub(crate) fn check_hold(&self, room: Room) -> Result<Limits, Failure> {
        let limits = if room == Room::Wide { HOLDS } else { TIGHT };
        let is_within = self.holds < limits.of_address && self.holds_of_network < limits.of_network;
        if is_within && room != Room::Reserved {
            return Ok(limits);
        }
        let detail =
            "no more tables are kept at this time; book without a hold, or wait until others are free again";
        Err(Failure::new(Code::TooManyHolds, detail).retry_after(HOLD_MINUTES * 60))
    }

    /// Refuses one more unpaid booking beyond the limits. Returns the limits that hold, for [`guard_unpaid`].
    pub(crate) fn check_unpaid(&self, room: Room) -> Result<Limits, Failure> {
        let limits = if room == Room::Wide { UNPAID } else { TIGHT };
        let is_within = self.unpaid < limits.of_address
            && self.unpaid_of_network < limits.of_network
            && self.unpaid_of_email < UNPAID_OF_EMAIL_MAX;
        if is_within {
            return Ok(limits);
        }
        let detail = "bookings of yours are still to be paid; pay one of them first";
        Err(Failure::new(Code::TooManyBookings, detail).retry_after(HOLD_MINUTES * 60))
    }
}

/// The statement that enforces the limits of holds, after the hold `id` was inserted.
pub(crate) fn guard_hold(
    app: &App,
    tenant: &Tenant,
    id: &str,
    visitor: &Visitor,
    limits: Limits,
) -> Statement {
    Statement::new(GUARD_HOLD, guarded(app, tenant, id, visitor, limits))
}

/// The statement that enforces the limits of unpaid bookings, after the reservation `id` was inserted.
pub(crate) fn guard_unpaid(
    app: &App,
    tenant: &Tenant,
    id: &str,
    visitor: &Visitor,
    limits: Limits,
) -> Statement {
    let values = guarded(app, tenant, id, visitor, limits).into_iter().chain([UNPAID_OF_EMAIL_MAX.into()]);
    Statement::new(GUARD_UNPAID, values)
}

fn guarded(app: &App, tenant: &Tenant, id: &str, visitor: &Visitor, limits: Limits) -> [Value; 7] {
    [
        id.into(),
        tenant.id.as_str().into(),
        visitor.address.as_str().into(),
        visitor.network.as_str().into(),
        app.now_ms.into(),
        limits.of_address.into(),
        limits.of_network.into(),
    ]
}

/// How much room visitors would leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Room {
    Wide,
    /// They would keep more than half of the seats at that time.
    Tight,
    /// They would keep more than three quarters: the rest is for guests who book without a hold.
    Reserved,
}

/// Fewer parties of visitors than this are an evening like any other.
const RESERVED_FROM: usize = 8;

/// How much room visitors would leave at the time of this placement of a party; `given_back` is a stay that they would no longer keep.
pub(crate) fn room(
    tenant: &Tenant,
    stays: &Stays,
    given_back: Option<&str>,
    attendees: u16,
    placement: &Placement,
) -> Room {
    let tables = tenant.compiled.house.floor.tables();
    let seats_of = |table: &Table, attendees: Option<u16>| match table.sharing {
        Sharing::Alone => u32::from(table.party.max),
        Sharing::Seat(_) => 1,
        Sharing::Counted(places) => u32::from(attendees.unwrap_or(places)),
    };
    let seats = |set: &TableSet, attendees: u16| -> u32 {
        set.iter().filter_map(|table| tables.get(table)).map(|table| seats_of(table, Some(attendees))).sum()
    };
    let bookable = tables.iter().filter(|table| table.reservable && table.online);
    let all: u32 = bookable.map(|table| seats_of(table, None)).sum();
    let kept = stays.parties().filter(|party| {
        party.is_unpaid && Some(party.id.as_str()) != given_back && party.blocked.overlaps(placement.blocked)
    });
    let kept: Vec<u32> = kept.map(|party| seats(&party.stay.tables, party.stay.attendees)).collect();
    let sum = kept.iter().sum::<u32>() + seats(&placement.tables, attendees);
    if RESERVED_FROM <= kept.len() && 3 * all < 4 * sum {
        Room::Reserved
    } else if all < 2 * sum {
        Room::Tight
    } else {
        Room::Wide
    }
}
