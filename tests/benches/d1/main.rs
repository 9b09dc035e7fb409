//! What each operation costs on the real D1: round trips, and rows read and written, which is what it bills. And whether
//! a restaurant with five years of bookings answers a day's slots as fast as a new one.
//!
//! Prints one JSON object a line; `cargo xtask bench` makes a table of them.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use rusqlite::{Connection, params};
use serde_json::{Value, json};
use tests::bistro::{self, EXPERIENCE};
use tests::client::{Answer, Call, Client};
use tests::clock::{Stopwatch, in_days};
use tests::server::Server;

mod strangers;

const BOOKINGS: i64 = 200_000;
const DAYS: i64 = 5 * 365;
const QUESTIONS: usize = 60;

fn main() -> Result<()> {
    // `cargo test` runs benchmarks too, to see that they compile.
    if !std::env::args().any(|argument| argument == "--bench") {
        return Ok(());
    }
    let mut server = Server::start()?;
    let restaurant = server.client().open_restaurant(&bistro::configuration("bistro"))?;
    let bench = Bench { key: restaurant.api_key };
    bench.operations(&server.client())?;
    let fresh = bench.day_of_slots(&server.client())?;
    server.kill();
    fill(&mut Connection::open(server.database()?)?)?;
    server.restart()?;
    let full = bench.day_of_slots(&server.client())?;
    let rows = bench.rows_of_slots(&server.client())?;
    figure("d1/slots of a day, new restaurant", millis(fresh), "ms");
    figure("d1/slots of a day, 200,000 bookings", millis(full), "ms");
    figure(
        "d1/slots of a day, 200,000 bookings, against new",
        full.as_secs_f64() / fresh.as_secs_f64(),
        "times",
    );
    figure("d1/slots of a day, 200,000 bookings, rows read", rows, "rows");
    server.kill();
    strangers::fill(&mut Connection::open(server.database()?)?)?;
    server.restart()?;
    strangers::measure(&server.client())
}

fn figure(name: &str, value: f64, unit: &str) {
    println!("{}", json!({ "name": name, "value": value, "unit": unit }));
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

struct Bench {
    key: String,
}

impl Bench {
    /// The answer, and what it cost.
    fn ask(&self, client: &Client, call: Call) -> Result<(Answer, String)> {
        let (answer, usage) = client.send_and_weigh(&call.with_token(&self.key)).context("no answer")?;
        ensure!(answer.status < 300, "{} {}", answer.status, answer.body);
        Ok((answer, usage.context("the answer does not say what it cost")?))
    }

    /// Asks, and prints what it cost.
    fn measure(&self, client: &Client, name: &str, call: Call) -> Result<Value> {
        let (answer, usage) = self.ask(client, call)?;
        for (part, unit) in [("round-trips", "trips"), ("rows-read", "rows"), ("rows-written", "rows")] {
            figure(&format!("d1/{name}, {}", part.replace('-', " ")), amount(&usage, part)?, unit);
        }
        Ok(serde_json::from_str(&answer.body).unwrap_or_default())
    }

    fn operations(&self, client: &Client) -> Result<()> {
        let day = in_days(3);
        let guest = json!({ "attendees": 2, "day": day, "minutes": 1140, "experienceId": EXPERIENCE,
            "lastName": "Larkspur", "email": "rosalind@example.com", "locale": "en", "consent": true });
        let mut hold = guest.clone();
        hold.as_object_mut()
            .context("an object")?
            .retain(|field, _| ["attendees", "day", "minutes", "experienceId"].contains(&field.as_str()));
        let under = "/v1/restaurants/bistro";
        self.measure(client, "snapshot, not cached", Call::get(format!("{under}/snapshot")))?;
        self.measure(client, "guest holds", Call::post(format!("{under}/holds"), "hold", &hold))?;
        self.measure(client, "guest books", Call::post(format!("{under}/reservations"), "book", &guest))?;
        let mut own = guest.clone();
        own.as_object_mut().context("an object")?.remove("consent");
        let made =
            self.measure(client, "restaurant books", Call::post("/external/reservations", "own", &own))?;
        let path = format!("/external/reservations/{}", made["id"].as_str().context("an id")?);
        let change = |key: &str, body: Value| Call::patch(path.as_str(), key, &body);
        self.measure(client, "change of time", change("time", json!({ "minutes": 1200 })))?;
        self.measure(client, "change of status", change("status", json!({ "status": "reconfirmed" })))?;
        self.measure(client, "read a reservation", Call::get(&path))?;
        let range = format!("/external/reservations?from={day}&to={day}");
        self.measure(client, "list a day", Call::get(range))?;
        self.measure(client, "slots of a day", Call::get(slots()))?;
        let at = json!({ "tableName": "7" });
        self.measure(client, "check-in", Call::post("/external/reservations/check-in", "in", &at))?;
        self.measure(client, "check-out", Call::post("/external/reservations/check-out", "out", &at))?;
        let card = json!({ "amount": 5000, "templateId": "classic", "expiresOnDay": "2050-12-31" });
        let card = self.measure(client, "gift card", Call::post("/external/gift-cards", "card", &card))?;
        let path = format!("/external/gift-cards/{}", card["id"].as_str().context("a code")?);
        let redeem = json!({ "status": "successful", "amount": -100 });
        self.measure(client, "redeem", Call::post(format!("{path}/transactions"), "redeem", &redeem))?;
        self.measure(client, "read a gift card", Call::get(&path))?;
        let call = json!({ "id": "call-0000001", "phoneNumber": "+436605512234", "status": "ringing" });
        self.measure(
            client,
            "report a call",
            Call::post("/external/phone-numbers/main/calls", "call", &call),
        )?;
        self.measure(client, "follow calls", Call::get("/external/phone-numbers/main/calls?after=1"))?;
        self.measure(
            client,
            "publish services",
            Call::put(
                "/external/services",
                &json!([{ "id": "dinner",
            "name": { "en": "Dinner" }, "firstStart": 1080, "lastStart": 1320 }]),
            ),
        )?;
        Ok(())
    }

    /// The median.
    fn day_of_slots(&self, client: &Client) -> Result<Duration> {
        let mut times = Vec::new();
        for _ in 0..QUESTIONS {
            let watch = Stopwatch::start();
            self.ask(client, Call::get(slots()))?;
            times.push(watch.elapsed());
        }
        times.sort();
        times.get(QUESTIONS / 2).copied().context("a question")
    }

    fn rows_of_slots(&self, client: &Client) -> Result<f64> {
        amount(&self.ask(client, Call::get(slots()))?.1, "rows-read")
    }
}

fn slots() -> String {
    format!("/external/availability/slots?attendees=2&day={}&experienceId={EXPERIENCE}", in_days(3))
}

/// A part of `round-trips=2, rows-read=34, rows-written=12`.
fn amount(text: &str, part: &str) -> Result<f64> {
    let of = |pair: &str| pair.trim().strip_prefix(part)?.strip_prefix('=')?.parse().ok();
    text.split(',').find_map(of).with_context(|| format!("no {part} in {text}"))
}

/// Five years of visits that are over, as the Worker would have left them.
fn fill(database: &mut Connection) -> Result<()> {
    let restaurant: String = database.query_row("SELECT id FROM restaurants", [], |row| row.get(0))?;
    let today = i64::from(in_days(0).0.0);
    let transaction = database.transaction()?;
    transaction.execute(
        "INSERT INTO guests (id, restaurant_id, first_name, last_name, email, phone, locale, created_at)
         VALUES ('old', ?1, '', 'Larkspur', '', '', 'en', 0)",
        params![restaurant],
    )?;
    {
        let mut reservation = transaction.prepare(
            "INSERT INTO reservations (id, restaurant_id, number, status, source, day, minutes, starts, ends, attendees,
                                       experience_id, table_ids, guest_id, notes, locale, manage_digest, created_at)
             VALUES (?1, ?2, ?1, 'finished', 'api', ?3, ?4, ?5, ?6, 2, 'a-la-carte', '[\"1\"]', 'old', '', 'en', ?1, 0)",
        )?;
        let mut line = transaction.prepare(
            "INSERT INTO reservation_log (reservation_id, sequence, status, actor, at, table_ids)
             VALUES (?1, ?2, ?3, 'api', 0, ?4)",
        )?;
        let mut revision =
            transaction.prepare("INSERT OR REPLACE INTO day_revisions VALUES (?1, ?2, ?3, 0)")?;
        for i in 0..BOOKINGS {
            let (day, number) = (today - 1 - i % DAYS, i / DAYS + 1);
            let (id, minutes) = (format!("old-{i}"), 1080 + 15 * (i % 17));
            let starts = day * 1440 + minutes - 60;
            reservation.execute(params![id, restaurant, day, minutes, starts, starts + 90])?;
            line.execute(params![id, 1, "booked", "[\"1\"]"])?;
            line.execute(params![id, 2, "arrived", None::<&str>])?;
            line.execute(params![id, 3, "finished", None::<&str>])?;
            revision.execute(params![restaurant, day, number])?;
        }
    }
    Ok(transaction.commit()?)
}
