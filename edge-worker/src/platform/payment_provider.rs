//! The port to payment providers.

use api::Code;
use api::configuration::payment_terms::PaymentType;
use async_trait::async_trait;
use engine::{EntryKind, Tender};

use crate::platform::context::Context;
use crate::platform::failure::{Failure, log};

/// A payment to be registered with its provider.
#[derive(Clone, Debug, Default)]
pub struct Intent {
    /// Our id; the provider's idempotency key.
    pub payment_id: String,
    /// Whether money is paid, or a card is put on file.
    pub kind: PaymentType,
    /// The amount to be paid by card, in minor units.
    pub amount: i64,
    /// ISO 4217.
    pub currency: String,
    /// Whether the money is only authorized.
    pub captures_later: bool,
    /// The text on the guest's card statement, as far as it fits.
    pub description: String,
    /// The provider's reference, if it was registered before: idempotency keys expire, references do not.
    pub reference: Option<String>,
    /// The provider's page, if it was registered before and has one.
    pub page_url: Option<String>,
    /// The latest possible deadline, in milliseconds since the epoch.
    pub due_at: i64,
    /// The payer.
    pub customer: Customer,
}

/// The payer, for providers that ask.
#[derive(Clone, Debug, Default)]
pub struct Customer {
    /// As the payer entered it.
    pub name: String,
    /// Where receipts are sent.
    pub email: String,
    /// In E.164; the restaurant's, if the payer gave none.
    pub phone: String,
    /// The language to use.
    pub locale: String,
    /// The restaurant's address in one line, since guests give none.
    pub address: String,
    /// The country of the address, in two letters.
    pub country: String,
}

/// A payment that is registered with the provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// The provider's reference.
    pub reference: String,
    /// Where the guest enters the card.
    pub page: Page,
}

/// Where the guest enters the card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Page {
    /// Our own form with test cards.
    Sandbox,
    /// Stripe's own element, which sends the card's data to Stripe only.
    Stripe {
        /// For this payment.
        client_secret: String,
        /// For the account.
        publishable_key: String,
    },
    /// The provider's own page, to which the guest is sent.
    External {
        /// Its URL.
        url: String,
    },
}

/// The provider's state of a payment. Movements are only ever added.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProviderPayment {
    /// Whether nothing more can happen to it.
    pub is_over: bool,
    /// What happened, oldest first.
    pub movements: Vec<Movement>,
}

impl ProviderPayment {
    /// The movement of an order, if it was executed before.
    pub(crate) fn of_order(&self, order: &Order) -> Option<&Movement> {
        self.movements.iter().find(|movement| movement.order_id.as_deref() == Some(order.id.as_str()))
    }

    /// What was voided already, for providers where a capture voids the rest automatically; `None` if the whole
    /// authorization is to be voided, and still can be.
    ///
    /// # Errors
    /// [`ProviderError::Unknown`] if only a part is to be voided: that happens when the other part is captured.
    pub(crate) fn released(&self, order: &Order) -> Result<Option<&Movement>, ProviderError> {
        let of = |kind: &MovementKind| self.movements.iter().find(|movement| movement.kind == *kind);
        let released = of(&MovementKind::Voided);
        let is_all = of(&MovementKind::Authorized).is_some_and(|reserved| reserved.amount == order.amount);
        if released.is_some() || is_all {
            return Ok(released);
        }
        Err(ProviderError::Unknown("the rest goes free when the other part is captured".to_owned()))
    }
}

/// Something that happened at the provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Movement {
    /// What happened.
    pub kind: MovementKind,
    /// Minor units; 0 for a card on file.
    pub amount: i64,
    /// The provider's reference; it identifies a movement of the payment together with the kind.
    pub reference: String,
    /// The id of our order, if it was one.
    pub order_id: Option<String>,
}

/// What can happen at a provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MovementKind {
    /// Money was authorized.
    Authorized,
    /// Money that was authorized was captured.
    Captured,
    /// Money that was authorized was voided.
    Voided,
    /// The card on file was charged.
    Charged,
    /// Money of the movement with this reference was refunded.
    Refunded(String),
    /// A card was put on file.
    CardOnFile,
}

impl MovementKind {
    /// The kind of the ledger's entry; `of` finds the entry that was refunded, by its reference.
    pub(crate) fn entry_kind(&self, of: impl FnOnce(&str) -> Option<usize>) -> Option<EntryKind> {
        Some(match self {
            Self::Authorized => EntryKind::Authorized(Tender::Card),
            Self::Captured => EntryKind::Captured(Tender::Card),
            Self::Voided => EntryKind::Voided(Tender::Card),
            Self::Charged => EntryKind::Charged,
            Self::Refunded(taken) => EntryKind::Refunded(of(taken)?),
            Self::CardOnFile => EntryKind::CardOnFile,
        })
    }
}

/// What is ordered from the provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// Our id; the provider's idempotency key.
    pub id: String,
    /// What to do.
    pub kind: OrderKind,
    /// Minor units.
    pub amount: i64,
    /// ISO 4217.
    pub currency: String,
    /// The provider's reference to the payment.
    pub payment: String,
    /// For a refund: how often, and how many minor units of, the same movement were refunded by our ledger.
    pub given_back: (usize, i64),
}

/// What can be ordered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OrderKind {
    /// Capture what was authorized.
    Capture,
    /// Void it.
    Void,
    /// Charge a fee to the card on file.
    Charge,
    /// Refund the movement with this reference.
    Refund(String),
}

/// Why the provider did not execute it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProviderError {
    /// The card's bank declined, with the reason.
    Declined(String),
    /// The provider refused, with the reason; repeating it would not help.
    Refused(String),
    /// It may or may not have happened: repeat it under the same key, or fetch the payment.
    Unknown(String),
}

impl ProviderError {
    /// The failure `payments_unavailable`; the reason is logged.
    pub(crate) fn unavailable(self) -> Failure {
        let (Self::Declined(why) | Self::Refused(why) | Self::Unknown(why)) = self;
        log(&format!("payment provider: {why}"));
        Failure::new(Code::PaymentsUnavailable, "the payment provider cannot be asked just now; try again")
    }
}

/// A callback whose signature was verified. It is only a hint: what happened is fetched from the provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Callback {
    /// The provider's id of the event, the same for each copy.
    pub(crate) event_id: String,
    /// The provider's references that it may be about.
    pub(crate) references: Vec<String>,
    /// Our own id of the payment, if the provider echoes it.
    pub(crate) payment_id: Option<String>,
}

/// A payment provider.
#[async_trait(?Send)]
pub trait Provider: Send + Sync {
    /// Its name in our ledger.
    fn name(&self) -> &'static str;

    /// Whether it supports this currency.
    fn supports(&self, _currency: &str) -> bool {
        true
    }

    /// Whether a card is charged when it is entered. Otherwise money is only authorized, and a capture is ordered.
    fn captures_at_once(&self) -> bool {
        true
    }

    /// Whether its refunds name our order.
    fn echoes_order_ids(&self) -> bool {
        true
    }

    /// Registers the payment. Idempotent.
    async fn open(&self, context: &Context, intent: &Intent) -> Result<Opened, ProviderError>;

    /// The provider's state of the payment.
    async fn fetch(&self, context: &Context, reference: &str) -> Result<ProviderPayment, ProviderError>;

    /// Prevents money from arriving, and returns what has arrived. [`ProviderError::Refused`] if it is too late for
    /// that: a bank is processing it, and money may still arrive.
    async fn cancel(&self, context: &Context, reference: &str) -> Result<ProviderPayment, ProviderError>;

    /// Executes the order, once for each of its ids.
    async fn execute(&self, context: &Context, order: &Order) -> Result<Movement, ProviderError>;

    /// The references of payments that may have changed within the last day, if the provider reports them.
    async fn recently_changed(&self, _context: &Context) -> Result<Vec<String>, ProviderError> {
        Ok(Vec::new())
    }
}
