//! A payment in the payment reservation API's envelope, derived from our own ledger for every provider.

use api::basics::currency::major;
use api::configuration::payment_terms::{PaymentType, PricingType};
use api::money::payment::PaymentState;
use api::money::record::{
    Address, AmountRefunded, BillingAddress, CustomerDetails, OrganizationDetails, PaymentDetails,
    PaymentHistory, PaymentRecord, Product, RecordStatus, RefundedEntry, ReservedEntry, SendOrderBy,
    TakenEntry,
};
use api::text;
use engine::{CalendarDate, Day, Instant, Totals};

use crate::house::tenant::{LocalTime, Tenant};
use crate::ledger::payment::{Line, Payment};
use crate::payments::subject::Subject;
use crate::platform::failure::Failure;
use crate::platform::phone;

/// Days after the visit for which a card on file may be charged.
pub(crate) const CHARGE_DAYS: u32 = 90;

/// The record of a payment.
pub(crate) fn record(
    tenant: &Tenant,
    subject: &Subject,
    payment: &Payment,
) -> Result<PaymentRecord, Failure> {
    let facts = facts(tenant, subject);
    let totals = payment.ledger()?.totals();
    let status = status(payment, &totals)?;
    let name = status_name(status);
    let reserved_at =
        payment.log().iter().find(|line| ["reserved", "card_kept"].contains(&line.kind.as_str()));
    let major = |minor| major(minor, &payment.currency);
    let is_guarantee = payment.kind == PaymentType::Guarantee;
    Ok(PaymentRecord {
        reservation_uuid: payment.subject_id().to_owned(),
        status,
        is_paid: payment.is_closed() && payment.is_secured(&payment.ledger()?),
        product_list: vec![product(&facts, payment, &totals)],
        grand_total: major(payment.amount()),
        reservation_date: date(facts.day),
        payment_link_due_date: due_date(tenant, payment),
        send_order_by: SendOrderBy { sms: false, email: !facts.email.is_empty() },
        customer_details: customer(&facts),
        reference_number: Some(subject.number().to_owned()),
        charge_validity: is_guarantee.then_some(CHARGE_DAYS),
        customer_reference: payment.reference().map(str::to_owned),
        customer_notes: Some(facts.notes.to_owned()).filter(|notes| !notes.is_empty()),
        terms_and_condition: Some(payment.terms.clone()),
        payment_details: PaymentDetails {
            reserved_at: reserved_at.map_or(0, |line| line.at.div_euclid(1000)),
            reserved_amount: major(totals.authorized),
            captured_amount: major(totals.captured),
            charged_amount: major(totals.charged),
            amount_refunded: AmountRefunded {
                from_captured: major(totals.refunded_captured),
                from_charge: major(totals.refunded_charged),
            },
        },
        organization_details: organization(tenant),
        translation_key: format!("reservation{name}"),
        payment_history: history(payment),
    })
}

/// What the envelope says about a payment's subject.
struct Facts<'a> {
    day: Day,
    name: String,
    email: &'a str,
    phone: &'a str,
    notes: &'a str,
    product_id: &'a str,
    product_name: &'a str,
}

fn facts<'a>(tenant: &'a Tenant, subject: &'a Subject) -> Facts<'a> {
    let configuration = &tenant.compiled.configuration;
    let locales = &configuration.restaurant.locales;
    match subject {
        Subject::Booking(row) => {
            let experience = configuration.experiences.iter().find(|e| e.id == row.experience_id);
            Facts {
                day: row.day(),
                name: format!("{} {}", row.first_name, row.last_name).trim().to_owned(),
                email: &row.email,
                phone: &row.phone,
                notes: &row.notes,
                product_id: &row.experience_id,
                product_name: experience.map_or("", |e| text(&e.name, &row.locale, locales)),
            }
        }
        Subject::Purchase(row) => {
            let template = configuration.gift_card_templates.iter().find(|t| t.id == row.template_id);
            Facts {
                day: tenant.local(Instant(row.created_at.div_euclid(60_000))).day,
                name: row.buyer_name.clone(),
                email: &row.buyer_email,
                phone: "",
                notes: "",
                product_id: &row.template_id,
                product_name: template.map_or("", |t| text(&t.name, &row.locale, locales)),
            }
        }
    }
}

/// All movements by kind, oldest first.
pub(crate) fn history(payment: &Payment) -> PaymentHistory {
    let of_kind = |kind: &'static str| payment.log().iter().filter(move |line| line.kind == kind);
    let at = |line: &Line| line.at.div_euclid(1000).to_string();
    let major = |minor| major(minor, &payment.currency);
    let refunded = |of: &Line| -> i64 {
        let back = |line: &&Line| line.of_sequence == Some(of.sequence);
        of_kind("refunded").filter(back).map(|line| line.amount).sum()
    };
    let taken = |line: &Line| TakenEntry {
        at: at(line),
        amount: major(line.amount),
        reference: line.reference.clone(),
        is_refunded: 0 < refunded(line),
        refunded: major(refunded(line)),
        additional_text: line.note.clone(),
    };
    let given_back = |line: &Line| {
        let of = payment.log().iter().find(|other| Some(other.sequence) == line.of_sequence);
        RefundedEntry {
            at: at(line),
            amount: major(line.amount),
            reference: of.map(|of| of.reference.clone()).unwrap_or_default(),
            is_refunded: true,
            is_partial: of.is_some_and(|of| refunded(of) < of.amount),
        }
    };
    PaymentHistory {
        reserved: of_kind("reserved")
            .map(|line| ReservedEntry { at: at(line), amount: major(line.amount) })
            .collect(),
        captured: of_kind("captured").map(taken).collect(),
        charged: of_kind("charged").map(taken).collect(),
        refunded: of_kind("refunded").map(given_back).collect(),
    }
}

fn status(payment: &Payment, totals: &Totals) -> Result<RecordStatus, Failure> {
    if payment.is_completed() && 0 < totals.captured + totals.charged {
        return Ok(RecordStatus::Completed);
    }
    Ok(match payment.state()? {
        PaymentState::Pending => RecordStatus::Sent,
        PaymentState::Reserved | PaymentState::Guaranteed => RecordStatus::Reserved,
        PaymentState::Charged => RecordStatus::Charged,
        PaymentState::Paid | PaymentState::PartiallyRefunded | PaymentState::Refunded => {
            if 0 < totals.charged { RecordStatus::Charged } else { RecordStatus::Captured }
        }
        PaymentState::Cancelled => RecordStatus::Cancelled,
        PaymentState::Expired => RecordStatus::Expired,
    })
}

fn status_name(status: RecordStatus) -> &'static str {
    match status {
        RecordStatus::Sent => "Sent",
        RecordStatus::Reserved => "Reserved",
        RecordStatus::Captured => "Captured",
        RecordStatus::Charged => "Charged",
        RecordStatus::Completed => "Completed",
        RecordStatus::Cancelled => "Cancelled",
        RecordStatus::Expired => "Expired",
    }
}

fn product(facts: &Facts, payment: &Payment, totals: &Totals) -> Product {
    let pricing = payment.policy.payment.pricing;
    let quantity = if pricing.kind == PricingType::PerPax {
        payment.amount().checked_div(i64::from(pricing.price_per_pax)).unwrap_or(1)
    } else {
        1
    };
    let major = |minor| major(minor, &payment.currency);
    Product {
        id: 1,
        name: facts.product_name.to_owned(),
        product_id: facts.product_id.to_owned(),
        quantity: quantity as f64,
        rate: major(i64::from(pricing.price_per_pax)),
        discount: 0.0,
        tax: 0,
        amount: major(payment.amount()),
        reserved: major(totals.open()),
        captured: major(totals.captured),
    }
}

fn date(day: Day) -> String {
    let CalendarDate { year, month, day } = day.date();
    format!("{day:02}.{month:02}.{year}")
}

fn due_date(tenant: &Tenant, payment: &Payment) -> String {
    let due = Instant(payment.due_at().div_euclid(60_000));
    let LocalTime { day, minutes } = tenant.local(due);
    format!("{:02}:{:02}, {}", minutes / 60, minutes % 60, date(day))
}

fn customer(facts: &Facts) -> CustomerDetails {
    let (country_code, msisdn) = phone::parts(facts.phone);
    CustomerDetails {
        country_code,
        msisdn,
        email: facts.email.to_owned(),
        name: facts.name.clone(),
        address: Address::default(),
    }
}

fn organization(tenant: &Tenant) -> OrganizationDetails {
    let restaurant = &tenant.compiled.configuration.restaurant;
    let number = phone::e164(&restaurant.phone, &restaurant.country).unwrap_or_default();
    let (country_code, msisdn) = phone::parts(&number);
    OrganizationDetails {
        name: restaurant.name.clone(),
        billing_address: BillingAddress {
            country_code,
            msisdn,
            email: restaurant.email.clone(),
            street: restaurant.address.clone(),
            zip: String::new(),
            city: String::new(),
            country: restaurant.country.clone(),
        },
    }
}
