//! Publishes an edited configuration, if the whole document is valid.
//!
//! Each published configuration has a version. Decisions are made with one version and committed only while it is
//! still published (see `house/commit.rs`). An edit that could take a booked party's table is published only if
//! nothing was booked since it was checked. Widgets keep using the version that they loaded: holds are decided by the
//! current one.

use std::collections::BTreeSet;
use std::ops::Range;

use api::{Compiled, Configuration, FieldError, GiftCardTemplate};
use engine::Day;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::configuration::stranding::{self, StrandingContext, StrandingResolution};
use crate::house::idempotency::{IdempotentRequest, run_once};
use crate::house::retry::{Effect, retry_on_conflict};
use crate::house::stays::{Stays, UnparsedStays, select_stays};
use crate::house::tenant::{Tenant, TenantSelector, restaurant_id, select_tenant};
use crate::house::{reseating, stay_row};
use crate::ledger::gift_card::AMOUNT_MAX;
use crate::payments::opening::CARD_MIN;
use crate::platform::app::App;
use crate::platform::db::{RowSets, Statement, Value};
use crate::platform::failure::Failure;
use crate::platform::zone;

/// The largest party that can book online.
const PARTY_MAX: u16 = 100;
/// The longest booking window.
const WINDOW_DAYS_MAX: u16 = 700;
/// Years for which a gift card bought online can be valid.
const VALID_YEARS: std::ops::RangeInclusive<u8> = 1..=50;

/// An edit of the configuration.
pub(crate) struct Edit<'a, T> {
    /// Makes the edit; returns the answer to the caller.
    pub(crate) apply: &'a dyn Fn(&Tenant, &mut Configuration) -> Result<T, Failure>,
    /// JSON pointer to the request's body within the edited document; error pointers are made relative to it.
    pub(crate) place: &'a dyn Fn(&Configuration) -> String,
    /// Whether parties that would be stranded may be given other tables.
    pub(crate) reseat: bool,
}

#[cfg(not(feature = "unguarded"))]
const INSERT_CONFIGURATION: &str = "
    INSERT INTO configurations (restaurant_id, version, document, published_at)
    SELECT ?1, iif(?6 < 0 OR ?6 = (SELECT COUNT(*) FROM day_revisions WHERE restaurant_id = ?1 AND day >= ?5),
                   ?2, NULL), ?3, ?4";
#[cfg(feature = "unguarded")]
const INSERT_CONFIGURATION: &str = "
    INSERT OR REPLACE INTO configurations (restaurant_id, version, document, published_at)
    SELECT ?1, ?2, ?3, ?4 WHERE ?5 = ?5 AND ?6 = ?6";

const UPDATE_VERSION: &str = "UPDATE restaurants SET configuration_version = ?2 WHERE id = ?1";

/// The number of day revisions committed for this day and later ones.
const COUNT_CHANGES: &str = concat!(
    "SELECT COUNT(*) AS changes FROM day_revisions WHERE day >= ?3 AND restaurant_id = ",
    restaurant_id!(),
);

#[derive(Deserialize)]
struct ChangesRow {
    changes: i64,
}

/// Publishes an edit, once per idempotency key.
pub(crate) async fn publish_once<T: serde::Serialize + DeserializeOwned>(
    app: &App,
    request: IdempotentRequest<'_>,
    edit: &Edit<'_, T>,
) -> Result<T, Failure> {
    run_once(app, request, reads(app, request.selector), |rows| decide(app, request.selector, rows, edit))
        .await
}

/// Publishes an edit that is idempotent by itself.
pub(crate) async fn publish<T>(
    app: &App,
    selector: &TenantSelector,
    edit: &Edit<'_, T>,
) -> Result<T, Failure> {
    retry_on_conflict(app, || reads(app, selector), |rows| decide(app, selector, rows, edit)).await
}

fn reads(app: &App, selector: &TenantSelector) -> Vec<Statement> {
    let days = stranding::days(app);
    vec![
        select_tenant(selector),
        select_stays(selector, &days),
        selector.statement(COUNT_CHANGES, [days.start.0.into()]),
    ]
}

fn decide<T>(
    app: &App,
    selector: &TenantSelector,
    rows: &mut RowSets,
    edit: &Edit<T>,
) -> Result<Effect<T>, Failure> {
    let days = stranding::days(app);
    let tenant = Tenant::read(app, selector, rows, days.clone())?;
    let stays = UnparsedStays::read(rows)?;
    let changes = rows.first::<ChangesRow>()?.map_or(0, |row| row.changes);
    let mut configuration = tenant.compiled.configuration.clone();
    let answer = (edit.apply)(&tenant, &mut configuration)?;
    configuration.sort_floor_plans();
    let place = (edit.place)(&configuration);
    let here = |faults: Vec<FieldError>| {
        Failure::invalid(faults.into_iter().map(|f| from_there(f, &place)).collect())
    };
    let (document, compiled) = checked(app, configuration, &days).map_err(here)?;
    if compiled.configuration == tenant.compiled.configuration {
        return Ok(Effect { statements: Vec::new(), answer });
    }
    let after = Tenant { id: tenant.id.clone(), version: tenant.version + 1, compiled };
    let may_strand = stranding::is_possible(&tenant.compiled, &after.compiled);
    let settlement = if may_strand {
        let stays = stays.parse()?;
        let outlook = StrandingContext {
            before: &tenant,
            after: &after,
            stays_before: Stays::of(stays.clone(), &tenant.compiled, app.now_ms),
            stays_after: Stays::of(stays, &after.compiled, app.now_ms),
        };
        stranding::settle(app, &outlook, edit.reseat).map_err(Failure::stranding)?
    } else {
        StrandingResolution::default()
    };
    app.mark_snapshot_stale(tenant.slug());
    let values: [Value; 6] = [
        tenant.id.as_str().into(),
        after.version.into(),
        document.into(),
        app.now_ms.into(),
        days.start.0.into(),
        if may_strand { changes } else { -1 }.into(),
    ];
    let mut statements = vec![
        Statement::new(INSERT_CONFIGURATION, values),
        Statement::new(UPDATE_VERSION, [tenant.id.as_str().into(), after.version.into()]),
    ];
    statements.extend(settlement.lost_holds.iter().map(|hold| stay_row::release_hold(&tenant.id, hold)));
    statements.extend(reseating::statements(app, &after, &settlement.moves));
    Ok(Effect { statements, answer })
}

/// Makes an error's pointer relative to the request's body.
fn from_there(fault: FieldError, place: &str) -> FieldError {
    let pointer = fault.pointer.strip_prefix(place).map(str::to_owned).unwrap_or(fault.pointer);
    FieldError { pointer, detail: fault.detail }
}

/// Validates the whole document; returns its JSON, and the configuration compiled for these days.
pub(crate) fn checked(
    app: &App,
    mut configuration: Configuration,
    days: &Range<Day>,
) -> Result<(String, Compiled), Vec<FieldError>> {
    clean(&mut configuration);
    let restaurant = &configuration.restaurant;
    let at = |field: &str, detail: &str| vec![FieldError::new(format!("/restaurant/{field}"), detail)];
    if !is_slug(&restaurant.slug) {
        return Err(at(
            "slug",
            "2 to 60 lower-case letters, digits and hyphens, a letter or digit at each end",
        ));
    }
    let zone =
        zone::named(&restaurant.time_zone).ok_or_else(|| at("timeZone", "no zone has this IANA name"))?;
    if restaurant.locales.is_empty() {
        return Err(at("locales", "at least one language"));
    }
    if !is_link(&restaurant.privacy_url) {
        return Err(at("privacyUrl", "an address that starts with https:// or http:// or /, or nothing"));
    }
    if let Some(i) = restaurant.allowed_origins.iter().position(|origin| !is_origin(origin)) {
        return Err(at(
            &format!("allowedOrigins/{i}"),
            "an origin as browsers send it: https://www.example.com",
        ));
    }
    check_sizes(&configuration)?;
    let document = serde_json::to_string(&configuration)
        .map_err(|error| vec![FieldError::new("", error.to_string())])?;
    let offsets = zone::offsets(zone, days.start.min(app.utc_day()), days.end);
    Ok((document, Compiled::new(configuration, offsets)?))
}

/// Limits on what widgets can show and decisions can process.
fn check_sizes(configuration: &Configuration) -> Result<(), Vec<FieldError>> {
    let settings = &configuration.settings;
    let faults = [
        (PARTY_MAX < settings.max_party_size, "settings/maxPartySize", "at most 100"),
        (WINDOW_DAYS_MAX < settings.window_days, "settings/windowDays", "at most 700"),
        (configuration.experiences.is_empty(), "experiences", "at least one"),
    ];
    let mut faults: Vec<_> = faults
        .into_iter()
        .filter(|(is_wrong, ..)| *is_wrong)
        .map(|(_, field, detail)| FieldError::new(format!("/{field}"), detail))
        .collect();
    faults.extend(twice("labels", configuration.labels.iter().map(|label| &label.id)));
    faults.extend(twice("experiences", configuration.experiences.iter().map(|experience| &experience.id)));
    let templates = &configuration.gift_card_templates;
    faults.extend(twice("giftCardTemplates", templates.iter().map(|template| &template.id)));
    let amounts = |template: &GiftCardTemplate| (1..=template.max_amount).contains(&template.min_amount);
    if let Some(i) = templates.iter().position(|template| !amounts(template)) {
        let pointer = format!("/giftCardTemplates/{i}/minAmount");
        faults.push(FieldError::new(pointer, "from 1 to maxAmount"));
    }
    let is_offered = |template: &GiftCardTemplate, amount: &i64| {
        (template.min_amount..=template.max_amount).contains(amount)
    };
    for (i, template) in templates.iter().enumerate() {
        let at =
            |field: &str, detail: &str| FieldError::new(format!("/giftCardTemplates/{i}/{field}"), detail);
        if let Some(k) = template.amounts.iter().position(|amount| !is_offered(template, amount)) {
            faults.push(at(&format!("amounts/{k}"), "from minAmount to maxAmount"));
        }
        if template.valid_years.is_some_and(|years| !VALID_YEARS.contains(&years)) {
            faults.push(at("validYears", "from 1 to 50"));
        }
        if template.online && (template.max_amount < CARD_MIN || AMOUNT_MAX < template.max_amount) {
            faults.push(at("maxAmount", "what a card can pay, where guests buy it online"));
        }
        if template.online && template.min_amount < CARD_MIN {
            faults.push(at("minAmount", "at least 50, where guests buy it online: no card pays less"));
        }
    }
    let kinds = ["guestbook", "reservation"];
    if let Some(i) = configuration.labels.iter().position(|label| !kinds.contains(&label.kind.as_str())) {
        faults.push(FieldError::new(format!("/labels/{i}/type"), "guestbook or reservation"));
    }
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

fn twice<'a>(list: &str, ids: impl Iterator<Item = &'a String>) -> Option<FieldError> {
    let mut seen = BTreeSet::new();
    let (i, _) = ids.enumerate().find(|(_, id)| id.is_empty() || !seen.insert(*id))?;
    Some(FieldError::new(format!("/{list}/{i}/id"), "is needed, and no other may have it"))
}

/// Sanitizes texts that browsers show as HTML.
fn clean(configuration: &mut Configuration) {
    for text in configuration.experiences.iter_mut().flat_map(|e| e.description_html.values_mut()) {
        *text = ammonia::clean(text);
    }
}

/// A lower-case scheme and host, an optional port, and nothing else (RFC 6454).
fn is_origin(text: &str) -> bool {
    let host = text.strip_prefix("https://").or(text.strip_prefix("http://")).unwrap_or_default();
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-:[]".contains(&byte);
    !host.is_empty() && host.bytes().all(is_plain)
}

/// Guests follow this link from the widget, so other schemes, such as `javascript:`, are not allowed.
fn is_link(text: &str) -> bool {
    text.is_empty() || ["https://", "http://", "/"].iter().any(|start| text.starts_with(start))
}

fn is_slug(text: &str) -> bool {
    (2..=60).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        && !text.starts_with('-')
        && !text.ends_with('-')
}
