//! Checks the payment settings of a configuration.

use crate::basics::field_error::FieldError;
use crate::compile::names::{indexes, service_ids};
use crate::configuration::document::Configuration;
use crate::configuration::payment_deadline::PENDING_MINUTES_MAX;
use crate::configuration::payment_terms::{PaymentSettings, PaymentType};

pub(crate) fn check_payments(configuration: &Configuration) -> Result<(), Vec<FieldError>> {
    let Configuration { experiences, payment_rules, services, exceptions, .. } = configuration;
    let mut faults = Vec::new();
    let mut check = |place: String, settings: &PaymentSettings| {
        let fault = payment_fault(settings);
        let at = |(field, detail)| FieldError::new(format!("{place}/paymentSettings/{field}"), detail);
        faults.extend(fault.map(at));
    };
    for (i, experience) in experiences.iter().enumerate() {
        check(format!("/experiences/{i}"), &experience.payment_settings);
    }
    for (i, rule) in payment_rules.iter().enumerate() {
        check(format!("/paymentRules/{i}"), &rule.payment_settings);
    }
    let service_ids = service_ids(services, exceptions);
    let experience_ids: Vec<&str> = experiences.iter().map(|experience| experience.id.as_str()).collect();
    for (i, rule) in payment_rules.iter().enumerate() {
        let place = format!("/paymentRules/{i}");
        for (known, ids, field) in [
            (&service_ids, &rule.service_ids, "serviceIds"),
            (&experience_ids, &rule.experience_ids, "experienceIds"),
        ] {
            faults.extend(indexes::<Vec<FieldError>>(known, ids, &place, field).err().into_iter().flatten());
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

pub(crate) fn payment_fault(settings: &PaymentSettings) -> Option<(&'static str, &'static str)> {
    let is_priced = settings.kind == PaymentType::None || 0 < settings.payment.pricing.price_per_pax;
    let percent = settings.refund_percent.unwrap_or(100);
    let never_but_later = percent == 0 && !settings.refund_steps.is_empty();
    [
        (!is_priced, "payment/pricing/pricePerPax", "a price is needed"),
        (PENDING_MINUTES_MAX < settings.pending_minutes, "pendingMinutes", "at most a day"),
        (100 < percent, "refundPercent", "from 0 to 100"),
        (
            never_but_later || (is_priced && !settings.policy().is_sound()),
            "refundSteps",
            "each step must be nearer to the start than the one before it, with less coming back, from 1 to 100",
        ),
        (
            settings.capture_later && settings.kind != PaymentType::Payment,
            "captureLater",
            "only a payment can be taken later",
        ),
    ]
    .into_iter()
    .find(|(is_wrong, ..)| *is_wrong)
    .map(|(_, field, detail)| (field, detail))
}
