//! Texts with places for values, in a part of ICU's message format: `{name}`, and
//! `{count, plural, one {…} few {…} other {…}}` for what depends on a number.

/// The text with the values in their places. `category` is that of the number by which a plural chooses its form, such
/// as `one` (Unicode CLDR, plural rules). A value that the text names and nobody gives is left out.
#[must_use]
pub fn message(text: &str, values: &[(&str, &str)], category: &str) -> String {
    let mut out = String::with_capacity(text.len());
    expand(text, values, category, &mut out);
    out
}

fn expand(text: &str, values: &[(&str, &str)], category: &str, out: &mut String) {
    let mut rest = text;
    while let Some((before, opened)) = rest.split_once('{') {
        out.push_str(before);
        let (inside, after) = closed(opened);
        match inside.split_once(", plural,") {
            Some((_, forms)) => expand(form(forms, category), values, category, out),
            None => {
                let value = values.iter().find(|(name, _)| *name == inside);
                out.push_str(value.map_or("", |(_, value)| value));
            }
        }
        rest = after;
    }
    out.push_str(rest);
}

/// The form for a category, else the last one, which is that for all others.
fn form<'a>(forms: &'a str, category: &str) -> &'a str {
    let mut form = "";
    let mut rest = forms;
    while let Some((name, opened)) = rest.split_once('{') {
        (form, rest) = closed(opened);
        if name.trim() == category {
            break;
        }
    }
    form
}

/// What is inside of a brace that was opened before this text, and what comes after it.
fn closed(opened: &str) -> (&str, &str) {
    let mut depth = 0;
    for (i, byte) in opened.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 0 => return (opened.get(..i).unwrap_or(""), opened.get(i + 1..).unwrap_or("")),
            b'}' => depth -= 1,
            _ => {}
        }
    }
    (opened, "")
}

#[cfg(test)]
mod tests {
    use super::message;

    #[test]
    fn values_come_into_their_places() {
        let values = [("sum", "89 €"), ("time", "19:30")];
        assert_eq!(message("Até {time}: {sum}.", &values, ""), "Até 19:30: 89 €.");
        assert_eq!(message("{sum}{none}{sum}", &values, ""), "89 €89 €");
        assert_eq!(message("{never closed", &values, ""), "");
    }

    #[test]
    fn a_number_chooses_the_form() {
        let text =
            "{count, plural, one {Jeden termin} few {{count} terminy} other {{count} terminów}}: {date}.";
        let said = |count, category| message(text, &[("count", count), ("date", "sobota")], category);
        assert_eq!(said("1", "one"), "Jeden termin: sobota.");
        assert_eq!(said("3", "few"), "3 terminy: sobota.");
        assert_eq!(said("12", "many"), "12 terminów: sobota.");
    }
}
