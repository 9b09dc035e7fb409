//! Entries of the guestbook that share an address or a number: what is matched, merged, taken apart and erased.

use serde_json::{Value, json};
use tests::auditor::audit;

use crate::house::{House, THURSDAY, dinner};

/// Who books: last name, e-mail address, phone number.
type Contact<'a> = (&'a str, &'a str, &'a str);

async fn book(house: &House, minutes: u16, (name, email, phone): Contact<'_>) -> Value {
    let body = json!({ "attendees": 2, "day": THURSDAY, "minutes": minutes, "experienceId": "a-la-carte",
        "lastName": name, "locale": "de", "email": email, "phone": phone });
    let answer = house.external_post("/reservations", &body).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    answer.json
}

async fn book_on_the_web(house: &House, minutes: u16, (name, email, phone): Contact<'_>) {
    let mut body = dinner(2);
    for (field, value) in [("lastName", name), ("email", email), ("phone", phone)] {
        body[field] = value.into();
    }
    body["minutes"] = minutes.into();
    let answer = house.post("/reservations", &body).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
}

fn entry_of(reservation: &Value) -> String {
    reservation["guest"]["id"].as_str().expect("a guest").to_owned()
}

async fn entries(house: &House, query: &str) -> Vec<Value> {
    house.external(&format!("/guests?{query}")).await.json.as_array().expect("entries").clone()
}

fn id(entry: &Value) -> String {
    entry["guest"]["id"].as_str().expect("an id").to_owned()
}

#[tokio::test]
async fn a_number_that_a_stranger_typed_matches_nobody_who_telephones() {
    let house = House::new().await;
    let hers = book(&house, 1080, ("Ypsilon", "y@example.com", "0660 5512234")).await;
    for (i, email) in ["a@example.com", "b@example.com", "c@example.com"].into_iter().enumerate() {
        let minutes = 1095 + 15 * u16::try_from(i).expect("few");
        book_on_the_web(&house, minutes, ("Stranger", email, "+43 660 5512234")).await;
    }
    let by_phone = book(&house, 1140, ("Ypsilon", "", "0660/5512234")).await;
    assert_eq!(entry_of(&by_phone), entry_of(&hers));

    let other = House::new().await;
    book_on_the_web(&other, 1080, ("Stranger", "a@example.com", "+43 660 5512234")).await;
    let by_phone = book(&other, 1140, ("Ypsilon", "", "0660/5512234")).await;
    let stranger = entries(&other, "email=a@example.com").await;
    assert_ne!(entry_of(&by_phone), id(&stranger[0]), "suggested, and not merged by itself");
    let groups = other.external("/guest-matches").await.json;
    assert_eq!(
        (&groups[0]["reason"], groups[0]["guests"].as_array().map(Vec::len)),
        (&json!("phone"), Some(2))
    );
}

#[tokio::test]
async fn a_merge_into_an_address_that_a_third_entry_has_stays_unproven() {
    let house = House::new().await;
    let main = book(&house, 1080, ("Main", "x@example.com", "")).await;
    let main_entry = format!("/guests/{}", entry_of(&main));
    house.external_patch(&main_entry, &json!({ "notes": "Likes the window" })).await;
    house
        .sqlite
        .inspect(|db| db.execute("UPDATE guests SET email_confirmed_at = NULL", []))
        .expect("unconfirmed");
    book_on_the_web(&house, 1095, ("Web", "x@example.com", "0660 5512234")).await;
    let by_phone = book(&house, 1110, ("Phone", "", "0660 5512234")).await;
    let web = entries(&house, "email=x@example.com").await;
    let web = web.iter().map(id).find(|id| *id != entry_of(&main)).expect("an entry of its own");
    let merges = format!("/guests/{}/merges", entry_of(&by_phone));
    let merged = house.external_post(&merges, &json!({ "guestId": web })).await;
    assert_eq!(merged.status, 201, "{}", merged.text);
    let now = entries(&house, "email=x@example.com").await;
    assert_eq!(now.len(), 2, "{now:?}");
    let undo = format!("{merges}/{}", merged.json["id"].as_str().expect("an id"));
    assert_eq!(house.external_delete(&undo).await.status, 204);
    assert_eq!(entries(&house, "phone=06605512234").await.len(), 2);
    house.sqlite.inspect(|db| audit(db, &[])).expect("an audit").assert_clean();
}

#[tokio::test]
async fn a_merge_is_not_undone_onto_a_number_that_a_new_entry_has() {
    let house = House::new().await;
    let kept = book(&house, 1080, ("Kept", "", "0660 1111111")).await;
    let other = book(&house, 1095, ("Other", "", "0660 2222222")).await;
    let merges = format!("/guests/{}/merges", entry_of(&kept));
    let merged = house.external_post(&merges, &json!({ "guestId": entry_of(&other) })).await;
    assert_eq!(merged.status, 201, "{}", merged.text);
    let newer = book(&house, 1110, ("Newer", "", "0660 2222222")).await;
    let undo = format!("{merges}/{}", merged.json["id"].as_str().expect("an id"));
    let refused = house.external_delete(&undo).await;
    assert_eq!((refused.status, refused.code()), (409, "guest_exists"), "{}", refused.text);
    let again = house.external_post(&merges, &json!({ "guestId": entry_of(&newer) })).await;
    assert_eq!(again.status, 201, "{}", again.text);
    assert_eq!(house.external_delete(&undo).await.status, 204, "now nobody else has it");
}

#[tokio::test]
async fn who_was_merged_is_found_and_erased_by_their_own_address() {
    let house = House::new().await;
    let kept = book(&house, 1080, ("Kept", "a@example.com", "0660 5512234")).await;
    let other = book(&house, 1095, ("Zzmarker", "b@example.com", "")).await;
    house
        .external_patch(&format!("/guests/{}", entry_of(&other)), &json!({ "notes": "Zzmarker sings" }))
        .await;
    let card = json!({ "amount": 5000, "templateId": "classic", "expiresOnDay": "2028-01-01", "email": "b@example.com" });
    house.external_post("/gift-cards", &card).await;
    let merges = format!("/guests/{}/merges", entry_of(&kept));
    let merged = house.external_post(&merges, &json!({ "guestId": entry_of(&other) })).await;
    assert_eq!(merged.status, 201, "{}", merged.text);

    let person = "/personal-data?email=B@example.com";
    let found = house.external(person).await.json;
    assert_eq!(found["reservations"].as_array().map(Vec::len), Some(2), "{found}");
    assert_eq!(found["mergedEntries"][0]["lastName"], "Zzmarker", "{found}");
    let export = house.external(&format!("/guests/{}/export", entry_of(&kept))).await.json;
    assert_eq!(export["giftCards"].as_array().map(Vec::len), Some(1), "{export}");
    assert_eq!(house.external_delete(person).await.code(), "guest_is_expected");
    house.minutes_pass(4 * 1440);
    let erased = house.external_delete(person).await;
    assert_eq!(erased.status, 204, "{}", erased.text);
    for (table, values) in house.rows() {
        for word in ["Zzmarker", "b@example.com", "a@example.com", "5512234"] {
            assert!(!values.contains(word), "{table} still says {values}");
        }
    }
    house.sqlite.inspect(|db| audit(db, &[])).expect("an audit").assert_clean();
}

#[tokio::test]
async fn a_booking_in_somebody_elses_entry_is_erased_without_that_entry() {
    let house = House::new().await;
    let boss = book(&house, 1080, ("Boss", "boss@example.com", "0660 5512234")).await;
    let booked = book(&house, 1095, ("Friend", "boss@example.com", "")).await;
    let change = json!({ "email": "zzmarker@example.com", "internalNotes": "Zzmarker called" });
    let changed = house.patch(&booked, &change).await;
    assert_eq!(changed.status, 200, "{}", changed.text);
    let person = "/personal-data?email=zzmarker@example.com";
    assert_eq!(house.external(person).await.json["reservations"].as_array().map(Vec::len), Some(1));
    house.minutes_pass(4 * 1440);
    assert_eq!(house.external_delete(person).await.status, 204);
    for (table, values) in house.rows() {
        assert!(!values.contains("marker"), "{table} still says {values}");
    }
    let entry = house.external(&format!("/guests/{}", entry_of(&boss))).await;
    assert_eq!((entry.status, &entry.json["guest"]["lastName"]), (200, &json!("Boss")));
}
