//! The clients of one house, and what they come up with.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use rand::seq::{IndexedRandom, IteratorRandom};
use rand::{Rng, RngExt};
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};
use tests::auditor::audit;
use tests::bistro::{EXPERIENCE, TABLES};

use crate::Tally;
use crate::house::{Answer, Call, House, KEY, SLUG, Weather};
use crate::model::{Model, Wish};

const DAYS: [&str; 3] = ["2027-03-02", "2027-03-03", "2027-03-04"];
const STATUSES: [&str; 14] = [
    "requested",
    "unconfirmed",
    "payment_pending",
    "booked",
    "reconfirmed",
    "arrived",
    "seated",
    "ordered",
    "paid",
    "declined",
    "finished",
    "cancelled",
    "no_show",
    "voided",
];
const ADDRESSES: [&str; 6] =
    ["ada@example.com", "Ada@Example.com", "bo@example.com", "cy@example.com", "di@example.com", ""];
/// How often a client asks again that hears of a fault.
const ASKS_MAX: u32 = 8;

pub(crate) struct Episode {
    house: House,
    model: RefCell<Model>,
    random: RefCell<ChaCha8Rng>,
    tally: RefCell<Tally>,
    next_key: Cell<u64>,
    holds: RefCell<Vec<String>>,
    floor_plan: Value,
}

impl Episode {
    pub(crate) async fn play(random: ChaCha8Rng, steps: u64) -> Tally {
        let house = House::open().await;
        let read = Call {
            method: "GET",
            path: "/external/floor-plans/room".into(),
            bearer: Some(KEY.into()),
            key: None,
            body: Value::Null,
        };
        let mut floor_plan = house.ask(&read, Weather::Fair).await.0.json;
        for field in ["id", "restaurantId"] {
            floor_plan.as_object_mut().expect("a floor plan").remove(field);
        }
        let episode = Rc::new(Self {
            house,
            model: RefCell::default(),
            random: RefCell::new(random),
            tally: RefCell::new(Tally { episodes: 1, ..Tally::default() }),
            next_key: Cell::new(0),
            holds: RefCell::default(),
            floor_plan,
        });
        while episode.tally.borrow().steps < steps {
            episode.clone().step().await;
            episode.audit();
            if episode.chance(12) {
                episode.time_passes().await;
                episode.audit();
            }
        }
        std::mem::take(&mut *episode.tally.borrow_mut())
    }

    fn chance(&self, one_in: u32) -> bool {
        self.random.borrow_mut().random_range(0..one_in) == 0
    }

    fn audit(&self) {
        let found = self.house.sqlite.inspect(|database| audit(database, &[])).expect("a readable database");
        assert!(found.violations.is_empty(), "{:#?}", found.violations);
    }

    async fn time_passes(&self) {
        let minutes = self.random.borrow_mut().random_range(1..40);
        self.house.now_ms.set(self.house.now_ms.get() + minutes * 60_000);
        self.house.run_jobs().await;
        self.model.borrow_mut().jobs_ran(self.house.now_ms.get());
        *self.tally.borrow_mut().done.entry("Jobs".to_owned()).or_default() += 1;
    }

    /// One client asks one thing, in whatever weather.
    async fn step(self: Rc<Self>) {
        let (wish, call) = self.wish();
        let weather = match self.random.borrow_mut().random_range(0..10) {
            0 => Weather::Lost { countdown: 1, commits: false },
            1 => Weather::Lost { countdown: 2, commits: false },
            2 => Weather::Lost { countdown: 2, commits: true },
            3 | 4 => Weather::Overtaken { countdown: 2, by: None },
            _ => Weather::Fair,
        };
        let weather = match weather {
            Weather::Overtaken { countdown, .. } => {
                let countdown = if self.chance(3) { 1 } else { countdown };
                let other = self.clone();
                let by = async move {
                    let (wish, call) = other.wish();
                    other.ask_until_answered(&wish, &call, Weather::Fair).await;
                };
                Weather::Overtaken { countdown, by: Some(Box::pin(by)) }
            }
            other => other,
        };
        self.ask_until_answered(&wish, &call, weather).await;
    }

    async fn ask_until_answered(&self, wish: &Wish, call: &Call, weather: Weather) {
        let mut overtakes = matches!(weather, Weather::Overtaken { .. });
        let (mut answer, mut struck) = self.house.ask(call, weather).await;
        overtakes &= struck;
        let mut asks = 1;
        let is_fault = |answer: &Answer| [500, 503].contains(&answer.status);
        // Only under a key, or where asking twice comes to the same, can a client ask again.
        while is_fault(&answer) && asks < ASKS_MAX {
            (answer, _) = self.house.ask(call, Weather::Fair).await;
            struck = true;
            asks += 1;
        }
        assert!(!is_fault(&answer), "{call:?} {answer:?}");
        if std::env::var_os("COUVERT_MODEL_TELL").is_some() {
            println!("{} {call:?}\n    {} {}", wish.name(), answer.status, answer.json);
        }
        self.model.borrow_mut().learn(wish, call, &answer, self.house.now_ms.get());
        if matches!(wish, Wish::Hold) && answer.status == 201 {
            self.holds.borrow_mut().push(answer.json["id"].as_str().unwrap_or_default().to_owned());
        }
        let mut tally = self.tally.borrow_mut();
        tally.steps += 1;
        tally.overtakings += u64::from(overtakes);
        tally.faults += u64::from(struck && !overtakes);
        tally.repetitions += u64::from(matches!(wish, Wish::Again(_)));
        *tally.done.entry(format!("{} {}", wish.name(), answer.status)).or_default() += 1;
    }

    fn external(&self, method: &'static str, path: impl Into<String>, body: Value) -> Call {
        let key = ["POST", "PATCH"].contains(&method).then(|| self.key());
        Call { method, path: format!("/external{}", path.into()), bearer: Some(KEY.into()), key, body }
    }

    fn guest(&self, method: &'static str, path: impl Into<String>, body: Value) -> Call {
        let path = format!("/v1/restaurants/{SLUG}{}", path.into());
        Call { method, path, bearer: None, key: Some(self.key()), body }
    }

    fn key(&self) -> String {
        self.next_key.set(self.next_key.get() + 1);
        format!("key-{}", self.next_key.get())
    }

    #[expect(clippy::too_many_lines, reason = "a table of what clients come up with")]
    fn wish(&self) -> (Wish, Call) {
        let mut random = self.random.borrow_mut();
        let random = &mut *random;
        let model = self.model.borrow();
        let one_reservation = model.reservations.keys().choose(random).cloned();
        let one_card = model.cards.iter().choose(random).map(|(id, card)| (id.clone(), card.clone()));
        let one_key = model.keys.iter().choose(random).map(|(id, (key, _))| (id.clone(), key.clone()));
        let answered = model.answered.len();
        let dice = random.random_range(0..100);
        match dice {
            0..14 => (Wish::Book, self.external("POST", "/reservations", booking(random))),
            14..18 => (Wish::GuestBooks, self.guest("POST", "/reservations", self.guest_booking(random))),
            18..20 => {
                let mut body = booking(random);
                body.as_object_mut().expect("a booking").retain(|field, _| {
                    ["attendees", "day", "minutes", "experienceId"].contains(&field.as_str())
                });
                (Wish::Hold, self.guest("POST", "/holds", body))
            }
            20 => {
                let hold = self.holds.borrow().choose(random).cloned().unwrap_or_else(|| "none".to_owned());
                (Wish::Release, self.guest("DELETE", format!("/holds/{hold}"), Value::Null))
            }
            21..41 => match one_reservation {
                Some(id) => {
                    let call = self.external("PATCH", format!("/reservations/{id}"), change(random));
                    (Wish::Change(id), call)
                }
                None => (Wish::List, self.list()),
            },
            41..45 => match one_reservation {
                Some(id) => {
                    (Wish::Read(id.clone()), self.external("GET", format!("/reservations/{id}"), Value::Null))
                }
                None => (Wish::List, self.list()),
            },
            45..47 => match model.tokens.iter().choose(random) {
                Some((number, token)) => {
                    let path = format!("/v1/bookings/{token}");
                    let call = Call { method: "DELETE", path, bearer: None, key: None, body: Value::Null };
                    (Wish::GuestCancels(number.clone()), call)
                }
                None => (Wish::List, self.list()),
            },
            47..49 => (Wish::List, self.list()),
            49..53 => {
                let table = TABLES.choose(random).map_or("1", |table| table.0);
                (
                    Wish::CheckIn,
                    self.external("POST", "/reservations/check-in", json!({ "tableIds": [table] })),
                )
            }
            53..56 => {
                let table = TABLES.choose(random).map_or("1", |table| table.0);
                (
                    Wish::CheckOut,
                    self.external("POST", "/reservations/check-out", json!({ "tableName": table })),
                )
            }
            56..60 => {
                let body = json!({ "amount": random.random_range(100..20_000), "templateId": "classic",
                    "expiresOnDay": "2028-01-01" });
                (Wish::CreateCard, self.external("POST", "/gift-cards", body))
            }
            60..70 => match one_card {
                Some((id, card)) => {
                    let status = ["pending", "successful"][random.random_range(0..2)];
                    let mut amount = random.random_range(-9_000..4_000);
                    amount += i64::from(amount == 0);
                    let path = format!("/gift-cards/{}/transactions", card.code);
                    let call = self.external("POST", path, json!({ "status": status, "amount": amount }));
                    (Wish::Transact(id), call)
                }
                None => (Wish::List, self.list()),
            },
            70..76 => match one_card {
                Some((id, card)) => {
                    let own = |transaction: &&String| **transaction != id;
                    match card.transactions.keys().filter(own).choose(random) {
                        Some(transaction) => {
                            let path = format!("/gift-cards/{id}/transactions/{transaction}");
                            let settle = json!({ "status": "successful" });
                            if random.random_range(0..2) == 0 {
                                let call = self.external("PATCH", path, settle);
                                (Wish::Settle(id, transaction.clone()), call)
                            } else {
                                let call = self.external("DELETE", path, Value::Null);
                                (Wish::TakeBack(id, transaction.clone()), call)
                            }
                        }
                        None => self.read_card(&id, &card.code),
                    }
                }
                None => (Wish::List, self.list()),
            },
            76..79 => match one_card {
                Some((id, card)) => self.read_card(&id, &card.code),
                None => (Wish::List, self.list()),
            },
            79..83 => {
                let id = format!("call-000000{}", random.random_range(0..6));
                let status = ["ringing", "picked_up", "hung_up", "abandoned"][random.random_range(0..4)];
                let body = json!({ "id": id, "phoneNumber": "+436605512234", "status": status });
                (Wish::Report(id), self.external("POST", "/phone-numbers/main/calls", body))
            }
            83..87 => {
                let (day, attendees) = (DAYS[random.random_range(0..3)], random.random_range(1..8));
                let question = format!("attendees={attendees}&day={day}&experienceId={EXPERIENCE}");
                (Wish::Slots, self.external("GET", format!("/availability/slots?{question}"), Value::Null))
            }
            87..90 => self.publish(random),
            90 => {
                let body = json!({ "name": "model", "scopes": ["reservations:read"] });
                (Wish::IssueKey, self.admin("POST", "", body))
            }
            91 => match one_key {
                Some((id, _)) => {
                    (Wish::RevokeKey(id.clone()), self.admin("DELETE", &format!("/{id}"), Value::Null))
                }
                None => (Wish::List, self.list()),
            },
            92 => match one_key {
                Some((id, key)) => (Wish::UseKey(id), Call { bearer: Some(key), ..self.list() }),
                None => (Wish::List, self.list()),
            },
            93..98 if 0 < answered => {
                let i = random.random_range(0..answered);
                (Wish::Again(i), model.answered[i].0.clone())
            }
            _ if 0 < answered => {
                let i = random.random_range(0..answered);
                let mut call = model.answered[i].0.clone();
                call.body["attendees"] = 3.into();
                call.body["amount"] = 77.into();
                // The body of another call may have no such field: then that is what is wrong with it.
                let is_booking = call.path.ends_with("/reservations") || call.path.ends_with("/transactions");
                if is_booking {
                    let field = if call.path.ends_with("/transactions") { "attendees" } else { "amount" };
                    call.body.as_object_mut().expect("a body").remove(field);
                }
                let differs = is_booking && call.body != model.answered[i].0.body;
                if differs { (Wish::Misuse, call) } else { (Wish::Again(i), model.answered[i].0.clone()) }
            }
            _ => (Wish::List, self.list()),
        }
    }

    fn list(&self) -> Call {
        let query = format!("from={}&to=2027-03-31&includeWalkIns=true", "2027-02-01");
        self.external("GET", format!("/reservations?{query}"), Value::Null)
    }

    fn read_card(&self, id: &str, code: &str) -> (Wish, Call) {
        (Wish::ReadCard(id.to_owned()), self.external("GET", format!("/gift-cards/{code}"), Value::Null))
    }

    fn admin(&self, method: &'static str, path: &str, body: Value) -> Call {
        let path = format!("/admin/restaurants/{SLUG}/keys{path}");
        Call { method, path, bearer: Some("admin".into()), key: None, body }
    }

    /// A table goes, or comes back; an experience comes.
    fn publish(&self, random: &mut impl Rng) -> (Wish, Call) {
        let mut plan = self.floor_plan.clone();
        let name = format!("Room {}", random.random_range(0..1000));
        plan["name"] = name.into();
        match random.random_range(0..3) {
            0 => {
                plan["tables"].as_object_mut().expect("tables").remove("7");
                (
                    Wish::Publish { parties_at_risk: true },
                    self.external("PUT", "/floor-plans/room?reseat=true", plan),
                )
            }
            1 => (Wish::Publish { parties_at_risk: false }, self.external("PUT", "/floor-plans/room", plan)),
            _ => {
                let body = json!({ "id": "brunch", "name": { "en": format!("Brunch {}", random.random_range(0..9)) } });
                (Wish::Publish { parties_at_risk: false }, self.external("PUT", "/experiences/brunch", body))
            }
        }
    }

    fn guest_booking(&self, random: &mut impl Rng) -> Value {
        let mut body = booking(random);
        body["consent"] = true.into();
        body["email"] = ADDRESSES[random.random_range(0..5)].into();
        body.as_object_mut().expect("a booking").remove("pinnedTableIds");
        if random.random_range(0..2) == 0
            && let Some(hold) = self.holds.borrow_mut().pop()
        {
            body["holdId"] = hold.into();
        }
        body
    }
}

fn booking(random: &mut impl Rng) -> Value {
    let mut body = json!({
        "attendees": random.random_range(1..6),
        "day": DAYS[random.random_range(0..3)],
        "minutes": 1080 + 15 * random.random_range(0..17),
        "experienceId": EXPERIENCE,
        "lastName": "Model",
        "locale": "en",
        "email": ADDRESSES[random.random_range(0..ADDRESSES.len())],
    });
    if random.random_range(0..5) == 0 {
        body["pinnedTableIds"] = json!([TABLES.choose(random).map_or("1", |table| table.0)]);
    }
    body
}

fn change(random: &mut impl Rng) -> Value {
    let mut body = json!({});
    match random.random_range(0..10) {
        0..6 => body["status"] = STATUSES[random.random_range(0..STATUSES.len())].into(),
        6 => body["attendees"] = random.random_range(1..6).into(),
        7 => body["minutes"] = (1080 + 15 * random.random_range(0..17)).into(),
        8 => body["tableIds"] = json!([TABLES.choose(random).map_or("1", |table| table.0)]),
        _ => {
            body["internalNotes"] = format!("note {}", random.random_range(0..9)).into();
            if random.random_range(0..2) == 0 {
                body["day"] = DAYS[random.random_range(0..3)].into();
                body["attendees"] = random.random_range(1..6).into();
            }
        }
    }
    body
}
