//! Contact details of a guest: as entered, and validated.

use api::booking::reservation::Guest;
use email_address::EmailAddress;

use crate::house::tenant::Tenant;
use crate::platform::secret;

const EMAIL_LENGTH_MAX: usize = 254;

/// Contact details as entered.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Contact<'a> {
    pub(crate) first_name: &'a str,
    pub(crate) last_name: &'a str,
    pub(crate) email: &'a str,
    pub(crate) phone: &'a str,
    pub(crate) locale: &'a str,
}

/// A new guest. An unsupported language is replaced by the restaurant's first one.
pub(crate) fn new_guest(tenant: &Tenant, contact: &Contact) -> Guest {
    let locales = &tenant.compiled.configuration.restaurant.locales;
    let locale = locales.iter().find(|locale| *locale == contact.locale).or(locales.first());
    Guest {
        id: secret::id(),
        first_name: contact.first_name.trim().to_owned(),
        last_name: contact.last_name.trim().to_owned(),
        company: String::new(),
        locale: locale.cloned().unwrap_or_default(),
        phone: contact.phone.trim().to_owned(),
        email: contact.email.trim().to_owned(),
        notes: String::new(),
    }
}

/// Control characters are not allowed, since the text goes into single lines of a mail.
pub(crate) fn is_one_line(text: &str) -> bool {
    !text.contains(char::is_control)
}

/// Whether it is an e-mail address according to RFC 5321, with a dot in its domain.
pub(crate) fn is_email(text: &str) -> bool {
    let address_alone = email_address::Options::default().without_display_text().without_domain_literal();
    text.len() <= EMAIL_LENGTH_MAX
        && EmailAddress::parse_with_options(text, address_alone).is_ok()
        && text.rsplit_once('@').is_some_and(|(_, domain)| domain.contains('.'))
}
