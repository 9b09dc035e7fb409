//! What a month of the busy house weighs in a snapshot: printed, since no number here is right or wrong by itself.

use api::{Compiled, Configuration, Date, Snapshot};
use engine::{Assignment, House, Offsets, Stay, Table};
use golden::busy;
use serde_json::{Map, Value, json};

/// The document that the busy house could have been made of.
fn configuration(house: &House) -> Configuration {
    let id = |table: usize| format!("t{table:02}");
    let tables = house.floor.tables();
    let table = |(i, table): (usize, &Table)| {
        let shown = json!({"id": id(i), "name": id(i), "minPartySize": table.party.min,
            "maxPartySize": table.party.max, "priorityIndex": table.priority, "reservable": true, "rotation": 0,
            "tableCategoryIds": ["any"], "type": "square", "x": 0, "y": 0});
        (id(i), shown)
    };
    let combination = |(i, joined): (usize, &Assignment)| {
        let shown = json!({"id": id(i), "minPartySize": joined.party.min, "maxPartySize": joined.party.max,
            "priorityIndex": joined.priority, "tableIds": joined.tables.iter().map(id).collect::<Vec<_>>()});
        (id(i), shown)
    };
    let plan = |plan: u8| {
        let joined = house.floor.assignments()[tables.len()..].iter().enumerate();
        let tables = tables.iter().enumerate().filter(|(_, table)| table.floor_plan == plan);
        let tables: Map<String, Value> = tables.map(table).collect();
        let joined: Map<String, Value> =
            joined.filter(|(_, a)| a.floor_plan == plan).map(combination).collect();
        json!({"id": plan.to_string(), "name": "", "sortIndex": plan, "elements": {}, "tables": tables,
            "combinations": joined})
    };
    let rules = &house.rules;
    let duration = |(party, minutes)| json!({"maxPartySize": party, "minutes": minutes});
    let services = house.services.iter().enumerate().map(|(i, service)| {
        json!({"id": id(i), "name": {}, "firstStart": service.first_start, "lastStart": service.last_start})
    });
    serde_json::from_value(json!({
        "restaurant": {"slug": "busy", "name": "Busy", "timeZone": "Europe/Vienna", "currency": "EUR",
            "country": "AT", "locales": ["de"]},
        "settings": {"slotMinutes": rules.slot_minutes, "bufferMinutes": rules.buffer_minutes,
            "durations": rules.durations.iter().copied().map(duration).collect::<Vec<_>>(),
            "minPartySize": rules.party.min, "maxPartySize": rules.party.max, "leadMinutes": rules.lead_minutes,
            "windowDays": rules.window_days, "startingLimit": rules.limits.starting,
            "seatedLimit": rules.limits.seated},
        "tableCategories": [{"id": "any", "name": {}}],
        "floorPlans": [plan(0), plan(1)],
        "experiences": [{"id": "menu", "name": {}}],
        "services": services.collect::<Vec<_>>(),
    }))
    .expect("a configuration")
}

fn brotli(text: &str) -> usize {
    let mut packed = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams { quality: 5, ..Default::default() };
    brotli::BrotliCompress(&mut text.as_bytes(), &mut packed, &parameters).expect("memory");
    packed.len()
}

#[test]
fn a_month_of_the_busy_house() {
    let house = busy::house();
    let stays = busy::booked(&house, 31);
    let compiled = Compiled::new(configuration(&house), Offsets::fixed(60)).expect("a house");
    let snapshot = Snapshot::new(&compiled, Date(busy::DAY), 31, &stays, 0);
    let (whole, packed) = (serde_json::to_string(&snapshot), serde_json::to_string(&snapshot.stays));
    let (whole, packed) = (whole.expect("json"), packed.expect("json"));
    println!(
        "{} stays: {} bytes, {} with brotli; the whole snapshot: {} bytes, {} with brotli",
        stays.len(),
        packed.len(),
        brotli(&packed),
        whole.len(),
        brotli(&whole)
    );
    let (theirs, seated) = snapshot.house().expect("a house");
    assert_eq!(theirs, house);
    let sorted = |mut stays: Vec<Stay>| {
        stays.sort_by_key(|stay| (stay.span.start(), stay.tables.iter().next()));
        stays
    };
    assert_eq!(sorted(seated), sorted(stays));
}
