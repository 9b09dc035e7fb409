//! How times, sums and reasons are said: by the restaurant's language, and so that there is a way on.

use std::collections::BTreeSet;

use api::configuration::payment_terms::PaymentSettings;
use serde_json::{Value, json};

use crate::house::{House, THURSDAY, as_read, configuration, dinner};

fn mails(house: &House) -> String {
    house.sqlite.inspect(|db| {
        let text = "SELECT group_concat(subject || char(10) || body, char(10)) FROM mailbox";
        let mails: String = db.query_row(text, [], |row| row.get(0)).expect("mails");
        as_read(&mails)
    })
}

#[tokio::test]
async fn a_house_in_the_united_states_writes_times_and_sums_as_there() {
    let mut configuration = configuration();
    let restaurant = &mut configuration.restaurant;
    restaurant.locales = vec!["es".to_owned(), "en-US".to_owned()];
    (restaurant.currency, restaurant.country) = ("USD".to_owned(), "US".to_owned());
    restaurant.time_zone = "America/New_York".to_owned();
    let house = House::of(&configuration).await;
    let mut body = dinner(2);
    // What a widget sends that knows of English alone.
    body["locale"] = "en".into();
    let booked = house.post("/reservations", &body).await;
    assert_eq!(booked.status, 201, "{}", booked.text);
    assert_eq!(booked.json["booking"]["locale"], "en-US", "the restaurant's own tag of the language");
    let when = "Thursday, March 4, 2027, 7:30 PM–9:00 PM";
    let token = booked.json["manageToken"].as_str().expect("a token");
    let page = house.get(&format!("/manage/{token}")).await.text;
    assert!(page.contains(when) && page.contains("lang=\"en-US\""), "{page}");
    let change = house.get(&format!("/manage/{token}/change?attendees=2&day={THURSDAY}")).await.text;
    assert!(change.contains("8:15 PM") && !change.contains("20:15"), "{change}");
    assert!(mails(&house).contains(when), "{}", mails(&house));
    let shop = house.get("/v1/restaurants/trattoria-aurora/gift-cards").await.json;
    assert_eq!(shop["locales"], json!(["es", "en-US"]), "{shop}");
}

#[tokio::test]
async fn the_end_is_said_where_the_house_says_it() {
    for shows in [true, false] {
        let mut configuration = configuration();
        configuration.settings.show_end_time = shows;
        let house = House::of(&configuration).await;
        let booked = house.post("/reservations", &dinner(2)).await.json;
        let end = booked["booking"].get("endMinutes").cloned();
        assert_eq!(end, shows.then(|| json!(1170 + 90)));
        let token = booked["manageToken"].as_str().expect("a token");
        let page = house.get(&format!("/manage/{token}")).await.text;
        assert_eq!(page.contains("19:30–21:00"), shows, "{page}");
        assert_eq!(mails(&house).contains("19:30–21:00"), shows);
    }
}

#[tokio::test]
async fn the_end_is_right_on_the_other_side_of_a_clock_change() {
    let mut configuration = configuration();
    configuration.settings.show_end_time = true;
    let house = House::of(&configuration).await;
    let mut body = dinner(2);
    body["day"] = "2027-04-08".into();
    let booked = house.post("/reservations", &body).await.json;
    let token = booked["manageToken"].as_str().expect("a token");
    let read = house.get(&format!("/v1/bookings/{token}")).await.json;
    for booking in [&booked["booking"], &read] {
        assert_eq!(booking["endMinutes"], 1170 + 90);
    }
    let page = house.get(&format!("/manage/{token}")).await.text;
    assert!(page.contains("19:30–21:00"), "{page}");
    assert!(mails(&house).contains("19:30–21:00"), "{}", mails(&house));
}

#[tokio::test]
async fn a_change_that_is_not_to_be_had_says_why_and_what_is() {
    let mut configuration = configuration();
    for experience in &mut configuration.experiences {
        experience.payment_settings = PaymentSettings::default();
    }
    let house = House::of(&configuration).await;
    let mut body = dinner(4);
    for (field, value) in [("day", json!("2027-03-07")), ("experienceId", json!("family-table"))] {
        body[field] = value;
    }
    body["minutes"] = 780.into();
    let booked = house.post("/reservations", &body).await;
    assert_eq!(booked.status, 201, "{}", booked.text);
    let token = booked.json["manageToken"].as_str().expect("a token");
    let ask = |query: &str| {
        let (quote, page) =
            (format!("/v1/bookings/{token}/change?{query}"), format!("/manage/{token}/change?{query}"));
        let house = &house;
        async move { (house.get(&quote).await, house.get(&page).await.text) }
    };
    let (quote, page) = ask("attendees=3").await;
    assert_eq!(quote.json["exclusionReasons"], json!(["party_too_small"]), "{}", quote.text);
    assert!(page.contains("erst ab einer größeren Runde") && !page.contains("nichts frei"), "{page}");
    let offered = &quote.json["alternatives"][0];
    assert_eq!((&offered["change"], &offered["attendees"]), (&json!("party"), &json!(4)), "{}", quote.text);
    assert!(page.contains("attendees=4&amp;day=2027-03-07"), "{page}");
    let (quote, page) = ask("day=2027-03-08").await;
    assert!(page.contains("bieten wir an diesem Tag nicht an") || page.contains("geschlossen"), "{page}");
    assert!(quote.json["alternatives"].as_array().is_some_and(|all| !all.is_empty()), "{}", quote.text);
    let (quote, _) = ask("attendees=5").await;
    assert_eq!(quote.json.get("exclusionReasons"), None, "{}", quote.text);
}

#[tokio::test]
async fn tables_that_are_taken_name_whose_they_are() {
    let house = House::new().await;
    let mut body = dinner(2);
    body["pinnedTableIds"] = json!(["dining-1"]);
    body.as_object_mut().expect("an object").remove("consent");
    let first = house.external_post("/reservations", &body).await;
    assert_eq!(first.status, 201, "{}", first.text);
    let taken = house.external_post("/reservations", &body).await;
    assert_eq!(
        (taken.status, &taken.json["reservationIds"]),
        (409, &json!([first.json["id"]])),
        "{}",
        taken.text
    );
    body["minutes"] = 1080.into();
    let other = house
        .external_post("/reservations", &{
            let mut body = body.clone();
            body["pinnedTableIds"] = json!(["dining-2"]);
            body
        })
        .await;
    assert_eq!(other.status, 201, "{}", other.text);
    let moved = house.patch(&other.json, &json!({ "minutes": 1170, "tableIds": ["dining-1"] })).await;
    assert_eq!(
        (moved.status, &moved.json["reservationIds"]),
        (409, &json!([first.json["id"]])),
        "{}",
        moved.text
    );
}

#[tokio::test]
async fn what_has_no_effect_in_a_configuration_is_said() {
    let mut configuration = configuration();
    configuration.restaurant.locales = vec!["ja".to_owned(), "de-AT".to_owned()];
    let house = House::new().await;
    let published =
        house.external_put("/configuration", &serde_json::to_value(&configuration).expect("json")).await;
    assert_eq!(published.status, 200, "{}", published.text);
    let pointers: Vec<&str> = published.json["warnings"]
        .as_array()
        .expect("warnings")
        .iter()
        .filter_map(|w| w["pointer"].as_str())
        .collect();
    assert!(pointers.contains(&"/restaurant/locales/0"), "{pointers:?}");
    assert!(
        pointers.contains(&"/experiences/0/name/en"),
        "a text in a language that nobody is offered: {pointers:?}"
    );
    assert!(!pointers.iter().any(|pointer| pointer.ends_with("/de")), "{pointers:?}");
    let mut settings = house.external("/settings").await.json;
    assert_eq!(settings.get("warnings"), None);
    settings["restaurant"]["locales"] = json!(["ja"]);
    let put = house.external_put("/settings", &settings).await;
    assert_eq!(put.json["warnings"][0]["pointer"], "/restaurant/locales/0", "{}", put.text);
    settings["restaurant"]["locales"] = json!(["de", "de", "en-GB"]);
    settings["restaurant"]["allowedOrigins"] = json!(["https://a.example", "https://A.example:443"]);
    settings["restaurant"]["phone"] = json!("bei Tina fragen");
    let put = house.external_put("/settings", &settings).await;
    let pointers: Vec<_> =
        put.json["warnings"].as_array().expect("warnings").iter().map(|w| &w["pointer"]).collect();
    assert_eq!(pointers, ["/restaurant/locales/1", "/restaurant/allowedOrigins/1", "/restaurant/phone"]);
    settings["restaurant"]["allowedOrigins"] = json!(["https://*.example.com"]);
    let put = house.external_put("/settings", &settings).await;
    assert_eq!(put.json["errors"][0]["pointer"], "/restaurant/allowedOrigins/0", "{}", put.text);
    settings["restaurant"]["allowedOrigins"] = json!([]);
    settings["restaurant"]["phone"] = json!("+43 1 5550100");
    settings["restaurant"]["locales"] = json!(["de", "en-GB"]);
    let put = house.external_put("/settings", &settings).await;
    assert_eq!((put.status, put.json.get("warnings")), (200, None), "{}", put.text);
}

/// The fields of all schemas: schema, name and definition.
fn fields(document: &Value) -> Vec<(String, String, Value)> {
    let mut fields = Vec::new();
    let schemas = document["components"]["schemas"].as_object().expect("schemas");
    for (schema, definition) in schemas {
        let parts = definition["allOf"].as_array().cloned().unwrap_or_default();
        for part in parts.iter().chain([definition]) {
            for (name, field) in part["properties"].as_object().into_iter().flatten() {
                fields.push((schema.clone(), name.clone(), field.clone()));
            }
        }
    }
    fields
}

fn is_amount(name: &str) -> bool {
    const WORDS: [&str; 10] = [
        "amount",
        "balance",
        "price",
        "captured",
        "reserved",
        "refunded",
        "forfeited",
        "topay",
        "paid",
        "fee",
    ];
    let name = name.to_lowercase();
    !["reservedat", "imbalance"].contains(&&*name) && WORDS.iter().any(|word| name.contains(word))
}

fn is_amounts_type(field: &Value) -> bool {
    is_number(field) || is_number(&field["items"])
}

fn is_number(field: &Value) -> bool {
    let kinds = field["type"].as_array().cloned().unwrap_or_else(|| vec![field["type"].clone()]);
    kinds.iter().any(|kind| kind == "integer" || kind == "number")
}

#[tokio::test]
async fn every_amount_says_its_unit() {
    let document = House::new().await.get("/openapi.json").await.json;
    let mut wrong = Vec::new();
    for (schema, name, field) in fields(&document) {
        let said = field["description"].as_str().unwrap_or_default();
        let is_clear = said.contains("ajor unit") || (said.contains("inor unit") && said.contains(" EUR"));
        if is_amount(&name) && is_amounts_type(&field) && !is_clear {
            wrong.push(format!("{schema}.{name}: {said}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// All that a schema leads to, itself included.
fn reachable(document: &Value, from: &Value, found: &mut BTreeSet<String>) {
    match from {
        Value::Array(items) => items.iter().for_each(|item| reachable(document, item, found)),
        Value::Object(fields) => {
            let schema = fields.get("$ref").and_then(Value::as_str).and_then(|path| path.rsplit('/').next());
            if let Some(schema) = schema.filter(|schema| found.insert((*schema).to_owned())) {
                reachable(document, &document["components"]["schemas"][schema], found);
            }
            fields.values().for_each(|field| reachable(document, field, found));
        }
        _ => {}
    }
}

/// Answers whose amounts are in the restaurant's currency, and do not repeat it.
const WITHOUT_CURRENCY: [&str; 13] = [
    // The payment record, which has the fields of the document that it follows and no others.
    "cancelPayment",
    "capturePayment",
    "chargePayment",
    "completePayment",
    "readPaymentHistory",
    "readPaymentRecord",
    "refundPayment",
    // Parts of the configuration, which has the currency once.
    "listExperiences",
    "listGiftCardTemplates",
    "listSlots",
    "putExperience",
    "putGiftCardTemplate",
    "replaceGiftCardTemplates",
];

#[tokio::test]
async fn answers_about_money_carry_the_currency() {
    let document = House::new().await.get("/openapi.json").await.json;
    let fields = fields(&document);
    let mut silent = BTreeSet::new();
    let items = document["paths"].as_object().expect("paths").values();
    for operation in items.filter_map(Value::as_object).flat_map(|item| item.values()) {
        let answers = operation["responses"].as_object().expect("answers").iter();
        for (_, answer) in answers.filter(|(status, _)| status.starts_with('2')) {
            let mut schemas = BTreeSet::new();
            reachable(&document, answer, &mut schemas);
            let own = fields.iter().filter(|(schema, ..)| schemas.contains(schema));
            let (mut has_amount, mut has_currency) = (false, false);
            for (_, name, field) in own {
                has_amount |= is_amount(name) && is_number(field);
                has_currency |= name == "currency";
            }
            if has_amount && !has_currency {
                silent.insert(operation["operationId"].as_str().expect("an id").to_owned());
            }
        }
    }
    assert_eq!(silent, WITHOUT_CURRENCY.map(str::to_owned).into());
}
