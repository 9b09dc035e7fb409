//! What a change of a booking costs or refunds. The page and the decision use the same function.
//!
//! A booking keeps the policy that its guest accepted as long as it stays on its day and under the same rule: that protects
//! the guest from new prices of the house, and not from what they change themselves. For anything else a new quote is
//! made. A larger party pays the difference as a [`supplement`](super::supplement); a smaller one is refunded by the old
//! policy for the guests who no longer come. A fee cannot be avoided by moving: once one would be due, day and time are
//! fixed.

use api::configuration::payment_terms::{PaymentSettings, PaymentType};
use api::{Code, Date};
use engine::Instant;

use crate::booking::reservation::Row;
use crate::house::tenant::Tenant;
use crate::ledger::cause;
use crate::ledger::payment::terms::{Sum, terms};
use crate::ledger::payment::{Agreed, Payment};
use crate::ledger::posting::Posting;
use crate::ledger::refund::refund_amount;
use crate::payments::card_minimum::CARD_MIN;
use crate::payments::opening::{self, PricedVisit};
use crate::platform::app::App;
use crate::platform::db::{Statement, Value};
use crate::platform::failure::Failure;
use crate::platform::payment_provider::Provider;
use crate::platform::words;

/// The card's part of a payment can only decrease here; that of a guarantee is the agreed amount.
const AGREE: &str = "
    UPDATE payments SET amount = ?2, card_amount = iif(kind = 'guarantee', ?2, min(card_amount, ?2)), forfeited = ?3,
                        policy = ?4, terms = ?5
    WHERE id = ?1";

/// The booking that a guest wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct BookingTarget {
    pub(crate) day: Date,
    pub(crate) minutes: u16,
    pub(crate) attendees: u16,
}

/// What a change costs, in minor units.
#[derive(Clone, Debug, Default)]
pub(crate) struct Difference {
    /// To be paid.
    pub(crate) supplement: i64,
    /// To be refunded.
    pub(crate) back: i64,
    /// Kept by the restaurant, although fewer guests come.
    pub(crate) lost: i64,
    /// The new agreement; `None` if there is no payment.
    pub(crate) agreed: Option<Agreed>,
}

impl Difference {
    /// What the guest accepts: positive to be paid, negative to be refunded.
    pub(crate) fn accepted(&self) -> i64 {
        self.supplement - self.back
    }
}

fn not_allowed(why: &str) -> Failure {
    Failure::new(Code::ChangeNotAllowed, why)
}

/// What a change costs.
///
/// # Errors
/// `change_not_allowed` if only the restaurant can make the change.
pub(crate) fn difference(
    app: &App,
    tenant: &Tenant,
    row: &Row,
    wanted: BookingTarget,
) -> Result<Difference, Failure> {
    let payment = row.payment.as_deref();
    if let Some(payment) = payment {
        check(app, payment, row, wanted)?;
    }
    let policy = policy(tenant, row, wanted);
    let amount = policy.as_ref().map_or(0, |policy| policy.policy().amount(wanted.attendees));
    let kind = payment.map_or(PaymentType::Payment, |payment| payment.kind);
    if policy.as_ref().is_some_and(|policy| 0 < amount && policy.kind != kind) {
        return Err(not_allowed("that is paid in another way; please call the restaurant"));
    }
    // A day without a payment requirement has no policy, and no fee.
    let Some(policy) = policy.or_else(|| payment.map(|_| PaymentSettings::default())) else {
        return Ok(Difference::default());
    };
    let (before, forfeited) = payment.map_or((0, 0), |p| (p.amount() - p.forfeited(), p.forfeited()));
    let currency = &tenant.compiled.configuration.restaurant.currency;
    let step = amount - before;
    let by_then = Instant(row.starts);
    // Nothing can be forfeited before anything is agreed.
    let is_agreed = !engine::Status::from(row.status()?).awaits_answer();
    let kept = |payment: &Payment| payment.policy.policy().kept((-step).max(0), by_then, app.now());
    let lost = payment.filter(|_| is_agreed).map_or(0, kept);
    let left = payment.map_or(Ok(0), Payment::refundable)?;
    let (supplement, back) = match kind {
        PaymentType::Guarantee => (0, 0),
        // Differences below the card minimum are waived.
        _ if step < CARD_MIN => (0, (-step - lost).clamp(0, left)),
        _ => (step, 0),
    };
    let provider = payment
        .map(Payment::provider)
        .and_then(|name| app.provider(name))
        .or_else(|| app.new_provider(currency));
    if 0 < supplement && !provider.is_some_and(Provider::captures_at_once) {
        return Err(not_allowed("what it costs more cannot be paid here; please call the restaurant"));
    }
    // A waived difference is not part of the agreement.
    let agreed = if 0 < step && supplement == 0 && kind != PaymentType::Guarantee { before } else { amount };
    let total = agreed + forfeited + lost;
    let start = tenant.compiled.house.offsets.instant(wanted.day.0, wanted.minutes);
    let terms = if agreed == 0 {
        String::new()
    } else {
        terms(app, words::of(&row.locale), tenant, &policy, Sum::Total(total), start)
    };
    let agreed = Agreed { policy, terms, amount: total, forfeited: forfeited + lost };
    let is_about_money = payment.is_some() || 0 < supplement;
    Ok(Difference { supplement, back, lost, agreed: is_about_money.then_some(agreed) })
}

/// Refuses a change while the payment is unsettled, final or subject to a fee.
fn check(app: &App, payment: &Payment, row: &Row, wanted: BookingTarget) -> Result<(), Failure> {
    let is_moved = wanted.day.0 != row.day() || wanted.minutes != row.minutes;
    let fee = payment.fee(Instant(row.starts), app.now()) - payment.forfeited();
    if payment.open_supplement().is_some() || !payment.is_closed() {
        return Err(not_allowed("something is still to be paid"));
    }
    if payment.keep_max().is_some() {
        return Err(not_allowed("this payment was given up; please call the restaurant"));
    }
    if 0 < payment.charged() {
        return Err(not_allowed("a fee was taken for it; please call the restaurant"));
    }
    if payment.is_completed() {
        return Err(not_allowed("the restaurant is done with this payment; please call it"));
    }
    if 0 < payment.ledger()?.totals().open() {
        return Err(not_allowed("money is authorized for it; please call the restaurant"));
    }
    let is_agreed = !engine::Status::from(row.status()?).awaits_answer();
    if is_moved && is_agreed && 0 < fee {
        return Err(not_allowed("the time to move it without a fee is over; please call the restaurant"));
    }
    Ok(())
}

/// The policy to be accepted; `None` if no payment is required.
fn policy(tenant: &Tenant, row: &Row, wanted: BookingTarget) -> Option<PaymentSettings> {
    let BookingTarget { day, minutes, attendees } = wanted;
    let experience = tenant.compiled.experience(&row.experience_id);
    let rule = |day, minutes| {
        experience.map(|experience| tenant.compiled.payment_settings(experience, day, minutes))
    };
    let is_same_rule = day.0 == row.day() && rule(row.day(), row.minutes) == rule(day.0, minutes);
    // A payment without an agreement, since the booking was free meanwhile, protects nothing.
    let agreed = row.payment.as_deref().filter(|payment| payment.policy.kind != PaymentType::None);
    let frozen = agreed.filter(|_| is_same_rule);
    let visit = PricedVisit { experience_id: &row.experience_id, day, minutes, attendees };
    let quote = || opening::quote(tenant, &visit);
    frozen.map(|payment| payment.policy.clone()).or_else(|| quote().map(|quote| quote.settings.clone()))
}

/// Applies a change without a supplement, and refunds what is to be refunded. Updates `payment`; returns the
/// statements.
pub(crate) fn agree(
    app: &App,
    payment: &mut Payment,
    difference: &Difference,
) -> Result<Vec<Statement>, Failure> {
    let Some(agreed) = &difference.agreed else { return Ok(Vec::new()) };
    let mut posting = Posting::new(app, payment)?;
    refund_amount(app, payment, &mut posting, difference.back, None, cause::CHANGED.into())?;
    let values: [Value; 5] = [
        payment.id.as_str().into(),
        agreed.amount.into(),
        agreed.forfeited.into(),
        serde_json::to_string(&agreed.policy).map_err(Failure::internal)?.into(),
        agreed.terms.as_str().into(),
    ];
    posting.push([Statement::new(AGREE, values)]);
    let (lines, statements) = posting.into_parts();
    payment.agree(agreed, lines);
    Ok(statements)
}
