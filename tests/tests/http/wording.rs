//! How times, sums and reasons are said: by the restaurant's language, and so that there is a way on.

use api::configuration::payment_terms::PaymentSettings;
use serde_json::json;

use crate::house::{House, THURSDAY, configuration, dinner};

fn mails(house: &House) -> String {
    house.sqlite.inspect(|db| {
        let text = "SELECT group_concat(subject || char(10) || body, char(10)) FROM mailbox";
        db.query_row(text, [], |row| row.get(0)).expect("mails")
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
    assert!(page.contains("servieren wir an diesem Tag nicht") || page.contains("geschlossen"), "{page}");
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
    configuration.restaurant.locales = vec!["pt".to_owned(), "de-AT".to_owned()];
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
    settings["restaurant"]["locales"] = json!(["pt"]);
    let put = house.external_put("/settings", &settings).await;
    assert_eq!(put.json["warnings"][0]["pointer"], "/restaurant/locales/0", "{}", put.text);
    settings["restaurant"]["locales"] = json!(["de", "en-GB"]);
    let put = house.external_put("/settings", &settings).await;
    assert_eq!((put.status, put.json.get("warnings")), (200, None), "{}", put.text);
}
