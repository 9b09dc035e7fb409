//! GET /dev/mailbox: on a development server, the mails that would have been sent.

use api::{Code, Timestamp};
use axum::response::Response;
use maud::html;
use serde::Deserialize;

use crate::platform::app::App;
use crate::platform::db::Statement;
use crate::platform::failure::Failure;
use crate::platform::send;

use super::page;

const SELECT_MAILS: &str = "SELECT at, recipient, subject, body FROM mailbox ORDER BY at DESC LIMIT 50";

#[derive(Deserialize)]
struct MailRow {
    at: i64,
    recipient: String,
    subject: String,
    body: String,
}

/// The last 50 mails, newest first.
#[send]
pub(crate) async fn show(app: App) -> Result<Response, Failure> {
    if !app.environment.is_development {
        return Err(Failure::new(Code::NotFound, "there is nothing at this address"));
    }
    let mails: Vec<MailRow> = app.db.all(Statement::new(SELECT_MAILS, [])).await?;
    let body = html! {
        h1 { "Mailbox" }
        @if mails.is_empty() { p { "No mail yet." } }
        @for mail in mails {
            article.mail {
                h2 { (mail.subject) }
                p { (mail.recipient) " · " (Timestamp { seconds: mail.at.div_euclid(1000) }) }
                pre { @for part in mail.body.split_inclusive('\n') { (linked(part)) } }
            }
        }
    };
    Ok(page("en", "Mailbox", &body))
}

fn linked(line: &str) -> maud::Markup {
    let address = line.trim_end();
    if address.starts_with("http://") || address.starts_with("https://") {
        html! { a href=(address) { (address) } "\n" }
    } else {
        html! { (line) }
    }
}
