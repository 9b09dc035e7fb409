//! What is said is true at that moment: statuses, terms, times, and what strangers' clients and links bring along.

use std::time::Duration;

use api::configuration::confirmation::ConfirmationMode;
use rusqlite::backup::Backup;
use rusqlite::{Connection, MAIN_DB};
use serde_json::{Value, json};

use crate::changes;
use crate::house::{ADMIN, Answer, House, KEY, SLUG, THURSDAY, configuration, dinner, tasting_booking};
use crate::payments::{self, deposit};

async fn page(house: &House, token: &str) -> String {
    house.get(&format!("/manage/{token}")).await.text
}

async fn calendar(house: &House, token: &str) -> (String, u32) {
    let file = house.get(&format!("/v1/bookings/{token}/calendar.ics")).await.text;
    let line = |name: &str| {
        let found = file.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
        found.trim().to_owned()
    };
    (line("STATUS:"), line("SEQUENCE:").parse().expect("a number"))
}

fn token(booked: &Answer) -> String {
    assert_eq!(booked.status, 201, "{}", booked.text);
    booked.json["manageToken"].as_str().expect("a token").to_owned()
}

async fn of_the_restaurant(house: &House) -> Value {
    house.external("/reservations?from=2027-03-01&to=2027-03-31").await.json[0].clone()
}

#[tokio::test]
async fn a_request_is_no_booking_and_its_refusal_is_told() {
    let mut configuration = configuration();
    configuration.settings.confirmation_mode = ConfirmationMode::Request;
    let house = House::of(&configuration).await;
    let token = token(&house.post("/reservations", &dinner(2)).await);
    assert!(page(&house, &token).await.contains("noch nicht zugesagt"));
    let (status, first) = calendar(&house, &token).await;
    assert_eq!(status, "TENTATIVE");
    let declined = house.patch(&of_the_restaurant(&house).await, &json!({ "status": "declined" })).await;
    assert_eq!(declined.status, 200, "{}", declined.text);
    let shown = page(&house, &token).await;
    assert!(
        shown.contains("konnte Ihre Anfrage nicht annehmen") && !shown.contains("calendar.ics"),
        "{shown}"
    );
    let (status, second) = calendar(&house, &token).await;
    assert_eq!(status, "CANCELLED");
    assert!(first < second, "calendars ignore a change that does not count further");
    assert_eq!(house.count("mailbox WHERE subject LIKE 'Ihre Anfrage konnte nicht angenommen werden%'"), 1);
}

#[tokio::test]
async fn terms_name_only_the_deadlines_ahead() {
    // Free of charge until ten days before, and Thursday is the day after tomorrow.
    let mut settings = deposit();
    settings.refund_minutes = 10 * 1440;
    settings.refund_steps.clear();
    let house = payments::house(settings).await;
    let booked = house.post("/reservations", &tasting_booking(None)).await;
    assert_eq!(booked.status, 201, "{}", booked.text);
    let terms = booked.json["booking"]["payment"]["terms"].as_str().expect("terms");
    assert_eq!(
        terms,
        "Bei der Reservierung zu zahlen: 40 €. Auch wenn Sie stornieren, wird nichts erstattet."
    );
}

#[tokio::test]
async fn terms_follow_the_booking_where_the_restaurant_moves_it() {
    let mut settings = deposit();
    settings.refund_minutes = 2 * 1440;
    let house = payments::house(settings).await;
    let mut body = tasting_booking(None);
    body["day"] = "2027-03-13".into();
    let booked = payments::book_from(&house, body).await;
    payments::pay(&house, &booked).await;
    assert!(page(&house, &booked.manage).await.contains("11. März 2027, 19:00"));
    let id = payments::reservation_id(&house, &booked).await;
    let reservation = house.external(&format!("/reservations/{id}")).await.json;
    let moved = house.patch(&reservation, &json!({ "day": "2027-03-11" })).await;
    assert_eq!(moved.status, 200, "{}", moved.text);
    let now = page(&house, &booked.manage).await;
    assert!(now.contains("9. März 2027, 19:00") && !now.contains("11. März 2027, 19:00."), "{now}");
    let mail = payments::mails(&house).pop().expect("a mail");
    let told = house.get("/dev/mailbox").await.text;
    assert!(told.contains("9. März 2027, 19:00"), "{mail}: {told}");
    let json = payments::booking(&house, &booked).await;
    assert!(json["payment"]["terms"].as_str().is_some_and(|terms| terms.contains("9. März")), "{json}");
}

#[tokio::test]
async fn terms_shown_later_name_only_the_deadlines_ahead_then() {
    // Half comes back until one day before, all of it until two.
    let mut settings = deposit();
    settings.refund_minutes = 2 * 1440;
    settings.refund_steps =
        vec![serde_json::from_value(json!({ "minutesBefore": 1440, "percent": 50 })).expect("a step")];
    let house = payments::house(settings).await;
    let booked = payments::book(&house).await;
    payments::pay(&house, &booked).await;
    let agreed = page(&house, &booked.manage).await;
    assert!(agreed.contains("Kostenlos stornieren können Sie bis") && agreed.contains("50 %"), "{agreed}");
    house.minutes_pass(1440);
    let later = page(&house, &booked.manage).await;
    assert!(later.contains("Vereinbart sind insgesamt 40 €. Bis ") && later.contains("50 %"), "{later}");
    assert!(!later.contains("Kostenlos stornieren können Sie bis"), "{later}");
    house.minutes_pass(1440);
    let last = page(&house, &booked.manage).await;
    assert!(
        last.contains("Auch wenn Sie stornieren, wird nichts erstattet.") && !last.contains("50 %"),
        "{last}"
    );
}

#[tokio::test]
async fn times_that_the_clocks_skip_are_not_offered() {
    let mut configuration = configuration();
    for service in &mut configuration.services {
        if service.id == "late" {
            service.last_start = 1650;
        }
    }
    let house = House::of(&configuration).await;
    // In the night to Sunday, 28 March 2027, there is no 02:00 in Vienna.
    let day = "2027-03-27";
    let slots = house
        .external(&format!("/availability/slots?attendees=2&day={day}&experienceId=a-la-carte"))
        .await
        .json;
    let minutes: Vec<u64> = slots["slots"]
        .as_array()
        .expect("slots")
        .iter()
        .map(|slot| slot["minutes"].as_u64().expect("minutes"))
        .collect();
    assert!(minutes.contains(&1545) && minutes.contains(&1620), "{minutes:?}");
    assert!(!minutes.iter().any(|minutes| (1560..1620).contains(minutes)), "{minutes:?}");
    let mut body = dinner(2);
    body["day"] = day.into();
    body["minutes"] = 1560.into();
    let refused = house.post("/reservations", &body).await;
    assert_eq!((refused.status, refused.code()), (422, "invalid_input"), "{}", refused.text);
}

#[tokio::test]
async fn nobody_is_a_no_show_before_the_start() {
    let house = House::new().await;
    token(&house.post("/reservations", &dinner(2)).await);
    let early = house.patch(&of_the_restaurant(&house).await, &json!({ "status": "no_show" })).await;
    assert_eq!((early.status, early.code()), (409, "transition_not_allowed"), "{}", early.text);
    house.minutes_pass(2 * 1440 + 8 * 60);
    let late = house.patch(&of_the_restaurant(&house).await, &json!({ "status": "no_show" })).await;
    assert_eq!(late.status, 200, "{}", late.text);
}

#[tokio::test]
async fn nobody_is_here_days_before_the_start() {
    let house = House::new().await;
    token(&house.post("/reservations", &dinner(2)).await);
    let booking = of_the_restaurant(&house).await;
    for status in ["arrived", "seated", "ordered", "paid", "finished"] {
        let early = house.patch(&booking, &json!({ "status": status })).await;
        assert_eq!((early.status, early.code()), (409, "transition_not_allowed"), "{}", early.text);
    }
    house.minutes_pass(2 * 1440);
    let today = house.patch(&booking, &json!({ "status": "arrived" })).await;
    assert_eq!(today.status, 200, "{}", today.text);
}

#[tokio::test]
async fn a_phone_number_with_an_extension_books_as_often_as_it_likes() {
    let house = House::new().await;
    for (i, phone) in ["+43 1 5550199 ext. 12", "+43 1 5550199 ext. 12", "01 5550199"].into_iter().enumerate()
    {
        let body = json!({ "attendees": 2, "day": THURSDAY, "minutes": 1170 + 15 * i, "experienceId": "a-la-carte",
            "lastName": "Muster", "locale": "de", "phone": phone });
        let made = house.external_post("/reservations", &body).await;
        assert_eq!(made.status, 201, "{}", made.text);
        if i == 0 {
            assert_eq!(made.json["guest"]["phone"], "+43 1 5550199 ext. 12", "the extension is kept");
        }
    }
    assert_eq!(house.count("guests WHERE phone_key = '+4315550199'"), 1);
}

#[tokio::test]
async fn a_client_that_knows_no_idempotency_key_is_served() {
    let house = House::new().await;
    let bearer = format!("bearer {KEY}");
    let headers = [("authorization", bearer.as_str())];
    let body = json!({ "attendees": 2.0, "day": THURSDAY, "minutes": 1170, "experienceId": "a-la-carte",
        "lastName": "Typed", "firstName": null, "email": null, "phone": null, "notes": null, "duration": null,
        "floorPlanId": "", "pinnedTableIds": [], "locale": "de" });
    let made = house.send("POST", "/external/reservations", &headers, &body).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let id = made.json["id"].as_str().expect("an id");
    let change = json!({ "status": "reconfirmed", "tableIds": [], "labelIds": null, "internalNotes": null, "day": "" });
    let changed = house.send("PATCH", &format!("/external/reservations/{id}"), &headers, &change).await;
    assert_eq!(changed.status, 200, "{}", changed.text);
    let nothing = house
        .send("PATCH", &format!("/external/reservations/{id}"), &headers, &json!({ "status": "" }))
        .await;
    assert_eq!((nothing.status, &nothing.json["status"]), (200, &json!("reconfirmed")), "{}", nothing.text);
    for path in [
        "/reservations?from=2027-03-01&to=2027-03-31&status=&includeWalkIns=&cursor=",
        "/availability/slots?attendees=2.0&day=2027-03-04&experienceId=a-la-carte&reservationId=",
        "/guests?email=nobody@example.com&phone=",
    ] {
        let read = house.external(path).await;
        assert_eq!(read.status, 200, "{path}: {}", read.text);
    }
    let mut paused = configuration();
    paused.settings.paused = true;
    assert_eq!(
        house.external_put("/configuration", &serde_json::to_value(paused).expect("json")).await.status,
        200
    );
    let refused = house.send("POST", "/external/reservations", &headers, &body).await;
    assert_eq!(refused.code(), "slot_not_bookable", "an empty list names no table and gives no authority");
    let unknown = house.send("POST", "/external/reservations", &headers, &json!({ "fristName": null })).await;
    assert_eq!(unknown.status, 422);
    // Guests' calls keep theirs.
    let path = format!("/v1/restaurants/{SLUG}/holds");
    assert_eq!(
        house.send("POST", &path, &[], &crate::house::tasting_hold()).await.code(),
        "idempotency_key_required"
    );
}

#[tokio::test]
async fn personal_answers_are_kept_by_nobody() {
    let house = House::new().await;
    let token = token(&house.post("/reservations", &dinner(2)).await);
    for path in
        [format!("/v1/bookings/{token}"), "/external/reservations?from=2027-03-01&to=2027-03-31".to_owned()]
    {
        let answer = if path.starts_with("/v1") {
            house.get(&path).await
        } else {
            house.external(&path["/external".len()..]).await
        };
        assert_eq!(answer.headers["cache-control"], "no-store", "{path}");
        assert_eq!(answer.headers["x-content-type-options"], "nosniff", "{path}");
    }
}

#[tokio::test]
async fn pages_answer_with_pages() {
    let house = House::new().await;
    let token = token(&house.post("/reservations", &dinner(2)).await);
    let change = house.get(&format!("/manage/{token}/change?utm_source=mail&attendees=many&fbclid=x")).await;
    assert_eq!(change.status, 200, "{}", change.text);
    for path in ["/manage/%0d%0a", "/manage/..%2f..%2fadmin", "/manage/%ff", "/manage/nothing"] {
        let answer = house.send("POST", path, &[], &Value::Null).await;
        assert_eq!(answer.status, 404, "{path}: {}", answer.text);
        assert!(answer.text.starts_with("<!DOCTYPE html>"), "{path}: {}", answer.text);
        assert!(!answer.headers.contains_key("location"), "{path}");
    }
    let hosted =
        house.get(&format!("/r/{SLUG}?attendees=4&day={THURSDAY}&experience=a-la-carte&lang=en&utm=1")).await;
    for attribute in ["attendees=\"4\"", "day=\"2027-03-04\"", "experience=\"a-la-carte\""] {
        assert!(hosted.text.contains(attribute), "{}", hosted.text);
    }
}

#[tokio::test]
async fn webhooks_go_to_public_names_alone() {
    let house = House::new().await;
    for url in ["https://localhost./", "https://intranet./", "https://printer.local./", "https://10.0.0.1./"]
    {
        let answer =
            house.external_post("/webhooks", &json!({ "url": url, "events": ["reservation"] })).await;
        assert_eq!(answer.status, 422, "{url}: {}", answer.text);
    }
}

#[tokio::test]
async fn names_of_a_configuration_are_lines_that_can_be_read() {
    let house = House::new().await;
    for (field, text) in
        [("name", "A\rB"), ("name", "\u{200b}"), ("name", ""), ("shortDescription", "a\r\nBcc: x")]
    {
        let mut experience =
            house.external("/configuration").await.json["configuration"]["experiences"][0].take();
        experience[field]["de"] = text.into();
        let put = house.external_put("/experiences/a-la-carte", &experience).await;
        assert_eq!(
            (put.status, &put.json["errors"][0]["pointer"]),
            (422, &json!(format!("/{field}/de"))),
            "{text:?}"
        );
    }
}

#[tokio::test]
async fn a_configuration_says_what_exists() {
    let good = serde_json::to_value(configuration()).expect("json");
    let house = House::new().await;
    for (pointer, wrong) in [
        ("/restaurant/currency", json!("€")),
        ("/restaurant/currency", json!("EURO")),
        ("/restaurant/country", json!("XX")),
        ("/restaurant/country", json!("")),
        ("/restaurant/name", json!("A\r\nBcc: x@example.com")),
        ("/restaurant/name", json!("\u{200b}")),
        ("/restaurant/address", json!("Gasse 1\r\nDTSTART:20270101")),
        ("/restaurant/locales/0", json!("german")),
    ] {
        let mut document = good.clone();
        *document.pointer_mut(pointer).expect("a field") = wrong;
        let answer = house.external_put("/configuration", &document).await;
        assert_eq!(answer.status, 422, "{pointer}: {}", answer.text);
        assert_eq!(answer.json["errors"][0]["pointer"], pointer, "{}", answer.text);
    }
    let mut document = good;
    document["restaurant"]["allowedOrigins"] =
        json!(["https://www.Example.com:443", "https://gasthaus-müller.example/"]);
    let published = house.external_put("/configuration", &document).await;
    assert_eq!(published.status, 200, "{}", published.text);
    assert_eq!(
        published.json["configuration"]["restaurant"]["allowedOrigins"],
        json!(["https://www.example.com", "https://xn--gasthaus-mller-psb.example"])
    );
}

#[tokio::test]
async fn pointers_are_relative_to_what_was_sent() {
    let house = House::new().await;
    let answer = house.external_put("/services", &json!([{ "id": "x", "firstStart": "noon" }])).await;
    assert_eq!(answer.json["errors"][0]["pointer"], "/0/firstStart", "{}", answer.text);
    let detail = answer.json["errors"][0]["detail"].as_str().expect("a text");
    assert!(detail.contains("a whole number") && !detail.contains("u16"), "{detail}");
    let unknown =
        house.external("/availability/slots?attendees=two&day=2027-03-04&experienceId=a-la-carte").await;
    let error = &unknown.json["errors"][0];
    assert_eq!(
        (&error["pointer"], &error["detail"]),
        (&json!("attendees"), &json!("expected a whole number"))
    );
}

#[tokio::test]
async fn every_fault_of_a_services_hours_is_named_by_itself() {
    let house = House::new().await;
    let service = |first: u16, last: u16| json!({ "id": format!("from-{first}"), "name": { "de": "Abend" }, "firstStart": first, "lastStart": last });
    for (services, pointer) in [
        (json!([service(1080, 1020)]), "/0/lastStart"),
        (json!([service(1080, 2880)]), "/0/lastStart"),
        (json!([service(1081, 1200)]), "/0/firstStart"),
        (json!([service(1080, 1200), service(1200, 1260)]), "/1/firstStart"),
    ] {
        let refused = house.external_put("/services", &services).await;
        assert_eq!(refused.status, 422, "{}", refused.text);
        assert_eq!(refused.json["errors"][0]["pointer"], pointer, "{}", refused.text);
    }
    let exceptions = json!([{ "day": "2027-12-25" },
        { "day": "2027-12-24", "services": [service(1080, 1200), service(1200, 1260)] }]);
    let refused = house.external_put("/exceptions", &exceptions).await;
    assert_eq!(refused.json["errors"][0]["pointer"], "/1/services/1/firstStart", "{}", refused.text);
}

#[tokio::test]
async fn only_the_last_configurations_are_kept() {
    let house = House::new().await;
    for i in 0..25 {
        let closures = json!([]);
        let mut document = serde_json::to_value(configuration()).expect("json");
        document["restaurant"]["phone"] = format!("+43 1 55501{i:02}").into();
        document["closures"] = closures;
        assert_eq!(house.external_put("/configuration", &document).await.status, 200);
    }
    assert_eq!(house.count("configurations"), 20);
    let mut huge = serde_json::to_value(configuration()).expect("json");
    huge["experiences"][0]["shorthand"] = "x".repeat(600_000).into();
    assert_eq!(house.external_put("/configuration", &huge).await.status, 422);
}

#[tokio::test]
async fn the_operator_sees_how_far_jobs_are_behind() {
    let house = House::new().await;
    let backlog = house.ask(
        axum::http::Request::get("/admin/backlog")
            .header("authorization", ADMIN)
            .body(axum::body::Body::empty())
            .expect("a request"),
    );
    let backlog = backlog.await;
    assert_eq!(backlog.status, 200, "{}", backlog.text);
    assert!(backlog.json.as_array().expect("a list").iter().all(|job| job["due"] == 0), "{}", backlog.text);
}

#[tokio::test]
async fn what_comes_back_now_is_not_what_came_back_before() {
    let house = payments::house(deposit()).await;
    let mut body = tasting_booking(None);
    body["attendees"] = 4.into();
    let booked = payments::book_from(&house, body).await;
    payments::pay(&house, &booked).await;
    let fewer = changes::change(&house, &booked, &json!({ "attendees": 3 })).await;
    assert_eq!(fewer.status, 200, "{}", fewer.text);
    let before = page(&house, &booked.manage).await;
    assert!(before.contains("Bezahlt: 80 €.") && before.contains("Schon erstattet: 20 €."), "{before}");
    payments::cancel(&house, &booked).await;
    let after = page(&house, &booked.manage).await;
    assert!(after.contains("60 € gehen an Sie zurück."), "{after}");
    assert!(after.contains("Schon erstattet: 20 €."), "{after}");
    let mail = "mailbox WHERE subject LIKE 'Ihre Reservierung ist storniert%' AND body LIKE '%60_€ gehen%'";
    assert_eq!(house.count(mail), 1);
}

#[tokio::test]
async fn a_wrong_address_is_corrected_and_the_confirmation_sent_again() {
    let house = House::new().await;
    token(&house.post("/reservations", &dinner(2)).await);
    let reservation = of_the_restaurant(&house).await;
    let wrong = house.patch(&reservation, &json!({ "email": "nobody" })).await;
    assert_eq!(wrong.json["errors"][0]["pointer"], "/email", "{}", wrong.text);
    let changed = house.patch(&reservation, &json!({ "email": "right@example.com" })).await;
    assert_eq!(changed.json["guest"]["email"], "right@example.com", "{}", changed.text);
    let to_the_right_one = "mailbox WHERE recipient = 'right@example.com'";
    assert_eq!(house.count(to_the_right_one), 1);
    let path = format!("/reservations/{}/confirmation", reservation["id"].as_str().expect("an id"));
    assert_eq!(house.external_post(&path, &json!({})).await.status, 200);
    assert_eq!(house.count(to_the_right_one), 2);
}

#[tokio::test]
async fn who_only_bought_or_received_a_gift_card_is_found_exported_and_erased() {
    let house = payments::house(deposit()).await;
    let gift = json!({ "templateId": "classic", "amount": 5_000, "buyerName": "Zzmarker", "buyerEmail": "Zzmarker@example.com",
        "locale": "de", "consent": true,
        "recipient": { "name": "Qqmarker", "email": "qqmarker@example.com", "message": "with love", "deliverOnDay": null } });
    assert_eq!(house.post("/gift-cards/purchases", &gift).await.status, 201);
    for address in ["zzmarker@example.com", "QQMARKER@example.com"] {
        let data = house.external(&format!("/personal-data?email={address}")).await;
        assert_eq!(data.status, 200, "{}", data.text);
        assert_eq!(data.json["entries"], json!([]));
        assert_eq!(data.json["giftCardPurchases"][0]["message"], "with love", "{}", data.text);
    }
    let nobody = house.external("/personal-data?email=nobody@example.com").await.json;
    assert_eq!(nobody["giftCardPurchases"], json!([]));
    assert_eq!(house.external("/personal-data?email=nobody").await.status, 422);
    let guests = house.count("guests");
    assert_eq!(house.external_delete("/personal-data?email=zzmarker@example.com").await.status, 204);
    assert_eq!(house.external_delete("/personal-data?email=nobody@example.com").await.status, 204);
    assert_eq!(house.count("guests"), guests, "leaves no entry behind");
    let others = |word: &str| house.rows().iter().filter(|(_, values)| values.contains(word)).count();
    assert_ne!(others("Qqmarker"), 0, "the other one's data stay");
    assert_eq!(house.external_delete("/personal-data?email=qqmarker@example.com").await.status, 204);
    for (table, values) in house.rows() {
        for word in ["Zzmarker", "zzmarker", "Qqmarker", "qqmarker", "with love"] {
            assert!(!values.contains(word), "{table} still says {values}");
        }
    }
    // Nor is it in what the file has freed: SQLite overwrites that.
    let file = house.sqlite.inspect(file_of).expect("a file");
    let names = |word: &str| file.windows(word.len()).any(|window| window == word.as_bytes());
    assert!(names("Trattoria Aurora") && !names("zmarker") && !names("5550199"));
}

/// The bytes of the database's file, page by page.
fn file_of(database: &Connection) -> rusqlite::Result<Vec<u8>> {
    let mut copy = Connection::open_in_memory()?;
    Backup::new(database, &mut copy)?.run_to_completion(1_000, Duration::ZERO, None)?;
    copy.serialize(MAIN_DB).map(|file| file.to_vec())
}

#[tokio::test]
async fn an_erased_guest_is_in_no_field_that_anybody_can_fill() {
    let house = payments::house(deposit()).await;
    let mut body = tasting_booking(None);
    for (field, value) in [
        ("firstName", "Zzmarker"),
        ("lastName", "Zzmarker-Muster"),
        ("email", "zzmarker@example.com"),
        ("phone", "+43 1 5550199 ext. 12"),
        ("notes", "Zzmarker cannot eat nuts"),
    ] {
        body[field] = value.into();
    }
    let booked = payments::book_from(&house, body).await;
    payments::pay(&house, &booked).await;
    assert_eq!(changes::change(&house, &booked, &json!({ "minutes": 1155 })).await.status, 200);
    let reservation = of_the_restaurant(&house).await;
    let remarks =
        json!({ "internalNotes": "Zzmarker is loud", "specialRequestNotes": "Zzmarker sits outside" });
    assert_eq!(house.patch(&reservation, &remarks).await.status, 200);
    let refund = json!({ "amount": 500, "note": "for Mrs Zzmarker" });
    let refunded = payments::act(&house, &booked, "refund", refund).await;
    assert_eq!(refunded.status, 200, "{}", refunded.text);
    let guest = reservation["guest"]["id"].as_str().expect("an id").to_owned();
    let entry = format!("/guests/{guest}");
    let told = json!({ "company": "Zzmarker & Sons", "notes": "Zzmarker tips well" });
    assert_eq!(house.external_patch(&entry, &told).await.status, 200);
    let gift = json!({ "templateId": "classic", "amount": 5_000, "buyerName": "Zzmarker", "buyerEmail": "zzmarker@example.com",
        "locale": "de", "consent": true,
        "recipient": { "name": "Max", "email": "max@example.com", "message": "from Zzmarker", "deliverOnDay": null } });
    let bought = house.post("/gift-cards/purchases", &gift).await;
    assert_eq!(bought.status, 201, "{}", bought.text);
    let card = json!({ "amount": 5000, "templateId": "classic", "expiresOnDay": "2028-01-01", "email": "zzmarker@example.com" });
    let card = house.external_post("/gift-cards", &card).await;
    let path = format!("/gift-cards/{}/transactions", card.json["cardId"].as_str().expect("an id"));
    let spent = json!({ "status": "successful", "amount": -100, "reference": "bill of Zzmarker" });
    assert_eq!(house.external_post(&path, &spent).await.status, 201);
    let call = json!({ "id": "call-0000001", "phoneNumber": "+4315550199", "status": "ringing" });
    assert_eq!(house.external_post("/phone-numbers/main/calls", &call).await.status, 200);
    let exported = house.external(&format!("{entry}/export")).await;
    assert_eq!(exported.json["paymentNotes"][0]["note"], "for Mrs Zzmarker", "{}", exported.text);
    assert_eq!(exported.json["giftCardPurchases"][0]["message"], "from Zzmarker", "{}", exported.text);
    house.minutes_pass(4 * 1440);
    let erased = house.external_delete(&entry).await;
    assert_eq!(erased.status, 204, "{}", erased.text);
    for (table, values) in house.rows() {
        for word in ["Zzmarker", "zzmarker", "5550199"] {
            assert!(!values.contains(word), "{table} still says {values}");
        }
    }
}
