//! What the Worker's own pages and mails say, in German and English.

use api::{Booking, Date};

/// The words of one language.
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
    pub(crate) mail_manage: &'static str,
    pub(crate) mail_again: &'static str,
    pub(crate) your_booking: &'static str,
    pub(crate) is_cancelled: &'static str,
    pub(crate) cancel: &'static str,
    pub(crate) cancel_hint: &'static str,
    pub(crate) cannot_cancel: &'static str,
    pub(crate) calendar: &'static str,
    pub(crate) book_again: &'static str,
    pub(crate) book_a_table: &'static str,
    pub(crate) no_script: &'static str,
    pub(crate) link_opens_nothing: &'static str,
    pub(crate) unknown_restaurant: &'static str,
}

const GERMAN: Words = Words {
    code: "de",
    weekdays: ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"],
    months: [
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ],
    guest: "Person",
    guests: "Personen",
    greeting: "Guten Tag",
    number: "Reservierungsnummer",
    mail_confirmed: "Ihr Tisch ist reserviert",
    mail_requested: "Ihre Anfrage ist angekommen",
    mail_cancelled: "Ihre Reservierung ist storniert",
    mail_manage: "Ansehen oder stornieren können Sie hier:",
    mail_again: "Einen neuen Tisch finden Sie hier:",
    your_booking: "Ihre Reservierung",
    is_cancelled: "Diese Reservierung ist storniert.",
    cancel: "Reservierung stornieren",
    cancel_hint: "Der Tisch wird sofort wieder frei.",
    cannot_cancel: "Diese Reservierung kann hier nicht mehr storniert werden. Bitte rufen Sie uns an.",
    calendar: "In den Kalender",
    book_again: "Neuen Tisch reservieren",
    book_a_table: "Tisch reservieren",
    no_script: "Zum Reservieren braucht diese Seite JavaScript. Gern nehmen wir Ihre Reservierung auch so entgegen:",
    link_opens_nothing: "Dieser Link öffnet keine Reservierung. Vielleicht ist er unvollständig?",
    unknown_restaurant: "Unter dieser Adresse nimmt kein Restaurant Reservierungen entgegen.",
};

const ENGLISH: Words = Words {
    code: "en",
    weekdays: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    months: [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    guest: "guest",
    guests: "guests",
    greeting: "Dear",
    number: "Booking number",
    mail_confirmed: "Your table is booked",
    mail_requested: "We have your request",
    mail_cancelled: "Your booking is cancelled",
    mail_manage: "Look at it or cancel it here:",
    mail_again: "Find another table here:",
    your_booking: "Your booking",
    is_cancelled: "This booking is cancelled.",
    cancel: "Cancel this booking",
    cancel_hint: "The table becomes free at once.",
    cannot_cancel: "This booking can no longer be cancelled here. Please give us a call.",
    calendar: "Add to calendar",
    book_again: "Book another table",
    book_a_table: "Book a table",
    no_script: "Booking on this page needs JavaScript. We are happy to take your booking in person:",
    link_opens_nothing: "This link opens no booking. Perhaps it is incomplete?",
    unknown_restaurant: "No restaurant takes bookings at this address.",
};

/// The words of a language; English where there are none.
pub(crate) fn of(locale: &str) -> &'static Words {
    if locale.starts_with("de") { &GERMAN } else { &ENGLISH }
}

/// The day and the time, in words: `Samstag, 21. November 2026, 19:30`.
pub(crate) fn when(words: &Words, booking: &Booking) -> String {
    let (hours, minutes) = (booking.minutes / 60 % 24, booking.minutes % 60);
    // After midnight the guest comes on the next calendar day.
    let day = Date(booking.day.0.plus(i32::from(booking.minutes / 1440)));
    format!("{}, {hours:02}:{minutes:02}", date(words, day))
}

fn date(words: &Words, day: Date) -> String {
    let (year, month, day_of_month) = day.parts();
    let weekday = words.weekdays.get(day.0.weekday() as usize).copied().unwrap_or_default();
    let month = usize::try_from(month)
        .ok()
        .and_then(|month| words.months.get(month - 1))
        .copied()
        .unwrap_or_default();
    match words.code {
        "de" => format!("{weekday}, {day_of_month}. {month} {year}"),
        _ => format!("{weekday}, {day_of_month} {month} {year}"),
    }
}

/// The party and the experience, in words: `2 Personen · À la carte`.
pub(crate) fn what(words: &Words, booking: &Booking) -> String {
    let guests = if booking.attendees == 1 { words.guest } else { words.guests };
    format!("{} {guests} · {}", booking.attendees, api::text(&booking.experience_name, &booking.locale))
}
