//! From failures to answers. The only file that knows HTTP statuses of failures.

use api::Alternative;
use api::problem::{Code, FieldError, Problem};
use api::slot::ExclusionReason;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::db::DbError;

/// Why a request was not carried out.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Failure {
    code: Code,
    detail: String,
    errors: Vec<FieldError>,
    exclusion_reasons: Vec<ExclusionReason>,
    alternatives: Vec<Alternative>,
}

impl Failure {
    /// A failure with words for people.
    pub(crate) fn new(code: Code, detail: impl Into<String>) -> Self {
        Self {
            code,
            detail: detail.into(),
            errors: Vec::new(),
            exclusion_reasons: Vec::new(),
            alternatives: Vec::new(),
        }
    }

    /// Our fault: the cause goes into the log and not to the caller.
    pub(crate) fn internal(cause: impl std::fmt::Display) -> Self {
        log(&cause.to_string());
        Self::new(Code::Internal, "something went wrong on our side")
    }

    /// Wrong input, field by field.
    pub(crate) fn invalid(errors: Vec<FieldError>) -> Self {
        let detail = errors.first().map_or_else(String::new, |e| format!("{}: {}", e.pointer, e.detail));
        Self { errors, ..Self::new(Code::InvalidInput, detail) }
    }

    /// One wrong field.
    pub(crate) fn invalid_field(pointer: &str, detail: impl Into<String>) -> Self {
        Self::invalid(vec![FieldError::new(pointer, detail)])
    }

    /// A slot that cannot be booked.
    pub(crate) fn not_bookable(code: Code, exclusion_reasons: Vec<ExclusionReason>) -> Self {
        let detail = "this slot cannot be booked; exclusionReasons says why, alternatives what can";
        Self { exclusion_reasons, ..Self::new(code, detail) }
    }

    /// The same, with what can be booked instead.
    pub(crate) fn suggesting(self, alternatives: Vec<Alternative>) -> Self {
        Self { alternatives, ..self }
    }

    /// The HTTP status that says it.
    pub(crate) fn status(&self) -> StatusCode {
        status(self.code)
    }

    /// What went wrong, for programs.
    pub(crate) fn code(&self) -> Code {
        self.code
    }

    /// Whether what was asked for is simply not there.
    pub(crate) fn is_not_found(&self) -> bool {
        self.status() == StatusCode::NOT_FOUND
    }

    /// Why the slot cannot be booked, where that is the failure.
    pub(crate) fn exclusion_reasons(&self) -> &[ExclusionReason] {
        &self.exclusion_reasons
    }
}

impl From<DbError> for Failure {
    fn from(error: DbError) -> Self {
        match error {
            DbError::Conflict(_) => Self::new(Code::Busy, "too many changes at once; try again"),
            DbError::Lost(text) | DbError::Fault(text) => {
                log(&format!("database: {text}"));
                Self::new(
                    Code::Internal,
                    "something went wrong on our side; repeat with the same Idempotency-Key",
                )
            }
        }
    }
}

/// One line in the Worker's log. Callers pass nothing personal and no secret.
pub(crate) fn log(line: &str) {
    #[cfg(target_arch = "wasm32")]
    worker::console_error!("{line}");
    #[cfg(not(target_arch = "wasm32"))]
    eprintln!("{line}");
}

fn status(code: Code) -> StatusCode {
    match code {
        Code::MalformedJson | Code::IdempotencyKeyRequired => StatusCode::BAD_REQUEST,
        Code::Unauthorized => StatusCode::UNAUTHORIZED,
        Code::NotFound
        | Code::RestaurantNotFound
        | Code::FloorPlanNotFound
        | Code::ExperienceNotFound
        | Code::ReservationNotFound
        | Code::BookingNotFound
        | Code::HoldNotFound => StatusCode::NOT_FOUND,
        Code::IdempotencyKeyReused
        | Code::RestaurantExists
        | Code::SlotNotBookable
        | Code::TablesTaken
        | Code::HoldExpired
        | Code::HoldAlreadyUsed
        | Code::HoldNotExtendable
        | Code::TransitionNotAllowed => StatusCode::CONFLICT,
        Code::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
        Code::BodyTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Code::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        Code::InvalidInput => StatusCode::UNPROCESSABLE_ENTITY,
        Code::Busy => StatusCode::SERVICE_UNAVAILABLE,
        Code::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let status = self.status();
        let name = serde_json::to_value(self.code).unwrap_or_default();
        let problem = Problem {
            kind: format!("urn:couvert:problem:{}", name.as_str().unwrap_or_default()),
            status: status.as_u16(),
            code: self.code,
            detail: self.detail,
            errors: self.errors,
            exclusion_reasons: self.exclusion_reasons,
            alternatives: self.alternatives,
        };
        let body = serde_json::to_vec(&problem).unwrap_or_default();
        let mut response = (status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        match self.code {
            Code::Busy => headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1")),
            Code::Unauthorized => {
                headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"))
            }
            _ => None,
        };
        response
    }
}
