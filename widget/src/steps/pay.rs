//! The table is kept until the guest has paid. What that takes is loaded by then (`static/pages/pay-step.js`); until it is
//! there, or should it never come, there is the link.

use guest::flow::{Event, Stage};
use guest::words::BookingTexts;
use leptos::prelude::*;

use crate::desk::use_desk;

use super::new_tab::NewTab;

#[component]
pub(crate) fn Pay() -> impl IntoView {
    let desk = use_desk();
    let address = match &desk.flow.read_untracked().stage {
        Stage::Done(done) => done.booked.booking.payment.as_ref().and_then(|payment| payment.pay_url.clone()),
        Stage::Choosing(_) | Stage::Details(..) | Stage::Review(_) => None,
    };
    let link = address.clone();
    let slug = desk.house.read_untracked().snapshot.restaurant.slug.clone();
    view! {
        <div>
            <couvert-pay
                class="done"
                restaurant=slug
                pay-url=address
                lang=desk.words.lang.code
                on:paid=move |_: leptos::ev::CustomEvent| desk.send(Event::Paid)
                on:again=move |_: leptos::ev::CustomEvent| desk.send(Event::AgainChosen)
            >
                <a href=link target="_blank" data-heading="">
                    {desk.words.to_pay()}
                    <NewTab words=desk.words />
                </a>
            </couvert-pay>
            <script type="module" src=desk.address("/pay-step.js")></script>
        </div>
    }
}
