//! Which bookings are confirmed at once, and by when the others are answered, on days written down by hand.

use engine::{
    AnswerBy, Authority, Confirmation, ConfirmationRule, ConfirmationRuleError, Day, Exception,
    ExclusionReason as R, Experience, Floor, House, HouseError, Occupancy, Offsets, PartyBounds, Question,
    Rules, Season, Service, Table, Weekday, Weekdays, decide, slot_at, slots,
};

/// The 21st of November 2026.
const SATURDAY: Day = Day(20_778);
const LUNCH: usize = 1;
const DINNER: usize = 2;

fn rule(smallest: u16, largest: u16) -> ConfirmationRule {
    ConfirmationRule {
        party: PartyBounds { min: smallest, max: largest },
        experiences: Vec::new(),
        services: Vec::new(),
        weekdays: Weekdays::ALL,
        season: Season::Always,
        confirmation: Confirmation::Request,
    }
}

fn service(key: usize, start: u16) -> Service {
    Service { key, first_start: start, last_start: start + 60, ..Service::default() }
}

/// Six at once, seven to twelve on request; one hour of lunch and one of dinner.
fn house(confirmation_rules: Vec<ConfirmationRule>) -> House {
    let table = Table { party: PartyBounds { min: 1, max: 12 }, ..Table::default() };
    House {
        floor: Floor::new(vec![table.clone(), table], &[]).expect("a sound floor"),
        services: vec![service(LUNCH, 720), service(DINNER, 1140)],
        experiences: vec![Experience::default(), Experience::default()],
        confirmation_rules,
        offsets: Offsets::fixed(60),
        ..House::default()
    }
}

fn question(attendees: u16) -> Question {
    Question {
        attendees,
        day: SATURDAY,
        experience: 0,
        floor_plan: None,
        duration: None,
        now: Offsets::fixed(60).instant(SATURDAY.plus(-2), 600),
        authority: Authority::Guest,
        is_confirmed: false,
    }
}

fn is_on_request(house: &House, question: &Question, minutes: u16) -> bool {
    let slot = slot_at(house, &Occupancy::new(house, &[]), question, minutes).expect("a slot");
    slot.confirmation == Confirmation::Request
}

#[test]
fn a_size_is_on_request() {
    let house = house(vec![rule(7, 12)]).checked().expect("sound");
    for (attendees, on_request) in [(1, false), (6, false), (7, true), (12, true), (13, false)] {
        assert_eq!(is_on_request(&house, &question(attendees), 1140), on_request, "{attendees}");
    }
}

#[test]
fn every_condition_must_match_and_the_first_rule_that_does_applies() {
    let lunch_of_the_second = ConfirmationRule { services: vec![LUNCH], experiences: vec![1], ..rule(1, 99) };
    let sundays = ConfirmationRule { weekdays: Weekdays::from_iter([Weekday::Sun]), ..rule(1, 99) };
    let one_day = ConfirmationRule { season: Season::on(SATURDAY.plus(2)), ..rule(1, 99) };
    let never = ConfirmationRule { confirmation: Confirmation::Instant, ..rule(5, 5) };
    let house = house(vec![never, lunch_of_the_second, sundays, one_day]).checked().expect("sound");
    let asked = |experience, days, attendees| Question {
        experience,
        day: SATURDAY.plus(days),
        attendees,
        ..question(attendees)
    };
    assert!(is_on_request(&house, &asked(1, 0, 2), 720), "the second, at lunch");
    assert!(!is_on_request(&house, &asked(1, 0, 2), 1140), "the second, at dinner");
    assert!(!is_on_request(&house, &asked(0, 0, 2), 720), "the first, at lunch");
    assert!(is_on_request(&house, &asked(0, 1, 2), 1140), "on Sunday");
    assert!(is_on_request(&house, &asked(0, 2, 2), 1140), "on that Monday");
    assert!(!is_on_request(&house, &asked(0, 9, 2), 1140), "on the next Monday");
    assert!(!is_on_request(&house, &asked(0, 1, 5), 1140), "five, on Sunday");
    // A start that belongs to no service is none of lunch's.
    assert!(!is_on_request(&house, &asked(1, 0, 2), 900));
}

#[test]
fn the_house_says_how_the_rest_is_confirmed() {
    let small = ConfirmationRule { confirmation: Confirmation::Instant, ..rule(1, 2) };
    let rules = Rules { confirmation: Confirmation::Request, ..Rules::default() };
    let house = House { rules, ..house(vec![small]) }.checked().expect("sound");
    assert!(!is_on_request(&house, &question(2), 1140));
    assert!(is_on_request(&house, &question(3), 1140));
}

#[test]
fn a_service_of_an_exception_is_named_like_any_other() {
    let special = Exception { days: Season::on(SATURDAY), services: vec![service(7, 1140)] };
    let rules = vec![ConfirmationRule { services: vec![7], ..rule(1, 99) }];
    let house = House { exceptions: vec![special], ..house(rules) }.checked().expect("sound");
    assert!(is_on_request(&house, &question(2), 1140));
    assert!(!is_on_request(&house, &Question { day: SATURDAY.plus(7), ..question(2) }, 1140));
}

#[test]
fn a_confirmed_booking_is_not_changed_into_a_request() {
    let house = house(vec![rule(7, 12)]).checked().expect("sound");
    let occupancy = Occupancy::new(&house, &[]);
    let confirmed = |attendees| Question { is_confirmed: true, ..question(attendees) };
    assert!(slots(&house, &occupancy, &confirmed(6)).iter().all(engine::Slot::is_bookable));
    for slot in slots(&house, &occupancy, &confirmed(7)) {
        assert_eq!(slot.reasons.iter().collect::<Vec<_>>(), [R::OnRequest]);
    }
    let request = |question| engine::Request { question, minutes: 1140, wanted: engine::TableChoice::Best };
    let refused = decide(&house, &occupancy, &request(confirmed(7)));
    assert!(
        matches!(refused, Err(engine::Refusal::NotBookable(slot)) if slot.reasons.contains(R::OnRequest))
    );
    assert!(decide(&house, &occupancy, &request(question(7))).is_ok());
    // The restaurant may confirm what it likes.
    let host = Question { authority: Authority::Restaurant, ..confirmed(7) };
    assert!(decide(&house, &occupancy, &request(host)).is_ok());
}

#[test]
fn a_request_is_answered_by_a_time_on_the_clock_and_before_the_stay() {
    let zone = Offsets::fixed(60);
    let answered = |by: Option<(u16, u16)>, now: (Day, u16), start: (Day, u16)| {
        let answer_by = by.map(|(days, minutes)| AnswerBy { days, minutes });
        let house = House { answer_by, ..house(Vec::new()) };
        let until = house.answer_by(zone.instant(now.0, now.1), zone.instant(start.0, start.1));
        zone.wall(until)
    };
    let (today, dinner) = (SATURDAY.plus(-7), (SATURDAY, 1140));
    assert_eq!(answered(Some((1, 720)), (today, 1439), dinner), (today.plus(1), 720), "tomorrow noon");
    assert_eq!(answered(Some((0, 720)), (today, 719), dinner), (today, 720), "today");
    assert_eq!(answered(Some((0, 720)), (today, 720), dinner), (today.plus(1), 720), "too late for today");
    assert_eq!(answered(Some((1, 720)), (SATURDAY, 600), dinner), dinner, "the stay comes first");
    assert_eq!(answered(None, (today, 600), dinner), dinner);
}

#[test]
fn unsound_rules_are_refused() {
    let refused = |rule| house(vec![self::rule(7, 12), rule]).checked().expect_err("unsound");
    let fault = |fault| HouseError::ConfirmationRule(1, fault);
    assert_eq!(refused(rule(0, 4)), fault(ConfirmationRuleError::PartyBounds));
    assert_eq!(refused(rule(4, 3)), fault(ConfirmationRuleError::PartyBounds));
    let reversed = Season::Days { first: SATURDAY, last: SATURDAY.plus(-1) };
    let seasonal = ConfirmationRule { season: reversed, ..rule(1, 2) };
    assert_eq!(refused(seasonal), fault(ConfirmationRuleError::SeasonReversed));
    for unknown in [
        ConfirmationRule { services: vec![9], ..rule(1, 2) },
        ConfirmationRule { experiences: vec![2], ..rule(1, 2) },
    ] {
        assert_eq!(refused(unknown), fault(ConfirmationRuleError::NamesUnknown));
    }
    for by in [AnswerBy { days: 31, minutes: 0 }, AnswerBy { days: 1, minutes: 1440 }] {
        assert_eq!(House { answer_by: Some(by), ..house(Vec::new()) }.checked(), Err(HouseError::AnswerBy));
    }
}
