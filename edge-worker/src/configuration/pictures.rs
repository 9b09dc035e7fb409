//! The addresses of a configuration's pictures.

use api::configuration::experience::Image;
use api::{Configuration, FieldError};

use super::addresses::is_path;

/// Longer addresses are none that anybody means.
const URL_LENGTH_MAX: usize = 2000;

/// Those from which a page that guests open over TLS can load no picture.
pub(crate) fn check(configuration: &Configuration) -> Vec<FieldError> {
    let experiences = configuration.experiences.iter().map(|experience| &experience.image).enumerate();
    let experiences = experiences.map(|(i, image)| (format!("/experiences/{i}/image/url"), image));
    let templates = configuration.gift_card_templates.iter().map(|template| &template.image).enumerate();
    let templates = templates.map(|(i, image)| (format!("/giftCardTemplates/{i}/image/url"), image));
    let given = experiences.chain(templates).filter_map(|(pointer, image)| Some((pointer, image.as_ref()?)));
    let faulty = given.filter(|(_, image)| !can_be_shown(image));
    let detail = || {
        format!(
            "an address of at most {URL_LENGTH_MAX} characters that starts with https:// or with one /, or nothing"
        )
    };
    faulty.map(|(pointer, _)| FieldError::new(pointer, detail())).collect()
}

fn can_be_shown(image: &Image) -> bool {
    let url = image.url.as_str();
    let is_secure = url::Url::parse(url).is_ok_and(|url| url.scheme() == "https" && url.has_host());
    url.is_empty()
        || (is_path(url) || is_secure) && url.len() <= URL_LENGTH_MAX && !url.contains(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::{Image, can_be_shown};

    #[test]
    fn a_picture_comes_from_a_secure_address_or_from_us() {
        let shown = |url: &str| can_be_shown(&Image { path: String::new(), url: url.to_owned() });
        for url in ["", "/demo/menu.svg", "https://images.example.com/a%20b.jpg?size=2"] {
            assert!(shown(url), "{url}");
        }
        let long = format!("https://example.com/{}", "a".repeat(2000));
        for url in [
            "javascript:alert(1)",
            "http://example.com/a.jpg",
            "//example.com/a.jpg",
            "/\\example.com",
            " ",
            "a.jpg",
            "data:image/png;base64,AA",
            "https://",
            &long,
        ] {
            assert!(!shown(url), "{url}");
        }
    }
}
