//! Sends due mail from the outbox.
//!
//! One statement claims the due rows and sets their next attempt, so overlapping runs send nothing twice, and a run
//! that dies is repeated. In development mail goes to the mailbox table, in the batch that marks it as delivered.

use serde::Deserialize;

use crate::booking::reservation::{Row, select_reservations};
use crate::house::tenant::{TenantSelector, load_tenant};
use crate::jobs::compose_mail::{self, Mail, Occasion};
use crate::jobs::due::Due;
use crate::ledger::purchase::{Row as Purchase, select_purchases};
use crate::messages::outbox::MailKind;
use crate::platform::app::App;
use crate::platform::db::{DbError, Statement};
use crate::platform::failure::log;
use crate::platform::secret;

/// Mails per round, in turns by restaurant.
const MAILS_MAX: i64 = 12;
/// Rounds per run; the rest in the next one, a minute later.
const ROUNDS_MAX: usize = 16;

/// Backoff doubles with each attempt: 1, 2, 4 ... minutes; the last attempt comes after about 34 hours.
const CLAIM: &str = "
    UPDATE outbox SET attempts = attempts + 1, next_attempt_at = ?1 + 60000 * (1 << min(attempts, 10))
    WHERE id IN (
      SELECT id FROM (
        SELECT id, next_attempt_at, ROW_NUMBER() OVER (PARTITION BY restaurant_id ORDER BY next_attempt_at) AS turn
        FROM outbox WHERE delivered_at IS NULL AND next_attempt_at BETWEEN ?2 AND ?1 AND attempts < 12)
      ORDER BY turn, next_attempt_at LIMIT ?3)
    RETURNING id, kind, reservation_id, purchase_id, created_at";

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
    created_at: i64,
}

#[derive(Deserialize)]
struct SlugRow {
    slug: String,
}

/// Runs the job. Outside development there is no mail adapter yet: due mail stays in the outbox.
pub async fn run(app: &App) {
    run_for(app, Due::All).await;
}

pub(super) async fn run_for(app: &App, due: Due) {
    if !app.environment.is_development {
        return;
    }
    for _ in 0..ROUNDS_MAX {
        if app.queries.is_spent() {
            break;
        }
        match deliver_due(app, due).await {
            Ok(0) => break,
            Ok(_) => {}
            Err(error) => {
                log(&format!("deliver_mail: {error}"));
                break;
            }
        }
    }
}

/// Returns how many were due.
async fn deliver_due(app: &App, due: Due) -> Result<usize, DbError> {
    let values = [app.now_ms.into(), due.since(app).into(), MAILS_MAX.into()];
    let due: Vec<DueRow> = app.db.all(Statement::new(CLAIM, values)).await?;
    let count = due.len();
    for row in due {
        let outcome = match written(app, &row).await {
            Ok(Some(mail)) => delivery(app, &row, mail),
            Ok(None) => vec![delivered(app, &row)],
            Err(error) => vec![Statement::new(MARK_FAILED, [row.id.as_str().into(), error.into()])],
        };
        app.db.batch(outcome).await?;
    }
    Ok(count)
}

/// The subject of a mail: a reservation, or else a purchase.
struct About {
    reservation: Option<Row>,
    purchase: Option<Purchase>,
    slug: Option<String>,
}

impl About {
    async fn read(app: &App, id: &str) -> Result<Self, DbError> {
        let reads = [SELECT_RESERVATION, SELECT_PURCHASE, SELECT_SLUG];
        let mut rows = app.db.read(reads.map(|sql| Statement::new(sql, [id.into()])).into()).await?;
        Ok(Self {
            reservation: rows.first()?,
            purchase: rows.first()?,
            slug: rows.first::<SlugRow>()?.map(|row| row.slug),
        })
    }
}

/// Composes the mail; `None` if it is no longer relevant.
async fn written(app: &App, due: &DueRow) -> Result<Option<Mail>, String> {
    let kind = due.kind.parse::<MailKind>().map_err(|_| "no such kind of mail")?;
    let id = due.reservation_id.as_deref().or(due.purchase_id.as_deref()).unwrap_or_default();
    let about = About::read(app, id).await.map_err(|error| error.to_string())?;
    let slug = about.slug.ok_or("what it is about is gone")?;
    let tenant =
        load_tenant(app, &TenantSelector::Slug(slug)).await.map_err(|_| "the restaurant cannot be loaded")?;
    let mail = match (about.reservation, about.purchase) {
        (Some(row), _) => {
            let occasion = Occasion { kind, at_ms: due.created_at };
            compose_mail::about_booking(app, occasion, &row, &tenant)
        }
        (None, Some(row)) => compose_mail::about_purchase(app, kind, &row, &tenant),
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
