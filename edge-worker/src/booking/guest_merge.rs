//! Merging two entries of the guestbook, and taking that apart again.
//!
//! The entry that is kept gains what it lacks. A merge is recorded with both entries as they were, so that it can be
//! undone: the other entry comes back with its reservations, and the kept one loses what it gained, except for what was
//! changed since.

use serde::Deserialize;

use crate::house::tenant::{TenantSelector, restaurant_id};
use crate::platform::app::App;
use crate::platform::db::{Statement, Value};
use crate::platform::secret;

/// The fields of an entry that a merge changes.
macro_rules! changing_fields {
    () => {
        "json_object('company', company, 'notes', notes, 'label_ids', label_ids, 'email', email, 'email_key', email_key,
                     'phone', phone, 'phone_key', phone_key, 'email_confirmed_at', email_confirmed_at,
                     'phone_confirmed_at', phone_confirmed_at, 'is_unproven', is_unproven)"
    };
}

/// Guards against an entry that was merged or erased meanwhile: its columns are NULL then, which violates NOT NULL and
/// rolls the batch back.
const RECORD: &str = concat!(
    "INSERT INTO guest_merges (id, restaurant_id, guest_id, before, after, other, reservation_ids, merged_at)
     SELECT ?4, ?3, (SELECT id FROM guests WHERE id = ?1 AND restaurant_id = ?3 AND erased_at IS NULL),
       (SELECT ",
    changing_fields!(),
    " FROM guests WHERE id = ?1), '{}',
       (SELECT json_object('id', id, 'first_name', first_name, 'last_name', last_name, 'email', email, 'phone', phone,
                           'locale', locale, 'created_at', created_at, 'company', company, 'notes', notes,
                           'label_ids', label_ids, 'email_key', email_key, 'phone_key', phone_key,
                           'email_confirmed_at', email_confirmed_at, 'phone_confirmed_at', phone_confirmed_at,
                           'is_unproven', is_unproven)
        FROM guests WHERE id = ?2 AND restaurant_id = ?3 AND erased_at IS NULL),
       (SELECT json_group_array(id) FROM reservations WHERE guest_id = ?2), ?5"
);
const REPOINT_RESERVATIONS: &str =
    "UPDATE reservations SET guest_id = ?1 WHERE guest_id = ?2 AND restaurant_id = ?3";
const REPOINT_MERGES: &str =
    "UPDATE guest_merges SET guest_id = ?1 WHERE guest_id = ?2 AND restaurant_id = ?3";
const DELETE_OTHER: &str = "DELETE FROM guests WHERE id = ?2 AND restaurant_id = ?3 AND ?1 <> ?2";
/// Runs after the other entry is deleted, whose address may be unique. Where a third entry has the address on better
/// grounds, the kept one stays unproven.
const COMPLETE_KEPT: &str = "
    UPDATE guests SET
      company = iif(company = '', o.other ->> 'company', company),
      notes = trim(notes || char(10) || (o.other ->> 'notes'), char(10)),
      label_ids = (SELECT json_group_array(value) FROM (SELECT value FROM json_each(label_ids)
                   UNION SELECT value FROM json_each(o.other ->> 'label_ids'))),
      email = iif(email_key IS NULL, o.other ->> 'email', email),
      email_confirmed_at = iif(email_key IS NULL OR email_key = o.other ->> 'email_key',
                               COALESCE(email_confirmed_at, o.other ->> 'email_confirmed_at'), email_confirmed_at),
      email_key = COALESCE(email_key, o.other ->> 'email_key'),
      phone = iif(phone_key IS NULL, o.other ->> 'phone', phone),
      phone_confirmed_at = iif(phone_key IS NULL OR phone_key = o.other ->> 'phone_key',
                               COALESCE(phone_confirmed_at, o.other ->> 'phone_confirmed_at'), phone_confirmed_at),
      phone_key = COALESCE(phone_key, o.other ->> 'phone_key'),
      is_unproven = iif(EXISTS (SELECT 1 FROM guests p WHERE p.restaurant_id = guests.restaurant_id AND p.id <> guests.id
                                AND p.email_key = COALESCE(guests.email_key, o.other ->> 'email_key') AND p.is_unproven = 0),
                        1, min(is_unproven, o.other ->> 'is_unproven'))
    FROM (SELECT other FROM guest_merges WHERE id = ?3) o WHERE guests.id = ?1 AND guests.restaurant_id = ?2";
const RECORD_RESULT: &str = concat!(
    "UPDATE guest_merges SET after = (SELECT ",
    changing_fields!(),
    " FROM guests WHERE id = ?1) WHERE id = ?3 AND restaurant_id = ?2"
);

/// The two entries of a merge.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pair<'a> {
    pub(crate) kept: &'a str,
    pub(crate) other: &'a str,
}

/// The statements that merge two entries under this merge's id.
pub(crate) fn merge(app: &App, restaurant_id: &str, pair: Pair, merge_id: &str) -> Vec<Statement> {
    let both = || [pair.kept, pair.other, restaurant_id].map(Value::from);
    let kept = || [pair.kept, restaurant_id, merge_id].map(Value::from);
    vec![
        Statement::new(RECORD, both().into_iter().chain([merge_id.into(), app.now_ms.into()])),
        Statement::new(REPOINT_RESERVATIONS, both()),
        Statement::new(REPOINT_MERGES, both()),
        Statement::new(DELETE_OTHER, both()),
        Statement::new(COMPLETE_KEPT, kept()),
        Statement::new(RECORD_RESULT, kept()),
    ]
}

/// The statements that merge two entries under a new id.
pub(crate) fn merge_anew(app: &App, restaurant_id: &str, pair: Pair) -> Vec<Statement> {
    merge(app, restaurant_id, pair, &secret::id())
}

/// Whether an entry `g` has the e-mail address, or without any the phone number, of one side of the merge `m`.
macro_rules! has_contact_of {
    ($side:literal) => {
        concat!(
            "((g.email_key = m.",
            $side,
            "_email_key AND g.is_unproven = m.",
            $side,
            "_is_unproven)
              OR (g.email_key IS NULL AND m.",
            $side,
            "_email_key IS NULL
                  AND substr(g.phone_key, -4) = substr(m.",
            $side,
            "_phone_key, -4) AND g.phone_key = m.",
            $side,
            "_phone_key))"
        )
    };
}

const SELECT_MERGES: &str = concat!(
    "SELECT m.id, m.guest_id, m.other_id, m.merged_at,
            COALESCE(EXISTS (SELECT 1 FROM guests g WHERE g.restaurant_id = m.restaurant_id AND g.id <> m.guest_id AND ",
    has_contact_of!("other"),
    ") OR EXISTS (SELECT 1 FROM guests g WHERE g.restaurant_id = m.restaurant_id AND g.id <> m.guest_id AND ",
    has_contact_of!("kept"),
    ") OR (m.kept_email_key = m.other_email_key AND m.kept_is_unproven = m.other_is_unproven)
       OR (m.kept_email_key IS NULL AND m.other_email_key IS NULL AND m.kept_phone_key = m.other_phone_key), 0)
              AS is_contact_taken
     FROM (SELECT m.id, m.restaurant_id, m.guest_id, m.merged_at, m.other ->> 'id' AS other_id,
                  m.other ->> 'email_key' AS other_email_key, m.other ->> 'phone_key' AS other_phone_key,
                  m.other ->> 'is_unproven' AS other_is_unproven,
                  iif(k.email_key IS m.after ->> 'email_key', m.before ->> 'email_key', k.email_key) AS kept_email_key,
                  iif(k.email_key IS m.after ->> 'email_key', m.before ->> 'is_unproven', k.is_unproven) AS kept_is_unproven,
                  iif(k.phone_key IS m.after ->> 'phone_key', m.before ->> 'phone_key', k.phone_key) AS kept_phone_key
           FROM guest_merges m JOIN guests k ON k.id = m.guest_id
           WHERE m.guest_id = ?3 AND m.restaurant_id = ",
    restaurant_id!(),
    ") m ORDER BY m.merged_at DESC, m.id",
);

/// A merge that can be undone.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct MergeRow {
    pub(crate) id: String,
    pub(crate) guest_id: String,
    pub(crate) other_id: String,
    pub(crate) merged_at: i64,
    /// 1 if another entry has, by now, the e-mail address or phone number of one of the two.
    pub(crate) is_contact_taken: u8,
}

/// The statement that reads the merges of an entry, the latest first.
pub(crate) fn select(selector: &TenantSelector, guest_id: &str) -> Statement {
    selector.statement(SELECT_MERGES, [guest_id.into()])
}

/// What was changed since the merge stays.
const RESTORE_KEPT: &str = "
    UPDATE guests SET
      company = iif(company = m.after ->> 'company', m.before ->> 'company', company),
      notes = iif(notes = m.after ->> 'notes', m.before ->> 'notes', notes),
      label_ids = iif(label_ids = m.after ->> 'label_ids', m.before ->> 'label_ids', label_ids),
      email = iif(email_key IS m.after ->> 'email_key', m.before ->> 'email', email),
      email_confirmed_at = iif(email_key IS m.after ->> 'email_key', m.before ->> 'email_confirmed_at',
                               email_confirmed_at),
      is_unproven = iif(email_key IS m.after ->> 'email_key', m.before ->> 'is_unproven', is_unproven),
      email_key = iif(email_key IS m.after ->> 'email_key', m.before ->> 'email_key', email_key),
      phone = iif(phone_key IS m.after ->> 'phone_key', m.before ->> 'phone', phone),
      phone_confirmed_at = iif(phone_key IS m.after ->> 'phone_key', m.before ->> 'phone_confirmed_at',
                               phone_confirmed_at),
      phone_key = iif(phone_key IS m.after ->> 'phone_key', m.before ->> 'phone_key', phone_key)
    FROM (SELECT guest_id, before, after FROM guest_merges WHERE id = ?1 AND restaurant_id = ?2) m
    WHERE guests.id = m.guest_id";
const RESTORE_OTHER: &str = "
    INSERT INTO guests (id, restaurant_id, first_name, last_name, email, phone, locale, created_at, company, notes,
                        label_ids, email_key, phone_key, email_confirmed_at, phone_confirmed_at, is_unproven)
    SELECT other ->> 'id', restaurant_id, other ->> 'first_name', other ->> 'last_name', other ->> 'email',
           other ->> 'phone', other ->> 'locale', other ->> 'created_at', other ->> 'company', other ->> 'notes',
           other ->> 'label_ids', other ->> 'email_key', other ->> 'phone_key', other ->> 'email_confirmed_at',
           other ->> 'phone_confirmed_at', other ->> 'is_unproven'
    FROM guest_merges WHERE id = ?1 AND restaurant_id = ?2";
/// Reservations that were merged on to somebody else, or made since, stay where they are.
const RETURN_RESERVATIONS: &str = "
    UPDATE reservations SET guest_id = m.other ->> 'id'
    FROM (SELECT guest_id, other, reservation_ids FROM guest_merges WHERE id = ?1 AND restaurant_id = ?2) m
    WHERE reservations.guest_id = m.guest_id
      AND reservations.id IN (SELECT value FROM json_each(m.reservation_ids))";
const RECOUNT_LAST_DAY: &str = "
    UPDATE guests SET last_day = (SELECT MAX(day) FROM reservations WHERE guest_id = guests.id)
    WHERE id = (SELECT guest_id FROM guest_merges WHERE id = ?1 AND restaurant_id = ?2)";
const DELETE_MERGE: &str = "DELETE FROM guest_merges WHERE id = ?1 AND restaurant_id = ?2";

/// The statements that undo a merge.
pub(crate) fn undo(restaurant_id: &str, merge_id: &str) -> Vec<Statement> {
    [RESTORE_KEPT, RESTORE_OTHER, RETURN_RESERVATIONS, RECOUNT_LAST_DAY, DELETE_MERGE]
        .map(|sql| Statement::new(sql, [merge_id, restaurant_id].map(Value::from)))
        .into()
}
