//! A hostile client: what strangers can do for free, from as many addresses as they have. Each story ends with an honest
//! guest, for whom the house must still be there.

use api::configuration::payment_rule::PaymentRule;
use serde_json::{Value, json};
use tests::bistro;

use crate::changes;
use crate::house::{
    ADMIN, Answer, House, SLUG, THURSDAY, configuration, dinner, tasting_booking, tasting_hold,
};
use crate::payments::{self, deposit};

/// The address of somebody who has done nothing yet.
const HONEST: &str = "192.0.2.10";

fn code_of(answer: &Answer) -> &str {
    answer.code()
}

fn with_email(mut body: Value, email: &str) -> Value {
    body["email"] = email.into();
    body
}

/// The honest guest holds a table or, if none is kept any more, books without: whether that worked.
async fn honest_guest_can_book(house: &House, mut wish: Value) -> bool {
    let key = wish["minutes"].to_string();
    let held = house.post_from(HONEST, &format!("honest-hold-{key}"), "/holds", &wish).await;
    assert!(
        held.status == 201 || ["too_many_holds", "slot_not_bookable"].contains(&held.code()),
        "{}",
        held.text
    );
    for (field, value) in [("lastName", "Ehrlich"), ("email", "ehrlich@example.com"), ("locale", "de")] {
        wish[field] = value.into();
    }
    wish["consent"] = true.into();
    if held.status == 201 {
        wish["holdId"] = held.json["id"].clone();
    }
    let booked = house.post_from(HONEST, &format!("honest-booking-{key}"), "/reservations", &wish).await;
    assert!(booked.status == 201 || booked.code() == "slot_not_bookable", "{}", booked.text);
    booked.status == 201
}

async fn honest_guest_books(house: &House, wish: Value) {
    assert!(honest_guest_can_book(house, wish).await, "nothing is left for the honest guest");
}

/// A dinner à la carte at this start, as a hold.
fn hold_at(minutes: u16, attendees: u16) -> Value {
    json!({ "attendees": attendees, "day": THURSDAY, "minutes": minutes, "experienceId": "a-la-carte" })
}

#[tokio::test]
async fn one_address_keeps_a_few_tables_at_most() {
    let house = House::new().await;
    let mut kept = 0;
    for i in 0..90 {
        let hold = hold_at(1080 + 15 * (i % 12), 2);
        let answer = house.post_from("203.0.113.7", &format!("hold-{i}"), "/holds", &hold).await;
        match answer.status {
            201 => kept += 1,
            409 => {}
            _ => {
                assert_eq!((answer.status, code_of(&answer)), (429, "too_many_holds"), "{}", answer.text);
                assert!(answer.headers.contains_key("retry-after"));
            }
        }
    }
    assert!((1..=5).contains(&kept), "{kept} holds");
    honest_guest_books(&house, hold_at(1170, 2)).await;
}

#[tokio::test]
async fn a_whole_ipv6_prefix_is_one_visitor() {
    let house = House::new().await;
    let mut kept = 0;
    for i in 0..40 {
        let address = format!("2001:db8:1:2::{i:x}");
        let hold = hold_at(1080 + 15 * (i % 12), 2);
        let answer = house.post_from(&address, &format!("hold-{i}"), "/holds", &hold).await;
        kept += usize::from(answer.status == 201);
    }
    assert!(kept <= 5, "{kept} holds");
}

#[tokio::test]
async fn many_addresses_leave_a_table_for_the_next_guest() {
    let house = House::new().await;
    let mut refused = 0;
    // Forty visitors in as many networks try every start of the evening, large parties first.
    for i in 0..40 {
        for (k, minutes) in (1050..=1290).step_by(15).enumerate() {
            let hold = hold_at(minutes, [6, 4, 2][k % 3]);
            let from = format!("10.{i}.0.1");
            let answer = house.post_from(&from, &format!("hold-{i}-{minutes}"), "/holds", &hold).await;
            refused += usize::from(answer.code() == "too_many_holds");
        }
    }
    assert!(0 < refused, "nobody was over budget");
    // Somewhere in that evening there is still a table.
    let mut is_booked = false;
    for minutes in (1050..=1290).step_by(15) {
        is_booked = is_booked || honest_guest_can_book(&house, hold_at(minutes, 2)).await;
    }
    assert!(is_booked, "nothing is left for the honest guest");
}

#[tokio::test]
async fn an_extended_hold_stays_its_makers() {
    let house =
        House::of(&bistro::of_tables(SLUG, &[("1", 1, 2), ("2", 1, 2), ("3", 1, 2), ("4", 1, 2)])).await;
    for i in 0..2 {
        let held = house.post_from("203.0.113.7", &format!("hold-{i}"), "/holds", &hold_at(1140, 2)).await;
        let path = format!("/holds/{}/extend", held.json["id"].as_str().expect("an id"));
        // From another address of the same machine.
        let extended = house.post_from("2001:db8::1", &format!("extend-{i}"), &path, &json!({})).await;
        assert_eq!(extended.status, 200, "{}", extended.text);
    }
    let third = house.post_from("203.0.113.7", "hold-3", "/holds", &hold_at(1140, 2)).await;
    assert_eq!(third.code(), "too_many_holds", "{}", third.text);
}

#[tokio::test]
async fn once_visitors_keep_half_of_the_seats_each_gets_one_table() {
    let house =
        House::of(&bistro::of_tables(SLUG, &[("1", 1, 2), ("2", 1, 2), ("3", 1, 2), ("4", 1, 2)])).await;
    let mut codes = Vec::new();
    for i in 0..4 {
        let answer = house.post_from("203.0.113.7", &format!("hold-{i}"), "/holds", &hold_at(1140, 2)).await;
        codes.push(if answer.status == 201 { "held".to_owned() } else { code_of(&answer).to_owned() });
    }
    assert_eq!(codes, ["held", "held", "too_many_holds", "too_many_holds"]);
    honest_guest_books(&house, hold_at(1140, 2)).await;
}

#[tokio::test]
async fn a_hold_is_extended_three_times() {
    let house = House::new().await;
    let held = house.post("/holds", &tasting_hold()).await;
    let path = format!("/holds/{}/extend", held.json["id"].as_str().expect("an id"));
    for left in [2, 1, 0] {
        let extended = house.post(&path, &json!({})).await;
        assert_eq!(extended.json["extensionsLeft"], left, "{}", extended.text);
    }
    assert_eq!(house.post(&path, &json!({})).await.code(), "hold_not_extendable");
}

#[tokio::test]
async fn unpaid_bookings_have_budgets_and_expire_by_themselves() {
    let house = payments::house(deposit()).await;
    let mut made = 0;
    for i in 0..30 {
        let mut body = with_email(tasting_booking(None), &format!("spam{i}@example.com"));
        body["minutes"] = (1080 + 15 * (i % 8)).into();
        let answer = house.post_from("203.0.113.7", &format!("unpaid-{i}"), "/reservations", &body).await;
        match answer.status {
            201 => made += 1,
            429 => assert!(["too_many_bookings"].contains(&code_of(&answer)), "{}", answer.text),
            other => assert_eq!(other, 409, "{}", answer.text),
        }
    }
    assert!((1..=3).contains(&made), "{made} unpaid bookings");
    // And by e-mail address, from wherever they come.
    let mut of_one = 0;
    for i in 0..8 {
        let mut body = with_email(tasting_booking(None), "one@example.com");
        body["minutes"] = (1080 + 15 * (i % 8)).into();
        let answer =
            house.post_from(&format!("10.{i}.0.1"), &format!("one-{i}"), "/reservations", &body).await;
        of_one += usize::from(answer.status == 201);
    }
    assert!(of_one <= 3, "{of_one} unpaid bookings of one address");
    house.minutes_pass(11);
    house.run_jobs().await;
    let pending = "reservations WHERE status = 'payment_pending'";
    assert_eq!(house.count(pending), 0, "all of them have expired in one run");
}

#[tokio::test]
async fn codes_are_tried_by_prefix_and_a_right_one_gets_through() {
    let house = House::new().await;
    let card = json!({ "amount": 5000, "expiresOnDay": "2028-12-31", "templateId": "classic", "id": "RIGHTCODE2345678" });
    let created = house.external_post("/gift-cards", &card).await;
    assert_eq!(created.status, 201, "{}", created.text);
    let guess = json!({ "code": "WRONGCODE2345678" });
    let mut answers = Vec::new();
    for i in 0..25 {
        let address = format!("2001:db8:9:9::{i:x}");
        answers.push(house.post_from(&address, "guess", "/gift-cards/balance", &guess).await.status);
    }
    assert_eq!(answers.iter().filter(|status| **status == 404).count(), 20, "{answers:?}");
    assert_eq!(answers.last(), Some(&429));
    // All visitors together use up what the house allows within an hour.
    house.sqlite.inspect(|sql| {
        sql.execute("UPDATE guesses SET count = 1000 WHERE guesser = ''", []).expect("a thousand attempts");
    });
    let wrong = house.post_from(HONEST, "guess", "/gift-cards/balance", &guess).await;
    assert_eq!(wrong.status, 429, "{}", wrong.text);
    let right = json!({ "code": "RIGHTCODE2345678" });
    let right = house.post_from(HONEST, "guess", "/gift-cards/balance", &right).await;
    assert_eq!(right.status, 200, "{}", right.text);
}

#[tokio::test]
async fn strangers_are_not_sent_advertisements() {
    let house = House::new().await;
    let mut booking = dinner(2);
    booking["firstName"] = "WIN A PRIZE: http://evil.example".into();
    let answer = house.post("/reservations", &booking).await;
    assert_eq!((answer.status, code_of(&answer)), (422, "invalid_input"));
    assert_eq!(answer.json["errors"][0]["pointer"], "/firstName");
    let mut made = 0;
    for i in 0..10 {
        let mut booking = with_email(dinner(2), "stranger@example.com");
        booking["minutes"] = (1080 + 15 * i).into();
        let answer =
            house.post_from(&format!("10.{i}.0.1"), &format!("spam-{i}"), "/reservations", &booking).await;
        made += i64::from(answer.status == 201);
        assert!(answer.status != 429 || code_of(&answer) == "too_many_bookings", "{}", answer.text);
    }
    assert_eq!(made, 6, "bookings of one address within a day");
    assert_eq!(house.count("mailbox WHERE recipient = 'stranger@example.com'"), made);
}

#[tokio::test]
async fn spellings_of_one_mailbox_share_a_budget() {
    let spellings = [
        ["joe.smith@gmail.com", "j.oesmith@gmail.com", "joesmith@googlemail.com", "joesmith+1@gmail.com"],
        ["q@münchen.example", "q@xn--mnchen-3ya.example", "Q@MÜNCHEN.EXAMPLE", "q+b@münchen.example"],
    ];
    for mailbox in spellings {
        let house = House::new().await;
        let mut made = 0;
        for (i, email) in mailbox.iter().cycle().take(10).enumerate() {
            let mut booking = with_email(dinner(2), email);
            booking["minutes"] = (1080 + 15 * i).into();
            let address = format!("10.{i}.0.1");
            let answer = house.post_from(&address, &format!("spam-{i}"), "/reservations", &booking).await;
            made += i64::from(answer.status == 201);
        }
        assert_eq!(made, 6, "bookings of one mailbox within a day: {mailbox:?}");
    }
}

#[tokio::test]
async fn changes_mail_no_stranger_without_end() {
    let house = House::new().await;
    let booked = house.post("/reservations", &with_email(dinner(2), "victim+1@example.com")).await;
    let token = booked.json["manageToken"].as_str().expect("a token").to_owned();
    let path = format!("/v1/bookings/{token}");
    for i in 0..30 {
        let body = json!({ "minutes": 1170 + 15 * (i % 2) });
        house.send("PATCH", &path, &[("idempotency-key", &format!("change-{i}"))], &body).await;
    }
    let mails = house.count("mailbox WHERE recipient LIKE 'victim%'");
    assert!((2..=12).contains(&mails), "{mails} mails");
}

#[tokio::test]
async fn nobody_gets_round_the_cached_snapshot() {
    let house = House::new().await;
    let read = async || {
        house.minutes_pass(0);
        house.get(&format!("/v1/restaurants/{SLUG}/snapshot?freshAfter=99999999999999")).await.json["madeAt"]
            .clone()
    };
    let made = read().await;
    // A minute of the restaurant's clock tells the two apart.
    house.minutes_pass(1);
    house.delete(&format!("/v1/restaurants/{SLUG}/holds/nothing")).await;
    assert_eq!(read().await, made, "what never was changes nothing");
    house.post("/holds", &tasting_hold()).await;
    let fresher = read().await;
    assert_ne!(fresher, made, "a hold does");
    house.minutes_pass(1);
    assert_eq!(read().await, fresher);
}

#[tokio::test]
async fn one_house_does_not_wait_for_the_mails_of_another() {
    let house = House::new().await;
    house.post("/reservations", &dinner(2)).await;
    let mut other = serde_json::to_value(configuration()).expect("json");
    other["restaurant"]["slug"] = "osteria-luna".into();
    let body = json!({ "configuration": other });
    let made = house.send("POST", "/admin/restaurants", &[("authorization", ADMIN)], &body).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let path = "/v1/restaurants/osteria-luna/reservations";
    let headers = [("idempotency-key", "luna"), ("cf-connecting-ip", HONEST)];
    assert_eq!(
        house.send("POST", path, &headers, &with_email(dinner(2), "luna@example.com")).await.status,
        201
    );
    // A thousand mails of the first house wait already, all for longer than the one of the other.
    house.sqlite.inspect(|sql| {
        sql.execute_batch(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
             INSERT INTO outbox (id, kind, reservation_id, restaurant_id, created_at, next_attempt_at)
             SELECT 'm' || i, 'confirmation', r.id, r.restaurant_id, 0, i FROM n, reservations r
             WHERE r.email = 'bea@example.com';
             DELETE FROM mailbox;
             UPDATE outbox SET delivered_at = NULL WHERE reservation_id IN
               (SELECT id FROM reservations WHERE email = 'luna@example.com');",
        )
        .expect("mails");
    });
    house.minutes_pass(2);
    house.run_jobs().await;
    assert_eq!(house.count("mailbox WHERE recipient = 'luna@example.com'"), 1);
    let rest = house.count("outbox WHERE delivered_at IS NULL");
    assert!(rest < 1000, "{rest} are left");
}

#[tokio::test]
async fn deposits_are_not_avoided_by_changing_twice() {
    let mut configuration = configuration();
    // Lunch is free, dinner costs ten euros a guest.
    let dinner_id =
        configuration.services.iter().find(|service| service.first_start >= 1000).expect("dinner").id.clone();
    let mut settings = deposit();
    settings.payment.pricing.price_per_pax = 1000;
    configuration.payment_rules = vec![PaymentRule {
        service_ids: vec![dinner_id],
        payment_settings: settings,
        ..PaymentRule::default()
    }];
    let house = House::of(&configuration).await;
    let booked = payments::book_from(&house, dinner(4)).await;
    payments::pay(&house, &booked).await;
    let moved = changes::change(&house, &booked, &json!({ "minutes": 750 })).await;
    assert_eq!(moved.status, 200, "{}", moved.text);
    let back = changes::change(&house, &booked, &json!({ "minutes": 1170 })).await;
    assert_eq!(back.status, 200, "{}", back.text);
    assert!(back.json["payment"]["payUrl"].is_string(), "dinner is to be paid again: {}", back.text);
}

#[tokio::test]
async fn a_party_below_the_least_of_a_rule_is_not_free_for_ever() {
    let mut configuration = configuration();
    let mut settings = deposit();
    settings.payment.pricing.price_per_pax = 1000;
    settings.payment.required_from_pax = 6;
    configuration.payment_rules = vec![PaymentRule { payment_settings: settings, ..PaymentRule::default() }];
    let house = House::of(&configuration).await;
    let booked = payments::book_from(&house, dinner(6)).await;
    payments::pay(&house, &booked).await;
    let fewer = changes::change(&house, &booked, &json!({ "attendees": 4, "day": "2027-03-05" })).await;
    assert_eq!(fewer.status, 200, "{}", fewer.text);
    let more = changes::change(&house, &booked, &json!({ "attendees": 8 })).await;
    assert_eq!(more.status, 200, "{}", more.text);
    assert!(more.json["payment"]["payUrl"].is_string(), "eight are to be paid for: {}", more.text);
}

#[tokio::test]
async fn a_stranger_with_a_phone_number_gets_no_guestbook_entry_of_anybody() {
    let house = House::new().await;
    let mut vip = dinner(2);
    for (field, value) in
        [("email", "vip@example.com"), ("phone", "+43 660 5512234"), ("lastName", "Wichtig")]
    {
        vip[field] = value.into();
    }
    vip.as_object_mut().expect("an object").remove("consent");
    let made = house.external_post("/reservations", &vip).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let guest = made.json["guest"]["id"].as_str().expect("an id").to_owned();
    house.external_patch(&format!("/guests/{guest}"), &json!({ "notes": "likes the corner" })).await;
    let mut attack = dinner(2);
    for (field, value) in [
        ("email", "attacker@example.com"),
        ("phone", "0660/5512234"),
        ("lastName", "Falsch"),
        ("firstName", "Frieda"),
    ] {
        attack[field] = value.into();
    }
    attack["minutes"] = 1200.into();
    assert_eq!(house.post("/reservations", &attack).await.status, 201);
    let kept = house.external(&format!("/guests/{guest}")).await.json;
    assert_eq!(kept["guest"]["email"], "vip@example.com", "{kept}");
    assert_eq!(kept["guest"]["lastName"], "Wichtig");
    let other = house.external("/guests?email=attacker@example.com").await.json;
    assert_ne!(other[0]["guest"]["id"], guest.as_str());
    assert_eq!(other[0]["guest"]["notes"], "");
}
