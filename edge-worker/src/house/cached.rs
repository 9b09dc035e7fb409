//! What the cache holds of a restaurant: its published profile and its snapshot.

use api::configuration::document::RestaurantProfile;
use api::snapshot::VERSION;

use crate::house::tenant::{TenantSelector, load_tenant};
use crate::platform::app::App;
use crate::platform::failure::Failure;

/// The cache key of a restaurant's snapshot in this version.
pub(crate) fn snapshot_key(slug: &str) -> String {
    format!("snapshot/v{VERSION}/{slug}")
}

/// A cached snapshot. Its value is a line with the time of its creation and the state that it shows, then the JSON.
pub(crate) struct CachedSnapshot {
    pub(crate) made_at: i64,
    pub(crate) state: String,
    pub(crate) text: String,
}

impl CachedSnapshot {
    /// The one in the cache, which may be a minute old.
    pub(crate) async fn get(app: &App, slug: &str) -> Option<Self> {
        let mut cached = app.cache.get(&snapshot_key(slug)).await?;
        let (head, _) = cached.split_once('\n')?;
        let (made_at, state) = head.split_once(' ')?;
        let (made_at, state) = (made_at.parse().ok()?, state.to_owned());
        let text = cached.split_off(head.len() + 1);
        Some(Self { made_at, state, text })
    }

    /// Puts it into the cache.
    pub(crate) async fn put(&self, app: &App, slug: &str) {
        let Self { made_at, state, text } = self;
        app.cache.put(&snapshot_key(slug), &format!("{made_at} {state}\n{text}")).await;
    }
}

/// The restaurant's published profile, from the cache if possible.
pub(crate) async fn profile(app: &App, slug: &str) -> Result<RestaurantProfile, Failure> {
    let key = profile_key(slug);
    if let Some(profile) = app.cache.get(&key).await.and_then(|text| serde_json::from_str(&text).ok()) {
        return Ok(profile);
    }
    let tenant = load_tenant(app, &TenantSelector::Slug(slug.to_owned())).await?;
    let profile = tenant.compiled.configuration.restaurant;
    if let Ok(text) = serde_json::to_string(&profile) {
        app.cache.put(&key, &text).await;
    }
    Ok(profile)
}

fn profile_key(slug: &str) -> String {
    format!("profile/{slug}")
}
