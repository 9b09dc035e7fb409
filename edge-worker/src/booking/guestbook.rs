//! The guestbook: one entry per guest.
//!
//! What the restaurant enters is matched by e-mail address, else by a phone number that it has entered before, if at most
//! one of the two has an e-mail address, since people share phones. If a contact matches two entries, these are merged; an entry gains an address or
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
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
struct Entry {
    id: String,
    company: String,
    notes: String,
    label_ids: String,
    email_key: Option<String>,
    phone_key: Option<String>,
    email_confirmed_at: Option<i64>,
    phone_confirmed_at: Option<i64>,
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
pub(crate) enum ContactSource {
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
    "SELECT id, company, notes, label_ids, email_key, phone_key, email_confirmed_at, phone_confirmed_at, is_unproven
     FROM guests
     WHERE restaurant_id = ",
    restaurant_id!(),
    " AND email_key IN (SELECT value FROM json_each(?3))
     UNION
     SELECT id, company, notes, label_ids, email_key, phone_key, email_confirmed_at, phone_confirmed_at, is_unproven
     FROM guests
     WHERE restaurant_id = ",
    restaurant_id!(),
    " AND phone_key IS NOT NULL AND substr(phone_key, -4) IN (SELECT value FROM json_each(?4))
     ORDER BY is_unproven, 1",
);

const INSERT_ENTRY: &str = "
    INSERT INTO guests (id, restaurant_id, first_name, last_name, email, phone, locale, created_at, email_key, phone_key,
                        email_confirmed_at, phone_confirmed_at, is_unproven)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)";

const COMPLETE_ENTRY: &str = "
    UPDATE guests SET
      email = iif(email_key IS NULL AND ?3 IS NOT NULL, ?5, email), email_key = COALESCE(email_key, ?3),
      email_confirmed_at = iif(COALESCE(email_key, ?3) = ?3, COALESCE(email_confirmed_at, ?6), email_confirmed_at),
      phone_confirmed_at = iif(COALESCE(phone_key, ?4) = ?4, COALESCE(phone_confirmed_at, ?6), phone_confirmed_at),
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
        source: ContactSource,
    ) -> GuestMatch {
        let mut guest = new_guest(tenant, contact);
        let keys = Keys::of(tenant, &mut guest);
        let is_trusted = source == ContactSource::Restaurant;
        let with_address = self.0.iter().filter(|entry| keys.has_address(entry));
        let by_email = with_address.clone().find(|entry| is_trusted || entry.is_open_to_web()).cloned();
        let by_phone = self.0.iter().find(|entry| is_trusted && keys.has_known_number(entry)).cloned();
        let is_unproven = with_address.count() != 0;
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
        let now = is_trusted.then_some(app.now_ms);
        let Some(mut entry) = known else {
            let entry = keys.new_entry(&guest, now, is_unproven);
            statements.push(insert(app, tenant, &guest, &entry));
            self.0.push(entry);
            return GuestMatch { guest, label_ids: "[]".to_owned(), statements };
        };
        if let Some(now) = now {
            let completed = keys.complete(entry.clone(), now);
            if completed != entry {
                statements.push(keys.completing(tenant, &entry, &guest, now));
                entry = completed;
            }
        }
        guest.id.clone_from(&entry.id);
        guest.company.clone_from(&entry.company);
        guest.notes.clone_from(&entry.notes);
        let label_ids = entry.label_ids.clone();
        // In its place, since entries that were proven come first.
        if let Some(known) = self.0.iter_mut().find(|known| known.id == entry.id) {
            *known = entry;
        }
        GuestMatch { guest, label_ids, statements }
    }
}

/// By what a contact may be known.
struct Keys {
    email: Option<String>,
    phone: Option<String>,
}

impl Keys {
    /// The keys of a guest, whose phone number is rewritten as it is shown.
    fn of(tenant: &Tenant, guest: &mut Guest) -> Self {
        let country = &tenant.compiled.configuration.restaurant.country;
        let phone = phone::e164(&guest.phone, country);
        if let Some(number) = &phone {
            guest.phone = phone::shown(&guest.phone, number);
        }
        Self { email: email_key(&guest.email), phone }
    }

    fn has_address(&self, entry: &Entry) -> bool {
        self.email.is_some() && entry.email_key == self.email
    }

    fn has_number(&self, entry: &Entry) -> bool {
        self.phone.is_some() && entry.phone_key == self.phone
    }

    /// Whether the entry has the number on the restaurant's word, and no other address speaks against it.
    fn has_known_number(&self, entry: &Entry) -> bool {
        let is_other = self.email.is_some() && entry.email_key.is_some() && !self.has_address(entry);
        self.has_number(entry) && entry.phone_confirmed_at.is_some() && !is_other
    }

    /// `confirmed_at` is set on the restaurant's word.
    fn new_entry(self, guest: &Guest, confirmed_at: Option<i64>, is_unproven: bool) -> Entry {
        Entry {
            id: guest.id.clone(),
            company: guest.company.clone(),
            notes: guest.notes.clone(),
            label_ids: "[]".to_owned(),
            email_confirmed_at: confirmed_at.filter(|_| self.email.is_some()),
            phone_confirmed_at: confirmed_at.filter(|_| self.phone.is_some()),
            email_key: self.email,
            phone_key: self.phone,
            is_unproven: is_unproven.into(),
        }
    }

    /// What the restaurant's word adds to an entry; likewise [`COMPLETE_ENTRY`].
    fn complete(&self, mut entry: Entry, now_ms: i64) -> Entry {
        entry.email_key = entry.email_key.or_else(|| self.email.clone());
        entry.phone_key = entry.phone_key.or_else(|| self.phone.clone());
        if self.has_address(&entry) {
            entry.email_confirmed_at = entry.email_confirmed_at.or(Some(now_ms));
        }
        if self.has_number(&entry) {
            entry.phone_confirmed_at = entry.phone_confirmed_at.or(Some(now_ms));
        }
        entry
    }

    fn completing(&self, tenant: &Tenant, entry: &Entry, guest: &Guest, now_ms: i64) -> Statement {
        let ids = [entry.id.as_str().into(), tenant.id.as_str().into()];
        let keys = [&self.email, &self.phone].map(|key| Value::or_null(key.as_deref()));
        let values = ids.into_iter().chain(keys).chain([guest.email.as_str().into(), now_ms.into()]);
        Statement::new(COMPLETE_ENTRY, values)
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
        Value::or_null(entry.phone_confirmed_at),
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
    if entry.phone_key.is_none() || entry.phone_key == other.phone_key {
        entry.phone_confirmed_at = entry.phone_confirmed_at.or(other.phone_confirmed_at);
    }
    entry.phone_key = entry.phone_key.or_else(|| other.phone_key.clone());
    entry
}
