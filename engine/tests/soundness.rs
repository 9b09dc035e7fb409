//! Which rules a house is refused for, and which only just pass.

use engine::{
    Day, Exception, Experience, ExperienceError, House, HouseError, MonthDay, PartyBounds, Rules, Season,
    Service, ServiceError, Weekday, Weekdays,
};

const SATURDAY: Day = Day(20_778);

fn service(first_start: u16, last_start: u16) -> Service {
    Service { first_start, last_start, ..Service::default() }
}

fn fault(house: House) -> Option<HouseError> {
    house.checked().err()
}

fn of_rules(change: impl Fn(&mut Rules)) -> Option<HouseError> {
    let mut rules = Rules::default();
    change(&mut rules);
    fault(House { rules, ..House::default() })
}

fn of_services(services: Vec<Service>) -> Option<HouseError> {
    fault(House { services, ..House::default() })
}

#[test]
fn steps_buffers_and_stays_are_whole_quarters_of_an_hour() {
    assert_eq!(of_rules(|_| {}), None);
    assert_eq!(of_rules(|rules| rules.slot_minutes = 0), Some(HouseError::NotWholeCells));
    assert_eq!(of_rules(|rules| rules.slot_minutes = 20), Some(HouseError::NotWholeCells));
    assert_eq!(of_rules(|rules| rules.buffer_minutes = 10), Some(HouseError::NotWholeCells));
    assert_eq!(of_rules(|rules| rules.durations = vec![(2, 90), (9, 100)]), Some(HouseError::Durations));
}

#[test]
fn stays_rise_by_party_and_fit_into_a_day_with_their_buffer() {
    let durations = |durations: &[(u16, u16)], buffer_minutes| {
        let durations = durations.to_vec();
        of_rules(move |rules| (rules.durations, rules.buffer_minutes) = (durations.clone(), buffer_minutes))
    };
    assert_eq!(durations(&[(2, 15), (4, 1440)], 0), None);
    assert_eq!(durations(&[(2, 1410)], 30), None);
    let refused = Some(HouseError::Durations);
    assert_eq!(durations(&[(2, 1425)], 30), refused);
    assert_eq!(durations(&[], 0), refused);
    assert_eq!(durations(&[(2, 0)], 0), refused);
    assert_eq!(durations(&[(4, 90), (2, 90)], 0), refused);
    assert_eq!(durations(&[(2, 90), (2, 120)], 0), refused, "which of the two?");
}

#[test]
fn the_smallest_party_is_somebody_and_not_larger_than_the_largest() {
    let party = |min, max| of_rules(|rules| rules.party = PartyBounds { min, max });
    assert_eq!((party(1, 1), party(2, 9)), (None, None));
    assert_eq!((party(0, 9), party(3, 2)), (Some(HouseError::PartyBounds), Some(HouseError::PartyBounds)));
}

#[test]
fn a_service_starts_on_a_step_and_ends_before_the_second_midnight() {
    assert_eq!(of_services(vec![service(0, 2879)]), None);
    let of = |i, fault| Some(HouseError::Service(i, fault));
    assert_eq!(of_services(vec![service(0, 2880)]), of(0, ServiceError::TooLate));
    assert_eq!(of_services(vec![service(600, 600)]), None);
    assert_eq!(of_services(vec![service(600, 660), service(615, 600)]), of(1, ServiceError::StartsReversed));
    assert_eq!(of_services(vec![service(605, 660)]), of(0, ServiceError::OffStep), "steps begin at midnight");
}

#[test]
fn services_of_one_day_do_not_overlap() {
    let on = |day, first, last| Service { weekdays: [day].into_iter().collect(), ..service(first, last) };
    assert_eq!(of_services(vec![service(600, 660), service(675, 700), service(0, 585)]), None);
    let overlaps = Some(HouseError::Service(1, ServiceError::Overlaps));
    assert_eq!(of_services(vec![service(600, 660), service(660, 700)]), overlaps);
    assert_eq!(of_services(vec![service(600, 660), service(0, 600)]), overlaps);
    let [sat, sun] = [Weekday::Sat, Weekday::Sun];
    assert_eq!(of_services(vec![on(sat, 600, 660), on(sun, 600, 660)]), None);
    assert_eq!(of_services(vec![on(sat, 600, 660), on(sat, 615, 630)]), overlaps);
}

#[test]
fn an_exception_s_services_are_of_its_day_whatever_their_weekdays() {
    let exception = |day, services| Exception { days: Season::on(day), services };
    let of = |exceptions| fault(House { exceptions, ..House::default() });
    let never = Service { weekdays: Weekdays::from_iter([]), ..service(600, 660) };
    assert_eq!(of(vec![exception(SATURDAY, vec![never.clone()])]), None);
    assert_eq!(
        of(vec![exception(SATURDAY, vec![never.clone(), never])]),
        Some(HouseError::Exception { days: Season::on(SATURDAY), service: 1, fault: ServiceError::Overlaps })
    );
    let closed = |day| exception(day, Vec::new());
    assert_eq!(of(vec![closed(SATURDAY.plus(1)), closed(SATURDAY)]), None);
    assert_eq!(
        of(vec![closed(SATURDAY), closed(SATURDAY)]),
        Some(HouseError::ExceptionsOverlap(Season::on(SATURDAY)))
    );
}

#[test]
fn an_experience_is_sound_in_itself() {
    let of = |change: &dyn Fn(&mut Experience)| {
        let mut experience = Experience::default();
        change(&mut experience);
        fault(House { experiences: vec![Experience::default(), experience], ..House::default() })
    };
    let refused = |fault| Some(HouseError::Experience(1, fault));
    assert_eq!(of(&|e| e.starts = Some((600, 600))), None);
    assert_eq!(of(&|e| e.starts = Some((601, 600))), refused(ExperienceError::StartsReversed));
    assert_eq!(of(&|e| e.durations = vec![(9, 90)]), None);
    assert_eq!(of(&|e| e.durations = vec![(9, 100)]), refused(ExperienceError::Durations));
    assert_eq!(of(&|e| e.party = PartyBounds { min: 3, max: 2 }), refused(ExperienceError::PartyBounds));
    assert_eq!(of(&|e| e.season = Season::on(SATURDAY)), None);
    assert_eq!(
        of(&|e| e.season = Season::Days { first: SATURDAY.plus(1), last: SATURDAY }),
        refused(ExperienceError::SeasonReversed)
    );
}

#[test]
fn a_service_closes_after_its_last_start_on_a_quarter_of_an_hour() {
    let closing = |closes| of_services(vec![Service { closes: Some(closes), ..service(600, 660) }]);
    assert_eq!(closing(675), None);
    assert_eq!(closing(4320), None);
    assert_eq!(closing(4335), Some(HouseError::Service(0, ServiceError::Closes)), "three midnights later");
    assert_eq!(closing(660), Some(HouseError::Service(0, ServiceError::Closes)));
    assert_eq!(closing(670), Some(HouseError::Service(0, ServiceError::Closes)));
}

#[test]
fn a_season_ends_after_it_begins() {
    let reversed = Season::Days { first: SATURDAY.plus(1), last: SATURDAY };
    assert_eq!(
        of_services(vec![Service { season: reversed, ..service(600, 660) }]),
        Some(HouseError::Service(0, ServiceError::SeasonReversed))
    );
    let seasons = |floor_plan_seasons| fault(House { floor_plan_seasons, ..House::default() });
    assert_eq!(seasons(vec![Season::on(SATURDAY), Season::Always]), None);
    assert_eq!(seasons(vec![Season::Always, reversed]), Some(HouseError::FloorPlanSeason(1)));
    let exceptions = vec![Exception { days: reversed, services: Vec::new() }];
    assert_eq!(
        fault(House { exceptions, ..House::default() }),
        Some(HouseError::ExceptionReversed(reversed))
    );
}

#[test]
fn exceptions_of_some_days_do_not_meet_one_another_and_may_meet_those_of_every_year() {
    let days = |first, last| Season::Days { first: SATURDAY.plus(first), last: SATURDAY.plus(last) };
    let of = |days: Vec<Season>| {
        let exceptions = days.into_iter().map(|days| Exception { days, services: Vec::new() }).collect();
        fault(House { exceptions, ..House::default() })
    };
    let day = |day| MonthDay::new(11, day).expect("a day of November");
    let yearly = |first, last| Season::Yearly { first: day(first), last: day(last) };
    assert_eq!(of(vec![days(0, 3), yearly(1, 30), days(4, 9)]), None);
    assert_eq!(of(vec![days(3, 6), days(0, 3)]), Some(HouseError::ExceptionsOverlap(days(3, 6))));
    assert_eq!(of(vec![yearly(1, 3), yearly(3, 4)]), Some(HouseError::ExceptionsOverlap(yearly(3, 4))));
}

#[test]
fn services_at_the_same_time_have_seasons_of_their_own() {
    let service = |season| Service { season, ..service(600, 660) };
    let may = |day| MonthDay::new(5, day).expect("a day of May");
    let yearly = |first, last| service(Season::Yearly { first: may(first), last: may(last) });
    assert_eq!(of_services(vec![yearly(1, 9), yearly(10, 20)]), None);
    let overlaps = Some(HouseError::Service(1, ServiceError::Overlaps));
    assert_eq!(of_services(vec![yearly(1, 9), yearly(9, 20)]), overlaps);
    assert_eq!(of_services(vec![yearly(1, 9), service(Season::Always)]), overlaps);
}
