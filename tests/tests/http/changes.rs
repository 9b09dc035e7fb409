//! Guests change their bookings: a higher price is paid, a lower one is refunded, and a fee cannot be avoided by
//! moving.

use serde_json::{Value, json};

use crate::house::{Answer, House, SLUG, THURSDAY, dinner};
use crate::payments::{
    Booked, balance, book, book_with, booking, cancel, deposit, gift_card, house, ledger, line, mails, pay,
    state, text, try_card,
};

pub(crate) async fn change(house: &House, booked: &Booked, body: &Value) -> Answer {
    let key = format!("change-{body}-{}", house.count("reservation_log"));
    let key: String = key.chars().filter(char::is_ascii_alphanumeric).collect();
    let path = format!("/v1/bookings/{}", booked.manage);
    house.send("PATCH", &path, &[("idempotency-key", &key)], body).await
}

async fn quote(house: &House, booked: &Booked, query: &str) -> Answer {
    house.get(&format!("/v1/bookings/{}/change?{query}", booked.manage)).await
}

fn pay_token(answer: &Answer) -> String {
    assert_eq!(answer.status, 200, "{}", answer.text);
    text(&answer.json["payment"]["payUrl"]).rsplit('/').next().unwrap_or_default().to_owned()
}

fn holds(house: &House) -> i64 {
    house.sqlite.inspect(|database| {
        let count = "SELECT COUNT(*) FROM stays WHERE expires_at IS NOT NULL";
        database.query_row(count, [], |row| row.get(0)).expect("a count")
    })
}

#[tokio::test]
async fn more_guests_pay_the_difference() {
    let house = house(deposit()).await;
    let booked = book(&house).await;
    pay(&house, &booked).await;
    let told = quote(&house, &booked, "attendees=4").await;
    assert_eq!(told.json["amount"], 4_000, "{}", told.text);
    let stale = change(&house, &booked, &json!({ "attendees": 4, "acceptedAmount": 1 })).await;
    assert_eq!((stale.status, stale.code()), (409, "quote_changed"));
    let changed = change(&house, &booked, &json!({ "attendees": 4, "acceptedAmount": 4_000 })).await;
    let token = pay_token(&changed);
    assert_eq!((&changed.json["attendees"], &changed.json["payment"]["toPay"]), (&json!(4), &json!(4_000)));
    let twice = change(&house, &booked, &json!({ "attendees": 3 })).await;
    assert_eq!((twice.status, twice.code()), (409, "change_not_allowed"));
    let page = house.get(&format!("/pay/{token}")).await.text;
    assert!(page.contains("40 € bezahlen") && page.contains("Vereinbart sind insgesamt 80 €."), "{page}");
    assert_eq!(try_card(&house, &token, "good").await, "paid");
    let after = booking(&house, &booked).await;
    assert_eq!((&after["payment"]["amount"], &after["payment"]["toPay"]), (&json!(8_000), &json!(0)));
    assert_eq!(after["attendees"], 4);
    let both = [line("reserved", "card", 4_000), line("captured", "card", 4_000)];
    assert_eq!(ledger(&house), [both.clone(), both].concat());
    assert_eq!(mails(&house), ["to_pay", "confirmation", "difference_to_pay", "confirmation"]);
    assert_eq!(holds(&house), 0);
    // All of it is refunded in time, for both payments.
    let cancelled = cancel(&house, &booked).await;
    assert_eq!(cancelled["status"], "cancelled");
    let back: i64 = ledger(&house).iter().filter(|(kind, ..)| kind == "refunded").map(|line| line.2).sum();
    assert_eq!(back, 8_000);
}

#[tokio::test]
async fn what_is_not_paid_in_time_is_as_it_was_and_late_money_goes_back() {
    let house = house(deposit()).await;
    let booked = book(&house).await;
    pay(&house, &booked).await;
    let before = booking(&house, &booked).await;
    let changed = change(&house, &booked, &json!({ "attendees": 4, "minutes": 1170 })).await;
    let token = pay_token(&changed);
    assert!(0 < holds(&house), "what it had is held for it");
    house.get(&format!("/pay/{token}")).await;
    house.minutes_pass(11);
    house.run_jobs().await;
    let after = booking(&house, &booked).await;
    let seat = |booking: &Value| {
        (booking["attendees"].clone(), booking["minutes"].clone(), booking["status"].clone())
    };
    assert_eq!(seat(&after), seat(&before));
    assert_eq!((&after["payment"]["amount"], &after["payment"]["state"]), (&json!(4_000), &json!("paid")));
    assert_eq!(holds(&house), 0);
    assert!(mails(&house).contains(&"change_undone".to_owned()));
    assert!(house.get(&format!("/pay/{token}")).await.text.contains("wieder wie zuvor"));
    // The bank was still processing: late money is refunded, and the first payment stays.
    let changed = change(&house, &booked, &json!({ "attendees": 3 })).await;
    let token = pay_token(&changed);
    house.get(&format!("/pay/{token}")).await;
    house.minutes_pass(9);
    assert_eq!(try_card(&house, &token, "slow").await, "processing");
    house.sqlite.inspect(|database| {
        database.execute("UPDATE payment_raises SET due_at = 0 WHERE closed_at IS NULL", []).expect("due")
    });
    house.run_jobs().await;
    assert_eq!(booking(&house, &booked).await["attendees"], 2);
    house.minutes_pass(1);
    house.run_jobs().await;
    house.run_jobs().await;
    let refunded: Vec<_> = ledger(&house).into_iter().filter(|(kind, ..)| kind == "refunded").collect();
    assert_eq!(refunded, [line("refunded", "card", 2_000)]);
    assert_eq!(mails(&house).last().map(String::as_str), Some("money_returned"));
    assert_eq!(booking(&house, &booked).await["payment"]["feeNow"], 0);
}

#[tokio::test]
async fn fewer_guests_get_back_what_the_policy_says() {
    let house = house(deposit()).await;
    let booked = book(&house).await;
    pay(&house, &booked).await;
    pay_for(&house, &booked, 4).await;
    let changed = change(&house, &booked, &json!({ "attendees": 3, "acceptedAmount": -2_000 })).await;
    assert_eq!(changed.json["payment"]["amount"], 6_000, "{}", changed.text);
    // Within the last day half of it is refunded, and the restaurant keeps the other half.
    house.minutes_pass(2 * 1440);
    let told = quote(&house, &booked, "attendees=2").await;
    assert_eq!(
        (&told.json["amount"], &told.json["forfeited"]),
        (&json!(-1_000), &json!(1_000)),
        "{}",
        told.text
    );
    let changed = change(&house, &booked, &json!({ "attendees": 2 })).await;
    assert_eq!(changed.json["payment"]["amount"], 5_000, "{}", changed.text);
    let moved = change(&house, &booked, &json!({ "day": "2027-03-11" })).await;
    assert_eq!((moved.status, moved.code()), (409, "change_not_allowed"), "nobody moves out of a fee");
    // Half for the two guests who are left, and the half that was kept for those who do not come.
    assert_eq!(booking(&house, &booked).await["payment"]["feeNow"], 3_000);
    cancel(&house, &booked).await;
    let back: i64 = ledger(&house).iter().filter(|(kind, ..)| kind == "refunded").map(|line| line.2).sum();
    assert_eq!(back, 2_000 + 1_000 + 2_000);
}

async fn pay_for(house: &House, booked: &Booked, attendees: u16) {
    let token = pay_token(&change(house, booked, &json!({ "attendees": attendees })).await);
    house.get(&format!("/pay/{token}")).await;
    assert_eq!(try_card(house, &token, "good").await, "paid");
}

#[tokio::test]
async fn what_was_free_or_paid_by_a_gift_card_becomes_dearer_by_card() {
    let mut from_three = deposit();
    from_three.payment.required_from_pax = 3;
    let house = house(from_three).await;
    let answer = house.post("/reservations", &crate::house::tasting_booking(None)).await;
    assert_eq!((answer.status, &answer.json["booking"]["payment"]), (201, &Value::Null), "{}", answer.text);
    let path = format!("/v1/bookings/{}", text(&answer.json["manageToken"]));
    let body = json!({ "attendees": 3 });
    let changed = house.send("PATCH", &path, &[("idempotency-key", "dearer")], &body).await;
    let token = pay_token(&changed);
    house.get(&format!("/pay/{token}")).await;
    assert_eq!(try_card(&house, &token, "good").await, "paid");
    let after = house.get(&path).await.json;
    assert_eq!((&after["payment"]["amount"], &after["payment"]["state"]), (&json!(6_000), &json!("paid")));

    let house = self::house(deposit()).await;
    let code = gift_card(&house, 4_000).await;
    let booked = book_with(&house, &code).await;
    pay_for(&house, &booked, 3).await;
    assert_eq!(state(&house, &booked).await, ("booked".to_owned(), "paid".to_owned()));
    cancel(&house, &booked).await;
    house.run_jobs().await;
    assert_eq!(balance(&house, &code).await, 4_000, "to where it came from");
}

#[tokio::test]
async fn a_booking_is_changed_on_its_page_without_a_script() {
    let house = house(deposit()).await;
    let booked = book(&house).await;
    pay(&house, &booked).await;
    let manage = format!("/manage/{}", booked.manage);
    assert!(house.get(&manage).await.text.contains(&format!("{manage}/change")));
    let form = house.get(&format!("{manage}/change")).await.text;
    assert!(form.contains("Freie Zeiten zeigen"), "{form}");
    let mistyped = house.get(&format!("{manage}/change?day=2099-01-01")).await;
    assert_eq!((mistyped.status, mistyped.text.contains("type=\"date\"")), (200, true), "{}", mistyped.text);
    let shown = house.get(&format!("{manage}/change?attendees=3&day={THURSDAY}")).await.text;
    assert!(shown.contains("Dafür sind 20 € zu zahlen."), "{shown}");
    let from = shown.find("method=\"post\" action=\"").expect("a form") + 22;
    let action = shown[from..].split('"').next().unwrap_or_default().replace("&amp;", "&");
    for _ in 0..2 {
        let made = house.send("POST", &action, &[], &Value::Null).await;
        assert_eq!(made.status, 303, "{}", made.text);
        let to = made.headers["location"].to_str().expect("an address").to_owned();
        assert!(to.starts_with("https://couvert.example/pay/"), "{to}");
    }
    assert_eq!(house.count("payment_raises"), 1);
    let waiting = house.get(&manage).await.text;
    assert!(waiting.contains("Ihre geänderte Reservierung wartet auf die Zahlung"), "{waiting}");
    let full = house.get(&format!("{manage}/change?attendees=3&day={THURSDAY}")).await.text;
    assert!(full.contains("lässt sich hier nicht ändern"), "{full}");
}

#[tokio::test]
async fn a_booking_without_money_is_moved_and_one_that_is_over_is_not() {
    let house = House::new().await;
    let answer = house.post("/reservations", &dinner(2)).await;
    let path = format!("/v1/bookings/{}", text(&answer.json["manageToken"]));
    let body = json!({ "attendees": 3, "minutes": 1230 });
    let changed = house.send("PATCH", &path, &[("idempotency-key", "one")], &body).await;
    assert_eq!((changed.status, &changed.json["minutes"]), (200, &json!(1230)), "{}", changed.text);
    let same = house.send("PATCH", &path, &[("idempotency-key", "one")], &body).await;
    assert_eq!(same.text, changed.text);
    let closed = json!({ "minutes": 300 });
    let refused = house.send("PATCH", &path, &[("idempotency-key", "two")], &closed).await;
    assert_eq!((refused.status, refused.code()), (409, "slot_not_bookable"));
    house.delete(&path).await;
    let over = house.send("PATCH", &path, &[("idempotency-key", "three")], &body).await;
    assert_eq!((over.status, over.code()), (409, "change_not_allowed"));
}

/// A restaurant where Thursdays cost something and Fridays do not.
async fn thursdays_cost() -> House {
    let mut configuration = crate::house::configuration();
    let rule = json!({ "weekdays": ["thu"], "paymentSettings": deposit() });
    let rule = serde_json::from_value(rule).expect("a rule");
    configuration.payment_rules.push(rule);
    House::of(&configuration).await
}

#[tokio::test]
async fn a_booking_that_moves_to_a_free_day_is_free_from_then_on() {
    let house = thursdays_cost().await;
    let booked = book(&house).await;
    pay(&house, &booked).await;
    let moved = change(&house, &booked, &json!({ "day": "2027-03-05", "acceptedAmount": -4_000 })).await;
    assert_eq!((moved.status, &moved.json["payment"]["amount"]), (200, &json!(0)), "{}", moved.text);
    let later = change(&house, &booked, &json!({ "minutes": 1170, "acceptedAmount": 0 })).await;
    assert_eq!((later.status, &later.json["payment"]["amount"]), (200, &json!(0)), "{}", later.text);
    house.run_jobs().await;
    let back: i64 = ledger(&house).iter().filter(|(kind, ..)| kind == "refunded").map(|line| line.2).sum();
    assert_eq!(back, 4_000);
}

#[tokio::test]
async fn who_calls_off_while_a_change_is_not_paid_is_held_to_what_was_agreed_before() {
    let house = house(deposit()).await;
    let booked = book(&house).await;
    pay(&house, &booked).await;
    // The new date, a Thursday a week later, is outside the fee period. The change is made, but not paid.
    house.minutes_pass(1440 + 60);
    let far = json!({ "attendees": 3, "day": "2027-03-11" });
    let refused = change(&house, &booked, &far).await;
    assert_eq!(refused.status, 200, "{}", refused.text);
    house.minutes_pass(1440);
    // The deadline of the paid seat has passed meanwhile: half of it is kept.
    assert_eq!(booking(&house, &booked).await["payment"]["feeNow"], 2_000);
    cancel(&house, &booked).await;
    house.run_jobs().await;
    let back: i64 = ledger(&house).iter().filter(|(kind, ..)| kind == "refunded").map(|line| line.2).sum();
    assert_eq!(back, 2_000);
}

#[tokio::test]
async fn a_status_of_the_restaurants_does_not_make_an_unpaid_change_stand() {
    let house = house(deposit()).await;
    let booked = book(&house).await;
    pay(&house, &booked).await;
    let changed = change(&house, &booked, &json!({ "attendees": 4 })).await;
    house.get(&format!("/pay/{}", pay_token(&changed))).await;
    let all = house.external("/reservations?from=2027-03-01&to=2027-03-31").await.json;
    let id = text(&all[0]["id"]);
    let confirmed =
        house.external_patch(&format!("/reservations/{id}"), &json!({ "status": "reconfirmed" })).await;
    assert_eq!(confirmed.status, 200, "{}", confirmed.text);
    house.minutes_pass(11);
    house.run_jobs().await;
    let after = booking(&house, &booked).await;
    assert_eq!((&after["attendees"], &after["status"]), (&json!(2), &json!("reconfirmed")));
}

#[tokio::test]
async fn where_the_old_place_is_gone_the_party_stays_and_the_restaurant_is_told() {
    let house = house(deposit()).await;
    let booked = book(&house).await;
    pay(&house, &booked).await;
    let changed = change(&house, &booked, &json!({ "attendees": 3, "minutes": 1170 })).await;
    pay_token(&changed);
    assert!(0 < holds(&house));
    // What is held for it now belongs to another party.
    house.sqlite.inspect(|database| {
        database
            .execute("UPDATE stays SET expires_at = NULL WHERE expires_at IS NOT NULL", [])
            .expect("stays")
    });
    house.minutes_pass(11);
    house.run_jobs().await;
    let after = booking(&house, &booked).await;
    assert_eq!((&after["attendees"], &after["minutes"]), (&json!(3), &json!(1170)));
    assert_eq!((&after["payment"]["amount"], &after["payment"]["toPay"]), (&json!(4_000), &json!(0)));
    assert_eq!(house.count("payment_differences"), 1);
    let lower = change(&house, &booked, &json!({ "attendees": 2 })).await;
    assert_eq!(lower.status, 200, "{}", lower.text);
}

/// How many stays a snapshot has.
fn stays(snapshot: &Value) -> usize {
    let gaps = snapshot["stays"]["gaps"].as_array().expect("gaps");
    gaps.iter().map(|gaps| gaps.as_array().map_or(0, Vec::len)).sum()
}

#[tokio::test]
async fn a_guest_sees_the_house_without_their_own_booking_and_nobody_elses() {
    let house = House::new().await;
    let booked = house.post("/reservations", &dinner(2)).await;
    house.post("/reservations", &dinner(4)).await;
    let token = booked.json["manageToken"].as_str().expect("a token");
    let all = house.get(&format!("/v1/restaurants/{SLUG}/snapshot?freshAfter={}", house.now_ms())).await.json;
    let own = house.get(&format!("/v1/bookings/{token}/snapshot")).await;
    assert_eq!(own.status, 200, "{}", own.text);
    assert_eq!((stays(&all), stays(&own.json)), (2, 1));
    assert_eq!(own.headers["cache-control"], "no-store");
    assert_eq!(house.get("/v1/bookings/guess/snapshot").await.status, 404);
    let again = house.get(&format!("/v1/restaurants/{SLUG}/snapshot")).await.json;
    assert_eq!(stays(&again), 2, "it is not kept for others");
    assert_eq!(house.delete(&format!("/v1/bookings/{token}")).await.status, 200);
    let gone = house.get(&format!("/v1/bookings/{token}/snapshot")).await;
    assert_eq!((gone.status, gone.json["code"].as_str()), (409, Some("change_not_allowed")));
}

#[tokio::test]
async fn a_guest_moves_to_another_floor_plan() {
    let house = House::new().await;
    let booked = house.post("/reservations", &dinner(2)).await.json;
    assert_eq!(booked["booking"]["floorPlanId"], "dining");
    assert_eq!(booked["booking"]["experienceId"], "a-la-carte");
    let token = booked["manageToken"].as_str().expect("a token");
    let path = format!("/v1/bookings/{token}");
    let quote = house.get(&format!("{path}/change?floorPlanId=terrace")).await;
    assert_eq!((quote.status, &quote.json["amount"]), (200, &json!(0)), "{}", quote.text);
    let moved =
        house.send("PATCH", &path, &[("idempotency-key", "a")], &json!({ "floorPlanId": "terrace" })).await;
    assert_eq!((moved.status, &moved.json["floorPlanId"]), (200, &json!("terrace")), "{}", moved.text);
    // The same again changes nothing, and mails nobody.
    let log = house.count("reservation_log");
    let again =
        house.send("PATCH", &path, &[("idempotency-key", "b")], &json!({ "floorPlanId": "terrace" })).await;
    assert_eq!((again.status, house.count("reservation_log")), (200, log), "{}", again.text);
    let unknown =
        house.send("PATCH", &path, &[("idempotency-key", "c")], &json!({ "floorPlanId": "attic" })).await;
    assert_eq!((unknown.status, unknown.code()), (422, "invalid_input"), "{}", unknown.text);
}
