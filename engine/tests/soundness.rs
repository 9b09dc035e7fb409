//! Which rules a house is refused for, and which only just pass.

use engine::{
    Day, Exception, Experience, ExperienceError, House, HouseError, PartyBounds, Rules, Service,
    ServiceError, Weekday, Weekdays,
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
    let exception = |day, services| Exception { day, services };
    let of = |exceptions| fault(House { exceptions, ..House::default() });
    let never = Service { weekdays: Weekdays::from_iter([]), ..service(600, 660) };
    assert_eq!(of(vec![exception(SATURDAY, vec![never.clone()])]), None);
    assert_eq!(
        of(vec![exception(SATURDAY, vec![never.clone(), never])]),
        Some(HouseError::Exception { day: SATURDAY, service: 1, fault: ServiceError::Overlaps })
    );
    let closed = |day| exception(day, Vec::new());
    assert_eq!(of(vec![closed(SATURDAY.plus(1)), closed(SATURDAY)]), None);
    assert_eq!(of(vec![closed(SATURDAY), closed(SATURDAY)]), Some(HouseError::ExceptionTwice(SATURDAY)));
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
    assert_eq!(of(&|e| e.days = Some((SATURDAY, SATURDAY))), None);
    assert_eq!(of(&|e| e.days = Some((SATURDAY.plus(1), SATURDAY))), refused(ExperienceError::DaysReversed));
}
