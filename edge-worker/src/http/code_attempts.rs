//! Limits how often a client may try gift card codes. Counted in the database, so that asking several Workers at once
//! does not raise the limit.

use api::Code;
use axum::http::HeaderMap;
use serde::Deserialize;

use crate::house::tenant::{TenantSelector, restaurant_id};
use crate::http::rate_limit::client;
use crate::platform::app::App;
use crate::platform::db::{RowSets, Statement, Value};
use crate::platform::failure::Failure;
use crate::platform::secret;

const HOUR_MS: i64 = 3_600_000;
/// Code attempts per hour of one client address.
const ATTEMPTS_MAX: i64 = 20;
/// Code attempts per hour of all clients of a restaurant together.
const ATTEMPTS_OF_ALL_MAX: i64 = 1000;

const COUNT: &str = concat!(
    "INSERT INTO guesses (restaurant_id, guesser, hour, count)
     SELECT id, ?3, ?4, 1 FROM restaurants WHERE id = ",
    restaurant_id!(),
    " ON CONFLICT DO UPDATE SET count = count + 1 RETURNING count",
);

/// Counts the attempts of all clients, but only from clients within their own limit, so that a blocked client does not
/// use up the limit of the others.
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

/// The statements that count one more code attempt: of this client, and of all clients.
pub(crate) fn count(
    app: &App,
    selector: &TenantSelector,
    headers: &HeaderMap,
) -> Result<[Statement; 2], Failure> {
    let digest = secret::keyed_digest(&app.environment.token_secret, "guesser", &[client(headers)])?;
    let guesser = secret::symbols_of(&digest, 16);
    let hour = app.now_ms.div_euclid(HOUR_MS);
    let values = || [Value::from(guesser.as_str()), hour.into()];
    let all = values().into_iter().chain([ATTEMPTS_MAX.into()]);
    Ok([selector.statement(COUNT, values()), selector.statement(COUNT_ALL, all)])
}

/// Answers 429 if a limit is exceeded, by the rows of [`count`].
pub(crate) fn check(app: &App, rows: &mut RowSets) -> Result<(), Failure> {
    let mut count = || Ok::<_, Failure>(rows.first::<CountRow>()?.map_or(0, |row| row.count));
    let (own, all) = (count()?, count()?);
    if own <= ATTEMPTS_MAX && all <= ATTEMPTS_OF_ALL_MAX {
        return Ok(());
    }
    let seconds = (HOUR_MS - app.now_ms.rem_euclid(HOUR_MS)).div_euclid(1000) + 1;
    let failure = Failure::new(Code::TooManyRequests, "too many codes were tried; try again later");
    Err(failure.retry_after(seconds))
}
