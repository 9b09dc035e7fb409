//! What is stored about a person: by entries of the guestbook and by e-mail address, since who only bought or received a
//! gift card has no entry.

use api::Timestamp;
use api::booking::guest::{PaymentNote, PersonalRecords};
use serde::Deserialize;

use crate::booking::guest_entry::{GuestRow, select_guests};
use crate::booking::reservation::{Row, select_reservations};
use crate::house::tenant::{Tenant, TenantSelector, restaurant_id};
use crate::ledger::gift_card::{CardRow, select_cards};
use crate::ledger::purchase::{Row as Purchase, select_purchases};
use crate::platform::db::{RowSets, Statement, json_list};
use crate::platform::failure::Failure;

/// The reservations of the entries, and those that were made with the addresses and are in other entries.
macro_rules! reservation_ids {
    () => {
        concat!(
            "(SELECT id FROM reservations WHERE guest_id IN (SELECT value FROM json_each(?3))
              UNION SELECT id FROM reservations
              WHERE email <> '' AND lower(email) IN (SELECT value FROM json_each(?4)) AND restaurant_id = ",
            restaurant_id!(),
            ")"
        )
    };
}
const SELECT_RESERVATIONS: &str = select_reservations!(
    "r.id IN ",
    reservation_ids!(),
    " AND r.restaurant_id = ",
    restaurant_id!(),
    " ORDER BY r.day, r.minutes, r.id",
);
/// The entries of an address, and those into which one of that address was merged.
const SELECT_ENTRIES: &str = select_guests!(
    "id IN (SELECT id FROM guests WHERE email_key = ?3 AND restaurant_id = ",
    restaurant_id!(),
    " UNION SELECT guest_id FROM guest_merges WHERE other ->> 'email_key' = ?3 AND restaurant_id = ",
    restaurant_id!(),
    ") AND restaurant_id = ",
    restaurant_id!(),
    " ORDER BY created_at, id",
);
/// The addresses with which the bookings of an entry were made, and those of entries that were merged into it.
const SELECT_ADDRESSES: &str = concat!(
    "SELECT lower(email) AS address FROM reservations WHERE guest_id = ?3 AND email <> '' AND restaurant_id = ",
    restaurant_id!(),
    " UNION SELECT other ->> 'email_key' FROM guest_merges
      WHERE guest_id = ?3 AND other ->> 'email_key' IS NOT NULL AND restaurant_id = ",
    restaurant_id!(),
);
const SELECT_MERGED: &str = concat!(
    "SELECT other ->> 'id' AS id, other ->> 'first_name' AS first_name, other ->> 'last_name' AS last_name,
            other ->> 'company' AS company, other ->> 'locale' AS locale, other ->> 'phone' AS phone,
            other ->> 'email' AS email, other ->> 'notes' AS notes, other ->> 'phone_key' AS phone_key
     FROM guest_merges WHERE guest_id IN (SELECT value FROM json_each(?3)) AND restaurant_id = ",
    restaurant_id!(),
    " ORDER BY merged_at, id",
);
const SELECT_GIFT_CARDS: &str = select_cards!(
    "c.email <> '' AND lower(c.email) IN (SELECT value FROM json_each(?3)) AND c.restaurant_id = ",
    restaurant_id!(),
);
const SELECT_PURCHASES: &str = select_purchases!(
    "EXISTS (SELECT 1 FROM json_each(?3) WHERE value IN (lower(g.buyer_email), lower(g.recipient_email)))
     AND g.restaurant_id = ",
    restaurant_id!(),
    " ORDER BY g.created_at",
);
/// The payments of the entries' bookings, and of what the addresses bought or received.
macro_rules! payments {
    () => {
        concat!(
            "(SELECT p.id FROM payments p JOIN reservations r ON r.id = p.reservation_id
              WHERE r.id IN ",
            reservation_ids!(),
            " AND r.restaurant_id = ",
            restaurant_id!(),
            " UNION SELECT p.id FROM gift_card_purchases g JOIN payments p ON p.purchase_id = g.id
              WHERE EXISTS (SELECT 1 FROM json_each(?4) WHERE value IN (lower(g.buyer_email), lower(g.recipient_email)))
                AND g.restaurant_id = ",
            restaurant_id!(),
            ")"
        )
    };
}
/// Of orders those that are not in the log yet.
const SELECT_NOTES: &str = concat!(
    "SELECT note, at FROM payment_log WHERE note <> '' AND payment_id IN ",
    payments!(),
    " UNION SELECT note, created_at AS at FROM payment_orders
      WHERE note <> '' AND done_at IS NULL AND payment_id IN ",
    payments!(),
    " ORDER BY 2, 1",
);
const SELECT_CALLS: &str = concat!(
    "SELECT created_at FROM calls
     WHERE phone_number IN (SELECT phone_key FROM guests
                            WHERE id IN (SELECT value FROM json_each(?3)) AND phone_key IS NOT NULL)
       AND restaurant_id = ",
    restaurant_id!(),
    " ORDER BY created_at",
);

#[derive(Deserialize)]
struct NoteRow {
    note: String,
    at: i64,
}

#[derive(Deserialize)]
struct CallRow {
    created_at: i64,
}

/// The statement that reads the entries in which somebody with this address, in lower case, may be.
pub(crate) fn select_entries(selector: &TenantSelector, address: &str) -> Statement {
    selector.statement(SELECT_ENTRIES, [address.into()])
}

/// The statement that reads the addresses of an entry besides its own.
pub(crate) fn select_addresses(selector: &TenantSelector, guest_id: &str) -> Statement {
    selector.statement(SELECT_ADDRESSES, [guest_id.into()])
}

/// An e-mail address in lower case.
#[derive(Deserialize)]
pub(crate) struct AddressRow {
    pub(crate) address: String,
}

/// The statement that reads the reservations of these entries and of these addresses, in lower case.
pub(crate) fn select_reservations_of(
    selector: &TenantSelector,
    guest_ids: &[String],
    addresses: &[String],
) -> Statement {
    selector.statement(SELECT_RESERVATIONS, [json_list(guest_ids).into(), json_list(addresses).into()])
}

/// The statements that read everything of these entries and of these addresses, in lower case.
pub(crate) fn select(
    selector: &TenantSelector,
    guest_ids: &[String],
    addresses: &[String],
) -> [Statement; 6] {
    let reservations = select_reservations_of(selector, guest_ids, addresses);
    let (ids, addresses) = (json_list(guest_ids), json_list(addresses));
    [
        reservations,
        selector.statement(SELECT_GIFT_CARDS, [addresses.as_str().into()]),
        selector.statement(SELECT_PURCHASES, [addresses.as_str().into()]),
        selector.statement(SELECT_NOTES, [ids.as_str().into(), addresses.as_str().into()]),
        selector.statement(SELECT_CALLS, [ids.as_str().into()]),
        selector.statement(SELECT_MERGED, [ids.into()]),
    ]
}

/// Reads the results of [`select`].
pub(crate) fn read(tenant: &Tenant, rows: &mut RowSets) -> Result<PersonalRecords, Failure> {
    let reservations: Vec<Row> = rows.all()?;
    let cards: Vec<CardRow> = rows.all()?;
    let purchases: Vec<Purchase> = rows.all()?;
    let notes: Vec<NoteRow> = rows.all()?;
    let calls: Vec<CallRow> = rows.all()?;
    let merged: Vec<GuestRow> = rows.all()?;
    let note = |row: NoteRow| PaymentNote { note: row.note, timestamp: Timestamp::of_millis(row.at) };
    Ok(PersonalRecords {
        reservations: reservations.iter().map(|row| row.reservation(tenant)).collect::<Result<_, _>>()?,
        gift_cards: cards.iter().map(|card| card.card(tenant, None)).collect(),
        gift_card_purchases: purchases.iter().map(Purchase::purchase).collect::<Result<_, _>>()?,
        payment_notes: notes.into_iter().map(note).collect(),
        merged_entries: merged.iter().map(GuestRow::guest).collect(),
        calls: calls.iter().map(|call| Timestamp::of_millis(call.created_at)).collect(),
    })
}
