//! Entries of the guestbook that may be one guest's: suggested, merged, and taken apart again.

use api::booking::guest::{GuestEntry, GuestMatches, GuestMerge, MatchReason, MergeRequest};
use api::{Code, Scope, Timestamp};
use axum::Json;
use axum::http::StatusCode;
use serde::Deserialize;

use crate::booking::guest_entry::{self, EntryRow, select_guests};
use crate::booking::guest_merge::{self, MergeRow, Pair};
use crate::house::idempotency::{Audience, IdempotentRequest, run_once};
use crate::house::retry::{Effect, retry_on_conflict};
use crate::house::tenant::{Tenant, restaurant_id, select_tenant};
use crate::http::authentication::Key;
use crate::http::extract::{Keyed, PathParams};
use crate::platform::app::App;
use crate::platform::failure::Failure;
use crate::platform::{secret, send};

/// Groups per kind of match.
const GROUPS_MAX: i64 = 50;
/// How many of the latest entries are looked at.
const LATEST: i64 = 500;

const SELECT_MATCHES: &str = select_guests!(
    "id <> ?3 AND restaurant_id = ",
    restaurant_id!(),
    " AND id IN (
       SELECT g.id FROM guests own JOIN guests g ON g.restaurant_id = own.restaurant_id AND g.email_key = own.email_key
       WHERE own.id = ?3
       UNION SELECT g.id FROM guests own JOIN guests g ON g.restaurant_id = own.restaurant_id
         AND substr(g.phone_key, -4) = substr(own.phone_key, -4) AND g.phone_key = own.phone_key
       WHERE own.id = ?3 AND own.phone_key IS NOT NULL)
     ORDER BY created_at, id LIMIT 50",
);
/// Groups of entries that share a key with one of the latest entries: these are news to the restaurant.
macro_rules! select_groups {
    ($key:literal, $has_key:literal) => {
        concat!(
            "SELECT json_group_array(id) AS ids FROM (
               SELECT g.id, g.created_at, k.key
               FROM (SELECT DISTINCT ",
            $key,
            " AS key FROM (SELECT email_key, phone_key FROM guests WHERE erased_at IS NULL AND restaurant_id = ",
            restaurant_id!(),
            " ORDER BY created_at DESC LIMIT ?4)) k
               CROSS JOIN guests g ON ",
            $has_key,
            " AND g.erased_at IS NULL AND g.restaurant_id = ",
            restaurant_id!(),
            " WHERE k.key IS NOT NULL ORDER BY g.created_at, g.id)
             GROUP BY key HAVING 1 < COUNT(*) ORDER BY MAX(created_at) DESC LIMIT ?3"
        )
    };
}
const SELECT_EMAIL_GROUPS: &str = select_groups!("email_key", "g.email_key = k.key");
const SELECT_PHONE_GROUPS: &str =
    select_groups!("phone_key", "substr(g.phone_key, -4) = substr(k.key, -4) AND g.phone_key = k.key");
const SELECT_ENTRIES: &str = select_guests!(
    "id IN (SELECT value FROM json_each(?3)) AND restaurant_id = ",
    restaurant_id!(),
    " ORDER BY created_at, id LIMIT 50",
);

#[derive(Deserialize)]
struct GroupRow {
    /// A JSON list.
    ids: String,
}

/// List possible matches
///
/// Groups of entries that may be one guest's, since one of the latest 500 entries shares its e-mail address or phone number
/// with others: the latest first, at most 50 of each kind. Nothing is merged by itself that a web page alone says.
#[utoipa::path(get, path = "/external/guest-matches", tag = "Guestbook", operation_id = "listGuestMatches",
    security(("apiKey" = ["guests:read"])), responses((status = 200, body = Vec<GuestMatches>)))]
#[send]
pub(crate) async fn list_matches(app: App, key: Key) -> Result<Json<Vec<GuestMatches>>, Failure> {
    let selector = key.with(Scope::GuestsRead);
    let groups = |sql| selector.statement(sql, [GROUPS_MAX.into(), LATEST.into()]);
    let reads = vec![select_tenant(&selector), groups(SELECT_EMAIL_GROUPS), groups(SELECT_PHONE_GROUPS)];
    let mut rows = app.db.read(reads).await?;
    let tenant = Tenant::read_today(&app, &selector, &mut rows)?;
    let by_email: Vec<GroupRow> = rows.all()?;
    let by_phone: Vec<GroupRow> = rows.all()?;
    let groups: Vec<(MatchReason, GroupRow)> = by_email
        .into_iter()
        .map(|group| (MatchReason::Email, group))
        .chain(by_phone.into_iter().map(|group| (MatchReason::Phone, group)))
        .collect();
    if groups.is_empty() {
        return Ok(Json(Vec::new()));
    }
    let entries =
        groups.iter().map(|(_, group)| selector.statement(SELECT_ENTRIES, [group.ids.as_str().into()]));
    let mut rows = app.db.read(entries.collect()).await?;
    let mut matches = Vec::new();
    for (reason, _) in groups {
        let entries: Vec<EntryRow> = rows.all()?;
        matches.push(GuestMatches { reason, guests: entries.iter().map(|row| row.entry(&tenant)).collect() });
    }
    Ok(Json(matches))
}

/// Find an entry's matches
///
/// The entries that may be the same guest's, since they have the same e-mail address or phone number.
#[utoipa::path(get, path = "/external/guests/{guestId}/matches", tag = "Guestbook", operation_id = "findGuestMatches",
    security(("apiKey" = ["guests:read"])), params(("guestId" = String, Path, description = "the guest's id")),
    responses((status = 200, body = Vec<GuestEntry>),
              (status = 404, body = api::Problem, description = "guest_not_found")))]
#[send]
pub(crate) async fn find_matches(
    app: App,
    key: Key,
    PathParams(id): PathParams<String>,
) -> Result<Json<Vec<GuestEntry>>, Failure> {
    let selector = key.with(Scope::GuestsRead);
    let matches = selector.statement(SELECT_MATCHES, [id.as_str().into()]);
    let reads = vec![select_tenant(&selector), guest_entry::select(&selector, &id), matches];
    let mut rows = app.db.read(reads).await?;
    let tenant = Tenant::read_today(&app, &selector, &mut rows)?;
    guest_entry::read(&mut rows)?;
    let matches: Vec<EntryRow> = rows.all()?;
    Ok(Json(matches.iter().map(|row| row.entry(&tenant)).collect()))
}

/// Merge two entries
///
/// Merges the entry of the body into the one of the path, which keeps its own details and gains what it lacks:
/// reservations, labels, notes, an e-mail address or a phone number. Can be undone.
#[utoipa::path(post, path = "/external/guests/{guestId}/merges", tag = "Guestbook", operation_id = "mergeGuests",
    security(("apiKey" = ["guests:write"])),
    params(("guestId" = String, Path, description = "id of the entry that is kept"),
           ("Idempotency-Key" = Option<String>, Header,
            description = "client-generated, 1 to 255 visible ASCII characters; recommended: the same key takes effect once")),
    request_body = MergeRequest,
    responses((status = 201, body = GuestMerge),
              (status = 404, body = api::Problem, description = "guest_not_found: one of the two")))]
#[send]
pub(crate) async fn merge(
    app: App,
    api_key: Key,
    PathParams(id): PathParams<String>,
    Keyed { key, body }: Keyed<MergeRequest>,
) -> Result<(StatusCode, Json<GuestMerge>), Failure> {
    let selector = api_key.with(Scope::GuestsWrite);
    if body.guest_id == id {
        return Err(Failure::invalid_field("/guestId", "another entry than the one of the path"));
    }
    let select = |id: &str| guest_entry::select(&selector, id);
    let reads = vec![select_tenant(&selector), select(&id), select(&body.guest_id)];
    let request = IdempotentRequest { selector: &selector, audience: Audience::Restaurant, key: &key };
    let merged = run_once(&app, request, reads, |rows| {
        let tenant = Tenant::read_today(&app, &selector, rows)?;
        let kept = guest_entry::read(rows)?.guest.id;
        let other = guest_entry::read(rows)?.guest.id;
        let merge_id = secret::id();
        let pair = Pair { kept: &kept, other: &other };
        let statements = guest_merge::merge(&app, &tenant.id, pair, &merge_id);
        let timestamp = Timestamp::of_millis(app.now_ms);
        let answer = GuestMerge { id: merge_id, guest_id: kept, merged_guest_id: other, timestamp };
        Ok(Effect { statements, answer })
    })
    .await?;
    Ok((StatusCode::CREATED, Json(merged)))
}

/// List an entry's merges
///
/// The entries that were merged into this one and can be taken out of it again, the latest first: also what was merged
/// by itself, when the restaurant booked with the e-mail address of one entry and the phone number of another.
#[utoipa::path(get, path = "/external/guests/{guestId}/merges", tag = "Guestbook", operation_id = "listGuestMerges",
    security(("apiKey" = ["guests:read"])), params(("guestId" = String, Path, description = "the guest's id")),
    responses((status = 200, body = Vec<GuestMerge>),
              (status = 404, body = api::Problem, description = "guest_not_found")))]
#[send]
pub(crate) async fn list(
    app: App,
    key: Key,
    PathParams(id): PathParams<String>,
) -> Result<Json<Vec<GuestMerge>>, Failure> {
    let selector = key.with(Scope::GuestsRead);
    let merges = guest_merge::select(&selector, &id);
    let reads = vec![select_tenant(&selector), guest_entry::select(&selector, &id), merges];
    let mut rows = app.db.read(reads).await?;
    Tenant::read_today(&app, &selector, &mut rows)?;
    guest_entry::read(&mut rows)?;
    let merges: Vec<MergeRow> = rows.all()?;
    let merge = |row: MergeRow| GuestMerge {
        id: row.id,
        guest_id: row.guest_id,
        merged_guest_id: row.other_id,
        timestamp: Timestamp::of_millis(row.merged_at),
    };
    Ok(Json(merges.into_iter().map(merge).collect()))
}

/// Undo a merge
///
/// The merged entry comes back with its reservations; the kept one loses what it gained by the merge, unless it was
/// changed since.
#[utoipa::path(delete, path = "/external/guests/{guestId}/merges/{mergeId}", tag = "Guestbook",
    operation_id = "undoGuestMerge", security(("apiKey" = ["guests:write"])),
    params(("guestId" = String, Path, description = "the guest's id"),
           ("mergeId" = String, Path, description = "the merge's id")),
    responses((status = 204),
              (status = 404, body = api::Problem, description = "guest_not_found: the entry, or the merge"),
              (status = 409, body = api::Problem, description = "guest_exists")))]
#[send]
pub(crate) async fn undo(
    app: App,
    key: Key,
    PathParams((id, merge_id)): PathParams<(String, String)>,
) -> Result<StatusCode, Failure> {
    let selector = key.with(Scope::GuestsWrite);
    let reads = || {
        let merges = guest_merge::select(&selector, &id);
        vec![select_tenant(&selector), guest_entry::select(&selector, &id), merges]
    };
    retry_on_conflict(&app, reads, |rows| {
        let tenant = Tenant::read_today(&app, &selector, rows)?;
        guest_entry::read(rows)?;
        let merges: Vec<MergeRow> = rows.all()?;
        let merge = merges.into_iter().find(|row| row.id == merge_id);
        let merge = merge.ok_or_else(|| Failure::new(Code::GuestNotFound, "no such merge of this entry"))?;
        if merge.is_contact_taken == 1 {
            let detail =
                "another entry has the e-mail address or the phone number by now: merge with that one first";
            return Err(Failure::new(Code::GuestExists, detail));
        }
        let statements = guest_merge::undo(&tenant.id, &merge.id);
        Ok(Effect { statements, answer: StatusCode::NO_CONTENT })
    })
    .await
}
