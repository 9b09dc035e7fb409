//! What Couvert says to guests, in each language: one file a language in `texts/`.
//!
//! Only build scripts depend on it: they turn the texts into Rust ([`methods`], [`list`]). A
//! language that lacks a text, or a value that the text is about, does not compile.

mod accessors;
mod catalogue;
mod message;

pub use accessors::{list, method_name, methods, texts};
pub use catalogue::{Format, Language, languages, texts_folder};
