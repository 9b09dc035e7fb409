//! How often somebody may try a code. Counted in the database, where nobody can ask two Workers at once.

use api::Code;
use axum::http::HeaderMap;
use serde::Deserialize;

use crate::app::App;
use crate::db::{Rows, Statement, Value};
use crate::problem::Failure;
use crate::rate_limit::client;
use crate::secret;
use crate::tenant::{Door, restaurant_id};

const HOUR_MS: i64 = 3_600_000;
/// How often one address may try within an hour.
const GUESSES_MAX: i64 = 20;
/// How often all together may.
const GUESSES_OF_ALL_MAX: i64 = 1000;

const COUNT: &str = concat!(
    "INSERT INTO guesses (restaurant_id, guesser, hour, count)
     SELECT id, ?3, ?4, 1 FROM restaurants WHERE id = ",
    restaurant_id!(),
    " ON CONFLICT DO UPDATE SET count = count + 1 RETURNING count",
);

/// Of all together, but only of those who may still guess: who is refused refuses nobody else.
const COUNT_ALL: &str = concat!(
    "INSERT INTO guesses (restaurant_id, guesser, hour, count)
     SELECT r.id, '', ?4, 1 FROM restaurants r JOIN guesses own
     ON own.restaurant_id = r.id AND own.guesser = ?3 AND own.hour = ?4 AND own.count <= ?5
     WHERE r.id = ",
    restaurant_id!(),
    " ON CONFLICT DO UPDATE SET count = count + 1 RETURNING count",
);

#[derive(Deserialize)]
struct CountRow {
    count: i64,
}

/// The statements that count one more guess: of this guesser, and of all.
pub(crate) fn count(app: &App, door: &Door, headers: &HeaderMap) -> Result<[Statement; 2], Failure> {
    let digest = secret::keyed_digest(&app.environment.token_secret, "guesser", &[client(headers)])?;
    let guesser = secret::symbols_of(&digest, 16);
    let hour = app.now_ms.div_euclid(HOUR_MS);
    let values = || [Value::from(guesser.as_str()), hour.into()];
    let all = values().into_iter().chain([GUESSES_MAX.into()]);
    Ok([door.statement(COUNT, values()), door.statement(COUNT_ALL, all)])
}

/// Refuses who tries too often, by the rows of [`count`].
pub(crate) fn check(app: &App, own: Rows, all: Rows) -> Result<(), Failure> {
    let count = |rows: Rows| Ok::<_, Failure>(rows.first::<CountRow>()?.map_or(0, |row| row.count));
    if count(own)? <= GUESSES_MAX && count(all)? <= GUESSES_OF_ALL_MAX {
        return Ok(());
    }
    let seconds = (HOUR_MS - app.now_ms.rem_euclid(HOUR_MS)).div_euclid(1000) + 1;
    let failure = Failure::new(Code::TooManyRequests, "too many codes were tried; try again later");
    Err(failure.retry_after(seconds))
}
