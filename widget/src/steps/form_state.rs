//! The form as the state has it.

use guest::flow::{Field, Form, Stage};
use leptos::prelude::*;

use crate::desk::Desk;

/// Reads what goes on with the form; outside of this step nothing can be sent.
pub(super) fn form<T>(desk: Desk, read: impl FnOnce(&Form) -> T) -> T {
    match &desk.flow.read().stage {
        Stage::Details(_, form) => read(form),
        Stage::Choosing(_) | Stage::Review(_) | Stage::Done(_) => read(&Form::Sending),
    }
}

/// While it is not known whether the booking arrived, the same request has to be sent again.
pub(super) fn is_locked(desk: Desk) -> bool {
    form(desk, |form| !matches!(form, Form::Open(_)))
}

pub(super) fn has_fault(desk: Desk, field: Field) -> bool {
    form(desk, |form| matches!(form, Form::Open(faults) if faults.fields.contains(&field)))
}
