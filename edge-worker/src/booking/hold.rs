//! Holds: tables kept for a guest who is filling in the form.

use api::{Hold, HoldRequest, Timestamp};
use engine::{Placement, Promise};

use crate::house::stay_row::{HoldTerms, NewStay};
use crate::house::tenant::Tenant;
use crate::house::visitor::Visitor;
use crate::platform::app::App;

/// How long a hold lasts.
pub(crate) const HOLD_MINUTES: i64 = 5;
/// How often a guest can extend it. Nothing is lost when it ends: what was typed stays, and books as long as the slot is
/// free, so WCAG 2.2.1, which wants ten extensions of a time limit, does not apply.
pub(crate) const EXTENSIONS_MAX: u16 = 3;

/// The terms of a hold from now on, after this many extensions.
pub(crate) fn terms(app: &App, extensions: u16) -> HoldTerms {
    HoldTerms { expires_at: app.now_ms + HOLD_MINUTES * 60_000, extensions }
}

/// The stay of a hold.
pub(crate) fn new_stay<'a>(
    id: &'a str,
    body: &'a HoldRequest,
    placement: &'a Placement,
    promise: Promise,
    terms: &HoldTerms,
    visitor: Option<&'a Visitor>,
) -> NewStay<'a> {
    NewStay {
        id,
        day: body.day,
        minutes: body.minutes,
        attendees: body.attendees,
        experience_id: &body.experience_id,
        placement,
        promise,
        online: true,
        hold: Some(terms.clone()),
        visitor,
    }
}

/// The guest's view of a hold.
pub(crate) fn hold(
    app: &App,
    tenant: &Tenant,
    id: &str,
    body: &HoldRequest,
    placement: &Placement,
    terms: &HoldTerms,
) -> Hold {
    Hold {
        id: id.to_owned(),
        expires_at: Timestamp { seconds: terms.expires_at.div_euclid(1000) },
        expires_in_seconds: (terms.expires_at - app.now_ms).div_euclid(1000),
        extensions_left: EXTENSIONS_MAX.saturating_sub(terms.extensions),
        attendees: body.attendees,
        day: body.day,
        minutes: body.minutes,
        duration: placement.stay.minutes(),
        experience_id: body.experience_id.clone(),
        floor_plan_id: tenant.floor_plan_of(&placement.tables).unwrap_or_default(),
    }
}
