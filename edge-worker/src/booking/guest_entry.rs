//! A guest's entry in the guestbook, as stored.

use api::booking::guest::GuestEntry;
use api::booking::reservation::Guest;
use api::{Code, Date};
use engine::Day;
use serde::Deserialize;

use crate::booking::reservation;
use crate::house::tenant::{Tenant, TenantSelector, restaurant_id};
use crate::platform::db::{RowSets, Statement};
use crate::platform::failure::Failure;

/// The statement that selects [`EntryRow`]s of the entries that the condition names.
macro_rules! select_guests {
    ($($condition:expr),+ $(,)?) => {
        concat!(
            "SELECT id, first_name, last_name, company, locale, phone, email, notes, phone_key, label_ids, last_day,
                    email_confirmed_at
             FROM guests WHERE erased_at IS NULL AND ",
            $($condition),+
        )
    };
}
pub(crate) use select_guests;

const SELECT_GUEST: &str = select_guests!("id = ?3 AND restaurant_id = ", restaurant_id!());

/// An entry with what the restaurant knows of it.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct EntryRow {
    #[serde(flatten)]
    pub(crate) guest: GuestRow,
    /// A JSON list.
    pub(crate) label_ids: String,
    last_day: Option<i32>,
    email_confirmed_at: Option<i64>,
}

impl EntryRow {
    /// The restaurant API's representation.
    pub(crate) fn entry(&self, tenant: &Tenant) -> GuestEntry {
        GuestEntry {
            guest: self.guest.guest(),
            labels: reservation::labels(tenant, &[&self.label_ids]),
            last_day: self.last_day.map(|day| Date(Day(day))),
            email_confirmed: self.email_confirmed_at.is_some(),
        }
    }
}

/// The statement that reads one entry.
pub(crate) fn select(selector: &TenantSelector, id: &str) -> Statement {
    selector.statement(SELECT_GUEST, [id.into()])
}

/// Reads the result of [`select`].
///
/// # Errors
/// `guest_not_found`.
pub(crate) fn read(rows: &mut RowSets) -> Result<EntryRow, Failure> {
    rows.first()?.ok_or_else(not_found)
}

pub(crate) fn not_found() -> Failure {
    Failure::new(Code::GuestNotFound, "the guestbook has no such entry")
}

/// A guest's entry in the guestbook.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct GuestRow {
    pub(crate) id: String,
    pub(crate) first_name: String,
    pub(crate) last_name: String,
    pub(crate) company: String,
    locale: String,
    phone: String,
    email: String,
    pub(crate) notes: String,
    pub(crate) phone_key: Option<String>,
}

impl GuestRow {
    /// The restaurant API's representation.
    pub(crate) fn guest(&self) -> Guest {
        Guest {
            id: self.id.clone(),
            first_name: self.first_name.clone(),
            last_name: self.last_name.clone(),
            company: self.company.clone(),
            locale: self.locale.clone(),
            phone: self.phone.clone(),
            email: self.email.clone(),
            notes: self.notes.clone(),
        }
    }
}
