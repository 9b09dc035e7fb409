//! The terms of a payment in the guest's language: what is paid or guaranteed, and until when what of it comes back.
//!
//! They are stored as they were agreed. Shown later, they name only the deadlines that are still ahead then.

use api::Date;
use api::configuration::payment_terms::{PaymentSettings, PaymentType};
use engine::Instant;

use crate::house::tenant::Tenant;
use crate::ledger::payment::Payment;
use crate::platform::app::App;
use crate::platform::words::{self, Words};

/// The terms as they are agreed now: `first` says what is paid or guaranteed.
pub(crate) fn terms(
    app: &App,
    words: &Words,
    tenant: &Tenant,
    settings: &PaymentSettings,
    first: String,
    start: Instant,
) -> String {
    let ahead = deadlines(tenant, settings, start).into_iter().filter(|deadline| app.now() <= deadline.until);
    [first, rest(words, settings, &ahead.collect::<Vec<_>>())].join(" ")
}

/// The terms that were agreed, as they stand now.
pub(crate) fn terms_now(
    app: &App,
    words: &Words,
    tenant: &Tenant,
    payment: &Payment,
    start: Instant,
) -> String {
    let settings = &payment.policy;
    let deadlines = deadlines(tenant, settings, start);
    // Deadlines go by in their order, so what was agreed named the last of them.
    let named = (0..=deadlines.len()).find_map(|gone| {
        let ahead = deadlines.get(gone..)?;
        payment.terms.strip_suffix(&rest(words, settings, ahead)).map(|first| (first, ahead))
    });
    let Some((first, named)) = named else { return payment.terms.clone() };
    let ahead: Vec<Deadline> = named.iter().filter(|deadline| app.now() <= deadline.until).copied().collect();
    format!("{first}{}", rest(words, settings, &ahead))
}

#[derive(Clone, Copy)]
struct Deadline {
    until: Instant,
    day: Date,
    minutes: u16,
    percent: u8,
}

fn deadlines(tenant: &Tenant, settings: &PaymentSettings, start: Instant) -> Vec<Deadline> {
    let offsets = &tenant.compiled.house.offsets;
    let deadline = |(until, percent)| {
        let (day, minutes) = offsets.wall(until);
        Deadline { until, day: Date(day), minutes, percent }
    };
    settings.policy().deadlines(start).map(deadline).collect()
}

/// What comes after the first sentence, with these deadlines ahead.
fn rest(words: &Words, settings: &PaymentSettings, ahead: &[Deadline]) -> String {
    let until = |deadline: &Deadline| {
        (words.terms_until)(&words::at(words, deadline.day, deadline.minutes), deadline.percent)
    };
    let mut sentences: Vec<String> = ahead.iter().map(until).collect();
    let last = match (settings.kind == PaymentType::Guarantee, ahead) {
        (false, [_, ..]) => words.terms_then_nothing,
        (false, []) => words.terms_nothing,
        (true, [_, ..]) => words.terms_then_fee,
        (true, []) => words.terms_fee,
    };
    sentences.push(last.to_owned());
    sentences.join(" ")
}
