//! The texts of a configuration that guests read, each in several languages.

use api::{Configuration, FieldError, Texts};

use crate::booking::contact::{is_blank, is_one_line};

/// Of the HTML of a description. Reading it takes time that grows with the square of how deep it is nested.
const DESCRIPTION_LENGTH_MAX: usize = 5000;

/// All of them, with their JSON pointers.
pub(crate) fn texts(configuration: &Configuration) -> Vec<(String, &Texts)> {
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

/// What cannot stand in the line of a mail or a calendar file, or is a name of which a reader would see nothing.
pub(crate) fn check(configuration: &Configuration) -> Vec<FieldError> {
    let mut faults = Vec::new();
    for (pointer, texts) in texts(configuration) {
        if pointer.ends_with("/descriptionHtml") {
            let too_long = texts.iter().filter(|(_, html)| DESCRIPTION_LENGTH_MAX < html.chars().count());
            let detail = || format!("at most {DESCRIPTION_LENGTH_MAX} characters");
            faults.extend(too_long.map(|(tag, _)| FieldError::new(format!("{pointer}/{tag}"), detail())));
            continue;
        }
        let is_name = pointer.ends_with("/name");
        for (tag, text) in texts {
            if !is_one_line(text) {
                faults.push(FieldError::new(format!("{pointer}/{tag}"), "one line"));
            } else if is_name && is_blank(text) {
                faults.push(FieldError::new(format!("{pointer}/{tag}"), "a name is needed"));
            }
        }
    }
    for (i, label) in configuration.labels.iter().enumerate() {
        if !is_one_line(&label.name) {
            faults.push(FieldError::new(format!("/labels/{i}/name"), "one line"));
        }
    }
    for (i, experience) in configuration.experiences.iter().enumerate() {
        if !is_one_line(&experience.shorthand) {
            faults.push(FieldError::new(format!("/experiences/{i}/shorthand"), "one line"));
        }
    }
    faults
}
