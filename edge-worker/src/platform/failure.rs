//! Why a request failed; and the log.

use api::Alternative;
use api::availability::exclusion_reason::ExclusionReason;
use api::basics::field_error::FieldError;
use api::booking::reservation::Stranded;
use api::problem::Code;

use crate::platform::db::DbError;

/// Why a request failed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Failure {
    code: Code,
    /// Human-readable.
    pub(crate) detail: String,
    pub(crate) more: Box<FailureDetails>,
}

/// Details that only some failures have.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct FailureDetails {
    pub(crate) errors: Vec<FieldError>,
    pub(crate) exclusion_reasons: Vec<ExclusionReason>,
    pub(crate) alternatives: Vec<Alternative>,
    pub(crate) stranded: Vec<Stranded>,
    /// The reservations at tables that are taken.
    pub(crate) reservation_ids: Vec<String>,
    /// Seconds.
    pub(crate) retry_after: Option<i64>,
    /// The internal cause, for the log.
    pub(crate) cause: Option<String>,
}

impl Failure {
    /// A failure with a human-readable detail.
    pub(crate) fn new(code: Code, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into(), more: Box::default() }
    }

    fn with(mut self, add: impl FnOnce(&mut FailureDetails)) -> Self {
        add(&mut self.more);
        self
    }

    /// An internal error: the cause is logged and not sent to the caller. It must not contain personal data or
    /// secrets.
    pub(crate) fn internal(cause: impl std::fmt::Display) -> Self {
        let detail = "something went wrong on our side; repeat with the same Idempotency-Key";
        Self::new(Code::Internal, detail).with(|more| more.cause = Some(cause.to_string()))
    }

    /// Parties that a change would strand.
    pub(crate) fn stranding(stranded: Vec<Stranded>) -> Self {
        let detail =
            "parties are booked that would lose their table or what they booked; stranded names them";
        Self::new(Code::PartiesStranded, detail).with(|more| more.stranded = stranded)
    }

    /// Tables that are in use, by these reservations.
    pub(crate) fn tables_taken(detail: String, reservation_ids: Vec<String>) -> Self {
        Self::new(Code::TablesTaken, detail).with(|more| more.reservation_ids = reservation_ids)
    }

    /// Adds the seconds after which to retry.
    pub(crate) fn retry_after(self, seconds: i64) -> Self {
        self.with(|more| more.retry_after = Some(seconds))
    }

    /// Invalid input, field by field.
    pub(crate) fn invalid(errors: Vec<FieldError>) -> Self {
        let in_words = |error: &FieldError| match error.pointer.as_str() {
            "" => error.detail.clone(),
            pointer => format!("{pointer}: {}", error.detail),
        };
        let detail = errors.first().map(in_words).unwrap_or_default();
        Self::new(Code::InvalidInput, detail).with(|more| more.errors = errors)
    }

    /// One invalid field.
    pub(crate) fn invalid_field(pointer: &str, detail: impl Into<String>) -> Self {
        Self::invalid(vec![FieldError::new(pointer, detail)])
    }

    /// A slot that cannot be booked.
    pub(crate) fn not_bookable(code: Code, exclusion_reasons: Vec<ExclusionReason>) -> Self {
        let detail = "this slot cannot be booked; exclusionReasons says why, alternatives what can";
        Self::new(code, detail).with(|more| more.exclusion_reasons = exclusion_reasons)
    }

    /// Adds what can be booked instead.
    pub(crate) fn with_alternatives(self, alternatives: Vec<Alternative>) -> Self {
        self.with(|more| more.alternatives = alternatives)
    }

    /// The machine-readable code.
    pub(crate) fn code(&self) -> Code {
        self.code
    }

    /// Why the slot cannot be booked, if that is the failure.
    pub(crate) fn exclusion_reasons(&self) -> &[ExclusionReason] {
        &self.more.exclusion_reasons
    }
}

impl From<DbError> for Failure {
    fn from(error: DbError) -> Self {
        match error {
            DbError::Conflict(_) => Self::new(Code::Busy, "too many changes at once; try again"),
            DbError::Lost(text) | DbError::Fault(text) => Self::internal(format!("database: {text}")),
        }
    }
}

/// Writes a line to the Worker's log. It must not contain personal data or secrets.
pub(crate) fn log(line: &str) {
    #[cfg(target_arch = "wasm32")]
    worker::console_error!("{line}");
    #[cfg(not(target_arch = "wasm32"))]
    eprintln!("{line}");
}
