//! Tables kept for a guest who is filling in the form.

use crate::house::{House, tasting_booking, tasting_hold};

async fn held(house: &House) -> String {
    let hold = house.post("/holds", &tasting_hold()).await;
    assert_eq!(hold.status, 201, "{}", hold.text);
    hold.json["id"].as_str().expect("an id").to_owned()
}

#[tokio::test]
async fn a_hold_keeps_the_last_table_until_it_runs_out() {
    let house = House::new().await;
    house.leave_one_counter_table().await;
    held(&house).await;
    assert_eq!(house.post("/holds", &tasting_hold()).await.code(), "slot_not_bookable");
    house.minutes_pass(5);
    held(&house).await;
    assert_eq!(house.count("stays WHERE expires_at IS NOT NULL"), 1, "the expired one was cleared away");
}

#[tokio::test]
async fn a_hold_that_ran_out_still_books_while_its_slot_is_to_be_had() {
    let house = House::new().await;
    house.leave_one_counter_table().await;
    let id = held(&house).await;
    house.minutes_pass(6);
    assert_eq!(house.post("/reservations", &tasting_booking(Some(&id))).await.status, 201);
}

#[tokio::test]
async fn a_hold_made_in_time_books_while_it_lasts_though_the_notice_has_passed() {
    let house = House::new().await;
    let mut lunch = crate::house::dinner(2);
    (lunch["day"], lunch["minutes"]) = ("2027-03-02".into(), 780.into());
    let wish = serde_json::json!({ "attendees": 2, "day": "2027-03-02", "minutes": 780, "experienceId": "a-la-carte" });
    let hold = house.post("/holds", &wish).await;
    assert_eq!(hold.status, 201, "{}", hold.text);
    house.minutes_pass(1);
    assert_eq!(house.post("/reservations", &lunch).await.json["exclusionReasons"][0], "too_short_notice");
    lunch["holdId"] = hold.json["id"].clone();
    assert_eq!(house.post("/reservations", &lunch).await.status, 201);
}

#[tokio::test]
async fn a_hold_on_another_day_is_given_up_for_the_new_one() {
    let house = House::new().await;
    let id = held(&house).await;
    let mut elsewhere = tasting_hold();
    (elsewhere["day"], elsewhere["replaces"]) = ("2027-03-12".into(), id.into());
    assert_eq!(house.post("/holds", &elsewhere).await.status, 201);
    assert_eq!(house.count("stays"), 1);
}

#[tokio::test]
async fn a_hold_that_ran_out_and_lost_its_table_is_told_so() {
    let house = House::new().await;
    house.leave_one_counter_table().await;
    let id = held(&house).await;
    house.minutes_pass(6);
    assert_eq!(house.post("/reservations", &tasting_booking(None)).await.status, 201);
    let late = house.post("/reservations", &tasting_booking(Some(&id))).await;
    assert_eq!((late.status, late.code()), (409, "hold_expired"));
}

#[tokio::test]
async fn a_hold_becomes_one_reservation_at_most() {
    let house = House::new().await;
    let id = held(&house).await;
    assert_eq!(house.post("/reservations", &tasting_booking(Some(&id))).await.status, 201);
    let second = house.post("/reservations", &tasting_booking(Some(&id))).await;
    assert_eq!((second.status, second.code()), (409, "hold_already_used"));
    assert_eq!(house.count("reservations"), 1);
}

#[tokio::test]
async fn going_back_frees_the_table_and_going_elsewhere_takes_it_along() {
    let house = House::new().await;
    house.leave_one_counter_table().await;
    let id = held(&house).await;
    let release = format!("/v1/restaurants/trattoria-aurora/holds/{id}");
    assert_eq!(house.delete(&release).await.status, 204);
    assert_eq!(house.delete(&release).await.status, 204, "a second time makes no difference");
    let id = held(&house).await;
    let mut instead = tasting_hold();
    instead["replaces"] = id.into();
    instead["minutes"] = 1155.into();
    assert_eq!(house.post("/holds", &instead).await.status, 201, "one's own hold is not in one's way");
    assert_eq!(house.count("stays WHERE expires_at IS NOT NULL"), 1);
}

#[tokio::test]
async fn a_hold_can_be_extended_three_times_while_it_lasts() {
    let house = House::new().await;
    let id = held(&house).await;
    let path = format!("/holds/{id}/extend");
    for left in (0..3).rev() {
        house.minutes_pass(4);
        let extended = house.post(&path, &serde_json::json!({})).await;
        assert_eq!(
            (extended.status, &extended.json["extensionsLeft"]),
            (200, &left.into()),
            "{}",
            extended.text
        );
        assert_eq!(extended.json["expiresInSeconds"], 300);
    }
    assert_eq!(house.post(&path, &serde_json::json!({})).await.code(), "hold_not_extendable");
    house.minutes_pass(6);
    assert_eq!(house.post(&path, &serde_json::json!({})).await.code(), "hold_not_found");
    assert_eq!(house.post("/holds/nobody/extend", &serde_json::json!({})).await.status, 404);
}

#[tokio::test]
async fn a_repeated_extension_gets_its_answer_even_when_the_hold_is_gone() {
    let house = House::new().await;
    let id = held(&house).await;
    let path = format!("/holds/{id}/extend");
    let first = house.post_as("extend-once", &path, &serde_json::json!({})).await;
    assert_eq!(house.post("/reservations", &tasting_booking(Some(&id))).await.status, 201);
    let again = house.post_as("extend-once", &path, &serde_json::json!({})).await;
    assert_eq!((again.status, again.text), (200, first.text));
}

#[tokio::test]
async fn nobodys_reservation_can_be_passed_off_as_a_hold() {
    let house = House::new().await;
    house.leave_one_counter_table().await;
    let list = house.external("/reservations?from=2027-03-04&to=2027-03-04").await;
    let victim = list.json[0]["id"].as_str().expect("an id");
    house.delete(&format!("/v1/restaurants/trattoria-aurora/holds/{victim}")).await;
    house.post("/reservations", &tasting_booking(Some(victim))).await;
    let mut hold = tasting_hold();
    hold["replaces"] = victim.into();
    assert_eq!(house.post("/holds", &hold).await.code(), "slot_not_bookable");
    assert_eq!(house.count("stays"), 5, "four were booked and one more fitted");
}
