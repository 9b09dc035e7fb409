//! Many guests, few tables, the real Worker: what was given is given once, and what was acknowledged is there.

mod cards;
mod sharing;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Barrier;
use std::thread;

use api::availability::exclusion_reason::ExclusionReason;
use api::{BookingRequest, Code, Date, HoldRequest, Reservation, ReservationRequest};
use serde::Serialize;
use tests::auditor::{Acknowledged, Receipt, Rule, audit_file};
use tests::bistro::{self, EXPERIENCE};
use tests::client::{Answer, Call, Client, Restaurant};
use tests::clock::{Stopwatch, in_days};
use tests::crowd::{Crowd, Progress};
use tests::demo::{Demo, read_configuration};
use tests::server::Server;

/// How many rivals meet at once, and on how many evenings. workerd starts requests one after another, so that of a
/// large burst few really overlap: many small ones try the guards harder. The control shows how hard.
const BURSTS: Bursts = [(300, 3), (8, 40), (2, 20)];
const SMALLER_BURSTS: Bursts = [(100, 3), (8, 40), (2, 20)];
type Bursts = [(usize, i32); 3];
/// 19:00.
const WANTED_MINUTES: u16 = 19 * 60;

fn is_nightly() -> bool {
    std::env::var_os("COUVERT_NIGHTLY").is_some()
}

/// Sends all calls at the same moment, each on a connection of its own.
fn at_once(url: &str, calls: &[Call]) -> Vec<Answer> {
    let barrier = Barrier::new(calls.len());
    thread::scope(|scope| {
        let senders: Vec<_> = calls
            .iter()
            .map(|call| {
                let (client, barrier) = (Client::new(url), &barrier);
                scope.spawn(move || {
                    // A connection that is open already makes the start a fairer one.
                    let is_there = client.send(&Call::get("/health")).is_some();
                    barrier.wait();
                    is_there.then(|| client.send(call)).flatten()
                })
            })
            .collect();
        senders.into_iter().map(|sender| sender.join().expect("a sender").expect("an answer")).collect()
    })
}

fn wish(day: Date, key: &str, attendees: u16) -> BookingRequest {
    BookingRequest {
        hold_id: None,
        attendees,
        day,
        minutes: WANTED_MINUTES,
        experience_id: EXPERIENCE.to_owned(),
        floor_plan_id: None,
        duration: None,
        first_name: "Rosalind".to_owned(),
        last_name: "Larkspur".to_owned(),
        // Of each key another guest: nobody books so often in a day.
        email: format!("{key}@example.com"),
        phone: String::new(),
        notes: key.to_owned(),
        locale: "en".to_owned(),
        consent: true,
        accepted_amount: None,
        gift_card_code: None,
    }
}

fn booking(restaurant: &Restaurant, key: &str, body: &impl Serialize) -> Call {
    Call::post(format!("/v1/restaurants/{}/reservations", restaurant.slug), key, body)
}

/// Somebody at this table from shortly before seven.
fn neighbour(restaurant: &Restaurant, day: Date, table: &str) -> Call {
    let body = ReservationRequest {
        duration: None,
        floor_plan_id: None,
        attendees: 1,
        day,
        email: String::new(),
        experience_id: EXPERIENCE.to_owned(),
        first_name: String::new(),
        last_name: "Foxglove".to_owned(),
        locale: "en".to_owned(),
        minutes: WANTED_MINUTES - 15,
        notes: None,
        phone: String::new(),
        pinned_table_ids: Some(vec![table.to_owned()]),
    };
    Call::post("/external/reservations", format!("{day}-{table}"), &body).with_token(&restaurant.api_key)
}

/// What everybody wants, and what is done on each evening so that only one can have it.
struct Prize {
    bursts: Bursts,
    attendees: u16,
    before: fn(&Restaurant, Date) -> Vec<Call>,
}

/// The last table of the bistro.
const LAST_TABLE: Prize = Prize {
    bursts: BURSTS,
    attendees: 2,
    before: |restaurant, day| {
        bistro::TABLES[1..].iter().map(|(table, ..)| neighbour(restaurant, day, table)).collect()
    },
};

/// The larger one of two tables, once the party of two that has it makes room.
const MADE_TABLE: Prize = Prize {
    bursts: SMALLER_BURSTS,
    attendees: 4,
    before: |restaurant, day| {
        let key = format!("early-{day}");
        vec![booking(restaurant, &key, &wish(day, &key, 2))]
    },
};
const TWO_TABLES: [(&str, u16, u16); 2] = [("large", 1, 4), ("small", 1, 2)];

/// One evening on which many want the same.
struct Race {
    day: Date,
    rivals: usize,
    answers: Vec<Answer>,
    /// Of those who were told that they have it.
    receipts: Vec<Receipt>,
}

/// Everybody at once for the prize, on one evening after the other.
fn race_for(prize: &Prize, server: &Server, restaurant: &Restaurant) -> Vec<Race> {
    let evenings = prize.bursts.iter().flat_map(|(rivals, evenings)| (0..*evenings).map(move |_| *rivals));
    let watch = Stopwatch::start();
    let races: Vec<Race> = (3..)
        .zip(evenings)
        .map(|(day, rivals)| race(prize, server, restaurant, in_days(day), rivals))
        .collect();
    for (rivals, evenings) in prize.bursts {
        let these = || races.iter().filter(|race| race.rivals == rivals);
        let answers: Vec<Answer> = these().flat_map(|race| race.answers.clone()).collect();
        let doubled = these().filter(|race| 1 < race.receipts.len()).count();
        println!("{rivals} at once on {evenings} evenings: {:?}; given twice on {doubled}", tally(&answers));
    }
    let attempts: usize = races.iter().map(|race| race.rivals).sum();
    println!("{attempts} attempts in {:.1} s", watch.elapsed().as_secs_f64());
    races
}

fn race(prize: &Prize, server: &Server, restaurant: &Restaurant, day: Date, rivals: usize) -> Race {
    let client = server.client();
    for call in (prize.before)(restaurant, day) {
        let answer = client.send(&call).expect("an answer");
        assert!(answer.is_created(), "{call:?}: {} {}", answer.status, answer.body);
    }
    let attendees = prize.attendees;
    let keys: Vec<String> = (0..rivals).map(|i| format!("{}-{day}-{i}", restaurant.slug)).collect();
    let calls: Vec<Call> =
        keys.iter().map(|key| booking(restaurant, key, &wish(day, key, attendees))).collect();
    let answers = at_once(server.url(), &calls);
    let winners = keys.iter().zip(&answers).filter(|(_, answer)| answer.is_created());
    let receipts = winners.map(|(key, answer)| {
        let number = answer.json::<api::Booked>().expect("a booking").booking.number;
        let state = Acknowledged::Booked;
        Receipt { number, wish: key.clone(), day, minutes: WANTED_MINUTES, attendees, state }
    });
    Race { day, rivals, receipts: receipts.collect(), answers }
}

/// One has it, and everybody else was told that there is no table.
fn assert_one_winner(race: &Race) {
    assert_winners(race, 1);
}

/// So many have it, and everybody else was told that there is no table.
fn assert_winners(race: &Race, winners: usize) {
    assert_eq!(race.receipts.len(), winners, "{:?}", tally(&race.answers));
    for answer in race.answers.iter().filter(|answer| !answer.is_created()) {
        let problem = answer.problem().expect("a problem");
        assert_eq!((answer.status, problem.code), (409, Code::SlotNotBookable), "{}", answer.body);
        let is_full = problem.exclusion_reasons.contains(&ExclusionReason::NoTablesFound);
        assert!(is_full, "{}", answer.body);
    }
}

fn tally(answers: &[Answer]) -> BTreeMap<String, usize> {
    let mut tally = BTreeMap::new();
    for answer in answers {
        let code = answer.code().map(|code| format!(" {code:?}")).unwrap_or_default();
        *tally.entry(format!("{}{code}", answer.status)).or_default() += 1;
    }
    tally
}

#[test]
fn of_three_hundred_exactly_one_gets_the_last_table() {
    let server = Server::start().expect("a server");
    // The bistro can be booked for 120 days.
    let mut receipts = Vec::new();
    for round in 0..if is_nightly() { 10 } else { 1 } {
        let configuration = bistro::configuration(&format!("bistro-{round}"));
        let restaurant = server.client().open_restaurant(&configuration).expect("a bistro");
        for race in race_for(&LAST_TABLE, &server, &restaurant) {
            assert_one_winner(&race);
            receipts.extend(race.receipts);
        }
    }
    let audit = audit_file(&server.database().expect("a database"), &receipts).expect("an audit");
    audit.assert_clean();
    println!("audit: {} reservations, nothing wrong", audit.reservations);
}

/// Party sizes and table ids of an evening's reservations, smallest first.
fn seats(server: &Server, restaurant: &Restaurant, day: Date) -> Vec<(u16, Vec<String>)> {
    let call = Call::get(format!("/external/reservations?from={day}&to={day}"));
    let answer = server.client().send(&call.with_token(&restaurant.api_key)).expect("an answer");
    let reservations: Vec<Reservation> = answer.json().expect("reservations");
    let seats = reservations.into_iter().map(|reservation| {
        (reservation.attendees, reservation.pinned_tables.into_iter().map(|table| table.id).collect())
    });
    let mut seats: Vec<_> = seats.collect();
    seats.sort();
    seats
}

#[test]
fn of_a_hundred_exactly_one_gets_the_table_that_another_party_makes_free() {
    let server = Server::start().expect("a server");
    let configuration = bistro::of_tables("parlour", &TWO_TABLES);
    let restaurant = server.client().open_restaurant(&configuration).expect("a parlour");
    let races = race_for(&MADE_TABLE, &server, &restaurant);
    let evening = [(2, vec!["small".to_owned()]), (4, vec!["large".to_owned()])];
    for race in &races {
        assert_one_winner(race);
        assert_eq!(seats(&server, &restaurant, race.day), evening, "{}", race.day);
    }
    let receipts: Vec<Receipt> = races.iter().flat_map(|race| race.receipts.clone()).collect();
    let audit = audit_file(&server.database().expect("a database"), &receipts).expect("an audit");
    audit.assert_clean();
    assert_eq!(audit.moves, races.len());
    println!("audit: {} reservations, {} moves, nothing wrong", audit.reservations, audit.moves);
}

/// The demo restaurant with an empty book, and the Saturday evening that everybody wants, kitchen after ten included.
fn demo_evening(server: &Server, name: &str) -> Crowd {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../static/demo/trattoria-aurora.json");
    let configuration = read_configuration(&file).expect("the demo restaurant");
    let restaurant = server.client().open_restaurant(&configuration).expect("the demo restaurant");
    let day = Demo::new(configuration.clone(), 1, in_days(0)).expect("the demo restaurant").last_table().day;
    Crowd::new(name, &restaurant, &configuration, &[day], 17 * 60).expect("a crowd")
}

/// Two nights of the bistro that run into each other past midnight.
fn bistro_nights(server: &Server, name: &str) -> Crowd {
    let configuration = bistro::configuration("bistro");
    let restaurant = server.client().open_restaurant(&configuration).expect("a bistro");
    Crowd::new(name, &restaurant, &configuration, &[in_days(5), in_days(6)], 18 * 60).expect("a crowd")
}

#[test]
fn a_crowd_of_thousands_breaks_nothing() {
    let server = Server::start().expect("a server");
    let scale = if is_nightly() { 10 } else { 1 };
    let evening = demo_evening(&server, "evening").trying(2000 * scale);
    let nights = bistro_nights(&server, "nights").trying(500 * scale);
    let mut receipts = Vec::new();
    for crowd in [evening, nights] {
        let watch = Stopwatch::start();
        let diary = crowd.run(server.url(), &Progress::default());
        println!(
            "{}: {} attempts by {} clients in {:.1} s, {:.0} a second: {diary}",
            crowd.name,
            crowd.attempts,
            crowd.clients,
            watch.elapsed().as_secs_f64(),
            watch.rate(crowd.attempts),
        );
        diary.assert_content();
        assert!(diary.lost.is_empty(), "lost: {:?}\n{}", diary.lost, server.log());
        receipts.extend(diary.receipts);
    }
    let audit = audit_file(&server.database().expect("a database"), &receipts).expect("an audit");
    audit.assert_clean();
    println!(
        "audit: {} reservations, {} holds, {} moves, {} receipts, nothing wrong",
        audit.reservations,
        audit.holds,
        audit.moves,
        receipts.len()
    );
    assert!(0 < audit.moves);
}

/// Whoever comes first sits at the largest table, so that everybody is in somebody's way before long.
const LADDER: [(&str, u16, u16); 8] =
    [("a", 1, 8), ("b", 1, 7), ("c", 1, 6), ("d", 1, 5), ("e", 1, 4), ("f", 1, 3), ("g", 1, 2), ("h", 1, 2)];
/// Who books one after the other, two at a time: each table is needed for somebody in the end.
const WAVES: [[u16; 2]; 4] = [[2, 2], [3, 4], [5, 6], [7, 8]];
/// 18:00, 20:15 and 22:30: so far apart that a table serves all three.
const SITTINGS: [u16; 3] = [1080, 1215, 1350];
/// How many evenings are booked at once.
const EVENINGS_AT_ONCE: usize = 20;

/// Sends until nobody hears any more that the house is too busy.
fn patiently_at_once(url: &str, calls: Vec<Call>) -> Vec<Answer> {
    let mut settled = Vec::new();
    let mut open = calls;
    while !open.is_empty() {
        let answers = at_once(url, &open);
        let is_busy = |answer: &Answer| answer.code() == Some(Code::Busy);
        open = open.into_iter().zip(&answers).filter(|(_, a)| is_busy(a)).map(|(call, _)| call).collect();
        settled.extend(answers.into_iter().filter(|answer| !is_busy(answer)));
    }
    settled
}

#[test]
fn everybody_gets_a_table_where_all_make_room_for_all() {
    let server = Server::start().expect("a server");
    let mut configuration = bistro::of_tables("ladder", &LADDER);
    configuration.settings.reseating.max_moves = 8;
    let restaurant = server.client().open_restaurant(&configuration).expect("a ladder");
    let evenings = if is_nightly() { 110 } else { 40 };
    let days: Vec<Date> = (3..3 + evenings).map(in_days).collect();
    let watch = Stopwatch::start();
    for days in days.chunks(EVENINGS_AT_ONCE) {
        for wave in WAVES {
            let calls = days.iter().flat_map(|day| SITTINGS.map(|minutes| (*day, minutes)));
            let calls = calls.flat_map(|(day, minutes)| {
                [(0, wave[0]), (1, wave[1])].map(|(place, attendees)| {
                    let key = format!("{day}-{minutes}-{attendees}-{place}");
                    booking(&restaurant, &key, &BookingRequest { minutes, ..wish(day, &key, attendees) })
                })
            });
            for answer in patiently_at_once(server.url(), calls.collect()) {
                assert!(answer.is_created(), "{} {}", answer.status, answer.body);
            }
        }
    }
    let audit = audit_file(&server.database().expect("a database"), &[]).expect("an audit");
    audit.assert_clean();
    println!(
        "{} bookings with {} moves in {:.1} s, nothing wrong",
        audit.reservations,
        audit.moves,
        watch.elapsed().as_secs_f64()
    );
    assert_eq!(audit.reservations, days.len() * SITTINGS.len() * LADDER.len());
    let all = LADDER.iter().map(|(table, _, attendees)| (*attendees, vec![(*table).to_owned()]));
    let mut all: Vec<_> = all.flat_map(|seat| vec![seat; SITTINGS.len()]).collect();
    all.sort();
    for day in days {
        assert_eq!(seats(&server, &restaurant, day), all, "{day}");
    }
}

/// The control: what the other tests do not find is there to be found.
#[test]
fn without_the_guards_tables_are_given_twice_and_limits_are_exceeded() {
    let server = Server::start_without_guards().expect("a server");
    let bistro = server.client().open_restaurant(&bistro::configuration("last")).expect("a bistro");
    let races = race_for(&LAST_TABLE, &server, &bistro);
    let winners: Vec<Receipt> = races.iter().flat_map(|race| race.receipts.clone()).collect();
    let database = server.database().expect("a database");
    let audit = audit_file(&database, &winners).expect("an audit");
    println!(
        "unguarded, last table: {} winners on {} evenings; {:?}",
        winners.len(),
        races.len(),
        audit.counts()
    );
    assert!(races.len() < winners.len());
    let given_twice = audit.count(Rule::TableGivenOnce);
    assert!(0 < given_twice);

    let configuration = bistro::of_tables("parlour", &TWO_TABLES);
    let parlour = server.client().open_restaurant(&configuration).expect("a parlour");
    let races = race_for(&MADE_TABLE, &server, &parlour);
    let winners: usize = races.iter().map(|race| race.receipts.len()).sum();
    let audit = audit_file(&database, &[]).expect("an audit");
    println!(
        "unguarded, table made free: {winners} winners on {} evenings; {:?}",
        races.len(),
        audit.counts()
    );
    assert!(races.len() < winners);
    assert!(given_twice < audit.count(Rule::TableGivenOnce));

    let crowd = bistro_nights(&server, "nights").trying(500);
    let diary = crowd.run(server.url(), &Progress::default());
    let audit = audit_file(&database, &diary.receipts).expect("an audit");
    println!("unguarded, nights: {diary}; {:?}", audit.counts());
    for rule in [Rule::TableGivenOnce, Rule::SeatedLimit, Rule::StartingLimit] {
        assert!(0 < audit.count(rule), "{rule:?}");
    }
}

#[test]
fn a_request_that_comes_fifty_times_at_once_happens_once() {
    const TIMES: usize = 50;
    let server = Server::start().expect("a server");
    let client = server.client();
    let restaurant = client.open_restaurant(&bistro::configuration("bistro")).expect("a bistro");
    let day = in_days(3);
    let body = wish(day, "wish", 2);
    let hold = HoldRequest {
        attendees: 2,
        day,
        minutes: WANTED_MINUTES,
        experience_id: EXPERIENCE.to_owned(),
        floor_plan_id: None,
        duration: None,
        replaces: None,
    };
    let other_body = BookingRequest { attendees: 1, ..body.clone() };
    let other_hold = HoldRequest { attendees: 1, ..hold.clone() };
    let holds = format!("/v1/restaurants/{}/holds", restaurant.slug);
    let mut other_neighbour = neighbour(&restaurant, day, "6");
    other_neighbour.key.clone_from(&neighbour(&restaurant, day, "7").key);
    for (what, call, other) in [
        ("hold", Call::post(&holds, "hold", &hold), Call::post(&holds, "hold", &other_hold)),
        ("guest", booking(&restaurant, "guest", &body), booking(&restaurant, "guest", &other_body)),
        ("restaurant", neighbour(&restaurant, day, "7"), other_neighbour),
    ] {
        let answers = at_once(server.url(), &vec![call.clone(); TIMES]);
        println!("{what}: {TIMES} times at once: {:?}", tally(&answers));
        assert!(answers[0].is_created(), "{} {}", answers[0].status, answers[0].body);
        assert!(answers.iter().all(|answer| *answer == answers[0]), "{what}: {:?}", tally(&answers));
        let answer = client.send(&other).expect("an answer");
        assert_eq!((answer.status, answer.code()), (409, Some(Code::IdempotencyKeyReused)), "{what}");
    }
    let audit = audit_file(&server.database().expect("a database"), &[]).expect("an audit");
    audit.assert_clean();
    assert_eq!((audit.stays, audit.holds, audit.reservations), (3, 1, 2));
}
