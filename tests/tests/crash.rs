//! The server dies in the middle of things, again and again; nothing that it said is lost.

use std::sync::atomic::Ordering;
use std::thread;
use std::time::Duration;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use tests::auditor::{audit_file, count_answered};
use tests::bistro;
use tests::clock::{Stopwatch, in_days};
use tests::crowd::{Crowd, Diary, Progress};
use tests::server::Server;

#[test]
fn what_was_acknowledged_survives_being_killed() {
    let rounds = if std::env::var_os("COUVERT_NIGHTLY").is_some() { 100 } else { 20 };
    let mut server = Server::start().expect("a server");
    let configuration = bistro::configuration("bistro");
    let restaurant = server.client().open_restaurant(&configuration).expect("a bistro");
    // Room enough that most attempts change something.
    let days: Vec<_> = (2..62).map(in_days).collect();
    let crowd = Crowd::new("", &restaurant, &configuration, &days, 18 * 60).expect("a crowd").of(16);
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let watch = Stopwatch::start();
    let mut diary = Diary::default();
    let mut happened_unheard = 0;
    for round in 0..rounds {
        let crowd = crowd.named(format!("round{round}"));
        let enough = rng.random_range(1..40);
        let seen = run_until_killed(&mut server, &crowd, enough);
        let (receipts, lost) = (seen.receipts.len(), seen.lost.len());
        diary.append(seen);

        server.restart().expect("a server");
        let database = server.database().expect("a database");
        audit_file(&database, &diary.receipts).expect("an audit").assert_clean();
        let happened = count_answered(&database, diary.lost_keys()).expect("a count");
        happened_unheard += happened;
        let client = server.client();
        diary.settle(&client);
        diary.replay(&client, 10, round);
        diary.assert_content();
        assert!(diary.lost.is_empty());
        let audit = audit_file(&database, &diary.receipts).expect("an audit");
        audit.assert_clean();
        println!(
            "kill {round}: {receipts} acknowledged, {lost} answers lost ({happened} of them to what had happened); \
             then {} reservations, nothing wrong",
            audit.reservations
        );
    }
    println!(
        "{rounds} kills in {:.1} s, {happened_unheard} requests happened unheard: {diary}",
        watch.elapsed().as_secs_f64()
    );
    assert_ne!(diary.figure("answers lost"), 0, "no kill ever hit a request");
}

/// Kills the server when it has acknowledged that many bookings and the clients are still at it.
fn run_until_killed(server: &mut Server, crowd: &Crowd, enough: usize) -> Diary {
    let (progress, url) = (Progress::default(), server.url().to_owned());
    thread::scope(|scope| {
        let clients = scope.spawn(|| crowd.run(&url, &progress));
        while progress.booked.load(Ordering::Relaxed) < enough && !clients.is_finished() {
            thread::sleep(Duration::from_millis(1));
        }
        server.kill();
        progress.stop();
        clients.join().expect("a crowd")
    })
}
