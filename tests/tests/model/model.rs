//! The plain model: what clients have been told, in maps; and what an answer must be, as far as it follows from that.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};
use tests::auditor::{keeps_tables, may_follow};

use crate::house::{Answer, Call};

#[derive(Clone, Debug)]
pub(crate) struct Reservation {
    /// As it was answered last.
    pub(crate) json: Value,
    pub(crate) finish_at: Option<i64>,
}

impl Reservation {
    pub(crate) fn status(&self) -> &str {
        self.json["status"].as_str().unwrap_or_default()
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Card {
    pub(crate) code: String,
    /// Status and amount, by id.
    pub(crate) transactions: BTreeMap<String, (String, i64)>,
}

impl Card {
    pub(crate) fn balance(&self) -> i64 {
        let counts = |(status, amount): &(String, i64)| match status.as_str() {
            "successful" => *amount,
            "pending" => (*amount).min(0),
            _ => 0,
        };
        self.transactions.values().map(counts).sum()
    }
}

#[derive(Debug, Default)]
pub(crate) struct Model {
    pub(crate) reservations: BTreeMap<String, Reservation>,
    pub(crate) cards: BTreeMap<String, Card>,
    /// The statuses reported, by id.
    pub(crate) calls: BTreeMap<String, Vec<String>>,
    /// The guest's id, by address.
    pub(crate) guests: BTreeMap<String, String>,
    /// Keys, and whether each still opens.
    pub(crate) keys: BTreeMap<String, (String, bool)>,
    /// The guests' tokens, by the reservation's number.
    pub(crate) tokens: BTreeMap<String, String>,
    /// What was answered to what.
    pub(crate) answered: Vec<(Call, Answer)>,
}

/// What a client asked for, in the model's words.
#[derive(Clone, Debug)]
pub(crate) enum Wish {
    Book,
    GuestBooks,
    GuestCancels(String),
    Hold,
    Release,
    Change(String),
    Read(String),
    List,
    CheckIn,
    CheckOut,
    CreateCard,
    Transact(String),
    Settle(String, String),
    TakeBack(String, String),
    ReadCard(String),
    Report(String),
    Slots,
    Publish { parties_at_risk: bool },
    IssueKey,
    RevokeKey(String),
    UseKey(String),
    Again(usize),
    Misuse,
}

impl Wish {
    pub(crate) fn name(&self) -> String {
        let debug = format!("{self:?}");
        debug.split(['(', ' ']).next().unwrap_or_default().to_owned()
    }
}

macro_rules! expect {
    ($holds:expr, $call:expr, $answer:expr) => {
        assert!($holds, "{}\n{:?}\n{:?}", stringify!($holds), $call, $answer)
    };
}

impl Model {
    #[expect(clippy::too_many_lines, reason = "a table of what each wish may come to")]
    /// Holds an answer against what was known, and learns from it.
    pub(crate) fn learn(&mut self, wish: &Wish, call: &Call, answer: &Answer, now_ms: i64) {
        let (status, code) = (answer.status, answer.code());
        match wish {
            Wish::Book | Wish::GuestBooks => self.booked(wish, call, answer),
            Wish::GuestCancels(id) => self.cancelled(id, call, answer),
            Wish::Hold => expect!(status == 201 || code == "slot_not_bookable", call, answer),
            Wish::Release => expect!(status == 204, call, answer),
            Wish::Change(id) => self.changed(id, call, answer, now_ms),
            Wish::Read(id) => {
                let Some(known) = self.reservations.get(id) else { return self.meet_again(answer) };
                let known = &known.json;
                // Moves for others change the tables, and another booking may add to the guest's entry.
                for field in [
                    "id",
                    "number",
                    "attendees",
                    "startTime",
                    "endTime",
                    "status",
                    "source",
                    "specialRequestNotes",
                    "internalNotes",
                    "checkinTime",
                    "checkoutTime",
                ] {
                    expect!(status == 200 && answer.json[field] == known[field], known, answer);
                }
            }
            Wish::List => self.listed(call, answer),
            Wish::CheckIn | Wish::CheckOut => self.visited(wish, call, answer, now_ms),
            Wish::CreateCard => {
                expect!(status == 201, call, answer);
                let id = text(&answer.json["cardId"]);
                let code = text(&answer.json["id"]);
                let first =
                    (id.clone(), ("successful".to_owned(), call.body["amount"].as_i64().unwrap_or(0)));
                self.cards.insert(id, Card { code, transactions: [first].into() });
            }
            Wish::Transact(card) => {
                let amount = call.body["amount"].as_i64().unwrap_or(0);
                let card = self.cards.get_mut(card).expect("a card");
                if card.balance() + amount < 0 {
                    expect!(code == "balance_too_low", call, answer);
                } else {
                    expect!(status == 201, call, answer);
                    let entry = (text(&call.body["status"]), amount);
                    card.transactions.insert(text(&answer.json["id"]), entry);
                }
            }
            Wish::Settle(card, id) | Wish::TakeBack(card, id) => self.settled(wish, (card, id), call, answer),
            Wish::ReadCard(id) => {
                let card = &self.cards[id];
                expect!(answer.json["remainingAmount"] == json!(card.balance()), card, answer);
                expect!(answer.json["id"] == json!(card.code), card, answer);
            }
            Wish::Report(id) => {
                let reports = self.calls.entry(id.clone()).or_default();
                reports.push(text(&call.body["status"]));
                let has = |status: &str| reports.iter().any(|known| known == status);
                let comes_to = if has("hung_up") || (has("picked_up") && has("abandoned")) {
                    "hung_up"
                } else if has("abandoned") {
                    "abandoned"
                } else if has("picked_up") {
                    "picked_up"
                } else {
                    "ringing"
                };
                expect!(status == 200 && answer.json["status"] == comes_to, reports, answer);
            }
            Wish::Slots => {
                expect!(status == 200, call, answer);
                for slot in answer.json["slots"].as_array().into_iter().flatten() {
                    let reasons = slot["exclusionReasons"].as_array().map_or(0, Vec::len);
                    let free = slot["availableAssignments"].as_array().map_or(0, Vec::len);
                    let is_moved = !slot["reseating"].is_null();
                    expect!(0 < reasons || 0 < free || is_moved, call, slot);
                }
            }
            Wish::Publish { parties_at_risk } => {
                let is_refused = *parties_at_risk && code == "parties_stranded";
                expect!(status == 200 || is_refused, call, answer);
            }
            Wish::IssueKey => {
                expect!(status == 201, call, answer);
                self.keys.insert(text(&answer.json["id"]), (text(&answer.json["apiKey"]), true));
            }
            Wish::RevokeKey(id) => {
                expect!(status == 204, call, answer);
                self.keys.get_mut(id).expect("a key").1 = false;
            }
            Wish::UseKey(id) => {
                let expected = if self.keys[id].1 { 200 } else { 401 };
                expect!(status == expected, call, answer);
            }
            Wish::Again(i) => {
                let (_, before) = &self.answered[*i];
                expect!(answer.status == before.status && answer.json == before.json, call, (before, answer));
            }
            Wish::Misuse => expect!(code == "idempotency_key_reused", call, answer),
        }
        // A report of a call is told apart by the call's id, and not by a key.
        let happened = (200..300).contains(&status) && call.key.is_some() && !matches!(wish, Wish::Report(_));
        if happened && !matches!(wish, Wish::Again(_)) {
            self.answered.push((call.clone(), answer.clone()));
        }
    }

    fn booked(&mut self, wish: &Wish, call: &Call, answer: &Answer) {
        let code = answer.code();
        if answer.status != 201 {
            let refusals = ["slot_not_bookable", "tables_taken", "hold_expired", "invalid_input"];
            // Guests book a few times a day, restaurants as often as they like.
            let is_over_budget = code == "too_many_bookings" && matches!(wish, Wish::GuestBooks);
            expect!(is_over_budget || refusals.contains(&code), call, answer);
            return;
        }
        let body = &call.body;
        if matches!(wish, Wish::GuestBooks) {
            // Who booked as a guest does not hear the reservation's id: the restaurant reads it in its list.
            expect!(answer.json["booking"]["attendees"] == body["attendees"], call, answer);
            self.tokens.insert(text(&answer.json["booking"]["number"]), text(&answer.json["manageToken"]));
            return;
        }
        expect!(answer.json["attendees"] == body["attendees"], call, answer);
        expect!(answer.json["status"] == "booked", call, answer);
        if let Some(email) = body["email"].as_str().filter(|email| !email.is_empty()) {
            let id = text(&answer.json["guest"]["id"]);
            let known = self.guests.entry(email.to_lowercase()).or_insert_with(|| id.clone());
            expect!(*known == id, known, answer);
        }
        self.keep(answer.json.clone());
    }

    fn keep(&mut self, json: Value) {
        let id = text(&json["id"]);
        let finish_at = self.reservations.get(&id).and_then(|known| known.finish_at);
        self.reservations.insert(id, Reservation { json, finish_at });
    }

    /// One that was left out, since nobody was told what a walk-in made of it while this was asked.
    fn meet_again(&mut self, answer: &Answer) {
        if answer.status == 200 {
            self.keep(answer.json.clone());
        }
    }

    /// A guest knows their reservation by its number.
    fn cancelled(&mut self, number: &str, call: &Call, answer: &Answer) {
        let known = self.reservations.values_mut().find(|known| known.json["number"] == number);
        if answer.status == 200 {
            expect!(answer.json["status"] == "cancelled", call, answer);
            if let Some(known) = known {
                let may = known.status() == "cancelled" || may_follow(known.status(), "cancelled");
                expect!(may, known, answer);
                known.json["status"] = "cancelled".into();
                known.finish_at = None;
            }
        } else {
            expect!(answer.code() == "transition_not_allowed", call, answer);
        }
    }

    fn changed(&mut self, id: &str, call: &Call, answer: &Answer, now_ms: i64) {
        let Some(known) = self.reservations.get(id) else { return self.meet_again(answer) };
        let before = known.status().to_owned();
        let to = call.body["status"].as_str().unwrap_or(&before).to_owned();
        let starts = api::Timestamp::deserialize(&known.json["startTime"]).expect("a start");
        let early_ms = starts.seconds * 1000 - now_ms;
        let is_early = match to.as_str() {
            "no_show" => 0 < early_ms,
            "arrived" | "seated" | "ordered" | "paid" | "finished" => 12 * 3_600_000 < early_ms,
            _ => false,
        };
        if to != before && (is_early || !may_follow(&before, &to)) {
            expect!(answer.code() == "transition_not_allowed", known, (call, answer));
            return;
        }
        let only_status =
            call.body.as_object().is_some_and(|fields| fields.keys().all(|field| field == "status"));
        let keeps_as_before = !keeps_tables(&to) || keeps_tables(&before);
        if only_status && keeps_as_before {
            expect!(answer.status == 200, known, (call, answer));
        }
        if answer.status != 200 {
            let codes = ["slot_not_bookable", "tables_taken", "transition_not_allowed", "invalid_input"];
            expect!(codes.contains(&answer.code()), known, (call, answer));
            return;
        }
        expect!(answer.json["status"] == *to, known, answer);
        for field in ["attendees", "internalNotes", "specialRequestNotes"] {
            let expected = if call.body[field].is_null() { &known.json[field] } else { &call.body[field] };
            expect!(answer.json[field] == *expected, known, answer);
        }
        if let Some(ids) = call.body["tableIds"].as_array() {
            let has: Vec<&Value> =
                answer.json["pinnedTables"].as_array().into_iter().flatten().map(|t| &t["id"]).collect();
            expect!(ids.len() == has.len() && ids.iter().all(|id| has.contains(&id)), known, answer);
        }
        self.keep(answer.json.clone());
        let known = self.reservations.get_mut(id).expect("a reservation");
        if to != before {
            known.finish_at = (to == "paid").then_some(now_ms + 10 * 60_000);
        }
    }

    fn listed(&mut self, call: &Call, answer: &Answer) {
        expect!(answer.status == 200, call, answer);
        let listed = answer.json.as_array().expect("a list");
        let ids: Vec<String> = listed.iter().map(|one| text(&one["id"])).collect();
        for (id, known) in &self.reservations {
            expect!(ids.contains(id), known, ids);
        }
        for one in listed {
            let id = text(&one["id"]);
            if let Some(known) = self.reservations.get(&id) {
                expect!(
                    known.json["status"] == one["status"] && known.json["attendees"] == one["attendees"],
                    known,
                    one
                );
            }
            // What guests booked, and who walked in, is known from here on.
            self.keep(one.clone());
        }
    }

    fn visited(&mut self, wish: &Wish, call: &Call, answer: &Answer, now_ms: i64) {
        if answer.status != 200 {
            // The table may have been taken out of the plan.
            let codes = ["tables_taken", "reservation_not_found", "transition_not_allowed", "invalid_input"];
            expect!(codes.contains(&answer.code()), call, answer);
            return;
        }
        let id = text(&answer.json["id"]);
        let to = text(&answer.json["status"]);
        if let Some(known) = self.reservations.get(&id) {
            let before = known.status();
            expect!(before == to || may_follow(before, &to), known, answer);
        }
        let expected = if matches!(wish, Wish::CheckIn) { "arrived" } else { "paid" };
        expect!(to == expected, call, answer);
        let was_paid = self.reservations.get(&id).is_some_and(|known| known.status() == "paid");
        self.keep(answer.json.clone());
        let known = self.reservations.get_mut(&id).expect("a reservation");
        if to == "paid" && !was_paid {
            known.finish_at = Some(now_ms + 10 * 60_000);
        }
        if matches!(wish, Wish::CheckIn) {
            known.finish_at = None;
            self.make_room(&id, answer);
        }
    }

    /// Whoever has paid makes room for who walks in.
    fn make_room(&mut self, id: &str, answer: &Answer) {
        let tables = |json: &Value| -> Vec<String> {
            json["pinnedTables"].as_array().into_iter().flatten().map(|table| text(&table["id"])).collect()
        };
        let theirs = tables(&answer.json);
        for (other, known) in &mut self.reservations {
            let shares = tables(&known.json).iter().any(|table| theirs.contains(table));
            if other != id && known.status() == "paid" && shares && answer.json["source"] == "walk_in" {
                // Whether it did is read with the next list: from here on both are right.
                known.json["status"] = Value::Null;
            }
        }
        let unsure: Vec<String> = self
            .reservations
            .iter()
            .filter(|(_, r)| r.json["status"].is_null())
            .map(|(id, _)| id.clone())
            .collect();
        for id in unsure {
            self.reservations.remove(&id);
        }
    }

    fn settled(&mut self, wish: &Wish, (card, id): (&str, &str), call: &Call, answer: &Answer) {
        let card = self.cards.get_mut(card).expect("a card");
        let Some((status, _)) = card.transactions.get_mut(id) else { return };
        match (wish, status.as_str()) {
            (Wish::Settle(..), "deleted") => expect!(answer.code() == "transaction_not_found", call, answer),
            (Wish::Settle(..), _) => {
                expect!(answer.status == 200 && answer.json["status"] == "successful", call, answer);
                "successful".clone_into(status);
            }
            (_, "successful") => expect!(answer.code() == "transition_not_allowed", call, answer),
            _ => {
                expect!(answer.status == 200 && answer.json["status"] == "deleted", call, answer);
                "deleted".clone_into(status);
            }
        }
    }

    /// What the clock's jobs do.
    pub(crate) fn jobs_ran(&mut self, now_ms: i64) {
        // Of one that was first met when it had paid nobody here knows when it paid: it is met again with the next list.
        self.reservations.retain(|_, known| known.status() != "paid" || known.finish_at.is_some());
        for known in self.reservations.values_mut() {
            if known.status() == "paid" && known.finish_at.is_some_and(|at| at <= now_ms) {
                known.json["status"] = "finished".into();
                let seconds = now_ms.div_euclid(60_000) * 60;
                known.json["checkoutTime"] = json!(api::Timestamp { seconds });
                known.finish_at = None;
            }
        }
    }
}

pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
