//! Mistyped domains of e-mail addresses: `max@gmial.con` is suggested to be `max@gmail.com`, and never refused.

use strsim::osa_distance;

/// The mail providers that most guests use: a domain next to one of these is more likely mistyped than real.
const DOMAINS: [&str; 17] = [
    "gmail.com",
    "googlemail.com",
    "outlook.com",
    "outlook.de",
    "hotmail.com",
    "hotmail.de",
    "yahoo.com",
    "yahoo.de",
    "icloud.com",
    "protonmail.com",
    "gmx.at",
    "gmx.de",
    "gmx.net",
    "web.de",
    "t-online.de",
    "freenet.de",
    "aon.at",
];

/// Providers of their own that look like one of the above.
const LOOKALIKES: [&str; 5] = ["mail.com", "email.com", "ymail.com", "gmx.com", "hotmail.net"];

/// What the guest may have meant, if the domain looks mistyped.
pub fn suggestion(email: &str) -> Option<String> {
    let (name, domain) = email.trim().rsplit_once('@')?;
    let domain = domain.to_ascii_lowercase();
    if DOMAINS.contains(&&*domain) || LOOKALIKES.contains(&&*domain) {
        return None;
    }
    // Short domains are near to too many others: one letter of `gmx.at` makes another provider.
    let allowed = |known: &str| if known.len() < 8 { 1 } else { 2 };
    let near = |known: &&&str| osa_distance(known, &domain) <= allowed(known);
    // A domain that only ends otherwise may be real: gmail.ch is not, but yahoo.it is.
    let is_country = |known: &str| {
        let host = |domain: &str| domain.split('.').next().unwrap_or_default().to_owned();
        host(known) == host(&domain)
            && domain.rsplit('.').next().is_some_and(|end| end.len() == 2)
            && host(known) != "gmail"
    };
    let known = DOMAINS.iter().filter(near).min_by_key(|known| osa_distance(known, &domain))?;
    (!is_country(known)).then(|| [name, "@", known].concat())
}

#[cfg(test)]
mod tests {
    use super::suggestion;

    #[test]
    fn mistyped_domains_are_noticed_and_others_left_alone() {
        for (typed, meant) in [
            ("max@gmial.con", "gmail.com"),
            ("max@gmial.com", "gmail.com"),
            ("max@gmail.co", "gmail.com"),
            ("max@GMAI.com", "gmail.com"),
            ("max@hotmial.com", "hotmail.com"),
            ("max@outlok.com", "outlook.com"),
            ("max@gxm.at", "gmx.at"),
            ("max@wbe.de", "web.de"),
            ("max@icluod.com", "icloud.com"),
        ] {
            assert_eq!(suggestion(typed), Some(format!("max@{meant}")), "{typed}");
        }
        for fine in [
            "max@gmail.com",
            "max@Gmail.com",
            "max@yahoo.it",
            "max@hotmail.fr",
            "max@example.com",
            "max@mail.com",
            "max@gmx.ch",
            "max@web.at",
            "max@couvert.example",
            "max",
            "max@",
            "",
        ] {
            assert_eq!(suggestion(fine), None, "{fine}");
        }
    }
}
