//! The table is kept until the guest has paid: on our own page, in a dialog over the restaurant's, or in a tab of its own.
//!
//! No card ever meets this code or the page around it. How the payment stands is asked of the edge, again and again, so
//! that it does not matter where it was made.

use crate::desk::Desk;
use crate::element::{El, button, div, el, voice};
use crate::flow::Stage;
use crate::timer::{every, on_next_frame};

/// How often the edge is asked.
const LOOK_MS: i32 = 2_500;

pub(crate) fn pay(desk: Desk) -> El {
    let words = desk.words;
    let address = desk.flow.with_untracked(|flow| match &flow.stage {
        Stage::Done(done) => done.pay_url().map(ToOwned::to_owned),
        Stage::Choosing(_) | Stage::Details(..) => None,
    });
    every(LOOK_MS, move || desk.look_at_payment());
    let address = address.unwrap_or_default();
    let frame =
        el("iframe").attr("src", &address).attr("title", words.pay).attr("referrerpolicy", "no-referrer");
    let dialog = el("dialog").attr("aria-label", words.pay);
    let close = { dialog.clone() };
    let dialog = dialog.child(frame).child(button("chip", words.close).on_click(move || close.call("close")));
    let (at_once, again) = (dialog.clone(), dialog.clone());
    on_next_frame(move || at_once.call("showModal"));
    let tab = el("a")
        .attr("class", "link")
        .attr("href", &address)
        .attr("target", "_blank")
        .attr("rel", "noopener noreferrer")
        .text(words.pay_in_tab)
        .child(voice(&[", ", words.opens_new_tab].concat()));
    div("done")
        .child(el("h3").attr("tabindex", "-1").attr("data-heading", "").text(words.to_pay))
        .child(el("p").attr("class", "hint").text(words.to_pay_hint))
        .child(button("primary", words.pay).on_click(move || again.call("showModal")))
        .child(div("ways").child(tab))
        .child(dialog)
}
