//! What strangers can make the Worker read for nothing.

use anyhow::{Context, Result, ensure};
use rusqlite::{Connection, params};
use serde_json::{Value, json};
use tests::bistro::EXPERIENCE;
use tests::client::{Answer, Call, Client};
use tests::clock::in_days;

use crate::{amount, figure};

const UNDER: &str = "/v1/restaurants/bistro";
/// Stays on each day ahead, as in a house that is well booked.
const STAYS_OF_A_DAY: i64 = 150;
const DAYS_AHEAD: i32 = 20;
/// On this day, from today, there is room: there the holds are made.
const DAY_WITH_ROOM: i32 = 3;
/// Holds and releases on one day.
const CHURN: usize = 300;

/// Fills the days ahead but the one on which the holds are made: a full day takes none.
pub(crate) fn fill(database: &mut Connection) -> Result<()> {
    let restaurant: String = database.query_row("SELECT id FROM restaurants", [], |row| row.get(0))?;
    let transaction = database.transaction()?;
    {
        let mut stay = transaction.prepare(
            "INSERT INTO stays (id, restaurant_id, day, minutes, starts, ends, blocked_until, attendees, experience_id,
                                table_ids, online)
             VALUES (?1, ?2, ?3, ?4, ?5, ?5 + 90, ?5 + 105, 2, ?6, '[]', 0)",
        )?;
        for ahead in (1..=DAYS_AHEAD).filter(|ahead| *ahead != DAY_WITH_ROOM) {
            let day = i64::from(in_days(ahead).0.0);
            for i in 0..STAYS_OF_A_DAY {
                let minutes = 1080 + 15 * (i % 16);
                let starts = day * 1440 + minutes - 60;
                stay.execute(params![
                    format!("ahead-{ahead}-{i}"),
                    restaurant,
                    day,
                    minutes,
                    starts,
                    EXPERIENCE
                ])?;
            }
        }
    }
    Ok(transaction.commit()?)
}

/// Prints the figures.
pub(crate) fn measure(client: &Client) -> Result<()> {
    let first = hold(client, "churn-first", 1140)?;
    rows("hold, the first of a day", &first)?;
    release(client, &first.0)?;
    for i in 0..CHURN {
        let held = hold(client, &format!("churn-{i}"), 1140)?;
        release(client, &held.0)?;
    }
    rows(&format!("hold, after {CHURN} others of the day"), &hold(client, "churn-last", 1140)?)?;
    rows(
        "release of a hold that is not there",
        &weigh(client, &Call::delete(format!("{UNDER}/holds/nothing")))?,
    )?;
    // 23:45 is after the last start.
    rows("refused hold, no snapshot cached", &refused(client, "refused-1")?)?;
    weigh(client, &Call::get(format!("{UNDER}/snapshot")))?;
    rows("refused hold, snapshot cached", &refused(client, "refused-2")?)?;
    let fresher = Call::get(format!("{UNDER}/snapshot?freshAfter=9999999999999"));
    rows("snapshot that is to be fresher than any", &weigh(client, &fresher)?)
}

fn weigh(client: &Client, call: &Call) -> Result<(Answer, String)> {
    let (answer, usage) = client.send_and_weigh(call).context("no answer")?;
    Ok((answer, usage.context("the answer does not say what it cost")?))
}

fn hold(client: &Client, key: &str, minutes: u16) -> Result<(Answer, String)> {
    let body = json!({ "attendees": 2, "day": in_days(DAY_WITH_ROOM), "minutes": minutes, "experienceId": EXPERIENCE });
    weigh(client, &Call::post(format!("{UNDER}/holds"), key, &body))
}

fn refused(client: &Client, key: &str) -> Result<(Answer, String)> {
    let refused = hold(client, key, 1425)?;
    ensure!(refused.0.status == 409, "{} {}", refused.0.status, refused.0.body);
    Ok(refused)
}

fn release(client: &Client, held: &Answer) -> Result<()> {
    ensure!(held.status == 201, "{} {}", held.status, held.body);
    let hold: Value = serde_json::from_str(&held.body)?;
    let path = format!("{UNDER}/holds/{}", hold["id"].as_str().context("an id")?);
    weigh(client, &Call::delete(path)).map(drop)
}

fn rows(name: &str, (_, usage): &(Answer, String)) -> Result<()> {
    for part in ["rows-read", "rows-written"] {
        figure(&format!("d1/{name}, {}", part.replace('-', " ")), amount(usage, part)?, "rows");
    }
    Ok(())
}
