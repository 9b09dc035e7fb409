//! Gift card purchases in SQL. The card is created in the batch that records its payment, under the purchase's id,
//! and its code is derived from that id: so it is created once, and its code is not stored.

use api::configuration::gift_card_template::ValueType;
use api::money::purchase::{DeliveryState, Purchase};
use api::{Date, Timestamp};
use engine::Day;
use serde::{Deserialize, Deserializer};

use crate::house::tenant::{TenantSelector, restaurant_id};
use crate::ledger::gift_card::CardCode;
use crate::ledger::payment::{self, Payment};
use crate::platform::app::App;
use crate::platform::db::{Statement, Value};
use crate::platform::failure::Failure;
use crate::platform::secret;
use crate::platform::words::Words;

/// The statement that selects [`Row`]s of the purchases (`g`) that the condition names.
macro_rules! select_purchases {
    ($($condition:expr),+ $(,)?) => {
        concat!(
            "SELECT g.id, g.restaurant_id, g.number, g.template_id, g.amount, g.currency, g.value_type, g.expires_on_day,
                    g.locale, g.buyer_name, g.buyer_email, g.recipient_name, g.recipient_email, g.message,
                    g.deliver_on_day, g.deliver_at, g.opened_at, g.created_at,
                    (SELECT json_object('delivered_at', o.delivered_at, 'attempts', o.attempts,
                                         'last_error', o.last_error) FROM outbox o
                     WHERE o.purchase_id = g.id AND o.kind = 'gift_card'
                     ORDER BY o.created_at DESC, o.id LIMIT 1) AS delivery,
                    (SELECT ", $crate::ledger::payment::payment_json!(), " FROM payments p
                     WHERE p.purchase_id = g.id) AS payment
             FROM gift_card_purchases g WHERE ",
            $($condition),+
        )
    };
}

pub(crate) use select_purchases;

const INSERT: &str = "
    INSERT INTO gift_card_purchases (id, restaurant_id, number, buyer_digest, gift_digest, template_id, amount, currency,
                                     value_type, expires_on_day, locale, buyer_name, buyer_email, recipient_name,
                                     recipient_email, message, deliver_on_day, deliver_at, created_at)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)";

const SELECT_PURCHASE: &str = select_purchases!("g.id = ?3 AND g.restaurant_id = ", restaurant_id!());

/// The statement that reads one purchase.
pub(crate) fn select(selector: &TenantSelector, id: &str) -> Statement {
    selector.statement(SELECT_PURCHASE, [id.into()])
}

/// Whom a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reader {
    Buyer,
    Recipient,
}

impl Reader {
    fn purpose(self) -> &'static str {
        match self {
            Self::Buyer => "bought gift card",
            Self::Recipient => "given gift card",
        }
    }

    /// The token that opens the purchase for this reader.
    pub(crate) fn token(self, app: &App, id: &str) -> Result<String, Failure> {
        let digest = secret::keyed_digest(&app.environment.root_key, self.purpose(), &[id])?;
        Ok(secret::symbols_of(&digest, 26))
    }

    /// The page with the card for this reader.
    pub(crate) fn url(self, app: &App, id: &str) -> Result<String, Failure> {
        Ok(format!("{}/gift/{}", app.environment.public_url, self.token(app, id)?))
    }
}

/// A purchase with its payment.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Row {
    pub(crate) id: String,
    pub(crate) restaurant_id: String,
    pub(crate) number: String,
    pub(crate) template_id: String,
    pub(crate) amount: i64,
    pub(crate) currency: String,
    pub(crate) value_type: ValueType,
    pub(crate) expires_on_day: i32,
    pub(crate) locale: String,
    pub(crate) buyer_name: String,
    pub(crate) buyer_email: String,
    /// Empty if the card is for the buyer.
    pub(crate) recipient_name: String,
    pub(crate) recipient_email: String,
    pub(crate) message: String,
    pub(crate) deliver_on_day: Option<i32>,
    /// Milliseconds since the epoch.
    pub(crate) deliver_at: Option<i64>,
    pub(crate) opened_at: Option<i64>,
    pub(crate) created_at: i64,
    #[serde(deserialize_with = "delivery")]
    pub(crate) delivery: Option<Delivery>,
    #[serde(deserialize_with = "payment::deserialize")]
    pub(crate) payment: Option<Box<Payment>>,
}

/// The last mail with the card.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Delivery {
    /// When it was sent, in milliseconds since the epoch.
    pub(crate) delivered_at: Option<i64>,
    /// How often sending was tried.
    pub(crate) attempts: i64,
    pub(crate) last_error: Option<String>,
}

/// Reads the last mail with the card, where there is one.
fn delivery<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Delivery>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    text.map(|text| serde_json::from_str(&text).map_err(serde::de::Error::custom)).transpose()
}

impl Row {
    /// Whether the card is for someone other than the buyer.
    pub(crate) fn is_gift(&self) -> bool {
        !self.recipient_name.is_empty()
    }

    /// The last day on which the card can be redeemed.
    pub(crate) fn last_day(&self) -> Date {
        Date(Day(self.expires_on_day))
    }

    /// The day of its delivery; `None` if it is delivered at once.
    pub(crate) fn deliver_on_day(&self) -> Option<Date> {
        self.deliver_on_day.map(|day| Date(Day(day)))
    }

    /// When its tax is due, as text.
    pub(crate) fn tax(&self, words: &Words) -> &'static str {
        match self.value_type {
            ValueType::SinglePurpose => words.gift_tax_single(),
            ValueType::MultiPurpose => words.gift_tax_multi(),
        }
    }

    /// The card's code.
    pub(crate) fn code(&self, app: &App) -> Result<CardCode, Failure> {
        CardCode::of_purchase(app, &self.id)
    }

    /// The statement that inserts it.
    pub(crate) fn insert(&self, app: &App) -> Result<Statement, Failure> {
        let digest = |reader: Reader| Ok::<_, Failure>(secret::digest(&reader.token(app, &self.id)?));
        let values: [Value; 19] = [
            self.id.as_str().into(),
            self.restaurant_id.as_str().into(),
            self.number.as_str().into(),
            digest(Reader::Buyer)?.into(),
            digest(Reader::Recipient)?.into(),
            self.template_id.as_str().into(),
            self.amount.into(),
            self.currency.as_str().into(),
            self.value_type.name().into(),
            self.expires_on_day.into(),
            self.locale.as_str().into(),
            self.buyer_name.as_str().into(),
            self.buyer_email.as_str().into(),
            self.recipient_name.as_str().into(),
            self.recipient_email.as_str().into(),
            self.message.as_str().into(),
            Value::or_null(self.deliver_on_day),
            Value::or_null(self.deliver_at),
            self.created_at.into(),
        ];
        Ok(Statement::new(INSERT, values))
    }

    /// Its payment; every purchase has one.
    pub(crate) fn paid(&self) -> Result<&Payment, Failure> {
        self.payment.as_deref().ok_or_else(|| Failure::internal("a purchase without a payment"))
    }

    /// Whether the card exists: it was paid in time.
    pub(crate) fn has_card(&self) -> Result<bool, Failure> {
        let payment = self.paid()?;
        Ok(payment.is_closed() && payment.keep_max().is_none() && payment.is_secured(&payment.ledger()?))
    }

    /// The restaurant API's representation.
    pub(crate) fn purchase(&self) -> Result<Purchase, Failure> {
        let delivery = match &self.delivery {
            _ if self.opened_at.is_some() => DeliveryState::Opened,
            None => DeliveryState::Unpaid,
            Some(Delivery { delivered_at: Some(_), .. }) => DeliveryState::Sent,
            Some(Delivery { attempts: 0, .. }) => DeliveryState::Scheduled,
            Some(_) => DeliveryState::Failing,
        };
        Ok(Purchase {
            id: self.id.clone(),
            number: self.number.clone(),
            payment_state: self.paid()?.state()?,
            amount: self.amount,
            currency: self.currency.clone(),
            template_id: self.template_id.clone(),
            value_type: self.value_type,
            expires_on_day: self.last_day(),
            buyer_name: self.buyer_name.clone(),
            buyer_email: self.buyer_email.clone(),
            recipient_name: self.recipient_name.clone(),
            recipient_email: self.recipient_email.clone(),
            message: self.message.clone(),
            deliver_on_day: self.deliver_on_day(),
            delivery,
            delivery_error: self.delivery.as_ref().and_then(|delivery| delivery.last_error.clone()),
            creation_timestamp: Timestamp::of_millis(self.created_at),
        })
    }
}
