//! A guest proves an e-mail address by opening a link that was mailed to it.
//!
//! Links in mails carry a proof, which the answer to a booking does not: who books gets the link without it.

use serde::Deserialize;

use crate::booking::guest_merge::{self, Pair};
use crate::booking::reservation::Row;
use crate::house::tenant::Tenant;
use crate::platform::app::App;
use crate::platform::db::Statement;
use crate::platform::failure::Failure;
use crate::platform::secret;

/// The query parameter of the proof.
pub(crate) const PARAMETER: &str = "mail";
/// Symbols of five bits.
const PROOF_LENGTH: usize = 16;

const SELECT_UNCONFIRMED: &str = "
    SELECT e.id, e.is_unproven, m.id AS main_id
    FROM reservations r
    JOIN guests e ON e.id = r.guest_id AND e.email_key = lower(r.email)
    LEFT JOIN guests m ON m.restaurant_id = e.restaurant_id AND m.email_key = e.email_key AND m.is_unproven = 0
      AND m.id <> e.id
    WHERE r.id = ?1 AND e.erased_at IS NULL AND (e.email_confirmed_at IS NULL OR e.is_unproven = 1)";
const CONFIRM: &str = "
    UPDATE guests SET email_confirmed_at = COALESCE(email_confirmed_at, ?3) WHERE id = ?1 AND restaurant_id = ?2";

#[derive(Deserialize)]
struct UnconfirmedRow {
    id: String,
    is_unproven: u8,
    /// The entry with the same address into which the restaurant has written.
    main_id: Option<String>,
}

/// The proof that a mail about this reservation reached its address.
pub(crate) fn proof(app: &App, row: &Row) -> Result<String, Failure> {
    let parts = [row.id.as_str(), &row.email.to_lowercase()];
    let digest = secret::keyed_digest(&app.environment.root_key, "mailed link", &parts)?;
    Ok(secret::symbols_of(&digest, PROOF_LENGTH))
}

/// Records that the address is the guest's, if the proof is the one that was mailed. An entry that was kept apart from
/// another one with this address only because nothing proved it is merged into that one.
pub(crate) async fn confirm(app: &App, tenant: &Tenant, row: &Row, given: &str) -> Result<(), Failure> {
    if !secret::is_same(&proof(app, row)?, given) {
        return Ok(());
    }
    let select = Statement::new(SELECT_UNCONFIRMED, [row.id.as_str().into()]);
    let Some(entry) = app.db.first::<UnconfirmedRow>(select).await? else { return Ok(()) };
    let kept = entry.main_id.as_deref().filter(|_| entry.is_unproven == 1);
    let confirmed = kept.unwrap_or(&entry.id);
    let values = [confirmed.into(), tenant.id.as_str().into(), app.now_ms.into()];
    let mut statements = vec![Statement::new(CONFIRM, values)];
    if let Some(kept) = kept {
        let pair = Pair { kept, other: &entry.id };
        statements.extend(guest_merge::merge_anew(app, &tenant.id, pair));
    }
    app.db.batch(statements).await?;
    Ok(())
}
