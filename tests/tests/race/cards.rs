//! Many redemptions of one gift card: what it has is given once.

use tests::auditor::{Rule, audit_file};
use tests::bistro;
use tests::client::{Call, Restaurant};
use tests::server::Server;

use crate::at_once;

/// What a redemption takes, in cents.
const SHARE: i64 = 100;

/// So many cards, and how many redemptions meet at each.
struct Burst {
    cards: usize,
    redemptions: usize,
    /// How many of them a card has enough for.
    enough: usize,
}

/// Many at one card, and then a few at each of many: whether requests overlap just where a card runs empty is chance,
/// so there are as many chances as cards.
const BURSTS: [Burst; 2] =
    [Burst { cards: 1, redemptions: 500, enough: 50 }, Burst { cards: 40, redemptions: 8, enough: 1 }];

/// What became of the redemptions of one card that met.
#[derive(Debug, PartialEq)]
struct Redeemed {
    taken: usize,
    /// In cents.
    left: i64,
}

/// All redemptions of a burst at once, from a new card.
fn redeem_at_once(server: &Server, restaurant: &Restaurant, card: &str, burst: &Burst) -> Redeemed {
    let amount = SHARE * i64::try_from(burst.enough).expect("a small number");
    let body = serde_json::json!({ "amount": amount, "templateId": "classic", "expiresOnDay": "2050-12-31" });
    let call = Call::post("/external/gift-cards", card, &body).with_token(&restaurant.api_key);
    let made: serde_json::Value = server.client().send(&call).expect("an answer").json().expect("a card");
    let path = format!("/external/gift-cards/{}", made["id"].as_str().expect("a code"));
    let redemption = serde_json::json!({ "status": "successful", "amount": -SHARE });
    let calls: Vec<Call> = (0..burst.redemptions)
        .map(|i| {
            let key = format!("{card}-{i}");
            Call::post(format!("{path}/transactions"), key, &redemption).with_token(&restaurant.api_key)
        })
        .collect();
    let answers = at_once(server.url(), &calls);
    for answer in answers.iter().filter(|answer| !answer.is_created()) {
        assert!(answer.body.contains("balance_too_low"), "{} {}", answer.status, answer.body);
    }
    let read = server.client().send(&Call::get(&path).with_token(&restaurant.api_key)).expect("an answer");
    let read: serde_json::Value = read.json().expect("a card");
    Redeemed {
        taken: answers.iter().filter(|answer| answer.is_created()).count(),
        left: read["remainingAmount"].as_i64().expect("an amount"),
    }
}

/// Each burst on each of its cards; how many cards were overdrawn, and what the auditor says of all of them.
fn redeem_from_many(server: &Server) -> (usize, Vec<Rule>) {
    let restaurant = server.client().open_restaurant(&bistro::configuration("bistro")).expect("a bistro");
    let mut overdrawn = 0;
    for burst in BURSTS {
        let Burst { cards, redemptions, enough } = burst;
        let redeemed: Vec<Redeemed> = (0..cards)
            .map(|i| redeem_at_once(server, &restaurant, &format!("card-{redemptions}-{i}"), &burst))
            .collect();
        let these = redeemed.iter().filter(|card| card.left < 0).count();
        println!(
            "{redemptions} redemptions at once, {cards} cards with enough for {enough}: {these} overdrawn"
        );
        for card in redeemed.iter().filter(|card| 0 <= card.left) {
            // Every cent is spent, and none twice.
            assert_eq!(*card, Redeemed { taken: enough, left: 0 });
        }
        overdrawn += these;
    }
    let found = audit_file(&server.database().expect("a database"), &[]).expect("an audit");
    (overdrawn, found.violations.into_iter().map(|violation| violation.rule).collect())
}

#[test]
fn redemptions_at_once_never_overdraw_a_card() {
    assert_eq!(redeem_from_many(&Server::start().expect("a server")), (0, Vec::new()));
}

/// The control: what the test above does not find is there to be found.
#[test]
fn without_the_guard_cards_are_overdrawn() {
    let (overdrawn, rules) = redeem_from_many(&Server::start_without_guards().expect("a server"));
    assert!(0 < overdrawn, "nothing overlapped");
    // One for each line below zero, of which a card may have several.
    assert!(
        overdrawn <= rules.len() && rules.iter().all(|rule| *rule == Rule::CardIsNotOverdrawn),
        "{rules:?}"
    );
}
