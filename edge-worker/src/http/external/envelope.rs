//! The envelope of the payment reservation API, in which payment records are answered.

use api::money::record::Envelope;
use axum::Json;

/// An answer in its envelope.
pub(super) fn envelope<T>(message: &str, data: T) -> Json<Envelope<T>> {
    let message = message.to_owned();
    Json(Envelope { status_code: 200, status_message: "OK".to_owned(), message, is_data: true, data })
}
