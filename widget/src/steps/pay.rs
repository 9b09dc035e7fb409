//! The table is kept until the guest has paid. What that takes is loaded by then (`static/pages/pay-step.js`); until it is
//! there, or should it never come, there is the link.

use crate::desk::Desk;
use crate::element::{El, el};
use crate::flow::{Event, Stage};

pub(crate) fn pay(desk: Desk) -> El {
    let words = desk.words;
    let address = desk.flow.with_untracked(|flow| match &flow.stage {
        Stage::Done(done) => done.booked.booking.payment.as_ref()?.pay_url.clone(),
        Stage::Choosing(_) | Stage::Details(..) => None,
    });
    let address = address.unwrap_or_default();
    let slug = desk.house.with_untracked(|house| house.snapshot.restaurant.slug.clone());
    let link =
        el("a").attr("href", &address).attr("target", "_blank").attr("data-heading", "").text(words.to_pay);
    let script = el("script").attr("type", "module").attr("src", &desk.address("/pay-step.js"));
    let step = el("couvert-pay")
        .attr("class", "done")
        .attr("restaurant", &slug)
        .attr("pay-url", &address)
        .attr("lang", words.lang.code())
        .on("paid", move |_| desk.send(Event::Paid))
        .on("again", move |_| desk.send(Event::AgainChosen))
        .child(link);
    el("div").child(step).child(script)
}
