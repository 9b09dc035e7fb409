//! Currencies, as far as amounts need them.

/// How many digits a currency's minor unit has behind the point (ISO 4217, list one): 2 for most.
#[must_use]
pub fn minor_digits(currency: &str) -> u32 {
    match currency {
        "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX" | "VND"
        | "VUV" | "XAF" | "XOF" | "XPF" => 0,
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_have_their_currencys_digits() {
        assert_eq!(in_major_units(8900, "EUR", ','), "89");
        assert_eq!(in_major_units(8905, "EUR", ','), "89,05");
        assert_eq!(in_major_units(8905, "JPY", '.'), "8905");
        assert_eq!(in_major_units(-1005, "KWD", '.'), "-1.005");
    }
}
