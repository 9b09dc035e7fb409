//! Bookings that have to be requested: by size, service and experience; how they are answered, and what comes of them if
//! they are not.

use api::Configuration;
use serde_json::{Value, json};

use crate::changes::change;
use crate::house::{Answer, House, THURSDAY, configuration, dinner, tasting_booking};
use crate::payments::{self, Booked, booking, cancel, deposit, mails, pay, reservation_id, state};

/// Five and more on request, to be answered by noon of the next day.
fn on_request_from_five() -> Configuration {
    with_rules(&json!([{ "minPartySize": 5, "confirmationMode": "request" }]))
}

fn with_rules(rules: &Value) -> Configuration {
    let mut configuration = configuration();
    configuration.confirmation_rules = serde_json::from_value(rules.clone()).expect("rules");
    let noon = json!({ "daysAfter": 1, "at": 720 });
    configuration.answer_by = Some(serde_json::from_value(noon).expect("a time"));
    configuration
}

async fn of_the_restaurant(house: &House, booked: &Booked) -> Value {
    house.external(&format!("/reservations/{}", reservation_id(house, booked).await)).await.json
}

async fn answer(house: &House, booked: &Booked, body: Value) -> Answer {
    let reservation = of_the_restaurant(house, booked).await;
    house.patch(&reservation, &body).await
}

async fn page(house: &House, booked: &Booked) -> String {
    house.get(&format!("/manage/{}", booked.manage)).await.text
}

async fn accept(house: &House, booked: &Booked) -> Answer {
    house.send("POST", &format!("/v1/bookings/{}/acceptance", booked.manage), &[], &Value::Null).await
}

async fn requested(house: &House, attendees: u16) -> Booked {
    let booked = payments::book_from(house, dinner(attendees)).await;
    assert_eq!(booked.json["booking"]["status"], "requested", "{}", booked.json);
    booked
}

/// Noon of Wednesday, the day after the request, is a day away.
const TO_THE_DEADLINE: i64 = 1440;

#[tokio::test]
async fn a_size_is_on_request_and_says_by_when_it_is_answered() {
    let house = House::of(&on_request_from_five()).await;
    for (attendees, mode) in [(4, "instant"), (5, "request"), (12, "request")] {
        let path =
            format!("/availability/slots?attendees={attendees}&day={THURSDAY}&experienceId=a-la-carte");
        let slots = house.external(&path).await.json;
        let slots = slots["slots"].as_array().expect("slots");
        assert!(slots.iter().all(|slot| slot["confirmationMode"] == mode), "{attendees}");
    }
    let four = payments::book_from(&house, dinner(4)).await;
    assert_eq!(four.json["booking"]["status"], "booked");
    assert_eq!(four.json["booking"]["answerDay"], Value::Null);
    let five = requested(&house, 5).await;
    let answer = &five.json["booking"];
    assert_eq!((&answer["answerDay"], &answer["answerMinutes"]), (&json!("2027-03-03"), &json!(720)));
    let seen = of_the_restaurant(&house, &five).await;
    assert_eq!((&seen["status"], &seen["answerBy"]), (&json!("requested"), &json!("2027-03-03T11:00:00Z")));
    let sentence = "Sie erhalten unsere Antwort bis Mittwoch, 3. März 2027, 12:00.";
    assert!(page(&house, &five).await.contains(sentence));
    assert!(house.last_mail("subject LIKE 'Ihre Anfrage ist angekommen%'").contains(sentence));
}

#[tokio::test]
async fn services_experiences_and_days_have_rules_of_their_own() {
    let house = House::of(&with_rules(&json!([
        { "experienceIds": ["aurora-menu"], "weekdays": ["thu"], "confirmationMode": "request" },
        { "serviceIds": ["lunch"], "firstDay": "03-01", "lastDay": "03-31", "confirmationMode": "request" },
    ])))
    .await;
    let status = |body: Value| {
        let house = &house;
        async move { house.post("/reservations", &body).await.json["booking"]["status"].clone() }
    };
    assert_eq!(status(tasting_booking(None)).await, "requested");
    assert_eq!(status(dinner(2)).await, "booked");
    let mut lunch = dinner(2);
    lunch["minutes"] = 750.into();
    assert_eq!(status(lunch.clone()).await, "requested");
    lunch["day"] = "2027-04-01".into();
    assert_eq!(status(lunch).await, "booked");
}

#[tokio::test]
async fn who_is_not_answered_in_time_is_told_and_gets_everything_back() {
    let mut configuration = on_request_from_five();
    configuration.confirmation_rules[0].min_party_size = None;
    for experience in &mut configuration.experiences {
        // Cancelling would cost all of it by then.
        experience.payment_settings = deposit();
        experience.payment_settings.refund_minutes = 30 * 1440;
        experience.payment_settings.refund_steps.clear();
    }
    let house = House::of(&configuration).await;
    let booked = payments::book(&house).await;
    let answer = &booked.json["booking"];
    assert_eq!((&answer["answerDay"], &answer["answerMinutes"]), (&json!("2027-03-03"), &json!(720)));
    pay(&house, &booked).await;
    assert_eq!(state(&house, &booked).await, ("requested".to_owned(), "paid".to_owned()));
    assert_eq!(booking(&house, &booked).await["payment"]["feeNow"], 0, "nothing is agreed yet");
    house.minutes_pass(TO_THE_DEADLINE - 1);
    house.run_jobs().await;
    assert_eq!(state(&house, &booked).await.0, "requested");
    assert_eq!(house.count("occupancy WHERE table_id LIKE 'counter%'"), 11);
    house.minutes_pass(1);
    house.run_jobs().await;
    assert_eq!(state(&house, &booked).await, ("declined".to_owned(), "refunded".to_owned()));
    assert_eq!(booking(&house, &booked).await["payment"]["refunded"], 4_000);
    assert_eq!(house.count("occupancy"), 0, "its table is free again");
    let told = house.last_mail("subject LIKE 'Ihre Anfrage ist verfallen%'");
    assert!(told.contains("weil wir nicht rechtzeitig antworten konnten") && told.contains("40 €"), "{told}");
    house.run_jobs().await;
    assert_eq!(mails(&house).iter().filter(|kind| *kind == "request_lapsed").count(), 1);
}

#[tokio::test]
async fn a_request_without_a_deadline_lapses_when_the_guests_would_come() {
    let mut configuration = on_request_from_five();
    configuration.answer_by = None;
    let house = House::of(&configuration).await;
    let booked = requested(&house, 5).await;
    assert!(!page(&house, &booked).await.contains("Sie erhalten unsere Antwort"), "that would say nothing");
    house.minutes_pass(2 * 1440 + 450 - 1);
    house.run_jobs().await;
    assert_eq!(booking(&house, &booked).await["status"], "requested");
    house.minutes_pass(1);
    house.run_jobs().await;
    assert_eq!(booking(&house, &booked).await["status"], "declined");
}

#[tokio::test]
async fn a_refusal_has_a_reason() {
    let house = House::of(&on_request_from_five()).await;
    let booked = requested(&house, 6).await;
    let reason = "An diesem Abend haben wir eine Hochzeit.\nRufen Sie uns gerne an!";
    let declined = answer(&house, &booked, json!({ "status": "declined", "messageToGuest": reason })).await;
    assert_eq!((declined.status, &declined.json["messageToGuest"]), (200, &json!(reason)));
    assert!(house.last_mail("subject LIKE '%nicht angenommen%'").contains(reason));
    assert!(page(&house, &booked).await.contains("eine Hochzeit"));
    assert_eq!(booking(&house, &booked).await["messageToGuest"], reason);
}

#[tokio::test]
async fn a_message_that_nobody_would_get_is_refused() {
    let house = House::of(&on_request_from_five()).await;
    let booked = requested(&house, 6).await;
    for body in [
        json!({ "internalNotes": "Stammgast", "messageToGuest": "Hallo" }),
        json!({ "status": "declined", "messageToGuest": "x".repeat(1001) }),
    ] {
        let refused = answer(&house, &booked, body).await;
        assert_eq!((refused.status, refused.code()), (422, "invalid_input"), "{}", refused.text);
        assert_eq!(refused.json["errors"][0]["pointer"], "/messageToGuest");
    }
    assert_eq!(booking(&house, &booked).await["status"], "requested", "and nothing else was changed");
    // What was said to one answer is not said again with the next.
    let said = answer(&house, &booked, json!({ "status": "booked", "messageToGuest": "Bis bald!" })).await;
    assert_eq!(said.status, 200, "{}", said.text);
    assert!(house.last_mail("1").contains("Bis bald!"));
    cancel(&house, &booked).await;
    assert!(!house.last_mail("subject LIKE '%storniert%'").contains("Bis bald!"));
}

#[tokio::test]
async fn another_time_is_offered_and_accepted() {
    let house = House::of(&on_request_from_five()).await;
    let booked = requested(&house, 6).await;
    let early = accept(&house, &booked).await;
    assert_eq!((early.status, early.code()), (409, "transition_not_allowed"), "nothing is offered yet");
    let offer = json!({ "status": "unconfirmed", "minutes": 1080, "messageToGuest": "Um 18 Uhr gerne." });
    let offered = answer(&house, &booked, offer).await;
    assert_eq!((offered.status, &offered.json["minutes"]), (200, &json!(1080)), "{}", offered.text);
    let mail = house.last_mail("subject LIKE 'Wir haben ein Angebot für Sie%'");
    for part in
        ["Um 18 Uhr gerne.", "18:00", "Bitte nehmen Sie bis Mittwoch, 3. März 2027, 12:00 an.", "/manage/"]
    {
        assert!(mail.contains(part), "{part}: {mail}");
    }
    let shown = page(&house, &booked).await;
    assert!(shown.contains("bietet Ihnen diesen Tisch an") && shown.contains(">Annehmen<"), "{shown}");
    let form = format!("/manage/{}/accept", booked.manage);
    let posted =
        house.send("POST", &form, &[("content-type", "application/x-www-form-urlencoded")], &Value::Null);
    assert_eq!(posted.await.status, 303);
    assert_eq!(booking(&house, &booked).await["status"], "booked");
    let again = accept(&house, &booked).await;
    assert_eq!((again.status, &again.json["status"]), (200, &json!("booked")));
    assert_eq!(mails(&house), ["confirmation", "offered", "confirmation"]);
    assert!(!page(&house, &booked).await.contains(">Annehmen<"));
}

#[tokio::test]
async fn an_offer_lapses_and_is_not_accepted_late() {
    let house = House::of(&on_request_from_five()).await;
    let booked = requested(&house, 6).await;
    assert_eq!(
        answer(&house, &booked, json!({ "status": "unconfirmed", "minutes": 1080 })).await.status,
        200
    );
    house.minutes_pass(TO_THE_DEADLINE);
    let late = accept(&house, &booked).await;
    assert_eq!((late.status, late.code()), (409, "transition_not_allowed"));
    house.run_jobs().await;
    assert_eq!(booking(&house, &booked).await["status"], "cancelled");
    assert_eq!(house.count("occupancy"), 0);
    assert!(house.last_mail("1").contains("Unser Angebot ist verfallen"));
}

#[tokio::test]
async fn whoever_turns_an_offer_down_gets_everything_back() {
    let mut configuration = on_request_from_five();
    configuration.confirmation_rules[0].min_party_size = None;
    for experience in &mut configuration.experiences {
        experience.payment_settings = deposit();
        experience.payment_settings.refund_minutes = 30 * 1440;
        experience.payment_settings.refund_steps.clear();
    }
    let house = House::of(&configuration).await;
    let booked = payments::book(&house).await;
    pay(&house, &booked).await;
    assert_eq!(
        answer(&house, &booked, json!({ "status": "unconfirmed", "minutes": 1110 })).await.status,
        200
    );
    cancel(&house, &booked).await;
    house.run_jobs().await;
    assert_eq!(booking(&house, &booked).await["payment"]["refunded"], 4_000);
    // Once it is agreed, the terms are.
    let kept = payments::book(&house).await;
    pay(&house, &kept).await;
    assert_eq!(answer(&house, &kept, json!({ "status": "booked" })).await.status, 200);
    assert_eq!(booking(&house, &kept).await["payment"]["feeNow"], 4_000);
    cancel(&house, &kept).await;
    house.run_jobs().await;
    assert_eq!(booking(&house, &kept).await["payment"]["refunded"], 0);
}

#[tokio::test]
async fn a_confirmed_booking_does_not_become_a_request() {
    let house = House::of(&on_request_from_five()).await;
    let booked = payments::book_from(&house, dinner(4)).await;
    let quote = house.get(&format!("/v1/bookings/{}/change?attendees=5", booked.manage)).await;
    assert_eq!((&quote.json["times"], &quote.json["exclusionReasons"]), (&json!([]), &json!(["on_request"])));
    let refused = change(&house, &booked, &json!({ "attendees": 5 })).await;
    assert_eq!((refused.status, refused.code()), (409, "slot_not_bookable"), "{}", refused.text);
    assert_eq!(refused.json["exclusionReasons"], json!(["on_request"]));
    let shown = house.get(&format!("/manage/{}/change?attendees=5", booked.manage)).await.text;
    assert!(shown.contains("Dem müssen wir erst zustimmen."), "{shown}");
    assert_eq!(change(&house, &booked, &json!({ "attendees": 3 })).await.status, 200);
    // A request may change into what it likes, and remains one; it is answered before it begins.
    let request = requested(&house, 6).await;
    let changed =
        change(&house, &request, &json!({ "attendees": 2, "day": "2027-03-03", "minutes": 690 })).await;
    assert_eq!((changed.status, &changed.json["status"]), (200, &json!("requested")), "{}", changed.text);
    assert_eq!(
        (&changed.json["answerDay"], &changed.json["answerMinutes"]),
        (&json!("2027-03-03"), &json!(690))
    );
    // The restaurant may grow what it likes.
    assert_eq!(answer(&house, &booked, json!({ "attendees": 8 })).await.status, 200);
}

#[tokio::test]
async fn a_request_that_is_moved_waits_for_its_answer_anew() {
    let mut configuration = on_request_from_five();
    configuration.answer_by = None;
    let house = House::of(&configuration).await;
    let booked = requested(&house, 6).await;
    let later = change(&house, &booked, &json!({ "day": "2027-03-06" })).await;
    assert_eq!((later.status, &later.json["answerDay"]), (200, &json!("2027-03-06")), "{}", later.text);
    house.minutes_pass(2 * 1440 + 500);
    house.run_jobs().await;
    assert_eq!(booking(&house, &booked).await["status"], "requested");
}

#[tokio::test]
async fn another_offer_stands_as_long_as_the_first() {
    let house = House::of(&on_request_from_five()).await;
    let booked = requested(&house, 6).await;
    assert_eq!(
        answer(&house, &booked, json!({ "status": "unconfirmed", "minutes": 1080 })).await.status,
        200
    );
    house.minutes_pass(TO_THE_DEADLINE - 1);
    let again = answer(&house, &booked, json!({ "day": "2027-03-06" })).await;
    assert_eq!(
        (again.status, &again.json["answerBy"]),
        (200, &json!("2027-03-04T11:00:00Z")),
        "{}",
        again.text
    );
    assert_eq!(mails(&house), ["confirmation", "offered", "offered"]);
    assert_eq!(accept(&house, &booked).await.status, 200);
}

#[tokio::test]
async fn what_has_begun_is_not_offered() {
    let house = House::of(&on_request_from_five()).await;
    let booked = requested(&house, 6).await;
    let past = json!({ "status": "unconfirmed", "day": "2027-03-02", "minutes": 690 });
    let past = answer(&house, &booked, past).await;
    assert_eq!((past.status, past.code()), (409, "transition_not_allowed"), "{}", past.text);
    let said = json!({ "status": "declined", "messageToGuest": "Leider\u{0}\r\nnicht." });
    assert_eq!(answer(&house, &booked, said).await.json["messageToGuest"], "Leider\nnicht.");
}

#[tokio::test]
async fn a_request_that_is_paid_late_leaves_an_hour_to_answer() {
    let mut configuration = on_request_from_five();
    configuration.confirmation_rules[0].min_party_size = None;
    let soon = json!({ "daysAfter": 0, "at": 723 });
    configuration.answer_by = Some(serde_json::from_value(soon).expect("a time"));
    for experience in &mut configuration.experiences {
        experience.payment_settings = deposit();
    }
    let house = House::of(&configuration).await;
    let booked = payments::book(&house).await;
    house.minutes_pass(4);
    pay(&house, &booked).await;
    house.run_jobs().await;
    assert_eq!(state(&house, &booked).await.0, "requested");
    house.minutes_pass(60);
    house.run_jobs().await;
    assert_eq!(state(&house, &booked).await.0, "declined");
}

#[tokio::test]
async fn rules_that_make_no_sense_are_refused_where_they_stand() {
    let house = House::new().await;
    let settings = house.external("/settings").await.json;
    for (rule, pointer) in [
        (json!({ "minPartySize": 7, "maxPartySize": 6 }), "/confirmationRules/0/minPartySize"),
        (json!({ "serviceIds": ["brunch"] }), "/confirmationRules/0/serviceIds/0"),
        (json!({ "experienceIds": ["brunch"] }), "/confirmationRules/0/experienceIds/0"),
        (json!({ "firstDay": "05-01", "lastDay": "2027-05-01" }), "/confirmationRules/0/lastDay"),
        (json!({ "firstDay": "2027-05-02", "lastDay": "2027-05-01" }), "/confirmationRules/0/lastDay"),
    ] {
        let mut wrong = settings.clone();
        let mut rule = rule;
        rule["confirmationMode"] = "request".into();
        wrong["confirmationRules"] = json!([rule]);
        let refused = house.external_put("/settings", &wrong).await;
        assert_eq!(
            (refused.status, &refused.json["errors"][0]["pointer"]),
            (422, &json!(pointer)),
            "{}",
            refused.text
        );
    }
    for by in [json!({ "daysAfter": 31, "at": 0 }), json!({ "daysAfter": 1, "at": 1440 })] {
        let mut wrong = settings.clone();
        wrong["answerBy"] = by;
        let refused = house.external_put("/settings", &wrong).await;
        assert_eq!((refused.status, &refused.json["errors"][0]["pointer"]), (422, &json!("/answerBy")));
    }
}
