//! What the edge's last answer means for the guest who chooses a time.

use api::Code;
use engine::ExclusionReason;

use crate::client::Trouble;
use crate::desk::Desk;
use crate::element::{El, button, div, el};
use crate::flow::{Choosing, Event, Offer, Refused, Start};
use crate::words::Words;

use super::chips::chips;

pub(super) fn notice(desk: Desk, choosing: &Choosing) -> Option<El> {
    match choosing {
        Choosing::Refused(refused) => Some(refusal(desk, refused)),
        Choosing::Unanswered(start, trouble) => Some(unanswered(desk, *start, *trouble)),
        Choosing::Looking | Choosing::Explaining(_) | Choosing::Asking(_) => None,
    }
}

/// What happened to which time, where a screen reader hears it at once.
fn alert(desk: Desk, start: Start, text: &str) -> El {
    let time = el("strong").text(&desk.words.time(start));
    div("said alert")
        .attr("role", "alert")
        .attr("tabindex", "-1")
        .attr("data-notice", "")
        .child(el("p").child(time).text(" ").text(text))
}

fn refusal(desk: Desk, refused: &Refused) -> El {
    let words = desk.words;
    let alternatives = refused.alternatives.iter();
    let offers: Vec<Offer> =
        desk.house.with_untracked(|house| alternatives.filter_map(|a| house.offer_of(a)).collect());
    let alert = alert(desk, refused.start, sentence(words, refused));
    if offers.is_empty() {
        return alert;
    }
    alert.child(el("p").attr("class", "hint").text(words.nearest)).child(chips(desk, &offers))
}

fn sentence(words: &'static Words, refused: &Refused) -> &'static str {
    use ExclusionReason as R;
    let is_late = matches!(refused.code, Code::HoldExpired | Code::HoldNotFound);
    // A guest chose a time that looked free: that it is full now means that somebody was faster.
    let reason = refused.reason.and_then(|wire| R::ALL.into_iter().find(|r| wire == (*r).into()));
    match reason {
        Some(R::NoTablesFound | R::OnlineLimitReached | R::SeatedLimitReached | R::StartingLimitReached)
        | None => (words.problem)(refused.code),
        Some(_) if is_late => (words.problem)(refused.code),
        Some(reason) => (words.reason)(reason),
    }
}

fn unanswered(desk: Desk, start: Start, trouble: Trouble) -> El {
    let words = desk.words;
    let text = match trouble {
        Trouble::Offline => words.offline,
        Trouble::Broken => words.broken,
        Trouble::Busy => (words.problem)(Code::Busy),
    };
    let retry = button("chip", words.try_again).on_click(move || desk.send(Event::RetryChosen));
    alert(desk, start, text).child(div("chips").child(retry))
}
