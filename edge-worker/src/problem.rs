//! From failures to answers. The only file that knows HTTP statuses of failures.

use api::Alternative;
use api::problem::{Code, FieldError, Problem};
use api::reservation::Stranded;
use api::slot::ExclusionReason;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::db::DbError;

/// Why a request was not carried out.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Failure {
    code: Code,
    detail: String,
    more: Box<More>,
}

/// What only some failures have.
#[derive(Clone, Debug, Default, PartialEq)]
struct More {
    errors: Vec<FieldError>,
    exclusion_reasons: Vec<ExclusionReason>,
    alternatives: Vec<Alternative>,
    stranded: Vec<Stranded>,
    /// Seconds.
    retry_after: Option<i64>,
    /// What went wrong on our side, for the log.
    cause: Option<String>,
}

/// The cause of a failure on our side, on its way to the log.
#[derive(Clone, Debug)]
pub(crate) struct Cause(pub(crate) String);

/// The answer of `parties_stranded`.
#[derive(Serialize)]
struct StrandedProblem {
    #[serde(flatten)]
    problem: Problem,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    stranded: Vec<Stranded>,
}

impl Failure {
    /// A failure with words for people.
    pub(crate) fn new(code: Code, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into(), more: Box::default() }
    }

    fn with(mut self, add: impl FnOnce(&mut More)) -> Self {
        add(&mut self.more);
        self
    }

    /// Our fault: the cause goes into the log and not to the caller. It holds nothing personal and no secret.
    pub(crate) fn internal(cause: impl std::fmt::Display) -> Self {
        let detail = "something went wrong on our side; repeat with the same Idempotency-Key";
        Self::new(Code::Internal, detail).with(|more| more.cause = Some(cause.to_string()))
    }

    /// Parties that a change would leave without what they booked.
    pub(crate) fn stranding(stranded: Vec<Stranded>) -> Self {
        let detail =
            "parties are booked that would lose their table or what they booked; stranded names them";
        Self::new(Code::PartiesStranded, detail).with(|more| more.stranded = stranded)
    }

    /// With the seconds after which to try again.
    pub(crate) fn retry_after(self, seconds: i64) -> Self {
        self.with(|more| more.retry_after = Some(seconds))
    }

    /// Wrong input, field by field.
    pub(crate) fn invalid(errors: Vec<FieldError>) -> Self {
        let detail = errors.first().map_or_else(String::new, |e| format!("{}: {}", e.pointer, e.detail));
        Self::new(Code::InvalidInput, detail).with(|more| more.errors = errors)
    }

    /// One wrong field.
    pub(crate) fn invalid_field(pointer: &str, detail: impl Into<String>) -> Self {
        Self::invalid(vec![FieldError::new(pointer, detail)])
    }

    /// A slot that cannot be booked.
    pub(crate) fn not_bookable(code: Code, exclusion_reasons: Vec<ExclusionReason>) -> Self {
        let detail = "this slot cannot be booked; exclusionReasons says why, alternatives what can";
        Self::new(code, detail).with(|more| more.exclusion_reasons = exclusion_reasons)
    }

    /// The same, with what can be booked instead.
    pub(crate) fn suggesting(self, alternatives: Vec<Alternative>) -> Self {
        self.with(|more| more.alternatives = alternatives)
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
        Code::ScopeMissing => StatusCode::FORBIDDEN,
        Code::TooManyRequests => StatusCode::TOO_MANY_REQUESTS,
        Code::NotFound
        | Code::RestaurantNotFound
        | Code::FloorPlanNotFound
        | Code::ExperienceNotFound
        | Code::ReservationNotFound
        | Code::BookingNotFound
        | Code::GiftCardNotFound
        | Code::GiftCardNotUsable
        | Code::TransactionNotFound
        | Code::PaymentNotFound
        | Code::PurchaseNotFound
        | Code::GuestNotFound
        | Code::KeyNotFound
        | Code::WebhookNotFound
        | Code::NotConfigured
        | Code::HoldNotFound => StatusCode::NOT_FOUND,
        Code::IdempotencyKeyReused
        | Code::RestaurantExists
        | Code::SlotNotBookable
        | Code::TablesTaken
        | Code::HoldExpired
        | Code::HoldAlreadyUsed
        | Code::HoldNotExtendable
        | Code::PartiesStranded
        | Code::GiftCardExists
        | Code::GiftCardExpired
        | Code::BalanceTooLow
        | Code::QuoteChanged
        | Code::ChangeNotAllowed
        | Code::PaymentNotAllowed
        | Code::CardDeclined
        | Code::GuestIsExpected
        | Code::TransitionNotAllowed => StatusCode::CONFLICT,
        Code::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
        Code::BodyTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Code::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        Code::InvalidInput => StatusCode::UNPROCESSABLE_ENTITY,
        Code::Busy | Code::PaymentsUnavailable => StatusCode::SERVICE_UNAVAILABLE,
        Code::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let status = self.status();
        let Self { code, detail, more } = self;
        let More { errors, exclusion_reasons, alternatives, stranded, retry_after, cause } = *more;
        let name = serde_json::to_value(code).unwrap_or_default();
        let problem = Problem {
            kind: format!("urn:couvert:problem:{}", name.as_str().unwrap_or_default()),
            status: status.as_u16(),
            code,
            detail,
            errors,
            exclusion_reasons,
            alternatives,
        };
        let problem = StrandedProblem { problem, stranded };
        let body = serde_json::to_vec(&problem).unwrap_or_default();
        let mut response = (status, body).into_response();
        if let Some(cause) = cause {
            response.extensions_mut().insert(Cause(cause));
        }
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        let retry_after = retry_after.or((code == Code::Busy).then_some(1));
        if let Some(seconds) = retry_after {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        match code {
            Code::Unauthorized => {
                headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"))
            }
            _ => None,
        };
        response
    }
}
