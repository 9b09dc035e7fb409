//! Gift cards in SQL. The balance is the sum of a log. Redemptions are checked by the statement that writes their
//! line, so concurrent ones neither overdraw the card nor are refused while the card can pay.

use api::money::gift_card::{GiftCard, Transaction, TransactionStatus};
use api::{Code, Date, Timestamp};
use engine::Day;
use serde::Deserialize;

use crate::house::idempotency::IdempotencyKey;
use crate::house::tenant::{Tenant, TenantSelector, restaurant_id};
use crate::platform::app::App;
use crate::platform::db::follow_ups::FollowUp;
use crate::platform::db::{RowSets, Statement, Value};
use crate::platform::failure::Failure;
use crate::platform::secret;

/// A code in canonical spelling, from which its digest is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CardCode(String);

/// The length of generated codes: 80 random bits. Codes of bought cards are derived anew whenever they are shown, so
/// another length needs another way to derive those that were sold before.
const CODE_LENGTH: usize = 16;
const OWN_CODE_LENGTHS: std::ops::RangeInclusive<usize> = 8..=40;

impl CardCode {
    /// Reads a code as people write it: blanks, hyphens and case are ignored.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let plain: String = text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
        let is_code =
            OWN_CODE_LENGTHS.contains(&plain.len()) && plain.chars().all(|c| c.is_ascii_alphanumeric());
        is_code.then(|| Self(plain.to_ascii_uppercase()))
    }

    /// The code generated for a request. It is derived from the request's idempotency key, so that a repeated request
    /// whose answer was lost gets the same code, although it is not stored.
    pub(crate) fn made_for(app: &App, restaurant_id: &str, key: &IdempotencyKey) -> Result<Self, Failure> {
        let parts = [restaurant_id, key.key.as_str(), &key.fingerprint];
        let digest = secret::keyed_digest(&app.environment.root_key, "gift card code", &parts)?;
        Ok(Self(secret::symbols_of(&digest, CODE_LENGTH)))
    }

    /// The code of a card that a guest bought; also derived, and not stored.
    pub(crate) fn of_purchase(app: &App, purchase_id: &str) -> Result<Self, Failure> {
        let digest =
            secret::keyed_digest(&app.environment.root_key, "bought gift card code", &[purchase_id])?;
        Ok(Self(secret::symbols_of(&digest, CODE_LENGTH)))
    }

    /// The code in groups of four symbols.
    pub(crate) fn spaced(&self) -> String {
        let symbols: Vec<char> = self.0.chars().collect();
        symbols.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
    }

    /// The code in canonical spelling.
    pub(crate) fn text(&self) -> &str {
        &self.0
    }

    /// Its last four symbols.
    pub(crate) fn last_four(&self) -> &str {
        self.0.get(self.0.len().saturating_sub(4)..).unwrap_or_default()
    }
}

/// The lookup key of a code. It does not include the restaurant, which is not known before the card is; lookups are
/// still limited to the restaurant of the tenant selector.
pub(crate) fn digest(app: &App, code: &CardCode) -> Result<String, Failure> {
    let digest = secret::keyed_digest(&app.environment.root_key, "gift card", &[code.text()])?;
    Ok(secret::hex(&digest))
}

/// The statement that selects [`CardRow`]s of the cards (`c`) that the condition names.
macro_rules! select_cards {
    ($($condition:expr),+ $(,)?) => {
        concat!(
            "SELECT c.id, c.last_four, c.template_id, c.amount, c.currency, c.email, c.locale, c.expires_on_day,
                    c.created_at,
                    (SELECT SUM(l.effect) FROM gift_card_log l WHERE l.gift_card_id = c.id) AS balance
             FROM gift_cards c WHERE ",
            $($condition),+
        )
    };
}
pub(crate) use select_cards;

const SELECT_CARD: &str =
    select_cards!("(c.id = ?3 OR c.digest = ?4) AND c.restaurant_id = ", restaurant_id!());

/// The last line of each transaction, oldest transaction first.
macro_rules! select_transactions {
    ($($condition:expr),* $(,)?) => {
        concat!(
            "SELECT l.transaction_id, l.step, l.status, l.amount, c.currency, l.reference, f.at,
                    (SELECT SUM(e.effect) FROM gift_card_log e WHERE e.transaction_id = l.transaction_id) AS effect,
                    EXISTS (SELECT 1 FROM payments p WHERE p.gift_transaction_id = l.transaction_id) AS of_payment
             FROM gift_cards c
             JOIN gift_card_log f ON f.gift_card_id = c.id AND f.step = 1
             JOIN gift_card_log l ON l.transaction_id = f.transaction_id
              AND l.step = (SELECT MAX(m.step) FROM gift_card_log m WHERE m.transaction_id = f.transaction_id)
             WHERE (c.id = ?3 OR c.digest = ?4) AND c.restaurant_id = ",
            restaurant_id!(),
            $($condition,)*
            " ORDER BY f.at, f.transaction_id"
        )
    };
}

const SELECT_TRANSACTIONS: &str = select_transactions!();
const SELECT_TRANSACTION: &str = select_transactions!(" AND f.transaction_id = ?5");

const INSERT_CARD: &str = "
    INSERT INTO gift_cards (id, restaurant_id, digest, last_four, template_id, amount, currency, email, locale,
                            expires_on_day, created_at)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";

/// Guards against overdrawing: the effect is NULL then, which violates NOT NULL and rolls the batch back.
const INSERT_LINE: &str = "
    INSERT INTO gift_card_log (transaction_id, step, gift_card_id, status, amount, effect, reference, at)
    SELECT ?1, ?2, ?3, ?4, ?5,
           iif(0 <= ?6 OR 0 <= ?6 + (SELECT SUM(effect) FROM gift_card_log WHERE gift_card_id = ?3), ?6, NULL), ?7, ?8";

/// A card with its balance.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct CardRow {
    pub(crate) id: String,
    last_four: String,
    template_id: String,
    amount: i64,
    pub(crate) currency: String,
    email: String,
    locale: String,
    pub(crate) expires_on_day: i32,
    created_at: i64,
    pub(crate) balance: i64,
}

impl CardRow {
    /// The restaurant API's representation; `code` is set if the request named it.
    pub(crate) fn card(&self, tenant: &Tenant, code: Option<&CardCode>) -> GiftCard {
        let templates = &tenant.compiled.configuration.gift_card_templates;
        let template = templates.iter().find(|template| template.id == self.template_id);
        let masked = || format!("************{}", self.last_four);
        GiftCard {
            id: code.map_or_else(masked, |code| code.text().to_owned()),
            card_id: self.id.clone(),
            amount: self.amount,
            remaining_amount: self.balance,
            currency: self.currency.clone(),
            template_id: self.template_id.clone(),
            image: template.and_then(|template| template.image.clone()).unwrap_or_default(),
            email: self.email.clone(),
            expires_on_day: Date(Day(self.expires_on_day)),
            locale: self.locale.clone(),
            creation_timestamp: Timestamp::of_millis(self.created_at),
        }
    }

    /// Refuses a card after its last day in the restaurant's time zone.
    pub(crate) fn check_day(&self, app: &App, tenant: &Tenant) -> Result<(), Failure> {
        let today = tenant.compiled.house.offsets.today(app.now());
        let detail = format!("its last day was {}", Date(Day(self.expires_on_day)));
        (today.0 <= self.expires_on_day)
            .then_some(())
            .ok_or_else(|| Failure::new(Code::GiftCardExpired, detail))
    }
}

/// A transaction, as of its last line.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct TransactionRow {
    pub(crate) transaction_id: String,
    pub(crate) step: i64,
    pub(crate) status: TransactionStatus,
    pub(crate) amount: i64,
    pub(crate) currency: String,
    pub(crate) reference: String,
    /// When it was made, in milliseconds since the epoch.
    pub(crate) at: i64,
    /// Its effect on the balance so far.
    pub(crate) effect: i64,
    /// 1 if a guest pays for a booking with it.
    pub(crate) of_payment: i64,
}

impl TransactionRow {
    /// The restaurant API's representation.
    pub(crate) fn transaction(&self) -> Transaction {
        Transaction {
            id: self.transaction_id.clone(),
            status: self.status,
            amount: self.amount,
            currency: self.currency.clone(),
            timestamp: Timestamp::of_millis(self.at),
            reference: self.reference.clone(),
        }
    }
}

/// How a path names a card: by its code or by its id.
pub(crate) struct CardLookup {
    /// The code, if the name can be one.
    pub(crate) code: Option<CardCode>,
    values: [Value; 2],
}

impl CardLookup {
    /// Reads the name in a path.
    pub(crate) fn read(app: &App, name: &str) -> Result<Self, Failure> {
        // An id, with 32 hexadecimal digits and hyphens, could also be a code: the digest decides.
        let code = CardCode::read(name);
        let digest = code.as_ref().map(|code| digest(app, code)).transpose()?;
        Ok(Self { code, values: [name.into(), Value::or_null(digest)] })
    }

    /// The code, unless the card was named by its id.
    pub(crate) fn code_of(&self, card: &CardRow) -> Option<&CardCode> {
        let is_id = self.values.first() == Some(&card.id.as_str().into());
        self.code.as_ref().filter(|_| !is_id)
    }

    /// The statement that reads the card.
    pub(crate) fn select_card(&self, selector: &TenantSelector) -> Statement {
        selector.statement(SELECT_CARD, self.values.clone())
    }

    /// The statement that reads its transactions.
    pub(crate) fn select_transactions(&self, selector: &TenantSelector) -> Statement {
        selector.statement(SELECT_TRANSACTIONS, self.values.clone())
    }

    /// The statement that reads one transaction.
    pub(crate) fn select_transaction(&self, selector: &TenantSelector, id: &str) -> Statement {
        selector.statement(SELECT_TRANSACTION, self.values.iter().cloned().chain([id.into()]))
    }
}

/// A card to be inserted.
pub(crate) struct NewCard<'a> {
    pub(crate) id: &'a str,
    pub(crate) restaurant_id: &'a str,
    pub(crate) code: &'a CardCode,
    pub(crate) template_id: &'a str,
    pub(crate) amount: i64,
    pub(crate) currency: &'a str,
    pub(crate) email: &'a str,
    pub(crate) locale: &'a str,
    pub(crate) expires_on_day: Date,
}

/// The statements that insert a card, with its amount as the first transaction; and its row.
pub(crate) fn insert(app: &App, new: &NewCard) -> Result<(Vec<Statement>, CardRow), Failure> {
    let row = CardRow {
        id: new.id.to_owned(),
        last_four: new.code.last_four().to_owned(),
        template_id: new.template_id.to_owned(),
        amount: new.amount,
        currency: new.currency.to_owned(),
        email: new.email.to_owned(),
        locale: new.locale.to_owned(),
        expires_on_day: new.expires_on_day.0.0,
        created_at: app.now_ms,
        balance: new.amount,
    };
    let values: [Value; 11] = [
        row.id.as_str().into(),
        new.restaurant_id.into(),
        digest(app, new.code)?.into(),
        row.last_four.as_str().into(),
        row.template_id.as_str().into(),
        row.amount.into(),
        row.currency.as_str().into(),
        row.email.as_str().into(),
        row.locale.as_str().into(),
        row.expires_on_day.into(),
        row.created_at.into(),
    ];
    let first = Line {
        transaction_id: &secret::id(),
        step: 1,
        status: TransactionStatus::Successful,
        amount: new.amount,
        effect: new.amount,
        reference: "",
    };
    Ok((vec![Statement::new(INSERT_CARD, values), line(app, new.id, &first)], row))
}

/// A line of the log.
pub(crate) struct Line<'a> {
    pub(crate) transaction_id: &'a str,
    pub(crate) step: i64,
    pub(crate) status: TransactionStatus,
    pub(crate) amount: i64,
    /// Its effect on the balance.
    pub(crate) effect: i64,
    pub(crate) reference: &'a str,
}

/// The statement that inserts a line. The step is the compare-and-swap of every change of a transaction.
pub(crate) fn line(app: &App, card_id: &str, line: &Line) -> Statement {
    let status = match line.status {
        TransactionStatus::Pending => "pending",
        TransactionStatus::Successful => "successful",
        TransactionStatus::Deleted => "deleted",
    };
    let values: [Value; 8] = [
        line.transaction_id.into(),
        line.step.into(),
        card_id.into(),
        status.into(),
        line.amount.into(),
        line.effect.into(),
        line.reference.into(),
        app.now_ms.into(),
    ];
    Statement::new(INSERT_LINE, values).then(FollowUp::Webhooks)
}

/// The statement that deducts a refund to the buyer from the card. Its transaction id is the id of the refund order.
pub(crate) fn deduct_refund(app: &App, card_id: &str, order_id: &str, amount: i64) -> Statement {
    let taken = Line {
        transaction_id: order_id,
        step: 1,
        status: TransactionStatus::Successful,
        amount: -amount,
        effect: -amount,
        reference: card_id,
    };
    line(app, card_id, &taken)
}

/// Deducts at most the balance.
const TAKE_UP_TO: &str = "
    INSERT INTO gift_card_log (transaction_id, step, gift_card_id, status, amount, effect, reference, at)
    SELECT ?1, 1, ?2, 'successful', -t.taken, -t.taken, ?2, ?4
    FROM (SELECT MIN(?3, SUM(effect)) AS taken FROM gift_card_log WHERE gift_card_id = ?2) t WHERE 0 < t.taken";

/// The statement that deducts what the buyer was already refunded, up to the balance.
pub(crate) fn take_up_to(app: &App, card_id: &str, amount: i64) -> Statement {
    let values = [secret::id().into(), card_id.into(), amount.into(), app.now_ms.into()];
    Statement::new(TAKE_UP_TO, values).then(FollowUp::Webhooks)
}

/// A refund to an expired card makes it valid for another year.
const EXTEND_EXPIRY: &str = "UPDATE gift_cards SET expires_on_day = ?3 WHERE id = ?1 AND expires_on_day < ?2";
const OUTLIVE_DAYS: i32 = 365;

/// The statement that makes a card redeemable again, if it has expired and receives a refund.
pub(crate) fn extend_expiry(app: &App, card_id: &str) -> Statement {
    let today = app.utc_day();
    let values = [Value::from(card_id), today.0.into(), today.plus(OUTLIVE_DAYS).0.into()];
    Statement::new(EXTEND_EXPIRY, values)
}

/// The statement that reverts [`deduct_refund`], if the provider refused the order.
pub(crate) fn keep(app: &App, card_id: &str, order_id: &str, amount: i64) -> Statement {
    let kept = Line {
        transaction_id: order_id,
        step: 2,
        status: TransactionStatus::Deleted,
        amount: -amount,
        effect: amount,
        reference: card_id,
    };
    line(app, card_id, &kept)
}

/// The effect of a transaction on the balance: a debit counts at once, a credit once it is settled.
pub(crate) fn effect(status: TransactionStatus, amount: i64) -> i64 {
    match status {
        TransactionStatus::Successful => amount,
        TransactionStatus::Pending => amount.min(0),
        TransactionStatus::Deleted => 0,
    }
}

/// The `gift_card_not_found` failure.
pub(crate) fn not_found() -> Failure {
    Failure::new(Code::GiftCardNotFound, "the restaurant has no such gift card")
}

/// Reads the restaurant and its card from the next two result sets.
pub(crate) fn read_card(
    app: &App,
    selector: &TenantSelector,
    rows: &mut RowSets,
) -> Result<(Tenant, CardRow), Failure> {
    let tenant = Tenant::read_today(app, selector, rows)?;
    let card: Option<CardRow> = rows.first()?;
    Ok((tenant, card.ok_or_else(not_found)?))
}

/// The `transaction_not_found` failure.
pub(crate) fn transaction_not_found() -> Failure {
    Failure::new(Code::TransactionNotFound, "the gift card has no such transaction")
}
const REFERENCE_LENGTH_MAX: usize = 200;

/// Refuses a reference that is too long.
pub(crate) fn check_reference(reference: Option<&str>) -> Result<(), Failure> {
    let is_short = reference.is_none_or(|text| text.chars().count() <= REFERENCE_LENGTH_MAX);
    is_short.then_some(()).ok_or_else(|| Failure::invalid_field("/reference", "at most 200 characters"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_one_spelling() {
        let code = CardCode::read("abcd-2345 efgh-6789").expect("a code");
        assert_eq!((code.text(), code.last_four()), ("ABCD2345EFGH6789", "6789"));
        for wrong in ["", "SHORT", "WITH_UNDERSCORE", "ÄÖÜÄÖÜÄÖÜ", &"A".repeat(41)] {
            assert_eq!(CardCode::read(wrong), None, "{wrong}");
        }
    }
}
