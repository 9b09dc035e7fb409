//! A restaurant small enough to be fought over: seven tables, two combinations, tight limits, open past midnight; and
//! an even smaller one, where parties must move for others.

use std::collections::BTreeMap;

use api::configuration::confirmation::ConfirmationMode;
use api::configuration::experience::Availability;
use api::configuration::floor_plan::{Combination, Table};
use api::configuration::gift_card_template::ValueType;
use api::configuration::payment_terms::PaymentSettings;
use api::configuration::schedule::{Duration, Service, Weekday};
use api::configuration::settings::{Reseating, Weights};
use api::{Configuration, Experience, FloorPlan, GiftCardTemplate, RestaurantProfile, Settings, Texts};

/// What is booked there.
pub const EXPERIENCE: &str = "a-la-carte";
/// Its tables, each with the smallest and the largest party.
pub const TABLES: [(&str, u16, u16); 7] =
    [("1", 1, 2), ("2", 1, 2), ("3", 1, 2), ("4", 1, 2), ("5", 2, 4), ("6", 2, 4), ("7", 3, 6)];
/// Guests who may start in one slot step.
pub const STARTING_LIMIT: u32 = 8;
/// Guests who may be in the house at once.
pub const SEATED_LIMIT: u32 = 16;

const EVERY_DAY: [Weekday; 7] =
    [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];

/// A bistro of this slug.
#[must_use]
pub fn configuration(slug: &str) -> Configuration {
    Configuration {
        restaurant: RestaurantProfile {
            slug: slug.to_owned(),
            name: format!("Bistro {slug}"),
            time_zone: "Europe/Vienna".to_owned(),
            currency: "EUR".to_owned(),
            country: "AT".to_owned(),
            locales: vec!["en".to_owned()],
            phone: String::new(),
            email: String::new(),
            address: String::new(),
            privacy_url: String::new(),
            allowed_origins: Vec::new(),
        },
        settings: settings(),
        table_categories: Vec::new(),
        floor_plans: vec![floor_plan()],
        experiences: vec![experience()],
        services: vec![service("dinner", 1080, 1320), service("late", 1350, 1500)],
        exceptions: Vec::new(),
        closures: Vec::new(),
        blocks: Vec::new(),
        releases: Vec::new(),
        visits: api::configuration::visits::Visits::default(),
        gift_card_templates: vec![template()],
        labels: Vec::new(),
        privacy: api::configuration::privacy::Privacy::default(),
        payment_rules: Vec::new(),
        confirmation_rules: Vec::new(),
        answer_by: None,
    }
}

/// A bistro with these tables and no limits. A party gets the first of them that suits it, however many seats stay
/// empty: so whoever comes early is soon in the way of a larger party.
#[must_use]
pub fn of_tables(slug: &str, tables: &[(&str, u16, u16)]) -> Configuration {
    let mut configuration = configuration(slug);
    let settings = &mut configuration.settings;
    (settings.starting_limit, settings.seated_limit) = (None, None);
    settings.weights = Weights { empty_seat: 0, gap: 0, ..Weights::default() };
    for plan in &mut configuration.floor_plans {
        plan.combinations.clear();
        let ranked = |(priority_index, (id, min, max)): (u16, &(&str, u16, u16))| {
            ((*id).to_owned(), Table { priority_index, ..table(id, *min, *max) })
        };
        plan.tables = (0..).zip(tables).map(ranked).collect();
    }
    configuration
}

fn template() -> GiftCardTemplate {
    GiftCardTemplate {
        id: "classic".to_owned(),
        name: Texts::from([("en".to_owned(), "Gift card".to_owned())]),
        image: None,
        min_amount: 100,
        max_amount: 1_000_000,
        online: true,
        amounts: Vec::new(),
        value_type: ValueType::MultiPurpose,
        valid_years: None,
    }
}

fn settings() -> Settings {
    Settings {
        slot_minutes: 15,
        buffer_minutes: 15,
        durations: vec![
            Duration { max_party_size: 2, minutes: 90 },
            Duration { max_party_size: 20, minutes: 120 },
        ],
        min_party_size: 1,
        max_party_size: 8,
        lead_minutes: 60,
        window_days: 120,
        starting_limit: Some(STARTING_LIMIT),
        seated_limit: Some(SEATED_LIMIT),
        confirmation_mode: ConfirmationMode::Instant,
        show_end_time: false,
        paused: false,
        reseating: Reseating { enabled: true, ..Reseating::default() },
        shorten_minutes: 0,
        weights: Weights::default(),
    }
}

fn floor_plan() -> FloorPlan {
    let combinations =
        [combination(["1", "2"], 3, 4), combination(["5", "6"], 5, 8)].map(|c| (c.id.clone(), c));
    FloorPlan {
        id: "room".to_owned(),
        name: "Room".to_owned(),
        title: Texts::new(),
        restaurant_id: String::new(),
        sort_index: 0,
        first_day: None,
        last_day: None,
        tables: TABLES.map(|(id, min, max)| (id.to_owned(), table(id, min, max))).into(),
        combinations: combinations.into(),
        elements: BTreeMap::new(),
    }
}

fn table(id: &str, min: u16, max: u16) -> Table {
    Table {
        id: id.to_owned(),
        min_party_size: min,
        max_party_size: max,
        name: id.to_owned(),
        priority_index: 0,
        reservable: true,
        shared: false,
        seats: None,
        adjacent: false,
        online: true,
        section: String::new(),
        rotation: 0,
        table_category_ids: Vec::new(),
        shape: "square".to_owned(),
        x: 0,
        y: 0,
    }
}

fn combination(tables: [&str; 2], min: u16, max: u16) -> Combination {
    Combination {
        id: tables.join("+"),
        max_party_size: max,
        min_party_size: min,
        priority_index: 1,
        table_ids: tables.map(str::to_owned).into(),
    }
}

fn experience() -> Experience {
    Experience {
        id: EXPERIENCE.to_owned(),
        name: english("À la carte"),
        shorthand: String::new(),
        short_description: Texts::new(),
        description_html: Texts::new(),
        image: None,
        order_settings: serde_json::Map::new(),
        is_default: true,
        availability: Availability::default(),
        payment_settings: PaymentSettings::default(),
    }
}

fn service(id: &str, first_start: u16, last_start: u16) -> Service {
    Service {
        id: id.to_owned(),
        name: english(id),
        weekdays: EVERY_DAY.into(),
        first_day: None,
        last_day: None,
        first_start,
        last_start,
        closes: None,
        floor_plan_ids: Vec::new(),
        starting_limit: None,
        seated_limit: None,
        online_limit: None,
        lead: None,
        experience_ids: Vec::new(),
        closed_table_ids: Vec::new(),
    }
}

fn english(text: &str) -> Texts {
    Texts::from([("en".to_owned(), text.to_owned())])
}
