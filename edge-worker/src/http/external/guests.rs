//! /external/guests: the guestbook.

use api::Scope;
use api::booking::guest::{GuestChange, GuestEntry};
use axum::Json;
use serde::Deserialize;

use crate::booking::guest_entry::{self, EntryRow, select_guests};
use crate::booking::reservation;
use crate::house::idempotency::{Audience, IdempotentRequest, run_once};
use crate::house::retry::Effect;
use crate::house::tenant::{Tenant, TenantSelector, load_tenant, restaurant_id, select_tenant};
use crate::http::authentication::Key;
use crate::http::extract::{Keyed, PathParams, QueryParams};
use crate::platform::app::App;
use crate::platform::db::{RowSets, Statement, Value};
use crate::platform::failure::Failure;
use crate::platform::{phone, send};

const NAME_LENGTH_MAX: usize = 200;
const NOTES_LENGTH_MAX: usize = 4000;
/// Entries per search at most.
const FOUND_MAX: i64 = 50;

const SELECT_BY_EMAIL: &str =
    select_guests!("email_key = ?3 AND restaurant_id = ", restaurant_id!(), " LIMIT ?4");
const SELECT_BY_PHONE: &str = select_guests!(
    "phone_key = ?3 AND phone_key IS NOT NULL AND substr(phone_key, -4) = substr(?3, -4) AND restaurant_id = ",
    restaurant_id!(),
    " ORDER BY last_day DESC, id LIMIT ?4",
);

const UPDATE_GUEST: &str = "
    UPDATE guests SET first_name = COALESCE(?3, first_name), last_name = COALESCE(?4, last_name),
      company = COALESCE(?5, company), notes = COALESCE(?6, notes), label_ids = COALESCE(?7, label_ids)
    WHERE id = ?1 AND restaurant_id = ?2 AND erased_at IS NULL";

/// What to search for: exactly one of the two.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct GuestQuestion {
    /// E-mail address, in upper or lower case.
    email: Option<String>,
    /// Phone number, in any spelling; without a country code it is of the restaurant's country.
    phone: Option<String>,
}

/// Find guests
///
/// By e-mail address or phone number: send exactly one of the two. At most 50 entries.
#[utoipa::path(get, path = "/external/guests", tag = "Guestbook", operation_id = "findGuests",
    security(("apiKey" = ["guests:read"])), params(GuestQuestion),
    responses((status = 200, body = Vec<GuestEntry>)))]
#[send]
pub(crate) async fn find(
    app: App,
    key: Key,
    QueryParams(asked): QueryParams<GuestQuestion>,
) -> Result<Json<Vec<GuestEntry>>, Failure> {
    let selector = key.with(Scope::GuestsRead);
    let tenant = load_tenant(&app, &selector).await?;
    let select = match (asked.email, asked.phone) {
        (Some(email), None) => {
            selector.statement(SELECT_BY_EMAIL, [email.trim().to_lowercase().into(), FOUND_MAX.into()])
        }
        (None, Some(phone)) => {
            let number = phone::e164(&phone, &tenant.compiled.configuration.restaurant.country);
            let number = number.ok_or_else(|| Failure::invalid_field("phone", "not a phone number"))?;
            selector.statement(SELECT_BY_PHONE, [number.into(), FOUND_MAX.into()])
        }
        _ => return Err(Failure::invalid_field("email", "either this or phone")),
    };
    let rows: Vec<EntryRow> = app.db.all(select).await?;
    Ok(Json(rows.iter().map(|row| row.entry(&tenant)).collect()))
}

/// Read a guest
///
/// One entry of the guestbook.
#[utoipa::path(get, path = "/external/guests/{guestId}", tag = "Guestbook", operation_id = "readGuest",
    security(("apiKey" = ["guests:read"])), params(("guestId" = String, Path, description = "the guest's id")),
    responses((status = 200, body = GuestEntry),
              (status = 404, body = api::Problem, description = "guest_not_found")))]
#[send]
pub(crate) async fn read(
    app: App,
    key: Key,
    PathParams(id): PathParams<String>,
) -> Result<Json<GuestEntry>, Failure> {
    let selector = key.with(Scope::GuestsRead);
    let mut rows = app.db.read(reads(&selector, &id)).await?;
    let (tenant, row) = opened(&app, &selector, &mut rows)?;
    Ok(Json(row.entry(&tenant)))
}

/// Change a guest
///
/// Changes the guestbook entry. The details given with each reservation stay there as they were given.
#[utoipa::path(patch, path = "/external/guests/{guestId}", tag = "Guestbook", operation_id = "changeGuest",
    security(("apiKey" = ["guests:write"])),
    params(("guestId" = String, Path, description = "the guest's id"),
           ("Idempotency-Key" = Option<String>, Header,
            description = "client-generated, 1 to 255 visible ASCII characters; recommended: the same key takes effect once")),
    request_body = GuestChange,
    responses((status = 200, body = GuestEntry),
              (status = 404, body = api::Problem, description = "guest_not_found")))]
#[send]
pub(crate) async fn change(
    app: App,
    api_key: Key,
    PathParams(id): PathParams<String>,
    Keyed { key, body }: Keyed<GuestChange>,
) -> Result<Json<GuestEntry>, Failure> {
    let selector = api_key.with(Scope::GuestsWrite);
    check(&body)?;
    let request = IdempotentRequest { selector: &selector, audience: Audience::Restaurant, key: &key };
    run_once(&app, request, reads(&selector, &id), |rows| {
        let (tenant, mut row) = opened(&app, &selector, rows)?;
        let guest = &mut row.guest;
        for (field, new) in [
            (&mut guest.first_name, &body.first_name),
            (&mut guest.last_name, &body.last_name),
            (&mut guest.company, &body.company),
            (&mut guest.notes, &body.notes),
        ] {
            if let Some(new) = new {
                new.clone_into(field);
            }
        }
        let ids = body.label_ids.as_ref();
        let label_ids = ids.map(|ids| reservation::label_ids(&tenant, "guestbook", ids)).transpose()?;
        if let Some(label_ids) = &label_ids {
            row.label_ids.clone_from(label_ids);
        }
        // Fields left out keep the value they have at commit time, since another request may be changing them.
        let GuestChange { first_name, last_name, company, notes, .. } = &body;
        let changes = [first_name, last_name, company, notes, &label_ids];
        let changes = changes.map(|text| Value::or_null(text.as_deref()));
        let ids = [id.as_str().into(), tenant.id.as_str().into()];
        let update = Statement::new(UPDATE_GUEST, ids.into_iter().chain(changes));
        Ok(Effect { statements: vec![update], answer: row.entry(&tenant) })
    })
    .await
    .map(Json)
}

fn check(body: &GuestChange) -> Result<(), Failure> {
    let fields = [
        ("/firstName", &body.first_name, NAME_LENGTH_MAX),
        ("/lastName", &body.last_name, NAME_LENGTH_MAX),
        ("/company", &body.company, NAME_LENGTH_MAX),
        ("/notes", &body.notes, NOTES_LENGTH_MAX),
    ];
    let is_long = |text: &Option<String>, max| text.as_ref().is_some_and(|text| max < text.chars().count());
    match fields.into_iter().find(|(_, text, max)| is_long(text, *max)) {
        Some((pointer, _, max)) => Err(Failure::invalid_field(pointer, format!("at most {max} characters"))),
        None => Ok(()),
    }
}

fn reads(selector: &TenantSelector, id: &str) -> Vec<Statement> {
    vec![select_tenant(selector), guest_entry::select(selector, id)]
}

fn opened(app: &App, selector: &TenantSelector, rows: &mut RowSets) -> Result<(Tenant, EntryRow), Failure> {
    let tenant = Tenant::read_today(app, selector, rows)?;
    Ok((tenant, guest_entry::read(rows)?))
}
