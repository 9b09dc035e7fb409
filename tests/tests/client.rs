//! A client of another system: generated from the Worker's own OpenAPI document, type-checked and used.

use std::path::Path;
use std::process::{Command, Stdio};

use api::Configuration;
use tests::bistro;
use tests::clock::Stopwatch;
use tests::server::{Server, path_of};

#[test]
fn a_generated_client_books_seats_bills_and_redeems() {
    let server = Server::start().expect("a server");
    let restaurant = server.client().open_restaurant(&open_all_day()).expect("a bistro");
    let watch = Stopwatch::start();
    let status = Command::new(path_of("COUVERT_NODE", "node_modules/.bin/node"))
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("client/run.mjs"))
        .env("URL", server.url())
        .env("KEY", &restaurant.api_key)
        .stdin(Stdio::null())
        .status()
        .expect("node");
    println!("{:.1} s", watch.elapsed().as_secs_f64());
    assert!(status.success(), "{status}");
}

/// A bistro that can be booked at this very moment, whenever that is: so that who has booked can sit down.
fn open_all_day() -> Configuration {
    let mut configuration = bistro::configuration("bistro");
    configuration.settings.lead_minutes = 0;
    configuration.services.truncate(1);
    for service in &mut configuration.services {
        (service.first_start, service.last_start) = (0, 1425);
    }
    configuration
}
