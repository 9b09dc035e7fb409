//! What a booking costs, before anything is asked for; and until when what comes back.

use engine::Security;

use crate::desk::Desk;
use crate::element::{El, div, el};
use crate::words::Words;

/// Whether anything is paid for what is held, so that a gift card can pay it.
pub(super) fn takes_gift_card(desk: Desk, hold: &api::Hold) -> bool {
    let house = desk.house.get_untracked();
    house.quote(hold).is_some_and(|quote| quote.policy.security == Security::Payment)
}

pub(super) fn quote(desk: Desk, hold: &api::Hold) -> Option<El> {
    let words = desk.words;
    let house = desk.house.get_untracked();
    let quote = house.quote(hold)?;
    let is_guarantee = quote.policy.security == Security::Guarantee;
    let sum =
        words.money(u32::try_from(quote.amount).unwrap_or(u32::MAX), &house.snapshot.restaurant.currency);
    let mut lines = vec![(words.costs)(is_guarantee, &sum)];
    let deadlines = house.deadlines(&quote, hold, desk.now.get_untracked());
    let last = match (is_guarantee, deadlines.is_empty()) {
        (false, false) => words.then_nothing,
        (false, true) => words.nothing,
        (true, false) => words.then_fee,
        (true, true) => words.fee,
    };
    lines.extend(deadlines.into_iter().map(|(until, percent)| back(words, &words.start(until), percent)));
    lines.push(last.to_owned());
    let line = |text: String| el("p").text(&text);
    Some(div("kept quote").children(lines.into_iter().map(line).collect()))
}

fn back(words: &Words, until: &str, percent: u8) -> String {
    if percent == 100 { (words.free_until)(until) } else { (words.part_until)(until, percent) }
}
