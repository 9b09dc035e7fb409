//! The house as its guests are shown it, for the pages without scripts: the snapshot, compiled as in the widget. It is
//! for display; booking decides on fresh data.

use api::Snapshot;
use guest::house::House;

use crate::house::cached_snapshot::CachedSnapshot;
use crate::platform::app::App;
use crate::platform::failure::Failure;

/// The house by the cached snapshot, or by a new one if there is none.
pub(crate) async fn shown_house(app: &App, slug: &str) -> Result<House, Failure> {
    let text = match CachedSnapshot::get(app, slug).await {
        Some(cached) => cached.text,
        None => CachedSnapshot::current(app, slug, None).await?.text,
    };
    read(&text)
}

/// The house as it is now.
pub(crate) async fn current_house(app: &App, slug: &str) -> Result<House, Failure> {
    let cached = CachedSnapshot::get(app, slug).await;
    read(&CachedSnapshot::current(app, slug, cached).await?.text)
}

fn read(text: &str) -> Result<House, Failure> {
    let snapshot: Snapshot = serde_json::from_str(text).map_err(Failure::internal)?;
    // The clock of the page is the request's: nothing passes while it is made.
    House::new(snapshot, 0.0).map_err(|error| Failure::internal(format!("a snapshot of our own: {error:?}")))
}
