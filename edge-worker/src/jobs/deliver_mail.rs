//! Sends what waits in the outbox.
//!
//! One statement claims what is due and moves its next attempt on, so that overlapping runs send nothing twice and
//! a run that dies is made up for. In development mail goes to the mailbox table, in the same batch that marks it
//! as delivered.

use serde::Deserialize;

use crate::app::App;
use crate::db::{DbError, Statement};
use crate::mail::{self, Kind, Mail};
use crate::problem::log;
use crate::reservation::{Row, select_reservations};
use crate::secret;
use crate::tenant::{Door, load_tenant};

/// The wait doubles with each attempt: 1, 2, 4 ... minutes, up to a day in all.
const CLAIM: &str = "
    UPDATE outbox SET attempts = attempts + 1, next_attempt_at = ?1 + 60000 * (1 << min(attempts, 10))
    WHERE id IN (SELECT id FROM outbox WHERE delivered_at IS NULL AND next_attempt_at <= ?1 AND attempts < 12
                 ORDER BY next_attempt_at LIMIT 20)
    RETURNING id, kind, reservation_id";

const SELECT_RESERVATION: &str = select_reservations!("r.id = ?1");

const SELECT_SLUG: &str = "
    SELECT t.slug FROM reservations r JOIN restaurants t ON t.id = r.restaurant_id WHERE r.id = ?1";

const INSERT_MAIL: &str =
    "INSERT INTO mailbox (id, at, recipient, subject, body) VALUES (?1, ?2, ?3, ?4, ?5)";
const MARK_DELIVERED: &str = "UPDATE outbox SET delivered_at = ?2, last_error = NULL WHERE id = ?1";
const MARK_FAILED: &str = "UPDATE outbox SET last_error = ?2 WHERE id = ?1";

#[derive(Deserialize)]
struct DueRow {
    id: String,
    kind: String,
    reservation_id: String,
}

#[derive(Deserialize)]
struct SlugRow {
    slug: String,
}

/// Runs the job. Outside development no mail adapter is set up yet: what is due stays in the outbox.
pub async fn run(app: &App) {
    if !app.environment.is_development {
        return;
    }
    if let Err(error) = deliver_due(app).await {
        log(&format!("deliver_mail: {error}"));
    }
}

async fn deliver_due(app: &App) -> Result<(), DbError> {
    let claimed = app.db.batch(vec![Statement::new(CLAIM, [app.now_ms.into()])]).await?;
    let due: Vec<DueRow> = claimed.into_iter().next().unwrap_or_default().all()?;
    for row in due {
        let outcome = match written(app, &row).await {
            Ok(mail) => delivery(app, &row, mail),
            Err(error) => vec![Statement::new(MARK_FAILED, [row.id.as_str().into(), error.into()])],
        };
        app.db.batch(outcome).await?;
    }
    Ok(())
}

async fn written(app: &App, due: &DueRow) -> Result<Mail, String> {
    let kind = Kind::from_name(&due.kind).ok_or("no such kind of mail")?;
    let select = |sql| Statement::new(sql, [due.reservation_id.as_str().into()]);
    let batch = app.db.batch(vec![select(SELECT_RESERVATION), select(SELECT_SLUG)]).await;
    let mut rows = batch.map_err(|error| error.to_string())?.into_iter();
    let row: Option<Row> = rows.next().unwrap_or_default().first().map_err(|error| error.to_string())?;
    let slug: Option<SlugRow> = rows.next().unwrap_or_default().first().map_err(|error| error.to_string())?;
    let (row, slug) = row.zip(slug).ok_or("the reservation is gone")?;
    let tenant =
        load_tenant(app, &Door::Slug(slug.slug)).await.map_err(|_| "the restaurant cannot be loaded")?;
    mail::write(app, kind, &row, &tenant).map_err(|_| "the mail cannot be written".to_owned())
}

fn delivery(app: &App, due: &DueRow, mail: Mail) -> Vec<Statement> {
    let Mail { recipient, subject, body } = mail;
    let values = [secret::id().into(), app.now_ms.into(), recipient.into(), subject.into(), body.into()];
    vec![
        Statement::new(INSERT_MAIL, values),
        Statement::new(MARK_DELIVERED, [due.id.as_str().into(), app.now_ms.into()]),
    ]
}
