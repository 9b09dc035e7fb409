//! The house of the budgets: 60 tables, 30 combinations, 150 bookings on each of 31 days.

use engine::{
    Authority, Combination, Day, Experience, Floor, House, Limits, Occupancy, Offsets, PartyBounds, Promise,
    Question, Request, Rules, Season, Service, Span, Stay, Table, TableChoice, decide,
};

/// The first of the days.
pub const DAY: Day = Day(20_778);

/// The house.
#[must_use]
pub fn house() -> House {
    let table = |i: u16| Table {
        party: PartyBounds { min: 1 + i % 2, max: 2 + 2 * (i % 3) },
        priority: i % 7,
        floor_plan: u8::from(40 <= i),
        categories: 1,
        ..Table::default()
    };
    let pair = |i: u16| Combination {
        tables: vec![usize::from(2 * i), usize::from(2 * i + 1)],
        party: PartyBounds { min: 5, max: 10 },
        priority: i,
    };
    let service =
        |key, first_start, last_start| Service { key, first_start, last_start, ..Service::default() };
    House {
        rules: Rules {
            slot_minutes: 15,
            buffer_minutes: 15,
            durations: vec![(2, 90), (4, 120), (12, 150)],
            party: PartyBounds { min: 1, max: 12 },
            lead_minutes: 60,
            window_days: 60,
            limits: Limits { starting: Some(40), seated: Some(220) },
            ..Rules::default()
        },
        floor: Floor::new((0..60).map(table).collect(), &(0..30).map(pair).collect::<Vec<_>>())
            .expect("a floor"),
        floor_plan_seasons: vec![Season::Always; 2],
        services: vec![service(0, 690, 840), service(1, 1050, 1290)],
        experiences: vec![Experience::default()],
        offsets: Offsets::fixed(60),
        ..House::default()
    }
    .checked()
    .expect("a house")
}

/// 150 parties a day on `days` days, each where the engine puts it; by day.
#[must_use]
pub fn booked(house: &House, days: u16) -> Vec<Stay> {
    let mut stays: Vec<Stay> = Vec::new();
    for offset in 0..i32::from(days) {
        let day = DAY.plus(offset);
        let mut todays: Vec<Stay> = Vec::new();
        for i in 0..600u16 {
            let minutes = if i % 3 == 0 { 690 + 15 * (i % 11) } else { 1050 + 15 * (i * 7 % 17) };
            let question = question(house, day, 1 + i * 5 % 6);
            let request = Request { question, minutes, wanted: TableChoice::Best };
            if let Ok(placement) = decide(house, &Occupancy::new(house, &todays), &request) {
                let Question { attendees, .. } = question;
                let span = Span::new(placement.stay.start(), placement.stay.end()).expect("not empty");
                let (tables, promise) = (placement.tables, Promise::Kind { categories: 0 });
                todays.push(Stay { span, attendees, tables, promise, online: true });
            }
            if todays.len() == 150 {
                break;
            }
        }
        stays.append(&mut todays);
    }
    stays
}

/// A party that asks the day before.
#[must_use]
pub fn question(house: &House, day: Day, attendees: u16) -> Question {
    let now = house.offsets.instant(DAY.plus(-1), 720);
    Question {
        attendees,
        day,
        experience: 0,
        floor_plan: None,
        duration: None,
        now,
        authority: Authority::Guest,
        is_confirmed: false,
    }
}
