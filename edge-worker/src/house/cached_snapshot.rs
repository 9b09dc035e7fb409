//! The snapshot of a restaurant: made of the database, kept in the cache, and known to be current by one small query.

use api::snapshot::VERSION;
use api::{Code, Date, Snapshot};
use serde::Deserialize;

use crate::house::load::{Loaded, load};
use crate::house::plain_text::plain_text;
use crate::house::tenant::TenantSelector;
use crate::platform::app::App;
use crate::platform::db::Statement;
use crate::platform::failure::Failure;

/// The most days that a snapshot covers, whatever the restaurant's window. Guests who plan further ahead have to call.
pub(crate) const DAYS_MAX: u16 = 120;

/// The state of a restaurant that a snapshot shows: its configuration, and how often its days from yesterday on changed.
const SELECT_STATE: &str = "
    SELECT r.configuration_version || '.' || COALESCE(SUM(d.revision), 0) AS state
    FROM restaurants r LEFT JOIN day_revisions d ON d.restaurant_id = r.id AND d.day >= ?2 WHERE r.slug = ?1 GROUP BY r.id";

#[derive(Deserialize)]
struct StateRow {
    state: String,
}

/// A snapshot as it is cached: a line with the time of its creation and the state that it shows, then the JSON.
pub(crate) struct CachedSnapshot {
    /// Milliseconds since the epoch.
    pub(crate) made_at: i64,
    state: String,
    pub(crate) text: String,
}

/// The cache key of a restaurant's snapshot in this version.
pub(crate) fn key(slug: &str) -> String {
    format!("snapshot/v{VERSION}/{slug}")
}

impl CachedSnapshot {
    /// The one in the cache, which may be a minute old.
    pub(crate) async fn get(app: &App, slug: &str) -> Option<Self> {
        let mut cached = app.cache.get(&key(slug)).await?;
        let (head, _) = cached.split_once('\n')?;
        let (made_at, state) = head.split_once(' ')?;
        let (made_at, state) = (made_at.parse().ok()?, state.to_owned());
        let text = cached.split_off(head.len() + 1);
        Some(Self { made_at, state, text })
    }

    /// One that shows the present state: this one, or else a new one, which is cached.
    pub(crate) async fn current(app: &App, slug: &str, cached: Option<Self>) -> Result<Self, Failure> {
        let state = state(app, slug).await?;
        if let Some(cached) = cached.filter(|cached| cached.state == state) {
            return Ok(cached);
        }
        let text = make(app, slug, None).await?;
        let made = Self { made_at: app.now_ms, state, text };
        let Self { made_at, state, text } = &made;
        app.cache.put(&key(slug), &format!("{made_at} {state}\n{text}")).await;
        Ok(made)
    }
}

async fn state(app: &App, slug: &str) -> Result<String, Failure> {
    let values = [slug.into(), app.utc_day().plus(-1).0.into()];
    let row: Option<StateRow> = app.db.first(Statement::new(SELECT_STATE, values)).await?;
    Ok(row.map(|row| row.state).unwrap_or_default())
}

/// The snapshot of the house without a booking, which its guest is about to change. It is for nobody else, so it is not
/// cached.
pub(crate) async fn without(app: &App, slug: &str, reservation_id: &str) -> Result<String, Failure> {
    make(app, slug, Some(reservation_id)).await
}

async fn make(app: &App, slug: &str, left_out: Option<&str>) -> Result<String, Failure> {
    let selector = TenantSelector::Slug(slug.to_owned());
    // The window is known only after the configuration is read, so the longest one is loaded, and a day to spare.
    let from = app.utc_day().plus(-1);
    let days = from..from.plus(i32::from(DAYS_MAX) + 2);
    let Loaded { tenant, stays } = load(app, &selector, days).await?;
    let today = tenant.compiled.house.offsets.today(app.now());
    let window = tenant.compiled.house.last_day(app.now()).0 - today.0 + 1;
    let window = u16::try_from(window).unwrap_or(0).min(DAYS_MAX);
    // Parties that have left still count towards the limits of their service, and keep their tables for the buffer.
    let since = tenant.compiled.house.offsets.instant(today.plus(-1), 0);
    let others = stays.parties().filter(|party| Some(party.id.as_str()) != left_out).map(|party| &party.stay);
    let shown: Vec<_> = others.filter(|stay| since <= stay.span.start()).cloned().collect();
    let mut snapshot = Snapshot::new(&tenant.compiled, Date(today), window, &shown, app.now_ms);
    for (offered, experience) in
        snapshot.experiences.iter_mut().zip(&tenant.compiled.configuration.experiences)
    {
        let texts = experience.description_html.iter();
        offered.description = texts.map(|(tag, html)| (tag.clone(), plain_text(html))).collect();
    }
    serde_json::to_string(&snapshot)
        .map_err(|_| Failure::new(Code::Internal, "the snapshot cannot be written"))
}
