//! A booking opened by its guest with the manage token.

use api::Code;
use api::configuration::payment_terms::PaymentType;
use serde::Deserialize;

use crate::booking::reservation::{Row, select_reservations};
use crate::house::tenant::{Tenant, TenantSelector, load_tenant};
use crate::platform::app::App;
use crate::platform::db::Statement;
use crate::platform::failure::Failure;
use crate::platform::secret;

const SELECT_RESERVATION: &str = select_reservations!("r.manage_digest = ?1");

const SELECT_SLUG: &str = "
    SELECT t.slug FROM reservations r JOIN restaurants t ON t.id = r.restaurant_id WHERE r.manage_digest = ?1";

#[derive(Deserialize)]
struct SlugRow {
    slug: String,
}

/// A reservation opened by its manage token.
pub(crate) struct GuestBooking {
    pub(crate) row: Row,
    pub(crate) tenant: Tenant,
}

impl GuestBooking {
    /// Whether a card guarantees it: then nothing is paid that could be kept.
    pub(crate) fn is_guaranteed(&self) -> bool {
        self.row.payment.as_ref().is_some_and(|paid| paid.kind == PaymentType::Guarantee)
    }
}

/// The `booking_not_found` failure.
pub(crate) fn not_found() -> Failure {
    Failure::new(Code::BookingNotFound, "this link opens no booking")
}

/// The statement that reads a reservation by the digest of its manage token.
pub(crate) fn select(digest: &str) -> Statement {
    Statement::new(SELECT_RESERVATION, [digest.into()])
}

/// Opens the reservation of a manage token.
pub(crate) async fn open(app: &App, token: &str) -> Result<GuestBooking, Failure> {
    let digest = secret::digest(token);
    let statements =
        [SELECT_RESERVATION, SELECT_SLUG].map(|sql| Statement::new(sql, [digest.as_str().into()]));
    let mut rows = app.db.read(statements.into()).await?;
    let row: Row = rows.first()?.ok_or_else(not_found)?;
    let restaurant: SlugRow = rows.first()?.ok_or_else(not_found)?;
    let tenant = load_tenant(app, &TenantSelector::Slug(restaurant.slug)).await?;
    Ok(GuestBooking { row, tenant })
}
