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
use crate::purchase::{Row as Purchase, select_purchases};
use crate::reservation::{Row, select_reservations};
use crate::secret;
use crate::tenant::{Door, load_tenant};

/// The wait doubles with each attempt: 1, 2, 4 ... minutes, up to a day in all.
const CLAIM: &str = "
    UPDATE outbox SET attempts = attempts + 1, next_attempt_at = ?1 + 60000 * (1 << min(attempts, 10))
    WHERE id IN (SELECT id FROM outbox WHERE delivered_at IS NULL AND next_attempt_at <= ?1 AND attempts < 12
                 ORDER BY next_attempt_at LIMIT 20)
    RETURNING id, kind, reservation_id, purchase_id";

const SELECT_RESERVATION: &str = select_reservations!("r.id = ?1");

const SELECT_PURCHASE: &str = select_purchases!("g.id = ?1");

const SELECT_SLUG: &str = "
    SELECT t.slug FROM restaurants t
    WHERE t.id IN (SELECT restaurant_id FROM reservations WHERE id = ?1
                   UNION ALL SELECT restaurant_id FROM gift_card_purchases WHERE id = ?1)";

const INSERT_MAIL: &str =
    "INSERT INTO mailbox (id, at, recipient, subject, body) VALUES (?1, ?2, ?3, ?4, ?5)";
const MARK_DELIVERED: &str = "UPDATE outbox SET delivered_at = ?2, last_error = NULL WHERE id = ?1";
const MARK_FAILED: &str = "UPDATE outbox SET last_error = ?2 WHERE id = ?1";

#[derive(Deserialize)]
struct DueRow {
    id: String,
    kind: String,
    reservation_id: Option<String>,
    purchase_id: Option<String>,
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
            Ok(Some(mail)) => delivery(app, &row, mail),
            Ok(None) => vec![delivered(app, &row)],
            Err(error) => vec![Statement::new(MARK_FAILED, [row.id.as_str().into(), error.into()])],
        };
        app.db.batch(outcome).await?;
    }
    Ok(())
}

/// The mail; nothing where there is nothing left to say.
async fn written(app: &App, due: &DueRow) -> Result<Option<Mail>, String> {
    let kind = Kind::from_name(&due.kind).ok_or("no such kind of mail")?;
    let id = due.reservation_id.as_deref().or(due.purchase_id.as_deref()).unwrap_or_default();
    let select = |sql| Statement::new(sql, [id.into()]);
    let batch =
        app.db.batch(vec![select(SELECT_RESERVATION), select(SELECT_PURCHASE), select(SELECT_SLUG)]).await;
    let mut rows = batch.map_err(|error| error.to_string())?.into_iter();
    let mut next = || rows.next().unwrap_or_default();
    let booking: Option<Row> = next().first().map_err(|error| error.to_string())?;
    let purchase: Option<Purchase> = next().first().map_err(|error| error.to_string())?;
    let slug: Option<SlugRow> = next().first().map_err(|error| error.to_string())?;
    let slug = slug.ok_or("what it is about is gone")?.slug;
    let tenant = load_tenant(app, &Door::Slug(slug)).await.map_err(|_| "the restaurant cannot be loaded")?;
    let mail = match (booking, purchase) {
        (Some(row), _) => mail::about_booking(app, kind, &row, &tenant).map(Some),
        (None, Some(row)) => mail::about_purchase(app, kind, &row, &tenant),
        (None, None) => return Err("what it is about is gone".to_owned()),
    };
    mail.map_err(|_| "the mail cannot be written".to_owned())
}

fn delivery(app: &App, due: &DueRow, mail: Mail) -> Vec<Statement> {
    let Mail { recipient, subject, body } = mail;
    let values = [secret::id().into(), app.now_ms.into(), recipient.into(), subject.into(), body.into()];
    vec![Statement::new(INSERT_MAIL, values), delivered(app, due)]
}

fn delivered(app: &App, due: &DueRow) -> Statement {
    Statement::new(MARK_DELIVERED, [due.id.as_str().into(), app.now_ms.into()])
}
