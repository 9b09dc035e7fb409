//! A house of many tables that are all alike and all taken: whoever is refused there is refused for certain, within the
//! work that a guest waits for.

use engine::{
    Authority, Day, Experience, Floor, House, Occupancy, Offsets, PartyBounds, Promise, Question, Reseating,
    Rules, Service, Span, Stay, Table, slot_at,
};

const DAY: Day = Day(20_000);
const TABLES: usize = 120;

fn house(moves_max: u16) -> House {
    let table = Table { party: PartyBounds { min: 1, max: 4 }, ..Table::default() };
    let rules = Rules {
        durations: vec![(4, 120)],
        reseating: Some(Reseating { moves_max, ..Reseating::default() }),
        ..Rules::default()
    };
    House {
        rules,
        floor: Floor::new(vec![table; TABLES], &[]).expect("a floor"),
        services: vec![Service { first_start: 1020, last_start: 1320, ..Service::default() }],
        experiences: vec![Experience::default()],
        offsets: Offsets::fixed(0),
        ..House::default()
    }
    .checked()
    .expect("a house")
}

#[test]
fn a_full_house_of_tables_that_are_all_alike_is_proven_full_and_one_table_less_is_enough() {
    for moves_max in [1, 2, 3, 5, u16::MAX] {
        let house = house(moves_max);
        let start = |table: usize| 1080 + 15 * u16::try_from(table % 4).expect("small");
        let stay = |table: usize| Stay {
            span: Span::lasting(house.offsets.instant(DAY, start(table)), 120),
            attendees: 2,
            tables: [table].into_iter().collect(),
            promise: Promise::Kind { categories: 0 },
            online: true,
        };
        let question = Question {
            attendees: 4,
            day: DAY,
            experience: 0,
            floor_plan: None,
            duration: None,
            now: house.offsets.instant(DAY, 0),
            authority: Authority::Guest,
            is_confirmed: false,
        };
        let answer = |stays: &[Stay]| {
            slot_at(&house, &Occupancy::new(&house, stays), &question, 1110).expect("a slot")
        };
        let stays: Vec<Stay> = (0..TABLES).map(stay).collect();
        let full = answer(&stays);
        assert!(!full.is_bookable() && full.is_proven, "at most {moves_max} moves");
        assert!(answer(&stays[1..]).is_bookable());
    }
}
