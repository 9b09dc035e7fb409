//! What the cache holds of a restaurant: its published profile and its snapshot.

use api::configuration::document::RestaurantProfile;
use api::snapshot::VERSION;

use crate::house::tenant::{TenantSelector, load_tenant};
use crate::platform::app::App;
use crate::platform::failure::Failure;

/// The cache key of a restaurant's snapshot in this version. Its value is a line with the time of creation, then the
/// JSON.
pub(crate) fn snapshot_key(slug: &str) -> String {
    format!("snapshot/v{VERSION}/{slug}")
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
