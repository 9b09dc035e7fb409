//! Who may do what, for every operation of the OpenAPI document: whoever adds one cannot forget to guard it.

use std::collections::BTreeSet;

use api::Scope;
use axum::http::Method;
use serde_json::{Value, json};

use crate::house::{ADMIN, Answer, House, KEY, SLUG, configuration};

struct Operation {
    method: Method,
    path: String,
    /// The scope that it needs; nothing where it needs no key.
    scope: Option<String>,
    is_admins: bool,
}

async fn operations(house: &House) -> Vec<Operation> {
    let document = house.get("/openapi.json").await.json;
    let mut operations = Vec::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("operations") {
            let security = operation["security"].as_array().cloned().unwrap_or_default();
            let scope = security.iter().find_map(|one| one["apiKey"][0].as_str()).map(str::to_owned);
            let is_admins = security.iter().any(|one| one.get("adminToken").is_some());
            let method = method.to_uppercase().parse().expect("a method");
            operations.push(Operation { method, path: path.clone(), scope, is_admins });
        }
    }
    operations
}

impl Operation {
    async fn ask(&self, house: &House, bearer: Option<&str>) -> Answer {
        let mut path = self.path.clone();
        while let Some((start, end)) = path.find('{').zip(path.find('}')) {
            let name = &path[start + 1..end];
            path.replace_range(start..=end, if name == "slug" { SLUG } else { "nothing" });
        }
        let key = format!("{}-{}", self.path, bearer.unwrap_or_default());
        let mut headers = vec![("idempotency-key", key.as_str())];
        headers.extend(bearer.map(|bearer| ("authorization", bearer)));
        house.send(self.method.as_str(), &path, &headers, &json!({})).await
    }
}

/// Keys that would open more than they should are told apart from the rest by what an operation answers to the right one:
/// anything but 401 and 403.
#[tokio::test]
async fn every_operation_asks_for_its_key_and_its_scope() {
    let house = House::new().await;
    let operations = operations(&house).await;
    let mut asked = 0;
    for operation in &operations {
        let name = format!("{} {}", operation.method, operation.path);
        assert_eq!(
            operation.path.starts_with("/external/"),
            operation.scope.is_some(),
            "{name} needs a scope"
        );
        assert_eq!(
            operation.path.starts_with("/admin/"),
            operation.is_admins,
            "{name} needs the admin token"
        );
        let Some(scope) = &operation.scope else { continue };
        assert_eq!(operation.ask(&house, None).await.status, 401, "{name} without a key");
        let all_but: Vec<Scope> = Scope::ALL.into_iter().filter(|known| known.name() != *scope).collect();
        assert_eq!(all_but.len(), Scope::ALL.len() - 1, "{name} needs a scope that there is");
        let lacking = issue(&house, &all_but).await;
        let fitting: Vec<Scope> = Scope::ALL.into_iter().filter(|known| known.name() == *scope).collect();
        let right = issue(&house, &fitting).await;
        let answers =
            [operation.ask(&house, Some(&lacking)).await, operation.ask(&house, Some(&right)).await];
        let [lacks, has] = answers.map(|answer| (answer.status, answer.code().to_owned()));
        // What is wrong by itself may be refused before the key is looked at, but then for every key alike.
        let is_refused =
            lacks == (403, "scope_missing".to_owned()) || (lacks == has && [400, 422].contains(&lacks.0));
        for wrong in ["Bearer cvk_wrong", ADMIN] {
            let answer = operation.ask(&house, Some(wrong)).await;
            let is_refused = answer.status == 401 || (answer.status == has.0 && [400, 422].contains(&has.0));
            assert!(is_refused, "{name} with {wrong}: {}", answer.text);
        }
        assert!(is_refused, "{name} with every scope but {scope}: {lacks:?}");
        assert!(![401, 403].contains(&has.0), "{name} with {scope}: {has:?}");
        asked += 1;
    }
    for operation in operations.iter().filter(|operation| operation.is_admins) {
        for bearer in [None, Some("Bearer wrong".to_owned()), Some(format!("Bearer {KEY}"))] {
            assert_eq!(operation.ask(&house, bearer.as_deref()).await.status, 401, "{}", operation.path);
        }
    }
    assert!(40 < asked, "{asked}");
}

async fn issue(house: &House, scopes: &[Scope]) -> String {
    let body = json!({ "name": "test", "scopes": scopes });
    let path = format!("/admin/restaurants/{SLUG}/keys");
    let answer = house.send("POST", &path, &[("authorization", ADMIN)], &body).await;
    format!("Bearer {}", answer.json["apiKey"].as_str().expect("a key"))
}

/// One of each thing that has an id, and how addresses name it.
async fn filled(house: &House) -> Vec<(&'static str, String)> {
    let reservation = house
        .external_post(
            "/reservations",
            &json!({ "attendees": 2, "day": "2027-03-04",
        "minutes": 1170, "experienceId": "a-la-carte", "lastName": "Muster", "locale": "de",
        "email": "max@example.com" }),
        )
        .await
        .json;
    let card = house
        .external_post(
            "/gift-cards",
            &json!({ "amount": 5000, "templateId": "classic",
        "expiresOnDay": "2028-01-01" }),
        )
        .await
        .json;
    let top_up = json!({ "status": "pending", "amount": 5 });
    let code = card["id"].as_str().expect("a code");
    let transaction = house.external_post(&format!("/gift-cards/{code}/transactions"), &top_up).await.json;
    let webhook = house
        .external_post("/webhooks", &json!({ "url": "https://pos.example.com/", "events": ["call"] }))
        .await
        .json;
    house
        .external_post(
            "/phone-numbers/main/calls",
            &json!({ "id": "call-0000001", "phoneNumber": "+436605512234", "status": "ringing" }),
        )
        .await;
    vec![
        ("reservationId", reservation["id"].as_str().expect("an id").to_owned()),
        ("giftCardId", code.to_owned()),
        ("transactionId", transaction["id"].as_str().expect("an id").to_owned()),
        ("guestId", reservation["guest"]["id"].as_str().expect("an id").to_owned()),
        ("webhookId", webhook["id"].as_str().expect("an id").to_owned()),
        ("phoneNumberId", "main".to_owned()),
    ]
}

/// Two restaurants whose ids for everything are the same: the key of one never shows or changes anything of the other.
#[tokio::test]
async fn a_key_opens_one_restaurant() {
    let house = House::new().await;
    let mut other = configuration();
    other.restaurant.slug = "other".to_owned();
    let body = json!({ "configuration": other, "apiKey": "cvk_demo_other" });
    assert_eq!(
        house.send("POST", "/admin/restaurants", &[("authorization", ADMIN)], &body).await.status,
        201
    );
    let ids = filled(&house).await;
    // What the other restaurant is answered is its own.
    let dump = || house.rows().into_iter().filter(|(table, _)| table != "idempotency").collect::<Vec<_>>();
    let before = dump();
    let mut crossed = BTreeSet::new();
    for operation in operations(&house).await.iter().filter(|operation| operation.scope.is_some()) {
        let mut path = operation.path.clone();
        for (name, id) in &ids {
            path = path.replace(&format!("{{{name}}}"), id);
        }
        let is_ours = path != operation.path;
        if !is_ours || path.contains("/calls") {
            continue;
        }
        let key = format!("cross-{}", crossed.len());
        let headers = [("authorization", "Bearer cvk_demo_other"), ("idempotency-key", key.as_str())];
        let body = match (operation.method.as_str(), &*operation.path) {
            ("PATCH", path) if path.contains("transactions") => json!({ "status": "successful" }),
            ("POST", path) if path.ends_with("transactions") => json!({ "status": "pending", "amount": 5 }),
            ("POST", path) if path.ends_with("merges") => json!({ "guestId": "other" }),
            ("POST", path) if path.ends_with("replay") => json!({ "since": "2027-01-01T00:00:00Z" }),
            _ => json!({}),
        };
        let answer = house.send(operation.method.as_str(), &path, &headers, &body).await;
        assert_eq!(answer.status, 404, "{} {path}: {}", operation.method, answer.text);
        crossed.insert(format!("{} {}", operation.method, operation.path));
    }
    assert_eq!(dump(), before, "nothing has changed");
    assert!(10 < crossed.len(), "{crossed:?}");
    let list = house
        .send(
            "GET",
            "/external/reservations?from=2027-03-01&to=2027-03-31",
            &[("authorization", "Bearer cvk_demo_other")],
            &Value::Null,
        )
        .await;
    assert_eq!(list.json, json!([]));
    let calls = house
        .send(
            "GET",
            "/external/phone-numbers/main/calls",
            &[("authorization", "Bearer cvk_demo_other")],
            &Value::Null,
        )
        .await;
    assert_eq!(calls.json["calls"], json!([]));
}
