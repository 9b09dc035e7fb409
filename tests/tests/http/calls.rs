//! Phone calls: whatever the order of reports, one call; and who is calling.

use serde_json::{Value, json};

use crate::house::{House, dinner};

const LINE: &str = "/phone-numbers/main/calls";

fn report(id: &str, status: &str) -> Value {
    json!({ "id": id, "phoneNumber": "+436605512234", "status": status })
}

#[tokio::test]
async fn reports_in_any_order_come_to_the_same() {
    let orders = [
        ["ringing", "picked_up", "hung_up"],
        ["hung_up", "picked_up", "ringing"],
        ["picked_up", "ringing", "hung_up"],
        ["hung_up", "ringing", "ringing"],
    ];
    for order in orders {
        let house = House::new().await;
        for status in order.iter().chain(&order) {
            let answer = house.external_post(LINE, &report("call-0000001", status)).await;
            assert_eq!(answer.status, 200, "{}", answer.text);
        }
        let calls = house.external(LINE).await.json;
        assert_eq!(calls["calls"].as_array().map(Vec::len), Some(1));
        assert_eq!(calls["calls"][0]["status"], "hung_up", "{order:?}");
        assert_eq!(house.count("calls"), 1);
    }
    let house = House::new().await;
    for (status, comes_to) in [("abandoned", "abandoned"), ("ringing", "abandoned"), ("picked_up", "hung_up")]
    {
        let answer = house.external_post(LINE, &report("call-0000001", status)).await;
        assert_eq!(answer.json["status"], comes_to);
    }
}

#[tokio::test]
async fn the_caller_is_known_by_number_with_what_they_have_booked() {
    let house = House::new().await;
    let mut body = dinner(2);
    body["phone"] = "0660 5512234".into();
    let booked = house.post("/reservations", &body).await;
    assert_eq!(booked.status, 201, "{}", booked.text);
    let call = house.external_post(LINE, &report("call-0000001", "ringing")).await.json;
    assert_eq!(call["guest"]["email"], "bea@example.com", "{call}");
    assert_eq!(call["guest"]["phone"], "+436605512234");
    assert_eq!(call["nextReservation"]["number"], booked.json["booking"]["number"], "{call}");
    assert_eq!(call["history"], json!([]));
    let mut stranger = report("call-0000002", "ringing");
    stranger["phoneNumber"] = "+4930901820".into();
    let call = house.external_post(LINE, &stranger).await.json;
    assert_eq!((&call["guest"], &call["nextReservation"]), (&Value::Null, &Value::Null));
}

#[tokio::test]
async fn a_host_stand_sees_only_what_has_changed() {
    let house = House::new().await;
    for id in ["call-0000001", "call-0000002"] {
        house.external_post(LINE, &report(id, "ringing")).await;
    }
    let first = house.external(LINE).await.json;
    assert_eq!(first["calls"].as_array().map(Vec::len), Some(2));
    let after = format!("{LINE}?after={}", first["cursor"]);
    assert_eq!(house.external(&after).await.json, json!({ "calls": [], "cursor": first["cursor"] }));
    house.external_post(LINE, &report("call-0000001", "ringing")).await;
    assert_eq!(house.external(&after).await.json["calls"], json!([]), "nothing new was said");
    house.external_post(LINE, &report("call-0000001", "picked_up")).await;
    let news = house.external(&after).await.json;
    assert_eq!(
        (&news["calls"][0]["id"], &news["calls"][0]["status"]),
        (&json!("call-0000001"), &json!("picked_up"))
    );
    assert_eq!(house.external("/phone-numbers/bar/calls").await.json["calls"], json!([]));
}

#[tokio::test]
async fn a_report_that_makes_no_sense_is_refused_with_where() {
    let house = House::new().await;
    for (field, value) in
        [("id", "short"), ("phoneNumber", "call me"), ("phoneNumber", "+1"), ("status", "busy")]
    {
        let mut body = report("call-0000001", "ringing");
        body[field] = value.into();
        let refused = house.external_post(LINE, &body).await;
        assert_eq!(
            (refused.status, &refused.json["errors"][0]["pointer"]),
            (422, &json!(format!("/{field}")))
        );
    }
}
