//! Turns failures into HTTP answers. The only file that knows the HTTP status of each problem code.

use api::booking::reservation::Stranded;
use api::problem::{Code, Problem};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::platform::failure::{Failure, FailureDetails};

/// The media type of a failure.
pub(crate) const PROBLEM_JSON: &str = "application/problem+json";

/// The cause of a server error, passed to the request log as an extension of the response.
#[derive(Clone, Debug)]
pub(crate) struct Cause(pub(crate) String);

/// The problem details that only a restaurant gets: of `parties_stranded` with the parties, of `tables_taken` with the
/// reservations.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RestaurantProblem {
    #[serde(flatten)]
    problem: Problem,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    stranded: Vec<Stranded>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    reservation_ids: Vec<String>,
}

impl Failure {
    /// The HTTP status of its code.
    pub(crate) fn status(&self) -> StatusCode {
        status(self.code())
    }

    /// Whether it is answered with 404.
    pub(crate) fn is_not_found(&self) -> bool {
        is_not_found(self.code())
    }
}

/// Whether this code is answered with 404.
pub(crate) fn is_not_found(code: Code) -> bool {
    status(code) == StatusCode::NOT_FOUND
}

fn status(code: Code) -> StatusCode {
    match code {
        Code::MalformedJson | Code::IdempotencyKeyRequired => StatusCode::BAD_REQUEST,
        Code::Unauthorized => StatusCode::UNAUTHORIZED,
        Code::ScopeMissing => StatusCode::FORBIDDEN,
        Code::TooManyRequests | Code::TooManyHolds | Code::TooManyBookings => StatusCode::TOO_MANY_REQUESTS,
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
        | Code::GuestExists
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
        let code = self.code();
        let Self { detail, more, .. } = self;
        let FailureDetails {
            errors,
            exclusion_reasons,
            alternatives,
            stranded,
            reservation_ids,
            retry_after,
            cause,
        } = *more;
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
        let problem = RestaurantProblem { problem, stranded, reservation_ids };
        let body = serde_json::to_vec(&problem).unwrap_or_default();
        let mut response = (status, body).into_response();
        if let Some(cause) = cause {
            response.extensions_mut().insert(Cause(cause));
        }
        response.extensions_mut().insert(code);
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
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
