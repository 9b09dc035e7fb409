//! Guests who do not exist: names from plays, operas and thin air, numbers and addresses that reach nobody.

use rand::{Rng, RngExt};

/// Somebody to book in the name of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guest {
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// An address at example.com.
    pub email: String,
    /// A number that nobody has.
    pub phone: String,
    /// The language to write in.
    pub locale: &'static str,
}

/// Names of one language, and the language in which their bearers read their confirmation.
struct Names {
    locale: &'static str,
    first: [&'static str; 8],
    last: [&'static str; 8],
}

const GERMAN: Names = Names {
    locale: "de",
    first: ["Pamina", "Tamino", "Marzelline", "Florestan", "Käthchen", "Götz", "Octavian", "Arabella"],
    last: [
        "Mondschein",
        "Grünspecht",
        "Sternthaler",
        "Süßkirsch",
        "Vogelsang",
        "Morgentau",
        "Himmelblau",
        "Märzenbecher",
    ],
};
const ENGLISH: Names = Names {
    locale: "en",
    first: ["Rosalind", "Orlando", "Viola", "Benedick", "Titania", "Prospero", "Cordelia", "Oberon"],
    last: [
        "Featherwick",
        "Merrybough",
        "Larkspur",
        "O’Moonlight",
        "Thistledown",
        "Applegarth-Wren",
        "Silverspoon",
        "Foxglove",
    ],
};
/// Guests with Italian names live in Vienna and read German.
const ITALIAN: Names = Names {
    locale: "de",
    first: ["Colombina", "Arlecchino", "Rosaura", "Brighella", "Despina", "Figaro", "Smeraldina", "Lindoro"],
    last: [
        "Fiordiluna",
        "Boccadoro",
        "Stellacadente",
        "Dell’Aurora",
        "Mezzanotte",
        "Cantalupo",
        "Pandolce",
        "D’Altrove",
    ],
};

impl Guest {
    pub(crate) fn draw(rng: &mut impl Rng) -> Self {
        let names = match rng.random_range(0..10) {
            0..6 => GERMAN,
            6..8 => ENGLISH,
            _ => ITALIAN,
        };
        let first_name = names.first[rng.random_range(0..names.first.len())];
        let last_name = names.last[rng.random_range(0..names.last.len())];
        Self {
            first_name: first_name.to_owned(),
            last_name: last_name.to_owned(),
            email: format!("{}.{}@example.com", mailbox(first_name), mailbox(last_name)),
            phone: format!("+43 1 555 {:04}", rng.random_range(100..200)),
            locale: names.locale,
        }
    }
}

/// A name in the few letters that every mail server takes.
fn mailbox(name: &str) -> String {
    let plain =
        name.to_lowercase().replace('ä', "ae").replace('ö', "oe").replace('ü', "ue").replace('ß', "ss");
    plain.chars().filter(char::is_ascii_alphabetic).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    #[test]
    fn an_address_can_be_mailed_to_whatever_the_name() {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        for guest in (0..500).map(|_| Guest::draw(&mut rng)) {
            let (name, host) = guest.email.split_once('@').expect("an address");
            assert_eq!(host, "example.com");
            assert!(name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'.'), "{}", guest.email);
        }
        assert_eq!(mailbox("Süßkirsch"), "suesskirsch");
        assert_eq!(mailbox("O’Moonlight"), "omoonlight");
    }
}
