//! Erases a guest: empties their entry and what they entered when booking. What accounting needs is kept without
//! names: reservations, their logs, gift cards and their transactions.

use crate::platform::app::App;
use crate::platform::db::{Statement, Value};
use crate::platform::secret;

/// Guards against a booking made since the guest was selected: the name is NULL then, which violates NOT NULL and
/// rolls the batch back.
const EMPTY_ENTRY: &str = "
    UPDATE guests SET first_name = iif(EXISTS (SELECT 1 FROM reservations r JOIN stays s ON s.id = r.id
                                               WHERE r.guest_id = ?1 AND ?4 < s.ends), NULL, ''), last_name = '', email = '', phone = '', company = '', notes = '',
                      label_ids = '[]', email_key = NULL, phone_key = NULL, erased_at = ?3
    WHERE id = ?1 AND restaurant_id = ?2";

const EMPTY_RESERVATIONS: &str = "
    UPDATE reservations SET first_name = '', last_name = '', email = '', phone = '', notes = '', internal_notes = '',
                            label_ids = '[]', message_to_guest = ''
    WHERE guest_id = ?1 AND restaurant_id = ?2";

/// The addresses, in lower case, of the entry, of its bookings, and of entries that were merged into it. All that matches
/// by them runs before they are emptied.
macro_rules! addresses {
    () => {
        "(SELECT email_key FROM guests WHERE id = ?1 AND restaurant_id = ?2 AND email_key IS NOT NULL
          UNION SELECT lower(email) FROM reservations WHERE guest_id = ?1 AND restaurant_id = ?2 AND email <> ''
          UNION SELECT other ->> 'email_key' FROM guest_merges
          WHERE guest_id = ?1 AND restaurant_id = ?2 AND other ->> 'email_key' IS NOT NULL)"
    };
}

/// Runs before the entry is emptied, since it matches by the entry's phone number.
const EMPTY_CALLS: &str = "
    UPDATE calls SET phone_number = ''
    WHERE restaurant_id = ?2 AND phone_number IN
      (SELECT phone_key FROM guests WHERE id = ?1 AND restaurant_id = ?2 AND phone_key IS NOT NULL
       UNION SELECT c.phone_number FROM reservations r JOIN calls c
         ON c.restaurant_id = r.restaurant_id AND instr(replace(r.phone, ' ', ''), c.phone_number) = 1
       WHERE r.guest_id = ?1 AND r.restaurant_id = ?2 AND c.phone_number <> '')";
const EMPTY_GIFT_CARDS: &str = concat!(
    "UPDATE gift_cards SET email = '' WHERE restaurant_id = ?2 AND email <> '' AND lower(email) IN ",
    addresses!(),
);
/// Buyer and recipient are erased independently; the message goes with either, since it is about both.
macro_rules! empty_purchases {
    ($email:literal, $name:literal) => {
        concat!(
            "UPDATE gift_card_purchases SET ",
            $name,
            " = '', ",
            $email,
            " = '', message = ''
             WHERE restaurant_id = ?2 AND ",
            $email,
            " <> '' AND lower(",
            $email,
            ") IN ",
            addresses!(),
        )
    };
}
const EMPTY_BOUGHT: &str = empty_purchases!("buyer_email", "buyer_name");
const EMPTY_GIVEN: &str = empty_purchases!("recipient_email", "recipient_name");
/// Stored answers may name the guest, or be about their bookings, gift cards and purchases.
const DELETE_ANSWERS: &str = concat!(
    "DELETE FROM idempotency WHERE restaurant_id = ?2 AND (
      instr(answer, ?1) > 0
      OR EXISTS (SELECT 1 FROM reservations r WHERE r.guest_id = ?1
                 AND (instr(answer, r.id) > 0 OR instr(answer, r.number) > 0))
      OR EXISTS (SELECT 1 FROM guests g WHERE g.id = ?1 AND instr(answer, g.phone_key) > 0)
      OR EXISTS (SELECT 1 FROM (SELECT email_key AS address FROM ",
    addresses!(),
    ") WHERE instr(lower(answer), address) > 0)
      OR EXISTS (SELECT 1 FROM gift_cards c JOIN gift_card_log l ON l.gift_card_id = c.id
                 WHERE c.restaurant_id = ?2 AND c.email <> '' AND lower(c.email) IN ",
    addresses!(),
    " AND instr(answer, l.transaction_id) > 0)
      OR EXISTS (SELECT 1 FROM gift_card_purchases b WHERE b.restaurant_id = ?2 AND instr(answer, b.id) > 0
                 AND (lower(b.buyer_email) IN ",
    addresses!(),
    " OR lower(b.recipient_email) IN ",
    addresses!(),
    ")))"
);
/// The payments of the guest's bookings, and of what they bought or were given.
macro_rules! payments {
    () => {
        concat!(
            "(SELECT p.id FROM payments p JOIN reservations r ON r.id = p.reservation_id
              WHERE r.guest_id = ?1 AND r.restaurant_id = ?2
              UNION SELECT p.id FROM gift_card_purchases b JOIN payments p ON p.purchase_id = b.id
              WHERE b.restaurant_id = ?2 AND lower(b.buyer_email) IN ",
            addresses!(),
            " UNION SELECT p.id FROM gift_card_purchases b JOIN payments p ON p.purchase_id = b.id
              WHERE b.restaurant_id = ?2 AND lower(b.recipient_email) IN ",
            addresses!(),
            ")"
        )
    };
}
/// The restaurant's own remarks may name the guest.
const EMPTY_LOG_NOTES: &str =
    concat!("UPDATE payment_log SET note = '' WHERE note <> '' AND payment_id IN ", payments!());
const EMPTY_ORDER_NOTES: &str =
    concat!("UPDATE payment_orders SET note = '' WHERE note <> '' AND payment_id IN ", payments!());
/// References that are not ids of ours were typed by somebody.
const EMPTY_REFERENCES: &str = concat!(
    "UPDATE gift_card_log SET reference = ''
     WHERE reference NOT GLOB '????????-????-????-????-????????????' AND gift_card_id IN
       (SELECT c.id FROM gift_cards c WHERE c.restaurant_id = ?2 AND c.email <> '' AND lower(c.email) IN ",
    addresses!(),
    ")"
);
const DELETE_MAIL: &str = "
    DELETE FROM outbox WHERE delivered_at IS NULL AND reservation_id IN
      (SELECT id FROM reservations WHERE guest_id = ?1 AND restaurant_id = ?2)";
const DELETE_MAILBOX: &str = "
    DELETE FROM mailbox WHERE recipient <> '' AND lower(recipient) IN
      (SELECT lower(email) FROM reservations WHERE guest_id = ?1 AND restaurant_id = ?2
       UNION SELECT lower(email) FROM guests WHERE id = ?1 AND restaurant_id = ?2)";

const DELETE_MERGES: &str = "DELETE FROM guest_merges WHERE guest_id = ?1 AND restaurant_id = ?2";
/// An entry for an address that has none (by now), for the statements above to start from. It gets the bookings that were
/// made with the address and are in other entries.
const INSERT_ENTRY: &str = "
    INSERT INTO guests (id, restaurant_id, first_name, last_name, email, phone, locale, created_at, email_key)
    VALUES (?1, ?2, '', '', ?3, '', '', ?4, ?3)";
const TAKE_RESERVATIONS: &str =
    "UPDATE reservations SET guest_id = ?1 WHERE restaurant_id = ?2 AND email <> '' AND lower(email) = ?3";
const DELETE_ENTRY: &str = "
    DELETE FROM guests WHERE id = ?1 AND restaurant_id = ?2
      AND NOT EXISTS (SELECT 1 FROM reservations WHERE guest_id = ?1)";

/// The statements that erase what names this address, in lower case, and is in no entry of it: who only bought or received
/// a gift card is in no guestbook. They run after those of the address's entries.
pub(crate) fn address_statements(app: &App, restaurant_id: &str, address: &str) -> Vec<Statement> {
    let id = secret::id();
    let ids = || [Value::from(id.as_str()), restaurant_id.into()];
    let values = ids().into_iter().chain([address.into(), app.now_ms.into()]);
    let taken = Statement::new(TAKE_RESERVATIONS, ids().into_iter().chain([address.into()]));
    let mut statements = vec![Statement::new(INSERT_ENTRY, values), taken];
    statements.extend(self::statements(app, restaurant_id, &id));
    statements.push(Statement::new(DELETE_ENTRY, ids()));
    statements
}

/// The statements that erase a guest of this restaurant.
pub(crate) fn statements(app: &App, restaurant_id: &str, guest_id: &str) -> Vec<Statement> {
    let ids = || [Value::from(guest_id), restaurant_id.into()];
    let about = [
        EMPTY_CALLS,
        EMPTY_LOG_NOTES,
        EMPTY_ORDER_NOTES,
        EMPTY_REFERENCES,
        DELETE_ANSWERS,
        EMPTY_GIFT_CARDS,
        EMPTY_BOUGHT,
        EMPTY_GIVEN,
        DELETE_MAIL,
        DELETE_MAILBOX,
        EMPTY_RESERVATIONS,
        DELETE_MERGES,
    ];
    let mut statements: Vec<Statement> = about.into_iter().map(|sql| Statement::new(sql, ids())).collect();
    statements
        .push(Statement::new(EMPTY_ENTRY, ids().into_iter().chain([app.now_ms.into(), app.now().0.into()])));
    statements
}
