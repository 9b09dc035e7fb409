//! A restaurant's published profile, from the cache if possible.

use api::configuration::restaurant_profile::RestaurantProfile;

use crate::house::tenant::{TenantSelector, load_tenant};
use crate::platform::app::App;
use crate::platform::failure::Failure;

/// The restaurant's profile, which may be a minute old.
pub(crate) async fn profile(app: &App, slug: &str) -> Result<RestaurantProfile, Failure> {
    let key = format!("profile/{slug}");
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
