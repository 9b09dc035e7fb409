//! GET /admin/backlog: how far the jobs are behind.

use axum::Json;

use crate::http::authentication::Admin;
use crate::jobs::backlog::{self, Backlog};
use crate::platform::app::App;
use crate::platform::failure::Failure;
use crate::platform::send;

/// Read the backlog
///
/// What each job has to work off, and for how long the oldest of it has been due. Jobs run once a minute: what is due for
/// longer than a few minutes means that there is too much of it, or that something fails each time.
#[utoipa::path(get, path = "/admin/backlog", tag = "Provisioning", operation_id = "readBacklog",
    security(("adminToken" = [])), responses((status = 200, body = Vec<Backlog>)))]
#[send]
pub(crate) async fn read(app: App, _: Admin) -> Result<Json<Vec<Backlog>>, Failure> {
    Ok(Json(backlog::read(&app).await?))
}
