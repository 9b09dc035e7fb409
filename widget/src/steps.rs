//! What is drawn at each step. Nothing here fetches: it reads the desk's signals and sends it events.

mod area;
mod calendar;
mod chips;
mod choice;
mod countdown;
mod details;
mod done;
mod experience;
mod field;
mod form;
mod notice;
mod party;
mod pay;
mod quote;
mod stuck;
mod summary;
mod times;

pub(crate) use details::details;
pub(crate) use done::done;
pub(crate) use pay::pay;
pub(crate) use stuck::stuck;

use crate::desk::Desk;
use crate::element::{El, div};
use crate::flow::Choosing;

/// Party, day, experience, area and time on one sheet: each answers at once, so there is nothing to wait for between.
pub(crate) fn choose(desk: Desk) -> El {
    let wishes = div("column").child(party::party(desk)).child(calendar::calendar(desk));
    div("columns").child(wishes).child(times::times(desk))
}

/// Nothing can be chosen while the edge is asked: its answer would not fit the choice.
fn is_asking(desk: Desk) -> bool {
    desk.choosing.with(|choosing| matches!(choosing, Choosing::Asking(_)))
}
