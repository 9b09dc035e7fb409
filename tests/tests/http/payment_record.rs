//! The payment record against the document that we follow: the same keys and types, and sums that follow from the history.

use engine::{Entry, EntryKind, Ledger, Tender};
use serde_json::Value;

use crate::payments::{book, deposit, house, pay, record};

fn example() -> Value {
    serde_json::from_str(include_str!("../../seed/payment-reservation.json")).expect("the example")
}

/// What of `theirs` is missing in `ours`, is of another type, or is more. A list is held against its first item.
fn differences(at: &str, theirs: &Value, ours: &Value, found: &mut Vec<String>) {
    match (theirs, ours) {
        (Value::Object(theirs), Value::Object(ours)) => {
            let keys = theirs.keys().chain(ours.keys().filter(|key| !theirs.contains_key(*key)));
            for key in keys {
                match (theirs.get(key), ours.get(key)) {
                    (Some(theirs), Some(ours)) => differences(&format!("{at}.{key}"), theirs, ours, found),
                    (Some(_), None) => found.push(format!("{at}.{key} is missing")),
                    _ => found.push(format!("{at}.{key} is added")),
                }
            }
        }
        (Value::Array(theirs), Value::Array(ours)) => {
            if let (Some(theirs), Some(ours)) = (theirs.first(), ours.first()) {
                differences(&format!("{at}[]"), theirs, ours, found);
            }
        }
        // What may be null there may be null here, and a text or a number where it is not.
        (Value::Null, _) | (_, Value::Null) => {}
        _ => {
            if std::mem::discriminant(theirs) != std::mem::discriminant(ours) {
                found.push(format!("{at} is {ours} and not like {theirs}"));
            }
        }
    }
}

#[tokio::test]
async fn the_record_has_every_field_of_the_example_and_no_other() {
    let house = house(deposit()).await;
    let booked = book(&house).await;
    pay(&house, &booked).await;
    house.delete(&format!("/v1/bookings/{}", booked.manage)).await;
    house.run_jobs().await;
    let ours = record(&house, &booked).await;
    let refunds = ours["paymentHistory"]["refunded"].as_array().map(Vec::len);
    assert_eq!(refunds, Some(1), "each list has an item to look at: {ours}");
    let mut found = Vec::new();
    differences("data", &example()["data"], &ours, &mut found);
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn the_examples_history_comes_to_sums_of_its_own() {
    let data = &example()["data"];
    let history = &data["paymentHistory"];
    // Whole kroner, so that they are minor units times a hundred.
    let minor = |value: &Value| value.as_i64().expect("an amount") * 100;
    let mut ledger = Ledger::default();
    let mut references = Vec::new();
    let list = |kind: &str| history[kind].as_array().expect("a list").clone();
    for (name, kind) in [
        ("reserved", EntryKind::Authorized(Tender::Card)),
        ("captured", EntryKind::Captured(Tender::Card)),
        ("charged", EntryKind::Charged),
    ] {
        for entry in list(name) {
            ledger.add(Entry { kind, amount: minor(&entry["amount"]) }).expect("it can follow");
            references.push(entry["reference"].clone());
        }
    }
    for entry in list("refunded") {
        let of = references.iter().position(|known| *known == entry["reference"]).expect("what it is of");
        ledger
            .add(Entry { kind: EntryKind::Refunded(of), amount: minor(&entry["amount"]) })
            .expect("a refund");
        assert_eq!(entry["isPartial"], 0 < ledger.left_of(of).expect("a charge"));
    }
    let totals = ledger.totals();
    let kroner = |minor: i64| minor / 100;
    assert_eq!(kroner(totals.authorized), 4_500);
    assert_eq!((kroner(totals.captured), &data["paymentDetails"]["capturedAmount"]), (2_000, &0.into()));
    assert_eq!((kroner(totals.charged), &data["paymentDetails"]["chargedAmount"]), (11_500, &11_500.into()));
    let told = &data["paymentDetails"]["amountRefunded"]["fromCharge"];
    assert_eq!((kroner(totals.refunded_charged), told), (2_000, &50.into()));
    assert_eq!((kroner(totals.open()), kroner(totals.retained())), (2_500, 11_500));
}
