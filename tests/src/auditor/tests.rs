//! An auditor that finds nothing proves little until it has found each thing once.

use rusqlite::params;

use crate::bistro;

use super::*;

const DAY: i64 = 20_800;
/// 19:00 in Vienna, in winter.
const STARTS: i64 = DAY * 1440 + 18 * 60;

/// A bistro with a booking of two at table 1 (90 minutes and the buffer of 15) and a hold of one at table 2.
fn sound() -> Connection {
    let database = Connection::open_in_memory().expect("a database");
    database.execute_batch("PRAGMA foreign_keys = ON").expect("foreign keys");
    for migration in edge_worker::platform::db::sqlite::MIGRATIONS {
        database.execute_batch(migration).expect("a migration");
    }
    let mut configuration = bistro::configuration("bistro");
    let mut loft = configuration.floor_plans[0].clone();
    loft.id = "loft".to_owned();
    loft.combinations.clear();
    let attic = api::configuration::floor_plan::Table { id: "attic".to_owned(), ..loft.tables["1"].clone() };
    loft.tables = [(attic.id.clone(), attic)].into();
    configuration.floor_plans.push(loft);
    let document = serde_json::to_string(&configuration).expect("json");
    database.execute_batch("INSERT INTO restaurants VALUES ('r', 'bistro', 1, 0)").expect("a restaurant");
    database.execute("INSERT INTO configurations VALUES ('r', 1, ?1, 0)", params![document]).expect("rules");
    database
        .execute_batch(
            "INSERT INTO guests (id, restaurant_id, first_name, last_name, email, phone, locale, created_at)
             VALUES ('g', 'r', '', 'Foxglove', 'f@example.com', '', 'en', 0);
             INSERT INTO day_revisions VALUES ('r', 20800, 2, 0);",
        )
        .expect("a guest");
    add_stay(&database, "a", "1", STARTS, 2, None);
    add_reservation(&database, "a", "1", STARTS, 2);
    add_stay(&database, "h", "2", STARTS, 1, Some(1));
    database
}

fn add_stay(database: &Connection, id: &str, table: &str, starts: i64, attendees: i64, expires: Option<i64>) {
    let (ends, minutes) = (starts + 90, starts - DAY * 1440 + 60);
    let sql = "INSERT INTO stays (id, restaurant_id, day, minutes, starts, ends, blocked_until, attendees, experience_id, table_ids,
                                  expires_at, promised_category_ids, online)
               VALUES (?1, 'r', 20800, ?2, ?3, ?4, ?5, ?6, 'a-la-carte', ?7, ?8, '[]', 1)";
    let tables = format!("[\"{table}\"]");
    database
        .execute(sql, params![id, minutes, starts, ends, ends + 15, attendees, tables, expires])
        .expect("a stay");
    for cell in starts / 15..(ends + 15) / 15 {
        // The key is what the Worker relies on; here a table shall be given twice.
        let sql = "INSERT OR IGNORE INTO occupancy VALUES ('r', ?1, ?2, ?3)";
        database.execute(sql, params![table, cell, id]).expect("a cell");
    }
}

fn add_reservation(database: &Connection, id: &str, table: &str, starts: i64, attendees: i64) {
    let minutes = starts - DAY * 1440 + 60;
    let sql = "INSERT INTO reservations (id, restaurant_id, number, status, source, day, minutes, starts, ends, attendees,
                 experience_id, table_ids, guest_id, notes, locale, hold_id, manage_digest, consent_at, created_at)
               VALUES (?1, 'r', ?1, 'booked', 'widget', 20800, ?2, ?3, ?4, ?5,
                                                'a-la-carte', ?6, 'g', ?1, 'en', NULL, ?1, 0, 0)";
    let tables = format!("[\"{table}\"]");
    database
        .execute(sql, params![id, minutes, starts, starts + 90, attendees, tables])
        .expect("a reservation");
    database
        .execute("INSERT INTO reservation_log VALUES (?1, 1, 'booked', 'guest', 0, ?2)", params![id, tables])
        .expect("a log");
    database
        .execute(
            "INSERT INTO outbox (id, kind, reservation_id, created_at, next_attempt_at)
             VALUES (?1, 'confirmation', ?1, 0, 0)",
            params![id],
        )
        .expect("a mail");
}

fn receipt() -> Receipt {
    Receipt {
        number: "a".to_owned(),
        wish: "a".to_owned(),
        day: Date(engine::Day(20_800)),
        minutes: 19 * 60,
        attendees: 2,
        state: Acknowledged::Booked,
    }
}

/// The rules that are broken after a change of the sound database.
fn broken(change: &str) -> Vec<Rule> {
    let database = sound();
    database.execute_batch(change).expect("a change");
    let audit = audit(&database, &[receipt()]).expect("an audit");
    audit.counts().into_keys().collect()
}

#[test]
fn a_sound_database_is_clean() {
    let audit = audit(&sound(), &[receipt()]).expect("an audit");
    audit.assert_clean();
    assert_eq!((audit.stays, audit.holds, audit.reservations), (2, 1, 1));
}

#[test]
fn a_table_given_twice_is_found_even_in_the_buffer_alone() {
    for (later, is_found) in [(0, true), (90, true), (105, false)] {
        let database = sound();
        add_stay(&database, "b", "1", STARTS + later, 2, None);
        add_reservation(&database, "b", "1", STARTS + later, 2);
        let audit = audit(&database, &[]).expect("an audit");
        assert_eq!(audit.count(Rule::TableGivenOnce), usize::from(is_found), "{later} minutes later");
        assert_eq!(audit.violations.is_empty(), !is_found, "{later} minutes later: {:?}", audit.violations);
    }
}

#[test]
fn too_many_guests_are_found() {
    // A host pinned them: their table is too small for them.
    let six = "UPDATE stays SET promised_category_ids = NULL, attendees = 6 WHERE id = 'h'";
    assert_eq!(broken(six), []);
    assert_eq!(broken(&six.replace("= 6", "= 7")), [Rule::StartingLimit]);
    // Three parties of six, a slot step apart: each start is within its limit.
    let database = sound();
    for (id, table, later) in [("b", "3", 15), ("c", "4", 30), ("d", "5", 45)] {
        add_stay(&database, id, table, STARTS + later, 6, Some(1));
    }
    database.execute_batch("UPDATE stays SET promised_category_ids = NULL").expect("pinned parties");
    let audit = audit(&database, &[]).expect("an audit");
    let words: Vec<String> = audit.violations.iter().map(ToString::to_string).collect();
    assert_eq!(words, [format!("SeatedLimit: 21 guests of 16 at minute {}", STARTS + 45)]);
}

#[test]
fn every_other_broken_rule_is_found_alone() {
    use Rule::*;
    for (change, rule) in [
        ("DELETE FROM occupancy WHERE stay_id = 'h' AND cell % 2 = 0", OccupancyIsThatOfTheStays),
        ("UPDATE occupancy SET table_id = '3' WHERE stay_id = 'h'", OccupancyIsThatOfTheStays),
        ("UPDATE stays SET minutes = 1335 WHERE id = 'h'", StayIsASlot),
        ("UPDATE stays SET ends = ends - 15 WHERE id = 'h'", StayIsASlot),
        ("DELETE FROM stays WHERE id = 'a'", ReservationHasItsStay),
        ("UPDATE stays SET expires_at = NULL WHERE id = 'h'", ReservationHasItsStay),
        ("UPDATE stays SET attendees = 1 WHERE id = 'a'", ReservationHasItsStay),
        ("UPDATE reservations SET hold_id = 'h'", HoldIsUsedUp),
        ("UPDATE day_revisions SET revision = 0", RevisionsCount),
        ("DELETE FROM day_revisions", RevisionsCount),
        ("UPDATE reservation_log SET sequence = 2", LogCounts),
        ("UPDATE reservation_log SET status = 'cancelled'", LogCounts),
        ("UPDATE stays SET attendees = 3 WHERE id = 'h'", PromiseIsKept),
        ("UPDATE stays SET promised_category_ids = '[\"window\"]' WHERE id = 'h'", PromiseIsKept),
        ("UPDATE reservation_log SET table_ids = NULL", MovesAreLogged),
        ("UPDATE reservation_log SET table_ids = '[\"2\"]'", MovesAreLogged),
        ("INSERT INTO reservation_log VALUES ('a', 2, 'booked', 'guest', 0, '[\"1\"]')", MovesAreLogged),
        ("DELETE FROM outbox", OneConfirmation),
        ("UPDATE reservations SET number = 'c'", AcknowledgedIsThere),
    ] {
        assert_eq!(broken(change), [rule], "{change}");
    }
}

#[test]
fn a_move_is_sound_within_the_promise_and_found_beyond_it() {
    use Rule::*;
    let moved = |from: &str, status: &str| {
        format!(
            "UPDATE reservation_log SET table_ids = '[\"{from}\"]', status = '{status}';
             INSERT INTO reservation_log VALUES ('a', 2, 'booked', 'reseating', 0, '[\"1\"]');"
        )
    };
    assert_eq!(broken(&moved("5", "booked")), []);
    assert_eq!(broken(&moved("1", "booked")), [MovesAreLogged], "to where it sat");
    assert_eq!(broken(&moved("5", "requested")), [MovesAreLogged], "with another status");
    assert_eq!(broken(&moved("attic", "booked")), [PromiseIsKept], "from another floor plan");
    let pinned = "UPDATE stays SET promised_category_ids = NULL WHERE id = 'a'";
    assert_eq!(broken(&(moved("5", "booked") + pinned)), [PinnedIsNotMoved]);
}

#[test]
fn a_status_that_may_not_follow_is_found() {
    let skipped = "UPDATE reservations SET status = 'paid';
                   INSERT INTO reservation_log VALUES ('a', 2, 'paid', 'api', 0, NULL)";
    assert_eq!(broken(skipped), [Rule::AcknowledgedIsThere, Rule::StatusFollows]);
}

#[test]
fn what_is_wrong_with_a_gift_card_is_found() {
    let card =
        "INSERT INTO gift_cards VALUES ('c', 'r', 'd', '2345', 'classic', 500, 'EUR', '', 'en', 30000, 0);
                INSERT INTO gift_card_log VALUES ('first', 1, 'c', 'successful', 500, 500, '', 0);";
    let with = |lines: &str| broken(&format!("{card} INSERT INTO gift_card_log VALUES {lines}"));
    assert_eq!(with("('x', 1, 'c', 'pending', -500, -500, '', 1)"), []);
    assert_eq!(with("('x', 1, 'c', 'successful', -501, -501, '', 1)"), [Rule::CardIsNotOverdrawn]);
    assert_eq!(with("('x', 1, 'c', 'successful', -400, -300, '', 1)"), [Rule::TransactionCounts]);
    assert_eq!(with("('x', 2, 'c', 'successful', -400, -400, '', 1)"), [Rule::TransactionCounts]);
    let twice = "('x', 1, 'c', 'successful', -5, -5, '', 1), ('x', 2, 'c', 'deleted', -5, 5, '', 2)";
    assert_eq!(with(twice), [Rule::TransactionCounts]);
}

#[test]
fn two_entries_of_one_address_are_found() {
    let second =
        "INSERT INTO guests (id, restaurant_id, first_name, last_name, email, phone, locale, created_at)
                  VALUES ('h', 'r', '', 'Foxglove', 'F@example.com', '', 'en', 0)";
    assert_eq!(broken(second), [Rule::GuestHasOneEntry]);
}

#[test]
fn a_reservation_in_another_state_than_acknowledged_is_found() {
    let cancel = "UPDATE reservations SET status = 'cancelled';
                  INSERT INTO reservation_log VALUES ('a', 2, 'cancelled', 'guest', 0, NULL);
                  DELETE FROM stays WHERE id = 'a'";
    assert_eq!(broken(cancel), [Rule::AcknowledgedIsThere]);
    let database = sound();
    database.execute_batch(cancel).expect("a change");
    for state in [Acknowledged::Cancelled, Acknowledged::Unsure] {
        audit(&database, &[Receipt { state, ..receipt() }]).expect("an audit").assert_clean();
    }
    let unkept = "UPDATE reservations SET status = 'cancelled';
                  INSERT INTO reservation_log VALUES ('a', 2, 'cancelled', 'guest', 0, NULL)";
    assert_eq!(broken(unkept), [Rule::ReservationHasItsStay, Rule::AcknowledgedIsThere]);
}

#[test]
fn a_wish_fulfilled_twice_is_found() {
    let database = sound();
    add_stay(&database, "b", "3", STARTS, 2, None);
    add_reservation(&database, "b", "3", STARTS, 2);
    database.execute_batch("UPDATE reservations SET notes = 'a'").expect("a change");
    let audit = audit(&database, &[receipt()]).expect("an audit");
    assert_eq!(audit.counts().into_keys().collect::<Vec<_>>(), [Rule::WishIsFulfilledOnce]);
}
