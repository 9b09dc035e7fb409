//! A guest accepts what the restaurant offers them in place of what they requested.

use api::{Code, Status};

use crate::booking::transition::{self, Visit};
use crate::messages::outbox::{self, MailKind};
use crate::operations::manage_booking::{GuestBooking, open};
use crate::platform::app::App;
use crate::platform::db::DbError;
use crate::platform::failure::Failure;

/// How often it is tried when the reservation changes concurrently.
const TRIES_MAX: u32 = 4;

/// Accepts the offer of a manage token. Accepting again succeeds and changes nothing.
///
/// # Errors
/// `transition_not_allowed` if there is no offer, or no longer.
pub(crate) async fn accept(app: &App, token: &str) -> Result<GuestBooking, Failure> {
    for _ in 0..TRIES_MAX {
        let mut opened = open(app, token).await?;
        let status = opened.row.status()?;
        if status == Status::Booked {
            return Ok(opened);
        }
        let has_lapsed = opened.row.lapses() <= app.now();
        if status != Status::Unconfirmed || has_lapsed {
            let detail = "nothing is offered here, or no longer; please call the restaurant";
            return Err(Failure::new(Code::TransitionNotAllowed, detail));
        }
        let visit = Visit::of(&opened.row, &opened.tenant.id);
        let mut statements = transition::change_status(app, &visit, Status::Booked, "guest", 0);
        statements.push(outbox::about_reservation(app, MailKind::Confirmation, &opened.row.id));
        match app.db.batch(statements).await {
            Ok(_) => {
                Status::Booked.name().clone_into(&mut opened.row.status);
                opened.row.message_to_guest.clear();
                return Ok(opened);
            }
            // The reservation changed concurrently, or the reply was lost: try again.
            Err(DbError::Conflict(_) | DbError::Lost(_)) => {}
            Err(error @ DbError::Fault(_)) => return Err(error.into()),
        }
    }
    Err(Failure::new(Code::Busy, "the booking keeps changing; try again"))
}
