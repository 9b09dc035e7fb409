//! What the restaurant's own systems ask.

use serde_json::{Value, json};

use crate::house::{ADMIN, House, SLUG, THURSDAY, configuration, day, dinner};

fn request(pinned: Option<&str>) -> Value {
    let mut body = json!({ "attendees": 2, "day": THURSDAY, "minutes": 1170, "experienceId": "a-la-carte",
        "lastName": "Doe", "firstName": "John", "locale": "en", "notes": "Comes with a dog" });
    if let Some(table) = pinned {
        body["pinnedTableIds"] = json!([table]);
    }
    body
}

#[tokio::test]
async fn slots_have_every_field_of_the_seed() {
    let house = House::new().await;
    house.post("/reservations", &dinner(4)).await;
    let answer = house
        .external(&format!("/availability/slots?attendees=2&day={THURSDAY}&experienceId=a-la-carte"))
        .await;
    let slots = answer.json["slots"].as_array().expect("slots");
    let slot = slots.iter().find(|slot| slot["minutes"] == 1170).expect("19:30");
    let mut fields: Vec<_> = slot.as_object().expect("an object").keys().map(String::as_str).collect();
    fields.sort_unstable();
    let mut seed = [
        "restaurantId",
        "experienceId",
        "day",
        "minutes",
        "duration",
        "attendees",
        "spotsTotal",
        "spotsOpen",
        "seated",
        "seatedLimit",
        "starting",
        "startingLimit",
        "availableAssignments",
        "exclusionReasons",
        "availableFloorPlanIds",
        "assignmentsAvailableIn",
        "confirmationMode",
        "showEndTime",
        "paymentSettings",
    ];
    seed.sort_unstable();
    assert_eq!(fields, seed);
    assert_eq!((&slot["seated"], &slot["starting"], &slot["duration"]), (&json!(4), &json!(4), &json!(90)));
    let scores: Vec<f64> = slot["availableAssignments"]
        .as_array()
        .expect("some")
        .iter()
        .filter_map(|a| a["score"].as_f64())
        .collect();
    assert!(scores.is_sorted_by(|a, b| b <= a) && scores.iter().all(|score| 0.0 < *score && *score <= 1.0));
    assert_eq!(slot["paymentSettings"]["type"], "none");
}

#[tokio::test]
async fn a_reservation_about_to_be_changed_is_taken_out_of_the_house_first() {
    let house = House::new().await;
    let reserved = house.external_post("/reservations", &request(Some("dining-1"))).await;
    assert_eq!(reserved.status, 201, "{}", reserved.text);
    let query = format!("/availability/slots?attendees=2&day={THURSDAY}&experienceId=a-la-carte");
    let seated = |answer: &Value| {
        answer["slots"].as_array().expect("slots").iter().map(|s| s["seated"].as_u64()).max()
    };
    assert_eq!(seated(&house.external(&query).await.json), Some(Some(2)));
    let id = reserved.json["id"].as_str().expect("an id");
    assert_eq!(seated(&house.external(&format!("{query}&reservationId={id}")).await.json), Some(Some(0)));
}

#[tokio::test]
async fn pinned_tables_are_the_hosts_word_as_far_as_others_are_not_sitting_there() {
    let house = House::new().await;
    let first = house.external_post("/reservations", &request(Some("dining-1"))).await;
    assert_eq!(first.json["pinnedTables"][0]["id"], "dining-1");
    assert_eq!(first.json["specialRequestNotes"], "Comes with a dog");
    let taken = house.external_post("/reservations", &request(Some("dining-1"))).await;
    assert_eq!((taken.status, taken.code()), (409, "tables_taken"));
    assert!(taken.json["detail"].as_str().expect("words").contains("dining-1"));
    let unknown = house.external_post("/reservations", &request(Some("attic-1"))).await;
    assert_eq!(unknown.json["errors"][0]["pointer"], "/pinnedTableIds/0");
    // Today at 12:15 is too short notice for a guest, not for the host at the door.
    let mut now = request(Some("dining-1"));
    (now["day"], now["minutes"]) = ("2027-03-02".into(), 735.into());
    assert_eq!(house.external_post("/reservations", &now).await.status, 201);
}

#[tokio::test]
async fn the_list_is_filtered_and_paged() {
    let house = House::new().await;
    let empty = house.external("/reservations?from=2027-03-04&to=2027-03-04").await;
    assert_eq!(empty.json, json!([]));
    let mut bodies: Vec<Value> = Vec::new();
    for (i, start) in (690..=840).step_by(15).chain((1050..=1290).step_by(15)).cycle().take(260).enumerate() {
        let day = 3 + i / 50;
        bodies.push(json!({ "attendees": 1, "day": format!("2027-03-{:02}", day), "minutes": start,
            "experienceId": "a-la-carte", "lastName": format!("Gast {i}"), "locale": "de" }));
    }
    let mut imported = 0;
    for day in bodies.chunk_by(|a, b| a["day"] == b["day"]) {
        let key = day[0]["day"].as_str().expect("a day");
        let answer = house.import(key, day).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        let again = house.import(key, day).await;
        assert_eq!((again.status, &again.text), (200, &answer.text), "taken over once");
        imported += answer.json["imported"].as_u64().expect("a number");
    }
    assert!(200 < imported, "{imported}");
    let mut seen: Vec<String> = Vec::new();
    let mut next = Some("?from=2027-03-01&to=2027-03-31".to_owned());
    while let Some(query) = next {
        let page = house.external(&format!("/reservations{query}")).await;
        let ids =
            page.json.as_array().expect("a page").iter().map(|r| r["id"].as_str().expect("an id").to_owned());
        seen.extend(ids);
        let link = page.headers.get("link").map(|link| link.to_str().expect("ascii").to_owned());
        next = link.map(|link| link[1..link.find('>').expect("an end")].to_owned());
    }
    assert_eq!(seen.len() as u64, imported);
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len() as u64, imported, "nothing twice");
    let cancelled =
        house.external("/reservations?from=2027-03-01&to=2027-03-31&status=cancelled&status=no_show").await;
    assert_eq!(cancelled.json, json!([]));
}

#[tokio::test]
async fn an_import_says_who_did_not_come() {
    let house = House::new().await;
    let path = format!("/admin/restaurants/{SLUG}/reservations");
    let import = async |key: &str, day: &str, no_shows: Value| {
        let party = |minutes: u16| {
            json!({ "attendees": 2, "day": day, "minutes": minutes, "experienceId": "a-la-carte",
                "lastName": "Gast", "locale": "de" })
        };
        let body = json!({ "reservations": [party(1080), party(1140)], "noShows": no_shows });
        let headers = [("authorization", ADMIN), ("idempotency-key", key)];
        house.send("POST", &path, &headers, &body).await
    };
    let past = import("past", "2027-02-27", json!([1])).await;
    assert_eq!(past.json, json!({ "imported": 2, "refused": [] }), "{}", past.text);
    let stands = |status: &str| format!("/reservations?from=2027-02-27&to=2027-02-27&status={status}");
    for (status, minutes) in [("finished", 1080), ("no_show", 1140)] {
        let found = house.external(&stands(status)).await.json;
        assert_eq!((found.as_array().map(Vec::len), &found[0]["minutes"]), (Some(1), &json!(minutes)));
    }
    for (key, day, no_shows) in [("ahead", "2027-03-04", json!([0])), ("none", "2027-02-26", json!([2]))] {
        let refused = import(key, day, no_shows).await;
        assert_eq!((refused.status, &refused.json["errors"][0]["pointer"]), (422, &json!("/noShows/0")));
    }
}

#[tokio::test]
async fn floor_plans_and_experiences_are_the_ones_that_were_set_up() {
    let house = House::new().await;
    let plans = house.external("/floor-plans").await;
    assert_eq!(plans.json.as_array().map(Vec::len), Some(configuration().floor_plans.len()));
    let id = plans.json[0]["id"].as_str().expect("an id");
    assert_eq!(house.external(&format!("/floor-plans/{id}")).await.json, plans.json[0]);
    assert_eq!(house.external("/floor-plans/cellar").await.code(), "floor_plan_not_found");
    let experiences = house.external("/availability/experiences").await;
    assert_eq!(experiences.json[0]["isDefault"], true);
}

#[tokio::test]
async fn the_snapshot_answers_in_the_browser_what_the_worker_answers() {
    let house = House::new().await;
    for attendees in [2, 4, 2, 6, 3] {
        assert_eq!(house.post("/reservations", &dinner(attendees)).await.status, 201);
    }
    let answer = house.get(&format!("/v1/restaurants/{SLUG}/snapshot")).await;
    for name in ["Beispiel", "bea@", "dining-1\"", "number"] {
        assert!(!answer.text.contains(name), "anonymous, but it says {name}");
    }
    let snapshot: api::Snapshot = serde_json::from_str(&answer.text).expect("a snapshot");
    let (browser, stays) = snapshot.house().expect("a house");
    let occupancy = engine::Occupancy::new(&browser, &stays);
    let question = engine::Question {
        attendees: 2,
        day: day(THURSDAY).0,
        experience: 0,
        floor_plan: None,
        duration: None,
        now: engine::Instant(snapshot.now_minutes),
        authority: engine::Authority::Guest,
        is_confirmed: false,
    };
    let theirs = house
        .external(&format!("/availability/slots?attendees=2&day={THURSDAY}&experienceId=a-la-carte"))
        .await;
    let ours = engine::slots(&browser, &occupancy, &question);
    let theirs = theirs.json["slots"].as_array().expect("slots").clone();
    assert_eq!(ours.len(), theirs.len());
    for (ours, theirs) in ours.iter().zip(theirs) {
        assert_eq!(u64::from(ours.minutes), theirs["minutes"]);
        assert_eq!(u64::from(ours.spots_open), theirs["spotsOpen"]);
        assert_eq!(u64::from(ours.spots_total), theirs["spotsTotal"]);
        assert_eq!(u64::from(ours.seated), theirs["seated"]);
        assert_eq!(ours.is_bookable(), theirs["exclusionReasons"] == json!([]));
    }
    // Another version is refused in words that a widget can act on, not misread.
    let newer = api::Snapshot { version: api::snapshot::VERSION + 1, ..snapshot };
    assert_eq!(newer.house().err(), Some(api::snapshot::SnapshotError::Version));
}

#[tokio::test]
async fn a_cached_snapshot_gives_way_to_what_happened_since() {
    let house = House::new().await;
    let path = format!("/v1/restaurants/{SLUG}/snapshot");
    let stays = |answer: &Value| -> usize {
        let gaps = answer["stays"]["gaps"].as_array().expect("gaps").iter();
        gaps.filter_map(Value::as_array).map(Vec::len).sum()
    };
    let first = house.get(&path).await.json;
    house.minutes_pass(1);
    assert_eq!(house.get(&path).await.json["madeAt"], first["madeAt"], "it comes from the cache");
    let fresh = async || house.get(&format!("{path}?freshAfter={}", first["madeAt"])).await.json;
    assert_eq!(
        fresh().await["madeAt"],
        first["madeAt"],
        "nothing is fresher than what shows the present state"
    );
    house.post("/reservations", &dinner(2)).await;
    assert!(first["madeAt"].as_i64() < fresh().await["madeAt"].as_i64());
    assert_eq!((stays(&first), stays(&house.get(&path).await.json)), (0, 1));
}
