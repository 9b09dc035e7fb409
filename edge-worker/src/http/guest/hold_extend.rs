//! POST /v1/restaurants/{slug}/holds/{holdId}/extend: five more minutes.

use api::{Code, Date, Hold, HoldRequest};
use axum::Json;
use engine::{Day, Placement, Stay};
use serde::Deserialize;

use crate::booking::hold;
use crate::house::commit::{Change, ExtraReads, Request, commit, touched_days};
use crate::house::idempotency::Audience;
use crate::house::load::Loaded;
use crate::house::stay_row;
use crate::house::tenant::TenantSelector;
use crate::house::visitor::Visitor;
use crate::http::extract::{EmptyBody, Keyed, PathParams};
use crate::platform::app::App;
use crate::platform::db::Statement;
use crate::platform::failure::Failure;
use crate::platform::send;

const SELECT_HOLD: &str = "
    SELECT s.day, s.minutes, s.attendees, s.experience_id, s.visitor, s.network
    FROM stays s JOIN restaurants r ON r.id = s.restaurant_id
    WHERE r.slug = ?1 AND s.id = ?2 AND s.expires_at IS NOT NULL";

#[derive(Deserialize)]
struct HoldRow {
    day: i32,
    minutes: u16,
    attendees: u16,
    experience_id: String,
    visitor: Option<String>,
    network: Option<String>,
}

/// Extend a hold
///
/// Keeps the same tables for five minutes from now. `extensionsLeft` says how often that is still possible.
#[utoipa::path(post, path = "/v1/restaurants/{slug}/holds/{holdId}/extend", tag = "Guests",
    operation_id = "extendHold",
    params(("slug" = String, Path, description = "the restaurant's slug"),
           ("holdId" = String, Path, description = "the hold's id"),
           ("Idempotency-Key" = String, Header, description = "client-generated, 1 to 255 visible ASCII characters")),
    responses((status = 200, body = Hold),
              (status = 404, body = api::Problem, description = "hold_not_found"),
              (status = 409, body = api::Problem, description = "hold_not_extendable, idempotency_key_reused")))]
#[send]
pub(crate) async fn extend(
    app: App,
    PathParams((slug, hold_id)): PathParams<(String, String)>,
    Keyed { key, body: EmptyBody {} }: Keyed<EmptyBody>,
) -> Result<Json<Hold>, Failure> {
    let select = Statement::new(SELECT_HOLD, [slug.as_str().into(), hold_id.as_str().into()]);
    let row: Option<HoldRow> = app.db.first(select).await?;
    // If the hold is gone, this may still be a repeat of a request that was answered while it existed.
    let day = row.as_ref().map_or(app.utc_day(), |row| Day(row.day));
    let selector = TenantSelector::Slug(slug);
    let request = Request {
        selector: &selector,
        days: day..day.plus(1),
        audience: Audience::Guest,
        key: &key,
        extra_reads: ExtraReads::none(),
    };
    let extended = commit(&app, &request, |loaded, ()| {
        decide(&app, loaded, row.as_ref().ok_or_else(not_found)?, &hold_id)
    });
    Ok(Json(extended.await?))
}

fn not_found() -> Failure {
    Failure::new(Code::HoldNotFound, "the hold is not there, or has run out")
}

/// The stay is deleted and inserted again instead of being updated: if the hold expires and is removed meanwhile, the
/// primary key of the occupied tables decides whether they are still free.
fn decide(app: &App, loaded: &Loaded, row: &HoldRow, id: &str) -> Result<Change<Hold>, Failure> {
    let (held, extensions) = loaded.stays.hold_and_extensions(id).ok_or_else(not_found)?;
    if hold::EXTENSIONS_MAX <= extensions {
        return Err(Failure::new(
            Code::HoldNotExtendable,
            "the hold has been extended as often as it can be",
        ));
    }
    let Stay { span, tables, promise, .. } = held.stay;
    let placement = Placement { stay: span, blocked: held.blocked, tables, moves: Vec::new() };
    let terms = hold::terms(app, extensions + 1);
    let body = HoldRequest {
        attendees: row.attendees,
        day: Date(Day(row.day)),
        minutes: row.minutes,
        experience_id: row.experience_id.clone(),
        floor_plan_id: None,
        duration: None,
        replaces: None,
    };
    // Whoever extends it, it stays the hold of who made it: it counts towards their budget.
    let visitor = row.visitor.clone().zip(row.network.clone());
    let visitor = visitor.map(|(address, network)| Visitor { address, network });
    let tenant = &loaded.tenant;
    Ok(Change {
        touched: touched_days(tenant, body.day.0, placement.blocked),
        released: Some(stay_row::release_hold(&tenant.id, id)),
        moves: Vec::new(),
        statements: stay_row::insert(
            tenant,
            &hold::new_stay(id, &body, &placement, promise, &terms, visitor.as_ref()),
        )
        .into(),
        answer: hold::hold(app, tenant, id, &body, &placement, &terms),
    })
}
