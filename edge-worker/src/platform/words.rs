//! The texts of the Worker's own pages and mails, in German and English, and with the times and sums of the United States.

use api::basics::clock::twelve_hours;
use api::basics::currency::{in_full, in_major_units};
use api::basics::text::is_same_language;
use api::{Booking, Date};
use engine::ExclusionReason;
use english::{AMERICAN, ENGLISH};
use german::GERMAN;

mod english;
mod german;

/// The texts in one language.
pub(crate) struct Words {
    pub(crate) code: &'static str,
    pub(crate) weekdays: [&'static str; 7],
    pub(crate) months: [&'static str; 12],
    pub(crate) guest: &'static str,
    pub(crate) guests: &'static str,
    pub(crate) greeting: &'static str,
    pub(crate) number: &'static str,
    pub(crate) mail_confirmed: &'static str,
    pub(crate) mail_requested: &'static str,
    pub(crate) mail_cancelled: &'static str,
    pub(crate) mail_changed: &'static str,
    pub(crate) mail_declined: &'static str,
    pub(crate) mail_look: &'static str,
    pub(crate) mail_manage: &'static str,
    pub(crate) mail_again: &'static str,
    pub(crate) your_booking: &'static str,
    pub(crate) is_requested: &'static str,
    pub(crate) is_to_pay: &'static str,
    pub(crate) is_booked: &'static str,
    pub(crate) is_here: &'static str,
    pub(crate) is_over: &'static str,
    pub(crate) is_declined: &'static str,
    pub(crate) is_cancelled: &'static str,
    pub(crate) is_missed: &'static str,
    pub(crate) is_voided: &'static str,
    pub(crate) cancel: &'static str,
    pub(crate) cancel_hint: &'static str,
    pub(crate) cannot_cancel: &'static str,
    pub(crate) calendar: &'static str,
    pub(crate) book_again: &'static str,
    pub(crate) book_a_table: &'static str,
    pub(crate) no_script: &'static str,
    pub(crate) link_opens_nothing: &'static str,
    pub(crate) unknown_restaurant: &'static str,
    /// Takes the amount: what the guest agrees to.
    pub(crate) terms_payment: fn(&str) -> String,
    pub(crate) terms_guarantee: fn(&str) -> String,
    pub(crate) terms_total: fn(&str) -> String,
    /// Takes the deadline and the refunded percentage.
    pub(crate) terms_until: fn(&str, u8) -> String,
    pub(crate) terms_then_nothing: &'static str,
    pub(crate) terms_then_fee: &'static str,
    /// Where no deadline is left.
    pub(crate) terms_nothing: &'static str,
    pub(crate) terms_fee: &'static str,
    pub(crate) mail_to_pay: &'static str,
    pub(crate) mail_pay_here: fn(&str, &str) -> String,
    pub(crate) mail_expired: &'static str,
    pub(crate) mail_returned: &'static str,
    pub(crate) mail_charged: &'static str,
    pub(crate) comes_back: fn(&str) -> String,
    pub(crate) came_back: fn(&str) -> String,
    pub(crate) was_paid: fn(&str) -> String,
    /// What is still to be paid, and until when.
    pub(crate) still_due: fn(&str, &str) -> String,
    /// What a gift card paid of it, the card's last symbols, and what is left on it.
    pub(crate) by_gift_card: fn(&str, &str, &str) -> String,
    pub(crate) back_on_card: &'static str,
    pub(crate) was_charged: fn(&str) -> String,
    pub(crate) cancel_costs: fn(&str) -> String,
    pub(crate) cancel_is_free: &'static str,
    pub(crate) cancel_returns: fn(&str) -> String,
    pub(crate) to_pay: &'static str,
    pub(crate) pay: fn(&str) -> String,
    pub(crate) leave_card: &'static str,
    pub(crate) paid: &'static str,
    pub(crate) card_kept: &'static str,
    pub(crate) payment_expired: &'static str,
    pub(crate) payment_over: &'static str,
    pub(crate) back_to_booking: &'static str,
    pub(crate) link_in_mail: &'static str,
    pub(crate) cancel_yes: &'static str,
    pub(crate) page_failed: &'static str,
    pub(crate) page_failed_hint: &'static str,
    pub(crate) page_busy: &'static str,
    pub(crate) of_gift_card: fn(&str) -> String,
    pub(crate) time_left: &'static str,
    pub(crate) more_time: &'static str,
    pub(crate) time_is_short: &'static str,
    pub(crate) time_is_longer: &'static str,
    pub(crate) test_house: &'static str,
    pub(crate) card_number: &'static str,
    pub(crate) card_expiry: &'static str,
    pub(crate) card_code: &'static str,
    pub(crate) second_factor: &'static str,
    pub(crate) declined: &'static str,
    pub(crate) card_is_empty: &'static str,
    pub(crate) not_reached: &'static str,
    pub(crate) second_factor_yes: &'static str,
    pub(crate) pay_elsewhere: &'static str,
    pub(crate) pay_needs_script: &'static str,
    pub(crate) change: &'static str,
    pub(crate) change_title: &'static str,
    pub(crate) day: &'static str,
    pub(crate) how_many: &'static str,
    pub(crate) show_times: &'static str,
    pub(crate) free_times: &'static str,
    /// Why nothing is free on a day.
    pub(crate) excluded: fn(ExclusionReason) -> &'static str,
    pub(crate) nearest: &'static str,
    pub(crate) cannot_change: &'static str,
    pub(crate) change_pays: fn(&str) -> String,
    pub(crate) change_returns: fn(&str) -> String,
    pub(crate) change_loses: fn(&str) -> String,
    pub(crate) change_costs_nothing: &'static str,
    pub(crate) change_it: &'static str,
    pub(crate) change_and_pay: &'static str,
    pub(crate) change_undone: &'static str,
    pub(crate) mail_difference: &'static str,
    pub(crate) mail_pay_difference: fn(&str, &str) -> String,
    pub(crate) mail_undone: &'static str,
    pub(crate) gift_card: &'static str,
    pub(crate) gift_of: fn(&str) -> String,
    pub(crate) gift_for: fn(&str) -> String,
    pub(crate) gift_from: fn(&str) -> String,
    pub(crate) gift_valid: fn(&str) -> String,
    pub(crate) gift_delivered_on: fn(&str) -> String,
    pub(crate) gift_sent: &'static str,
    pub(crate) gift_opened: &'static str,
    pub(crate) gift_failing: &'static str,
    pub(crate) gift_terms: fn(&str, &str, &str) -> String,
    pub(crate) gift_tax_single: &'static str,
    pub(crate) gift_tax_multi: &'static str,
    pub(crate) gift_paid: &'static str,
    pub(crate) gift_expired: &'static str,
    pub(crate) gift_unpaid: &'static str,
    pub(crate) gift_time_left: &'static str,
    pub(crate) gift_time_is_short: &'static str,
    pub(crate) open_gift: &'static str,
    pub(crate) gift_code: &'static str,
    pub(crate) gift_balance: fn(&str) -> String,
    pub(crate) gift_number: &'static str,
    pub(crate) gift_hint: &'static str,
    pub(crate) print: &'static str,
    pub(crate) buy_gift_card: &'static str,
    pub(crate) buying_needs_script: &'static str,
    pub(crate) mail_gift: fn(&str) -> String,
    pub(crate) mail_gift_own: &'static str,
    pub(crate) mail_gift_bought: &'static str,
    pub(crate) mail_gift_waits: &'static str,
    pub(crate) mail_gift_here: &'static str,
    pub(crate) mail_gift_page: &'static str,
}

/// The texts in a language; English by default.
pub(crate) fn of(locale: &str) -> &'static Words {
    match locale {
        _ if is_same_language(locale, "de") => &GERMAN,
        _ if locale.eq_ignore_ascii_case(AMERICAN.code) => &AMERICAN,
        _ => &ENGLISH,
    }
}

/// Whether there are texts in a language.
pub(crate) fn has(locale: &str) -> bool {
    is_same_language(locale, GERMAN.code) || is_same_language(locale, ENGLISH.code)
}

/// The day and the time as text: `Samstag, 21. November 2026, 19:30`.
pub(crate) fn when(words: &Words, booking: &Booking) -> String {
    // After midnight this is the next calendar day.
    let start = at(words, booking.day, booking.minutes);
    match booking.end_minutes {
        Some(end) => format!("{start}–{}", clock(words, end)),
        None => start,
    }
}

/// A day as text: `Samstag, 21. November 2026`.
pub(crate) fn date(words: &Words, day: Date) -> String {
    let (year, month, day_of_month) = day.parts();
    let weekday = words.weekdays.get(day.0.weekday() as usize).copied().unwrap_or_default();
    let month = usize::try_from(month)
        .ok()
        .and_then(|month| words.months.get(month - 1))
        .copied()
        .unwrap_or_default();
    match words.code {
        "de" => format!("{weekday}, {day_of_month}. {month} {year}"),
        "en-US" => format!("{weekday}, {month} {day_of_month}, {year}"),
        _ => format!("{weekday}, {day_of_month} {month} {year}"),
    }
}

/// A time on the restaurant's clock as text; minutes past the end of the day are on the next one.
pub(crate) fn at(words: &Words, day: Date, minutes: u16) -> String {
    let day = Date(day.0.plus(i32::from(minutes / 1440)));
    format!("{}, {}", date(words, day), clock(words, minutes))
}

/// A time on the restaurant's clock as text: `19:30`, `7:30 PM`.
pub(crate) fn clock(words: &Words, minutes: u16) -> String {
    match words.code {
        "en-US" => twelve_hours(minutes),
        _ => format!("{:02}:{:02}", minutes / 60 % 24, minutes % 60),
    }
}

/// An amount as text: `89,50 €`, `€89.50`, `$89.50`.
pub(crate) fn money(words: &Words, minor: i64, currency: &str) -> String {
    let sign = match currency {
        "USD" if words.code == "en-US" => "$",
        "EUR" => "€",
        "GBP" => "£",
        other => other,
    };
    match words.code {
        "de" => format!("{} {sign}", in_major_units(minor, currency, ',')),
        _ if sign == currency => format!("{} {sign}", in_major_units(minor, currency, '.')),
        "en-US" => format!("{sign}{}", in_full(minor, currency, '.')),
        _ => format!("{sign}{}", in_major_units(minor, currency, '.')),
    }
}

/// The party and the experience as text: `2 Personen · À la carte`.
pub(crate) fn what(words: &Words, booking: &Booking) -> String {
    let guests = if booking.attendees == 1 { words.guest } else { words.guests };
    format!("{} {guests} · {}", booking.attendees, api::text(&booking.experience_name, &booking.locale))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SATURDAY: Date = Date(engine::Day(20_778));

    #[test]
    fn times_and_sums_are_written_as_the_language_does() {
        let of = |locale| {
            let words = of(locale);
            (at(words, SATURDAY, 1170), money(words, 5_000, "USD"), money(words, 8_950, "EUR"))
        };
        let written =
            |when: &str, dollars: &str, euros: &str| (when.to_owned(), dollars.to_owned(), euros.to_owned());
        let german = written("Samstag, 21. November 2026, 19:30", "50 USD", "89,50 €");
        assert_eq!(of("de"), german);
        assert_eq!(of("de-AT"), german);
        let british = written("Saturday, 21 November 2026, 19:30", "50 USD", "€89.50");
        assert_eq!(of("en"), british);
        assert_eq!(of("pt"), british);
        assert_eq!(of("en-US"), written("Saturday, November 21, 2026, 7:30 PM", "$50.00", "€89.50"));
    }
}
