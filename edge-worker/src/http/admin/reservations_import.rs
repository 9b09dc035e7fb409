//! POST /admin/restaurants/{slug}/reservations: import reservations from another system.

use api::basics::status::Status;
use api::booking::reservation::{ImportRequest, ImportResult, Refused};
use api::booking::source::Source;
use api::{Code, Date, FieldError};
use engine::{Authority, Placement, Promise, Stay};

use crate::booking::guestbook::{ContactSource, Guestbook};
use crate::booking::new_reservation::{self, NewReservation};
use crate::house::commit::{Change, Request, commit, touched_days};
use crate::house::idempotency::Audience;
use crate::house::load::Loaded;
use crate::house::stays::Party;
use crate::house::tenant::TenantSelector;
use crate::http::authentication::Admin;
use crate::http::extract::{Keyed, PathParams};
use crate::operations::book_for_restaurant::{Origin, check, contact, new_reservation, place};
use crate::platform::app::App;
use crate::platform::failure::Failure;
use crate::platform::{secret, send};

/// Reservations per request, limited by what fits into one database batch.
const RESERVATIONS_MAX: usize = 500;

/// Import reservations
///
/// Places the reservations of one opening day in the order given and imports those that the house has room for; the
/// others are listed in `refused` with the reasons. Guests get no mail.
#[utoipa::path(post, path = "/admin/restaurants/{slug}/reservations", tag = "Provisioning",
    operation_id = "importReservations", security(("adminToken" = [])),
    params(("slug" = String, Path, description = "the restaurant's slug"),
           ("Idempotency-Key" = String, Header, description = "client-generated, 1 to 255 visible ASCII characters")),
    request_body = ImportRequest,
    responses((status = 200, body = ImportResult), (status = 404, body = api::Problem)))]
#[send]
pub(crate) async fn import(
    app: App,
    _: Admin,
    PathParams(slug): PathParams<String>,
    Keyed { key, body: request }: Keyed<ImportRequest, true>,
) -> Result<axum::Json<ImportResult>, Failure> {
    let day = check_all(&request).map_err(Failure::invalid)?;
    let selector = TenantSelector::Slug(slug);
    let days = day.0..day.0.plus(1);
    let commit_request = Request {
        selector: &selector,
        days,
        audience: Audience::Operator,
        key: &key,
        extra_reads: Guestbook::reads(&selector, request.reservations.iter().map(contact)),
    };
    commit(&app, &commit_request, |loaded, guestbook| decide(&app, loaded, guestbook, &request))
        .await
        .map(axum::Json)
}

/// Checks every reservation, and gives the one opening day of all.
fn check_all(request: &ImportRequest) -> Result<Date, Vec<FieldError>> {
    let wrong = |detail: &str| vec![FieldError::new("/reservations", detail)];
    let first = request.reservations.first().ok_or_else(|| wrong("at least one"))?;
    if RESERVATIONS_MAX < request.reservations.len() {
        return Err(wrong("at most 500"));
    }
    if request.reservations.iter().any(|reservation| reservation.day != first.day) {
        return Err(wrong("all of one day"));
    }
    let mut errors = Vec::new();
    for (i, reservation) in request.reservations.iter().enumerate() {
        let faults = check(reservation).err().into_iter().flatten();
        errors.extend(
            faults.map(|fault| FieldError::new(format!("/reservations/{i}{}", fault.pointer), fault.detail)),
        );
    }
    for (i, index) in request.no_shows.iter().enumerate() {
        if request.reservations.len() <= *index {
            errors.push(FieldError::new(format!("/noShows/{i}"), "there is no such reservation"));
        }
    }
    if errors.is_empty() { Ok(first.day) } else { Err(errors) }
}

fn decide(
    app: &App,
    loaded: &Loaded,
    mut guestbook: Guestbook,
    request: &ImportRequest,
) -> Result<Change<ImportResult>, Failure> {
    let tenant = &loaded.tenant;
    let mut stays = loaded.stays.clone();
    let (mut statements, mut touched) = (Vec::new(), Vec::new());
    let mut result = ImportResult { imported: 0, refused: Vec::new() };
    for (index, wanted) in request.reservations.iter().enumerate() {
        let seated = stays.seated_without(&tenant.compiled, None);
        let placement = match place(app, tenant, &seated, wanted, Authority::Restaurant) {
            Ok(placement) => placement,
            Err(failure) if !failure.exclusion_reasons().is_empty() => {
                let exclusion_reasons = failure.exclusion_reasons().to_vec();
                result.refused.push(Refused { index, exclusion_reasons });
                continue;
            }
            Err(failure) => return Err(failure),
        };
        let is_over = placement.stay.end() <= app.now();
        let no_show = request.no_shows.iter().position(|no_show| *no_show == index);
        let status = match no_show {
            Some(_) if is_over => Status::NoShow,
            Some(i) => {
                return Err(Failure::invalid_field(&format!("/noShows/{i}"), "the stay is not over yet"));
            }
            None if is_over => Status::Finished,
            None => Status::Booked,
        };
        let guest_match = guestbook.match_guest(app, tenant, &contact(wanted), ContactSource::Restaurant);
        let new = new_reservation(
            tenant,
            wanted,
            &secret::id(),
            guest_match,
            Origin { status, source: Source::Import },
        );
        statements.extend(new_reservation::insert(app, tenant, &new, &placement)?.0);
        touched.extend(touched_days(tenant, wanted.day.0, placement.blocked));
        let moves = seated.reseated(&tenant.compiled, &placement.moves);
        stays.reseat(&moves);
        stays.add(taken_over(&new, &placement));
        result.imported += 1;
    }
    if statements.is_empty() && result.refused.is_empty() {
        return Err(Failure::new(Code::InvalidInput, "nothing to take over"));
    }
    // A party that is moved several times is written once: from its tables before the import to its last ones.
    let moves = stays.reseated_from(&loaded.stays);
    Ok(Change { touched, released: None, moves, statements, answer: result })
}

/// A party that this import has just placed. Its rows are not written yet, so it must keep its tables: there would be
/// nothing for a move to update.
fn taken_over(new: &NewReservation, placement: &Placement) -> Party {
    Party {
        id: new.id.clone(),
        day: new.day.0,
        minutes: new.minutes,
        experience_id: new.experience_id.clone(),
        stay: Stay {
            span: placement.stay,
            attendees: new.attendees,
            tables: placement.tables,
            promise: Promise::Tables,
            online: new.online,
        },
        blocked: placement.blocked,
        extensions: None,
        last_sequence: None,
        is_unpaid: false,
    }
}
