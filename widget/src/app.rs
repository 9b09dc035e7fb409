//! The widget as a whole: loads the snapshot once, then draws the step that the guest is at.

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::client::Client;
use crate::desk::{Desk, Step};
use crate::error::LoadError;
use crate::host::{Host, HostEvent};
use crate::house::House;
use crate::options::Options;
use crate::steps::{Choose, Details, Done, Ornament, Pay, Stuck};
use crate::words::Words;

/// How often the restaurant's clock is looked at, so that a time that passes goes away.
const TICK: Duration = Duration::from_secs(20);

/// Loads the restaurant and draws it.
#[component]
pub(crate) fn App(host: Host, options: Options) -> impl IntoView {
    let theme = options.theme.name();
    let client = Client::new(&options.origin, &options.restaurant);
    let announcement = RwSignal::new(String::new());
    let (host, options) = (StoredValue::new_local(host), StoredValue::new(options));
    let loaded = RwSignal::new(None::<Result<Arc<House>, LoadError>>);
    let load = move || {
        loaded.set(None);
        let client = client.clone();
        spawn_local(async move {
            let house = client.house(None).await.map(Arc::new);
            if let Err(error) = &house {
                host.try_with_value(|host| host.tell(HostEvent::Failed(*error)));
            }
            loaded.try_set(Some(house));
        });
    };
    load();
    let load = StoredValue::new(load);
    let lang = move || match &*loaded.read() {
        Some(Ok(house)) => options.read_value().spoken(&house.snapshot.restaurant.locales),
        Some(Err(_)) | None => options.read_value().spoken(&[]),
    };
    let content = move || {
        let words = lang().words();
        match loaded.get() {
            None => view! { <Loading words /> }.into_any(),
            Some(Ok(house)) => view! { <Card house options host words announcement /> }.into_any(),
            Some(Err(error)) => {
                let hosted_page = options.read_value().hosted_page(words.lang);
                view! { <Stuck words error hosted_page on_retry=move || load.with_value(|load| load()) /> }
                    .into_any()
            }
        }
    };
    view! {
        <div class="couvert" data-theme=theme lang=move || lang().code()>
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
            <span class="voice">{words.loading}</span>
            <Ornament class="bone wide" />
            <Ornament class="bone" />
            <Ornament class="bone tall" />
        </div>
    }
}

/// The restaurant's name, and the step that the guest is at.
#[component]
fn Card(
    house: Arc<House>,
    options: StoredValue<Options>,
    host: StoredValue<Host, LocalStorage>,
    words: &'static Words,
    announcement: RwSignal<String>,
) -> impl IntoView {
    let name = house.snapshot.restaurant.name.clone();
    let desk = Desk::new(house, &options.read_value(), host.get_value(), words, announcement);
    provide_context(desk);
    if let Ok(timer) = set_interval_with_handle(move || desk.tick(), TICK) {
        on_cleanup(move || timer.clear());
    }
    let step = move || match desk.step.get() {
        Step::Choose => view! { <Choose /> }.into_any(),
        Step::Details => view! { <Details /> }.into_any(),
        Step::Pay => view! { <Pay /> }.into_any(),
        Step::Done => view! { <Done /> }.into_any(),
    };
    view! {
        <section class="card" aria-label=words.title>
            <header class="masthead">
                <p class="eyebrow">{words.title}</p>
                <h2>{name}</h2>
            </header>
            <div>{move || step()}</div>
        </section>
    }
}
