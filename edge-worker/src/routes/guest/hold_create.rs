//! POST /v1/restaurants/{slug}/holds: keep tables for a guest who is filling in the form.

use api::{Code, Hold, HoldRequest, Timestamp};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use engine::{Authority, Placement, Promise, Wanted};

use crate::app::App;
use crate::commit::{Audience, Change, Request, commit, touched_days};
use crate::extract::{At, Keyed};
use crate::placing::{Wish, place, suggest};
use crate::problem::Failure;
use crate::secret;
use crate::stay::{self, HoldTerms, NewStay};
use crate::tenant::{Door, Loaded, Tenant};

/// How long a hold lasts.
pub(crate) const HOLD_MINUTES: i64 = 5;
/// How often its guest can extend it: WCAG 2.2.1 asks for ten times.
pub(crate) const EXTENSIONS_MAX: u16 = 10;

/// Keeps the best free tables for five minutes.
#[utoipa::path(post, path = "/v1/restaurants/{slug}/holds", tag = "Guests", operation_id = "createHold",
    params(("slug" = String, Path, description = "the restaurant's name in addresses"),
           ("Idempotency-Key" = String, Header, description = "made by the client, 1 to 255 characters")),
    request_body = HoldRequest,
    responses((status = 201, body = Hold),
              (status = 404, body = api::Problem, description = "restaurant_not_found, experience_not_found"),
              (status = 409, body = api::Problem, description = "slot_not_bookable, idempotency_key_reused")))]
#[worker::send]
pub(crate) async fn create(
    State(app): State<App>,
    At(slug): At<String>,
    Keyed { key, body }: Keyed<HoldRequest>,
) -> Result<(StatusCode, Json<Hold>), Failure> {
    let (door, id) = (Door::Slug(slug), secret::id());
    let request = Request {
        door: &door,
        days: body.day.0..body.day.0.plus(1),
        audience: Audience::Guest,
        key: &key,
        besides: Vec::new(),
    };
    match commit(&app, &request, |loaded| decide(&app, loaded, &body, &id)).await {
        Ok(hold) => Ok((StatusCode::CREATED, Json(hold))),
        Err(refusal) => Err(suggest(&app, &door, &wish(&body), body.replaces.as_deref(), refusal).await),
    }
}

fn wish(body: &HoldRequest) -> Wish<'_> {
    Wish {
        attendees: body.attendees,
        day: body.day,
        minutes: body.minutes,
        experience_id: &body.experience_id,
        floor_plan_id: body.floor_plan_id.as_deref(),
        duration: body.duration,
        authority: Authority::Guest,
        wanted: Wanted::Best,
    }
}

fn decide(app: &App, loaded: &Loaded, body: &HoldRequest, id: &str) -> Result<Change<Hold>, Failure> {
    let Loaded { tenant, guests, .. } = loaded;
    // Only a live hold makes room; an id that is none changes nothing.
    let replaced = body.replaces.as_deref().filter(|id| guests.hold(id).is_some());
    let seated = guests.seated_without(&tenant.compiled, replaced);
    let placement = place(app, tenant, &seated.occupancy, &wish(body), Code::SlotNotBookable)?;
    let terms = HoldTerms { expires_at: app.now_ms + HOLD_MINUTES * 60_000, extensions: 0 };
    let promise = stay::promise(tenant, &body.experience_id);
    Ok(Change {
        touched: touched_days(tenant, body.day.0, placement.blocked),
        // On whatever day it was: as when its guest releases it.
        released: body.replaces.as_deref().map(|hold| stay::release_hold(&tenant.id, hold)),
        moves: seated.reseated(&tenant.compiled, &placement.moves),
        statements: stay::insert(tenant, &new_stay(id, body, &placement, promise, &terms)).into(),
        answer: answer(app, tenant, id, body, &placement, &terms),
    })
}

pub(crate) fn new_stay<'a>(
    id: &'a str,
    body: &'a HoldRequest,
    placement: &'a Placement,
    promise: Promise,
    terms: &HoldTerms,
) -> NewStay<'a> {
    NewStay {
        id,
        day: body.day,
        minutes: body.minutes,
        attendees: body.attendees,
        experience_id: &body.experience_id,
        placement,
        promise,
        online: true,
        hold: Some(terms.clone()),
    }
}

pub(crate) fn answer(
    app: &App,
    tenant: &Tenant,
    id: &str,
    body: &HoldRequest,
    placement: &Placement,
    terms: &HoldTerms,
) -> Hold {
    let tables = tenant.compiled.house.floor.tables();
    let floor_plan = placement.tables.iter().next().and_then(|table| tables.get(table)).map(|t| t.floor_plan);
    let floor_plans = floor_plan.map(|plan| tenant.compiled.floor_plan_ids(1 << plan)).unwrap_or_default();
    Hold {
        id: id.to_owned(),
        expires_at: Timestamp { seconds: terms.expires_at.div_euclid(1000) },
        expires_in_seconds: (terms.expires_at - app.now_ms).div_euclid(1000),
        extensions_left: EXTENSIONS_MAX.saturating_sub(terms.extensions),
        attendees: body.attendees,
        day: body.day,
        minutes: body.minutes,
        duration: u16::try_from(placement.stay.end().0 - placement.stay.start().0).unwrap_or(u16::MAX),
        experience_id: body.experience_id.clone(),
        floor_plan_id: floor_plans.into_iter().next().unwrap_or_default(),
    }
}
