//! Times of the day as text.

/// A time of the day: `19:30`, or `7:30 PM` on the 12-hour clock. Minutes past the end of the day are on the next one.
#[must_use]
pub fn time_of_day(minutes: u16, has_12_hours: bool) -> String {
    let (hour, minute) = (minutes / 60 % 24, minutes % 60);
    if !has_12_hours {
        return format!("{hour:02}:{minute:02}");
    }
    let half = if hour < 12 { "AM" } else { "PM" };
    format!("{}:{minute:02} {half}", (hour + 11) % 12 + 1)
}

#[cfg(test)]
mod tests {
    use super::time_of_day;

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
            assert_eq!(time_of_day(minutes, true), text);
        }
        assert_eq!([0, 1170, 1470].map(|minutes| time_of_day(minutes, false)), ["00:00", "19:30", "00:30"]);
    }
}
