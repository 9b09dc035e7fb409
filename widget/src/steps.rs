//! What is drawn at each step. Nothing here fetches: it reads the desk's signals and sends it events.

mod area;
mod bar;
mod button;
mod calendar;
mod choice;
mod countdown;
mod day;
mod details;
mod done;
mod experience;
mod field;
mod form_state;
mod new_tab;
mod nothing_free;
mod notice;
mod offers;
mod ornament;
mod panel;
mod party;
mod pay;
mod quote;
mod review;
mod strip;
mod stuck;
mod summary;
mod times;
mod unavailable;

pub(crate) use details::Details;
pub(crate) use done::Done;
pub(crate) use ornament::Ornament;
pub(crate) use pay::Pay;
pub(crate) use review::Review;
pub(crate) use stuck::Stuck;

use leptos::prelude::*;

use crate::desk::use_desk;

use area::Areas;
use bar::Bar;
use calendar::Calendar;
use experience::Experiences;
use panel::{Choosable, OpenPanel, Panel};
use party::Parties;
use strip::Strip;
use times::Times;

/// Party, day, experience, area and time on one sheet: each answers at once, so there is nothing to wait for between.
#[component]
pub(crate) fn Choose() -> impl IntoView {
    let desk = use_desk();
    let panel = OpenPanel::provide(desk);
    // What is booked stays what it is; when and for how many can be changed.
    let experiences = desk.flow.read_untracked().current.is_none().then(|| {
        view! {
            <Panel choosable=Choosable::Experience>
                <Experiences />
            </Panel>
        }
    });
    view! {
        <div on:keydown=move |event| panel.on_key(&event) on:pointerdown=move |_| panel.on_pointer()>
            <Bar />
            <div class="columns">
                <div class="column wishes">
                    <Panel choosable=Choosable::Party>
                        <Parties />
                    </Panel>
                    <Panel choosable=Choosable::Day>
                        <Calendar />
                    </Panel>
                    <Strip />
                </div>
                <Times>
                    {experiences}
                    <Panel choosable=Choosable::Area>
                        <Areas />
                    </Panel>
                </Times>
            </div>
        </div>
    }
}
