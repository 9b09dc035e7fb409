//! Eight seats, and pairs who all want two of them: four have them, whether seats are given or guests are counted.

use api::Configuration;
use tests::auditor::{Receipt, Rule, audit_file};
use tests::bistro;
use tests::server::Server;

use super::{Prize, Race, assert_winners, race_for};

const PAIRS: Prize = Prize { bursts: [(300, 1), (8, 12), (5, 6)], attendees: 2, before: |_, _| Vec::new() };
const SEATS: u16 = 8;

/// One shared table of eight seats for parties of up to four.
fn of_eight_seats(slug: &str, adjacent: bool) -> Configuration {
    let mut configuration = bistro::of_tables(slug, &[("shared", 1, 4)]);
    for table in configuration.floor_plans.iter_mut().flat_map(|plan| plan.tables.values_mut()) {
        (table.shared, table.seats, table.adjacent) = (true, Some(SEATS), adjacent);
    }
    configuration
}

/// A counter and a communal table, and everybody at once at both.
fn races(server: &Server) -> Vec<Race> {
    let kinds = [("counter", true), ("communal", false)];
    let races = kinds.into_iter().flat_map(|(slug, adjacent)| {
        println!("{slug}:");
        let configuration = of_eight_seats(slug, adjacent);
        let restaurant = server.client().open_restaurant(&configuration).expect("a bar");
        race_for(&PAIRS, server, &restaurant)
    });
    races.collect()
}

#[test]
fn of_three_hundred_pairs_exactly_four_share_eight_seats() {
    let server = Server::start().expect("a server");
    let races = races(&server);
    for race in &races {
        assert_winners(race, usize::from(SEATS / 2).min(race.rivals));
    }
    let receipts: Vec<Receipt> = races.into_iter().flat_map(|race| race.receipts).collect();
    let audit = audit_file(&server.database().expect("a database"), &receipts).expect("an audit");
    audit.assert_clean();
    println!("audit: {} reservations, nothing wrong", audit.reservations);
}

#[test]
fn without_guards_a_shared_table_seats_more_than_it_has_places() {
    let server = Server::start_without_guards().expect("a server");
    let races = races(&server);
    let too_many = races.iter().filter(|race| usize::from(SEATS / 2) < race.receipts.len()).count();
    let receipts: Vec<Receipt> = races.into_iter().flat_map(|race| race.receipts).collect();
    let audit = audit_file(&server.database().expect("a database"), &receipts).expect("an audit");
    println!("unguarded, shared: more than four pairs on {too_many} evenings; {:?}", audit.counts());
    assert!(0 < too_many);
    assert!(0 < audit.count(Rule::TableGivenOnce));
}
