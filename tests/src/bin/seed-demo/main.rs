//! Sets the demo restaurant up through the same calls that a real restaurant, its guests and its systems use.

mod history;
mod money;
mod server;

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use anyhow::{Context, Result, ensure};
use api::booking::reservation::ImportResult;
use api::{Code, Configuration, Date, Slot, Slots};
use clap::Parser;
use engine::Day;
use serde_json::json;
use server::Server;
use tests::demo::{Demo, LastTable, read_configuration};

const API_KEY: &str = "cvk_demo_trattoria_development_only";
const DATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../static/demo/trattoria-aurora.json");

/// A house with counters and requests, without a book: `/r/noodle-bar`.
const SECOND: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../static/demo/noodle-bar.json");

/// Of the parties of past days, one in so many did not come.
const NO_SHOW_SHARE: usize = 20;

/// Sets up the demo restaurant with six weeks of reservations; does nothing where it exists already.
#[derive(Parser)]
struct Arguments {
    /// Where the Worker is served
    #[arg(long)]
    url: String,
    /// The Worker's ADMIN_TOKEN
    #[arg(long)]
    admin_token: String,
    /// One more origin whose pages may embed the widget
    #[arg(long = "origin")]
    origins: Vec<String>,
    /// The restaurant's configuration
    #[arg(long, default_value = DATA)]
    data: PathBuf,
    /// Another seed makes another book of reservations
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let started = now();
    let server = Server::new(&arguments.url);
    let configuration = localized(read_configuration(&arguments.data)?, &server.url, &arguments.origins);
    let name = configuration.restaurant.name.clone();
    let slug = configuration.restaurant.slug.clone();
    let demo = Demo::new(configuration.clone(), arguments.seed, today(started))?;

    let second = localized(read_configuration(Path::new(SECOND))?, &server.url, &arguments.origins);
    provide(&server, &arguments.admin_token, &second, None)?;
    if !provide(&server, &arguments.admin_token, &configuration, Some(API_KEY))? {
        println!("{name} is there already; nothing to do.");
        return Ok(());
    }
    let book = fill_book(&server, &arguments.admin_token, &slug, &demo, today(started))?;
    let last = demo.last_table();
    leave_one_table(&server, &demo, &last)?;
    history::seat_guests(&server, today(started), i64::try_from(started.as_secs())?)?;
    money::move_some(&server, &slug, today(started))?;

    let Book { days, imported, refused } = book;
    let seconds = now().saturating_sub(started).as_secs_f32();
    println!("{name}: {days} days, {imported} reservations, {refused} refused, {seconds:.1} s");
    let LastTable { day, minutes, attendees, experience_id } = last;
    let (hour, minute) = (minutes / 60, minutes % 60);
    println!("One table left: {experience_id} for {attendees} on {day} at {hour:02}:{minute:02}");
    Ok(())
}

/// The configuration as it is served at this URL: its own pages may embed the widget, and links lead to it.
fn localized(mut configuration: Configuration, url: &str, origins: &[String]) -> Configuration {
    let restaurant = &mut configuration.restaurant;
    for origin in origins.iter().map(String::as_str).chain([url]) {
        if !restaurant.allowed_origins.iter().any(|known| known == origin) {
            restaurant.allowed_origins.push(origin.to_owned());
        }
    }
    if restaurant.privacy_url.starts_with('/') {
        restaurant.privacy_url.insert_str(0, url);
    }
    configuration
}

/// Creates the restaurant; false where it exists already.
fn provide(
    server: &Server,
    admin_token: &str,
    configuration: &Configuration,
    api_key: Option<&str>,
) -> Result<bool> {
    let body = json!({ "configuration": configuration, "apiKey": api_key });
    let key = format!("seed-demo-{}", configuration.restaurant.slug);
    let answer = server.post("/admin/restaurants", admin_token, &key, &body)?;
    match answer.code() {
        Some(Code::RestaurantExists) => Ok(false),
        _ => answer.ok().map(|_| true),
    }
}

#[derive(Default)]
struct Book {
    days: usize,
    imported: usize,
    refused: usize,
}

fn fill_book(server: &Server, admin_token: &str, slug: &str, demo: &Demo, today: Date) -> Result<Book> {
    let mut book = Book::default();
    let path = format!("/admin/restaurants/{slug}/reservations");
    for day in demo.days() {
        let reservations = demo.reservations(day);
        if reservations.is_empty() {
            continue;
        }
        let is_past = day < today;
        let no_shows: Vec<usize> =
            if is_past { (0..reservations.len()).step_by(NO_SHOW_SHARE).collect() } else { Vec::new() };
        let body = json!({ "reservations": reservations, "noShows": no_shows });
        let answer = server.post(&path, admin_token, &format!("seed-demo-{day}"), &body)?;
        let result: ImportResult = answer.json().with_context(|| format!("importing {day}"))?;
        book.days += 1;
        book.imported += result.imported;
        book.refused += result.refused.len();
    }
    Ok(book)
}

/// Books parties into the slot until it has a single table left.
fn leave_one_table(server: &Server, demo: &Demo, last: &LastTable) -> Result<()> {
    let mut rivals = demo.last_table_rivals();
    let mut open = open_spots(server, last)?;
    while 1 < open {
        let rival = rivals.next().context("the rivals never end")?;
        let key = format!("seed-demo-last-table-{open}");
        server.post("/external/reservations", API_KEY, &key, &rival)?.ok()?;
        let left = open_spots(server, last)?;
        ensure!(left < open, "a booking at {} did not take a table away", last.day);
        open = left;
    }
    ensure!(open == 1, "no table is left on {}", last.day);
    Ok(())
}

fn open_spots(server: &Server, last: &LastTable) -> Result<u16> {
    let LastTable { day, minutes, attendees, experience_id } = last;
    let path =
        format!("/external/availability/slots?attendees={attendees}&day={day}&experienceId={experience_id}");
    let Slots { slots } = server.get(&path, API_KEY)?.json()?;
    let slot = slots.into_iter().find(|slot| slot.minutes == *minutes);
    let Slot { spots_open, exclusion_reasons, .. } = slot.with_context(|| format!("no slot on {day}"))?;
    ensure!(exclusion_reasons.is_empty(), "the slot on {day} cannot be booked: {exclusion_reasons:?}");
    Ok(spots_open)
}

/// Time since the epoch.
#[expect(clippy::disallowed_methods, reason = "a program of the developer's own machine, which has a clock")]
fn now() -> Duration {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default()
}

/// The day in UTC: near enough to the restaurant's, as the book has weeks on both sides of it.
fn today(now: Duration) -> Date {
    Date(Day(i32::try_from(now.as_secs() / 86_400).unwrap_or(i32::MAX)))
}
