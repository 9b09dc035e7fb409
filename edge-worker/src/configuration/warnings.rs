//! What of a configuration has no effect, or another one than it seems to have: said in the answer, and not refused.

use api::basics::text::is_same_language;
use api::{Configuration, FieldError, Texts};

use crate::platform::words;

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
    let is_spoken = |tag: &str| locales.iter().any(|locale| is_same_language(locale, tag));
    for (pointer, texts) in texts(configuration) {
        for tag in texts.keys().filter(|tag| !is_spoken(tag)) {
            let detail = format!("nobody sees this text: {tag} is not among the restaurant's locales");
            warnings.push(FieldError::new(format!("{pointer}/{tag}"), detail));
        }
    }
    warnings
}

/// All texts that guests read, with their JSON pointers.
fn texts(configuration: &Configuration) -> Vec<(String, &Texts)> {
    let experiences = configuration.experiences.iter().enumerate().flat_map(|(i, experience)| {
        [
            ("name", &experience.name),
            ("shortDescription", &experience.short_description),
            ("descriptionHtml", &experience.description_html),
        ]
        .map(|(field, texts)| (format!("/experiences/{i}/{field}"), texts))
    });
    let services = configuration.services.iter().enumerate();
    let services = services.map(|(i, service)| (format!("/services/{i}/name"), &service.name));
    let plans = configuration.floor_plans.iter().enumerate();
    let plans = plans.map(|(i, plan)| (format!("/floorPlans/{i}/title"), &plan.title));
    let exceptions = configuration.exceptions.iter().enumerate();
    let exceptions = exceptions.map(|(i, exception)| (format!("/exceptions/{i}/note"), &exception.note));
    let templates = configuration.gift_card_templates.iter().enumerate();
    let templates = templates.map(|(i, template)| (format!("/giftCardTemplates/{i}/name"), &template.name));
    experiences.chain(services).chain(plans).chain(exceptions).chain(templates).collect()
}
