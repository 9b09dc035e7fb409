//! Phone numbers in E.164, from any notation.

use rlibphonenumber::enums::Region;
use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumberFormat};

/// The number in E.164, if it is valid; without a country code it belongs to `country` (two letters).
pub(crate) fn e164(text: &str, country: &str) -> Option<String> {
    let number = PHONE_NUMBER_UTIL.parse(text, country.parse::<Region>().ok()).ok()?;
    number.is_valid().then(|| number.format_as(PhoneNumberFormat::E164).into_owned())
}

/// The country code, `+43`, and the rest of a number in E.164; both are empty if it is none.
pub(crate) fn parts(e164: &str) -> (String, String) {
    let Ok(number) = PHONE_NUMBER_UTIL.parse(e164, None) else { return Default::default() };
    let code = format!("+{}", number.country_code);
    let rest = e164.strip_prefix(&code).unwrap_or_default().to_owned();
    (code, rest)
}

/// The last digits of a number, which are the same in any notation; the guestbook looks numbers up by them.
pub(crate) fn tail(text: &str) -> Option<String> {
    let digits: Vec<char> = text.chars().filter(char::is_ascii_digit).collect();
    let from = digits.len().checked_sub(TAIL_DIGITS)?;
    digits.get(from..).map(|tail| tail.iter().collect())
}

/// As many as the guestbook's index has.
const TAIL_DIGITS: usize = 7;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_has_one_spelling() {
        for text in ["+43 660 5512234", "0660/5512234", "0043-660-5512234", "(0660) 551 22 34"] {
            assert_eq!(e164(text, "AT").as_deref(), Some("+436605512234"), "{text}");
            assert_eq!(tail(text).as_deref(), Some("5512234"));
        }
        assert_eq!(e164("030 901820", "DE").as_deref(), Some("+4930901820"));
        for wrong in ["", "call me", "12", "+999 123", "0660 55122341234567"] {
            assert_eq!(e164(wrong, "AT"), None, "{wrong}");
        }
    }
}
