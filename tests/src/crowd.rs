//! Many clients at once, who want more than the house has: guests who hold, book, think better of it and come
//! back, and the restaurant's own systems.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use anyhow::{Result, anyhow};
use api::{
    Booked, BookingRequest, Code, Compiled, Configuration, Date, Hold, HoldRequest, Reservation,
    ReservationRequest,
};
use engine::Offsets;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::Value;

use crate::auditor::{Acknowledged, Receipt};
use crate::client::{Answer, Call, Client, Restaurant};
use crate::demand::Demand;
use crate::guests::Guest;

/// How often a client asks again when the house is too busy.
const BUSY_MAX: u32 = 100;
/// Where wrangler runs the Worker's cron jobs.
const CRON: &str = "/cdn-cgi/handler/scheduled";

/// What the clients want, and how they behave.
#[derive(Clone, Debug)]
pub struct Crowd {
    /// No two crowds of one database have the same: it starts their keys and the notes of their reservations.
    pub name: String,
    /// The restaurant.
    pub restaurant: Restaurant,
    /// How many clients there are.
    pub clients: usize,
    /// How often one of them tries something.
    pub attempts: usize,
    visits: Vec<Visit>,
    experience_ids: Vec<String>,
    table_ids: Vec<String>,
}

#[derive(Clone, Copy, Debug)]
struct Visit {
    day: Date,
    minutes: u16,
    attendees: u16,
}

/// What a crowd is doing, for who watches it.
#[derive(Debug, Default)]
pub struct Progress {
    /// Reservations acknowledged so far.
    pub booked: AtomicUsize,
    tried: AtomicUsize,
    is_over: AtomicBool,
}

impl Progress {
    /// Sends everybody home after their current request.
    pub fn stop(&self) {
        self.is_over.store(true, Ordering::Relaxed);
    }
}

/// A request whose answer never came, and what it was.
#[derive(Clone, Debug)]
pub struct Lost {
    call: Call,
    intent: Intent,
}

#[derive(Clone, Debug)]
enum Intent {
    /// To make, extend or release a hold, of which nobody keeps a receipt.
    Hold,
    Book(Visit),
    /// To call off the reservation of this number.
    Cancel(String),
}

/// What the clients of a crowd have seen.
#[derive(Clone, Debug, Default)]
pub struct Diary {
    /// How often what happened.
    pub figures: BTreeMap<String, usize>,
    /// What was acknowledged.
    pub receipts: Vec<Receipt>,
    /// What was not answered.
    pub lost: Vec<Lost>,
    /// Creates and their answers.
    pub created: Vec<(Call, Answer)>,
    /// Answers that no client should get.
    pub complaints: Vec<String>,
}

impl fmt::Display for Diary {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let figures: Vec<String> =
            self.figures.iter().map(|(what, count)| format!("{what} {count}")).collect();
        f.write_str(&figures.join(", "))
    }
}

impl Diary {
    /// Adds another client's.
    pub fn append(&mut self, other: Self) {
        for (what, count) in other.figures {
            *self.figures.entry(what).or_default() += count;
        }
        self.receipts.extend(other.receipts);
        self.lost.extend(other.lost);
        self.created.extend(other.created);
        self.complaints.extend(other.complaints);
    }

    /// How often this happened.
    #[must_use]
    pub fn figure(&self, what: &str) -> usize {
        self.figures.get(what).copied().unwrap_or_default()
    }

    /// The keys of the requests that were not answered.
    pub fn lost_keys(&self) -> impl Iterator<Item = &str> {
        self.lost.iter().filter_map(|lost| lost.call.key.as_deref())
    }

    /// # Panics
    /// When a client got an answer that nobody should get.
    pub fn assert_content(&self) {
        let first: Vec<&String> = self.complaints.iter().take(10).collect();
        assert!(first.is_empty(), "{} complaints, first {first:#?}", self.complaints.len());
    }

    fn count(&mut self, what: impl Into<String>) {
        *self.figures.entry(what.into()).or_default() += 1;
    }

    fn count_answer(&mut self, answer: &Answer) {
        match answer.code() {
            _ if answer.status < 400 => self.count(format!("{}", answer.status)),
            Some(code) => self.count(format!("{} {code:?}", answer.status)),
            None => self.count(format!("{} without a code", answer.status)),
        }
    }

    fn acknowledge(&mut self, visit: Visit, call: &Call, number: String) {
        let wish = call.key.clone().unwrap_or_default();
        let Visit { day, minutes, attendees } = visit;
        let state = Acknowledged::Booked;
        self.receipts.push(Receipt { number, wish, day, minutes, attendees, state });
    }

    fn set_state(&mut self, number: &str, state: Acknowledged) {
        for receipt in self.receipts.iter_mut().filter(|receipt| receipt.number == number) {
            receipt.state = state;
        }
    }

    /// Repeats what was not answered, under the same keys, each twice: the second answer must be the first.
    pub fn settle(&mut self, client: &Client) {
        for Lost { call, intent } in std::mem::take(&mut self.lost) {
            let Some(answer) = patiently(client, &call, &mut self.figures) else {
                self.complaints.push(format!("no answer again: {call:?}"));
                continue;
            };
            self.count(format!("settled by {}", answer.status));
            match &intent {
                Intent::Book(visit) if answer.is_created() => match number(&answer) {
                    Ok(number) => self.acknowledge(*visit, &call, number),
                    Err(error) => self.complaints.push(error.to_string()),
                },
                Intent::Cancel(number) if answer.status == 200 => {
                    self.set_state(number, Acknowledged::Cancelled);
                }
                Intent::Hold if answer.status < 300 => {}
                Intent::Book(_) | Intent::Hold if is_refusal(&answer) => {}
                _ => self.complaints.push(format!("{intent:?}: {} {}", answer.status, answer.body)),
            }
            if answer.is_created() {
                self.check_replay(client, &call, &answer);
                self.created.push((call, answer));
            }
        }
    }

    /// Repeats some creates that were answered long ago.
    pub fn replay(&mut self, client: &Client, count: usize, seed: u64) {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let drawn: Vec<(Call, Answer)> = self.created.sample(&mut rng, count).cloned().collect();
        for (call, answer) in drawn {
            self.check_replay(client, &call, &answer);
        }
    }

    fn check_replay(&mut self, client: &Client, call: &Call, first: &Answer) {
        self.count("replays");
        match patiently(client, call, &mut self.figures) {
            Some(again) if again == *first => {}
            Some(again) => self.complaints.push(format!("{call:?}: first {first:?}, then {again:?}")),
            // The crash tests ask again.
            None => self.count("replays not answered"),
        }
    }
}

impl Crowd {
    /// A crowd that wants to come on these days, from `first_start` on, in the measured proportions.
    ///
    /// # Errors
    /// The configuration is wrong.
    pub fn new(
        name: &str,
        restaurant: &Restaurant,
        configuration: &Configuration,
        days: &[Date],
        first_start: u16,
    ) -> Result<Self> {
        const WISHES: u32 = 4000;
        // Only wall-clock times are asked about here, so any zone will do.
        let compiled = Compiled::new(configuration.clone(), Offsets::fixed(0));
        let house = compiled.map_err(|faults| anyhow!("the configuration is wrong: {faults:?}"))?.house;
        let mut demand = Demand::new(1);
        let mut visits = Vec::new();
        for day in days {
            let wishes = demand.wishes(&house, day.0, WISHES);
            let wishes = wishes.iter().filter(|wish| first_start <= wish.minutes);
            visits.extend(wishes.map(|wish| Visit {
                day: *day,
                minutes: wish.minutes,
                attendees: wish.attendees,
            }));
        }
        let tables = configuration.floor_plans.iter().flat_map(|plan| plan.tables.keys());
        Ok(Self {
            name: name.to_owned(),
            restaurant: restaurant.clone(),
            clients: 32,
            attempts: usize::MAX,
            visits,
            experience_ids: configuration
                .experiences
                .iter()
                .map(|experience| experience.id.clone())
                .collect(),
            table_ids: tables.cloned().collect(),
        })
    }

    /// The same people under another name.
    #[must_use]
    pub fn named(&self, name: String) -> Self {
        Self { name, ..self.clone() }
    }

    /// So many clients.
    #[must_use]
    pub fn of(self, clients: usize) -> Self {
        Self { clients, ..self }
    }

    /// So many attempts in all.
    #[must_use]
    pub fn trying(self, attempts: usize) -> Self {
        Self { attempts, ..self }
    }

    /// Lets the clients try, until they have tried often enough, are stopped, or an answer is lost.
    #[must_use]
    pub fn run(&self, url: &str, progress: &Progress) -> Diary {
        let mut diary = Diary::default();
        thread::scope(|scope| {
            let members: Vec<_> = (0..self.clients)
                .map(|index| scope.spawn(move || Member::new(self, url, index).stay(progress)))
                .collect();
            for member in members {
                diary.append(member.join().expect("a client"));
            }
        });
        diary
    }
}

/// One client.
struct Member<'a> {
    crowd: &'a Crowd,
    index: usize,
    client: Client,
    rng: ChaCha8Rng,
    demand: Demand,
    sent: usize,
    diary: Diary,
    /// Number and manage token of bookings that can still be called off.
    bookings: Vec<(String, String)>,
}

impl<'a> Member<'a> {
    fn new(crowd: &'a Crowd, url: &str, index: usize) -> Self {
        let seed = index as u64;
        Self {
            crowd,
            index,
            client: Client::new(url),
            rng: ChaCha8Rng::seed_from_u64(seed),
            demand: Demand::new(seed),
            sent: 0,
            diary: Diary::default(),
            bookings: Vec::new(),
        }
    }

    fn stay(mut self, progress: &Progress) -> Diary {
        while !progress.is_over.load(Ordering::Relaxed)
            && progress.tried.fetch_add(1, Ordering::Relaxed) < self.crowd.attempts
        {
            let booked = self.diary.receipts.len();
            let goes_on = self.attempt();
            progress.booked.fetch_add(self.diary.receipts.len() - booked, Ordering::Relaxed);
            if goes_on.is_none() {
                break;
            }
        }
        self.diary
    }

    /// Nothing when an answer was lost: then there is no server to go on with.
    fn attempt(&mut self) -> Option<()> {
        self.diary.count("attempts");
        let visit = *self.crowd.visits.choose(&mut self.rng)?;
        match self.rng.random_range(0..100) {
            0..25 => self.book(visit, None),
            25..60 => self.hold_first(visit),
            60..72 => self.book_as_restaurant(visit, None),
            72..82 => {
                let count = self.rng.random_range(1..=2);
                let tables = self.crowd.table_ids.sample(&mut self.rng, count).cloned().collect();
                self.book_as_restaurant(visit, Some(tables))
            }
            82..92 => self.cancel(),
            92..99 => {
                if let Some((call, answer)) = self.diary.created.choose(&mut self.rng).cloned() {
                    self.diary.check_replay(&self.client, &call, &answer);
                }
                Some(())
            }
            _ => {
                self.diary.count("cron runs");
                self.client.send(&Call::get(CRON)).map(drop)
            }
        }
    }

    fn hold_first(&mut self, visit: Visit) -> Option<()> {
        let mut hold = match self.hold(visit, None)? {
            Some(hold) => hold,
            None => return Some(()),
        };
        let mut visit = visit;
        if self.rng.random_ratio(1, 4) {
            visit = *self.crowd.visits.choose(&mut self.rng)?;
            match self.hold(visit, Some(hold.id.clone()))? {
                Some(other) => hold = other,
                // The first one stays until it runs out.
                None => return Some(()),
            }
        }
        let slug = &self.crowd.restaurant.slug;
        match self.rng.random_range(0..10) {
            0 => {
                self.diary.count("holds left");
                Some(())
            }
            1..3 => {
                self.diary.count("holds released");
                let call = Call::delete(format!("/v1/restaurants/{slug}/holds/{}", hold.id));
                self.expect(&call, Intent::Hold, &[204]).map(drop)
            }
            3 => {
                self.diary.count("holds extended");
                let path = format!("/v1/restaurants/{slug}/holds/{}/extend", hold.id);
                let call = Call::post(path, self.key(), &serde_json::json!({}));
                self.expect(&call, Intent::Hold, &[200])?;
                self.book(visit, Some(hold))
            }
            _ => self.book(visit, Some(hold)),
        }
    }

    fn hold(&mut self, visit: Visit, replaces: Option<String>) -> Option<Option<Hold>> {
        let Visit { day, minutes, attendees } = visit;
        let body = HoldRequest {
            attendees,
            day,
            minutes,
            experience_id: self.experience(),
            floor_plan_id: None,
            duration: None,
            replaces,
        };
        let path = format!("/v1/restaurants/{}/holds", self.crowd.restaurant.slug);
        let call = Call::post(path, self.key(), &body);
        let answer = self.expect(&call, Intent::Hold, &[201])?;
        if !answer.is_created() {
            return Some(None);
        }
        self.diary.count("holds");
        let hold = answer.json();
        self.diary.created.push((call, answer));
        Some(hold.map_err(|error| self.diary.complaints.push(error.to_string())).ok())
    }

    fn book(&mut self, visit: Visit, hold: Option<Hold>) -> Option<()> {
        let key = self.key();
        let experience_id =
            hold.as_ref().map_or_else(|| self.experience(), |hold| hold.experience_id.clone());
        let Guest { first_name, last_name, email, phone, locale } = self.demand.guest();
        // Each booking is another guest's: one address books a few times a day at most.
        let email = format!("{key}.{email}");
        let body = BookingRequest {
            hold_id: hold.map(|hold| hold.id),
            attendees: visit.attendees,
            day: visit.day,
            minutes: visit.minutes,
            experience_id,
            floor_plan_id: None,
            duration: None,
            first_name,
            last_name,
            email,
            phone,
            notes: key.clone(),
            locale: locale.to_owned(),
            consent: true,
            accepted_amount: None,
            gift_card_code: None,
        };
        let path = format!("/v1/restaurants/{}/reservations", self.crowd.restaurant.slug);
        let call = Call::post(path, key, &body);
        let answer = self.expect(&call, Intent::Book(visit), &[201])?;
        if let Ok(booked) = answer.json::<Booked>() {
            self.bookings.push((booked.booking.number, booked.manage_token));
        }
        self.booked(visit, call, answer);
        Some(())
    }

    fn book_as_restaurant(&mut self, visit: Visit, pinned_table_ids: Option<Vec<String>>) -> Option<()> {
        let key = self.key();
        let Guest { first_name, last_name, email, phone, locale } = self.demand.guest();
        let body = ReservationRequest {
            duration: None,
            floor_plan_id: None,
            attendees: visit.attendees,
            day: visit.day,
            email,
            experience_id: self.experience(),
            first_name,
            last_name,
            locale: locale.to_owned(),
            minutes: visit.minutes,
            notes: Some(key.clone()),
            phone,
            pinned_table_ids,
        };
        let call =
            Call::post("/external/reservations", key, &body).with_token(&self.crowd.restaurant.api_key);
        let answer = self.expect(&call, Intent::Book(visit), &[201])?;
        self.booked(visit, call, answer);
        Some(())
    }

    fn booked(&mut self, visit: Visit, call: Call, answer: Answer) {
        if !answer.is_created() {
            return;
        }
        self.diary.count("bookings");
        match number(&answer) {
            Ok(number) => self.diary.acknowledge(visit, &call, number),
            Err(error) => self.diary.complaints.push(error.to_string()),
        }
        self.diary.created.push((call, answer));
    }

    fn cancel(&mut self) -> Option<()> {
        if self.bookings.is_empty() {
            return Some(());
        }
        let index = self.rng.random_range(0..self.bookings.len());
        let (number, token) = self.bookings.swap_remove(index);
        let call = Call::delete(format!("/v1/bookings/{token}"));
        self.diary.set_state(&number, Acknowledged::Unsure);
        let answer = self.expect(&call, Intent::Cancel(number.clone()), &[200])?;
        if answer.status == 200 {
            self.diary.count("cancellations");
            self.diary.set_state(&number, Acknowledged::Cancelled);
        }
        Some(())
    }

    /// Sends, and complains of what is neither expected nor a refusal; nothing when the answer is lost.
    fn expect(&mut self, call: &Call, intent: Intent, expected: &[u16]) -> Option<Answer> {
        let Some(answer) = patiently(&self.client, call, &mut self.diary.figures) else {
            self.diary.count("answers lost");
            self.diary.lost.push(Lost { call: call.clone(), intent });
            return None;
        };
        self.diary.count_answer(&answer);
        if !expected.contains(&answer.status) && !is_refusal(&answer) {
            self.diary.complaints.push(format!("{call:?}: {} {}", answer.status, answer.body));
        }
        Some(answer)
    }

    fn key(&mut self) -> String {
        self.sent += 1;
        format!("{}-{}-{}", self.crowd.name, self.index, self.sent)
    }

    fn experience(&mut self) -> String {
        // Most want what is offered first.
        let ids = &self.crowd.experience_ids;
        let index = if self.rng.random_ratio(4, 5) { 0 } else { self.rng.random_range(0..ids.len()) };
        ids.get(index).cloned().unwrap_or_default()
    }
}

/// Sends until the house is not too busy, which the key makes safe. Nothing when the answer was lost: when the
/// connection broke, or wrangler answered for a Worker that was gone.
fn patiently(client: &Client, call: &Call, figures: &mut BTreeMap<String, usize>) -> Option<Answer> {
    for tries in 0..BUSY_MAX {
        let answer = client.send(call)?;
        match answer.code() {
            Some(Code::Busy) => {
                *figures.entry("503 Busy, tried again".to_owned()).or_default() += 1;
                thread::sleep(Duration::from_millis((10 * u64::from(tries)).min(200)));
            }
            Some(Code::Internal) => {
                *figures.entry("500 Internal".to_owned()).or_default() += 1;
                return None;
            }
            None if 500 <= answer.status => return None,
            _ => return Some(answer),
        }
    }
    None
}

/// Whether the house said no, as it may.
fn is_refusal(answer: &Answer) -> bool {
    let refusals = [Code::SlotNotBookable, Code::TablesTaken, Code::HoldExpired, Code::HoldNotFound];
    answer.code().is_some_and(|code| refusals.contains(&code))
}

/// The number of the reservation that was made.
fn number(answer: &Answer) -> Result<String> {
    let body: Value = answer.json()?;
    if body.get("booking").is_some() {
        Ok(answer.json::<Booked>()?.booking.number)
    } else {
        Ok(answer.json::<Reservation>()?.number)
    }
}
