//! Money that has moved: deposits paid and refunded, gift cards sold online and at the till.

use anyhow::{Context, Result, ensure};
use api::money::gift_card::{GiftCardRequest, TransactionRequest, TransactionStatus};
use api::money::purchase::{GiftCardShop, PurchaseRequest, Purchased, Recipient};
use api::{Booked, Date, GiftCard, Slots};
use serde_json::json;

use crate::API_KEY;
use crate::server::Server;

/// What takes a deposit.
const EXPERIENCE: &str = "family-table";
const ATTENDEES: u16 = 4;
/// How many deposits are paid; the last one is refunded.
const DEPOSITS: usize = 3;
const DAYS_AHEAD: i32 = 28;
/// Years until the gift card of the till expires, in days.
const CARD_DAYS: i32 = 3 * 365;

/// Pays deposits, sells gift cards, and redeems one.
pub(crate) fn move_some(server: &Server, slug: &str, today: Date) -> Result<()> {
    for i in 0..DEPOSITS {
        let (day, minutes) = first_free(server, today)?;
        let booking = json!({
            "attendees": ATTENDEES, "day": day, "minutes": minutes, "experienceId": EXPERIENCE,
            "firstName": "Rosaura", "lastName": format!("Fiordiluna {}", i + 1), "email": format!("rosaura{i}@example.com"),
            "phone": "", "locale": "en", "notes": null, "consent": true,
        });
        let path = format!("/v1/restaurants/{slug}/reservations");
        let booked: Booked = server.post(&path, "", &format!("seed-deposit-{i}"), &booking)?.json()?;
        let payment = booked.booking.payment.and_then(|payment| payment.pay_url);
        pay(server, &payment.context("nothing is due for the family table")?)?;
        if i + 1 == DEPOSITS {
            let path = format!("/v1/bookings/{}", booked.manage_token);
            server.delete(&path)?.ok()?;
        }
    }
    sell_online(server, slug)?;
    sell_at_the_till(server, today)
}

/// The next day with room for a family table, and the first start.
fn first_free(server: &Server, today: Date) -> Result<(Date, u16)> {
    for day in (1..=DAYS_AHEAD).map(|ahead| Date(today.0.plus(ahead))) {
        let path =
            format!("/external/availability/slots?attendees={ATTENDEES}&day={day}&experienceId={EXPERIENCE}");
        let Slots { slots } = server.get(&path, API_KEY)?.json()?;
        if let Some(slot) = slots.into_iter().find(|slot| slot.exclusion_reasons.is_empty()) {
            return Ok((day, slot.minutes));
        }
    }
    Err(anyhow::anyhow!("no day in four weeks has room for a family table"))
}

/// Pays with the built-in provider's card that always works.
fn pay(server: &Server, pay_url: &str) -> Result<()> {
    let path = pay_url.strip_prefix(&server.url).with_context(|| format!("{pay_url} is not ours"))?;
    server.get(path, "")?.ok()?;
    let card = json!({ "card": "good", "isConfirmed": false });
    let outcome: serde_json::Value = server.post(&format!("{path}/card"), "", path, &card)?.json()?;
    ensure!(outcome["outcome"] == "paid", "{path}: {outcome}");
    Ok(())
}

/// A guest buys a gift card for another one.
fn sell_online(server: &Server, slug: &str) -> Result<()> {
    let path = format!("/v1/restaurants/{slug}/gift-cards");
    let shop: GiftCardShop = server.get(&path, "")?.json()?;
    let offer = shop.offers.first().context("no gift card is sold online")?;
    let wish = PurchaseRequest {
        template_id: offer.template_id.clone(),
        amount: 10_000,
        buyer_name: "Benedick Merrybough".to_owned(),
        buyer_email: "benedick@example.com".to_owned(),
        locale: "en".to_owned(),
        consent: true,
        recipient: Some(Recipient {
            name: "Viola Larkspur".to_owned(),
            email: "viola@example.com".to_owned(),
            message: "Happy birthday!".to_owned(),
            deliver_on_day: None,
        }),
    };
    let bought: Purchased = server.post(&format!("{path}/purchases"), "", "seed-gift-card", &wish)?.json()?;
    pay(server, &bought.pay_url)
}

/// A host sells one, and takes a part of it for a bill.
fn sell_at_the_till(server: &Server, today: Date) -> Result<()> {
    let wish = GiftCardRequest {
        amount: 5_000,
        template_id: "classic".to_owned(),
        email: String::new(),
        expires_on_day: Date(today.0.plus(CARD_DAYS)),
        locale: None,
        id: None,
    };
    let card: GiftCard = server.post("/external/gift-cards", API_KEY, "seed-card", &wish)?.json()?;
    let bill = TransactionRequest {
        status: TransactionStatus::Successful,
        amount: -1_850,
        reference: Some("bill 4711".to_owned()),
    };
    let path = format!("/external/gift-cards/{}/transactions", card.card_id);
    server.post(&path, API_KEY, "seed-bill", &bill)?.ok().map(drop)
}
