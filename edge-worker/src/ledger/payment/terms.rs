//! The terms of a payment in the guest's language: what is paid or guaranteed, and until when what of it comes back.
//!
//! They are stored as they were agreed. A guest always sees them as they stand: for the visit as it is by now, with the
//! deadlines that are still ahead.

use api::Date;
use api::configuration::payment_terms::{PaymentSettings, PaymentType};
use engine::Instant;

use crate::house::tenant::{LocalTime, Tenant};
use crate::platform::app::App;
use crate::platform::words::{self, Words};

use super::Payment;

/// The sum that terms begin with, in minor units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sum {
    /// To be paid now.
    Due(i64),
    /// What is agreed in all, after a change or once it is paid.
    Total(i64),
}

/// The terms as they are agreed now.
pub(crate) fn terms(
    app: &App,
    words: &Words,
    tenant: &Tenant,
    settings: &PaymentSettings,
    sum: Sum,
    start: Instant,
) -> String {
    let money = |amount| words::money(words, amount, &tenant.compiled.configuration.restaurant.currency);
    let first = match (settings.kind, sum) {
        (PaymentType::Guarantee, Sum::Due(amount) | Sum::Total(amount)) => {
            words.terms_guarantee(&money(amount))
        }
        (PaymentType::Payment | PaymentType::None, Sum::Due(amount)) => words.terms_payment(&money(amount)),
        (PaymentType::Payment | PaymentType::None, Sum::Total(amount)) => words.terms_total(&money(amount)),
    };
    let ahead = deadlines(tenant, settings, start).into_iter().filter(|deadline| app.now() <= deadline.until);
    [first, rest(words, settings, &ahead.collect::<Vec<_>>())].join(" ")
}

/// The terms of a payment as they stand now; empty if nothing is agreed.
pub(crate) fn terms_now(
    app: &App,
    words: &Words,
    tenant: &Tenant,
    payment: &Payment,
    start: Instant,
) -> String {
    if payment.terms.is_empty() {
        return String::new();
    }
    let sum = if payment.is_closed() { Sum::Total(payment.amount()) } else { Sum::Due(payment.amount()) };
    terms(app, words, tenant, &payment.policy, sum, payment.start_agreed(start))
}

#[derive(Clone, Copy)]
struct Deadline {
    until: Instant,
    day: Date,
    minutes: u16,
    percent: u8,
}

fn deadlines(tenant: &Tenant, settings: &PaymentSettings, start: Instant) -> Vec<Deadline> {
    let deadline = |(until, percent)| {
        let LocalTime { day, minutes } = tenant.local(until);
        Deadline { until, day: Date(day), minutes, percent }
    };
    settings.policy().deadlines(start).map(deadline).collect()
}

/// What comes after the first sentence, with these deadlines ahead.
fn rest(words: &Words, settings: &PaymentSettings, ahead: &[Deadline]) -> String {
    let until = |deadline: &Deadline| {
        let time = words::at(words, deadline.day, deadline.minutes);
        match deadline.percent {
            100 => words.terms_free_until(&time),
            percent => words.terms_part_until(&percent.to_string(), &time),
        }
    };
    let mut sentences: Vec<String> = ahead.iter().map(until).collect();
    let last = match (settings.kind == PaymentType::Guarantee, ahead) {
        (false, [_, ..]) => words.terms_then_nothing(),
        (false, []) => words.terms_nothing(),
        (true, [_, ..]) => words.terms_then_fee(),
        (true, []) => words.terms_fee(),
    };
    sentences.push(last.to_owned());
    sentences.join(" ")
}
