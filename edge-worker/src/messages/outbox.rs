//! The outbox: mails to be sent, each written in the batch of its cause.

use strum::{EnumString, IntoStaticStr};

use crate::platform::app::App;
use crate::platform::db::follow_ups::FollowUp;
use crate::platform::db::{Statement, Value};
use crate::platform::secret;

/// What a mail is about. The outbox stores the names in snake case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub(crate) enum MailKind {
    Confirmation,
    Cancellation,
    /// The restaurant declined the request.
    Declined,
    /// The restaurant did not answer the request in time.
    RequestLapsed,
    /// The restaurant offers something in place of what was requested.
    Offered,
    /// The guest did not accept the offer in time.
    OfferLapsed,
    /// Its day, its time or its number of guests was changed.
    Changed,
    /// The payment is due.
    ToPay,
    /// It was not paid in time.
    PaymentExpired,
    /// The money came too late and is refunded.
    MoneyReturned,
    /// A fee was charged to the card on file.
    Receipt,
    /// A change made the booking more expensive, and the difference is due.
    DifferenceToPay,
    /// The difference was not paid in time; the booking is as before.
    ChangeUndone,
    /// A gift card, to its recipient.
    GiftCard,
    /// The gift card is paid, to its buyer.
    GiftCardBought,
    /// The recipient has not opened it.
    GiftCardReminder,
}

impl MailKind {
    /// Its name in the outbox.
    pub(crate) fn name(self) -> &'static str {
        self.into()
    }
}

const INSERT_ABOUT_RESERVATION: &str = "
    INSERT INTO outbox (id, kind, reservation_id, created_at, next_attempt_at, restaurant_id)
    VALUES (?1, ?2, ?3, ?4, ?5, (SELECT restaurant_id FROM reservations WHERE id = ?3))";

const INSERT_ABOUT_PURCHASE: &str = "
    INSERT INTO outbox (id, kind, purchase_id, created_at, next_attempt_at, restaurant_id)
    VALUES (?1, ?2, ?3, ?4, ?5, (SELECT restaurant_id FROM gift_card_purchases WHERE id = ?3))";

/// The statement that queues a mail about a reservation, to be sent at once.
pub(crate) fn about_reservation(app: &App, kind: MailKind, reservation_id: &str) -> Statement {
    Statement::new(INSERT_ABOUT_RESERVATION, values(app, kind, reservation_id, app.now_ms))
        .then(FollowUp::Mail)
}

/// The statement that queues a mail about a reservation, to be sent from `at` on, in milliseconds since the epoch.
pub(super) fn about_reservation_later(app: &App, kind: MailKind, reservation_id: &str, at: i64) -> Statement {
    Statement::new(INSERT_ABOUT_RESERVATION, values(app, kind, reservation_id, at))
}

/// The statement that queues a mail about the purchase of a gift card, to be sent from `at` on, in milliseconds since
/// the epoch.
pub(crate) fn about_purchase(app: &App, kind: MailKind, purchase_id: &str, at: i64) -> Statement {
    Statement::new(INSERT_ABOUT_PURCHASE, values(app, kind, purchase_id, at)).then(FollowUp::Mail)
}

fn values(app: &App, kind: MailKind, subject_id: &str, at: i64) -> [Value; 5] {
    [secret::id().into(), kind.name().into(), subject_id.into(), app.now_ms.into(), at.into()]
}
