//! GET and POST /gift/{token}: a gift card's page, for its buyer and its recipient. The recipient opens the card with a
//! button, so that a mail scanner does not. Works without JavaScript, and can be printed.

use api::money::purchase::DeliveryState;
use axum::http::HeaderMap;
use axum::response::{Redirect, Response};
use maud::{Markup, html};
use qrcodegen::{QrCode, QrCodeEcc};
use serde::Deserialize;

use crate::house::tenant::{Tenant, TenantSelector, load_tenant};
use crate::http::extract::PathParams;
use crate::ledger::payment::pay_url;
use crate::ledger::purchase::{Reader, Row, select_purchases};
use crate::platform::app::App;
use crate::platform::db::Statement;
use crate::platform::failure::Failure;
use crate::platform::words::{self, Words};
use crate::platform::{secret, send};

use super::{allow_images, dead_link, page, phone_line};

/// The purchase with this digest of a token, the buyer's or the recipient's.
macro_rules! purchase_id {
    () => {
        "(SELECT id FROM gift_card_purchases WHERE buyer_digest = ?1
          UNION ALL SELECT id FROM gift_card_purchases WHERE gift_digest = ?1)"
    };
}

const SELECT_PURCHASE: &str = select_purchases!("g.id = ", purchase_id!());
const SELECT_SLUG: &str = concat!(
    "SELECT t.slug, g.gift_digest = ?1 AS is_recipient,
            (SELECT SUM(l.effect) FROM gift_card_log l WHERE l.gift_card_id = g.id) AS balance
     FROM gift_card_purchases g JOIN restaurants t ON t.id = g.restaurant_id WHERE g.id = ",
    purchase_id!(),
);
const OPEN: &str = "UPDATE gift_card_purchases SET opened_at = ?2 WHERE gift_digest = ?1 AND opened_at IS NULL AND ?2 >= created_at";

#[derive(Deserialize)]
struct SlugRow {
    slug: String,
    is_recipient: i64,
    /// `None` while there is no card, because the purchase is not paid.
    balance: Option<i64>,
}

struct Opened {
    row: Row,
    tenant: Tenant,
    reader: Reader,
    /// Minor units.
    balance: Option<i64>,
}

fn not_found() -> Failure {
    Failure::new(api::Code::PurchaseNotFound, "this link opens no gift card")
}

async fn open(app: &App, token: &str) -> Result<Opened, Failure> {
    let digest = secret::digest(token);
    let selects = [SELECT_PURCHASE, SELECT_SLUG].map(|sql| Statement::new(sql, [digest.as_str().into()]));
    let mut rows = app.db.read(selects.into()).await?;
    let row: Row = rows.first()?.ok_or_else(not_found)?;
    let card: SlugRow = rows.first()?.ok_or_else(not_found)?;
    let reader = if card.is_recipient == 1 { Reader::Recipient } else { Reader::Buyer };
    // The recipient's link opens nothing before the purchase is paid.
    if reader == Reader::Recipient && card.balance.is_none() {
        return Err(not_found());
    }
    let tenant = load_tenant(app, &TenantSelector::Slug(card.slug)).await?;
    Ok(Opened { row, tenant, reader, balance: card.balance })
}

/// The card's page, or what is still to be done to get it.
#[send]
pub(crate) async fn show(
    app: App,
    PathParams(token): PathParams<String>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let opened = match open(&app, &token).await {
        Ok(opened) => opened,
        Err(failure) => {
            return dead_link(failure, &headers, |words| (words.gift_card(), words.link_opens_nothing()));
        }
    };
    let words = words::of(&opened.row.locale);
    let mut response = page(words.code, words.gift_card(), &body(&app, &opened, words)?);
    allow_images(response.headers_mut());
    Ok(response)
}

/// Records, once, that the recipient has opened the card, and redirects to its page.
#[send]
pub(crate) async fn unwrap(app: App, PathParams(token): PathParams<String>) -> Result<Redirect, Failure> {
    let opened = open(&app, &token).await?;
    if opened.reader == Reader::Recipient {
        let values = [secret::digest(&token).into(), app.now_ms.into()];
        app.db.batch(vec![Statement::new(OPEN, values)]).await?;
    }
    Ok(Redirect::to(&format!("/gift/{token}")))
}

fn body(app: &App, opened: &Opened, words: &Words) -> Result<Markup, Failure> {
    let Opened { row, tenant, reader, balance } = opened;
    let restaurant = &tenant.compiled.configuration.restaurant;
    let is_wrapped = *reader == Reader::Recipient && row.opened_at.is_none();
    let inside = match balance {
        None => unpaid(app, row, words)?,
        Some(_) if is_wrapped => html! {
            form method="post" { button.main type="submit" { (words.open_gift()) } }
        },
        Some(balance) => card(app, row, *balance, words)?,
    };
    Ok(html! {
        header {
            h1 { (restaurant.name) }
            p { (restaurant.address) }
        }
        section.booking.gift {
            @if let Some(image) = image(tenant, row) { img src=(image) alt=""; }
            h2 { (words.gift_of(&words::money(words, row.amount, &row.currency))) }
            @if row.is_gift() {
                p.when { (words.gift_for(&row.recipient_name)) " " (words.gift_from(&row.buyer_name)) }
                @if !row.message.is_empty() { blockquote { (row.message) } }
            }
            (inside)
            @if *reader == Reader::Buyer && balance.is_some() {
                @if let Some(text) = delivery(row, words)? { p role="status" { (text) } }
                p.hint { (row.paid()?.terms) " " (row.tax(words)) }
            }
            p.number { (words.gift_number()) " " strong { (row.number) } }
            (phone_line(&restaurant.phone))
        }
        script src="/gift.js" defer {}
    })
}

fn image<'a>(tenant: &'a Tenant, row: &Row) -> Option<&'a str> {
    let mut templates = tenant.compiled.configuration.gift_card_templates.iter();
    let image = templates.find(|template| template.id == row.template_id)?.image.as_ref()?;
    Some(&image.url)
}

fn unpaid(app: &App, row: &Row, words: &Words) -> Result<Markup, Failure> {
    let payment = row.paid()?;
    let link = (!payment.is_closed()).then(|| pay_url(app, &payment.id)).transpose()?;
    Ok(html! {
        p role="status" { (if link.is_some() { words.gift_unpaid() } else { words.gift_expired() }) }
        @if let Some(link) = link { p { a.button href=(link) { (words.amount_due()) } } }
    })
}

fn card(app: &App, row: &Row, balance: i64, words: &Words) -> Result<Markup, Failure> {
    let code = row.code(app)?;
    Ok(html! {
        div.code {
            (qr(code.text())?)
            div {
                p.label { (words.gift_code()) }
                p.symbols { (code.spaced()) }
                p { (words.gift_balance(&words::money(words, balance, &row.currency))) }
            }
        }
        p { (words.gift_valid(&words::date(words, row.last_day()))) " " (words.gift_hint()) }
        p.unprinted { button #print type="button" hidden { (words.print()) } }
    })
}

/// The state of its delivery to another recipient, as a text.
fn delivery(row: &Row, words: &Words) -> Result<Option<String>, Failure> {
    if row.recipient_email.is_empty() {
        return Ok(None);
    }
    Ok(match row.purchase()?.delivery {
        DeliveryState::Unpaid => None,
        DeliveryState::Scheduled => {
            row.deliver_on_day().map(|day| words.gift_delivered_on(&words::date(words, day)))
        }
        DeliveryState::Failing => Some(words.gift_failing().to_owned()),
        DeliveryState::Sent => Some(words.gift_sent().to_owned()),
        DeliveryState::Opened => Some(words.gift_opened().to_owned()),
    })
}

/// A QR code of the text as SVG, one square per dark module; black on white whatever the page's colours.
fn qr(text: &str) -> Result<Markup, Failure> {
    /// Width in modules of the quiet zone that scanners need (ISO/IEC 18004, 6.3.8).
    const QUIET: i32 = 4;
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).map_err(Failure::internal)?;
    let size = code.size();
    let dark =
        (0..size).flat_map(|y| (0..size).map(move |x| (x, y))).filter(|(x, y)| code.get_module(*x, *y));
    let path: String = dark.map(|(x, y)| format!("M{},{}h1v1h-1z", x + QUIET, y + QUIET)).collect();
    let side = size + 2 * QUIET;
    Ok(html! {
        svg viewBox={ "0 0 " (side) " " (side) } shape-rendering="crispEdges" aria-hidden="true" {
            rect width=(side) height=(side) fill="#fff" {}
            path d=(path) fill="#000" {}
        }
    })
}
