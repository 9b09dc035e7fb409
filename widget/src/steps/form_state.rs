//! The form as the state has it.

use guest::flow::{Field, Form};
use leptos::prelude::*;

use crate::desk::Desk;

/// While it is not known whether the booking arrived, the same request has to be sent again.
pub(super) fn is_locked(desk: Desk) -> bool {
    !matches!(*desk.form.read(), Form::Open(_))
}

pub(super) fn has_fault(desk: Desk, field: Field) -> bool {
    matches!(&*desk.form.read(), Form::Open(faults) if faults.fields.contains(&field))
}
