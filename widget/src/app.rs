//! The widget as a whole: loads the snapshot once, then draws the step that the guest is at.

use reactive_graph::owner::Owner;
use wasm_bindgen_futures::spawn_local;

use crate::client::{Client, LoadError};
use crate::desk::{Desk, Step, load};
use crate::element::{El, div, el, voice};
use crate::host::{Host, HostEvent};
use crate::live::Live;
use crate::options::Options;
use crate::steps;
use crate::timer::every;
use crate::words::{Lang, Words};

/// How often the restaurant's clock is looked at, so that a time that passes goes away.
const TICK_MS: i32 = 20_000;

#[derive(Clone)]
enum Shown {
    Loading,
    Stuck(LoadError),
    Open(Box<Desk>),
}

/// Draws the widget into `place`, and goes on drawing what changes.
pub(crate) fn app(place: El, host: Host, options: Options) {
    let shown = Live::new(Shown::Loading);
    let said = Live::new(String::new());
    let lang = options.lang.unwrap_or(Lang::En);
    let (theme, hosted_page) = (options.theme.name(), options.hosted_page(lang));
    let attempt = Attempt { host, options, shown, said };
    attempt.clone().start();
    let spoken = move || match shown.get() {
        Shown::Open(desk) => desk.words.lang,
        Shown::Loading | Shown::Stuck(_) => lang,
    };
    let content = move || match shown.get() {
        Shown::Loading => vec![loading(lang.words())],
        Shown::Stuck(error) => {
            let attempt = attempt.clone();
            vec![steps::stuck(lang.words(), error, &hosted_page, move || attempt.clone().start())]
        }
        Shown::Open(desk) => vec![open(*desk)],
    };
    let voice = el("p").attr("class", "voice").attr("role", "status").live_text(move || said.get());
    place
        .attr("class", "couvert")
        .attr("data-theme", theme)
        .live_attr("lang", move || Some(spoken().code().to_owned()))
        .child(el("div").live(content))
        .child(voice);
}

/// What it takes to load, once or again.
#[derive(Clone)]
struct Attempt {
    host: Host,
    options: Options,
    shown: Live<Shown>,
    said: Live<String>,
}

impl Attempt {
    fn start(self) {
        self.shown.set(Shown::Loading);
        let owner = Owner::current();
        spawn_local(async move {
            let client = Client::new(&self.options.origin, &self.options.restaurant);
            let next = match load(&client, None).await {
                Ok(house) => {
                    let own = self
                        .options
                        .lang
                        .or_else(|| house.snapshot.restaurant.locales.iter().find_map(|tag| Lang::of(tag)));
                    let locales = &house.snapshot.restaurant.locales;
                    let words = own.unwrap_or(Lang::En).as_written_by(locales).words();
                    // The signals belong to the widget, not to this task, and go away with the widget.
                    let desk = || Desk::new(house, &self.options, self.host.clone(), words, self.said);
                    Shown::Open(Box::new(match owner {
                        Some(owner) => owner.with(desk),
                        None => desk(),
                    }))
                }
                Err(error) => {
                    self.host.tell(HostEvent::Failed(error));
                    Shown::Stuck(error)
                }
            };
            self.shown.set(next);
        });
    }
}

fn loading(words: &'static Words) -> El {
    div("card loading")
        .attr("aria-busy", "true")
        .child(voice(words.loading))
        .child(div("bone wide"))
        .child(div("bone"))
        .child(div("bone tall"))
}

fn open(desk: Desk) -> El {
    every(TICK_MS, move || desk.tick());
    let name = desk.house.with_untracked(|house| house.snapshot.restaurant.name.clone());
    let head = el("header")
        .attr("class", "masthead")
        .child(el("p").attr("class", "eyebrow").text(desk.words.title))
        .child(el("h2").text(&name));
    let content = move || match desk.step.get() {
        Step::Choose => vec![steps::choose(desk)],
        Step::Details => vec![steps::details(desk)],
        Step::Pay => vec![steps::pay(desk)],
        Step::Done => vec![steps::done(desk)],
    };
    el("section")
        .attr("class", "card")
        .attr("aria-label", desk.words.title)
        .child(head)
        .child(el("div").live(content))
}
