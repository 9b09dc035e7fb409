//! The shell around the flow: hands events in, carries commands out, keeps the session, moves the focus, tells
//! the host page. Components get a copy of it and send events; what they show they derive from its signals.

use std::rc::Rc;

use api::Code;
use api::basics::status::Status;
use engine::Instant;
use wasm_bindgen_futures::spawn_local;

use crate::client::{Client, Error, Keyed, LoadError, Trouble};
use crate::clock::{stopwatch_ms, visitor_ms};
use crate::flow::{Choosing, Command, Event, Faults, Flow, Form, Held, Stage, Start, Wish};
use crate::focus::focus_soon;
use crate::host::{Host, HostEvent};
use crate::house::{DayOffer, House};
use crate::keys::{Keys, Pending, random_key};
use crate::live::Live;
use crate::options::Options;
use crate::session::{Saved, Session};
use crate::words::Words;

/// How long after its end a hold is still worth coming back to.
const HOLD_REMEMBERED_MS: i64 = 30 * 60_000;

#[derive(Clone, Copy)]
pub(crate) struct Desk {
    pub(crate) flow: Live<Flow>,
    pub(crate) house: Live<Rc<House>>,
    pub(crate) now: Live<Instant>,
    pub(crate) wish: Live<Wish>,
    /// What goes on while the guest chooses.
    pub(crate) choosing: Live<Choosing>,
    pub(crate) step: Live<Step>,
    /// What a screen reader is told.
    pub(crate) said: Live<String>,
    pub(crate) words: &'static Words,
    outside: Live<Outside>,
}

/// What is not drawn.
struct Outside {
    origin: String,
    host: Host,
    client: Client,
    session: Session,
    keys: Keys,
}

/// Which stage is drawn; changes within a stage do not draw it anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Choose,
    Details,
    Pay,
    Done,
}

impl Desk {
    pub(crate) fn new(
        house: House,
        options: &Options,
        host: Host,
        words: &'static Words,
        said: Live<String>,
    ) -> Self {
        let client = Client::new(&options.origin, &options.restaurant);
        let session = Session::new(&options.restaurant, &options.place);
        let saved = session.load();
        let now = house.clock.now(stopwatch_ms());
        let flow = resume(&house, &saved, house.first_wish(options, now), now);
        let origin = options.origin.clone();
        let outside = Outside { origin, host, client, session, keys: saved.keys };
        outside.host.tell(HostEvent::Ready);
        Self {
            wish: Live::new(flow.wish),
            choosing: Live::new(choosing(&flow.stage)),
            step: Live::new(step(&flow.stage)),
            flow: Live::new(flow),
            house: Live::new(Rc::new(house)),
            now: Live::new(now),
            said,
            words,
            outside: Live::new(outside),
        }
    }

    /// What the wish's day offers.
    pub(crate) fn offer(self) -> DayOffer {
        self.house.with(|house| house.offer(&self.wish.get(), self.now.get()))
    }

    /// Which widget of the page it is, for ids that do not meet.
    pub(crate) fn id(self, name: &str) -> String {
        let number = self.outside.with_untracked(|outside| outside.host.number);
        format!("couvert-{number}-{name}")
    }

    pub(crate) fn focus(self, selector: impl Into<String>) {
        self.outside.with_untracked(|outside| focus_soon(outside.host.root.clone(), selector.into()));
    }

    pub(crate) fn say(self, text: impl Into<String>) {
        self.said.set(text.into());
    }

    /// The whole address of something that the edge names by its path alone.
    pub(crate) fn address(self, address: &str) -> String {
        if !address.starts_with('/') {
            return address.to_owned();
        }
        self.outside.with_untracked(|outside| [outside.origin.as_str(), address].concat())
    }

    /// Sets the clock; called now and then.
    pub(crate) fn tick(self) {
        let now = self.house.with_untracked(|house| house.clock.now(stopwatch_ms()));
        if now != self.now.get_untracked() {
            self.now.set(now);
        }
    }

    pub(crate) fn send(self, event: Event) {
        // An answer may come after the widget is gone; then there is nothing left to update.
        let Some(before) = self.flow.try_with_untracked(|flow| flow.stage.clone()) else { return };
        let is_wish = matches!(
            event,
            Event::PartyChosen(_) | Event::ExperienceChosen(_) | Event::AreaChosen(_) | Event::DayChosen(_)
        );
        let is_submission = matches!(event, Event::Submitted);
        let command = self.change(|flow| flow.on(event)).flatten();
        let after = self.flow.with_untracked(|flow| flow.stage.clone());
        self.show_change(&before, &after, is_submission);
        if is_wish {
            self.say_times();
        }
        self.save();
        if let Some(command) = command {
            self.carry_out(command);
        }
    }

    /// Changes the flow, and what is drawn from parts of it where those change.
    fn change<T>(self, change: impl FnOnce(&mut Flow) -> T) -> Option<T> {
        let result = self.flow.update(change)?;
        let (wish, choosing, step) =
            self.flow.with_untracked(|flow| (flow.wish, choosing(&flow.stage), step(&flow.stage)));
        self.wish.publish(wish);
        self.choosing.publish(choosing);
        self.step.publish(step);
        Some(result)
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
                self.say(self.words.asking);
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

    fn tell(self, told: fn(Start, u16) -> HostEvent, start: Start) {
        let attendees = self.flow.with_untracked(|flow| flow.wish.attendees);
        self.outside.with_untracked(|outside| outside.host.tell(told(start, attendees)));
    }

    fn say_times(self) {
        let (wish, offer, words) = (self.wish.get_untracked(), self.offer(), self.words);
        self.say(match offer.nothing {
            Some(reason) => (words.day_sentence)(reason).to_owned(),
            None => {
                let (date, guests) = (words.long_date(wish.day), (words.guest_count)(wish.attendees));
                (words.times_found)(offer.free, &date, &guests)
            }
        });
    }

    fn save(self) {
        let wish =
            self.house.with_untracked(|house| self.flow.with_untracked(|flow| house.named(&flow.wish)));
        self.flow.with_untracked(|flow| {
            self.outside.with_untracked(|outside| {
                let held = match &flow.stage {
                    Stage::Details(held, _) => Some(held.clone()),
                    Stage::Choosing(_) => None,
                    Stage::Done(_) => {
                        let booked = flow.booked.clone();
                        return outside.session.save(&Saved { booked, ..Saved::default() });
                    }
                };
                outside.session.save(&Saved {
                    wish: Some(wish),
                    guest: flow.guest.clone(),
                    held,
                    earlier_hold: flow.earlier_hold.clone(),
                    keys: outside.keys.clone(),
                    booked: flow.booked.clone(),
                });
            });
        });
    }

    fn carry_out(self, command: Command) {
        let client = self.outside.with_untracked(|outside| outside.client.clone());
        match command {
            Command::Hold(start) => self.hold(client, start),
            Command::Book => self.book(client),
            Command::BookAgain => self.book_again(client),
            Command::Release(id) if id.is_empty() => {}
            Command::Release(id) => spawn_local(async move { client.release(&id).await }),
            Command::Extend(id) => spawn_local(async move {
                let answer = client.extend(&id, &random_key()).await;
                self.say(if answer.is_ok() { self.words.extended } else { self.words.not_extended });
                self.send(Event::ExtendAnswered(answer.map(|hold| self.held(hold))));
            }),
            Command::Refresh => spawn_local(async move {
                let Some(made_at) = self.house.try_with_untracked(|house| house.snapshot.made_at) else {
                    return;
                };
                // Without a fresh one the old one will do: the edge decides.
                if let Ok(house) = load(&client, Some(made_at)).await {
                    self.take_over(house);
                }
            }),
        }
    }

    fn hold(self, client: Client, start: Start) {
        let request = self
            .house
            .with_untracked(|house| self.flow.with_untracked(|flow| house.hold_request(flow, start)));
        let Some(pending) = self.pending(|keys| &mut keys.hold, &request) else { return };
        spawn_local(async move {
            let answer = client.hold(Keyed { key: &pending.key, body: &pending.body }).await;
            self.settle(|keys| &mut keys.hold, answer.as_ref().err());
            let held = match answer {
                // No table is kept any more, but the slot can be booked.
                Err(Error::Problem(problem)) if problem.code == Code::TooManyHolds => {
                    Ok(Held::of_nothing(&request))
                }
                answer => answer.map(|hold| self.held(hold)),
            };
            self.send(Event::HoldAnswered(held));
        });
    }

    fn book(self, client: Client) {
        let locale = self.words.lang.code();
        let request = self
            .house
            .with_untracked(|house| self.flow.with_untracked(|flow| house.booking_request(flow, locale)));
        if let Some(pending) = request.and_then(|request| self.pending(|keys| &mut keys.booking, &request)) {
            self.send_booking(client, pending);
        }
    }

    /// Whatever has changed since, the language for one: only the same request gets the same answer.
    fn book_again(self, client: Client) {
        match self.outside.with_untracked(|outside| outside.keys.booking.clone()) {
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
        let pending = self.outside.update(|outside| {
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
            self.outside.update(|outside| *slot(&mut outside.keys) = None);
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
        let Some(named) = self.house.try_with_untracked(|old| old.named(&self.flow.get_untracked().wish))
        else {
            return;
        };
        let now = house.clock.now(stopwatch_ms());
        let wish = house.wish(&named, self.wish.get_untracked(), now);
        self.house.set(Rc::new(house));
        self.now.set(now);
        self.change(|flow| flow.wish = wish);
    }
}

pub(crate) async fn load(client: &Client, fresh_after: Option<i64>) -> Result<House, LoadError> {
    let snapshot = client.snapshot(fresh_after).await?;
    House::new(snapshot, stopwatch_ms()).map_err(|error| match error {
        api::snapshot::SnapshotError::Version => LoadError::OtherVersion,
        api::snapshot::SnapshotError::Malformed => LoadError::Unreachable,
    })
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
        Stage::Done(done) if done.booked.booking.status == Status::PaymentPending => Step::Pay,
        Stage::Done(_) => Step::Done,
    }
}

fn choosing(stage: &Stage) -> Choosing {
    match stage {
        Stage::Choosing(choosing) => choosing.clone(),
        Stage::Details(..) | Stage::Done(_) => Choosing::Looking,
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
