//! Delivering a gift card that was bought: to whom, when, and the reminder.

use engine::Day;

use crate::house::tenant::Tenant;
use crate::ledger::gift_card::{self, NewCard};
use crate::ledger::purchase::{Delivery, Row};
use crate::messages::gift_card_reminder;
use crate::messages::outbox::{self, MailKind};
use crate::platform::app::App;
use crate::platform::db::Statement;
use crate::platform::failure::Failure;
use crate::platform::zone;

/// When a card with a delivery day is sent, in minutes since that day began.
const DELIVERY_MINUTES: u16 = 8 * 60;

/// When a card is sent on a day, by the restaurant's time zone: milliseconds since the epoch.
pub(crate) fn moment(tenant: &Tenant, day: Day) -> i64 {
    let zone = zone::named(&tenant.compiled.configuration.restaurant.time_zone);
    // The fallback is never used: a restaurant whose zone is unknown cannot be loaded.
    let offsets = zone.map(|zone| zone::offsets(zone, day, day));
    let offsets = offsets.as_ref().unwrap_or(&tenant.compiled.house.offsets);
    offsets.instant(day, DELIVERY_MINUTES).0 * 60_000
}

impl Row {
    /// Where the card is sent: to the recipient, or else to the buyer, who hands it over.
    pub(crate) fn delivered_to(&self) -> &str {
        if self.recipient_email.is_empty() { &self.buyer_email } else { &self.recipient_email }
    }

    /// Changes the address of the delivery, which starts again.
    pub(crate) fn readdress(&mut self, email: &str) {
        let address = if self.is_gift() { &mut self.recipient_email } else { &mut self.buyer_email };
        email.clone_into(address);
        (self.opened_at, self.delivery) = (None, Some(Delivery::default()));
    }

    /// The statements that create the card, once it is paid, and schedule its delivery.
    pub(crate) fn make_card(&self, app: &App) -> Result<Vec<Statement>, Failure> {
        let code = self.code(app)?;
        let new = NewCard {
            id: &self.id,
            restaurant_id: &self.restaurant_id,
            code: &code,
            template_id: &self.template_id,
            amount: self.amount,
            currency: &self.currency,
            email: self.delivered_to(),
            locale: &self.locale,
            expires_on_day: self.last_day(),
        };
        let (mut statements, _) = gift_card::insert(app, &new)?;
        let deliver_at = self.deliver_at.unwrap_or(app.now_ms).max(app.now_ms);
        statements.push(self.outbox(app, MailKind::GiftCard, deliver_at));
        if self.is_gift() {
            statements.push(self.outbox(app, MailKind::GiftCardBought, app.now_ms));
        }
        if !self.recipient_email.is_empty() {
            statements.push(gift_card_reminder::queue(app, &self.id, deliver_at));
        }
        Ok(statements)
    }

    /// The statement that queues a mail to be sent from `at` on, in milliseconds since the epoch.
    pub(crate) fn outbox(&self, app: &App, kind: MailKind, at: i64) -> Statement {
        outbox::about_purchase(app, kind, &self.id, at)
    }
}
