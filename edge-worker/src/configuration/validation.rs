//! Validates a configuration as a whole, and brings it into the form in which it is published.

use std::collections::BTreeSet;
use std::ops::Range;

use api::{Compiled, Configuration, FieldError, GiftCardTemplate, RestaurantProfile};
use engine::Day;

use crate::booking::contact::{is_blank, is_email, is_one_line};
use crate::configuration::addresses::is_link;
use crate::configuration::{pictures, texts};
use crate::ledger::gift_card_limits::{AMOUNT_MAX, VALID_YEARS};
use crate::payments::card_minimum::CARD_MIN;
use crate::platform::app::App;
use crate::platform::{phone, zone};

/// The largest party that can book online.
const PARTY_MAX: u16 = 100;
/// The longest booking window.
const WINDOW_DAYS_MAX: u16 = 700;
/// The longest document, in bytes: ten times that of a house with 60 tables, and a fourth of what D1 stores in a row.
const DOCUMENT_BYTES_MAX: usize = 500_000;
/// Of a name, an address, a phone number.
const LINE_LENGTH_MAX: usize = 200;

/// Validates the whole document; returns its JSON, and the configuration compiled for these days.
pub(crate) fn checked(
    app: &App,
    mut configuration: Configuration,
    days: &Range<Day>,
) -> Result<(String, Compiled), Vec<FieldError>> {
    let faults = normalize_origins(&mut configuration.restaurant.allowed_origins);
    if !faults.is_empty() {
        return Err(faults);
    }
    let restaurant = &configuration.restaurant;
    let at = |field: &str, detail: &str| vec![FieldError::new(format!("/restaurant/{field}"), detail)];
    if !is_slug(&restaurant.slug) {
        return Err(at(
            "slug",
            "2 to 60 lower-case letters, digits and hyphens, a letter or digit at each end",
        ));
    }
    let zone =
        zone::named(&restaurant.time_zone).ok_or_else(|| at("timeZone", "no zone has this IANA name"))?;
    if restaurant.locales.is_empty() {
        return Err(at("locales", "at least one language"));
    }
    if !is_link(&restaurant.privacy_url) {
        return Err(at("privacyUrl", "an address that starts with https:// or http:// or /, or nothing"));
    }
    check_profile(restaurant)?;
    check_sizes(&configuration)?;
    let mut faults = texts::check(&configuration);
    faults.extend(pictures::check(&configuration));
    if !faults.is_empty() {
        return Err(faults);
    }
    clean(&mut configuration);
    let document = serde_json::to_string(&configuration)
        .map_err(|error| vec![FieldError::new("", error.to_string())])?;
    if DOCUMENT_BYTES_MAX < document.len() {
        let detail = format!("{} bytes in all; at most {DOCUMENT_BYTES_MAX}", document.len());
        return Err(vec![FieldError::new("", detail)]);
    }
    let offsets = zone::offsets(zone, days.start.min(app.utc_day()), days.end);
    Ok((document, Compiled::new(configuration, offsets)?))
}

/// Limits on what widgets can show and decisions can process.
fn check_sizes(configuration: &Configuration) -> Result<(), Vec<FieldError>> {
    let settings = &configuration.settings;
    let faults = [
        (PARTY_MAX < settings.max_party_size, "settings/maxPartySize", "at most 100"),
        (WINDOW_DAYS_MAX < settings.window_days, "settings/windowDays", "at most 700"),
        (configuration.experiences.is_empty(), "experiences", "at least one"),
    ];
    let mut faults: Vec<_> = faults
        .into_iter()
        .filter(|(is_wrong, ..)| *is_wrong)
        .map(|(_, field, detail)| FieldError::new(format!("/{field}"), detail))
        .collect();
    faults.extend(twice("labels", configuration.labels.iter().map(|label| &label.id)));
    faults.extend(twice("experiences", configuration.experiences.iter().map(|experience| &experience.id)));
    let templates = &configuration.gift_card_templates;
    faults.extend(twice("giftCardTemplates", templates.iter().map(|template| &template.id)));
    let amounts = |template: &GiftCardTemplate| (1..=template.max_amount).contains(&template.min_amount);
    if let Some(i) = templates.iter().position(|template| !amounts(template)) {
        let pointer = format!("/giftCardTemplates/{i}/minAmount");
        faults.push(FieldError::new(pointer, "from 1 to maxAmount"));
    }
    let is_offered = |template: &GiftCardTemplate, amount: &i64| {
        (template.min_amount..=template.max_amount).contains(amount)
    };
    for (i, template) in templates.iter().enumerate() {
        let at =
            |field: &str, detail: &str| FieldError::new(format!("/giftCardTemplates/{i}/{field}"), detail);
        if let Some(k) = template.amounts.iter().position(|amount| !is_offered(template, amount)) {
            faults.push(at(&format!("amounts/{k}"), "from minAmount to maxAmount"));
        }
        if template.valid_years.is_some_and(|years| !VALID_YEARS.contains(&years)) {
            faults.push(at("validYears", "from 1 to 50"));
        }
        if template.online && (template.max_amount < CARD_MIN || AMOUNT_MAX < template.max_amount) {
            faults.push(at("maxAmount", "what a card can pay, where guests buy it online"));
        }
        if template.online && template.min_amount < CARD_MIN {
            faults.push(at("minAmount", "at least 50, where guests buy it online: no card pays less"));
        }
    }
    let kinds = ["guestbook", "reservation"];
    if let Some(i) = configuration.labels.iter().position(|label| !kinds.contains(&label.kind.as_str())) {
        faults.push(FieldError::new(format!("/labels/{i}/type"), "guestbook or reservation"));
    }
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

fn twice<'a>(list: &str, ids: impl Iterator<Item = &'a String>) -> Option<FieldError> {
    let mut seen = BTreeSet::new();
    let (i, _) = ids.enumerate().find(|(_, id)| id.is_empty() || !seen.insert(*id))?;
    Some(FieldError::new(format!("/{list}/{i}/id"), "is needed, and no other may have it"))
}

/// Sanitizes texts that browsers show as HTML.
fn clean(configuration: &mut Configuration) {
    let mut sanitizer = ammonia::Builder::default();
    sanitizer.add_tags(["main", "section"]);
    for text in configuration.experiences.iter_mut().flat_map(|e| e.description_html.values_mut()) {
        *text = sanitizer.clean(text).to_string();
    }
}

/// What stands in mails, calendar files and prices.
fn check_profile(restaurant: &RestaurantProfile) -> Result<(), Vec<FieldError>> {
    let mut faults = Vec::new();
    let mut require = |is_sound: bool, field: &str, detail: &str| {
        if !is_sound {
            faults.push(FieldError::new(format!("/restaurant/{field}"), detail));
        }
    };
    let lines = [
        ("name", &restaurant.name),
        ("phone", &restaurant.phone),
        ("email", &restaurant.email),
        ("address", &restaurant.address),
    ];
    for (field, text) in lines {
        require(
            is_one_line(text) && text.chars().count() <= LINE_LENGTH_MAX,
            field,
            "one line of at most 200 characters",
        );
    }
    require(!is_blank(&restaurant.name), "name", "a name is needed");
    require(
        restaurant.email.is_empty() || is_email(&restaurant.email),
        "email",
        "an e-mail address, or nothing",
    );
    // Gold, test codes and accounting units are in the standard and pay no dinner.
    let is_money = |currency: iso_currency::Currency| !currency.is_special() && !currency.is_fund();
    let is_currency = iso_currency::Currency::from_code(&restaurant.currency).is_some_and(is_money);
    require(is_currency, "currency", "a code of ISO 4217, such as EUR");
    require(is_country(&restaurant.country), "country", "a code of ISO 3166-1 with two letters, such as AT");
    for (i, locale) in restaurant.locales.iter().enumerate() {
        require(
            is_language(locale),
            &format!("locales/{i}"),
            "a language code (BCP 47), such as de or en-GB",
        );
    }
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

/// Whether phone numbers of this country are known, which are those of every country that has any.
fn is_country(code: &str) -> bool {
    code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase()) && phone::is_country(code)
}

/// Two or three letters, and subtags behind hyphens (BCP 47).
fn is_language(tag: &str) -> bool {
    let mut subtags = tag.split('-');
    let is_primary = |tag: &str| (2..=3).contains(&tag.len()) && tag.bytes().all(|b| b.is_ascii_lowercase());
    let is_subtag =
        |tag: &str| (2..=8).contains(&tag.len()) && tag.bytes().all(|b| b.is_ascii_alphanumeric());
    subtags.next().is_some_and(is_primary) && subtags.all(is_subtag)
}

/// Writes each origin as browsers send it (RFC 6454): without a port that goes without saying, and international names in
/// ASCII. Returns those that are none.
fn normalize_origins(origins: &mut [String]) -> Vec<FieldError> {
    let mut faults = Vec::new();
    for (i, origin) in origins.iter_mut().enumerate() {
        match as_origin(origin) {
            Some(plain) => *origin = plain,
            None => faults.push(FieldError::new(
                format!("/restaurant/allowedOrigins/{i}"),
                "the start of a page's address and nothing behind the host, each host by its name: https://www.example.com",
            )),
        }
    }
    faults
}

/// An origin as browsers send it; `None` for what is none.
pub(crate) fn as_origin(text: &str) -> Option<String> {
    let url = url::Url::parse(text.trim()).ok()?;
    let is_bare = url.path() == "/"
        && url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none();
    // An asterisk would be read as the name of a host that nobody has.
    let has_host = url.host_str().is_some_and(|host| !host.contains('*'));
    (["http", "https"].contains(&url.scheme()) && has_host && is_bare)
        .then(|| url.origin().ascii_serialization())
}

/// Guests follow this link from the widget, so other schemes, such as `javascript:`, are not allowed.
fn is_slug(text: &str) -> bool {
    (2..=60).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        && !text.starts_with('-')
        && !text.ends_with('-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_written_as_browsers_send_them() {
        for (given, sent) in [
            ("https://www.example.com", "https://www.example.com"),
            ("https://www.example.com:443", "https://www.example.com"),
            ("HTTPS://WWW.Example.com/", "https://www.example.com"),
            ("http://localhost:8080", "http://localhost:8080"),
            ("https://gasthaus-müller.example", "https://xn--gasthaus-mller-psb.example"),
        ] {
            assert_eq!(as_origin(given).as_deref(), Some(sent), "{given}");
        }
        for wrong in [
            "",
            "www.example.com",
            "https://",
            "https://a.example/menu",
            "https://a.example?x",
            "ftp://a.example",
            "https://me@a.example",
            "*",
            "https://*.example.com",
            "null",
            "javascript:alert(1)",
        ] {
            assert_eq!(as_origin(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn countries_currencies_and_languages_exist() {
        for good in ["AT", "US", "GB", "JP", "LI"] {
            assert!(is_country(good), "{good}");
        }
        for wrong in ["", "XX", "at", "AUT", "ZZ", "00"] {
            assert!(!is_country(wrong), "{wrong}");
        }
        for good in ["de", "en-GB", "pt-BR", "gsw", "zh-Hant-TW"] {
            assert!(is_language(good), "{good}");
        }
        for wrong in ["", "german", "DE", "de-", "x", "de_AT"] {
            assert!(!is_language(wrong), "{wrong}");
        }
        for wrong in ["", "€", "EURO", "<b>", "eur", "XYZ"] {
            assert!(iso_currency::Currency::from_code(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn every_currency_has_the_minor_digits_of_the_standard() {
        // One table serves the engine, the widget and the Worker; this holds it against ISO 4217.
        let letters = || b'A'..=b'Z';
        let mut known = 0;
        for code in letters().flat_map(|a| letters().flat_map(move |b| letters().map(move |c| [a, b, c]))) {
            let code = std::str::from_utf8(&code).expect("letters");
            let Some(digits) =
                iso_currency::Currency::from_code(code).and_then(iso_currency::Currency::exponent)
            else {
                continue;
            };
            known += 1;
            assert_eq!(api::basics::currency::minor_digits(code), u32::from(digits), "{code}");
        }
        assert!(150 < known, "{known} currencies");
    }
}
