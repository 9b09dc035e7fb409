//! Dates, sums and plurals by the rules of a language, which the browser knows.

use api::Date;
use api::basics::currency::minor_digits;
use js_sys::Intl::{DateTimeFormat, NumberFormat, PluralRules};
use js_sys::{Array, Function, Object};
use wasm_bindgen::JsValue;

use crate::host::object;

const MS_PER_DAY: f64 = 86_400_000.0;

/// What a language's rules are asked for again and again.
pub(super) struct Intl {
    locales: Array,
    long_date: Function,
    short_date: Function,
    month: Function,
    month_name: Function,
    weekday: Function,
    short_weekday: Function,
    plurals: PluralRules,
}

impl Intl {
    /// For a language's tag, such as `en-GB`.
    pub(super) fn new(tag: &str) -> Self {
        let locales = Array::of1(&tag.into());
        // A day is midnight by the one clock that no visitor has.
        let dates = |parts: &[(&str, &str)]| {
            let options: Vec<(&str, JsValue)> = parts
                .iter()
                .chain(&[("timeZone", "UTC")])
                .map(|(name, value)| (*name, (*value).into()))
                .collect();
            DateTimeFormat::new(&locales, &object(&options)).format()
        };
        Self {
            long_date: dates(&[("weekday", "long"), ("day", "numeric"), ("month", "long")]),
            short_date: dates(&[("weekday", "short"), ("day", "numeric"), ("month", "short")]),
            month: dates(&[("month", "long"), ("year", "numeric")]),
            month_name: dates(&[("month", "long")]),
            weekday: dates(&[("weekday", "long")]),
            short_weekday: dates(&[("weekday", "short")]),
            plurals: PluralRules::new(&locales, &Object::new()),
            locales,
        }
    }

    pub(super) fn long_date(&self, day: Date) -> String {
        written(&self.long_date, day)
    }

    pub(super) fn short_date(&self, day: Date) -> String {
        written(&self.short_date, day)
    }

    pub(super) fn month(&self, day: Date) -> String {
        written(&self.month, day)
    }

    pub(super) fn month_name(&self, day: Date) -> String {
        written(&self.month_name, day)
    }

    pub(super) fn weekday(&self, day: Date) -> String {
        written(&self.weekday, day)
    }

    pub(super) fn short_weekday(&self, day: Date) -> String {
        written(&self.short_weekday, day)
    }

    /// An amount of the currency's major unit; a whole one without decimals, unless `in_full`.
    pub(super) fn money(&self, amount: f64, currency: &str, in_full: bool) -> String {
        let digits = minor_digits(currency);
        let format = NumberFormat::new(
            &self.locales,
            &object(&[
                ("style", "currency".into()),
                ("currency", currency.into()),
                // The edge counts in minor units, and browsers have other opinions of how many there are.
                ("minimumFractionDigits", digits.into()),
                ("maximumFractionDigits", digits.into()),
                ("trailingZeroDisplay", if in_full { "auto" } else { "stripIfInteger" }.into()),
            ]),
        );
        text(format.format().call1(&JsValue::UNDEFINED, &amount.into()))
    }

    /// The plural category of a number: `one`, `few` and so on.
    pub(super) fn category(&self, count: u32) -> String {
        self.plurals.select(count.into()).into()
    }
}

fn written(format: &Function, day: Date) -> String {
    text(format.call1(&JsValue::UNDEFINED, &(f64::from(day.0.0) * MS_PER_DAY).into()))
}

fn text(value: Result<JsValue, JsValue>) -> String {
    value.ok().and_then(|value| value.as_string()).unwrap_or_default()
}
