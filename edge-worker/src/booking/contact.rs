//! Contact details of a guest: as entered, and validated.

use api::booking::reservation::Guest;
use email_address::EmailAddress;

use crate::house::tenant::Tenant;
use crate::platform::secret;
use crate::platform::words::language_for;

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

/// A new guest. A language that nobody speaks is replaced by the restaurant's first one.
pub(crate) fn new_guest(tenant: &Tenant, contact: &Contact) -> Guest {
    let locales = &tenant.compiled.configuration.restaurant.locales;
    Guest {
        id: secret::id(),
        first_name: entered(contact.first_name),
        last_name: entered(contact.last_name),
        company: String::new(),
        locale: language_for(contact.locale, locales),
        phone: entered(contact.phone),
        email: contact.email.trim().to_owned(),
        notes: String::new(),
    }
}

/// A text as somebody typed it, without the characters that change the direction of what stands around it (UAX #9).
/// Address books put them around numbers that are copied.
pub(crate) fn entered(text: &str) -> String {
    let turns = |c| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.replace(turns, "").trim().to_owned()
}

/// Whether it fits on one line, as in the subject of a mail.
pub(crate) fn is_one_line(text: &str) -> bool {
    !text.contains(|c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}'))
}

/// Whether a reader would see nothing of it.
pub(crate) fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || is_invisible(c))
}

/// Characters without a shape of their own: zero-width spaces and joiners, directional marks, fillers.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180e}'
            | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}'
    )
}

/// Whether a name that a stranger typed may stand in a mail to somebody: one line, and nothing that a mail program turns
/// into a link.
pub(crate) fn is_name(text: &str) -> bool {
    is_one_line(text) && !text.split_whitespace().any(is_link)
}

/// Whether a mail program would make a link of this word: an address with a scheme, or what looks like a host name. Initials
/// (`J.R.`) and abbreviations (`St.John`) do not.
fn is_link(word: &str) -> bool {
    let word = word.to_lowercase();
    if word.contains("://")
        || word.starts_with("www.")
        || word.contains('@')
        || word.contains('/') && word.contains('.')
    {
        return true;
    }
    let mut labels = word.trim_matches(|c: char| !c.is_alphanumeric()).rsplit('.');
    let (Some(last), Some(host)) = (labels.next(), labels.next()) else { return false };
    TOP_LEVEL_DOMAINS.contains(&last) && 2 < host.chars().count()
}

/// Those that strangers advertise with most; others are only links with a scheme or a path.
const TOP_LEVEL_DOMAINS: [&str; 31] = [
    "app", "at", "biz", "ch", "click", "cn", "co", "com", "de", "dev", "eu", "example", "fr", "icu", "info",
    "io", "it", "link", "live", "me", "net", "online", "org", "ru", "shop", "site", "store", "top", "uk",
    "us", "xyz",
];

/// A name as mails to people quote it, who may not be those that typed it: what names are made of, and not more than a
/// name is long.
pub(crate) fn shortened(name: &str) -> String {
    const LENGTH_MAX: usize = 40;
    // Beyond ASCII there are marks that belong to letters, and dots that mail programs take for one.
    let is_mark = |c: char| {
        !c.is_ascii() && !c.is_numeric() && !c.is_control() && !is_invisible(c) && !"．。｡／：＠".contains(c)
    };
    let is_of_names = |c: &char| c.is_alphabetic() || c.is_whitespace() || ".'’-".contains(*c) || is_mark(*c);
    let mut plain = String::new();
    for c in name.chars().filter(is_of_names).take(LENGTH_MAX) {
        // "St.John" is written "St. John", and so is what would be the name of a host.
        if plain.ends_with('.') && c.is_alphabetic() {
            plain.push(' ');
        }
        plain.push(c);
    }
    plain.trim().to_owned()
}

/// Whether mail can be sent to it: an address by RFC 5321 with a dot in its domain and no quoted part. Dots may follow
/// each other, or end the local part, as Japanese mobile providers gave them out.
pub(crate) fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let parts: Vec<&str> = local.split('.').filter(|part| !part.is_empty()).collect();
    let strict = format!("{}@{domain}", parts.join("."));
    let address_alone = email_address::Options::default().without_display_text().without_domain_literal();
    text.len() <= EMAIL_LENGTH_MAX
        && !local.starts_with('.')
        && !local.contains(['"', '\\'])
        && domain.contains('.')
        && EmailAddress::parse_with_options(&strict, address_alone).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_exist_are_accepted() {
        for good in [
            "max@example.com",
            "aaa..bbb@docomo.example.ne.jp",
            "abc.@example.jp",
            "o'neil+tag@sub.example.org",
        ] {
            assert!(is_email(good), "{good}");
        }
        for wrong in [
            "",
            "max",
            "max@example",
            "@example.com",
            ".max@example.com",
            "\"a\\\"@evil.com,\"@b.c",
            "a b@c.d",
            "a@b@c.d",
            "a@[127.0.0.1]",
            "max@example.com\r\nBcc: x@y.z",
        ] {
            assert!(!is_email(wrong), "{wrong}");
        }
    }

    #[test]
    fn names_are_names() {
        for good in ["Max", "J.R. Smith", "St.John", "O’Neil-Müller", "Dr. h.c. Anna", "李小龍", "Mary J."]
        {
            assert!(is_name(good) && !is_blank(good), "{good}");
        }
        for wrong in [
            "WIN A PRIZE: http://evil.example",
            "evil.com",
            "see www.evil.test",
            "EVIL.EXAMPLE now",
            "evil.zip/prize",
            "a\nb",
            "mail me@evil.example",
        ] {
            assert!(!is_name(wrong), "{wrong}");
        }
        assert!(is_blank("\u{200b}\u{feff} "));
    }

    #[test]
    fn what_turns_the_text_around_it_is_left_out() {
        assert_eq!(entered(" \u{202a}+43 1 5550199\u{202c} "), "+43 1 5550199");
        assert_eq!(entered("Max\u{202e}retsuM"), "MaxretsuM");
        // A mark without effect on others belongs to names in Hebrew and Arabic.
        assert_eq!(entered("\u{5d3}\u{200f}"), "\u{5d3}\u{200f}");
    }

    #[test]
    fn mails_quote_no_more_than_a_name() {
        assert_eq!(shortened("Anna-Maria O’Neil"), "Anna-Maria O’Neil");
        assert_eq!(shortened("WIN casino.bet 1000"), "WIN casino. bet");
        assert_eq!(shortened("Mu\u{308}ller"), "Mu\u{308}ller");
        assert_eq!(shortened(&"x".repeat(100)).len(), 40);
    }
}
