//! What is paid at booking, as arrays of numbers: the restaurant's rules, then each experience's own policy.

use engine::{Day, Policy, RefundStep, Security};

use crate::basics::date::Date;
use crate::compile::Compiled;
use crate::configuration::payment_terms::PaymentSettings;
use crate::configuration::schedule::{Weekday, service_at};

use super::Snapshot;

/// See [`Snapshot::payments`].
type Row = (Vec<usize>, Vec<String>, Vec<i64>);

const EVERY_WEEKDAY: i64 = 0b111_1111;
/// In days: further away than any snapshot reaches.
const FAR: i64 = 100_000;

pub(super) fn rows(compiled: &Compiled, from: Date) -> Vec<Row> {
    let configuration = &compiled.configuration;
    let rules = configuration.payment_rules.iter().map(|rule| {
        let experiences = rule.experience_ids.iter().filter_map(|id| compiled.experience(id)).collect();
        let weekdays = rule.weekdays.iter().fold(0, |bits, day: &Weekday| bits | 1 << *day as i64);
        let weekdays = if weekdays == 0 { EVERY_WEEKDAY } else { weekdays };
        let after = |day: Date| i64::from(day.0.0) - i64::from(from.0.0);
        let days = [rule.first_day.map_or(-FAR, after), rule.last_day.map_or(FAR, after)];
        (experiences, rule.service_ids.clone(), row([weekdays, days[0], days[1]], &rule.payment_settings))
    });
    let own = configuration.experiences.iter().enumerate().map(|(i, experience)| {
        (vec![i], Vec::new(), row([EVERY_WEEKDAY, -FAR, FAR], &experience.payment_settings))
    });
    rules.chain(own).collect()
}

fn row(when: [i64; 3], settings: &PaymentSettings) -> Vec<i64> {
    let Policy { security, price, is_per_guest, from_guests, refunds } = settings.policy();
    let kind = match security {
        Security::None => 0,
        Security::Payment => 1,
        Security::Guarantee => 2,
    };
    let refunds = refunds.iter().flat_map(|step| [i64::from(step.minutes_before), i64::from(step.percent)]);
    let policy = [kind, price.into(), is_per_guest.into(), from_guests.into()];
    when.into_iter().chain(policy).chain(refunds).collect()
}

impl Snapshot {
    /// What is paid for the experience of this index at this start; `None` if no service has this start.
    #[must_use]
    pub fn policy(&self, experience: usize, day: Day, minutes: u16) -> Option<Policy> {
        let service = service_at(&self.services, &self.exceptions, day, minutes)?;
        let after = i64::from(day.0 - self.from.0.0);
        self.payments.iter().find_map(|(experiences, services, numbers)| {
            let [weekdays, first, last, policy @ ..] = &numbers[..] else { return None };
            let fits = (experiences.is_empty() || experiences.contains(&experience))
                && (services.is_empty() || services.contains(&service.id))
                && weekdays & (1 << day.weekday() as i64) != 0
                && (*first..=*last).contains(&after);
            if fits { read(policy) } else { None }
        })
    }
}

fn read(numbers: &[i64]) -> Option<Policy> {
    let [kind, price, per_guest, from_guests, refunds @ ..] = numbers else { return None };
    let refunds = refunds.chunks_exact(2).map(|pair| {
        Some(RefundStep { minutes_before: pair[0].try_into().ok()?, percent: pair[1].try_into().ok()? })
    });
    Some(Policy {
        security: match kind {
            1 => Security::Payment,
            2 => Security::Guarantee,
            _ => Security::None,
        },
        price: (*price).try_into().ok()?,
        is_per_guest: *per_guest != 0,
        from_guests: (*from_guests).try_into().ok()?,
        refunds: refunds.collect::<Option<_>>()?,
    })
}
