//! The stories of one evening, interleaved.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::rc::Rc;

use edge_worker::platform::environment::SandboxConfig;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};

use crate::Tally;
use crate::auditor;
use crate::world::{Answer, Bug, Call, EXPERIENCES, Network, Weather, World};

/// How often a client repeats a request that was not answered.
const ASKS_MAX: u32 = 6;
/// Steps in a story.
const STEPS_OF_A_STORY: u64 = 5;
/// Minutes after which nothing is pending any more: orders wait for some hours at most.
const QUIET_MINUTES: i64 = 60 * 24 * 2;
const HOUR_MS: i64 = 3_600_000;

const CARDS: [&str; 8] =
    ["good", "good", "good", "declined", "empty", "second_factor", "slow", "fee_declined"];

/// A booking or a purchase that a client knows of.
#[derive(Clone, Debug, Default)]
struct Known {
    manage: String,
    pay: String,
    number: String,
    id: Option<String>,
}

pub(crate) struct Evening {
    world: World,
    random: RefCell<ChaCha8Rng>,
    tally: RefCell<Tally>,
    known: RefCell<Vec<Known>>,
    cards: RefCell<Vec<String>>,
    /// Whether faults are switched off.
    is_fair: Rc<Cell<bool>>,
    /// Whether requests overtake each other all the time.
    is_contended: bool,
    found: RefCell<Vec<String>>,
}

impl Evening {
    pub(crate) async fn play(mut random: ChaCha8Rng, stories: u64, bug: Option<Bug>) -> (Tally, Vec<String>) {
        let is_fair = Rc::new(Cell::new(true));
        let manners = SandboxConfig {
            delay_ms: [0, 500, 70_000][random.random_range(0..3)],
            copies: random.random_range(0..3),
        };
        let troubles = Rc::new(RefCell::new(Tally::default()));
        let network = {
            let random = RefCell::new(ChaCha8Rng::seed_from_u64(random.random_range(0..u64::MAX)));
            let (is_fair, troubles) = (is_fair.clone(), troubles.clone());
            Rc::new(move || match random.borrow_mut().random_range(0..12) {
                _ if is_fair.get() => Network::Fair,
                0 => {
                    troubles.borrow_mut().count("provider down");
                    Network::Down
                }
                1 => {
                    troubles.borrow_mut().count("provider lost");
                    Network::Lost
                }
                _ => Network::Fair,
            })
        };
        let evening = Rc::new(Self {
            world: World::open(network, manners, bug).await,
            random: RefCell::new(random),
            tally: RefCell::default(),
            known: RefCell::default(),
            cards: RefCell::default(),
            is_fair,
            is_contended: bug == Some(Bug::NoKeys),
            found: RefCell::default(),
        });
        evening.is_fair.set(false);
        for _ in 0..stories * STEPS_OF_A_STORY {
            evening.clone().step().await;
            if let Some(found) = auditor::ledgers(&evening.world.sqlite).first() {
                evening.found.borrow_mut().push(found.clone());
                break;
            }
        }
        evening.end().await;
        let mut tally = std::mem::take(&mut *evening.tally.borrow_mut());
        let numbers: BTreeSet<String> =
            evening.known.borrow().iter().map(|known| known.number.clone()).collect();
        tally.stories = numbers.len().try_into().unwrap_or(0);
        tally.add(troubles.take());
        let found = std::mem::take(&mut *evening.found.borrow_mut());
        (tally, found)
    }

    fn dice(&self, sides: u32) -> u32 {
        self.random.borrow_mut().random_range(0..sides)
    }

    fn count(&self, name: impl Into<String>) {
        self.tally.borrow_mut().count(name);
    }

    fn weather(self: &Rc<Self>) -> Weather {
        // Covers the longest request, including the work after its response.
        let countdown = 1 + self.dice(10);
        // What a missing key lets through needs two requests at once, so there they always overtake each other.
        let dice = if self.is_contended { 2 } else { self.dice(12) };
        match dice {
            0 => {
                self.count("reply lost");
                Weather::Lost { countdown, commits: self.dice(2) == 0 }
            }
            1 => {
                self.count("died");
                Weather::Dies { countdown, commits: self.dice(2) == 0 }
            }
            2 | 3 => {
                self.count("overtaken");
                let other = self.clone();
                // Often a fetch from the provider, which writes to the same ledger.
                let by = async move {
                    match other.one_of_the_last() {
                        Some(known) if other.dice(2) == 0 => other.look(&known, Weather::Fair).await,
                        _ => other.act(Weather::Fair).await,
                    }
                };
                Weather::Overtaken { countdown, by: Some(Box::pin(by)) }
            }
            _ => Weather::Fair,
        }
    }

    async fn step(self: Rc<Self>) {
        let weather = self.weather();
        if self.dice(8) == 0 {
            self.time_passes(i64::from(self.dice(9)), weather).await;
        } else {
            self.act(weather).await;
        }
    }

    async fn time_passes(&self, minutes: i64, weather: Weather) {
        // Sometimes most of a day, so that deadlines pass.
        let minutes = if self.dice(40) == 0 { minutes * 60 } else { minutes };
        self.world.now_ms.set(self.world.now_ms.get() + minutes * 60_000);
        self.world.run_jobs(weather).await;
    }

    /// A booking or a purchase that a client knows of: mostly one of the latest.
    fn one_of_the_last(&self) -> Option<Known> {
        let known = self.known.borrow();
        let from = if self.dice(3) == 0 { 0 } else { known.len().saturating_sub(5) };
        known[from..].choose(&mut *self.random.borrow_mut()).cloned()
    }

    /// One random action.
    async fn act(&self, weather: Weather) {
        let known = self.one_of_the_last();
        match (self.dice(24), known) {
            (0..4, _) | (_, None) => self.book(weather).await,
            (4..11, Some(known)) => self.pay(&known, weather).await,
            (11, Some(known)) => self.look(&known, weather).await,
            (12 | 13, Some(known)) if !known.manage.is_empty() => {
                let call = Call::new("DELETE", format!("/v1/bookings/{}", known.manage), Value::Null);
                self.ask_until_answered(&call, weather).await;
            }
            (14, Some(known)) => {
                let call = Call::new("POST", format!("/pay/{}/extend", known.pay), Value::Null);
                self.ask_until_answered(&call, weather).await;
            }
            (15, _) => self.sell_gift_card(weather).await,
            (16 | 17, _) => self.buy_gift_card(weather).await,
            (18 | 19, Some(known)) => self.change(&known, weather).await,
            (_, Some(known)) => self.host_acts(known, weather).await,
        }
    }

    /// Repeats a request, as a client does that got no clear answer.
    async fn ask_until_answered(&self, call: &Call, weather: Weather) -> Answer {
        let mut answer = self.world.ask(call, weather).await;
        for _ in 0..ASKS_MAX {
            if ![500, 503].contains(&answer.status)
                || (call.method != "GET" && call.key.is_none() && self.dice(2) == 0)
            {
                break;
            }
            answer = self.world.ask(call, Weather::Fair).await;
        }
        answer
    }

    async fn book(&self, weather: Weather) {
        let experience = EXPERIENCES.choose(&mut *self.random.borrow_mut()).copied().unwrap_or("deposit");
        let mut body = json!({
            "attendees": 1 + self.dice(4),
            "day": format!("2027-03-0{}", 2 + self.dice(4)),
            "minutes": 1080 + 15 * self.dice(17),
            "experienceId": experience,
            "lastName": "Story",
            "email": format!("story-{}@example.com", self.dice(1_000_000)),
            "locale": "en",
            "consent": true,
        });
        let is_deposit = !["guarantee", "word"].contains(&experience);
        if is_deposit
            && self.dice(3) == 0
            && let Some(code) = self.cards.borrow_mut().pop()
        {
            body["giftCardCode"] = code.into();
            self.count("gift card");
        }
        let call = Call::guest(&self.world, "/reservations", body);
        let answer = self.ask_until_answered(&call, weather).await;
        if answer.status == 201 {
            let pay = answer.text("/booking/payment/payUrl");
            self.known.borrow_mut().push(Known {
                manage: answer.text("/manageToken"),
                pay: pay.rsplit('/').next().unwrap_or_default().to_owned(),
                number: answer.text("/booking/number"),
                id: None,
            });
        }
    }

    async fn pay(&self, known: &Known, weather: Weather) {
        if known.pay.is_empty() {
            return;
        }
        let page = Call::new("GET", format!("/pay/{}", known.pay), Value::Null);
        // In a third of the cases the page was opened before.
        let weather = if self.dice(3) == 0 {
            weather
        } else {
            self.world.ask(&page, weather).await;
            Weather::Fair
        };
        let card = CARDS.choose(&mut *self.random.borrow_mut()).copied().unwrap_or("good");
        let body = json!({ "card": card, "isConfirmed": self.dice(2) == 0 });
        let call = Call::new("POST", format!("/pay/{}/card", known.pay), body);
        let answer = self.world.ask(&call, weather).await;
        self.count(format!("card {}", answer.text("/outcome")));
    }

    async fn look(&self, known: &Known, weather: Weather) {
        if !known.pay.is_empty() {
            let call = Call::new("POST", format!("/pay/{}/check", known.pay), json!({}));
            self.world.ask(&call, weather).await;
        }
    }

    /// Changes the number of guests, and sometimes the time or the day.
    async fn change(&self, known: &Known, weather: Weather) {
        if known.manage.is_empty() {
            return;
        }
        let mut body = json!({ "attendees": 1 + self.dice(4) });
        if self.dice(3) == 0 {
            body["minutes"] = (1080 + 15 * self.dice(17)).into();
        }
        if self.dice(4) == 0 {
            body["day"] = format!("2027-03-0{}", 2 + self.dice(4)).into();
        }
        let path = format!("/v1/bookings/{}", known.manage);
        let call = Call { key: Some(self.world.key()), ..Call::new("PATCH", path, body) };
        let answer = self.ask_until_answered(&call, weather).await;
        self.count(format!("change {}", answer.status));
        let pay = answer.text("/payment/payUrl");
        if answer.status == 200 && !pay.is_empty() {
            let pay = pay.rsplit('/').next().unwrap_or_default().to_owned();
            self.known.borrow_mut().push(Known { pay, ..known.clone() });
        }
    }

    /// A guest buys a gift card.
    async fn buy_gift_card(&self, weather: Weather) {
        let body = json!({
            "templateId": "classic", "amount": 1_000 + self.dice(9_000), "buyerName": "Story",
            "buyerEmail": format!("story-{}@example.com", self.dice(1_000_000)), "locale": "en", "consent": true,
        });
        let call = Call::guest(&self.world, "/gift-cards/purchases", body);
        let answer = self.ask_until_answered(&call, weather).await;
        if answer.status == 201 {
            let pay = answer.text("/payUrl").rsplit('/').next().unwrap_or_default().to_owned();
            self.known.borrow_mut().push(Known { pay, number: answer.text("/number"), ..Known::default() });
        }
    }

    /// The restaurant sells a gift card.
    async fn sell_gift_card(&self, weather: Weather) {
        let body = json!({ "amount": 500 + self.dice(9_000), "templateId": "classic", "expiresOnDay": "2028-01-01" });
        let call = Call::external(&self.world, "POST", "/gift-cards", body);
        let answer = self.ask_until_answered(&call, weather).await;
        if answer.status == 201 {
            self.cards.borrow_mut().push(answer.text("/id"));
        }
    }

    async fn host_acts(&self, mut known: Known, weather: Weather) {
        if known.id.is_none() {
            known.id = auditor::id_of(&self.world.sqlite, &known.number);
        }
        let Some(id) = known.id else { return };
        let amount = i64::from(self.dice(6_000));
        let (method, path, body) = match self.dice(9) {
            0..4 => {
                let statuses =
                    ["cancelled", "no_show", "booked", "voided", "arrived", "seated", "finished", "declined"];
                let status = statuses.choose(&mut *self.random.borrow_mut()).copied().unwrap_or("booked");
                ("PATCH", format!("/reservations/{id}"), json!({ "status": status }))
            }
            n => {
                let what = ["capture", "charge", "refund", "cancel", "complete"][n as usize - 4];
                let takes_amount = n < 7 && self.dice(2) == 0;
                let body = if takes_amount { json!({ "amount": amount + 1 }) } else { json!({}) };
                ("POST", format!("/payments/reservations/{id}/{what}"), body)
            }
        };
        let is_no_show = body["status"] == "no_show";
        if is_no_show {
            // Nobody is a no-show before the start.
            let begun_ms = (auditor::starts_of(&self.world.sqlite, &id) + 30) * 60_000;
            // The jobs go on meanwhile.
            while self.world.now_ms.get() < begun_ms {
                let later = (self.world.now_ms.get() / HOUR_MS + 12) * HOUR_MS;
                self.world.now_ms.set(later.min(begun_ms));
                self.world.run_jobs(Weather::Fair).await;
            }
        }
        let call = Call::external(&self.world, method, &path, body);
        let answer = self.ask_until_answered(&call, weather).await;
        let what = path.rsplit('/').next().filter(|_| method == "POST").unwrap_or("status");
        self.count(format!("{what} {}", answer.status));
        if is_no_show && answer.status == 200 {
            // What hosts do next. Of calls at random nearly none meets a party that stayed away.
            let path = format!("/payments/reservations/{id}/charge");
            let call = Call::external(&self.world, "POST", &path, json!({}));
            let answer = self.ask_until_answered(&call, Weather::Fair).await;
            self.count(format!("charge {}", answer.status));
        }
    }

    /// Switches faults off, waits until nothing is pending, and audits the ledgers.
    async fn end(&self) {
        self.is_fair.set(true);
        let run = async |now_ms: i64| {
            self.world.now_ms.set(now_ms);
            self.world.run_jobs(Weather::Fair).await;
        };
        let now = || self.world.now_ms.get();
        // Slow banks finish, and the hourly sweep finds the payments without callbacks.
        run(now() + 60_000).await;
        run(now() + 60_000).await;
        run((now() / HOUR_MS + 1) * HOUR_MS).await;
        let end = now() + QUIET_MINUTES * 60_000;
        let mut wait = 1;
        while now() < end {
            run(now() + wait * 60_000).await;
            wait = (wait * 4).min(360);
        }
        let audit = auditor::audit(&self.world.sqlite);
        for end in audit.ends {
            self.count(end);
        }
        self.found.borrow_mut().extend(audit.violations);
    }
}
