//! Currencies: their minor units, and amounts as texts and floats.

/// How many digits a currency's minor unit has behind the point (ISO 4217, list one): 2 for most.
#[must_use]
pub fn minor_digits(currency: &str) -> u32 {
    match currency {
        "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX" | "UYI"
        | "VND" | "VUV" | "XAF" | "XOF" | "XPF" => 0,
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
        "CLF" | "UYW" => 4,
        _ => 2,
    }
}

/// An amount of minor units as the major unit's digits, without a needless fraction: `89`, `89.50`.
#[must_use]
pub fn in_major_units(minor: i64, currency: &str, point: char) -> String {
    let digits = minor_digits(currency);
    let unit = 10u64.pow(digits);
    let (whole, rest) = (minor.unsigned_abs() / unit, minor.unsigned_abs() % unit);
    let sign = if minor < 0 { "-" } else { "" };
    let width = digits as usize;
    if rest == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}{point}{rest:0width$}") }
}

/// An amount of minor units as the major unit's digits, with all of its fraction: `89.00`.
#[must_use]
pub fn in_full(minor: i64, currency: &str, point: char) -> String {
    let text = in_major_units(minor, currency, point);
    let digits = minor_digits(currency) as usize;
    let is_whole = minor.unsigned_abs().is_multiple_of(10u64.pow(minor_digits(currency)));
    if is_whole && 0 < digits { format!("{text}{point}{:0digits$}", 0) } else { text }
}

/// Minor units as a float of the major unit, for systems that use floats. For output only: do not calculate with it.
#[must_use]
pub fn major(minor: i64, currency: &str) -> f64 {
    minor as f64 / f64::from(10u32.pow(minor_digits(currency)))
}

/// The nearest whole number of minor units to a float of the major unit.
#[must_use]
pub fn minor(major: f64, currency: &str) -> i64 {
    (major * f64::from(10u32.pow(minor_digits(currency)))).round() as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_have_their_currencys_digits() {
        assert_eq!(in_major_units(8900, "EUR", ','), "89");
        assert_eq!(in_major_units(8905, "EUR", ','), "89,05");
        assert_eq!(in_full(8900, "USD", '.'), "89.00");
        assert_eq!(in_full(8905, "USD", '.'), "89.05");
        assert_eq!(in_full(8905, "JPY", '.'), "8905");
        assert_eq!(in_major_units(8905, "JPY", '.'), "8905");
        assert_eq!(in_major_units(-1005, "KWD", '.'), "-1.005");
    }

    #[test]
    fn what_left_as_a_float_comes_back_to_the_cent() {
        for currency in ["EUR", "JPY", "KWD"] {
            for amount in (0..2_000).chain(99_999_000..100_000_000).chain([-1, -1_005]) {
                assert_eq!(minor(major(amount, currency), currency), amount);
            }
        }
        assert_eq!(minor(0.1 + 0.2, "EUR"), 30);
    }
}
