//! API keys: issued, listed, replaced, revoked; and what each may do.

use serde_json::{Value, json};

use crate::house::{ADMIN, House, SLUG};

fn keys() -> String {
    format!("/admin/restaurants/{SLUG}/keys")
}

async fn issue(house: &House, scopes: &Value) -> Value {
    let body = json!({ "name": "host stand", "scopes": scopes });
    let answer = house.send("POST", &keys(), &[("authorization", ADMIN)], &body).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    answer.json
}

async fn floor_plans(house: &House, key: &Value) -> (u16, String) {
    let bearer = format!("Bearer {}", key["apiKey"].as_str().expect("a key"));
    let answer =
        house.send("GET", "/external/floor-plans", &[("authorization", &bearer)], &Value::Null).await;
    (answer.status, answer.code().to_owned())
}

#[tokio::test]
async fn a_key_does_what_its_scopes_say() {
    let house = House::new().await;
    let reads = issue(&house, &json!(["configuration:read"])).await;
    assert_eq!(floor_plans(&house, &reads).await.0, 200);
    let writes = issue(&house, &json!(["configuration:write", "reservations:read"])).await;
    assert_eq!(floor_plans(&house, &writes).await, (403, "scope_missing".to_owned()));
    for body in [
        json!({ "name": "", "scopes": ["calls:read"] }),
        json!({ "name": "x", "scopes": [] }),
        json!({ "name": "x", "scopes": ["all"] }),
    ] {
        assert_eq!(house.send("POST", &keys(), &[("authorization", ADMIN)], &body).await.status, 422);
    }
}

#[tokio::test]
async fn a_replaced_key_works_for_another_day_and_a_revoked_one_for_no_moment() {
    let house = House::new().await;
    let old = issue(&house, &json!(["configuration:read"])).await;
    let at = format!("{}/{}", keys(), old["id"].as_str().expect("an id"));
    let new = house.send("POST", &format!("{at}/rotate"), &[("authorization", ADMIN)], &Value::Null).await;
    assert_eq!((new.status, &new.json["scopes"]), (201, &json!(["configuration:read"])), "{}", new.text);
    house.minutes_pass(1440 - 1);
    house.run_jobs().await;
    assert_eq!(floor_plans(&house, &old).await.0, 200);
    house.minutes_pass(1);
    house.run_jobs().await;
    assert_eq!(floor_plans(&house, &old).await, (401, "unauthorized".to_owned()));
    assert_eq!(floor_plans(&house, &new.json).await.0, 200);
    let at = format!("{}/{}", keys(), new.json["id"].as_str().expect("an id"));
    assert_eq!(house.send("DELETE", &at, &[("authorization", ADMIN)], &Value::Null).await.status, 204);
    assert_eq!(floor_plans(&house, &new.json).await.0, 401);
    let listed = house.send("GET", &keys(), &[("authorization", ADMIN)], &Value::Null).await;
    assert_eq!(listed.json.as_array().map(Vec::len), Some(3));
    let key = new.json["apiKey"].as_str().expect("a key");
    assert!(!listed.text.contains(key), "a list shows no key");
    assert!(listed.text.contains(&key[key.len() - 4..]));
    let again = house.send("POST", &format!("{at}/rotate"), &[("authorization", ADMIN)], &Value::Null).await;
    assert_eq!(again.code(), "key_not_found");
}
