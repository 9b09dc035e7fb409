//! The port to whoever moves the money.

use api::Code;
use api::configuration::payment_terms::PaymentType;
use async_trait::async_trait;
use engine::{EntryKind, Tender};

use crate::platform::context::Context;
use crate::platform::failure::{Failure, log};

/// A payment as its provider is to open it.
#[derive(Clone, Debug, Default)]
pub struct Intent {
    /// Ours; the provider's idempotency key.
    pub payment_id: String,
    /// Whether money is taken or a card is kept.
    pub kind: PaymentType,
    /// What the card is to bring, in minor units.
    pub amount: i64,
    /// ISO 4217.
    pub currency: String,
    /// Whether the money is only set aside.
    pub captures_later: bool,
    /// What the guest reads on their statement, as far as it fits.
    pub description: String,
    /// The provider's name for it, where it was opened before: keys are forgotten, and names are not.
    pub reference: Option<String>,
    /// The provider's page for it, where it was opened before and there is one.
    pub page_url: Option<String>,
    /// Until when it may be paid at most, in milliseconds.
    pub due_at: i64,
    /// Who pays.
    pub customer: Customer,
}

/// Who pays, for providers that want to know.
#[derive(Clone, Debug, Default)]
pub struct Customer {
    /// As they told it.
    pub name: String,
    /// Where a receipt goes.
    pub email: String,
    /// In E.164: the house's where they told none.
    pub phone: String,
    /// The language to speak.
    pub locale: String,
    /// Guests tell no address: the house's, in one line.
    pub address: String,
    /// Its country, two letters.
    pub country: String,
}

/// A payment that the provider knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// The provider's name for it.
    pub reference: String,
    /// Where the guest enters the card.
    pub page: Page,
}

/// Where the guest enters the card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Page {
    /// Our own form with test cards.
    Sandbox,
    /// Stripe's own element, which talks to Stripe alone.
    Stripe {
        /// Of this payment.
        client_secret: String,
        /// Of the account.
        publishable_key: String,
    },
    /// A page of the provider's own, to which the guest goes.
    Theirs {
        /// Its address.
        url: String,
    },
}

/// What the provider has of a payment. It only ever grows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProviderPayment {
    /// Whether nothing more can come of it.
    pub is_over: bool,
    /// What happened, oldest first.
    pub movements: Vec<Movement>,
}

impl ProviderPayment {
    /// What an order has moved, if it was carried out before.
    pub(crate) fn of_order(&self, order: &Order) -> Option<&Movement> {
        self.movements.iter().find(|movement| movement.order_id.as_deref() == Some(order.id.as_str()))
    }

    /// What went free already, for providers where a capture frees the rest by itself; nothing where all of what is set
    /// aside is to go, and can.
    ///
    /// # Errors
    /// [`ProviderError::Unknown`] where a part is to go: it does when the other part is captured.
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

/// Something that happened at the provider's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Movement {
    /// What.
    pub kind: MovementKind,
    /// Minor units; 0 for a card that is kept.
    pub amount: i64,
    /// The provider's name for it; with the kind it tells movements of a payment apart.
    pub reference: String,
    /// The id of our order, where it was one.
    pub order_id: Option<String>,
}

/// What can happen.
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
    /// As the ledger has it; `of` finds the entry that a refund is of, by the reference of what it gives back.
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

/// What is asked of the provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// Ours; the provider's idempotency key.
    pub id: String,
    /// What.
    pub kind: OrderKind,
    /// Minor units.
    pub amount: i64,
    /// ISO 4217.
    pub currency: String,
    /// The provider's name for the payment.
    pub payment: String,
    /// What our books have as given back already of what a refund is of: how often, and minor units.
    pub given_back: (usize, i64),
}

/// What can be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OrderKind {
    /// Take what was set aside.
    Capture,
    /// Give it free.
    Release,
    /// Take a fee from the card that is kept.
    Charge,
    /// Give back what the movement with this reference took.
    Refund(String),
}

/// Why the provider did not do it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProviderError {
    /// The card's bank said no, and why.
    Declined(String),
    /// The provider says that this cannot be done; asking again would not help.
    Refused(String),
    /// It may or may not have happened: ask again under the same key, or look.
    Unknown(String),
}

impl ProviderError {
    /// That the provider cannot be asked just now; why goes into the log.
    pub(crate) fn unavailable(self) -> Failure {
        let (Self::Declined(why) | Self::Refused(why) | Self::Unknown(why)) = self;
        log(&format!("payment provider: {why}"));
        Failure::new(Code::PaymentsUnavailable, "the payment provider cannot be asked just now; try again")
    }
}

/// A callback whose signature was verified. It is a hint and no more: what happened is read at the provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Callback {
    /// The provider's id of the event, the same for each copy.
    pub(crate) event_id: String,
    /// The provider's names of what it may be about.
    pub(crate) references: Vec<String>,
    /// Our own id of the payment, where the provider repeats it.
    pub(crate) payment_id: Option<String>,
}

/// Whoever moves the money.
#[async_trait(?Send)]
pub trait Provider: Send + Sync {
    /// Its name in our books.
    fn name(&self) -> &'static str;

    /// Whether it moves money of this currency.
    fn supports(&self, _currency: &str) -> bool {
        true
    }

    /// Whether a guest's card is charged when it is entered. Otherwise money is only set aside, and a capture is ordered.
    fn captures_at_once(&self) -> bool {
        true
    }

    /// Whether it says of a refund which order it was.
    fn echoes_order_ids(&self) -> bool {
        true
    }

    /// Makes the payment known; again, it is the same one.
    async fn open(&self, context: &Context, intent: &Intent) -> Result<Opened, ProviderError>;

    /// What it has of the payment.
    async fn fetch(&self, context: &Context, reference: &str) -> Result<ProviderPayment, ProviderError>;

    /// Sees to it that no money comes any more, and says what has come. [`ProviderError::Refused`] where that can no
    /// longer be helped: a bank is at it, and money may still come.
    async fn cancel(&self, context: &Context, reference: &str) -> Result<ProviderPayment, ProviderError>;

    /// Does what is asked; again under the same key, it is done once.
    async fn execute(&self, context: &Context, order: &Order) -> Result<Movement, ProviderError>;

    /// Its names of payments that may have moved within the last day, where it says.
    async fn recently_changed(&self, _context: &Context) -> Result<Vec<String>, ProviderError> {
        Ok(Vec::new())
    }
}
