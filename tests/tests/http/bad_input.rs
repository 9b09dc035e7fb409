//! Bad input gets a clear error with a stable code, and nothing happens.

use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};

use crate::house::{ADMIN, House, KEY, SLUG, configuration, dinner, tasting_hold};

async fn raw(house: &House, body: impl Into<Body>, headers: &[(&str, &str)]) -> (u16, String) {
    let mut request = Request::post(format!("/v1/restaurants/{SLUG}/holds"));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let answer = house.ask(request.body(body.into()).expect("a request")).await;
    let expected = if answer.status < 400 { "application/json" } else { "application/problem+json" };
    assert_eq!(answer.headers["content-type"], expected);
    (answer.status, answer.code().to_owned())
}

const JSON: (&str, &str) = ("content-type", "application/json");
const ONCE: (&str, &str) = ("idempotency-key", "k");

#[tokio::test]
async fn a_body_that_is_no_json_of_sound_size_is_refused() {
    let house = House::new().await;
    let good = tasting_hold().to_string();
    let said = |status: u16, code: &str| (status, code.to_owned());
    assert_eq!(raw(&house, good.clone(), &[JSON]).await, said(400, "idempotency_key_required"));
    let endless = "k".repeat(256);
    let long_key = ("idempotency-key", endless.as_str());
    assert_eq!(raw(&house, good.clone(), &[JSON, long_key]).await, said(400, "idempotency_key_required"));
    assert_eq!(raw(&house, good.clone(), &[ONCE]).await, said(415, "unsupported_media_type"));
    assert_eq!(raw(&house, "{\"attendees\":2", &[JSON, ONCE]).await, said(400, "malformed_json"));
    assert_eq!(raw(&house, " ".repeat(70_000), &[JSON, ONCE]).await, said(413, "body_too_large"));
    assert_eq!(raw(&house, "[]", &[JSON, ONCE]).await, said(422, "invalid_input"));
    assert_eq!(house.count("idempotency"), 0, "a request that was not understood may be repeated, corrected");
    assert_eq!(raw(&house, good, &[JSON, ONCE]).await.0, 201);
}

#[tokio::test]
async fn a_wrong_field_is_pointed_at() {
    let house = House::new().await;
    for (field, value, pointer) in [
        ("attendees", json!("two"), "/attendees"),
        ("attendees", json!(0), "/attendees"),
        ("attendees", json!(-1), "/attendees"),
        ("attendees", json!(70_000), "/attendees"),
        ("day", json!("4.3.2027"), "/day"),
        ("day", json!("2027-02-30"), "/day"),
        ("day", json!("9999-12-31"), "/day"),
        ("day", json!("0001-01-01"), "/day"),
        ("minutes", json!(19.5), "/minutes"),
        ("floorPlanId", json!("cellar"), "/floorPlanId"),
        ("lastName", json!("  "), "/lastName"),
        ("lastName", json!("x".repeat(101)), "/lastName"),
        ("email", json!("bea at example.com"), "/email"),
        ("email", json!("bea@localhost"), "/email"),
        ("email", json!("Bea <bea@example.com>"), "/email"),
        ("email", json!("Bea\r\nBcc: x@example.com <bea@example.com>"), "/email"),
        ("lastName", json!("Bea\nBcc: x@example.com"), "/lastName"),
        ("notes", json!("x".repeat(1001)), "/notes"),
        ("consent", json!(false), "/consent"),
        ("lastname", json!("x"), "/lastname"),
    ] {
        let mut body = dinner(2);
        body[field] = value.clone();
        let answer = house.post("/reservations", &body).await;
        assert_eq!(
            (answer.status, answer.code()),
            (422, "invalid_input"),
            "{field} {value}: {}",
            answer.text
        );
        assert_eq!(answer.json["errors"][0]["pointer"], pointer, "{}", answer.text);
    }
    assert_eq!(house.count("reservations"), 0);
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let house = House::new().await;
    let mut nowhere = dinner(2);
    nowhere["experienceId"] = "breakfast".into();
    assert_eq!(house.post("/reservations", &nowhere).await.code(), "experience_not_found");
    for path in ["/v1/restaurants/nowhere", "/v1/restaurants/nowhere/snapshot"] {
        let answer = house.get(path).await;
        assert_eq!((answer.status, answer.code()), (404, "restaurant_not_found"));
    }
    assert_eq!(house.get("/v1/bookings/guess").await.code(), "booking_not_found");
    assert_eq!(house.get("/v1/nothing").await.code(), "not_found");
    let wrong_method = house.delete("/v1/restaurants/trattoria-aurora/snapshot").await;
    assert_eq!((wrong_method.status, wrong_method.code()), (405, "method_not_allowed"));
}

#[tokio::test]
async fn the_restaurants_doors_need_their_keys() {
    let house = House::new().await;
    for path in ["/reservations?from=2027-03-01&to=2027-03-02", "/floor-plans", "/availability/experiences"] {
        for bearer in [None, Some("Bearer cvk_wrong"), Some("Basic eDp5"), Some(ADMIN)] {
            let mut request = Request::get(format!("/external{path}"));
            if let Some(bearer) = bearer {
                request = request.header("authorization", bearer);
            }
            let answer = house.ask(request.body(Body::empty()).expect("a request")).await;
            assert_eq!((answer.status, answer.code()), (401, "unauthorized"), "{path} {bearer:?}");
        }
    }
    let bearer = format!("Bearer {KEY}");
    let answer = house.send("POST", "/admin/restaurants", &[("authorization", &bearer)], &json!({})).await;
    assert_eq!(answer.status, 401, "a restaurant's key is not the operator's");
}

#[tokio::test]
async fn one_restaurant_never_sees_anothers() {
    let house = House::new().await;
    house.post("/reservations", &dinner(2)).await;
    let mine = house.external("/reservations?from=2027-03-04&to=2027-03-04").await;
    let id = mine.json[0]["id"].as_str().expect("an id");
    let mut other = configuration();
    other.restaurant.slug = "osteria-luna".into();
    let body = json!({ "configuration": other, "apiKey": "cvk_demo_luna" });
    assert_eq!(
        house.send("POST", "/admin/restaurants", &[("authorization", ADMIN)], &body).await.status,
        201
    );
    for (path, expected) in [
        (format!("/reservations/{id}"), json!("reservation_not_found")),
        ("/reservations?from=2027-03-04&to=2027-03-04".to_owned(), Value::Null),
    ] {
        let request =
            Request::get(format!("/external{path}")).header("authorization", "Bearer cvk_demo_luna");
        let answer = house.ask(request.body(Body::empty()).expect("a request")).await;
        assert_eq!(answer.json.get("code").cloned().unwrap_or(Value::Null), expected, "{}", answer.text);
        assert!(!answer.text.contains(id));
    }
    // The same table ids in both houses, and neither is in the other's way.
    let theirs = house.send("POST", "/v1/restaurants/osteria-luna/reservations", &[ONCE], &dinner(2)).await;
    assert_eq!(theirs.status, 201);
}

#[tokio::test]
async fn questions_of_the_wrong_form_are_pointed_at() {
    let house = House::new().await;
    for (query, parameter) in [
        ("attendees=2&day=2027-03-04", "experienceId"),
        ("attendees=two&day=2027-03-04&experienceId=a-la-carte", "attendees"),
        ("attendees=2&day=2027-3-4&experienceId=a-la-carte", "day"),
        ("attendees=2&day=2027-03-04&experienceId=a-la-carte&reservation=1", "reservation"),
    ] {
        let answer = house.external(&format!("/availability/slots?{query}")).await;
        assert_eq!((answer.status, answer.code()), (422, "invalid_input"), "{query}: {}", answer.text);
        assert_eq!(answer.json["errors"][0]["pointer"], parameter, "{}", answer.text);
    }
    for (query, parameter) in [
        ("to=2027-03-04", "from"),
        ("from=2027-03-04&to=2027-03-03", "to"),
        ("from=2027-03-04&to=2027-03-04&status=eating", "status"),
        ("from=2027-03-04&to=2027-03-04&cursor=x", "cursor"),
    ] {
        let answer = house.external(&format!("/reservations?{query}")).await;
        assert_eq!((answer.status, answer.code()), (422, "invalid_input"), "{query}");
        assert_eq!(answer.json["errors"][0]["pointer"], parameter, "{}", answer.text);
    }
}

#[tokio::test]
async fn a_configuration_is_published_whole_or_not_at_all() {
    let house = House::new().await;
    let refuse = async |change: &dyn Fn(&mut Value), pointer: &str| {
        let mut document = serde_json::to_value(configuration()).expect("json");
        document["restaurant"]["slug"] = "osteria-luna".into();
        change(&mut document);
        let body = json!({ "configuration": document });
        let answer = house.send("POST", "/admin/restaurants", &[("authorization", ADMIN)], &body).await;
        assert_eq!((answer.status, answer.code()), (422, "invalid_input"), "{}", answer.text);
        assert_eq!(
            answer.json["errors"][0]["pointer"],
            format!("/configuration{pointer}"),
            "{}",
            answer.text
        );
    };
    refuse(&|d| d["restaurant"]["slug"] = "Luna!".into(), "/restaurant/slug").await;
    refuse(&|d| d["restaurant"]["timeZone"] = "Mars/Olympus".into(), "/restaurant/timeZone").await;
    refuse(&|d| d["settings"]["slotMinutes"] = 20.into(), "/settings").await;
    refuse(&|d| d["settings"]["durations"] = json!([]), "/settings/durations").await;
    refuse(&|d| d["settings"]["bufferMinutes"] = 1380.into(), "/settings/durations").await;
    refuse(&|d| d["settings"]["windowDays"] = 701.into(), "/settings/windowDays").await;
    refuse(&|d| d["settings"]["maxPartySize"] = 101.into(), "/settings/maxPartySize").await;
    refuse(&|d| d["experiences"] = json!([]), "/experiences").await;
    refuse(
        &|d| d["restaurant"]["allowedOrigins"] = json!(["https://luna.example/menu"]),
        "/restaurant/allowedOrigins/0",
    )
    .await;
    for elsewhere in
        ["javascript:alert(1)", "//elsewhere.example", "/\\elsewhere.example", "/\t/elsewhere.example"]
    {
        refuse(&|d| d["restaurant"]["privacyUrl"] = elsewhere.into(), "/restaurant/privacyUrl").await;
    }
    refuse(&|d| d["services"][0]["firstStart"] = 2000.into(), "/services/0/lastStart").await;
    refuse(&|d| d["services"][0]["opensAt"] = 2000.into(), "/services/0/opensAt").await;
    refuse(
        &|d| d["experiences"][1]["availability"]["tableCategoryIds"] = json!(["roof"]),
        "/experiences/1/availability/tableCategoryIds/0",
    )
    .await;
    assert_eq!(house.count("restaurants"), 1);
    let body = json!({ "configuration": configuration() });
    let twice = house.send("POST", "/admin/restaurants", &[("authorization", ADMIN)], &body).await;
    assert_eq!((twice.status, twice.code()), (409, "restaurant_exists"));
}
