//! The widget as a whole: loads the snapshot once, then draws the step that the guest is at.

use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use api::booking::guest_booking::BookingGlance;
use guest::error::LoadError;
use guest::flow::Start;
use guest::house::House;
use guest::options::Options;
use guest::words::BookingTexts;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::client::{Client, house_of};
use crate::desk::{Desk, Step};
use crate::host::{Host, HostEvent};
use crate::loader::Loader;
use crate::steps::{Choose, Details, Done, Ornament, Pay, Review, Stuck};
use crate::words::Words;

/// How often the restaurant's clock is looked at, so that a time that passes goes away.
const TICK: Duration = Duration::from_secs(20);

/// What is needed to choose.
#[derive(Clone)]
struct Loaded {
    house: Arc<House>,
    /// The booking that is to be changed.
    current: Option<BookingGlance>,
}

/// Loads the restaurant and draws it.
#[component]
pub(crate) fn App(host: Host, loader: Loader) -> impl IntoView {
    let options = loader.options();
    let first_words = loader.first_words(options.lang);
    let theme = options.theme.name();
    let client = Client::new(&options);
    let is_change = options.change.is_some();
    let announcement = RwSignal::new(String::new());
    let (host, options) = (StoredValue::new_local(host), StoredValue::new(options));
    let loader = Rc::new(loader);
    let loaded = RwSignal::new(None::<Result<Loaded, LoadError>>);
    let words = RwSignal::new(first_words);
    let load = move || {
        loaded.set(None);
        let (client, loader) = (client.clone(), loader.clone());
        spawn_local(async move {
            let house = match loader.snapshot().await {
                Some(early) => house_of(early).await,
                None => client.house(None).await,
            };
            if let Ok(house) = &house {
                let Some(lang) = options.try_with_value(|o| o.spoken(&house.snapshot.restaurant.locales))
                else {
                    return;
                };
                words.try_set(loader.words(lang, first_words).await);
            }
            let both = match house {
                Ok(house) if is_change => match client.booking().await {
                    Ok(booking) => Ok((house.for_change(&booking), Some(booking))),
                    Err(error) => Err(error.into()),
                },
                house => house.map(|house| (house, None)),
            };
            if let Err(error) = &both {
                host.try_with_value(|host| host.tell(HostEvent::Failed(*error)));
            }
            loaded.try_set(Some(both.map(|(house, current)| Loaded { house: Arc::new(house), current })));
        });
    };
    load();
    let load = StoredValue::new_local(load);
    let content = move || {
        let words = words.get();
        match loaded.get() {
            None => view! { <Loading words /> }.into_any(),
            Some(Ok(loaded)) => view! { <Card loaded options host words announcement /> }.into_any(),
            Some(Err(error)) => {
                let hosted_page = options.read_value().hosted_page(words.lang);
                view! { <Stuck words error hosted_page on_retry=move || load.with_value(|load| load()) /> }
                    .into_any()
            }
        }
    };
    view! {
        <div class="couvert" data-theme=theme lang=move || words.get().lang.code dir=move || words.get().lang.direction()>
            {move || content()}
            <p class="voice" role="status">
                {announcement}
            </p>
        </div>
    }
}

/// The shape of what comes.
#[component]
fn Loading(words: &'static Words) -> impl IntoView {
    view! {
        <div class="card loading" aria-busy="true">
            <span class="voice">{words.loading()}</span>
            <Ornament class="bone wide" />
            <Ornament class="bone" />
            <Ornament class="bone tall" />
        </div>
    }
}

/// The restaurant's name, and the step that the guest is at.
#[component]
fn Card(
    loaded: Loaded,
    options: StoredValue<Options>,
    host: StoredValue<Host, LocalStorage>,
    words: &'static Words,
    announcement: RwSignal<String>,
) -> impl IntoView {
    let name = loaded.house.snapshot.restaurant.name.clone();
    let (title, current) = match &loaded.current {
        Some(booking) => (words.change_title(), Some(view! { <Before booking=booking.clone() words /> })),
        None => (words.title(), None),
    };
    let desk = Desk::new(
        loaded.house,
        loaded.current.as_ref(),
        &options.read_value(),
        host.get_value(),
        words,
        announcement,
    );
    provide_context(desk);
    // Once it is drawn.
    queue_microtask(move || desk.tell_ready());
    if let Ok(timer) = set_interval_with_handle(move || desk.tick(), TICK) {
        on_cleanup(move || timer.clear());
    }
    let step = move || match desk.step.get() {
        Step::Choose => {
            desk.drawn.track();
            view! { <Choose /> }.into_any()
        }
        Step::Details => view! { <Details /> }.into_any(),
        Step::Review => view! { <Review /> }.into_any(),
        Step::Pay => view! { <Pay /> }.into_any(),
        Step::Done => view! { <Done /> }.into_any(),
    };
    view! {
        <section class="card" aria-label=title>
            <header class="masthead">
                <p class="eyebrow">{title}</p>
                <h2>{name}</h2>
                {current}
            </header>
            <div>{move || step()}</div>
        </section>
    }
}

/// The booking as it is, while another time is chosen.
#[component]
fn Before(booking: BookingGlance, words: &'static Words) -> impl IntoView {
    let start = Start { day: booking.day, minutes: booking.minutes };
    let guests = words.guest_count(booking.attendees.into());
    view! {
        <p class="hint">
            {[words.booked_now(), ": ", &words.at(start), " · ", &guests].concat()}
        </p>
    }
}
