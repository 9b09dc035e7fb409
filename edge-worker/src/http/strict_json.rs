//! JSON read as JSON Schema defines it: a struct needs an object, and 5.0 is an integer.
//!
//! serde also accepts a list of a struct's field values, so that `[]` would pass as an object whose fields are all left
//! out. The published schemas do not allow that.

use serde::Deserializer;
use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{Error as _, IntoDeserializer, Unexpected, Visitor};
use serde::forward_to_deserialize_any;
use serde_json::{Error, Value};

/// A value to read strictly.
pub(crate) struct Strict(pub(crate) Value);

/// A float as an integer, if it has no fraction and f64 is exact at its size.
#[expect(clippy::cast_possible_truncation, reason = "it has no fraction and lies within 2^53")]
fn whole(number: f64) -> Option<i64> {
    const EXACT_MAX: f64 = 9_007_199_254_740_992.0;
    (number.fract() == 0.0 && number.abs() <= EXACT_MAX).then_some(number as i64)
}

impl<'de> Deserializer<'de> for Strict {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Value::Array(items) => visitor.visit_seq(SeqDeserializer::new(items.into_iter().map(Strict))),
            Value::Object(fields) => {
                let fields = fields.into_iter().map(|(name, value)| (name, Strict(value)));
                visitor.visit_map(MapDeserializer::new(fields))
            }
            Value::Number(number) if number.is_f64() => match number.as_f64().and_then(whole) {
                Some(whole) => visitor.visit_i64(whole),
                None => Value::Number(number).deserialize_any(visitor),
            },
            other => other.deserialize_any(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self.0 {
            Value::Array(_) => Err(Error::invalid_type(Unexpected::Seq, &"an object")),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.0.deserialize_enum(name, variants, visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map identifier ignored_any
    }
}

impl IntoDeserializer<'_, Error> for Strict {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::Configuration;
    use api::booking::guest::GuestChange;
    use api::money::gift_card::TransactionRequest;
    use serde::Deserialize;

    fn read<'de, T: Deserialize<'de>>(text: &str) -> Result<T, Error> {
        T::deserialize(Strict(serde_json::from_str(text)?))
    }

    #[test]
    fn a_list_is_no_object() {
        assert!(read::<GuestChange>("{}").is_ok());
        assert!(read::<GuestChange>("[]").is_err());
        assert!(read::<GuestChange>(r#"[null,"x"]"#).is_err());
        let error = read::<Configuration>(r#"{"restaurant":[]}"#).expect_err("refused").to_string();
        assert!(error.contains("sequence, expected an object"), "{error}");
    }

    #[test]
    fn a_whole_number_may_have_a_point() {
        let amount = |text: &str| {
            read::<TransactionRequest>(&format!(r#"{{"status":"pending","amount":{text}}}"#))
                .map(|t| t.amount)
        };
        assert_eq!(amount("5000.0").ok(), Some(5000));
        assert_eq!(amount("-5e2").ok(), Some(-500));
        assert!(amount("0.5").is_err());
        assert!(amount("1e30").is_err());
    }
}
