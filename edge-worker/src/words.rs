//! What the Worker's own pages and mails say, in German and English.

use api::currency::in_major_units;
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
    /// Of a sum: what the guest agrees to.
    pub(crate) terms_payment: fn(&str) -> String,
    pub(crate) terms_guarantee: fn(&str) -> String,
    /// Of a time and a share.
    pub(crate) terms_until: fn(&str, u8) -> String,
    pub(crate) terms_then_nothing: &'static str,
    pub(crate) terms_then_fee: &'static str,
    pub(crate) mail_to_pay: &'static str,
    pub(crate) mail_pay_here: fn(&str, &str) -> String,
    pub(crate) mail_expired: &'static str,
    pub(crate) mail_returned: &'static str,
    pub(crate) mail_charged: &'static str,
    pub(crate) comes_back: fn(&str) -> String,
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
    pub(crate) pay_needs_script: &'static str,
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
    terms_payment: |sum| format!("{sum} werden jetzt bezahlt."),
    terms_guarantee: |sum| {
        format!(
            "Jetzt wird nichts bezahlt. Mit Ihrer Karte sichern Sie bis zu {sum} zu, falls Sie nicht kommen."
        )
    },
    terms_until: |time, percent| match percent {
        100 => format!("Kostenlos stornieren können Sie bis {time}."),
        _ => format!("Bis {time} erhalten Sie {percent} % zurück."),
    },
    terms_then_nothing: "Danach wird nichts erstattet.",
    terms_then_fee: "Danach, und wenn Sie nicht kommen, kann das Restaurant den Betrag von der Karte abbuchen.",
    mail_to_pay: "Ihr Tisch wartet auf die Zahlung",
    mail_pay_here: |time, link| {
        format!("Wir halten den Tisch bis {time} Uhr frei. Bezahlen können Sie hier:\n{link}")
    },
    mail_expired: "Ihr Tisch ist wieder frei, weil die Zahlung ausblieb",
    mail_returned: "Ihre Zahlung kam zu spät und geht zurück",
    mail_charged: "Beleg: von Ihrer Karte wurde abgebucht",
    comes_back: |sum| format!("{sum} gehen an Sie zurück."),
    was_charged: |sum| format!("Abgebucht wurden {sum}, wie bei der Reservierung vereinbart."),
    cancel_costs: |sum| format!("Die Stornierung kostet jetzt {sum}."),
    cancel_is_free: "Die Stornierung ist jetzt kostenlos.",
    cancel_returns: |sum| format!("{sum} gehen sofort zurück."),
    to_pay: "Zu bezahlen",
    pay: |sum| format!("{sum} bezahlen"),
    leave_card: "Karte hinterlegen",
    paid: "Bezahlt. Ihr Tisch ist reserviert.",
    card_kept: "Ihre Karte ist hinterlegt und Ihr Tisch reserviert.",
    payment_expired: "Die Zeit zum Bezahlen ist abgelaufen; der Tisch ist wieder frei. Was noch ankommt, geht von selbst zurück.",
    payment_over: "Hier ist nichts mehr zu bezahlen.",
    back_to_booking: "Zur Reservierung",
    of_gift_card: |sum| format!("{sum} bezahlt Ihr Gutschein."),
    time_left: "Der Tisch bleibt so lange für Sie frei:",
    more_time: "Ich brauche mehr Zeit",
    time_is_short: "Der Tisch bleibt noch eine Minute für Sie frei.",
    time_is_longer: "Sie haben jetzt mehr Zeit.",
    test_house: "Probebetrieb: Hier zahlt man mit Testkarten, und kein Geld fließt. Eine echte Kartennummer wird abgewiesen.",
    card_number: "Kartennummer",
    card_expiry: "Gültig bis",
    card_code: "Prüfziffer",
    declined: "Die Bank hat die Karte abgelehnt. Versuchen Sie es mit einer anderen.",
    card_is_empty: "Auf der Karte ist nicht genug. Versuchen Sie es mit einer anderen.",
    not_reached: "Das hat nicht geklappt. Bitte noch einmal; es wird nichts doppelt abgebucht.",
    second_factor: "Ihre Bank möchte wissen, ob Sie das sind.",
    second_factor_yes: "Ja, ich bin es",
    pay_needs_script: "Zum Bezahlen braucht diese Seite JavaScript.",
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
    terms_payment: |sum| format!("{sum} is paid now."),
    terms_guarantee: |sum| {
        format!("Nothing is paid now. With your card you guarantee up to {sum} in case you do not come.")
    },
    terms_until: |time, percent| match percent {
        100 => format!("You can cancel free of charge until {time}."),
        _ => format!("Until {time} you get {percent}% back."),
    },
    terms_then_nothing: "After that nothing is refunded.",
    terms_then_fee: "After that, and if you do not come, the restaurant may charge the sum to the card.",
    mail_to_pay: "Your table is waiting for the payment",
    mail_pay_here: |time, link| format!("We keep the table until {time}. You can pay here:\n{link}"),
    mail_expired: "Your table is free again, since it was not paid",
    mail_returned: "Your payment came too late and goes back",
    mail_charged: "Receipt: your card was charged",
    comes_back: |sum| format!("{sum} goes back to you."),
    was_charged: |sum| format!("{sum} was charged, as agreed when you booked."),
    cancel_costs: |sum| format!("Cancelling now costs {sum}."),
    cancel_is_free: "Cancelling is free of charge now.",
    cancel_returns: |sum| format!("{sum} goes back at once."),
    to_pay: "To pay",
    pay: |sum| format!("Pay {sum}"),
    leave_card: "Leave the card",
    paid: "Paid. Your table is booked.",
    card_kept: "Your card is kept and your table is booked.",
    payment_expired: "The time to pay ran out and the table is free again. Money that still arrives goes back by itself.",
    payment_over: "There is nothing to pay here any more.",
    back_to_booking: "To your booking",
    of_gift_card: |sum| format!("Your gift card pays {sum}."),
    time_left: "The table is kept for you for",
    more_time: "I need more time",
    time_is_short: "The table is kept for you for one more minute.",
    time_is_longer: "You have more time now.",
    test_house: "Test mode: pay with a test card, no money moves. A real card number is refused.",
    card_number: "Card number",
    card_expiry: "Valid until",
    card_code: "Security code",
    declined: "The bank declined the card. Please try another one.",
    card_is_empty: "There is not enough on the card. Please try another one.",
    not_reached: "That did not work. Please try again; nothing is charged twice.",
    second_factor: "Your bank wants to know whether it is you.",
    second_factor_yes: "Yes, it is me",
    pay_needs_script: "Paying on this page needs JavaScript.",
};

/// The words of a language; English where there are none.
pub(crate) fn of(locale: &str) -> &'static Words {
    if locale.starts_with("de") { &GERMAN } else { &ENGLISH }
}

/// The day and the time, in words: `Samstag, 21. November 2026, 19:30`.
pub(crate) fn when(words: &Words, booking: &Booking) -> String {
    // After midnight the guest comes on the next calendar day.
    at(words, booking.day, booking.minutes)
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

/// A moment by the restaurant's clock, in words; minutes past the end of the day are the next one's.
pub(crate) fn at(words: &Words, day: Date, minutes: u16) -> String {
    let day = Date(day.0.plus(i32::from(minutes / 1440)));
    format!("{}, {:02}:{:02}", date(words, day), minutes / 60 % 24, minutes % 60)
}

/// A sum: `89,50 €`, `€89.50`.
pub(crate) fn money(words: &Words, minor: i64, currency: &str) -> String {
    let sign = match currency {
        "EUR" => "€",
        "GBP" => "£",
        other => other,
    };
    match words.code {
        "de" => format!("{} {sign}", in_major_units(minor, currency, ',')),
        _ if sign == currency => format!("{} {sign}", in_major_units(minor, currency, '.')),
        _ => format!("{sign}{}", in_major_units(minor, currency, '.')),
    }
}

/// The party and the experience, in words: `2 Personen · À la carte`.
pub(crate) fn what(words: &Words, booking: &Booking) -> String {
    let guests = if booking.attendees == 1 { words.guest } else { words.guests };
    format!("{} {guests} · {}", booking.attendees, api::text(&booking.experience_name, &booking.locale))
}
