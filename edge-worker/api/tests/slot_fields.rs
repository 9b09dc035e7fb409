//! Every field of the seed's slot, each as a reader can check it by hand from a picture of the evening: a row for each
//! table, a column for each half hour from 18:00. See [`picture`] for what is drawn. A line of answers has one word for
//! each slot, from 18:00 on.

#[path = "../../../engine/tests/picture/mod.rs"]
mod picture;

use api::{Compiled, Configuration, Slot, Slots};
use engine::{Authority, Day, Instant, Occupancy, Offsets, Question, Stay, slot_at, slots};
use picture::parties;
use serde_json::{Value, json};

/// 2026-11-21.
const SATURDAY: Day = Day(20_778);
const NOON: u16 = 720;
const OPENING: u16 = 1080;
const EMPTY: [&str; 4] = [".........", ".........", ".........", "........."];

/// Inside: tables `a` and `b` for two, of which `b` is at the window; table `c` for three or four; `a` and `b` can be
/// joined for three or four. On the terrace: table `d` for two. The rows of the pictures are in this order. Seven slots,
/// every half hour from 18:00 to 21:00; up to two guests stay 90 minutes, more two hours.
fn document() -> Value {
    let table = |id: &str, min: u16, max: u16, categories: Value| {
        json!({"id": id, "name": id, "minPartySize": min, "maxPartySize": max, "priorityIndex": 0, "reservable": true,
               "rotation": 0, "tableCategoryIds": categories, "type": "square", "x": 0, "y": 0})
    };
    json!({
        "restaurant": {"slug": "s", "name": "S", "timeZone": "Europe/Vienna", "currency": "EUR", "country": "AT",
                       "locales": ["de"]},
        "settings": {"slotMinutes": 30, "minPartySize": 1, "maxPartySize": 6, "windowDays": 30,
                     "durations": [{"maxPartySize": 2, "minutes": 90}, {"maxPartySize": 8, "minutes": 120}]},
        "tableCategories": [{"id": "plain", "name": {}}, {"id": "window", "name": {}}, {"id": "green", "name": {}}],
        "floorPlans": [
            {"id": "inside", "name": "Inside", "sortIndex": 0, "elements": {},
             "tables": {"a": table("a", 1, 2, json!(["plain"])), "b": table("b", 1, 2, json!(["plain", "window"])),
                        "c": table("c", 3, 4, json!(["plain"]))},
             "combinations": {"ab": {"id": "ab", "minPartySize": 3, "maxPartySize": 4, "priorityIndex": 0,
                                     "tableIds": ["a", "b"]}}},
            {"id": "terrace", "name": "Terrace", "sortIndex": 1, "elements": {}, "combinations": {},
             "tables": {"d": table("d", 1, 2, json!(["green"]))}},
        ],
        "experiences": [{"id": "menu", "name": {}}, {"id": "truffles", "name": {}}],
        "services": [{"id": "dinner", "name": {}, "firstStart": OPENING, "lastStart": OPENING + 180}],
    })
}

/// The document with these values at these pointers.
fn with(changes: &[(&str, Value)]) -> Value {
    let mut document = document();
    for (pointer, value) in changes {
        let (parent, key) = pointer.rsplit_once('/').expect("a pointer");
        document.pointer_mut(parent).expect("a parent")[key] = value.clone();
    }
    document
}

/// Who asks for what, when.
struct Ask {
    document: Value,
    offsets: Offsets,
    attendees: u16,
    experience: usize,
    day: Day,
    /// The wall clock's minute, on Saturday.
    now: u16,
    picture: [&'static str; 4],
}

/// So many guests, who ask for the menu on Saturday at noon in an empty house.
fn ask(attendees: u16) -> Ask {
    let offsets = Offsets::fixed(60);
    Ask { document: document(), offsets, attendees, experience: 0, day: SATURDAY, now: NOON, picture: EMPTY }
}

/// Slots as they go out, as JSON.
fn answer(ask: Ask) -> Vec<Value> {
    let Ask { document, offsets, attendees, experience, day, now, picture } = ask;
    let configuration: Configuration = serde_json::from_value(document).expect("a configuration");
    let compiled = Compiled::new(configuration, offsets.clone()).expect("a house");
    let stays: Vec<Stay> =
        parties(offsets.instant(SATURDAY, OPENING), &picture).into_iter().map(|(_, stay)| stay).collect();
    let (now, authority) = (offsets.instant(SATURDAY, now), Authority::Guest);
    let question = Question {
        attendees,
        day,
        experience,
        floor_plan: None,
        duration: None,
        now,
        authority,
        is_confirmed: false,
    };
    let found = slots(&compiled.house, &Occupancy::new(&compiled.house, &stays), &question);
    let slots =
        found.iter().map(|slot| Slot::new(&compiled, "r-1", attendees, experience, slot, |_| None)).collect();
    let Value::Object(mut answer) = serde_json::to_value(Slots { slots }).expect("json") else {
        panic!("an object")
    };
    answer["slots"].take().as_array().expect("a list").clone()
}

/// A field of all slots, as words.
fn line(slots: &[Value], field: &str) -> String {
    slots.iter().map(|slot| slot[field].to_string()).collect::<Vec<_>>().join(" ")
}

/// Why each slot cannot be booked; ok where it can.
fn reasons(slots: &[Value]) -> String {
    let word = |slot: &Value| {
        let all = slot["exclusionReasons"].as_array().expect("a list");
        let all: Vec<&str> = all.iter().map(|reason| reason.as_str().expect("a word")).collect();
        if all.is_empty() { "ok".to_owned() } else { all.join("+") }
    };
    slots.iter().map(word).collect::<Vec<_>>().join(" ")
}

/// The tables that are free in each slot, best first.
fn free(slots: &[Value]) -> String {
    let ids = |assignment: &Value| {
        let ids = assignment["tableIds"].as_array().expect("ids");
        ids.iter().map(|id| id.as_str().expect("an id")).collect::<String>()
    };
    let word = |slot: &Value| {
        let all: Vec<String> =
            slot["availableAssignments"].as_array().expect("a list").iter().map(ids).collect();
        if all.is_empty() { "-".to_owned() } else { all.join(",") }
    };
    slots.iter().map(word).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_slot_has_the_fields_of_the_seed_and_no_others() {
    let slots = answer(ask(2));
    let names: Vec<&str> = slots[0].as_object().expect("an object").keys().map(String::as_str).collect();
    assert_eq!(
        names.join(" "),
        "assignmentsAvailableIn attendees availableAssignments availableFloorPlanIds confirmationMode day duration \
         exclusionReasons experienceId minutes paymentSettings restaurantId seated seatedLimit showEndTime spotsOpen \
         spotsTotal starting startingLimit"
    );
    let names =
        slots[0]["availableAssignments"][0].as_object().expect("an object").keys().map(String::as_str);
    assert_eq!(
        names.collect::<Vec<_>>().join(" "),
        "floorPlanId maxPartySize minPartySize reservable score tableCategoryIds tableIds"
    );
}

#[test]
fn restaurant_experience_day_and_attendees_are_the_question_s() {
    let slots = answer(Ask { experience: 1, day: SATURDAY.plus(1), ..ask(3) });
    assert_eq!(slots.len(), 7);
    for slot in slots {
        let asked = (&slot["restaurantId"], &slot["experienceId"], &slot["day"], &slot["attendees"]);
        assert_eq!(asked, (&json!("r-1"), &json!("truffles"), &json!("2026-11-22"), &json!(3)));
    }
}

#[test]
fn minutes_are_every_start_from_the_first_to_the_last_of_each_service() {
    assert_eq!(line(&answer(ask(2)), "minutes"), "1080 1110 1140 1170 1200 1230 1260");
    let lunch = json!({"id": "lunch", "name": {}, "firstStart": 720, "lastStart": 780});
    let late = json!({"id": "late", "name": {}, "firstStart": 1410, "lastStart": 1470});
    let slots = answer(Ask { document: with(&[("/services", json!([late, lunch]))]), ..ask(2) });
    assert_eq!(
        line(&slots, "minutes"),
        "720 750 780 1410 1440 1470",
        "what passes midnight is still Saturday's"
    );
    assert!(slots.iter().all(|slot| slot["day"] == "2026-11-21"));
}

#[test]
fn the_duration_is_by_party_size_or_the_experience_s_own() {
    assert_eq!(line(&answer(ask(2)), "duration"), "90 90 90 90 90 90 90");
    assert_eq!(line(&answer(ask(3)), "duration"), "120 120 120 120 120 120 120");
    let own = json!({"durations": [{"maxPartySize": 8, "minutes": 150}]});
    let document = with(&[("/experiences/1/availability", own)]);
    assert_eq!(
        line(&answer(Ask { document, experience: 1, ..ask(3) }), "duration"),
        "150 150 150 150 150 150 150"
    );
}

/// `P` at table a until 19:30, `Q` at b from 21:00 until 22:00, three guests `R` at c from 20:00 on.
const PARTIES: [&str; 4] = ["PPP......", "......QQ.", "....R3RRR", "........."];

#[test]
fn spots_are_the_parties_of_this_size_that_could_start_at_once() {
    let two = answer(Ask { picture: PARTIES, ..ask(2) });
    assert_eq!(line(&two, "spotsTotal"), "3 3 3 3 3 3 3", "a, b and d");
    assert_eq!(line(&two, "spotsOpen"), "2 2 2 3 2 2 2", "without a until 19:30, without b from 20:00 on");
    let four = answer(Ask { picture: PARTIES, ..ask(4) });
    assert_eq!(line(&four, "spotsTotal"), "2 2 2 2 2 2 2", "c, and a and b joined");
    assert_eq!(line(&four, "spotsOpen"), "1 0 0 0 0 0 0", "c until R comes; a and b are never free together");
}

#[test]
fn seated_are_the_most_guests_at_any_moment_of_the_stay() {
    let document = with(&[("/settings/seatedLimit", json!(6))]);
    let slots = answer(Ask { document, picture: PARTIES, ..ask(2) });
    assert_eq!(line(&slots, "seated"), "2 2 3 3 5 5 5");
    assert_eq!(line(&slots, "seatedLimit"), "6 6 6 6 6 6 6");
    assert_eq!(reasons(&slots), "ok ok ok ok seated_limit_reached seated_limit_reached seated_limit_reached");
    let document = with(&[("/settings/seatedLimit", json!(6)), ("/services/0/seatedLimit", json!(7))]);
    let slots = answer(Ask { document, picture: PARTIES, ..ask(2) });
    assert_eq!(line(&slots, "seatedLimit"), "7 7 7 7 7 7 7", "the service's own");
    assert_eq!(reasons(&slots), "ok ok ok ok ok ok ok");
}

#[test]
fn starting_are_the_guests_who_come_in_this_half_hour() {
    let slots = answer(Ask { picture: PARTIES, ..ask(2) });
    assert_eq!(line(&slots, "starting"), "2 0 0 0 3 0 2");
    assert_eq!(line(&slots, "startingLimit"), "null null null null null null null");
    let document = with(&[("/settings/startingLimit", json!(4))]);
    let slots = answer(Ask { document, picture: PARTIES, ..ask(2) });
    assert_eq!(line(&slots, "startingLimit"), "4 4 4 4 4 4 4");
    assert_eq!(reasons(&slots), "ok ok ok ok starting_limit_reached ok ok");
}

#[test]
fn available_assignments_are_every_free_one_the_best_first() {
    assert_eq!(free(&answer(Ask { picture: PARTIES, ..ask(3) })), "c - - - - - -");
    assert_eq!(free(&answer(ask(3))), "c,ab c,ab c,ab c,ab c,ab c,ab c,ab");
    // Where a would stand empty for less than 90 minutes before the party, or b after it, that one comes last; and
    // behind P at 21:00 nobody loses a stay, for 90 minutes can be sold.
    assert_eq!(free(&answer(Ask { picture: PARTIES, ..ask(2) })), "b,d d,b d,b a,b,d d,a d,a a,d");
    let slots = answer(ask(3));
    let best = &slots[0]["availableAssignments"][0];
    assert_eq!(
        *best,
        json!({"floorPlanId": "inside", "tableIds": ["c"], "minPartySize": 3, "maxPartySize": 4, "reservable": true,
               "tableCategoryIds": ["plain"], "score": 0.96})
    );
    let joined = &slots[0]["availableAssignments"][1];
    assert_eq!((&joined["tableIds"], &joined["tableCategoryIds"]), (&json!(["a", "b"]), &json!(["plain"])));
}

#[test]
fn a_score_is_one_less_what_each_flaw_costs() {
    let score = |ask: Ask, slot: usize, assignment: usize| {
        answer(ask)[slot]["availableAssignments"][assignment]["score"].as_f64().expect("a score")
    };
    assert_eq!(score(ask(2), 0, 0), 1.0, "a table for two");
    assert_eq!(score(ask(1), 0, 0), 0.96, "a seat is left empty");
    assert_eq!(score(ask(3), 0, 1), 0.8, "a seat empty 0.04, a combination 0.12, a second table 0.04");
    assert_eq!(
        score(Ask { picture: PARTIES, ..ask(2) }, 4, 1),
        0.94,
        "at 20:00 a has stood empty for half an hour"
    );
    let document = with(&[("/floorPlans/0/tables/a/priorityIndex", json!(3))]);
    assert_eq!(score(Ask { document, ..ask(2) }, 0, 2), 0.964, "three steps of priority");
}

#[test]
fn exclusion_reasons_say_all_that_is_in_the_way_the_most_fundamental_first() {
    let said = |changes: &[(&str, Value)], ask: Ask| reasons(&answer(Ask { document: with(changes), ..ask }));
    let seven = |word: &str| [word; 7].join(" ");
    assert_eq!(said(&[], ask(2)), seven("ok"));
    assert_eq!(
        said(&[("/exceptions", json!([{"day": "2026-11-21", "services": []}]))], ask(2)),
        seven("closed")
    );
    let closure = json!([{"day": "2026-11-21", "firstStart": OPENING + 30, "lastStart": OPENING + 60}]);
    assert_eq!(said(&[("/closures", closure)], ask(2)), "ok closed closed ok ok ok ok");
    let late = Ask { now: OPENING + 31, ..ask(2) };
    assert_eq!(said(&[], late), "in_the_past in_the_past ok ok ok ok ok");
    let soon = Ask { now: OPENING, ..ask(2) };
    let lead = ("/settings/leadMinutes", json!(60));
    assert_eq!(said(&[lead], soon), "too_short_notice too_short_notice ok ok ok ok ok");
    assert_eq!(said(&[], Ask { day: SATURDAY.plus(30), ..ask(2) }), seven("ok"));
    assert_eq!(said(&[], Ask { day: SATURDAY.plus(31), ..ask(2) }), seven("too_far_ahead"));
    assert_eq!(said(&[("/settings/minPartySize", json!(2))], ask(1)), seven("party_too_small"));
    assert_eq!(said(&[], ask(7)), seven("party_too_large+no_tables_found"));
    let sundays = ("/experiences/1/availability", json!({"weekdays": ["sun"]}));
    assert_eq!(said(&[sundays], Ask { experience: 1, ..ask(2) }), seven("experience_not_offered"));
    let limits = [("/settings/startingLimit", json!(1)), ("/settings/seatedLimit", json!(1))];
    assert_eq!(said(&limits, ask(2)), seven("starting_limit_reached+seated_limit_reached"));
    // All of the picture's parties booked online: seven guests.
    let share = [("/services/0/onlineLimit", json!(8))];
    assert_eq!(said(&share, Ask { picture: PARTIES, ..ask(2) }), seven("online_limit_reached"));
    assert_eq!(said(&[("/settings/paused", json!(true))], ask(2)), seven("paused"));
    let full = ["PPPPPPPPP", "QQQQQQQQQ", ".........", "RRR......"];
    let none = "no_tables_found no_tables_found no_tables_found ok ok ok ok";
    assert_eq!(said(&[], Ask { picture: full, ..ask(2) }), none);
}

#[test]
fn a_time_at_which_no_service_starts_is_outside_opening_hours() {
    let configuration: Configuration = serde_json::from_value(document()).expect("a configuration");
    let compiled = Compiled::new(configuration, Offsets::fixed(60)).expect("a house");
    let (now, authority) = (compiled.house.offsets.instant(SATURDAY, NOON), Authority::Guest);
    let question = Question {
        attendees: 2,
        day: SATURDAY,
        experience: 0,
        floor_plan: None,
        duration: None,
        now,
        authority,
        is_confirmed: false,
    };
    let none: [Stay; 0] = [];
    let at = |minutes: u16| {
        let slot = slot_at(&compiled.house, &Occupancy::new(&compiled.house, &none), &question, minutes);
        let slot = Slot::new(&compiled, "r-1", 2, 0, &slot.expect("an answer"), |_| None);
        reasons(&[serde_json::to_value(slot).expect("json")])
    };
    assert_eq!(at(OPENING - 30), "outside_opening_hours");
    assert_eq!(at(OPENING + 15), "outside_opening_hours");
    assert_eq!(at(OPENING), "ok");
}

#[test]
fn floor_plans_and_categories_are_those_in_which_an_assignment_is_free() {
    let picture = [
        "PPPPPPPPP", // plain
        "....QQQQQ", // plain, window
        "RRRRRRRRR", // plain
        "SSS......", // green, on the terrace
    ];
    let slots = answer(Ask { picture, ..ask(2) });
    assert_eq!(free(&slots), "b b - d d d d");
    assert_eq!(
        line(&slots, "availableFloorPlanIds"),
        r#"["inside"] ["inside"] [] ["terrace"] ["terrace"] ["terrace"] ["terrace"]"#
    );
    assert_eq!(
        line(&slots, "assignmentsAvailableIn"),
        r#"["plain","window"] ["plain","window"] [] ["green"] ["green"] ["green"] ["green"]"#
    );
    let all = answer(ask(2));
    assert_eq!(all[0]["availableFloorPlanIds"], json!(["inside", "terrace"]));
    assert_eq!(all[0]["assignmentsAvailableIn"], json!(["plain", "window", "green"]));
}

#[test]
fn a_slot_for_which_others_make_room_is_bookable_though_nothing_is_free() {
    // Four guests fit at c alone, for a is taken; and the three who are there can go to b.
    let picture = ["PPPP.....", ".........", "m3mm.....", "........."];
    let document = with(&[
        ("/settings/reseating", json!({"enabled": true})),
        ("/floorPlans/0/tables/b/maxPartySize", json!(3)),
    ]);
    let slots = answer(Ask { document, picture, ..ask(4) });
    assert_eq!(reasons(&slots[..1]), "ok");
    assert_eq!((free(&slots[..1]), &slots[0]["spotsOpen"]), ("-".to_owned(), &json!(0)));
    // What the engine found is at c, though somebody has to leave it first.
    assert_eq!(slots[0]["availableFloorPlanIds"], json!(["inside"]));
}

#[test]
fn a_reservation_that_is_changed_is_taken_out_of_the_house_first() {
    // As it stands, R could not come half an hour later to where it is; without itself it can.
    assert_eq!(free(&answer(Ask { picture: PARTIES, ..ask(3) })), "c - - - - - -");
    let without = ["PPP......", "......QQ.", ".........", "........."];
    assert_eq!(free(&answer(Ask { picture: without, ..ask(3) })), "c c c c c c c");
}

#[test]
fn confirmation_end_time_and_payment_are_as_the_restaurant_says() {
    let slots = answer(ask(2));
    assert_eq!((&slots[0]["confirmationMode"], &slots[0]["showEndTime"]), (&json!("instant"), &json!(false)));
    let nothing = json!({
        "payment": {"pricing": {"pricePerPax": 0, "displayPricePerPax": 0, "type": "per_pax"}, "requiredFromPax": 0},
        "pendingMinutes": 0, "refundMinutes": 0, "type": "none"
    });
    assert_eq!(slots[0]["paymentSettings"], nothing);
    let deposit = json!({
        "payment": {"pricing": {"pricePerPax": 2000, "displayPricePerPax": 2500, "type": "per_reservation"},
                    "requiredFromPax": 6},
        "pendingMinutes": 15, "refundMinutes": 1440, "type": "guarantee"
    });
    let document = with(&[
        ("/settings/confirmationMode", json!("request")),
        ("/settings/showEndTime", json!(true)),
        ("/experiences/1/paymentSettings", deposit.clone()),
    ]);
    for slot in answer(Ask { document, experience: 1, ..ask(2) }) {
        assert_eq!((&slot["confirmationMode"], &slot["showEndTime"]), (&json!("request"), &json!(true)));
        assert_eq!(slot["paymentSettings"], deposit, "the experience's own");
    }
}

#[test]
fn when_the_clocks_change_a_stay_is_as_long_as_ever() {
    // Open from 01:00 to 04:00. At 02:00 in spring the clocks are put forward to 03:00: 02:00 and 03:00 are one moment. At
    // 03:00 in autumn they are put back to 02:00: between 02:00, which is the first of two, and 03:00 lie two hours.
    let night = json!([{"id": "night", "name": {}, "firstStart": 60, "lastStart": 240}]);
    let document = with(&[("/services", night), ("/settings/slotMinutes", json!(60))]);
    let midnight = Instant(i64::from(SATURDAY.0) * 1440);
    let spring = Offsets::new(60, vec![(midnight.plus(60), 120)]).expect("in order");
    let autumn = Offsets::new(120, vec![(midnight.plus(60), 60)]).expect("in order");
    let starts = |offsets: &Offsets| {
        [60, 120, 180, 240].map(|minutes| offsets.instant(SATURDAY, minutes).0 - midnight.0)
    };
    assert_eq!(starts(&spring), [0, 60, 60, 120]);
    assert_eq!(starts(&autumn), [-60, 0, 120, 180]);
    // In spring the clocks skip 02:00, which nobody can come at.
    for (offsets, minutes) in [(spring, "60 180 240"), (autumn, "60 120 180 240")] {
        let document = document.clone();
        let slots = answer(Ask { document, offsets, day: SATURDAY, now: 0, ..ask(2) });
        assert_eq!(line(&slots, "minutes"), minutes);
        assert!(line(&slots, "duration").split(' ').all(|duration| duration == "90"));
    }
}
