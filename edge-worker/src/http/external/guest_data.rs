//! A guest's right to a copy of their data, and to erasure: by entry of the guestbook, or by e-mail address.

use api::booking::guest::{GuestExport, PersonalData};
use api::{Code, Scope};
use axum::Json;
use axum::http::StatusCode;
use serde::Deserialize;

use crate::booking::contact::is_email;
use crate::booking::guest_entry::{self, EntryRow};
use crate::booking::personal_data::AddressRow;
use crate::booking::reservation::Row;
use crate::booking::{erasure, personal_data};
use crate::house::retry::{Effect, retry_on_conflict};
use crate::house::tenant::{Tenant, select_tenant};
use crate::http::authentication::Key;
use crate::http::extract::{PathParams, QueryParams};
use crate::platform::app::App;
use crate::platform::failure::Failure;
use crate::platform::send;

/// Whose data.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Person {
    /// E-mail address, in upper or lower case.
    email: String,
}

impl Person {
    fn address(&self) -> Result<String, Failure> {
        let address = self.email.trim();
        let wrong = || Failure::invalid_field("email", "not an e-mail address");
        is_email(address).then(|| address.to_lowercase()).ok_or_else(wrong)
    }
}

/// Export a guest's data
///
/// Everything that is stored about a guest, to be handed over to them.
#[utoipa::path(get, path = "/external/guests/{guestId}/export", tag = "Guestbook", operation_id = "exportGuest",
    security(("apiKey" = ["guests:read"])), params(("guestId" = String, Path, description = "the guest's id")),
    responses((status = 200, body = GuestExport),
              (status = 404, body = api::Problem, description = "guest_not_found")))]
#[send]
pub(crate) async fn export(
    app: App,
    key: Key,
    PathParams(id): PathParams<String>,
) -> Result<Json<GuestExport>, Failure> {
    let selector = key.with(Scope::GuestsRead);
    let entry = guest_entry::select(&selector, &id);
    let others = personal_data::select_addresses(&selector, &id);
    let mut rows = app.db.read(vec![select_tenant(&selector), entry, others]).await?;
    let tenant = Tenant::read_today(&app, &selector, &mut rows)?;
    let row = guest_entry::read(&mut rows)?;
    let others: Vec<AddressRow> = rows.all()?;
    let own = row.guest.guest().email.to_lowercase();
    let addresses: Vec<String> = others.into_iter().map(|row| row.address).chain([own]).collect();
    let select = personal_data::select(&selector, &[id], &addresses);
    let mut rows = app.db.read(select.into()).await?;
    Ok(Json(GuestExport { entry: row.entry(&tenant), records: personal_data::read(&tenant, &mut rows)? }))
}

/// Erase a guest
///
/// Removes everything that names the guest. Reservations and gift cards stay without a name, for the restaurant's
/// accounting. Refused while the guest has a reservation ahead.
#[utoipa::path(delete, path = "/external/guests/{guestId}", tag = "Guestbook", operation_id = "eraseGuest",
    security(("apiKey" = ["guests:write"])), params(("guestId" = String, Path, description = "the guest's id")),
    responses((status = 204),
              (status = 404, body = api::Problem, description = "guest_not_found"),
              (status = 409, body = api::Problem, description = "guest_is_expected")))]
#[send]
pub(crate) async fn erase(
    app: App,
    key: Key,
    PathParams(id): PathParams<String>,
) -> Result<StatusCode, Failure> {
    let selector = key.with(Scope::GuestsWrite);
    let ids = [id];
    let reads = || {
        let [id] = &ids;
        let of_guest = personal_data::select_reservations_of(&selector, &ids, &[]);
        vec![select_tenant(&selector), guest_entry::select(&selector, id), of_guest]
    };
    retry_on_conflict(&app, reads, |rows| {
        let tenant = Tenant::read_today(&app, &selector, rows)?;
        let row = guest_entry::read(rows)?;
        expects_nobody(&app, &rows.all()?)?;
        let statements = erasure::statements(&app, &tenant.id, &row.guest.id);
        Ok(Effect { statements, answer: StatusCode::NO_CONTENT })
    })
    .await
}

/// Export a person's data
///
/// Everything that is stored about an e-mail address: also about who only bought or received a gift card.
#[utoipa::path(get, path = "/external/personal-data", tag = "Guestbook", operation_id = "exportPersonalData",
    security(("apiKey" = ["guests:read"])), params(Person),
    responses((status = 200, body = PersonalData)))]
#[send]
pub(crate) async fn export_address(
    app: App,
    key: Key,
    QueryParams(person): QueryParams<Person>,
) -> Result<Json<PersonalData>, Failure> {
    let selector = key.with(Scope::GuestsRead);
    let address = person.address()?;
    let entries = personal_data::select_entries(&selector, &address);
    let mut rows = app.db.read(vec![select_tenant(&selector), entries]).await?;
    let tenant = Tenant::read_today(&app, &selector, &mut rows)?;
    let entries: Vec<EntryRow> = rows.all()?;
    let ids: Vec<String> = entries.iter().map(|row| row.guest.id.clone()).collect();
    let mut rows = app.db.read(personal_data::select(&selector, &ids, &[address]).into()).await?;
    Ok(Json(PersonalData {
        entries: entries.iter().map(|row| row.entry(&tenant)).collect(),
        records: personal_data::read(&tenant, &mut rows)?,
    }))
}

/// Erase a person
///
/// Removes everything that names an e-mail address: entries of the guestbook, those included into which one with this
/// address was merged, bookings made with it in other entries, and the names on gift cards that were bought or received. Reservations and gift cards stay without a name. Refused while a reservation is ahead. Where
/// nothing is stored, nothing happens.
#[utoipa::path(delete, path = "/external/personal-data", tag = "Guestbook", operation_id = "erasePersonalData",
    security(("apiKey" = ["guests:write"])), params(Person),
    responses((status = 204),
              (status = 409, body = api::Problem, description = "guest_is_expected")))]
#[send]
pub(crate) async fn erase_address(
    app: App,
    key: Key,
    QueryParams(person): QueryParams<Person>,
) -> Result<StatusCode, Failure> {
    let selector = key.with(Scope::GuestsWrite);
    let address = person.address()?;
    let entries: Vec<EntryRow> = app.db.all(personal_data::select_entries(&selector, &address)).await?;
    let ids: Vec<String> = entries.into_iter().map(|row| row.guest.id).collect();
    let addresses = [address];
    let reads =
        || vec![select_tenant(&selector), personal_data::select_reservations_of(&selector, &ids, &addresses)];
    retry_on_conflict(&app, reads, |rows| {
        let tenant = Tenant::read_today(&app, &selector, rows)?;
        expects_nobody(&app, &rows.all()?)?;
        let of_entries = ids.iter().flat_map(|id| erasure::statements(&app, &tenant.id, id));
        let [address] = &addresses;
        let of_address = erasure::address_statements(&app, &tenant.id, address);
        let statements = of_entries.chain(of_address).collect();
        Ok(Effect { statements, answer: StatusCode::NO_CONTENT })
    })
    .await
}

fn expects_nobody(app: &App, reservations: &[Row]) -> Result<(), Failure> {
    let is_expected = |row: &&Row| {
        let keeps = row.status().is_ok_and(|status| engine::Status::from(status).keeps_tables());
        keeps && app.now().0 < row.ends
    };
    match reservations.iter().find(is_expected) {
        Some(row) => {
            Err(Failure::new(Code::GuestIsExpected, format!("reservation {} is still ahead", row.number)))
        }
        None => Ok(()),
    }
}
