//! Which part of the house, or any; nothing to choose where there is only one.

use crate::desk::Desk;
use crate::element::{El, el};
use crate::flow::Event;

use super::choice::{Choice, choices};

/// The value of "anywhere": above every area's number.
const ANY: u16 = u16::MAX;

pub(super) fn area(desk: Desk) -> Option<El> {
    let words = desk.words;
    let house = desk.house.get_untracked();
    let areas = &house.snapshot.areas;
    let choice = |area: Option<u8>, name: &str| Choice {
        face: el("span").text(name),
        spoken: None,
        is_chosen: |wish, value| wish.area.map_or(ANY, u16::from) == value,
        value: area.map_or(ANY, u16::from),
        event: Event::AreaChosen(area),
    };
    let each = areas
        .iter()
        .zip(0u8..)
        .map(|(area, index)| choice(Some(index), api::text(&area.title, words.lang.code())));
    let pills = std::iter::once(choice(None, words.any_area)).chain(each).collect();
    (1 < areas.len()).then(|| choices(desk, (words.area, "area"), ("pills", "pill word-pill"), pills))
}
