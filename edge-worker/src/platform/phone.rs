//! Phone numbers in E.164, from any notation.

use rlibphonenumber::enums::Region;
use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumberFormat};

/// The number in E.164, if it is valid; without a country code it belongs to `country` (two letters).
pub(crate) fn e164(text: &str, country: &str) -> Option<String> {
    let number = PHONE_NUMBER_UTIL.parse(text, country.parse::<Region>().ok()).ok()?;
    number.is_valid().then(|| number.format_as(PhoneNumberFormat::E164).into_owned())
}

/// Whether numbers of this country (two letters) are known.
pub(crate) fn is_country(code: &str) -> bool {
    code.parse::<Region>().is_ok_and(|region| PHONE_NUMBER_UTIL.get_country_code_for_region(region).is_some())
}

/// The country code, `+43`, and the rest of a number in E.164; both are empty if it is none.
pub(crate) fn parts(e164: &str) -> (String, String) {
    let Ok(number) = PHONE_NUMBER_UTIL.parse(e164, None) else { return Default::default() };
    let code = format!("+{}", number.country_code);
    let rest = e164.strip_prefix(&code).unwrap_or_default().to_owned();
    (code, rest)
}

/// The last digits of a number without its extension, which are the same in any notation and in any country; the
/// guestbook looks numbers up by them.
pub(crate) fn tail(text: &str) -> Option<String> {
    // Any country will do: it matters only to the first digits.
    let number = PHONE_NUMBER_UTIL.parse(text, Some(Region::US)).ok()?;
    let digits = number.national_number.to_string();
    let from = digits.len().checked_sub(TAIL_DIGITS)?;
    digits.get(from..).map(str::to_owned)
}

/// As many as the guestbook's index has, and no more than the shortest numbers have without their country code.
const TAIL_DIGITS: usize = 4;

/// How a number is shown to hosts: in E.164 (`e164`), but as it was typed where that says more, such as an extension.
pub(crate) fn shown(text: &str, e164: &str) -> String {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let says_more = tail(e164).is_some_and(|tail| !digits(text).ends_with(&tail));
    if says_more { text.trim().to_owned() } else { e164.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_extension_is_kept_and_is_no_part_of_the_number() {
        for text in ["+43 1 5550199 ext. 12", "+43 1 5550199 x12", "+43 1 5550199;ext=12"] {
            let number = e164(text, "AT").expect("a number");
            assert_eq!(number, "+4315550199");
            assert_eq!(tail(text), tail(&number), "{text}");
            assert_eq!(shown(text, &number), text);
        }
    }

    #[test]
    fn every_valid_number_is_found_by_its_tail() {
        // Short ones, and some that other countries would read otherwise.
        for (text, country) in [
            ("0662 12345", "AT"),
            ("+290 22158", "SH"),
            ("+683 4002", "NU"),
            ("8 800 555-35-35", "RU"),
            ("1800 123 123", "AU"),
            ("06 12 34 56 78", "FR"),
            ("+39 06 1234 5678", "IT"),
            ("0800 FLOWERS", "DE"),
        ] {
            let Some(number) = e164(text, country) else { continue };
            assert_eq!(tail(text).as_deref(), number.get(number.len() - TAIL_DIGITS..), "{text}");
        }
    }

    #[test]
    fn one_number_has_one_spelling() {
        for text in ["+43 660 5512234", "0660/5512234", "0043-660-5512234", "(0660) 551 22 34"] {
            assert_eq!(e164(text, "AT").as_deref(), Some("+436605512234"), "{text}");
            assert_eq!(tail(text).as_deref(), Some("2234"));
            assert_eq!(shown(text, "+436605512234"), "+436605512234");
        }
        assert_eq!(e164("030 901820", "DE").as_deref(), Some("+4930901820"));
        for wrong in ["", "call me", "12", "+999 123", "0660 55122341234567"] {
            assert_eq!(e164(wrong, "AT"), None, "{wrong}");
        }
    }
}
