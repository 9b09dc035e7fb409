//! The guestbook: one entry per guest.
//!
//! What the restaurant enters is matched by e-mail address, else by phone number if at most one of the two has an e-mail
//! address, since people share phones. If a contact matches two entries, these are merged; an entry gains an address or
//! a number that it did not have. What comes from the web nobody has proven: it changes no entry, and is matched by its
//! e-mail address alone: to an entry whose guest has confirmed that address, or into which the restaurant has written
//! nothing. Otherwise it gets an entry of its own, which the restaurant may merge ([`guest_merge`]). What a guest enters
//! when booking is stored with the reservation.
//!
//! Of two concurrent first bookings the second violates a unique key, and finds the entry when it is retried.

use api::booking::reservation::Guest;
use serde::Deserialize;

use crate::booking::contact::{Contact, new_guest};
use crate::booking::guest_merge::{self, Pair};
use crate::house::commit::ExtraReads;
use crate::house::tenant::{Tenant, TenantSelector, restaurant_id};
use crate::platform::app::App;
use crate::platform::db::{RowSets, Statement, Value, json_list};
use crate::platform::failure::Failure;
use crate::platform::phone;

/// An entry, reduced to what matching needs.
#[derive(Clone, Debug, Deserialize)]
struct Entry {
    id: String,
    company: String,
    notes: String,
    label_ids: String,
    email_key: Option<String>,
    phone_key: Option<String>,
    email_confirmed_at: Option<i64>,
    is_unproven: u8,
}

impl Entry {
    /// Whether a booking from the web with the entry's address is this guest's.
    fn is_open_to_web(&self) -> bool {
        let is_bare = self.company.is_empty() && self.notes.is_empty() && self.label_ids == "[]";
        self.email_confirmed_at.is_some() || is_bare || self.is_unproven == 1
    }
}

/// The entries that may match.
#[derive(Clone, Debug)]
pub(crate) struct Guestbook(Vec<Entry>);

/// Whose word the contact details are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// Anybody's: they were typed into a web page.
    Web,
    /// The restaurant's.
    Restaurant,
}

/// The matched entry, and the statements that create or update it.
pub(crate) struct GuestMatch {
    pub(crate) guest: Guest,
    /// A JSON list.
    pub(crate) label_ids: String,
    pub(crate) statements: Vec<Statement>,
}

const SELECT_ENTRIES: &str = concat!(
    "SELECT id, company, notes, label_ids, email_key, phone_key, email_confirmed_at, is_unproven
     FROM guests
     WHERE restaurant_id = ",
    restaurant_id!(),
    " AND email_key IN (SELECT value FROM json_each(?3))
     UNION
     SELECT id, company, notes, label_ids, email_key, phone_key, email_confirmed_at, is_unproven
     FROM guests
     WHERE restaurant_id = ",
    restaurant_id!(),
    " AND phone_key IS NOT NULL AND substr(phone_key, -4) IN (SELECT value FROM json_each(?4))
     ORDER BY is_unproven, 1",
);

const INSERT_ENTRY: &str = "
    INSERT INTO guests (id, restaurant_id, first_name, last_name, email, phone, locale, created_at, email_key, phone_key,
                        email_confirmed_at, is_unproven)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";

const COMPLETE_ENTRY: &str = "
    UPDATE guests SET
      email = iif(email_key IS NULL AND ?3 IS NOT NULL, ?5, email), email_key = COALESCE(email_key, ?3),
      email_confirmed_at = iif(COALESCE(email_key, ?3) = ?3, COALESCE(email_confirmed_at, ?6), email_confirmed_at),
      phone = iif(phone_key IS NULL AND ?4 IS NOT NULL, ?4, phone), phone_key = COALESCE(phone_key, ?4)
    WHERE id = ?1 AND restaurant_id = ?2";

/// The statement that reads the entries that may match these contacts.
pub(crate) fn select<'a>(
    selector: &TenantSelector,
    contacts: impl Iterator<Item = Contact<'a>> + Clone,
) -> Statement {
    let emails: Vec<String> = contacts.clone().filter_map(|contact| email_key(contact.email)).collect();
    let tails: Vec<String> = contacts.filter_map(|contact| phone::tail(contact.phone)).collect();
    selector.statement(SELECT_ENTRIES, [json_list(&emails).into(), json_list(&tails).into()])
}

fn email_key(email: &str) -> Option<String> {
    let key = email.trim().to_lowercase();
    (!key.is_empty()).then_some(key)
}

impl Guestbook {
    /// An empty guestbook, for walk-ins, who give no contact details.
    pub(crate) fn blank() -> Self {
        Self(Vec::new())
    }

    /// Reads the entries that may match these contacts.
    pub(crate) fn reads<'a>(
        selector: &TenantSelector,
        contacts: impl Iterator<Item = Contact<'a>> + Clone,
    ) -> ExtraReads<Self> {
        ExtraReads { statements: vec![select(selector, contacts)], read: Self::read }
    }

    /// Reads the result of [`select`].
    pub(crate) fn read(rows: &mut RowSets) -> Result<Self, Failure> {
        Ok(Self(rows.all()?))
    }

    /// Matches a contact to an entry: creates one if there is none and, on the restaurant's word, completes or merges
    /// entries.
    pub(crate) fn match_guest(
        &mut self,
        app: &App,
        tenant: &Tenant,
        contact: &Contact,
        source: Source,
    ) -> GuestMatch {
        let mut guest = new_guest(tenant, contact);
        let country = &tenant.compiled.configuration.restaurant.country;
        let phone_key = phone::e164(&guest.phone, country);
        if let Some(number) = &phone_key {
            guest.phone = phone::shown(&guest.phone, number);
        }
        let email_key = email_key(&guest.email);
        let is_phones = |entry: &&Entry| {
            phone_key.is_some()
                && entry.phone_key == phone_key
                && (email_key.is_none() || entry.email_key.is_none() || entry.email_key == email_key)
        };
        let is_trusted = source == Source::Restaurant;
        let has_address = |entry: &&Entry| email_key.is_some() && entry.email_key == email_key;
        let by_email = self.0.iter().filter(has_address).find(|entry| is_trusted || entry.is_open_to_web());
        let by_email = by_email.cloned();
        let by_phone = self.0.iter().find(|entry| is_trusted && is_phones(entry)).cloned();
        let mut statements = Vec::new();
        let known = match (by_email, by_phone) {
            (Some(entry), Some(other)) if entry.id != other.id => {
                self.0.retain(|known| known.id != other.id);
                let pair = Pair { kept: &entry.id, other: &other.id };
                statements.extend(guest_merge::merge_anew(app, &tenant.id, pair));
                Some(joined(entry, &other))
            }
            (by_email, by_phone) => by_email.or(by_phone),
        };
        let Some(mut entry) = known else {
            let email_confirmed_at = email_key.as_ref().filter(|_| is_trusted).map(|_| app.now_ms);
            let is_unproven = self.0.iter().any(|entry| has_address(&entry)).into();
            let Guest { id, company, notes, .. } = guest.clone();
            let label_ids = "[]".to_owned();
            let entry = Entry {
                id,
                company,
                notes,
                label_ids,
                email_key,
                phone_key,
                email_confirmed_at,
                is_unproven,
            };
            statements.push(insert(app, tenant, &guest, &entry));
            self.0.push(entry);
            return GuestMatch { guest, label_ids: "[]".to_owned(), statements };
        };
        let learns = (entry.email_key.is_none() && email_key.is_some())
            || (entry.phone_key.is_none() && phone_key.is_some())
            || (entry.email_confirmed_at.is_none() && has_address(&&entry));
        if learns && is_trusted {
            let keys = [email_key.clone(), phone_key.clone()].map(Value::or_null);
            let ids = [entry.id.as_str().into(), tenant.id.as_str().into()];
            let values = ids.into_iter().chain(keys).chain([guest.email.as_str().into(), app.now_ms.into()]);
            statements.push(Statement::new(COMPLETE_ENTRY, values));
            if email_key.is_some() && (entry.email_key.is_none() || has_address(&&entry)) {
                entry.email_confirmed_at = entry.email_confirmed_at.or(Some(app.now_ms));
            }
            entry.email_key = entry.email_key.or(email_key);
            entry.phone_key = entry.phone_key.or(phone_key);
        }
        guest.id.clone_from(&entry.id);
        guest.company.clone_from(&entry.company);
        guest.notes.clone_from(&entry.notes);
        let label_ids = entry.label_ids.clone();
        self.0.retain(|known| known.id != entry.id);
        self.0.push(entry);
        GuestMatch { guest, label_ids, statements }
    }
}

fn insert(app: &App, tenant: &Tenant, guest: &Guest, entry: &Entry) -> Statement {
    let Guest { id, first_name, last_name, email, phone, locale, .. } = guest;
    let texts = [first_name, last_name, email, phone, locale].map(|text| Value::from(text.as_str()));
    let values = [id.as_str().into(), tenant.id.as_str().into()].into_iter().chain(texts).chain([
        app.now_ms.into(),
        Value::or_null(entry.email_key.as_deref()),
        Value::or_null(entry.phone_key.as_deref()),
        Value::or_null(entry.email_confirmed_at),
        i64::from(entry.is_unproven).into(),
    ]);
    Statement::new(INSERT_ENTRY, values)
}

/// The result of a merge, in memory.
fn joined(mut entry: Entry, other: &Entry) -> Entry {
    if entry.company.is_empty() {
        entry.company.clone_from(&other.company);
    }
    entry.notes = format!("{}\n{}", entry.notes, other.notes).trim_matches('\n').to_owned();
    let list = |text: &str| serde_json::from_str::<Vec<String>>(text).unwrap_or_default();
    let mut labels = list(&entry.label_ids);
    labels.extend(list(&other.label_ids));
    labels.sort();
    labels.dedup();
    entry.label_ids = json_list(&labels);
    if entry.email_key.is_none() || entry.email_key == other.email_key {
        entry.email_confirmed_at = entry.email_confirmed_at.or(other.email_confirmed_at);
    }
    entry.email_key = entry.email_key.or_else(|| other.email_key.clone());
    entry.phone_key = entry.phone_key.or_else(|| other.phone_key.clone());
    entry
}
