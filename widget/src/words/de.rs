//! German, in the polite form.

use api::Code;
use engine::ExclusionReason as R;

use crate::flow::Field;

use super::{Lang, Words};

pub(super) static WORDS: Words = Words {
    lang: Lang::De,
    weekdays: ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"],
    weekdays_short: ["Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"],
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
    months_short: [
        "Jan.", "Feb.", "März", "April", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez.",
    ],
    long_date: |weekday, day, month| format!("{weekday}, {day}. {month}"),
    short_date: |weekday, day, month| format!("{weekday}, {day}. {month}"),
    night_to: |weekday| format!("Nacht auf {weekday}"),
    at_time: |time| format!("{time} Uhr"),
    price: |amount, currency| format!("{amount} {currency}"),
    per_person: |price| format!("{price} pro Person"),

    title: "Tisch reservieren",
    loading: "Freie Tische werden geladen …",
    guests: "Personen",
    guest_count: |count| if count == 1 { "1 Person".into() } else { format!("{count} Personen") },
    more_guests: |max| format!("Mehr als {max} Personen?"),
    call: "Rufen Sie uns gerne an:",
    experience: "Menü",
    month_before: "Voriger Monat",
    month_after: "Nächster Monat",
    legend_plenty: "frei",
    legend_few: "wenige Tische",
    legend_none: "nichts frei",
    today: "heute",
    day: "Tag",
    earlier: "Frühere Zeiten",
    area: "Bereich",
    any_area: "Egal wo",
    times_found: |count, date, guests| match count {
        1 => format!("Eine freie Uhrzeit am {date} für {guests}."),
        _ => format!("{count} freie Uhrzeiten am {date} für {guests}."),
    },
    day_reason,
    day_sentence,
    reason,
    unavailable: "nicht verfügbar",
    nearest: "Das ginge stattdessen:",
    for_guests: |count| format!("für {count}"),
    booked_before: "Für diese Zeit haben Sie eben schon reserviert. Wenn Sie noch einen Tisch möchten, senden Sie bitte noch einmal.",
    did_you_mean: |email| format!("Meinten Sie {email}?"),
    until: |time| format!("bis {time}"),
    nearest_days: "Gerne an einem dieser Tage:",
    nothing_near: "Auch in den Tagen davor und danach ist leider nichts frei.",
    asking: "Einen Moment, wir halten den Tisch für Sie …",

    problem,
    taken: "Dieser Tisch wurde gerade eben vergeben.",
    hold_lost: "Ihr Tisch war nicht länger gehalten und ist inzwischen vergeben. Ihre Angaben sind noch da.",
    offline: "Keine Verbindung. Ihre Auswahl bleibt erhalten.",
    offline_booking: "Keine Verbindung: Wir wissen noch nicht, ob Ihre Reservierung angekommen ist. Versuchen Sie \
        es bitte erneut; doppelt reserviert wird dabei nichts.",
    broken: "Das hat leider nicht geklappt. Es liegt an uns, nicht an Ihnen.",
    broken_booking: "Wir haben keine eindeutige Antwort erhalten. Versuchen Sie es bitte erneut; doppelt \
        reserviert wird dabei nichts.",
    try_again: "Erneut versuchen",

    details: "Ihre Angaben",
    back: "Ändern",
    kept: "Wir halten diesen Tisch für Sie, noch",
    kept_minutes: "Minuten",
    kept_soon: "Ihr Tisch ist noch eine Minute für Sie gehalten. Sie können die Zeit verlängern.",
    not_kept: "Gerade wählen viele Gäste, daher wird während der Eingabe kein Tisch freigehalten. Mit der Reservierung gehört er Ihnen.",
    kept_no_more: "Der Tisch ist nicht mehr für Sie gehalten. Reservieren können Sie ihn, solange er frei ist.",
    extend: "Zeit verlängern",
    extended: "Die Zeit ist verlängert.",
    not_extended: "Die Zeit lässt sich nicht weiter verlängern.",
    field,
    field_fault,
    optional: "freiwillig",
    notes_hint: "Allergien, Kinderstuhl, ein Anlass zu feiern …",
    consent: |restaurant| {
        format!("Ich bin einverstanden, dass {restaurant} meine Angaben für diese Reservierung verwendet.")
    },
    privacy: "Datenschutz",
    book: "Verbindlich reservieren",
    book_and_pay: |sum| format!("Reservieren und {sum} zahlen"),
    request: "Anfrage senden",
    booking: "Einen Moment …",
    opens_new_tab: "öffnet in neuem Tab",

    costs: |is_guarantee, sum| {
        if is_guarantee {
            format!(
                "Jetzt ist nichts zu bezahlen. Eine Karte sichert bis zu {sum} zu, falls Sie nicht kommen."
            )
        } else {
            format!("{sum} werden mit der Reservierung bezahlt.")
        }
    },
    free_until: |time| format!("Kostenlos stornieren bis {time}."),
    part_until: |time, percent| format!("Bis {time} erhalten Sie {percent} % zurück."),
    then_nothing: "Danach wird nichts erstattet.",
    then_fee: "Danach kann das Restaurant den Betrag abbuchen.",
    nothing: "Auch wenn Sie stornieren, wird nichts erstattet.",
    fee: "Wenn Sie stornieren, kann das Restaurant den Betrag abbuchen.",
    to_pay: "Nur noch ein Schritt: die Zahlung",

    done: "Wir freuen uns auf Sie",
    done_request: "Ihre Anfrage ist bei uns",
    done_mail: |email| format!("Eine Bestätigung ist unterwegs an {email}."),
    done_request_mail: |email| format!("Wir melden uns bald mit einer Antwort an {email}."),
    number: "Reservierung",
    when: "Wann",
    who: "Gäste",
    what: "Menü",
    seat: "Bereich",
    calendar: "In den Kalender",
    manage: "Ansehen oder stornieren",
    again: "Weiteren Tisch reservieren",

    unknown_restaurant: "Dieses Restaurant nimmt hier keine Reservierungen an.",
    unreachable: "Die Online-Reservierung ist auf dieser Seite gerade nicht erreichbar.",
    other_version: "Diese Seite ist nicht mehr aktuell. Bitte laden Sie sie neu, oder reservieren Sie hier:",
    hosted_page: "Zur Reservierungsseite",
};

fn day_reason(reason: R) -> &'static str {
    match reason {
        R::Closed | R::OutsideOpeningHours => "geschlossen",
        R::InThePast => "heute nicht mehr möglich",
        R::TooShortNotice => "online zu kurzfristig",
        R::TooFarAhead => "noch nicht buchbar",
        R::PartyTooSmall | R::PartyTooLarge | R::ExperienceNotOffered | R::Paused => "nicht verfügbar",
        R::StartingLimitReached | R::SeatedLimitReached | R::OnlineLimitReached | R::NoTablesFound => {
            "ausgebucht"
        }
    }
}

fn day_sentence(reason: R) -> &'static str {
    match reason {
        R::Closed | R::OutsideOpeningHours => "An diesem Tag haben wir geschlossen.",
        R::InThePast => "Für diesen Tag ist keine Uhrzeit mehr übrig.",
        R::TooShortNotice => "Für diesen Tag ist es online zu kurzfristig. Rufen Sie uns gerne an.",
        R::TooFarAhead => "So weit im Voraus nehmen wir noch keine Reservierungen an.",
        R::PartyTooSmall => "Dieses Menü servieren wir erst ab einer größeren Runde.",
        R::PartyTooLarge => "Für eine so große Runde rufen Sie uns bitte an.",
        R::ExperienceNotOffered => "Dieses Menü servieren wir an diesem Tag nicht.",
        R::StartingLimitReached | R::SeatedLimitReached | R::NoTablesFound => {
            "An diesem Tag sind wir für Ihre Runde leider ausgebucht."
        }
        R::OnlineLimitReached => "Für diesen Tag sind online alle Plätze vergeben. Rufen Sie uns gerne an.",
        R::Paused => "Zurzeit nehmen wir keine Online-Reservierungen an.",
    }
}

fn reason(reason: R) -> &'static str {
    match reason {
        R::Closed => "Zu dieser Uhrzeit empfangen wir keine Gäste.",
        R::OutsideOpeningHours => "Zu dieser Uhrzeit haben wir geschlossen.",
        R::InThePast => "Diese Uhrzeit ist schon vorbei.",
        R::TooShortNotice => "Das ist online zu kurzfristig. Rufen Sie uns gerne an.",
        R::TooFarAhead => "So weit im Voraus nehmen wir noch keine Reservierungen an.",
        R::PartyTooSmall => "Dieses Menü servieren wir erst ab einer größeren Runde.",
        R::PartyTooLarge => "Für eine so große Runde rufen Sie uns bitte an.",
        R::ExperienceNotOffered => "Dieses Menü servieren wir zu dieser Uhrzeit nicht.",
        R::StartingLimitReached => {
            "Um diese Zeit kommen schon so viele Gäste an, wie wir gut empfangen können."
        }
        R::SeatedLimitReached => "Um diese Zeit ist unser Haus voll.",
        R::OnlineLimitReached => "Um diese Zeit sind online alle Plätze vergeben. Rufen Sie uns gerne an.",
        R::NoTablesFound => "Um diese Zeit ist für Ihre Runde kein Tisch mehr frei.",
        R::Paused => "Zurzeit nehmen wir keine Online-Reservierungen an.",
    }
}

fn problem(code: Code) -> &'static str {
    match code {
        Code::SlotNotBookable | Code::TablesTaken => WORDS.taken,
        Code::HoldExpired | Code::HoldNotFound => WORDS.hold_lost,
        Code::HoldNotExtendable => WORDS.not_extended,
        Code::HoldAlreadyUsed => {
            "Mit dieser Auswahl wurde schon reserviert. Sehen Sie bitte in Ihre E-Mails."
        }
        Code::InvalidInput => "Bitte prüfen Sie Ihre Angaben.",
        Code::TooManyBookings => "Von hier wurde zu oft reserviert. Bitte rufen Sie uns an.",
        Code::Busy | Code::TooManyRequests | Code::TooManyHolds => {
            "Gerade reservieren sehr viele Gäste. Versuchen Sie es bitte in einem Augenblick erneut."
        }
        Code::RestaurantNotFound => WORDS.unknown_restaurant,
        Code::QuoteChanged => {
            "Der Preis hat sich gerade geändert. Bitte sehen Sie ihn an und reservieren Sie noch einmal."
        }
        Code::PaymentsUnavailable => {
            "Zahlungen sind gerade nicht möglich. Bitte versuchen Sie es später oder rufen Sie uns an."
        }
        Code::ExperienceNotFound | Code::FloorPlanNotFound => {
            "Unser Angebot hat sich eben geändert. Bitte wählen Sie noch einmal."
        }
        // What only a broken widget meets, or a restaurant's own systems.
        _ => WORDS.broken,
    }
}

fn field(field: Field) -> &'static str {
    match field {
        Field::FirstName => "Vorname",
        Field::LastName => "Nachname",
        Field::Email => "E-Mail",
        Field::Phone => "Telefon",
        Field::Notes => "Wünsche",
        Field::GiftCard => "Gutscheincode",
        Field::Consent => "Einverständnis",
    }
}

fn field_fault(field: Field) -> &'static str {
    match field {
        Field::FirstName => "Bitte prüfen Sie den Vornamen.",
        Field::LastName => "Auf welchen Namen dürfen wir reservieren?",
        Field::Email => "Bitte geben Sie eine gültige E-Mail-Adresse an, etwa name@beispiel.at.",
        Field::Phone => "Bitte prüfen Sie die Telefonnummer.",
        Field::GiftCard => "Ein Gutschein mit diesem Code lässt sich nicht einlösen.",
        Field::Notes => "Bitte fassen Sie Ihre Wünsche kürzer.",
        Field::Consent => "Ohne Ihr Einverständnis können wir nicht reservieren.",
    }
}
