//! Booked parties move so that one more fits: within what they were promised, all at once or not at all.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::sync::Arc;

use api::Configuration;
use api::configuration::floor_plan::TableCategory;
use edge_worker::platform::db::DbError;
use serde_json::{Value, json};
use tests::auditor::{Audit, audit};
use tests::bistro::{EXPERIENCE, of_tables};

use crate::house::{Answer, House, SLUG, THURSDAY, dinner};
use crate::shaky::Faulty;

/// Whoever comes first sits at the large table.
const TWO: [(&str, u16, u16); 2] = [("large", 1, 4), ("small", 1, 2)];
const THREE: [(&str, u16, u16); 3] = [("large", 1, 4), ("medium", 1, 3), ("small", 1, 2)];

fn bistro() -> Configuration {
    of_tables(SLUG, &TWO)
}

/// A guest's booking for Thursday 19:30.
fn party(name: &str, attendees: u16) -> Value {
    let mut body = dinner(attendees);
    body["lastName"] = name.into();
    body
}

/// The same by the restaurant.
fn noted(name: &str, attendees: u16, pinned: Option<&str>) -> Value {
    let mut body = json!({ "attendees": attendees, "day": THURSDAY, "minutes": 1170,
        "experienceId": EXPERIENCE, "lastName": name, "locale": "en" });
    if let Some(table) = pinned {
        body["pinnedTableIds"] = json!([table]);
    }
    body
}

/// The same as a hold.
fn held(attendees: u16) -> Value {
    json!({ "attendees": attendees, "day": THURSDAY, "minutes": 1170, "experienceId": EXPERIENCE })
}

#[track_caller]
fn created(answer: Answer) -> Value {
    assert_eq!(answer.status, 201, "{}", answer.text);
    answer.json
}

#[track_caller]
fn refused(answer: &Answer) {
    assert_eq!(answer.json["exclusionReasons"], json!(["no_tables_found"]), "{}", answer.text);
}

impl House {
    /// Who has which tables on Thursday, as the restaurant reads it.
    async fn plan(&self) -> BTreeMap<String, String> {
        let path = format!("/reservations?from={THURSDAY}&to={THURSDAY}&status=booked&status=seated");
        let list = self.external(&path).await;
        let of = |reservation: &Value| {
            let tables = reservation["pinnedTables"].as_array().expect("tables").iter();
            let ids: Vec<_> = tables.map(|table| table["id"].as_str().expect("an id")).collect();
            (reservation["guest"]["lastName"].as_str().expect("a name").to_owned(), ids.join("+"))
        };
        list.json.as_array().expect("a list").iter().map(of).collect()
    }

    /// Thursday 19:30 for so many.
    async fn slot(&self, attendees: u16) -> Value {
        let path =
            format!("/availability/slots?attendees={attendees}&day={THURSDAY}&experienceId={EXPERIENCE}");
        let slots = self.external(&path).await;
        let slots = slots.json["slots"].as_array().expect("slots").clone();
        slots.into_iter().find(|slot| slot["minutes"] == 1170).expect("19:30")
    }

    fn text(&self, sql: &str) -> String {
        self.sqlite.inspect(|db| db.query_row(sql, [], |row| row.get(0))).expect("a text")
    }

    fn change(&self, sql: &str) {
        self.sqlite.inspect(|db| db.execute_batch(sql)).expect("a change");
    }

    /// The lines of all logs.
    fn log(&self) -> String {
        self.text(
            "SELECT group_concat(line, '; ') FROM
             (SELECT r.last_name || ' ' || l.sequence || ' ' || l.status || ' ' || l.actor
                     || COALESCE(' ' || l.table_ids, '') AS line
              FROM reservation_log l JOIN reservations r ON r.id = l.reservation_id ORDER BY l.at, r.rowid, l.sequence)",
        )
    }

    fn audited(&self) -> Audit {
        let audit = self.sqlite.inspect(|db| audit(db, &[])).expect("an audit");
        audit.assert_clean();
        audit
    }
}

fn plan(seats: &[(&str, &str)]) -> BTreeMap<String, String> {
    seats.iter().map(|(name, tables)| ((*name).to_owned(), (*tables).to_owned())).collect()
}

#[tokio::test]
async fn a_table_that_only_exists_through_reseating_is_booked_by_every_door() {
    for door in ["guest", "hold", "restaurant", "import"] {
        let house = House::of(&bistro()).await;
        created(house.post("/reservations", &party("Early", 2)).await);
        assert_eq!(house.plan().await, plan(&[("Early", "large")]));
        match door {
            "guest" => drop(created(house.post("/reservations", &party("Late", 4)).await)),
            "hold" => {
                let hold = created(house.post("/holds", &held(4)).await);
                assert_eq!(house.plan().await, plan(&[("Early", "small")]));
                let mut body = party("Late", 4);
                body["holdId"] = hold["id"].clone();
                created(house.post("/reservations", &body).await);
            }
            "restaurant" => {
                drop(created(house.external_post("/reservations", &noted("Late", 4, None)).await));
            }
            _ => {
                let answer = house.import("takeover", &[noted("Late", 4, None)]).await;
                assert_eq!(answer.json["imported"], 1, "{}", answer.text);
            }
        }
        assert_eq!(house.plan().await, plan(&[("Early", "small"), ("Late", "large")]), "{door}");
        assert_eq!(house.audited().moves, 1, "{door}");
        assert!(house.log().contains("Early 2 booked reseating [\"small\"]"), "{}", house.log());
        refused(&house.post("/reservations", &party("Third", 1)).await);
    }
}

#[tokio::test]
async fn the_moved_guest_hears_nothing_and_the_booking_page_stays_the_same() {
    let house = House::of(&bistro()).await;
    let early = created(house.post("/reservations", &party("Early", 2)).await);
    let path = format!("/v1/bookings/{}", early["manageToken"].as_str().expect("a token"));
    let (booking, calendar) =
        (house.get(&path).await.text, house.get(&format!("{path}/calendar.ics")).await.text);
    created(house.post("/reservations", &party("Late", 4)).await);
    assert_eq!(house.count("outbox"), 2, "one confirmation each");
    assert_eq!(house.count("mailbox"), 2);
    assert_eq!(house.get(&path).await.text, booking);
    assert_eq!(house.get(&format!("{path}/calendar.ics")).await.text, calendar);
    assert_eq!(
        house.log(),
        "Early 1 booked widget [\"large\"]; Early 2 booked reseating [\"small\"]; \
         Late 1 booked widget [\"large\"]"
    );
}

#[tokio::test]
async fn a_slot_says_who_would_move_where_and_nothing_where_nobody_has_to() {
    let house = House::of(&bistro()).await;
    let early = created(house.external_post("/reservations", &noted("Early", 2, None)).await);
    let slot = house.slot(4).await;
    assert_eq!((&slot["exclusionReasons"], &slot["availableAssignments"]), (&json!([]), &json!([])));
    assert_eq!((&slot["spotsOpen"], &slot["availableFloorPlanIds"]), (&json!(0), &json!(["room"])));
    let moves = json!([{ "reservationId": early["id"], "tableIds": ["small"] }]);
    assert_eq!(slot["reseating"], json!({ "tableIds": ["large"], "moves": moves }));
    assert_eq!(house.slot(2).await.get("reseating"), None);
    assert_eq!(house.plan().await, plan(&[("Early", "large")]), "asking moves nobody");
    let snapshot = house.get(&format!("/v1/restaurants/{SLUG}/snapshot")).await;
    let (browser, stays) =
        serde_json::from_str::<api::Snapshot>(&snapshot.text).expect("a snapshot").house().expect("a house");
    let reseat = engine::slot_at(
        &browser,
        &engine::Occupancy::new(&browser, &stays),
        &engine::Question {
            attendees: 4,
            day: crate::house::day(THURSDAY).0,
            experience: 0,
            floor_plan: None,
            duration: None,
            now: engine::Instant(0),
            authority: engine::Authority::Restaurant,
            is_confirmed: false,
        },
        1170,
    );
    assert!(reseat.expect("a slot").reseat.is_some(), "the browser finds it too");
}

#[tokio::test]
async fn nobody_moves_unless_the_restaurant_wants_it() {
    let mut configuration = bistro();
    configuration.settings.reseating.enabled = false;
    let house = House::of(&configuration).await;
    created(house.post("/reservations", &party("Early", 2)).await);
    let slot = house.slot(4).await;
    assert_eq!((&slot["exclusionReasons"], slot.get("reseating")), (&json!(["no_tables_found"]), None));
    refused(&house.post("/reservations", &party("Late", 4)).await);
    assert_eq!(house.audited().moves, 0);
}

#[tokio::test]
async fn who_was_pinned_or_sits_already_or_was_promised_those_tables_stays() {
    // Seated before their time; and booked before promises were kept.
    let seated = "UPDATE reservations SET status = 'seated'; UPDATE reservation_log SET status = 'seated'";
    let unpromised = "UPDATE stays SET promised_category_ids = NULL";
    for (pinned, change) in [(Some("large"), ""), (None, seated), (None, unpromised)] {
        let house = House::of(&bistro()).await;
        created(house.external_post("/reservations", &noted("Early", 2, pinned)).await);
        house.change(change);
        refused(&house.post("/reservations", &party("Late", 4)).await);
        assert_eq!(house.slot(4).await.get("reseating"), None);
        assert_eq!(house.plan().await, plan(&[("Early", "large")]));
        assert_eq!(house.audited().moves, 0);
    }
    let house = House::of(&bistro()).await;
    assert_eq!(house.import("one", &[noted("Early", 2, Some("large"))]).await.json["imported"], 1);
    refused(&house.post("/reservations", &party("Late", 4)).await);
}

#[tokio::test]
async fn a_promised_category_and_the_floor_plan_are_kept() {
    // Which categories the experience promises, which the small table has, and whether it stands inside.
    for (promised, small, is_inside, moves) in [
        (vec!["window"], vec!["window"], true, true),
        (vec!["window", "bar"], vec!["bar"], true, true),
        (vec!["window"], vec!["bar"], true, false),
        (vec!["window"], vec![], true, false),
        (vec![], vec![], true, true),
        (vec![], vec![], false, false),
    ] {
        let words = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();
        let mut configuration = bistro();
        configuration.table_categories =
            ["window", "bar"].map(|id| TableCategory { id: id.to_owned(), name: api::Texts::new() }).into();
        configuration.experiences[0].availability.table_category_ids = words(&promised);
        let room = &mut configuration.floor_plans[0];
        room.tables.get_mut("large").expect("a table").table_category_ids = words(&["window"]);
        room.tables.get_mut("small").expect("a table").table_category_ids = words(&small);
        if !is_inside {
            let mut terrace = room.clone();
            (terrace.id, terrace.sort_index) = ("terrace".to_owned(), 1);
            terrace.tables.remove("large");
            room.tables.remove("small");
            configuration.floor_plans.push(terrace);
        }
        let house = House::of(&configuration).await;
        created(house.post("/reservations", &party("Early", 2)).await);
        let late = house.post("/reservations", &party("Late", 4)).await;
        assert_eq!(late.status == 201, moves, "{promised:?} {small:?} {is_inside}: {}", late.text);
        assert_eq!(house.audited().moves, usize::from(moves));
    }
}

#[tokio::test]
async fn a_promise_of_categories_that_are_gone_keeps_the_tables() {
    let house = House::of(&bistro()).await;
    created(house.post("/reservations", &party("Early", 2)).await);
    house.change("UPDATE stays SET promised_category_ids = '[\"veranda\"]'");
    refused(&house.post("/reservations", &party("Late", 4)).await);
}

#[tokio::test]
async fn shortly_before_they_come_parties_stay_where_they_are() {
    for (minutes_before, moves) in [(120, true), (119, false)] {
        let house = House::of(&bistro()).await;
        let tonight = |mut body: Value| {
            (body["day"], body["minutes"]) = ("2027-03-02".into(), 1080.into());
            body
        };
        created(house.post("/reservations", &tonight(party("Early", 2))).await);
        // It is noon.
        house.minutes_pass(360 - minutes_before);
        let late = house.post("/reservations", &tonight(party("Late", 4))).await;
        assert_eq!(late.status == 201, moves, "{minutes_before} minutes before: {}", late.text);
        assert_eq!(house.audited().moves, usize::from(moves));
    }
}

#[tokio::test]
async fn no_more_parties_move_than_the_restaurant_allows() {
    for (max_moves, fits) in [(0, false), (1, false), (2, true)] {
        let mut configuration = of_tables(SLUG, &THREE);
        configuration.settings.reseating.max_moves = max_moves;
        let house = House::of(&configuration).await;
        created(house.post("/reservations", &party("Three", 3)).await);
        created(house.post("/reservations", &party("Two", 2)).await);
        let late = house.post("/reservations", &party("Four", 4)).await;
        assert_eq!(late.status == 201, fits, "{max_moves}: {}", late.text);
        if fits {
            let seats = [("Four", "large"), ("Three", "medium"), ("Two", "small")];
            assert_eq!(house.plan().await, plan(&seats));
        }
        assert_eq!(house.audited().moves, if fits { 2 } else { 0 });
    }
}

#[tokio::test]
async fn a_hold_moves_as_a_booking_does_and_is_extended_and_booked_where_it_is() {
    let house = House::of(&bistro()).await;
    let hold = created(house.post("/holds", &held(2)).await);
    let id = hold["id"].as_str().expect("an id");
    assert_eq!(house.slot(4).await["reseating"]["moves"], json!([{ "tableIds": ["small"] }]));
    created(house.post("/reservations", &party("Late", 4)).await);
    assert_eq!(house.log(), "Late 1 booked widget [\"large\"]", "a hold has no log");
    house.audited();
    house.minutes_pass(4);
    let extended = house.post(&format!("/holds/{id}/extend"), &json!({})).await;
    assert_eq!((extended.status, &extended.json["floorPlanId"]), (200, &json!("room")), "{}", extended.text);
    house.audited();
    assert_eq!(house.text("SELECT table_ids FROM stays WHERE expires_at IS NOT NULL"), "[\"small\"]");
    let mut body = party("Early", 2);
    body["holdId"] = id.into();
    created(house.post("/reservations", &body).await);
    assert_eq!(house.plan().await, plan(&[("Early", "small"), ("Late", "large")]));
    assert_eq!(house.audited().moves, 0);
}

#[tokio::test]
async fn an_extended_hold_keeps_its_promise() {
    let house = House::of(&bistro()).await;
    let hold = created(house.post("/holds", &held(2)).await);
    let extend = format!("/holds/{}/extend", hold["id"].as_str().expect("an id"));
    let promise = "SELECT promised_category_ids || online FROM stays";
    assert_eq!(house.text(promise), "[]1");
    assert_eq!(house.post(&extend, &json!({})).await.status, 200);
    assert_eq!(house.text(promise), "[]1");
    created(house.post("/reservations", &party("Late", 4)).await);
    house.audited();
}

#[tokio::test]
async fn a_moved_party_may_get_what_the_replaced_hold_gives_back() {
    let house = House::of(&bistro()).await;
    created(house.post("/reservations", &party("Early", 2)).await);
    let mut hold = held(4);
    let first = created(house.post("/holds", &held(1)).await);
    hold["replaces"] = first["id"].clone();
    created(house.post("/holds", &hold).await);
    assert_eq!(house.plan().await, plan(&[("Early", "small")]));
    assert_eq!(house.audited().holds, 1);
}

#[tokio::test]
async fn whoever_moves_again_and_again_in_one_takeover_moves_once() {
    let house = House::of(&of_tables(SLUG, &THREE)).await;
    created(house.post("/reservations", &party("Two", 2)).await);
    let takeover = [noted("Four", 4, None), noted("Three", 3, None)];
    let answer = house.import("takeover", &takeover).await;
    assert_eq!(answer.json, json!({ "imported": 2, "refused": [] }));
    let seats = [("Four", "large"), ("Three", "medium"), ("Two", "small")];
    assert_eq!(house.plan().await, plan(&seats));
    assert_eq!(house.audited().moves, 1);
    assert_eq!(house.import("takeover", &takeover).await.text, answer.text);
    assert_eq!(house.audited().moves, 1);
}

#[tokio::test]
async fn the_same_request_again_moves_nobody_again() {
    let house = House::of(&bistro()).await;
    created(house.post("/reservations", &party("Early", 2)).await);
    let first = house.post_as("once", "/reservations", &party("Late", 4)).await;
    let tables = ["stays", "reservations", "reservation_log", "outbox", "occupancy", "day_revisions"];
    let before = tables.map(|table| house.count(table));
    let again = house.post_as("once", "/reservations", &party("Late", 4)).await;
    assert_eq!((again.status, &again.text), (201, &first.text));
    assert_eq!(tables.map(|table| house.count(table)), before);
    assert_eq!(house.audited().moves, 1);
}

#[tokio::test]
async fn everybody_moves_once_wherever_the_database_fails() {
    /// More than a booking and its mail send.
    const BATCHES: u32 = 8;
    let errors = [DbError::Lost("Network connection lost".into()), DbError::Fault("overloaded".into())];
    for (error, commits_first) in errors.into_iter().flat_map(|e| [(e.clone(), false), (e, true)]) {
        for fails_at in 1..=BATCHES {
            let house = House::of(&of_tables(SLUG, &THREE)).await;
            created(house.post("/reservations", &party("Three", 3)).await);
            created(house.post("/reservations", &party("Two", 2)).await);
            let faulty = Faulty {
                inner: house.db.clone(),
                countdown: Cell::new(fails_at),
                commits_first,
                error: error.clone(),
            };
            let shaky = House::on(Arc::new(faulty), house.sqlite.clone());
            let first = shaky.post_as("the-guests-key", "/reservations", &party("Four", 4)).await;
            assert!([201, 500].contains(&first.status), "{}", first.text);
            let is_done = commits_first || first.status == 201;
            let before = [("Three", "large"), ("Two", "medium")];
            let after = [("Four", "large"), ("Three", "medium"), ("Two", "small")];
            // Before the second batch nothing is written.
            let now = plan(if is_done && 1 < fails_at || first.status == 201 { &after } else { &before });
            assert_eq!(house.plan().await, now, "at {fails_at}, {error:?}, {commits_first}");
            let second = house.post_as("the-guests-key", "/reservations", &party("Four", 4)).await;
            assert_eq!(second.status, 201, "at {fails_at}: {}", second.text);
            assert_eq!(house.plan().await, plan(&after), "at {fails_at}");
            assert_eq!(house.audited().moves, 2, "at {fails_at}");
        }
    }
}

/// The batch of a booking that writes: before it everything was read.
const WRITES: u32 = 2;

#[tokio::test]
async fn a_party_that_cancels_before_it_is_moved_is_not() {
    let house = House::of(&bistro()).await;
    let early = created(house.post("/reservations", &party("Early", 2)).await);
    let path = format!("/v1/bookings/{}", early["manageToken"].as_str().expect("a token"));
    let guest = house.door();
    let cancels = async move { assert_eq!(guest.delete(&path).await.json["status"], "cancelled") };
    created(house.meanwhile(WRITES, cancels).post_as("late", "/reservations", &party("Late", 4)).await);
    assert_eq!(house.plan().await, plan(&[("Late", "large")]));
    assert_eq!(
        house.log(),
        "Early 1 booked widget [\"large\"]; Early 2 cancelled guest; Late 1 booked widget [\"large\"]"
    );
    assert_eq!(house.audited().moves, 0);
}

#[tokio::test]
async fn a_party_that_is_moved_before_it_cancels_does_both() {
    let house = House::of(&bistro()).await;
    let early = created(house.post("/reservations", &party("Early", 2)).await);
    let path = format!("/v1/bookings/{}", early["manageToken"].as_str().expect("a token"));
    let guest = house.door();
    let books = async move { drop(created(guest.post_as("late", "/reservations", &party("Late", 4)).await)) };
    // Reservation and restaurant are read one after the other.
    let cancelled = house.meanwhile(3, books).delete(&path).await;
    assert_eq!(cancelled.json["status"], "cancelled", "{}", cancelled.text);
    assert_eq!(house.plan().await, plan(&[("Late", "large")]));
    assert!(house.log().contains("Early 2 booked reseating [\"small\"]; Early 3 cancelled guest"));
    assert_eq!(house.audited().moves, 1);
}

/// Sitting down changes no table, so the day gets no revision: the log alone tells.
#[tokio::test]
async fn a_party_that_sits_down_before_it_is_moved_is_not() {
    let house = House::of(&bistro()).await;
    created(house.post("/reservations", &party("Early", 2)).await);
    let host = house.door();
    let sits_down = async move {
        host.change(
            "INSERT INTO reservation_log SELECT id, 2, 'seated', 'host', 0, NULL FROM reservations;
             UPDATE reservations SET status = 'seated'",
        );
    };
    refused(&house.meanwhile(WRITES, sits_down).post_as("late", "/reservations", &party("Late", 4)).await);
    assert_eq!(house.plan().await, plan(&[("Early", "large")]));
    assert_eq!(house.audited().moves, 0);
}

/// Nothing but the stay itself tells that a hold is gone: its day gets no revision.
#[tokio::test]
async fn a_hold_that_is_released_or_cleared_away_before_it_is_moved_is_not() {
    for is_released in [true, false] {
        let house = House::of(&bistro()).await;
        let hold = created(house.post("/holds", &held(2)).await);
        let guest = house.door();
        let path = format!("/v1/restaurants/{SLUG}/holds/{}", hold["id"].as_str().expect("an id"));
        let goes = async move {
            if is_released {
                assert_eq!(guest.delete(&path).await.status, 204);
            } else {
                guest.change("DELETE FROM stays");
            }
        };
        created(house.meanwhile(WRITES, goes).post_as("late", "/reservations", &party("Late", 4)).await);
        assert_eq!(house.plan().await, plan(&[("Late", "large")]));
        assert_eq!((house.count("stays"), house.audited().moves), (1, 0));
    }
}

#[tokio::test]
async fn a_hold_that_is_booked_before_it_is_moved_moves_as_a_booking() {
    let house = House::of(&bistro()).await;
    let hold = created(house.post("/holds", &held(2)).await);
    let mut body = party("Early", 2);
    body["holdId"] = hold["id"].clone();
    let guest = house.door();
    let books = async move { drop(created(guest.post_as("early", "/reservations", &body).await)) };
    created(house.meanwhile(WRITES, books).post_as("late", "/reservations", &party("Late", 4)).await);
    assert_eq!(house.plan().await, plan(&[("Early", "small"), ("Late", "large")]));
    assert_eq!(house.audited().moves, 1);
}

#[tokio::test]
async fn a_table_taken_before_somebody_moves_there_is_noticed() {
    let house = House::of(&bistro()).await;
    created(house.post("/reservations", &party("Early", 2)).await);
    let other = house.door();
    let books =
        async move { drop(created(other.post_as("other", "/reservations", &party("Other", 1)).await)) };
    refused(&house.meanwhile(WRITES, books).post_as("late", "/reservations", &party("Late", 4)).await);
    assert_eq!(house.plan().await, plan(&[("Early", "large"), ("Other", "small")]));
    assert_eq!(house.audited().moves, 0);
}

#[tokio::test]
async fn a_move_is_the_next_revision_of_every_day_on_which_the_party_has_tables() {
    let house = House::of(&bistro()).await;
    let at = |minutes: u16, mut body: Value| {
        body["minutes"] = minutes.into();
        body
    };
    // 23:00 to 00:30.
    created(house.post("/reservations", &at(1380, party("Early", 2))).await);
    let revisions = "SELECT group_concat(day || ':' || revision, ' ') FROM
                     (SELECT day, revision FROM day_revisions ORDER BY day)";
    assert_eq!(house.text(revisions), "20881:1 20882:1");
    // 21:30 to 23:30, and 15 minutes more for the table: the newcomer is gone before midnight.
    created(house.post("/reservations", &at(1290, party("Late", 4))).await);
    assert_eq!(house.text(revisions), "20881:2 20882:2");
    assert_eq!(house.audited().moves, 1);
}
