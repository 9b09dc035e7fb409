//! The running Worker against every example of the seed document: the same keys, the same types. Where it differs on
//! purpose, `docs/seed-differences.md` says so, and why; a difference that is not there, or no longer is one, fails.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use api::Configuration;
use serde_json::{Value, json};
use tests::bistro::{self, EXPERIENCE};
use tests::client::{Call, Client};
use tests::server::Server;

struct Contract {
    client: Client,
    key: String,
    examples: BTreeMap<String, Value>,
    next: Cell<u32>,
    found: std::cell::RefCell<BTreeSet<String>>,
}

impl Contract {
    fn send(&self, call: Call) -> (u16, Value) {
        let answer = self.client.send(&call.with_token(&self.key)).expect("an answer");
        (answer.status, serde_json::from_str(&answer.body).unwrap_or_default())
    }

    fn key(&self) -> String {
        self.next.set(self.next.get() + 1);
        format!("contract-{}", self.next.get())
    }

    /// Holds what is sent and what is answered against the examples of an operation.
    fn hold(&self, operation: &str, request: Option<&Value>, call: Call) -> Value {
        let (status, answer) = self.send(call);
        assert!((200..300).contains(&status), "{operation}: {status} {answer}");
        for (side, ours) in [("request", request), ("response", Some(&answer))] {
            if let Some((seed, ours)) = self.examples.get(&format!("{operation}.{side}")).zip(ours) {
                compare(&format!("{operation}.{side}"), seed, ours, &mut self.found.borrow_mut());
            }
        }
        answer
    }

    fn post(&self, operation: &str, path: &str, body: &Value) -> Value {
        self.hold(operation, Some(body), Call::post(path, self.key(), body))
    }

    fn patch(&self, operation: &str, path: &str, body: &Value) -> Value {
        self.hold(operation, Some(body), Call::patch(path, self.key(), body))
    }
}

/// Whether an object's keys are ids: then any of its values stands for all.
fn is_map(example: &Value) -> bool {
    let is_id = |key: &String| key.starts_with("property") || 30 < key.len();
    example.as_object().is_some_and(|object| !object.is_empty() && object.keys().all(is_id))
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

fn compare(place: &str, seed: &Value, ours: &Value, found: &mut BTreeSet<String>) {
    match (seed, ours) {
        (Value::Object(theirs), Value::Object(own)) if is_map(seed) => {
            match theirs.values().next().zip(own.values().next()) {
                Some((seed, ours)) => compare(&format!("{place}.*"), seed, ours, found),
                None => drop(found.insert(format!("{place} is empty"))),
            }
        }
        (Value::Object(theirs), Value::Object(own)) => {
            for (key, seed) in theirs {
                match own.get(key) {
                    Some(ours) => compare(&format!("{place}.{key}"), seed, ours, found),
                    None => drop(found.insert(format!("{place}.{key} is missing"))),
                }
            }
            for key in own.keys().filter(|key| !theirs.contains_key(*key)) {
                found.insert(format!("{place}.{key} is added"));
            }
        }
        (Value::Array(theirs), Value::Array(own)) => match theirs.first().zip(own.first()) {
            Some((seed, ours)) => compare(&format!("{place}[]"), seed, ours, found),
            None if theirs.is_empty() => {}
            None => drop(found.insert(format!("{place} is empty"))),
        },
        _ if kind(seed) == kind(ours) => {}
        _ => drop(found.insert(format!("{place} is {} and not {}", kind(ours), kind(seed)))),
    }
}

/// The first column of the table, between backticks.
fn documented(text: &str) -> BTreeSet<String> {
    let rows = text.lines().filter_map(|line| line.strip_prefix("| `"));
    rows.filter_map(|row| row.split_once('`').map(|(difference, _)| difference.to_owned())).collect()
}

/// A pattern that starts with an asterisk is one for every example.
fn is_of(pattern: &str, difference: &str) -> bool {
    pattern.strip_prefix('*').map_or(pattern == difference, |end| difference.ends_with(end))
}

#[test]
fn every_example_of_the_seed_holds_but_for_the_documented_differences() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let examples = fs::read_to_string(here.join("seed/restaurant-api.json")).expect("the examples");
    let server = Server::start().expect("a server");
    let restaurant = server.client().open_restaurant(&configuration()).expect("a bistro");
    let contract = Contract {
        client: server.client(),
        key: restaurant.api_key,
        examples: serde_json::from_str(&examples).expect("json"),
        next: Cell::new(0),
        found: std::cell::RefCell::default(),
    };
    configuring(&contract);
    let day = booking(&contract);
    gift_cards(&contract);
    let call = json!({ "id": "90e4020a-a9d1-4a06-8906-fec2126cc007", "phoneNumber": "+436601123345",
        "status": "ringing" });
    contract.post("reportCall", "/external/phone-numbers/main/calls", &call);
    println!("held against {} examples, on {day}", contract.examples.len());

    let found = contract.found.into_inner();
    let text = fs::read_to_string(here.join("../docs/seed-differences.md")).unwrap_or_default();
    let documented = documented(&text);
    let is_documented = |difference: &String| documented.iter().any(|pattern| is_of(pattern, difference));
    let undocumented: Vec<&String> = found.iter().filter(|difference| !is_documented(difference)).collect();
    let is_gone = |pattern: &&String| !found.iter().any(|difference| is_of(pattern, difference));
    let gone: Vec<&String> = documented.iter().filter(is_gone).collect();
    assert!(undocumented.is_empty(), "not in docs/seed-differences.md: {undocumented:#?}");
    assert!(gone.is_empty(), "in docs/seed-differences.md, but no difference: {gone:#?}");
}

/// The bistro at all hours, with a picture, a label and a category, so that no list of an answer is empty.
fn configuration() -> Configuration {
    let mut configuration = bistro::configuration("bistro");
    configuration.settings.lead_minutes = 0;
    configuration.settings.starting_limit = Some(20);
    configuration.services.truncate(1);
    let mut json = serde_json::to_value(configuration).expect("json");
    json["services"][0]["firstStart"] = 0.into();
    json["services"][0]["lastStart"] = 1425.into();
    json["labels"] = json!([{ "id": "vip", "name": "VIP", "icon": "star", "type": "reservation" }]);
    json["tableCategories"] = json!([{ "id": "window", "name": { "en": "Window" } }]);
    json["experiences"][0]["name"] = json!({ "en": "À la carte", "de": "À la carte" });
    json["experiences"][0]["shortDescription"] = json!({ "en": "A table", "de": "Ein Tisch" });
    json["experiences"][0]["descriptionHtml"] = json!({ "en": "<p>All</p>", "de": "<p>Alles</p>" });
    json["experiences"][0]["image"] = json!({ "path": "a.jpg", "url": "https://images.example.com/a.jpg" });
    let plan = &mut json["floorPlans"][0];
    plan["elements"] = json!({ "wall": { "height": 1, "rotation": 0, "width": 9, "x": 0, "y": 0,
        "type": "rectangle", "backgroundColor": "#ccc" } });
    for table in plan["tables"].as_object_mut().expect("tables").values_mut() {
        table["tableCategoryIds"] = json!(["window"]);
    }
    serde_json::from_value(json).expect("a configuration")
}

fn configuring(contract: &Contract) {
    contract.hold("listFloorPlans", None, Call::get("/external/floor-plans"));
    let table = |id: &str| {
        json!({ "id": id, "minPartySize": 2, "maxPartySize": 4, "name": id, "priorityIndex": 0,
        "reservable": true, "rotation": 90, "tableCategoryIds": ["window"], "type": "rect_one", "x": 1, "y": 2 })
    };
    let terrace = json!({ "name": "Terrace", "sortIndex": 1,
        "tables": { "t1": table("t1"), "t2": table("t2") },
        "combinations": { "t12": { "id": "t12", "maxPartySize": 8, "minPartySize": 5, "priorityIndex": 0,
            "tableIds": ["t1", "t2"] } },
        "elements": { "bar": { "height": 0, "rotation": 0, "width": 0, "x": 0, "y": 0, "type": "rectangle",
            "backgroundColor": "#ccc" } } });
    let plan = contract.post("createFloorPlan", "/external/floor-plans", &terrace);
    let path = format!("/external/floor-plans/{}", plan["id"].as_str().expect("an id"));
    contract.hold("createFloorPlan", None, Call::get(&path));
    contract.hold("replaceFloorPlan", Some(&terrace), Call::put(&path, &terrace));
    contract.hold("listExperiences", None, Call::get("/external/availability/experiences"));
}

/// Books for now, so that the party can sit down; returns the day.
fn booking(contract: &Contract) -> String {
    let days =
        contract.send(Call::get(format!("/external/reservations?from={}&to={}", "2026-01-01", "2026-01-02")));
    assert_eq!(days.0, 200, "{}", days.1);
    // A walk-in tells the restaurant's own time.
    let (_, walk_in) = contract.send(Call::post(
        "/external/reservations/check-in",
        contract.key(),
        &json!({ "tableName": "7" }),
    ));
    let starts = walk_in["startTime"].as_str().expect("a start").to_owned();
    // The day after next, so that none of its slots is past: the instant is in UTC, and may be of the day before here.
    let later_day = day_after(&starts, 2);
    let question = format!("attendees=2&day={later_day}&experienceId={EXPERIENCE}");
    let slots =
        contract.hold("listSlots", None, Call::get(format!("/external/availability/slots?{question}")));
    assert!(!slots["slots"].as_array().is_none_or(Vec::is_empty));
    let body = json!({ "attendees": 2, "day": later_day, "email": "john.doe@example.com", "experienceId": EXPERIENCE,
        "firstName": "John", "lastName": "Doe", "locale": "en", "minutes": 600, "notes": "Comes with a dog",
        "phone": "+436605512234", "pinnedTableIds": ["5"] });
    let made = contract.post("createReservation", "/external/reservations", &body);
    let path = format!("/external/reservations/{}", made["id"].as_str().expect("an id"));
    let label = json!({ "labelIds": ["vip"] });
    assert_eq!(contract.send(Call::patch(&path, contract.key(), &label)).0, 200);
    let change = json!({ "status": "reconfirmed", "day": later_day, "minutes": 660, "attendees": 3, "tableIds": ["6"] });
    contract.patch("changeReservation", &path, &change);
    contract.hold("readReservation", None, Call::get(&path));
    let range =
        format!("from={}&to={later_day}&status=reconfirmed&includeWalkIns=true", day_after(&starts, -1));
    contract.hold("listReservations", None, Call::get(format!("/external/reservations?{range}")));
    let at = json!({ "tableName": "1", "tableIds": ["1"] });
    contract.post("checkIn", "/external/reservations/check-in", &at);
    contract.post("checkOut", "/external/reservations/check-out", &at);
    later_day
}

/// The day some days after an instant in RFC 3339.
fn day_after(instant: &str, days: i32) -> String {
    let day: api::Date = instant[..10].parse().expect("a day");
    api::Date(day.0.plus(days)).to_string()
}

fn gift_cards(contract: &Contract) {
    let body = json!({ "amount": 10_000, "templateId": "classic", "email": "john.doe@example.com",
        "expiresOnDay": "2050-12-31", "locale": "en", "id": "OWN-CODE-2050" });
    let card = contract.post("createGiftCard", "/external/gift-cards", &body);
    let path = format!("/external/gift-cards/{}", card["id"].as_str().expect("a code"));
    contract.hold("readGiftCard", None, Call::get(&path));
    let transactions = format!("{path}/transactions");
    let body = json!({ "status": "successful", "amount": 10_000, "reference": "bill" });
    contract.post("createTransaction", &transactions, &body);
    let pending = json!({ "status": "pending", "amount": -500, "reference": "bill" });
    let one = contract.post("createTransaction", &transactions, &pending);
    let at = format!("{transactions}/{}", one["id"].as_str().expect("an id"));
    contract.patch("changeTransaction", &at, &json!({ "status": "successful", "reference": "bill 2" }));
    let other = contract.post("createTransaction", &transactions, &pending);
    let at = format!("{transactions}/{}", other["id"].as_str().expect("an id"));
    contract.hold("deleteTransaction", None, Call::get(&at));
    contract.hold("deleteTransaction", None, Call::delete(&at));
}
