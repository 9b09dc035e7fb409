//! What embed.js hands over: the options, and what it has asked for while this code was on its way.

use std::cell::RefCell;

use guest::lang::Lang;
use guest::options::Options;
use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::Response;

use crate::words::Words;

/// The loader's side. Its object has the options as strings, and:
///
/// | property | what it is |
/// | --- | --- |
/// | `texts` | the texts in the language `lang`, in English where there is none |
/// | `textsOf` | a function that fetches those of another language |
/// | `snapshot` | the answer to the first request for the snapshot, when it comes |
pub(crate) struct Loader {
    given: JsValue,
    /// Good for one reading.
    snapshot: RefCell<Option<Promise>>,
}

impl Loader {
    pub(crate) fn new(given: &JsValue) -> Self {
        let given = given.clone();
        let snapshot = Reflect::get(&given, &"snapshot".into()).ok().and_then(|value| value.dyn_into().ok());
        Self { given, snapshot: RefCell::new(snapshot) }
    }

    pub(crate) fn options(&self) -> Options {
        Options::read(|name| self.get(name).as_string())
    }

    /// The answer that was asked for early, once.
    pub(crate) async fn snapshot(&self) -> Option<Result<Response, JsValue>> {
        let early = self.snapshot.take()?;
        Some(JsFuture::from(early).await.map(JsCast::unchecked_into))
    }

    /// What is said until it is known which languages the restaurant speaks.
    pub(crate) fn first_words(&self, lang: Option<Lang>) -> &'static Words {
        Words::of(lang.unwrap_or(Lang::ENGLISH), &self.get("texts").unchecked_into())
    }

    /// The words of a language; those that are there where they cannot be had.
    pub(crate) async fn words(&self, lang: Lang, first: &'static Words) -> &'static Words {
        if lang.main() == first.lang.main() {
            return Words::of(lang, &self.get("texts").unchecked_into());
        }
        let ask = self.get("textsOf").unchecked_into::<Function>();
        let asked = ask.call1(&JsValue::UNDEFINED, &lang.main().into());
        let Ok(promise) = asked.and_then(JsCast::dyn_into::<Promise>) else { return first };
        match JsFuture::from(promise).await {
            Ok(texts) => Words::of(lang, &texts.unchecked_into()),
            Err(_) => first,
        }
    }

    fn get(&self, name: &str) -> JsValue {
        Reflect::get(&self.given, &name.into()).unwrap_or(JsValue::UNDEFINED)
    }
}
