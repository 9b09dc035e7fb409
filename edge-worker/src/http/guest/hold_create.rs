//! POST /v1/restaurants/{slug}/holds: keep tables for a guest who is filling in the form.

use api::{Code, Hold, HoldRequest};
use axum::Json;
use axum::http::StatusCode;
use engine::{Authority, TableChoice};

use crate::booking::hold;
use crate::booking::hold_and_unpaid_limits::{self, Kept, Room};
use crate::house::commit::{Change, ExtraReads, Request, commit, touched_days};
use crate::house::idempotency::Audience;
use crate::house::load::Loaded;
use crate::house::offered_alternatives::{Leaving, Wanted, with_alternatives};
use crate::house::placement::{PlacementRequest, place};
use crate::house::stay_row;
use crate::house::tenant::TenantSelector;
use crate::house::visitor::Visitor;
use crate::http::extract::{Keyed, PathParams};
use crate::platform::app::App;
use crate::platform::db::Statement;
use crate::platform::failure::Failure;
use crate::platform::{secret, send};

/// Create a hold
///
/// Keeps the best free tables for five minutes, while the guest fills in the form. `replaces` releases the guest's
/// earlier hold in the same step.
#[utoipa::path(post, path = "/v1/restaurants/{slug}/holds", tag = "Guests", operation_id = "createHold",
    params(("slug" = String, Path, description = "the restaurant's slug"),
           ("Idempotency-Key" = String, Header, description = "client-generated, 1 to 255 visible ASCII characters")),
    request_body = HoldRequest,
    responses((status = 201, body = Hold),
              (status = 404, body = api::Problem, description = "restaurant_not_found, experience_not_found"),
              (status = 409, body = api::Problem, description = "slot_not_bookable, idempotency_key_reused"),
              (status = 429, body = api::Problem,
               description = "too_many_holds, too_many_requests; with Retry-After. Booking needs no hold.")))]
#[send]
pub(crate) async fn create(
    app: App,
    PathParams(slug): PathParams<String>,
    visitor: Visitor,
    Keyed { key, body }: Keyed<HoldRequest>,
) -> Result<(StatusCode, Json<Hold>), Failure> {
    let (selector, id) = (TenantSelector::Slug(slug), secret::id());
    let request = Request {
        selector: &selector,
        days: body.day.0..body.day.0.plus(1),
        audience: Audience::Guest,
        key: &key,
        extra_reads: ExtraReads {
            statements: vec![hold_and_unpaid_limits::select_kept(
                &app,
                &selector,
                &visitor,
                body.replaces.as_deref(),
                "",
            )],
            read: Kept::read,
        },
    };
    let new = NewHold { id: &id, visitor: &visitor };
    match commit(&app, &request, |loaded, kept| decide(&app, loaded, &kept, &body, &new)).await {
        Ok(hold) => Ok((StatusCode::CREATED, Json(hold))),
        Err(refusal) => {
            let wanted = Wanted {
                instead_of: &placement_request(&body),
                leaving: body.replaces.as_deref().map(Leaving::Hold),
                changes: &engine::Change::ALL,
            };
            Err(with_alternatives(&app, &selector, wanted, refusal).await)
        }
    }
}

fn placement_request(body: &HoldRequest) -> PlacementRequest<'_> {
    PlacementRequest {
        attendees: body.attendees,
        day: body.day,
        minutes: body.minutes,
        experience_id: &body.experience_id,
        floor_plan_id: body.floor_plan_id.as_deref(),
        duration: body.duration,
        authority: Authority::Guest,
        is_confirmed: false,
        wanted: TableChoice::Best,
    }
}

/// What the request gives a hold, beside what it asks for.
struct NewHold<'a> {
    id: &'a str,
    visitor: &'a Visitor,
}

fn decide(
    app: &App,
    loaded: &Loaded,
    kept: &Kept,
    body: &HoldRequest,
    new: &NewHold<'_>,
) -> Result<Change<Hold>, Failure> {
    let Loaded { tenant, stays } = loaded;
    let NewHold { id, visitor } = *new;
    // Only a live hold makes room; any other id is ignored.
    let replaced = body.replaces.as_deref().filter(|id| stays.hold(id).is_some());
    let seated = stays.seated_without(&tenant.compiled, replaced);
    // Before the slot: a refusal that says what is free instead costs more.
    kept.check_hold(Room::Wide)?;
    let placement = place(app, tenant, &seated, &placement_request(body), Code::SlotNotBookable)?;
    let limits =
        kept.check_hold(hold_and_unpaid_limits::room(tenant, stays, replaced, body.attendees, &placement))?;
    let terms = hold::terms(app, 0);
    let promise = stay_row::promise(tenant, &body.experience_id);
    let stay = hold::new_stay(id, body, &placement, promise, &terms, Some(visitor));
    let mut statements: Vec<Statement> = stay_row::insert(tenant, &stay).into();
    statements.push(hold_and_unpaid_limits::guard_hold(app, tenant, id, visitor, limits));
    Ok(Change {
        touched: touched_days(tenant, body.day.0, placement.blocked),
        // Its day need not be one of the touched days, for the same reason as in `hold_release`.
        released: body.replaces.as_deref().map(|hold| stay_row::release_hold(&tenant.id, hold)),
        moves: seated.reseated(&tenant.compiled, &placement.moves),
        statements,
        answer: hold::hold(app, tenant, id, body, &placement, &terms),
    })
}
