//! What would work instead and which days have room, as a restaurant's systems ask for it.

use serde_json::json;

use crate::house::{House, THURSDAY, configuration, dinner, tasting_booking, tasting_hold};

#[tokio::test]
async fn alternatives_name_whole_questions_that_can_be_booked() {
    let house = House::new().await;
    house.leave_one_counter_table().await;
    house.post("/reservations", &tasting_booking(None)).await;
    let hold = tasting_hold();
    let asked = format!(
        "/availability/alternatives?attendees=2&day={THURSDAY}&minutes={}&experienceId={}",
        hold["minutes"],
        hold["experienceId"].as_str().expect("an id")
    );
    let answer = house.external(&asked).await;
    let offers = answer.json["alternatives"].as_array().expect("a list");
    assert_eq!(offers[0]["change"], "experience", "{}", answer.text);
    assert!(offers.iter().skip(1).all(|offer| offer["change"] == "day" && offer["day"] != THURSDAY));
}

#[tokio::test]
async fn a_month_says_how_much_room_each_day_has() {
    let house = House::new().await;
    let asked =
        |days: &str| format!("/availability/days?attendees=8&experienceId=a-la-carte&from={THURSDAY}{days}");
    let answer = house.external(&asked("")).await;
    let days = answer.json["days"].as_array().expect("a list").clone();
    assert_eq!((days.len(), &days[0]["day"]), (31, &json!(THURSDAY)));
    let open = days[0]["bookable"].as_u64().expect("a number");
    assert_eq!(days[0]["bookable"], days[0]["slots"], "an empty day is all free");
    assert_eq!(days[4]["slots"], 0, "Monday is closed");
    // A party of the largest size takes what it can, so that there is less room, and not on other days.
    for _ in 0..12 {
        house.post("/reservations", &dinner(8)).await;
    }
    let after = house.external(&asked("&days=2")).await;
    assert!(after.json["days"][0]["bookable"].as_u64().expect("a number") < open, "{}", after.text);
    assert_eq!(after.json["days"][1], days[1]);
    assert_eq!(house.external(&asked("&days=121")).await.code(), "invalid_input");
}

#[tokio::test]
async fn a_stay_may_be_cut_short_as_far_as_the_house_allows_and_no_further() {
    let house = House::new().await;
    let with = |duration: u16| {
        let mut hold = tasting_hold();
        hold["duration"] = duration.into();
        hold
    };
    let usual = house.post("/holds", &tasting_hold()).await.json["duration"].as_u64().expect("minutes");
    let usual = u16::try_from(usual).expect("minutes");
    assert_eq!(house.post("/holds", &with(usual)).await.status, 201);
    let refused = house.post("/holds", &with(usual + 15)).await;
    assert_eq!((refused.status, refused.json["errors"][0]["pointer"].as_str()), (422, Some("/duration")));
    let shortest = configuration().settings.shorten_minutes;
    assert!(0 < shortest);
    let cut = house.post("/holds", &with(usual - shortest)).await;
    assert_eq!((cut.status, cut.json["duration"].as_u64()), (201, Some(u64::from(usual - shortest))));
    assert_eq!(house.post("/holds", &with(usual - shortest - 15)).await.status, 422);
}
