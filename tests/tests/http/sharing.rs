//! Counters and communal tables: several parties at once, neighbouring seats or counted places, and never one guest too many.

use api::Configuration;
use serde_json::{Value, json};

use crate::changes::change;
use crate::house::{Answer, House, THURSDAY, configuration, dinner};
use crate::payments;

/// A counter of eight seats for up to four; or a communal table of six places for up to four.
fn table(id: &str, name: &str, more: &Value) -> Value {
    let mut table = json!({
        "id": id, "name": name, "minPartySize": 1, "maxPartySize": 4, "priorityIndex": 0, "reservable": true,
        "rotation": 0, "tableCategoryIds": [], "type": "bar", "x": 0, "y": 0, "shared": true,
    });
    for (field, value) in more.as_object().expect("an object") {
        table[field] = value.clone();
    }
    table
}

fn with_tables(tables: &[Value]) -> Configuration {
    let mut configuration = configuration();
    configuration.floor_plans.truncate(1);
    let plan = &mut configuration.floor_plans[0];
    plan.combinations.clear();
    let named = |table: &Value| {
        let id = table["id"].as_str().expect("an id").to_owned();
        (id, serde_json::from_value(table.clone()).expect("a table"))
    };
    plan.tables = tables.iter().map(named).collect();
    let exceptional = configuration.exceptions.iter_mut().flat_map(|exception| &mut exception.services);
    for service in configuration.services.iter_mut().chain(exceptional) {
        (service.floor_plan_ids, service.closed_table_ids) = (Vec::new(), Vec::new());
        (service.starting_limit, service.seated_limit, service.online_limit) = (None, None, None);
    }
    for experience in &mut configuration.experiences {
        experience.availability.floor_plan_ids.clear();
        experience.availability.table_category_ids.clear();
    }
    configuration
}

fn counter() -> Value {
    table("counter", "Theke", &json!({ "seats": 8, "adjacent": true }))
}

fn communal() -> Value {
    table("long", "Tafel", &json!({ "seats": 6 }))
}

async fn house(tables: &[Value]) -> House {
    House::of(&with_tables(tables)).await
}

async fn book(house: &House, name: &str, attendees: u16, minutes: u16) -> Answer {
    let mut body = dinner(attendees);
    (body["lastName"], body["minutes"]) = (name.into(), minutes.into());
    body["email"] = format!("{name}@example.com").to_lowercase().into();
    house.post("/reservations", &body).await
}

async fn booked(house: &House, name: &str, attendees: u16, minutes: u16) -> Value {
    let answer = book(house, name, attendees, minutes).await;
    assert_eq!(answer.status, 201, "{name}: {}", answer.text);
    reservation(house, name).await
}

async fn reservation(house: &House, name: &str) -> Value {
    let all = house.external("/reservations?from=2027-03-01&to=2027-03-31").await.json;
    all.as_array()
        .expect("reservations")
        .iter()
        .rfind(|r| r["guest"]["lastName"] == name)
        .expect("a reservation")
        .clone()
}

fn seats(reservation: &Value) -> Vec<u64> {
    let [counter] = &reservation["seats"].as_array().expect("seats")[..] else { panic!("{reservation}") };
    assert_eq!(counter["tableId"], "counter");
    counter["seats"].as_array().expect("numbers").iter().map(|n| n.as_u64().expect("a number")).collect()
}

fn table_ids(reservation: &Value) -> Vec<&str> {
    let tables = reservation["pinnedTables"].as_array().expect("tables").iter();
    tables.map(|table| table["id"].as_str().expect("an id")).collect()
}

async fn slot(house: &House, attendees: u16, minutes: u16) -> Value {
    let path = format!("/availability/slots?attendees={attendees}&day={THURSDAY}&experienceId=a-la-carte");
    let slots = house.external(&path).await.json["slots"].clone();
    slots.as_array().expect("slots").iter().rfind(|slot| slot["minutes"] == minutes).expect("a slot").clone()
}

#[tokio::test]
async fn parties_at_a_counter_get_neighbouring_seats_until_it_is_full() {
    let house = house(&[counter()]).await;
    let open = slot(&house, 3, 1170).await;
    assert_eq!((&open["spotsTotal"], &open["spotsOpen"]), (&json!(2), &json!(2)));
    let assignments = open["availableAssignments"].as_array().expect("assignments");
    assert_eq!(assignments.len(), 1, "one line for the counter, and not one for each of its seats");
    assert_eq!(
        (&assignments[0]["tableIds"], &assignments[0]["seats"]),
        (&json!(["counter"]), &json!([{ "tableId": "counter", "seats": [1, 2, 3] }]))
    );
    assert_eq!(seats(&booked(&house, "Drei", 3, 1170).await), [1, 2, 3]);
    assert_eq!(seats(&booked(&house, "Eins", 1, 1170).await), [4]);
    let four = booked(&house, "Vier", 4, 1170).await;
    assert_eq!((seats(&four), table_ids(&four)), (vec![5, 6, 7, 8], vec!["counter"]));
    let refused = book(&house, "Zuviel", 1, 1170).await;
    assert_eq!((refused.status, &refused.json["exclusionReasons"]), (409, &json!(["no_tables_found"])));
    assert_eq!(house.count("(SELECT DISTINCT table_id FROM occupancy)"), 8);
}

#[tokio::test]
async fn seats_are_moved_together_for_a_party_that_would_not_fit() {
    let house = house(&[counter()]).await;
    for name in ["Aber", "Bauer", "Cerny", "Dorn"] {
        booked(&house, name, 2, 1170).await;
    }
    // Two seats here and two there are four, once somebody moves along.
    for name in ["Aber", "Cerny"] {
        let gone = reservation(&house, name).await;
        assert_eq!(house.patch(&gone, &json!({ "status": "cancelled" })).await.status, 200);
    }
    let open = slot(&house, 4, 1170).await;
    assert_eq!(open["exclusionReasons"], json!([]));
    assert_eq!(open["reseating"]["moves"].as_array().expect("moves").len(), 1, "{open}");
    booked(&house, "Vier", 4, 1170).await;
    let mut all: Vec<u64> = Vec::new();
    for name in ["Bauer", "Dorn", "Vier"] {
        all.extend(seats(&reservation(&house, name).await));
    }
    all.sort_unstable();
    assert_eq!(all, [1, 2, 3, 4, 5, 6, 7, 8]);
}

#[tokio::test]
async fn guests_of_a_communal_table_are_counted() {
    let house = house(&[communal()]).await;
    let open = slot(&house, 2, 1170).await;
    assert_eq!((&open["spotsTotal"], &open["spotsOpen"]), (&json!(3), &json!(3)));
    let first = booked(&house, "Vier", 4, 1080).await;
    assert_eq!((table_ids(&first), &first["seats"]), (vec!["long"], &Value::Null));
    // From six to eight with its buffer; later ones find what is left, and then all of it.
    booked(&house, "Zwei", 2, 1170).await;
    assert_eq!(slot(&house, 1, 1170).await["exclusionReasons"], json!(["no_tables_found"]));
    assert_eq!(book(&house, "Zuviel", 1, 1185).await.status, 409);
    booked(&house, "Spät", 4, 1230).await;
    assert_eq!(slot(&house, 1, 1230).await["spotsOpen"], 0);
    house.sqlite.inspect(|sql| {
        let most = "SELECT MAX(guests) FROM (SELECT COUNT(*) AS guests FROM occupancy GROUP BY cell)";
        let most: i64 = sql.query_row(most, [], |row| row.get(0)).expect("a count");
        assert_eq!(most, 6);
        let apart = "SELECT COUNT(*) FROM occupancy WHERE table_id GLOB 'long#[1-6]'";
        let apart: i64 = sql.query_row(apart, [], |row| row.get(0)).expect("a count");
        let all: i64 =
            sql.query_row("SELECT COUNT(*) FROM occupancy", [], |row| row.get(0)).expect("a count");
        assert_eq!(apart, all);
    });
}

#[tokio::test]
async fn the_database_refuses_one_guest_too_many_whoever_decided_it() {
    let house = house(&[communal()]).await;
    booked(&house, "Vier", 4, 1170).await;
    // The engine counts four of six; in the table of places a fifth guest has come from nowhere.
    house.sqlite.inspect(|sql| {
        let one_more = "INSERT INTO occupancy (restaurant_id, table_id, cell, stay_id)
            SELECT restaurant_id, 'long#5', cell, stay_id FROM occupancy WHERE table_id = 'long#1'";
        sql.execute(one_more, []).expect("a place");
    });
    let before = house.rows();
    let refused = book(&house, "Zwei", 2, 1170).await;
    assert_eq!((refused.status, refused.code()), (503, "busy"), "{}", refused.text);
    assert_eq!(house.rows(), before, "nothing of it is written");
    booked(&house, "Eins", 1, 1170).await;
}

#[tokio::test]
async fn a_host_names_the_counter_or_its_seats() {
    let house = house(&[counter(), communal()]).await;
    let two = booked(&house, "Zwei", 2, 1170).await;
    let pinned = house.patch(&two, &json!({ "tableIds": ["counter#7", "counter#8"] })).await;
    assert_eq!((pinned.status, seats(&pinned.json)), (200, vec![7, 8]), "{}", pinned.text);
    let body = |tables: Value| {
        let mut body = dinner(3);
        body.as_object_mut().expect("an object").remove("consent");
        body["pinnedTableIds"] = tables;
        body
    };
    let some = house.external_post("/reservations", &body(json!(["counter"]))).await;
    assert_eq!((some.status, seats(&some.json)), (201, vec![1, 2, 3]), "{}", some.text);
    let more = house.external_post("/reservations", &body(json!(["counter"]))).await;
    assert_eq!((more.status, seats(&more.json)), (201, vec![4, 5, 6]), "{}", more.text);
    let full = house.external_post("/reservations", &body(json!(["counter"]))).await;
    assert_eq!((full.status, full.code()), (409, "tables_taken"));
    let mut nine = body(json!(["counter"]));
    (nine["attendees"], nine["minutes"]) = (9.into(), 1050.into());
    let too_many = house.external_post("/reservations", &nine).await;
    assert_eq!((too_many.status, too_many.code()), (409, "tables_taken"), "nine at eight seats");
    let mut at_one_seat = body(json!(["counter#4"]));
    at_one_seat["minutes"] = 720.into();
    let near = house.external_post("/reservations", &at_one_seat).await;
    assert_eq!(
        (near.status, seats(&near.json)),
        (201, vec![2, 3, 4]),
        "three, one of them there: {}",
        near.text
    );
    let fewer = house.patch(&near.json, &json!({ "attendees": 1 })).await;
    assert_eq!(seats(&fewer.json), [2], "{}", fewer.text);
    assert!(
        full.json["detail"]
            .as_str()
            .is_some_and(|detail| detail.contains("counter") && !detail.contains('#'))
    );
    for _ in 0..2 {
        assert_eq!(house.external_post("/reservations", &body(json!(["long"]))).await.status, 201);
    }
    assert_eq!(house.external_post("/reservations", &body(json!(["long"]))).await.code(), "tables_taken");
    let unknown = house.external_post("/reservations", &body(json!(["counter#9"]))).await;
    assert_eq!((unknown.status, unknown.code()), (422, "invalid_input"));
}

#[tokio::test]
async fn a_guest_changes_the_party_at_a_shared_table() {
    let house = house(&[communal()]).await;
    let own = payments::book_from(&house, dinner(2)).await;
    booked(&house, "Andere", 3, 1170).await;
    assert_eq!(change(&house, &own, &json!({ "attendees": 3 })).await.status, 200);
    let refused = change(&house, &own, &json!({ "attendees": 4 })).await;
    assert_eq!((refused.status, refused.code()), (409, "slot_not_bookable"));
    assert_eq!(house.count("occupancy WHERE cell = (SELECT MIN(cell) FROM occupancy)"), 6);
}

#[tokio::test]
async fn guests_come_and_go_at_a_counter_while_others_sit() {
    let house = house(&[counter()]).await;
    let walk_in = |attendees: u16| json!({ "tableName": "Theke", "attendees": attendees });
    let first = house.external_post("/reservations/check-in", &walk_in(3)).await;
    assert_eq!(
        (first.status, seats(&first.json), &first.json["attendees"]),
        (200, vec![1, 2, 3], &json!(3)),
        "{}",
        first.text
    );
    let second = house.external_post("/reservations/check-in", &walk_in(4)).await;
    assert_eq!((second.status, seats(&second.json)), (200, vec![4, 5, 6, 7]), "{}", second.text);
    let full = house.external_post("/reservations/check-in", &walk_in(2)).await;
    assert_eq!((full.status, full.code()), (409, "tables_taken"));
    // Who pays is not guessed.
    let which = house.external_post("/reservations/check-out", &json!({ "tableName": "Theke" })).await;
    assert_eq!((which.status, which.code()), (409, "tables_taken"));
    assert!(which.json["detail"].as_str().is_some_and(|detail| detail.contains("reservationId")));
    let body = json!({ "tableName": "Theke", "reservationId": first.json["id"] });
    let paid = house.external_post("/reservations/check-out", &body).await;
    assert_eq!((paid.status, &paid.json["status"]), (200, &json!("paid")), "{}", paid.text);
    let last = house.external_post("/reservations/check-out", &json!({ "tableName": "Theke" })).await;
    assert_eq!((last.status, &last.json["id"]), (200, &second.json["id"]), "who has paid has only not left");
}

#[tokio::test]
async fn a_party_at_a_counter_grows_where_it_sits() {
    let house = house(&[counter()]).await;
    let one = house.external_post("/reservations/check-in", &json!({ "tableName": "Theke" })).await;
    assert_eq!(seats(&one.json), [1]);
    let two = house.patch(&one.json, &json!({ "attendees": 2 })).await;
    assert_eq!((two.status, seats(&two.json)), (200, vec![1, 2]), "{}", two.text);
    let other =
        house.external_post("/reservations/check-in", &json!({ "tableName": "Theke", "attendees": 2 })).await;
    assert_eq!(seats(&other.json), [3, 4]);
    // Who names the counter once more moves nobody.
    let same =
        house.patch(&other.json, &json!({ "tableIds": ["counter"], "internalNotes": "Stammgäste" })).await;
    assert_eq!((same.status, seats(&same.json)), (200, vec![3, 4]), "{}", same.text);
    let grown = house.patch(&two.json, &json!({ "attendees": 4 })).await;
    assert_eq!((grown.status, seats(&grown.json)), (200, vec![5, 6, 7, 8]), "all four side by side");
    let three = house.patch(&other.json, &json!({ "attendees": 5 })).await;
    assert_eq!((three.status, three.code()), (409, "tables_taken"), "{}", three.text);
}

#[tokio::test]
async fn a_party_at_a_communal_table_grows_as_far_as_there_are_places() {
    let house = house(&[communal(), table("5", "5", &json!({ "shared": false }))]).await;
    let walk_in = |attendees: u16| json!({ "tableName": "Tafel", "attendees": attendees });
    let own = house.external_post("/reservations/check-in", &walk_in(2)).await;
    assert_eq!(house.external_post("/reservations/check-in", &walk_in(3)).await.status, 200);
    assert_eq!(house.patch(&own.json, &json!({ "attendees": 3 })).await.status, 200);
    for attendees in [4, 12] {
        let refused = house.patch(&own.json, &json!({ "attendees": attendees })).await;
        assert_eq!((refused.status, refused.code()), (409, "tables_taken"), "{}", refused.text);
    }
    // Nor is it joined with another table, whoever asks.
    let both = house.patch(&own.json, &json!({ "tableIds": ["long", "5"] })).await;
    assert_eq!((both.status, both.code()), (422, "invalid_input"), "{}", both.text);
}

#[tokio::test]
async fn a_counter_with_fewer_seats_names_who_would_lose_theirs() {
    let last = |more: Value| {
        let mut table = table("long", "Tafel", &more);
        table["priorityIndex"] = 9.into();
        table
    };
    let before = with_tables(&[counter(), last(json!({ "seats": 6 }))]);
    let house = House::of(&before).await;
    for (name, attendees) in [("Vier", 4), ("Auch", 4)] {
        booked(&house, name, attendees, 1170).await;
    }
    for name in ["Tafel", "Runde"] {
        booked(&house, name, 3, 1170).await;
    }
    let plan = &before.floor_plans[0];
    let put = |table: Value| {
        let mut plan = serde_json::to_value(plan).expect("json");
        let id = table["id"].as_str().expect("an id").to_owned();
        plan["tables"][id] = table;
        for field in ["id", "restaurantId"] {
            plan.as_object_mut().expect("an object").remove(field);
        }
        let (house, path) = (&house, format!("/floor-plans/{}", before.floor_plans[0].id));
        async move { house.external_put(&path, &plan).await }
    };
    for (smaller, stranded) in [
        (table("counter", "Theke", &json!({ "seats": 6, "adjacent": true })), 1),
        (table("counter", "Theke", &json!({ "seats": 8 })), 2),
        (last(json!({ "seats": 5 })), 2),
        (last(json!({ "shared": false })), 2),
    ] {
        let refused = put(smaller.clone()).await;
        assert_eq!(
            (refused.status, refused.code()),
            (409, "parties_stranded"),
            "{smaller}: {}",
            refused.text
        );
        assert_eq!(refused.json["stranded"].as_array().expect("a list").len(), stranded, "{smaller}");
    }
    let loose = {
        let mut configuration = before.clone();
        let tables = &mut configuration.floor_plans[0].tables;
        tables.remove("counter");
        for number in 1..=8 {
            let table = table(&format!("counter#{number}"), "X", &json!({ "shared": false }));
            tables.insert(format!("counter#{number}"), serde_json::from_value(table).expect("a table"));
        }
        house.external_put("/configuration", &json!(configuration)).await
    };
    assert_eq!((loose.status, loose.code()), (409, "parties_stranded"), "{}", loose.text);
    let larger = put(table("counter", "Theke", &json!({ "seats": 10, "adjacent": true }))).await;
    assert_eq!(larger.status, 200, "{}", larger.text);
}

#[tokio::test]
async fn a_shared_table_that_makes_no_sense_is_refused_where_it_stands() {
    let house = House::new().await;
    let configuration = with_tables(&[counter()]);
    let publish = |tables: Vec<Value>, combination: Value| {
        let mut configuration = serde_json::to_value(&configuration).expect("json");
        let plan = &mut configuration["floorPlans"][0];
        plan["tables"] =
            tables.into_iter().map(|t| (t["id"].as_str().expect("an id").to_owned(), t)).collect();
        if combination != Value::Null {
            plan["combinations"] = json!({ "both": combination });
        }
        let house = &house;
        async move { house.external_put("/configuration", &configuration).await }
    };
    for (more, field) in [
        (json!({}), "seats"),
        (json!({ "seats": 3 }), "seats"),
        (json!({ "seats": 65 }), "seats"),
        (json!({ "shared": false, "seats": 8 }), "seats"),
        (json!({ "shared": false, "adjacent": true }), "adjacent"),
    ] {
        let refused = publish(vec![table("bar", "Bar", &more)], Value::Null).await;
        let pointer = format!("/floorPlans/0/tables/bar/{field}");
        assert_eq!(
            (refused.status, &refused.json["errors"][0]["pointer"]),
            (422, &json!(pointer)),
            "{}",
            refused.text
        );
    }
    for other in ["counter#3", "long#1"] {
        let refused =
            publish(vec![counter(), communal(), table(other, "X", &json!({ "shared": false }))], Value::Null)
                .await;
        assert_eq!(refused.status, 422, "{other}: {}", refused.text);
    }
    let reversed =
        table("bar", "Bar", &json!({ "seats": 8, "adjacent": true, "minPartySize": 3, "maxPartySize": 2 }));
    assert_eq!(
        publish(vec![reversed], Value::Null).await.json["errors"][0]["pointer"],
        "/floorPlans/0/tables/bar/minPartySize"
    );
    let joined = json!({ "id": "both", "minPartySize": 5, "maxPartySize": 8, "priorityIndex": 0, "tableIds": ["counter", "long"] });
    let refused = publish(vec![counter(), communal()], joined).await;
    assert_eq!(
        refused.json["errors"][0]["pointer"], "/floorPlans/0/combinations/both/tableIds/0",
        "{}",
        refused.text
    );
    let seats = json!({ "id": "both", "minPartySize": 2, "maxPartySize": 8, "priorityIndex": 0,
        "tableIds": ["counter#1", "counter#4"] });
    let refused = publish(vec![counter()], seats).await;
    let pointer = &refused.json["errors"][0]["pointer"];
    assert_eq!(pointer, "/floorPlans/0/combinations/both/tableIds/0", "{}", refused.text);
}
