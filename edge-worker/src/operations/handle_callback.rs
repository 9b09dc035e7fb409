//! Handles a payment provider's callback: reads the payment it names at the provider, once per event.

use serde::Deserialize;

use crate::payments::settle::{Event, settle};
use crate::platform::app::App;
use crate::platform::db::{Statement, Value};
use crate::platform::failure::Failure;
use crate::platform::payment_provider::Callback;
use crate::providers::sandbox;

/// The reference of a fee is only in the log.
const SELECT_PAYMENT_ID: &str = "
    SELECT id FROM payments WHERE provider = ?1 AND reference IN (SELECT value FROM json_each(?2))
    UNION SELECT id FROM payments WHERE provider = ?1 AND id = ?3
    UNION SELECT p.id FROM payment_raises r JOIN payments p ON p.id = r.payment_id
          WHERE p.provider = ?1 AND r.reference IN (SELECT value FROM json_each(?2))
    UNION SELECT p.id FROM payment_raises r JOIN payments p ON p.id = r.payment_id
          WHERE p.provider = ?1 AND r.id = ?3
    UNION SELECT p.id FROM payment_log l JOIN payments p ON p.id = l.payment_id
          WHERE p.provider = ?1 AND l.reference IN (SELECT value FROM json_each(?2)) AND l.kind = 'charged'
    LIMIT 1";

#[derive(Deserialize)]
struct PaymentIdRow {
    id: String,
}

/// Reads the payment that a callback names at its provider. A callback that names none of ours concerns another user
/// of the same account, or arrived before our ledger knew the payment; then the redirect or the hourly sweep reads
/// it.
///
/// # Errors
/// `payments_unavailable`.
pub(crate) async fn handle_callback(app: &App, provider: &str, callback: &Callback) -> Result<(), Failure> {
    let references = serde_json::to_string(&callback.references).map_err(Failure::internal)?;
    let values: [Value; 3] =
        [provider.into(), references.into(), Value::or_null(callback.payment_id.as_deref())];
    let row: Option<PaymentIdRow> = app.db.first(Statement::new(SELECT_PAYMENT_ID, values)).await?;
    match row {
        Some(row) => settle(app, &row.id, Some(Event { provider, id: &callback.event_id })).await,
        None => Ok(()),
    }
}

/// Delivers the sandbox's due callbacks, as a real provider would. A failed delivery is retried.
pub(crate) async fn deliver_sandbox_callbacks(app: &App) -> Result<(), Failure> {
    for due in sandbox::due_callbacks(app).await? {
        let callback = sandbox::verify_callback(app, &due.signature, &due.body)?;
        handle_callback(app, sandbox::NAME, &callback).await?;
        app.db.batch(vec![sandbox::delivered(&due.id)]).await?;
    }
    Ok(())
}
