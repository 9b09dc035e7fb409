//! What of a configuration has no effect, or another one than it seems to have: said in the answer, and not refused.

use api::basics::text::is_same_language;
use api::{Configuration, FieldError};

use crate::configuration::texts::texts;
use crate::configuration::validation::as_origin;
use crate::platform::{phone, words};

/// The warnings, each with a JSON pointer into the configuration.
pub(crate) fn warnings(configuration: &Configuration) -> Vec<FieldError> {
    let mut warnings = Vec::new();
    let locales = &configuration.restaurant.locales;
    for (i, locale) in locales.iter().enumerate() {
        if !words::has(locale) {
            let detail = format!(
                "there are no texts in {locale} yet: guests read English, and your own texts in {locale}"
            );
            warnings.push(FieldError::new(format!("/restaurant/locales/{i}"), detail));
        }
    }
    let restaurant = &configuration.restaurant;
    let origins: Vec<String> = restaurant.allowed_origins.iter().filter_map(|text| as_origin(text)).collect();
    for (list, entries) in [("locales", locales), ("allowedOrigins", &origins)] {
        for (i, entry) in entries.iter().enumerate() {
            if entries.iter().take(i).any(|earlier| earlier == entry) {
                warnings.push(FieldError::new(format!("/restaurant/{list}/{i}"), "is in the list already"));
            }
        }
    }
    if !restaurant.phone.is_empty() && phone::e164(&restaurant.phone, &restaurant.country).is_none() {
        let detail = format!(
            "guests cannot call it: it is no number of {}, nor an international one",
            restaurant.country
        );
        warnings.push(FieldError::new("/restaurant/phone", detail));
    }
    let is_spoken = |tag: &str| locales.iter().any(|locale| is_same_language(locale, tag));
    for (pointer, texts) in texts(configuration) {
        for tag in texts.keys().filter(|tag| !is_spoken(tag)) {
            let detail = format!("nobody sees this text: {tag} is not among the restaurant's locales");
            warnings.push(FieldError::new(format!("{pointer}/{tag}"), detail));
        }
    }
    warnings
}
