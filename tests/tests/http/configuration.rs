//! What the restaurant decides, published: checked as a whole, versioned, and never at the cost of who is booked.

use serde_json::{Value, json};
use tests::auditor::audit;
use tests::bistro::{EXPERIENCE, of_tables};

use crate::house::{House, SLUG, THURSDAY};

const TABLES: [(&str, u16, u16); 3] = [("one", 1, 2), ("two", 1, 4), ("three", 1, 6)];

async fn bistro() -> House {
    House::of(&of_tables(SLUG, &TABLES)).await
}

async fn book(house: &House, attendees: u16, pinned: Option<&str>) -> Value {
    let mut body = json!({ "attendees": attendees, "day": THURSDAY, "minutes": 1170, "experienceId": EXPERIENCE,
        "lastName": "Muster", "locale": "en" });
    if let Some(table) = pinned {
        body["pinnedTableIds"] = json!([table]);
    }
    let answer = house.external_post("/reservations", &body).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    answer.json
}

async fn plan(house: &House) -> Value {
    let mut plan = house.external("/floor-plans/room").await.json;
    let fields = plan.as_object_mut().expect("a plan");
    fields.remove("id");
    fields.remove("restaurantId");
    plan
}

fn table(reservation: &Value) -> &str {
    reservation["pinnedTables"][0]["id"].as_str().expect("a table")
}

#[tokio::test]
async fn a_floor_plan_comes_and_goes() {
    let house = bistro().await;
    let mut terrace = plan(&house).await;
    terrace["name"] = "Terrace".into();
    let tables = json!({ "t1": { "id": "t1", "minPartySize": 1, "maxPartySize": 2, "name": "T1", "priorityIndex": 0,
        "reservable": true, "rotation": 0, "tableCategoryIds": [], "type": "rect_one", "x": 0, "y": 0 } });
    terrace["tables"] = tables;
    let created = house.external_post("/floor-plans", &terrace).await;
    assert_eq!(created.status, 201, "{}", created.text);
    let at = format!("/floor-plans/{}", created.json["id"].as_str().expect("an id"));
    assert_eq!(house.external(&at).await.json, created.json);
    terrace["tables"]["t1"]["maxPartySize"] = 0.into();
    let wrong = house.external_put(&at, &terrace).await;
    assert_eq!((wrong.status, &wrong.json["errors"][0]["pointer"]), (422, &json!("/tables/t1/minPartySize")));
    terrace["tables"]["t1"]["maxPartySize"] = 3.into();
    terrace["tables"]["t1"]["tableCategoryIds"] = json!(["unheard"]);
    let wrong = house.external_put(&at, &terrace).await;
    assert_eq!(
        (wrong.status, &wrong.json["errors"][0]["pointer"]),
        (422, &json!("/tables/t1/tableCategoryIds/0"))
    );
    terrace["tables"]["t1"]["tableCategoryIds"] = json!([]);
    assert_eq!(house.external_put(&at, &terrace).await.json["tables"]["t1"]["maxPartySize"], 3);
    assert_eq!(house.external_delete(&at).await.status, 204);
    assert_eq!(house.external(&at).await.code(), "floor_plan_not_found");
}

#[tokio::test]
async fn who_is_booked_keeps_the_table_or_is_given_another() {
    let house = bistro().await;
    let booked = book(&house, 2, None).await;
    assert_eq!(table(&booked), "one");
    let mut smaller = plan(&house).await;
    smaller["tables"].as_object_mut().expect("tables").remove("one");
    let refused = house.external_put("/floor-plans/room", &smaller).await;
    assert_eq!((refused.status, refused.code()), (409, "parties_stranded"));
    assert_eq!(refused.json["stranded"][0]["reservationId"], booked["id"]);
    assert_eq!(refused.json["stranded"][0]["tableIds"], json!(["one"]));
    let done = house.external_put("/floor-plans/room?reseat=true", &smaller).await;
    assert_eq!(done.status, 200, "{}", done.text);
    let moved =
        house.external(&format!("/reservations/{}", booked["id"].as_str().expect("an id"))).await.json;
    assert_eq!(table(&moved), "two");
    let audit = house.sqlite.inspect(|db| audit(db, &[])).expect("an audit");
    assert!(audit.violations.is_empty(), "{:?}", audit.violations);
    assert_eq!(house.external_delete("/floor-plans/room?reseat=true").await.code(), "parties_stranded");
}

#[tokio::test]
async fn a_table_made_smaller_closed_or_blocked_strands_too_and_a_pinned_party_never_moves() {
    for change in ["smaller", "closed", "blocked"] {
        let house = bistro().await;
        let booked = book(&house, 2, Some("two")).await;
        let refused = match change {
            "blocked" => {
                let block = json!([{ "tableIds": ["two"], "from": { "day": THURSDAY, "minutes": 600 },
                    "to": { "day": THURSDAY, "minutes": 1400 } }]);
                house.external_put("/blocks", &block).await
            }
            _ => {
                let mut plan = plan(&house).await;
                plan["tables"]["two"]["maxPartySize"] = if change == "smaller" { 1 } else { 4 }.into();
                plan["tables"]["two"]["reservable"] = (change == "smaller").into();
                house.external_put("/floor-plans/room?reseat=true", &plan).await
            }
        };
        assert_eq!((refused.status, refused.code()), (409, "parties_stranded"), "{change} {}", refused.text);
        assert_eq!(refused.json["stranded"][0]["reservationId"], booked["id"]);
    }
}

#[tokio::test]
async fn a_booking_between_look_and_publication_makes_it_look_again() {
    let house = bistro().await;
    let mut smaller = plan(&house).await;
    smaller["tables"].as_object_mut().expect("tables").remove("one");
    let other = house.door();
    let raced = house.meanwhile(2, async move {
        book(&other, 2, Some("one")).await;
    });
    let refused = raced.external_put("/floor-plans/room", &smaller).await;
    assert_eq!((refused.status, refused.code()), (409, "parties_stranded"), "{}", refused.text);
}

#[tokio::test]
async fn experiences_are_cleaned_and_not_taken_from_who_booked_them() {
    let house = bistro().await;
    let experience = json!({ "id": "brunch", "name": { "en": "Brunch" },
        "descriptionHtml": { "en": "<p onclick='steal()'>Eggs<script>steal()</script></p>" } });
    let put = house.external_put("/experiences/brunch", &experience).await;
    assert_eq!(put.status, 200, "{}", put.text);
    assert_eq!(put.json["descriptionHtml"]["en"], "<p>Eggs</p>");
    for (field, value, pointer) in [
        ("image", json!({ "path": "", "url": "javascript:alert(1)" }), "/image/url"),
        ("image", json!({ "path": "", "url": "//example.com/a.jpg" }), "/image/url"),
        // Nested that deep it takes seconds to read.
        ("descriptionHtml", json!({ "en": "<div>".repeat(20_000) }), "/descriptionHtml/en"),
    ] {
        let mut faulty = experience.clone();
        faulty[field] = value;
        let refused = house.external_put("/experiences/brunch", &faulty).await;
        assert_eq!(refused.status, 422, "{}", refused.text);
        assert!(refused.text.contains(pointer), "{}", refused.text);
    }
    assert_eq!(house.external("/availability/experiences").await.json.as_array().map(Vec::len), Some(2));
    book(&house, 2, None).await;
    assert_eq!(house.external_delete(&format!("/experiences/{EXPERIENCE}")).await.code(), "parties_stranded");
    assert_eq!(house.external_delete("/experiences/brunch").await.status, 204);
    assert_eq!(house.external_delete("/experiences/brunch").await.code(), "not_configured");
}

#[tokio::test]
async fn each_part_is_read_and_published_and_rises_the_version() {
    let house = bistro().await;
    let mut version = house.external("/configuration").await.json["version"].as_i64().expect("a version");
    let exception = json!([{ "day": "2027-12-24", "services": [] }]);
    let closure = json!([{ "day": THURSDAY, "firstStart": 1080, "lastStart": 1140 }]);
    let release = json!([{ "firstDay": "2027-12-31", "lastDay": "2027-12-31", "openDay": "2027-11-01", "openMinutes": 600 }]);
    let template = json!([{ "id": "gold", "name": { "en": "Gold" }, "minAmount": 5000, "maxAmount": 50000 }]);
    for (path, body) in [
        ("/exceptions", exception),
        ("/closures", closure),
        ("/releases", release),
        ("/gift-card-templates", template),
        (
            "/services",
            json!([{ "id": "dinner", "name": { "en": "Dinner" }, "firstStart": 1080, "lastStart": 1260 }]),
        ),
    ] {
        let put = house.external_put(path, &body).await;
        assert_eq!(put.status, 200, "{path} {}", put.text);
        assert_eq!(house.external(path).await.json, put.json);
        let now = house.external("/configuration").await.json["version"].as_i64().expect("a version");
        assert_eq!(now, version + 1, "{path}");
        assert_eq!(house.external_put(path, &body).await.status, 200);
        version = now;
    }
    assert_eq!(
        house.external("/configuration").await.json["version"],
        version,
        "the same again is no new version"
    );
    let mut settings = house.external("/settings").await.json;
    settings["settings"]["slotMinutes"] = 20.into();
    let wrong = house.external_put("/settings", &settings).await;
    assert_eq!((wrong.status, &wrong.json["errors"][0]["pointer"]), (422, &json!("/settings")));
    settings["settings"]["slotMinutes"] = 30.into();
    assert_eq!(house.external_put("/settings", &settings).await.status, 200);
    settings["restaurant"]["slug"] = "another".into();
    assert_eq!(
        house.external_put("/settings", &settings).await.json["errors"][0]["pointer"],
        "/restaurant/slug"
    );
    let wrong = house
        .external_put("/services", &json!([{ "id": "x", "name": {}, "firstStart": 9, "lastStart": 8 }]))
        .await;
    assert_eq!(wrong.json["errors"][0]["pointer"], "/0/lastStart", "{}", wrong.text);
}

#[tokio::test]
async fn a_published_change_is_what_the_next_guest_sees() {
    let house = bistro().await;
    let before = house.get(&format!("/v1/restaurants/{SLUG}/snapshot")).await.text;
    let mut settings = house.external("/settings").await.json;
    settings["settings"]["maxPartySize"] = 3.into();
    settings["restaurant"]["name"] = "Another name".into();
    assert_eq!(house.external_put("/settings", &settings).await.status, 200);
    assert_ne!(house.get(&format!("/v1/restaurants/{SLUG}/snapshot")).await.text, before);
    assert_eq!(house.get(&format!("/v1/restaurants/{SLUG}")).await.json["name"], "Another name");
}
