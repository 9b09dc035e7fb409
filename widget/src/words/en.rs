//! English, as in Britain.

use api::Code;
use engine::ExclusionReason as R;

use crate::flow::Field;

use super::{Lang, Words};

/// As in the United States: only times, dates and sums differ.
pub(super) static AMERICAN: Words = Words {
    lang: Lang::American,
    long_date: |weekday, day, month| format!("{weekday}, {month} {day}"),
    short_date: |weekday, day, month| format!("{weekday}, {month} {day}"),
    ..WORDS
};

pub(super) const WORDS: Words = Words {
    lang: Lang::En,
    weekdays: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    weekdays_short: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
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
    months_short: ["Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec"],
    long_date: |weekday, day, month| format!("{weekday}, {day} {month}"),
    short_date: |weekday, day, month| format!("{weekday} {day} {month}"),
    night_to: |weekday| format!("night to {weekday}"),
    at_time: ToOwned::to_owned,
    price: |amount, currency| format!("{currency}{amount}"),
    per_person: |price| format!("{price} per person"),

    title: "Reserve a table",
    loading: "Looking for free tables …",
    guests: "Guests",
    guest_count: |count| if count == 1 { "1 guest".into() } else { format!("{count} guests") },
    more_guests: |max| format!("More than {max} guests?"),
    call: "Please call us:",
    experience: "Menu",
    month_before: "Previous month",
    month_after: "Next month",
    legend_plenty: "free",
    legend_few: "few tables",
    legend_none: "nothing free",
    today: "today",
    day: "Day",
    earlier: "Earlier times",
    area: "Seating",
    any_area: "Anywhere",
    times_found: |count, date, guests| match count {
        1 => format!("One time free on {date} for {guests}."),
        _ => format!("{count} times free on {date} for {guests}."),
    },
    day_reason,
    day_sentence,
    reason,
    unavailable: "not available",
    nearest: "What would work instead:",
    for_guests: |count| format!("for {count}"),
    booked_before: "You have just booked this time already. If you want one more table, please send it once more.",
    did_you_mean: |email| format!("Did you mean {email}?"),
    until: |time| format!("until {time}"),
    nearest_days: "We would be glad to see you on:",
    nothing_near: "We are sorry, no other day has room either.",
    asking: "One moment, we are keeping the table for you …",

    problem,
    taken: "That table was just taken.",
    hold_lost: "The table was no longer kept for you and has since been taken. Your details are still here.",
    offline: "No connection. Your choice is not lost.",
    offline_booking: "No connection: we do not know yet whether your booking reached us. Please try again; nothing \
        will be booked twice.",
    broken: "Sorry, that did not work. The fault is ours, not yours.",
    broken_booking: "We had no clear answer. Please try again; nothing will be booked twice.",
    try_again: "Try again",

    details: "Your details",
    back: "Change",
    kept: "We are keeping this table for you for another",
    kept_minutes: "minutes",
    kept_soon: "Your table is kept for one more minute. You can ask for more time.",
    not_kept: "Many guests are choosing right now, so no table is kept while you type. It is yours once you have booked.",
    kept_no_more: "The table is no longer kept for you. You can still book it as long as it is free.",
    extend: "I need more time",
    extended: "You have more time now.",
    not_extended: "We cannot keep the table any longer.",
    field,
    field_fault,
    optional: "optional",
    notes_hint: "Allergies, a high chair, something to celebrate …",
    consent: |restaurant| format!("I agree that {restaurant} uses these details for this booking."),
    privacy: "Privacy notice",
    book: "Book this table",
    book_and_pay: |sum| format!("Book and pay {sum}"),
    request: "Send request",
    booking: "One moment …",
    opens_new_tab: "opens in a new tab",

    costs: |is_guarantee, sum| {
        if is_guarantee {
            format!("Nothing to pay now. A card guarantees up to {sum} in case you do not come.")
        } else {
            format!("{sum} is paid with the booking.")
        }
    },
    free_until: |time| format!("Cancel free of charge until {time}."),
    part_until: |time, percent| format!("Until {time} you get {percent}% back."),
    then_nothing: "After that nothing is refunded.",
    then_fee: "After that the restaurant may charge the sum.",
    nothing: "It is not refunded, even if you cancel.",
    fee: "If you cancel, the restaurant may charge the sum.",
    to_pay: "One last step: the payment",

    done: "We look forward to seeing you",
    done_request: "We have your request",
    done_mail: |email| format!("A confirmation is on its way to {email}."),
    done_request_mail: |email| format!("We will answer soon, at {email}."),
    number: "Booking",
    when: "When",
    who: "Guests",
    what: "Menu",
    seat: "Seating",
    calendar: "Add to calendar",
    manage: "View or cancel",
    again: "Book another table",

    unknown_restaurant: "This restaurant does not take bookings here.",
    unreachable: "Online booking cannot be reached on this page right now.",
    other_version: "This page is out of date. Please reload it, or book here:",
    hosted_page: "Open the booking page",
};

fn day_reason(reason: R) -> &'static str {
    match reason {
        R::Closed | R::OutsideOpeningHours => "closed",
        R::InThePast => "no longer possible today",
        R::TooShortNotice => "too late to book online",
        R::TooFarAhead => "not bookable yet",
        R::PartyTooSmall | R::PartyTooLarge | R::ExperienceNotOffered | R::Paused => "not available",
        R::StartingLimitReached | R::SeatedLimitReached | R::OnlineLimitReached | R::NoTablesFound => {
            "fully booked"
        }
    }
}

fn day_sentence(reason: R) -> &'static str {
    match reason {
        R::Closed | R::OutsideOpeningHours => "We are closed on this day.",
        R::InThePast => "There is no time left on this day.",
        R::TooShortNotice => "It is too late to book this day online. Please call us.",
        R::TooFarAhead => "We do not take bookings this far ahead yet.",
        R::PartyTooSmall => "We serve this menu to larger parties only.",
        R::PartyTooLarge => "For a party of this size, please call us.",
        R::ExperienceNotOffered => "We do not serve this menu on this day.",
        R::StartingLimitReached | R::SeatedLimitReached | R::NoTablesFound => {
            "We are sorry, we are fully booked for your party on this day."
        }
        R::OnlineLimitReached => {
            "All places that can be booked online on this day are taken. Please call us."
        }
        R::Paused => "We are not taking online bookings at the moment.",
    }
}

fn reason(reason: R) -> &'static str {
    match reason {
        R::Closed => "We welcome no guests at this time.",
        R::OutsideOpeningHours => "We are closed at this time.",
        R::InThePast => "This time has already passed.",
        R::TooShortNotice => "It is too late to book this time online. Please call us.",
        R::TooFarAhead => "We do not take bookings this far ahead yet.",
        R::PartyTooSmall => "We serve this menu to larger parties only.",
        R::PartyTooLarge => "For a party of this size, please call us.",
        R::ExperienceNotOffered => "We do not serve this menu at this time.",
        R::StartingLimitReached => "As many guests arrive at this time as we can welcome well.",
        R::SeatedLimitReached => "Our house is full at this time.",
        R::OnlineLimitReached => {
            "All places that can be booked online at this time are taken. Please call us."
        }
        R::NoTablesFound => "No table for your party is free at this time.",
        R::Paused => "We are not taking online bookings at the moment.",
    }
}

fn problem(code: Code) -> &'static str {
    match code {
        Code::SlotNotBookable | Code::TablesTaken => WORDS.taken,
        Code::HoldExpired | Code::HoldNotFound => WORDS.hold_lost,
        Code::HoldNotExtendable => WORDS.not_extended,
        Code::HoldAlreadyUsed => "A booking was already made with this choice. Please look into your e-mail.",
        Code::InvalidInput => "Please check your details.",
        Code::TooManyBookings => "Too many bookings were made from here. Please give us a call.",
        Code::Busy | Code::TooManyRequests | Code::TooManyHolds => {
            "Many guests are booking right now. Please try again in a moment."
        }
        Code::RestaurantNotFound => WORDS.unknown_restaurant,
        Code::QuoteChanged => "The price has just changed. Please look at it and book again.",
        Code::PaymentsUnavailable => {
            "We cannot take payments at the moment. Please try again later or call us."
        }
        Code::ExperienceNotFound | Code::FloorPlanNotFound => {
            "What we offer has just changed. Please choose once more."
        }
        // What only a broken widget meets, or a restaurant's own systems.
        _ => WORDS.broken,
    }
}

fn field(field: Field) -> &'static str {
    match field {
        Field::FirstName => "First name",
        Field::LastName => "Last name",
        Field::Email => "E-mail",
        Field::Phone => "Phone",
        Field::Notes => "Wishes",
        Field::GiftCard => "Gift card code",
        Field::Consent => "Consent",
    }
}

fn field_fault(field: Field) -> &'static str {
    match field {
        Field::FirstName => "Please check the first name.",
        Field::LastName => "In which name may we book?",
        Field::Email => "Please enter a valid e-mail address, such as name@example.com.",
        Field::Phone => "Please check the phone number.",
        Field::Notes => "Please say it more briefly.",
        Field::GiftCard => "No gift card of this code can be redeemed.",
        Field::Consent => "We cannot book without your consent.",
    }
}
