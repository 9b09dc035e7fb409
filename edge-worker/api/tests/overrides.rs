//! What a restaurant can lay over its usual week, from its document to the engine and through a snapshot.

use api::snapshot::{SnapshotError, VERSION};
use api::{Compiled, Configuration, Date, Snapshot};
use engine::{Day, Instant, Lead, MonthDay, Offsets, Promise, Season, Span, Stay, TableSet, Weekday};
use proptest::prelude::*;
use serde_json::{Value, json};

/// 2026-11-21, a Saturday.
const FROM: Day = Day(20_778);

/// A document as it was written before any of this could be said.
fn plain() -> Value {
    let table = |id: &str| {
        json!({"id": id, "name": id, "minPartySize": 1, "maxPartySize": 4, "priorityIndex": 0, "reservable": true,
               "rotation": 0, "tableCategoryIds": [], "type": "square", "x": 0, "y": 0})
    };
    json!({
        "restaurant": {"slug": "s", "name": "S", "timeZone": "UTC", "currency": "EUR", "country": "AT",
                       "locales": ["de"]},
        "settings": {"slotMinutes": 15, "durations": [{"maxPartySize": 8, "minutes": 90}], "minPartySize": 1,
                     "maxPartySize": 8, "windowDays": 30},
        "floorPlans": [
            {"id": "inside", "name": "Inside", "sortIndex": 0, "elements": {},
             "tables": {"corner": table("corner"), "window": table("window")},
             "combinations": {"both": {"id": "both", "minPartySize": 5, "maxPartySize": 8, "priorityIndex": 0,
                                       "tableIds": ["window", "corner"]}}},
            {"id": "garden", "name": "Garden", "sortIndex": 1, "elements": {}, "combinations": {},
             "tables": {"pergola": table("pergola")}},
        ],
        "experiences": [{"id": "menu", "name": {}}, {"id": "truffles", "name": {}}],
        "services": [{"id": "dinner", "name": {}, "firstStart": 1080, "lastStart": 1320}],
        "exceptions": [{"day": "2026-11-22", "services": [{"id": "brunch", "name": {}, "firstStart": 600,
                                                          "lastStart": 780}]},
                       {"day": "12-24", "note": {"de": "Frohe Weihnachten!"}}],
    })
}

/// The document with these values at these pointers.
fn with(changes: &[(&str, Value)]) -> Value {
    let mut document = plain();
    for (pointer, value) in changes {
        let (parent, key) = pointer.rsplit_once('/').expect("a pointer");
        document.pointer_mut(parent).expect("a parent")[key] = value.clone();
    }
    document
}

fn compiled(document: &Value) -> Result<Compiled, Vec<api::FieldError>> {
    let configuration: Configuration = serde_json::from_value(document.clone()).expect("a configuration");
    // An hour is skipped on 2027-03-28.
    let change = (Instant(i64::from(FROM.plus(127).0) * 1440 + 60), 120);
    Compiled::new(configuration, Offsets::new(60, vec![change]).expect("in order"))
}

fn house(changes: &[(&str, Value)]) -> engine::House {
    compiled(&with(changes)).expect("a house").house
}

fn everything() -> Vec<(&'static str, Value)> {
    vec![
        ("/settings/reseating", json!({"enabled": true, "maxMoves": 2})),
        ("/settings/shortenMinutes", json!(30)),
        ("/settings/confirmationMode", json!("request")),
        ("/answerBy", json!({"daysAfter": 1, "at": 720})),
        (
            "/confirmationRules",
            json!([{"maxPartySize": 4, "serviceIds": ["brunch", "dinner"], "confirmationMode": "instant"},
                   {"experienceIds": ["truffles"], "weekdays": ["sat", "sun"], "firstDay": "11-01",
                    "lastDay": "03-31", "confirmationMode": "request"},
                   {"firstDay": "2026-12-31", "confirmationMode": "request"}]),
        ),
        ("/settings/weights", json!({"imbalance": 7})),
        ("/floorPlans/0/tables/window/online", json!(false)),
        ("/floorPlans/0/tables/window/section", json!("west")),
        ("/floorPlans/1/tables/pergola/section", json!("west")),
        ("/services/0/closedTableIds", json!(["window", "pergola"])),
        ("/services/0/lead", json!({"daysBefore": 1, "at": 720})),
        ("/services/0/onlineLimit", json!(40)),
        ("/exceptions/0/services/0/experienceIds", json!(["truffles"])),
        ("/exceptions/0/services/0/closedTableIds", json!(["corner"])),
        ("/exceptions/0/services/0/lead", json!({"minutes": 0})),
        ("/experiences/1/availability", json!({"firstDay": "2026-11-22", "lastDay": "2026-11-22"})),
        ("/floorPlans/1/firstDay", json!("2026-05-01")),
        ("/floorPlans/1/lastDay", json!("2026-10-31")),
        ("/exceptions/1/lastDay", json!("12-26")),
        ("/services/0/firstDay", json!("2026-01-01")),
        ("/services/0/closes", json!(1440)),
        (
            "/closures",
            json!([{"day": "2026-11-21", "firstStart": 1140, "lastStart": 1200, "note": "an inspection"}]),
        ),
        (
            "/blocks",
            json!([{"tableIds": ["window"], "from": {"day": "2026-11-21", "minutes": 1200},
                    "to": {"day": "2027-01-31", "minutes": 0}, "reason": "a leak in the roof"}]),
        ),
        (
            "/releases",
            json!([{"firstDay": "2026-12-24", "lastDay": "2026-12-26", "openDay": "2026-12-01",
                    "openMinutes": 540}]),
        ),
    ]
}

#[test]
fn a_document_that_says_nothing_of_it_means_what_it_always_meant() {
    let house = house(&[]);
    assert_eq!((house.rules.reseating, house.rules.shorten_minutes), (None, 0));
    assert_eq!(house.rules.weights, engine::Weights::default());
    assert!(house.floor.tables().iter().all(|table| table.online && table.section == 0));
    let [service] = &house.services[..] else { panic!("one service") };
    let restricted = engine::Service { first_start: 1080, last_start: 1320, ..engine::Service::default() };
    assert_eq!(*service, restricted);
    // Nor is anything of it written where it is not said.
    let configuration: Configuration = serde_json::from_value(plain()).expect("a configuration");
    let text = serde_json::to_string(&configuration).expect("json");
    for name in ["reseating", "weights", "section", "online", "closures", "lead\""] {
        assert!(!text.contains(name), "{name}");
    }
}

#[test]
fn everything_that_can_be_said_reaches_the_engine() {
    let house = house(&everything());
    let at = |day: i32, minutes: i64| Instant(i64::from(FROM.plus(day).0) * 1440 - 60 + minutes);
    let reseating = engine::Reseating { moves_max: 2, notice_minutes: 120, ..engine::Reseating::default() };
    assert_eq!((house.rules.reseating, house.rules.shorten_minutes), (Some(reseating), 30));
    assert_eq!(house.rules.weights, engine::Weights { imbalance: 7, ..engine::Weights::default() });
    // By id within each floor plan: corner, window, pergola.
    let tables: Vec<_> = house.floor.tables().iter().map(|table| (table.online, table.section)).collect();
    assert_eq!(tables, [(true, 0), (false, 1), (true, 1)]);
    let dinner = &house.services[0];
    assert_eq!(dinner.closed_tables, [1, 2].into_iter().collect());
    assert_eq!((dinner.lead, dinner.online_max), (Some(Lead::Clock { days: 1, minutes: 720 }), Some(40)));
    let brunch = &house.exceptions[0].services[0];
    assert_eq!((brunch.lead, &brunch.experiences), (Some(Lead::Minutes(0)), &vec![1]));
    assert_eq!(house.experiences[1].season, Season::on(FROM.plus(1)));
    let yearly = |first: (u8, u8), last: (u8, u8)| {
        let day = |(month, day)| MonthDay::new(month, day).expect("a day of the year");
        Season::Yearly { first: day(first), last: day(last) }
    };
    let summer = Season::Days { first: FROM.plus(-204), last: FROM.plus(-21) };
    assert_eq!(house.floor_plan_seasons, [Season::Always, summer]);
    assert_eq!(dinner.closes, Some(1440));
    assert!(dinner.season.contains(FROM) && !dinner.season.contains(FROM.plus(-365)));
    assert_eq!(house.exceptions[1].days, yearly((12, 24), (12, 26)));
    assert_eq!(house.closures, [engine::Closure { day: FROM, first_start: 1140, last_start: 1200 }]);
    let span = Span::new(at(0, 1200), at(71, 0)).expect("not empty");
    assert_eq!(house.blocks, [engine::Block { span, tables: std::iter::once(1).collect() }]);
    let [small, truffles, new_year] = &house.confirmation_rules[..] else { panic!("three rules") };
    assert_eq!((small.party.max, &small.services[..]), (4, &[brunch.key, dinner.key][..]));
    assert_eq!((&truffles.experiences[..], truffles.season), (&[1][..], yearly((11, 1), (3, 31))));
    assert_eq!(truffles.weekdays, [Weekday::Sat, Weekday::Sun].into_iter().collect());
    assert_eq!(new_year.season, Season::Days { first: FROM.plus(40), last: Day(i32::MAX) });
    assert_eq!(house.answer_by, Some(engine::AnswerBy { days: 1, minutes: 720 }));
    let release = engine::Release { first: FROM.plus(33), last: FROM.plus(35), at: at(10, 540) };
    assert_eq!(house.releases, [release]);
}

#[test]
fn a_fault_is_named_by_where_it_stands() {
    let wall = |day: &str, minutes: u16| json!({"day": day, "minutes": minutes});
    let block =
        |tables: Value, to: Value| json!([{"tableIds": tables, "from": wall("2026-11-21", 600), "to": to}]);
    let many: Vec<Value> = (0..33)
        .map(|day| {
            json!({"firstDay": "2026-12-24", "lastDay": "2026-12-24",
        "openDay": "2026-12-01", "openMinutes": day})
        })
        .collect();
    assert_eq!(house(&[("/releases", json!(many))]).releases.len(), 33);
    let later = wall("2026-11-21", 601);
    for (pointer, value, fault) in [
        ("/services/0/closedTableIds", json!(["corner", "roof"]), "/services/0/closedTableIds/1"),
        ("/services/0/experienceIds", json!(["oysters"]), "/services/0/experienceIds/0"),
        (
            "/exceptions/0/services/0/closedTableIds",
            json!(["roof"]),
            "/exceptions/0/services/0/closedTableIds/0",
        ),
        ("/services/0/lead", json!({}), "/services/0/lead"),
        ("/services/0/lead", json!({"minutes": 60, "at": 720}), "/services/0/lead"),
        ("/services/0/lead", json!({"daysBefore": 1}), "/services/0/lead"),
        ("/blocks", block(json!(["roof"]), later.clone()), "/blocks/0/tableIds/0"),
        ("/blocks", block(json!([]), later), "/blocks/0/tableIds"),
        ("/blocks", block(json!(["corner"]), wall("2026-11-21", 600)), "/blocks/0/to"),
        ("/blocks", block(json!(["corner"]), wall("2026-11-20", 1440)), "/blocks/0/to"),
        (
            "/closures",
            json!([{"day": "2026-11-21", "firstStart": 1140, "lastStart": 1139}]),
            "/closures/0/lastStart",
        ),
        (
            "/releases",
            json!([{"firstDay": "2026-12-24", "lastDay": "2026-12-23", "openDay": "2026-12-01",
                    "openMinutes": 0}]),
            "/releases/0/lastDay",
        ),
        ("/settings/shortenMinutes", json!(20), "/settings"),
        (
            "/experiences/1/availability",
            json!({"firstDay": "2026-11-22", "lastDay": "2026-11-21"}),
            "/experiences/1/availability/lastDay",
        ),
        ("/services/0/lastStart", json!(0), "/services/0/lastStart"),
        ("/services/0/lastStart", json!(2880), "/services/0/lastStart"),
        ("/services/0/firstStart", json!(1081), "/services/0/firstStart"),
        (
            "/exceptions",
            json!([
                {"day": "2026-12-25", "services": []},
                {"day": "2026-12-24", "services": [
                    {"id": "eve", "name": {}, "firstStart": 1080, "lastStart": 1200},
                    {"id": "late", "name": {}, "firstStart": 1200, "lastStart": 1260}]},
            ]),
            "/exceptions/1/services/1/firstStart",
        ),
    ] {
        assert_eq!(fault_of(pointer, value), [fault]);
    }
}

#[test]
fn a_fault_of_a_season_or_a_closing_time_is_named_by_where_it_stands() {
    for (pointer, value, fault) in [
        ("/services/0/closes", json!(1320), "/services/0/closes"),
        ("/services/0/closes", json!(1401), "/services/0/closes"),
        ("/services/0/firstDay", json!("05-01"), "/services/0/lastDay"),
        ("/floorPlans/1/lastDay", json!("10-31"), "/floorPlans/1/lastDay"),
        ("/exceptions/0/services/0/firstDay", json!("2026-11-22"), "/exceptions/0/services/0/firstDay"),
        ("/exceptions/0/services/0/lastDay", json!("2026-11-22"), "/exceptions/0/services/0/lastDay"),
        ("/exceptions/0/lastDay", json!("12-24"), "/exceptions/0/lastDay"),
        ("/exceptions/0/lastDay", json!("2026-01-01"), "/exceptions/0/lastDay"),
        (
            "/exceptions",
            json!([{"day": "2026-12-24", "lastDay": "2026-12-26"}, {"day": "2026-12-26", "lastDay": "2026-12-31"}]),
            "/exceptions/1/day",
        ),
        ("/exceptions", json!([{"day": "12-24", "lastDay": "12-26"}, {"day": "12-25"}]), "/exceptions/1/day"),
    ] {
        assert_eq!(fault_of(pointer, value), [fault]);
    }
}

/// Where the faults are of the document with this value at this pointer.
fn fault_of(pointer: &str, value: Value) -> Vec<String> {
    let faults = compiled(&with(&[(pointer, value)])).map(|_| ()).expect_err(pointer);
    faults.into_iter().map(|fault| fault.pointer).collect()
}

#[test]
fn there_is_room_for_32_sections() {
    let mut document = plain();
    let tables = document["floorPlans"][1]["tables"].as_object_mut().expect("tables");
    let table = tables["pergola"].clone();
    for i in 0..32 {
        let id = format!("t{i:02}");
        let mut table = table.clone();
        (table["id"], table["section"]) = (json!(id), json!(format!("section {i}")));
        tables.insert(id, table);
    }
    // The tables that name none are a section, too.
    let faults = compiled(&document).map(|_| ()).expect_err("too many");
    assert_eq!(faults[0].pointer, "/floorPlans/1/tables/t31/section");
    document["floorPlans"][1]["tables"]["t31"]["section"] = json!("section 30");
    assert_eq!(
        compiled(&document).expect("a house").house.floor.tables().last().map(|t| t.section),
        Some(31)
    );
}

#[test]
fn whether_a_document_is_sound_does_not_depend_on_the_clock_changes_known_so_far() {
    // From two to three o'clock in the night in which there is no such hour: the block is of no time.
    let [from, to] = [120, 180].map(|minutes| json!({"day": "2027-03-28", "minutes": minutes}));
    let block = json!([{"tableIds": ["corner"], "from": from, "to": to}]);
    assert_eq!(house(&[("/blocks", block)]).blocks, []);
}

#[test]
fn a_snapshot_says_neither_why_nor_which_table_nor_what_has_passed() {
    let mut changes = everything();
    changes.push(("/blocks", json!([
        {"tableIds": ["window"], "from": {"day": "2026-11-01", "minutes": 0}, "to": {"day": "2026-11-21", "minutes": 0},
         "reason": "a leak in the roof"},
        {"tableIds": ["corner"], "from": {"day": "2026-11-01", "minutes": 0}, "to": {"day": "2026-11-21", "minutes": 1},
         "reason": "a leak in the roof"},
    ])));
    changes.push((
        "/closures",
        json!([
            {"day": "2026-11-20", "firstStart": 0, "lastStart": 1440, "note": "an inspection"},
        ]),
    ));
    let compiled = compiled(&with(&changes)).expect("a house");
    let stays = [stay((0, 1080, 90), 2, &[0, 2], None, true)];
    let snapshot = Snapshot::new(&compiled, Date(FROM), 31, &stays, 0);
    let text = serde_json::to_string(&snapshot).expect("json");
    for name in ["roof", "inspection", "corner", "window\"", "pergola", "west"] {
        assert!(!text.contains(name), "{name}");
    }
    let (house, _) = snapshot.house().expect("a house");
    assert_eq!((house.blocks.as_slice(), house.closures.len()), (&compiled.house.blocks[1..], 0));
    // Neither an older nor a newer version is misread.
    for version in [VERSION - 1, VERSION + 1] {
        let other = Snapshot { version, ..snapshot.clone() };
        assert_eq!(other.house().err(), Some(SnapshotError::Version));
    }
}

#[test]
fn a_rule_for_a_day_that_is_over_matches_nothing_in_a_snapshot() {
    let compiled = compiled(&with(&everything())).expect("a house");
    let shown = |days: i32| {
        let (house, _) =
            Snapshot::new(&compiled, Date(FROM.plus(days)), 31, &[], 0).house().expect("a house");
        house.confirmation_rules
    };
    assert_eq!(shown(1)[0].services.len(), 2, "brunch and dinner");
    assert_eq!(shown(3)[0].services, [0], "brunch is over");
    let only_brunch = json!([{"serviceIds": ["brunch"], "confirmationMode": "request"}]);
    let compiled = self::compiled(&with(&[("/confirmationRules", only_brunch)])).expect("a house");
    let snapshot = Snapshot::new(&compiled, Date(FROM.plus(3)), 31, &[], 0);
    assert_eq!(snapshot.house().expect("a house").0.confirmation_rules, []);
}

#[test]
fn a_snapshot_that_contradicts_itself_is_refused() {
    let compiled = compiled(&plain()).expect("a house");
    let stays = [stay((0, 1080, 90), 2, &[0, 2], None, true)];
    let snapshot = serde_json::to_value(Snapshot::new(&compiled, Date(FROM), 31, &stays, 0)).expect("json");
    for (pointer, value) in [
        ("/stays/kindsAt", json!([[], [], [], [], [7]])),
        ("/stays/places", json!([])),
        ("/stays/kinds", json!([[0, 2, 1, 0]])),
        ("/blocks", json!([[0, 0, 1]])),
        ("/blocks", json!([[0]])),
        ("/blocks", json!([[0, 60, -1]])),
        ("/blocks", json!([[0, 60, 3]])),
        ("/confirmations", json!([[1, 1, 8, 127, 0, 0, 0]])),
        ("/confirmations", json!([[1, 1, 8, 127, 2, 1301, 101, 0]])),
        ("/confirmations", json!([[1, 1, 8, 127, 0, 0, 0, 2, 0]])),
        ("/confirmations", json!([[1, -1, 8, 127, 0, 0, 0, 0]])),
    ] {
        let mut broken = snapshot.clone();
        let (parent, key) = pointer.rsplit_once('/').expect("a pointer");
        broken.pointer_mut(parent).expect("a place")[key] = value;
        let broken: Snapshot = serde_json::from_value(broken).expect("a snapshot");
        assert_eq!(broken.house().err(), Some(SnapshotError::Malformed), "{pointer}");
    }
}

fn stay(
    (day, start, minutes): (i32, u16, i64),
    attendees: u16,
    tables: &[usize],
    categories: Option<u64>,
    online: bool,
) -> Stay {
    let start = Offsets::fixed(60).instant(FROM.plus(day), start);
    Stay {
        span: Span::new(start, start.plus(minutes)).expect("not empty"),
        attendees,
        tables: tables.iter().copied().collect::<TableSet>(),
        promise: categories.map_or(Promise::Tables, |categories| Promise::Kind { categories }),
        online,
    }
}

/// Stays as they come, whether or not a house would have them: overlapping, at odd minutes, at tables that nobody
/// joins, at none.
fn stays() -> impl Strategy<Value = Vec<Stay>> {
    let tables = prop::collection::btree_set(0usize..3, 0..3);
    let kind =
        (1u16..9, tables, prop::option::of(prop::sample::select(vec![0, 1, 1 << 52])), prop::bool::ANY);
    let quarters = (-1i32..40, 0u16..130, 1i64..12).prop_map(|(day, q, n)| (day, 15 * q, 15 * n));
    let odd = (-1i32..40, 0u16..1700, 1i64..200);
    let stay = |((day, start, minutes), (attendees, tables, categories, online)): ((i32, u16, i64), _)| {
        let (tables, categories): (std::collections::BTreeSet<usize>, Option<u64>) = (tables, categories);
        stay((day, start, minutes), attendees, &Vec::from_iter(tables), categories, online)
    };
    prop_oneof![
        prop::collection::vec((quarters, kind.clone()).prop_map(stay), 0..40),
        prop::collection::vec((odd, kind).prop_map(stay), 0..40),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_browser_gets_the_house_that_the_edge_has(stays in stays(), said in prop::collection::vec(prop::bool::ANY, everything().len())) {
        let said = everything().into_iter().zip(said).filter(|(_, said)| *said).map(|(change, _)| change);
        let compiled = compiled(&with(&said.collect::<Vec<_>>())).expect("a house");
        let text = serde_json::to_string(&Snapshot::new(&compiled, Date(FROM), 31, &stays, 0)).expect("json");
        let snapshot: Snapshot = serde_json::from_str(&text).expect("a snapshot");
        let (house, theirs) = snapshot.house().expect("a house");
        prop_assert_eq!(house, compiled.house);
        let order = |stay: &Stay| {
            let tables: Vec<usize> = stay.tables.iter().collect();
            (stay.span.start(), stay.span.end(), stay.attendees, stay.promise, stay.online, tables)
        };
        let sorted = |mut stays: Vec<Stay>| { stays.sort_by_key(order); stays };
        prop_assert_eq!(sorted(theirs), sorted(stays));
    }
}
