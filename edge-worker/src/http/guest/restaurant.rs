//! GET /v1/restaurants/{slug}: the restaurant's public profile.

use api::RestaurantProfile;
use axum::Json;

use crate::house::profile::profile;
use crate::http::extract::PathParams;
use crate::platform::app::App;
use crate::platform::failure::Failure;
use crate::platform::send;

/// Read a restaurant
///
/// The restaurant's public profile. It may be up to a minute old.
#[utoipa::path(get, path = "/v1/restaurants/{slug}", tag = "Guests", operation_id = "readRestaurant",
    params(("slug" = String, Path, description = "the restaurant's slug")),
    responses((status = 200, body = RestaurantProfile), (status = 404, body = api::Problem)))]
#[send]
pub(crate) async fn read(
    app: App,
    PathParams(slug): PathParams<String>,
) -> Result<Json<RestaurantProfile>, Failure> {
    profile(&app, &slug).await.map(Json)
}
