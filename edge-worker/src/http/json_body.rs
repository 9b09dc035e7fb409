//! A JSON body as a type: unknown fields are refused, and a fault is named by a pointer to its field, in the words of JSON.

use api::{Code, FieldError};
use serde::de::DeserializeOwned;

use crate::http::strict_json::Strict;
use crate::platform::failure::Failure;

pub(super) fn from_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Failure> {
    let malformed = |error: serde_json::Error| Failure::new(Code::MalformedJson, error.to_string());
    let json = Strict(serde_json::from_slice(bytes).map_err(malformed)?);
    let mut unknown = Vec::new();
    let mut track = serde_path_to_error::Track::new();
    let tracked = serde_path_to_error::Deserializer::new(json, &mut track);
    let parsed = serde_ignored::deserialize(tracked, |path| {
        unknown.push(FieldError::new(pointer(&path.to_string()), "there is no such field"));
    });
    let value: T = parsed.map_err(|error: serde_json::Error| {
        Failure::invalid_field(&pointer(&track.path().to_string()), in_words(&error.to_string()))
    })?;
    if unknown.is_empty() { Ok(value) } else { Err(Failure::invalid(unknown)) }
}

/// What serde expected, in the words of JSON instead of Rust.
pub(super) fn in_words(detail: &str) -> String {
    const TYPES: [(&str, &str); 12] = [
        ("expected u8", "expected a whole number from 0 to 255"),
        ("expected u16", "expected a whole number from 0 to 65535"),
        ("expected u32", "expected a whole number from 0 to 4294967295"),
        ("expected u64", "expected a whole number, at least 0"),
        ("expected usize", "expected a whole number, at least 0"),
        ("invalid digit found in string", "expected a whole number"),
        ("expected i64", "expected a whole number"),
        ("expected i32", "expected a whole number"),
        ("expected f64", "expected a number"),
        ("expected a boolean", "expected true or false"),
        ("expected a sequence", "expected a list"),
        ("expected a map", "expected an object"),
    ];
    let mut words =
        detail.replace("invalid type: sequence", "a list").replace("invalid type: map", "an object");
    words = words
        .replace("invalid type: ", "")
        .replace("invalid value: ", "")
        .replace("floating point", "number");
    for (rust, json) in TYPES {
        words = words.replace(rust, json);
    }
    // A type of our own, such as a struct or an enum, is an object or a text; its Rust name says nothing.
    match words.split_once("expected struct ") {
        Some((before, _)) => format!("{before}expected an object"),
        None => words,
    }
}

/// From the dotted path of serde's helpers to a JSON pointer.
fn pointer(path: &str) -> String {
    let plain = path.replace(".?", "").replace('[', ".").replace(']', "");
    let plain = plain.strip_prefix('.').unwrap_or(&plain);
    if plain == "?" || plain.is_empty() {
        return String::new();
    }
    plain
        .split('.')
        .fold(String::new(), |pointer, part| pointer + "/" + &part.replace('~', "~0").replace('/', "~1"))
}
