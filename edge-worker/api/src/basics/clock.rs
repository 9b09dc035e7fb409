//! Times of the day as text.

/// A time on the 12-hour clock: `7:30 PM`. Minutes past the end of the day are on the next one.
#[must_use]
pub fn twelve_hours(minutes: u16) -> String {
    let (hour, minute) = (minutes / 60 % 24, minutes % 60);
    let half = if hour < 12 { "AM" } else { "PM" };
    format!("{}:{minute:02} {half}", (hour + 11) % 12 + 1)
}

#[cfg(test)]
mod tests {
    use super::twelve_hours;

    #[test]
    fn noon_and_midnight_are_twelve() {
        for (minutes, text) in [
            (0, "12:00 AM"),
            (30, "12:30 AM"),
            (719, "11:59 AM"),
            (720, "12:00 PM"),
            (1170, "7:30 PM"),
            (1470, "12:30 AM"),
        ] {
            assert_eq!(twelve_hours(minutes), text);
        }
    }
}
