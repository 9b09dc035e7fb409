//! From the browser's JSON values to the contract's types.
//!
//! Why not serde_json, which writes what is sent: parsing with it was a fifth of the download, much of it for
//! error texts that nobody reads. The browser has a parser; what is left is to walk its values. What does not
//! fit is one error without a word.

use js_sys::{Array, Object, Reflect};
use serde::de::{
    self, DeserializeOwned, DeserializeSeed, EnumAccess, Expected, IntoDeserializer, MapAccess, SeqAccess,
    Unexpected, VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;
use wasm_bindgen::{JsCast, JsValue};

/// The text is not JSON, or not of the shape that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Misfit;

/// The value that the text stands for.
pub(crate) fn parse(text: &str) -> Result<JsValue, Misfit> {
    js_sys::JSON::parse(text).map_err(|_| Misfit)
}

/// The value as a type of the contract.
pub(crate) fn read<T: DeserializeOwned>(value: JsValue) -> Result<T, Misfit> {
    T::deserialize(Json(value))
}

struct Json(JsValue);

impl Json {
    fn text(&self) -> Result<String, Misfit> {
        self.0.as_string().ok_or(Misfit)
    }

    fn items(self) -> Result<Items, Misfit> {
        let array = self.0.dyn_into::<Array>().map_err(|_| Misfit)?;
        Ok(Items { array, next: 0 })
    }

    fn members(self) -> Result<Members, Misfit> {
        let object = self.object()?;
        Ok(Members { names: Object::keys(&object), object, next: 0 })
    }

    fn object(self) -> Result<Object, Misfit> {
        self.0.dyn_into().map_err(|_| Misfit)
    }

    /// JSON has one kind of number; what has no fraction is whole.
    fn whole(&self) -> Result<i64, Misfit> {
        let number = self.0.as_f64().ok_or(Misfit)?;
        let whole = number as i64;
        if whole as f64 == number { Ok(whole) } else { Err(Misfit) }
    }
}

/// Each call offers a type only what it asks for: what it could be offered besides is code, too.
macro_rules! asked_for {
    ($($kinds:ident)* => |$json:ident, $visitor:ident| $answer:expr) => {
        $(fn $kinds<V: Visitor<'de>>(self, $visitor: V) -> Result<V::Value, Misfit> {
            let $json = self;
            $answer
        })*
    };
}

impl<'de> de::Deserializer<'de> for Json {
    type Error = Misfit;

    /// For values that are kept as they came.
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        if let Some(text) = self.0.as_string() {
            visitor.visit_string(text)
        } else if let Ok(whole) = self.whole() {
            visitor.visit_i64(whole)
        } else if let Some(number) = self.0.as_f64() {
            visitor.visit_f64(number)
        } else if let Some(truth) = self.0.as_bool() {
            visitor.visit_bool(truth)
        } else if is_nothing(&self.0) {
            visitor.visit_unit()
        } else if self.0.is_array() {
            visitor.visit_seq(self.items()?)
        } else {
            visitor.visit_map(self.members()?)
        }
    }

    asked_for! { deserialize_bool => |json, visitor| visitor.visit_bool(json.0.as_bool().ok_or(Misfit)?) }
    asked_for! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64
        => |json, visitor| visitor.visit_i64(json.whole()?)
    }
    asked_for! {
        deserialize_f32 deserialize_f64 => |json, visitor| visitor.visit_f64(json.0.as_f64().ok_or(Misfit)?)
    }
    asked_for! {
        deserialize_char deserialize_str deserialize_string deserialize_identifier
        => |json, visitor| visitor.visit_string(json.text()?)
    }
    asked_for! { deserialize_seq => |json, visitor| visitor.visit_seq(json.items()?) }
    asked_for! { deserialize_map => |json, visitor| visitor.visit_map(json.members()?) }
    asked_for! { deserialize_unit deserialize_ignored_any => |_json, visitor| visitor.visit_unit() }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        if is_nothing(&self.0) { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_seq(self.items()?)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        visitor.visit_seq(Fields { object: self.object()?, names: names.iter() })
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &str, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        visitor.visit_enum(Variant(place(&self.text()?, names)))
    }

    forward_to_deserialize_any! { bytes byte_buf unit_struct tuple_struct }
}

fn is_nothing(value: &JsValue) -> bool {
    value.is_null() || value.is_undefined()
}

struct Items {
    array: Array,
    next: u32,
}

impl Items {
    fn next(&mut self) -> Option<Json> {
        let item = (self.next < self.array.length()).then(|| Json(self.array.get(self.next)));
        self.next += 1;
        item
    }
}

impl<'de> SeqAccess<'de> for Items {
    type Error = Misfit;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Misfit> {
        self.next().map(|item| seed.deserialize(item)).transpose()
    }

    fn size_hint(&self) -> Option<usize> {
        Some((self.array.length() - self.next) as usize)
    }
}

/// The fields of a struct, in its own order: it then needs no code to tell names apart. What is left out comes as
/// nothing at its place, which a default stands in for: `#[serde(default)]`, also for an option.
struct Fields {
    object: Object,
    names: std::slice::Iter<'static, &'static str>,
}

impl Fields {
    fn next(&mut self) -> Result<Option<Json>, Misfit> {
        let name = self.names.next().ok_or(Misfit)?;
        let value = Reflect::get(&self.object, &JsValue::from_str(name)).map_err(|_| Misfit)?;
        Ok((!value.is_undefined()).then_some(Json(value)))
    }
}

impl<'de> SeqAccess<'de> for Fields {
    type Error = Misfit;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Misfit> {
        self.next()?.map(|value| seed.deserialize(value)).transpose()
    }
}

/// The members of an object that stands for a map.
struct Members {
    object: Object,
    names: Array,
    next: u32,
}

impl<'de> MapAccess<'de> for Members {
    type Error = Misfit;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Misfit> {
        if self.names.length() <= self.next {
            return Ok(None);
        }
        seed.deserialize(Json(self.names.get(self.next))).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Misfit> {
        let value = Reflect::get(&self.object, &self.names.get(self.next)).map_err(|_| Misfit)?;
        self.next += 1;
        seed.deserialize(Json(value))
    }
}

/// The place of a name among these; one past them for a name that is not among them.
fn place(name: &str, names: &[&str]) -> u32 {
    names.iter().take_while(|known| **known != name).map(|_| 1).sum()
}

/// A variant by its place, without content; the contract has no other.
struct Variant(u32);

impl<'de> EnumAccess<'de> for Variant {
    type Error = Misfit;
    type Variant = Unit;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Unit), Misfit> {
        Ok((seed.deserialize(self.0.into_deserializer())?, Unit))
    }
}

struct Unit;

impl<'de> VariantAccess<'de> for Unit {
    type Error = Misfit;

    fn unit_variant(self) -> Result<(), Misfit> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, _: T) -> Result<T::Value, Misfit> {
        Err(Misfit)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Misfit> {
        Err(Misfit)
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &[&str], _: V) -> Result<V::Value, Misfit> {
        Err(Misfit)
    }
}

impl std::fmt::Display for Misfit {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str("unexpected JSON")
    }
}

impl std::error::Error for Misfit {}

/// Each way in which a value can fail to fit comes to the same.
impl de::Error for Misfit {
    fn custom<T: std::fmt::Display>(_: T) -> Self {
        Self
    }

    fn invalid_type(_: Unexpected, _: &dyn Expected) -> Self {
        Self
    }

    fn invalid_value(_: Unexpected, _: &dyn Expected) -> Self {
        Self
    }

    fn invalid_length(_: usize, _: &dyn Expected) -> Self {
        Self
    }

    fn unknown_variant(_: &str, _: &[&str]) -> Self {
        Self
    }

    fn unknown_field(_: &str, _: &[&str]) -> Self {
        Self
    }

    fn missing_field(_: &str) -> Self {
        Self
    }

    fn duplicate_field(_: &str) -> Self {
        Self
    }
}
