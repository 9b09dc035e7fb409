//! The guestbook: who is known again, what the restaurant remarks, and what is forgotten.

use serde_json::{Value, json};
use tests::auditor::audit;

use crate::house::{House, THURSDAY, configuration};

async fn house() -> House {
    let mut configuration = configuration();
    let label = |id: &str, kind: &str| {
        serde_json::from_value(json!({ "id": id, "name": id, "icon": "star", "type": kind }))
            .expect("a label")
    };
    configuration.labels = vec![label("vip", "guestbook"), label("cake", "reservation")];
    configuration.privacy.forget_after_days = Some(30);
    House::of(&configuration).await
}

async fn book(house: &House, minutes: u16, (name, email, phone): (&str, &str, &str)) -> Value {
    let body = json!({ "attendees": 2, "day": THURSDAY, "minutes": minutes, "experienceId": "a-la-carte",
        "lastName": name, "locale": "de", "email": email, "phone": phone });
    let answer = house.external_post("/reservations", &body).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    answer.json
}

fn guest(reservation: &Value) -> &str {
    reservation["guest"]["id"].as_str().expect("a guest")
}

#[tokio::test]
async fn a_guest_is_known_again_by_address_and_number() {
    let house = house().await;
    let first = book(&house, 1080, ("Muster", "Max@Example.com", "")).await;
    let again = book(&house, 1095, ("M.", "max@example.com", "0660 5512234")).await;
    assert_eq!(guest(&again), guest(&first));
    assert_eq!(again["guest"]["lastName"], "M.", "as it was told this time");
    let by_phone = book(&house, 1110, ("Muster", "", "+43 660 5512234")).await;
    assert_eq!(guest(&by_phone), guest(&first));
    let partner = book(&house, 1125, ("Muster", "mia@example.com", "0660/5512234")).await;
    assert_ne!(guest(&partner), guest(&first), "people share phones");
    assert_eq!(house.count("guests"), 2);
}

#[tokio::test]
async fn two_entries_that_turn_out_to_be_one_guest_become_one() {
    let house = house().await;
    let by_email = book(&house, 1080, ("Muster", "max@example.com", "")).await;
    let by_phone = book(&house, 1095, ("Muster", "", "0660 5512234")).await;
    assert_ne!(guest(&by_email), guest(&by_phone));
    house
        .external_patch(&format!("/guests/{}", guest(&by_phone)), &json!({ "notes": "Likes the window" }))
        .await;
    let both = book(&house, 1110, ("Muster", "max@example.com", "0660 5512234")).await;
    assert_eq!((guest(&both), &both["guest"]["notes"]), (guest(&by_email), &json!("Likes the window")));
    let read =
        house.external(&format!("/reservations/{}", by_phone["id"].as_str().expect("an id"))).await.json;
    assert_eq!(guest(&read), guest(&by_email), "earlier reservations come along");
    assert_eq!(house.count("guests"), 1);
}

#[tokio::test]
async fn what_was_merged_can_be_taken_apart() {
    let house = house().await;
    let kept = book(&house, 1080, ("Muster", "max@example.com", "")).await;
    let other = book(&house, 1095, ("Muster-Mann", "m@example.com", "0660 5512234")).await;
    let (kept_id, other_id) = (guest(&kept), guest(&other));
    let told = json!({ "notes": "Likes the window", "labelIds": ["vip"], "company": "Best" });
    house.external_patch(&format!("/guests/{other_id}"), &told).await;
    let before = [house.external(&format!("/guests/{kept_id}")).await.json, {
        house.external(&format!("/guests/{other_id}")).await.json
    }];

    let merges = format!("/guests/{kept_id}/merges");
    let merged = house.external_post(&merges, &json!({ "guestId": other_id })).await;
    assert_eq!((merged.status, &merged.json["mergedGuestId"]), (201, &json!(other_id)), "{}", merged.text);
    let entry = house.external(&format!("/guests/{kept_id}")).await.json;
    assert_eq!(entry["guest"]["lastName"], "Muster", "the kept one's details stay");
    assert_eq!((&entry["guest"]["notes"], &entry["labels"][0]["id"]), (&told["notes"], &json!("vip")));
    assert_eq!(entry["guest"]["phone"], "+436605512234");
    assert_eq!(house.external(&format!("/guests/{other_id}")).await.status, 404);
    let of = |reservation: &Value| format!("/reservations/{}", reservation["id"].as_str().expect("an id"));
    assert_eq!(guest(&house.external(&of(&other)).await.json), kept_id);
    assert_eq!(house.external_post(&merges, &json!({ "guestId": other_id })).await.status, 404);
    assert_eq!(house.external_post(&merges, &json!({ "guestId": kept_id })).await.status, 422);

    // What is told between stays, and what is booked between too.
    house.external_patch(&format!("/guests/{kept_id}"), &json!({ "company": "Better" })).await;
    let since = book(&house, 1110, ("Muster", "max@example.com", "")).await;
    assert_eq!(house.external(&merges).await.json, json!([merged.json]));
    let undo = format!("{merges}/{}", merged.json["id"].as_str().expect("an id"));
    assert_eq!(house.external_delete(&undo).await.status, 204);
    let mut expected = before;
    expected[0]["guest"]["company"] = "Better".into();
    for (id, expected) in [kept_id, other_id].into_iter().zip(&expected) {
        assert_eq!(&house.external(&format!("/guests/{id}")).await.json, expected);
    }
    assert_eq!(guest(&house.external(&of(&other)).await.json), other_id, "the reservation comes back");
    assert_eq!(guest(&house.external(&of(&since)).await.json), kept_id);
    assert_eq!(house.external_delete(&undo).await.status, 404, "once");
    house.sqlite.inspect(|db| audit(db, &[])).expect("an audit").assert_clean();
}

#[tokio::test]
async fn what_was_merged_by_itself_can_be_taken_apart_too() {
    let house = house().await;
    let by_email = book(&house, 1080, ("Muster", "max@example.com", "")).await;
    let by_phone = book(&house, 1095, ("Muster", "", "0660 5512234")).await;
    let both = book(&house, 1110, ("Muster", "max@example.com", "0660 5512234")).await;
    assert_eq!(guest(&both), guest(&by_email));
    let merges = format!("/guests/{}/merges", guest(&both));
    let listed = house.external(&merges).await.json;
    assert_eq!(listed[0]["mergedGuestId"], guest(&by_phone), "{listed}");
    let undo = format!("{merges}/{}", listed[0]["id"].as_str().expect("an id"));
    assert_eq!(house.external_delete(&undo).await.status, 204);
    let entries = house.external("/guests?phone=06605512234").await.json;
    assert_eq!(entries.as_array().map(Vec::len), Some(1), "{entries}");
}

/// Books on the web, and returns the mailed link.
async fn book_on_the_web(house: &House, minutes: u16, email: &str) -> String {
    let mut body = crate::house::dinner(2);
    body["minutes"] = minutes.into();
    body["email"] = email.into();
    let booked = house.post("/reservations", &body).await;
    assert_eq!(booked.status, 201, "{}", booked.text);
    let token = booked.json["manageToken"].as_str().expect("a token");
    let mails = house.get("/dev/mailbox").await.text;
    let start = mails.find(&format!("/manage/{token}?mail=")).expect("the link with its proof");
    mails[start..].split(['"', '<', '&', ' ', '\n']).next().expect("a link").to_owned()
}

#[tokio::test]
async fn only_a_confirmed_address_is_matched_to_what_the_restaurant_wrote() {
    let house = house().await;
    let entries = || async { house.external("/guests?email=mia@example.com").await.json };
    let link = book_on_the_web(&house, 1080, "mia@example.com").await;
    let first = entries().await[0].clone();
    assert_eq!(first["emailConfirmed"], false);
    book_on_the_web(&house, 1095, "MIA@example.com").await;
    assert_eq!(entries().await.as_array().map(Vec::len), Some(1), "nothing to take over, so one entry");

    let id = first["guest"]["id"].as_str().expect("an id");
    house
        .external_patch(&format!("/guests/{id}"), &json!({ "notes": "Allergic", "labelIds": ["vip"] }))
        .await;
    let unproven = book_on_the_web(&house, 1110, "mia@example.com").await;
    let two = entries().await;
    assert_eq!(two.as_array().map(Vec::len), Some(2), "{two}");
    let suggested = house.external(&format!("/guests/{id}/matches")).await.json;
    assert_eq!(suggested[0]["guest"]["notes"], "", "{suggested}");
    let groups = house.external("/guest-matches").await.json;
    assert_eq!(groups[0]["reason"], "email", "{groups}");
    assert_eq!(groups[0]["guests"].as_array().map(Vec::len), Some(2));

    let without = unproven.split_once('?').expect("a query").0;
    for path in [without.to_owned(), format!("{without}?mail=WRONG"), format!("{without}?mail=a&mail=b")] {
        assert_eq!(house.get(&path).await.status, 200, "{path}");
        assert_eq!(entries().await.as_array().map(Vec::len), Some(2), "{path} proves nothing");
    }
    assert_eq!(house.get(&unproven).await.status, 200);
    let one = entries().await;
    assert_eq!(one.as_array().map(Vec::len), Some(1), "the mailed link proves it: {one}");
    assert_eq!((&one[0]["guest"]["id"], &one[0]["emailConfirmed"]), (&json!(id), &json!(true)));
    assert_eq!(house.external(&format!("/guests/{id}/merges")).await.json.as_array().map(Vec::len), Some(1));
    book_on_the_web(&house, 1125, "mia@example.com").await;
    assert_eq!(entries().await.as_array().map(Vec::len), Some(1), "confirmed before, so matched by itself");
    assert_eq!(house.get(&link).await.status, 200);
    house.sqlite.inspect(|db| audit(db, &[])).expect("an audit").assert_clean();
}

#[tokio::test]
async fn labels_and_remarks_are_the_restaurants() {
    let house = house().await;
    let reservation = book(&house, 1080, ("Muster", "max@example.com", "")).await;
    let entry = format!("/guests/{}", guest(&reservation));
    let changed = house.external_patch(&entry, &json!({ "company": "Best", "labelIds": ["vip"] })).await;
    assert_eq!(
        (changed.status, &changed.json["guest"]["company"]),
        (200, &json!("Best")),
        "{}",
        changed.text
    );
    let remarks =
        json!({ "internalNotes": "Birthday", "labelIds": ["cake"], "specialRequestNotes": "High chair" });
    let read = house.patch(&reservation, &remarks).await.json;
    assert_eq!(
        (&read["internalNotes"], &read["specialRequestNotes"]),
        (&json!("Birthday"), &json!("High chair"))
    );
    let names: Vec<&str> =
        read["labels"].as_array().expect("labels").iter().filter_map(|l| l["id"].as_str()).collect();
    assert_eq!(names, ["vip", "cake"]);
    let wrong = house.patch(&reservation, &json!({ "labelIds": ["vip"] })).await;
    assert_eq!((wrong.status, &wrong.json["errors"][0]["pointer"]), (422, &json!("/labelIds/0")));
    let found = house.external("/guests?phone=0660%205512234").await;
    assert_eq!(found.json, json!([]));
    assert_eq!(house.external("/guests?email=MAX@example.com").await.json.as_array().map(Vec::len), Some(1));
    assert_eq!(house.external("/guests").await.status, 422);
}

#[tokio::test]
async fn a_guest_gets_everything_and_is_forgotten() {
    let house = house().await;
    let reservation = book(&house, 1080, ("Erasmus", "max@example.com", "0660 5512234")).await;
    let card = json!({ "amount": 5000, "templateId": "classic", "expiresOnDay": "2028-01-01", "email": "max@example.com" });
    let with_cards = house.external_post("/gift-cards", &card).await;
    let call = json!({ "id": "call-0000001", "phoneNumber": "+436605512234", "status": "ringing" });
    house.external_post("/phone-numbers/main/calls", &call).await;
    let entry = format!("/guests/{}", guest(&reservation));
    let export = house.external(&format!("{entry}/export")).await.json;
    assert_eq!(export["reservations"][0]["id"], reservation["id"], "{export}");
    assert_eq!(export["calls"].as_array().map(Vec::len), Some(1));
    assert_eq!(export["giftCards"].as_array().map(Vec::len), Some(usize::from(with_cards.status == 201)));
    assert_eq!(house.external_delete(&entry).await.code(), "guest_is_expected");
    house.minutes_pass(3 * 1440);
    assert_eq!(house.external_delete(&entry).await.status, 204);
    assert_eq!(house.external(&entry).await.code(), "guest_not_found");
    nothing_names(&house, &["Erasmus", "max@example.com", "5512234"]);
    let read = house.external(&format!("/reservations/{}", reservation["id"].as_str().expect("an id"))).await;
    assert_eq!((read.status, &read.json["guest"]["lastName"]), (200, &json!("")), "the books stay");
    assert!(house.sqlite.inspect(|db| audit(db, &[])).expect("an audit").violations.is_empty());
}

#[tokio::test]
async fn who_has_not_come_for_long_is_forgotten_by_itself() {
    let house = house().await;
    book(&house, 1080, ("Erasmus", "max@example.com", "0660 5512234")).await;
    house.minutes_pass(32 * 1440);
    for _ in 0..60 {
        house.minutes_pass(1);
        house.run_jobs().await;
    }
    assert_eq!(house.external("/guests?email=max@example.com").await.json.as_array().map(Vec::len), Some(1));
    house.minutes_pass(2 * 1440);
    for _ in 0..60 {
        house.minutes_pass(1);
        house.run_jobs().await;
    }
    nothing_names(&house, &["Erasmus", "max@example.com", "5512234"]);
    assert_eq!(house.count("reservations"), 1);
}

/// Looks at every column of every table.
fn nothing_names(house: &House, words: &[&str]) {
    for (table, values) in house.rows() {
        for word in words {
            assert!(!values.contains(word), "{table} still says {values}");
        }
    }
}
