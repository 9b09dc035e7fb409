//! The shell around the flow: hands events in, carries commands out, keeps the session, moves the focus, tells
//! the host page. Components find it in the context and send events; what they show they derive from its signals.

use std::sync::Arc;

use api::Code;
use api::basics::status::Status;
use api::booking::guest_booking::BookingGlance;
use engine::Instant;
use guest::error::{Error, Trouble};
use guest::flow::{Choosing, Command, Current, Event, Faults, Flow, Form, Held, Stage, Start, Wish};
use guest::house::{DayOffer, House};
use guest::keys::{Keys, Pending};
use guest::options::Options;
use guest::saved::Saved;
use guest::words::{BookingTexts, BookingWords};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::client::{Client, Keyed};
use crate::focus::{center_soon, focus_if_lost, focus_soon};
use crate::host::{Host, HostEvent};
use crate::random_key::random_key;
use crate::session::Session;
use crate::stopwatch::{stopwatch_ms, visitor_ms};
use crate::words::Words;

/// How long after its end a hold is still worth coming back to.
const HOLD_REMEMBERED_MS: i64 = 30 * 60_000;

#[derive(Clone, Copy)]
pub(crate) struct Desk {
    pub(crate) flow: RwSignal<Flow>,
    /// A fresh snapshot replaces it.
    pub(crate) house: RwSignal<Arc<House>>,
    /// The house whose choices are drawn. A fresh one replaces it only if its choices are others: drawing takes the focus.
    pub(crate) drawn: RwSignal<Arc<House>>,
    pub(crate) now: RwSignal<Instant>,
    pub(crate) wish: Memo<Wish>,
    /// What goes on while the guest chooses.
    pub(crate) choosing: Memo<Choosing>,
    /// What goes on with the form; outside of its step nothing can be sent.
    pub(crate) form: Memo<Form>,
    pub(crate) step: Memo<Step>,
    /// What a screen reader is told.
    announcement: RwSignal<String>,
    pub(crate) words: &'static Words,
    outside: StoredValue<Outside, LocalStorage>,
}

/// The desk of the widget that this component belongs to.
pub(crate) fn use_desk() -> Desk {
    expect_context()
}

/// What is not drawn.
struct Outside {
    origin: String,
    host: Host,
    client: Client,
    session: Option<Session>,
    keys: Keys,
    /// The page of the booking that is changed.
    booking_url: String,
}

/// Which stage is drawn; changes within a stage do not draw it anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Choose,
    Details,
    Review,
    Pay,
    Done,
}

impl Desk {
    pub(crate) fn new(
        house: Arc<House>,
        current: Option<&BookingGlance>,
        options: &Options,
        host: Host,
        words: &'static Words,
        announcement: RwSignal<String>,
    ) -> Self {
        let client = Client::new(options);
        // What is changed is kept at the edge alone.
        let session = current.is_none().then(|| Session::new(&options.restaurant, &options.place));
        let saved = session.as_ref().map(Session::load).unwrap_or_default();
        let now = house.clock.now(stopwatch_ms());
        let first =
            current.map_or_else(|| house.first_wish(options, now), |booking| house.wish_of(booking, now));
        let flow = Flow { current: current.map(Current::of), ..resume(&house, &saved, first, now) };
        let flow = RwSignal::new(flow);
        let origin = options.origin.clone();
        let booking_url = [&origin, "/manage/", options.change.as_deref().unwrap_or_default()].concat();
        Self {
            wish: Memo::new(move |_| flow.read().wish),
            choosing: Memo::new(move |_| choosing(&flow.read().stage)),
            form: Memo::new(move |_| form(&flow.read().stage)),
            step: Memo::new(move |_| step(&flow.read().stage)),
            flow,
            drawn: RwSignal::new(Arc::clone(&house)),
            house: RwSignal::new(house),
            now: RwSignal::new(now),
            announcement,
            words,
            outside: StoredValue::new_local(Outside {
                origin,
                host,
                client,
                session,
                keys: saved.keys,
                booking_url,
            }),
        }
    }

    /// What the wish's day offers.
    pub(crate) fn offer(self) -> DayOffer {
        self.house.read().offer(&self.wish.read(), self.now.get())
    }

    /// Which widget of the page it is, for ids that do not meet.
    pub(crate) fn id(self, name: &str) -> String {
        format!("couvert-{}-{name}", self.outside.read_value().host.number)
    }

    pub(crate) fn focus(self, selector: impl Into<String>) {
        focus_soon(self.outside.read_value().host.root.clone(), selector.into());
    }

    /// Focuses it if what had the focus is gone.
    pub(crate) fn focus_if_lost(self, selector: &str) {
        let _ = self
            .outside
            .try_with_value(|outside| focus_if_lost(outside.host.root.clone(), selector.to_owned()));
    }

    /// Also what was said before: only a text that changes is read out.
    pub(crate) fn say(self, text: impl Into<String>) {
        let text = text.into();
        self.announcement.try_set(String::new());
        request_animation_frame(move || drop(self.announcement.try_set(text)));
    }

    /// The whole address of something that the edge names by its path alone.
    pub(crate) fn address(self, address: &str) -> String {
        if address.starts_with('/') {
            [self.outside.read_value().origin.as_str(), address].concat()
        } else {
            address.to_owned()
        }
    }

    /// Sets the clock; called now and then.
    pub(crate) fn tick(self) {
        let now = self.house.read_untracked().clock.now(stopwatch_ms());
        if now != self.now.get_untracked() {
            self.now.set(now);
        }
    }

    pub(crate) fn send(self, event: Event) {
        // An answer may come after the widget is gone; then there is nothing left to update.
        let Some(before) = self.flow.try_with_untracked(|flow| flow.stage.clone()) else { return };
        let wish_before = self.flow.read_untracked().wish;
        let is_submission = matches!(event, Event::Submitted);
        let command = self.flow.write().on(event);
        let after = self.flow.read_untracked().stage.clone();
        self.show_change(&before, &after, is_submission);
        // Offers are wishes too, of which the guest hears at the next step.
        if matches!(after, Stage::Choosing(Choosing::Looking))
            && wish_before != self.flow.read_untracked().wish
        {
            self.say_times();
            self.show_day();
        }
        self.save();
        if let Some(command) = command {
            self.carry_out(command);
        }
    }

    /// Focus, voice and the host page's events, where the stage has changed.
    fn show_change(self, before: &Stage, after: &Stage, is_submission: bool) {
        if step(before) != step(after) {
            self.focus("[data-heading]");
        }
        match (before, after) {
            (Stage::Choosing(_), Stage::Details(held, _)) => self.tell(HostEvent::Held, held.start()),
            (_, Stage::Done(done)) if is_booked(after) && !is_booked(before) => {
                let booking = &done.booked.booking;
                let start = Start { day: booking.day, minutes: booking.minutes };
                self.tell(HostEvent::Booked, start);
            }
            (_, Stage::Choosing(Choosing::Asking(start))) if before != after => {
                self.tell(HostEvent::SlotChosen, *start);
                let is_change = self.flow.read_untracked().current.is_some();
                self.say(if is_change { self.words.booking() } else { self.words.asking() });
            }
            (_, Stage::Choosing(Choosing::Refused(_) | Choosing::Unanswered(..))) if before != after => {
                self.focus("[data-notice]");
            }
            (_, Stage::Details(_, Form::Open(faults))) if before != after || is_submission => {
                if let Some(field) = faults.fields.first().filter(|_| is_submission || was_sending(before)) {
                    self.focus(format!("[name={}]", field.name()));
                }
            }
            _ => {}
        }
    }

    pub(crate) fn tell_ready(self) {
        self.outside.try_with_value(|outside| outside.host.tell(HostEvent::Ready));
    }

    fn tell(self, told: fn(Start, u16) -> HostEvent, start: Start) {
        let attendees = self.flow.read_untracked().wish.attendees;
        self.outside.read_value().host.tell(told(start, attendees));
    }

    /// Brings the chosen day to the middle of the strip.
    pub(crate) fn show_day(self) {
        let root = self.outside.read_value().host.root.clone();
        let day = self.flow.read_untracked().wish.day.to_string();
        center_soon(root, [".strip [data-key='", &day, "']"].concat());
    }

    fn say_times(self) {
        let wish = self.flow.read_untracked().wish;
        let offer = self.house.read_untracked().offer(&wish, self.now.get_untracked());
        let words = self.words;
        self.say(match offer.nothing {
            Some(reason) => words.day_sentence(reason).to_owned(),
            None => {
                let (date, guests) = (words.long_date(wish.day), words.guest_count(wish.attendees.into()));
                words.times_found(u32::try_from(offer.free).unwrap_or(0), &date, &guests)
            }
        });
    }

    fn save(self) {
        let (flow, outside) = (self.flow.read_untracked(), self.outside.read_value());
        let Some(session) = &outside.session else { return };
        let booked = flow.booked.clone();
        let held = match &flow.stage {
            Stage::Details(held, _) => Some(held.clone()),
            Stage::Choosing(_) | Stage::Review(_) => None,
            Stage::Done(_) => return session.save(&Saved { booked, ..Saved::default() }),
        };
        session.save(&Saved {
            wish: Some(self.house.read_untracked().named(&flow.wish)),
            guest: flow.guest.clone(),
            held,
            earlier_hold: flow.earlier_hold.clone(),
            keys: outside.keys.clone(),
            booked,
        });
    }

    fn carry_out(self, command: Command) {
        let client = self.outside.read_value().client.clone();
        match command {
            Command::Hold(start) => self.hold(client, start),
            Command::Book => self.book(client),
            Command::BookAgain => self.book_again(client),
            Command::Quote(start) => self.quote(client, start),
            Command::Change => self.change(client),
            Command::Leave(pay_url) => {
                let outside = self.outside.read_value();
                leave(&pay_url.unwrap_or_else(|| outside.booking_url.clone()));
            }
            Command::Release(id) if id.is_empty() => {}
            Command::Release(id) => spawn_local(async move { client.release(&id).await }),
            Command::Extend(hold) => spawn_local(async move {
                let answer = client.extend(&hold).await;
                self.say(match answer.as_ref().err().map(Error::trouble) {
                    None => self.words.extended(),
                    Some(None) => self.words.not_extended(),
                    Some(Some(trouble)) => self.words.unanswered(trouble),
                });
                let answer = answer.map(|held| self.held(held));
                self.send(Event::ExtendAnswered { hold_id: hold.id, answer });
                // The button is gone if there is no more time to ask for.
                self.focus_if_lost("[role=timer]");
            }),
            Command::Refresh => spawn_local(async move {
                let Some(made_at) = self.house.try_with_untracked(|house| house.snapshot.made_at) else {
                    return;
                };
                // Without a fresh one the old one will do: the edge decides.
                if let Ok(house) = client.house(Some(made_at)).await {
                    self.take_over(house);
                }
            }),
        }
    }

    fn hold(self, client: Client, start: Start) {
        let (house, flow) = (self.house.get_untracked(), self.flow.get_untracked());
        let request = house.hold_request(&flow, start);
        let Some(pending) = self.pending(|keys| &mut keys.hold, &request) else { return };
        spawn_local(async move {
            let answer = client.hold(Keyed { key: &pending.key, body: &pending.body }).await;
            self.settle(|keys| &mut keys.hold, answer.as_ref().err());
            let held = match answer {
                // No table is kept any more, but the slot can be booked.
                Err(Error::Problem(problem)) if problem.code == Code::TooManyHolds => {
                    Ok(house.unheld(&flow, start))
                }
                answer => answer.map(|hold| self.held(hold)),
            };
            self.send(Event::HoldAnswered(held));
        });
    }

    fn quote(self, client: Client, start: Start) {
        let wish = self.flow.read_untracked().wish;
        let mut query = format!("attendees={}&day={}&minutes={}", wish.attendees, start.day, start.minutes);
        if let Some(area) = self.house.read_untracked().area_id(&wish) {
            query.push_str("&floorPlanId=");
            query.push_str(&String::from(js_sys::encode_uri_component(&area)));
        }
        spawn_local(async move {
            let answer = client.quote(&query).await;
            self.send(Event::QuoteAnswered(answer));
        });
    }

    fn change(self, client: Client) {
        let request = self.house.read_untracked().change_request(&self.flow.read_untracked());
        let pending = request.and_then(|request| self.pending(|keys| &mut keys.booking, &request));
        let Some(pending) = pending else { return };
        spawn_local(async move {
            let answer = client.change(Keyed { key: &pending.key, body: &pending.body }).await;
            self.settle(|keys| &mut keys.booking, answer.as_ref().err());
            self.send(Event::ChangeAnswered(answer));
        });
    }

    fn book(self, client: Client) {
        let locale = self.words.lang.code;
        let request = self.house.read_untracked().booking_request(&self.flow.read_untracked(), locale);
        if let Some(pending) = request.and_then(|request| self.pending(|keys| &mut keys.booking, &request)) {
            self.send_booking(client, pending);
        }
    }

    /// Whatever has changed since, the language for one: only the same request gets the same answer.
    fn book_again(self, client: Client) {
        let pending = self.outside.read_value().keys.booking.clone();
        match pending {
            Some(pending) => self.send_booking(client, pending),
            None => self.book(client),
        }
    }

    fn send_booking(self, client: Client, pending: Pending) {
        spawn_local(async move {
            let answer = client.book(Keyed { key: &pending.key, body: &pending.body }).await;
            self.settle(|keys| &mut keys.booking, answer.as_ref().err());
            self.send(Event::BookingAnswered(answer));
        });
    }

    /// The request with its key, kept before it is sent.
    fn pending(
        self,
        slot: fn(&mut Keys) -> &mut Option<Pending>,
        request: &impl serde::Serialize,
    ) -> Option<Pending> {
        let body = serde_json::to_string(request).ok()?;
        let pending = self.outside.try_update_value(|outside| {
            let slot = slot(&mut outside.keys);
            let pending = Pending::again_or_new(slot.take(), body, random_key);
            *slot = Some(pending.clone());
            pending
        });
        self.save();
        pending
    }

    /// Forgets the key once the answer is clear.
    fn settle(self, slot: fn(&mut Keys) -> &mut Option<Pending>, error: Option<&Error>) {
        if error.is_none_or(|error| error.trouble().is_none()) {
            self.outside.try_update_value(|outside| *slot(&mut outside.keys) = None);
        }
    }

    /// The hold with its end on the visitor's clock. A replayed answer still says how long it was once valid,
    /// so the restaurant's clock has a word too.
    fn held(self, hold: api::Hold) -> Held {
        let now_ms = self.house.try_with_untracked(|house| house.clock.now_ms(stopwatch_ms())).unwrap_or(0);
        let left_ms = (hold.expires_in_seconds * 1000).min(hold.expires_at.seconds * 1000 - now_ms).max(0);
        Held { deadline_ms: visitor_ms() + left_ms, hold }
    }

    fn take_over(self, house: House) {
        let Some(wish) = self.flow.try_with_untracked(|flow| flow.wish) else { return };
        let named = self.house.read_untracked().named(&wish);
        let now = house.clock.now(stopwatch_ms());
        let wish = house.wish(&named, wish, now);
        let house = Arc::new(house.in_place_of(&self.house.read_untracked()));
        if !house.offers_the_same_choices(&self.drawn.read_untracked(), self.words.lang.code) {
            self.drawn.set(Arc::clone(&house));
        }
        self.house.set(house);
        self.now.set(now);
        self.flow.write().wish = wish;
    }
}

/// The flow where a reload has left it.
fn resume(house: &House, saved: &Saved, first: Wish, now: Instant) -> Flow {
    let wish = saved.wish.as_ref().map_or(first, |named| house.wish(named, first, now));
    let is_sent = saved.keys.booking.is_some();
    let held =
        saved.held.clone().filter(|held| is_sent || visitor_ms() < held.deadline_ms + HOLD_REMEMBERED_MS);
    // A shorter stay was agreed for what is held, and for nothing else.
    let wish = Wish { duration: wish.duration.filter(|_| held.is_some()), ..wish };
    let stage = match held {
        Some(held) if is_sent => Stage::Details(held, Form::Unanswered(Trouble::Broken)),
        Some(held) => Stage::Details(held, Form::Open(Faults::default())),
        None => Stage::Choosing(Choosing::Looking),
    };
    let earlier_hold = saved.earlier_hold.clone();
    let booked = saved.booked.clone();
    Flow { guest: saved.guest.clone(), earlier_hold, booked, stage, ..Flow::new(wish) }
}

fn step(stage: &Stage) -> Step {
    match stage {
        Stage::Choosing(_) => Step::Choose,
        Stage::Details(..) => Step::Details,
        Stage::Review(_) => Step::Review,
        Stage::Done(done) if done.booked.booking.status == Status::PaymentPending => Step::Pay,
        Stage::Done(_) => Step::Done,
    }
}

fn choosing(stage: &Stage) -> Choosing {
    match stage {
        Stage::Choosing(choosing) => choosing.clone(),
        Stage::Details(..) | Stage::Review(_) | Stage::Done(_) => Choosing::Looking,
    }
}

fn form(stage: &Stage) -> Form {
    match stage {
        Stage::Details(_, form) => form.clone(),
        Stage::Choosing(_) | Stage::Review(_) | Stage::Done(_) => Form::Sending,
    }
}

/// Opens another page in place of this one.
fn leave(address: &str) {
    if let Some(window) = web_sys::window() {
        let _ = window.location().assign(address);
    }
}

/// Whether the way has come to a booking that stands.
fn is_booked(stage: &Stage) -> bool {
    let Stage::Done(done) = stage else { return false };
    matches!(done.booked.booking.status, Status::Booked | Status::Requested)
}

fn was_sending(stage: &Stage) -> bool {
    matches!(stage, Stage::Details(_, Form::Sending))
}
