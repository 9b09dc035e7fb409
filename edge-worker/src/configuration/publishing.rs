//! Publishes an edited configuration, if the whole document is valid.
//!
//! Each published configuration has a version. Decisions are made with one version and committed only while it is
//! still published (see `house/commit.rs`). An edit that could take a booked party's table is published only if
//! nothing was booked since it was checked. Widgets keep using the version that they loaded: holds are decided by the
//! current one.

use api::{Configuration, FieldError};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::configuration::stranding::{self, StrandingContext, StrandingResolution};
use crate::configuration::validation::checked;
use crate::house::idempotency::{IdempotentRequest, run_once};
use crate::house::retry::{Effect, retry_on_conflict};
use crate::house::stays::{Stays, UnparsedStays, select_stays};
use crate::house::tenant::{Tenant, TenantSelector, restaurant_id, select_tenant};
use crate::house::{reseating, stay_row};
use crate::platform::app::App;
use crate::platform::db::{RowSets, Statement, Value};
use crate::platform::failure::Failure;

/// An edit of the configuration.
pub(crate) struct Edit<'a, T> {
    /// Makes the edit; returns the answer to the caller.
    pub(crate) apply: &'a dyn Fn(&Tenant, &mut Configuration) -> Result<T, Failure>,
    /// JSON pointer to the request's body within the edited document; error pointers are made relative to it.
    pub(crate) place: &'a dyn Fn(&Configuration) -> String,
    /// Whether parties that would be stranded may be given other tables.
    pub(crate) reseat: bool,
}

const INSERT_CONFIGURATION: &str = "
    INSERT INTO configurations (restaurant_id, version, document, published_at)
    SELECT ?1, iif(?6 < 0 OR ?6 = (SELECT COALESCE(SUM(revision), 0) FROM day_revisions
                                   WHERE restaurant_id = ?1 AND day >= ?5), ?2, NULL), ?3, ?4";

/// How many published configurations are kept: to look at what was changed, and to go back.
const VERSIONS_KEPT: i64 = 20;
const DELETE_OLD_CONFIGURATIONS: &str =
    "DELETE FROM configurations WHERE restaurant_id = ?1 AND version <= ?2";

const UPDATE_VERSION: &str = "UPDATE restaurants SET configuration_version = ?2 WHERE id = ?1";

/// The number of changes committed for this day and later ones.
const COUNT_CHANGES: &str = concat!(
    "SELECT COALESCE(SUM(revision), 0) AS changes FROM day_revisions WHERE day >= ?3 AND restaurant_id = ",
    restaurant_id!(),
);

/// Whether there is money in the restaurant's currency: payments or gift cards.
const SELECT_MONEY: &str = concat!(
    "SELECT EXISTS (SELECT 1 FROM payments WHERE restaurant_id = ",
    restaurant_id!(),
    ") OR EXISTS (SELECT 1 FROM gift_cards WHERE restaurant_id = ",
    restaurant_id!(),
    ") AS has_money",
);

#[derive(Deserialize)]
struct MoneyRow {
    /// 1 or 0.
    has_money: u8,
}

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
        selector.statement(SELECT_MONEY, []),
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
    let has_money = rows.first::<MoneyRow>()?.is_some_and(|row| row.has_money == 1);
    let mut configuration = tenant.compiled.configuration.clone();
    let answer = (edit.apply)(&tenant, &mut configuration)?;
    configuration.sort_floor_plans();
    let place = (edit.place)(&configuration);
    let here = |faults: Vec<FieldError>| {
        Failure::invalid(faults.into_iter().map(|f| from_there(f, &place)).collect())
    };
    let currency = &tenant.compiled.configuration.restaurant.currency;
    if has_money && configuration.restaurant.currency != *currency {
        let detail = format!(
            "there are payments or gift cards in {currency}: another currency is for another restaurant"
        );
        return Err(here(vec![FieldError::new("/restaurant/currency", detail)]));
    }
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
        Statement::new(
            DELETE_OLD_CONFIGURATIONS,
            [tenant.id.as_str().into(), (after.version - VERSIONS_KEPT).into()],
        ),
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
