//! Who is in the house when somebody first looks.

use anyhow::Result;
use api::{AtTable, Date, FloorPlan, Reservation, Status};
use serde_json::json;

use crate::API_KEY;
use crate::server::Server;

/// Parties that began within these seconds are at their tables.
const SEATED_SECONDS: i64 = 75 * 60;

/// Seats the parties of this hour, and one that has not booked.
pub(crate) fn seat_guests(server: &Server, today: Date, now_seconds: i64) -> Result<()> {
    let path = format!("/external/reservations?from={today}&to={today}");
    let reservations: Vec<Reservation> = server.get(&path, API_KEY)?.json()?;
    let is_here = |party: &&Reservation| {
        let since = now_seconds - party.start_time.seconds;
        party.status == Status::Booked && (0..SEATED_SECONDS).contains(&since)
    };
    for party in reservations.iter().filter(is_here) {
        let path = format!("/external/reservations/{}", party.id);
        server.patch(&path, API_KEY, &json!({ "status": Status::Seated }))?.ok()?;
    }
    seat_walk_in(server)
}

/// Seats a party at the first table that is free now; a house that is full has none.
fn seat_walk_in(server: &Server) -> Result<()> {
    let plans: Vec<FloorPlan> = server.get("/external/floor-plans", API_KEY)?.json()?;
    for table in plans.iter().flat_map(|plan| plan.tables.keys()) {
        let at_table =
            AtTable { table_ids: Some(vec![table.clone()]), walk_in: Some(true), ..AtTable::default() };
        let answer = server.post(
            "/external/reservations/check-in",
            API_KEY,
            &format!("walk-in-{table}"),
            &at_table,
        )?;
        if answer.is_success() {
            break;
        }
    }
    Ok(())
}
