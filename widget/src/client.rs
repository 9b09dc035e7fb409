//! The only one who fetches. It knows addresses, headers and how an answer fails; not what answers mean.

use api::{BookedGlance, Code, Hold, Problem, Snapshot, snapshot};
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, RequestCredentials, RequestInit, Response};

use crate::json::{self, Misfit};

/// After this long an answer counts as lost. The same key makes asking again harmless.
const PATIENCE_MS: u32 = 15_000;

/// Why there is no good answer.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Error {
    /// Nothing came back; the request may have arrived.
    Offline,
    /// The edge says no, and why.
    Problem(Box<Problem>),
    /// Something came back that is not what was agreed.
    Broken,
}

/// Why there was no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    Offline,
    Broken,
    Busy,
}

impl Error {
    /// Whether the same request may be sent again as it is, and why it has to be.
    pub(crate) fn trouble(&self) -> Option<Trouble> {
        match self {
            Self::Offline => Some(Trouble::Offline),
            Self::Broken => Some(Trouble::Broken),
            Self::Problem(problem) => match problem.code {
                Code::Internal => Some(Trouble::Broken),
                Code::Busy => Some(Trouble::Busy),
                _ => None,
            },
        }
    }

    /// The nearest code to it.
    pub(crate) fn code(&self) -> Code {
        match self {
            Self::Offline | Self::Broken => Code::Internal,
            Self::Problem(problem) => problem.code,
        }
    }
}

impl From<Misfit> for Error {
    fn from(_: Misfit) -> Self {
        Self::Broken
    }
}

/// Why there is no snapshot to work with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LoadError {
    UnknownRestaurant,
    Unreachable,
    /// The edge speaks a newer version than this code.
    OtherVersion,
}

impl LoadError {
    /// Its name in the host page's events.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::UnknownRestaurant => "unknown_restaurant",
            Self::Unreachable => "unreachable",
            Self::OtherVersion => "other_version",
        }
    }
}

/// A body and the key under which it takes effect at most once.
#[derive(Clone, Copy)]
pub(crate) struct Keyed<'a> {
    pub(crate) key: &'a str,
    pub(crate) body: &'a str,
}

#[derive(Clone)]
pub(crate) struct Client {
    /// The address of the restaurant.
    base: String,
}

impl Client {
    pub(crate) fn new(origin: &str, restaurant: &str) -> Self {
        let restaurant = String::from(js_sys::encode_uri_component(restaurant));
        Self { base: [origin, "/v1/restaurants/", &restaurant].concat() }
    }

    /// The snapshot; one made after `fresh_after` where that is given.
    pub(crate) async fn snapshot(&self, fresh_after: Option<i64>) -> Result<Snapshot, LoadError> {
        let query = fresh_after.map_or(String::new(), |made_at| format!("?freshAfter={made_at}"));
        let json = self.send("GET", &["/snapshot", &query], None).await.map_err(|error| match error {
            Error::Problem(problem) if problem.code == Code::RestaurantNotFound => {
                LoadError::UnknownRestaurant
            }
            _ => LoadError::Unreachable,
        })?;
        // The version first: the rest of a newer one may not be readable at all.
        let version =
            js_sys::Reflect::get(&json, &"version".into()).ok().and_then(|version| version.as_f64());
        if version != Some(snapshot::VERSION.into()) {
            return Err(LoadError::OtherVersion);
        }
        json::read(json).map_err(|Misfit| LoadError::Unreachable)
    }

    pub(crate) async fn hold(&self, keyed: Keyed<'_>) -> Result<Hold, Error> {
        self.post(&["/holds"], keyed).await
    }

    pub(crate) async fn extend(&self, id: &str, key: &str) -> Result<Hold, Error> {
        self.post(&["/holds/", id, "/extend"], Keyed { key, body: "{}" }).await
    }

    /// Also while the page goes away. No answer is worth waiting for: what is not released runs out.
    pub(crate) async fn release(&self, id: &str) {
        let _ = self.send("DELETE", &["/holds/", id], None).await;
    }

    pub(crate) async fn book(&self, keyed: Keyed<'_>) -> Result<BookedGlance, Error> {
        self.post(&["/reservations"], keyed).await
    }

    async fn post<T: DeserializeOwned>(&self, path: &[&str], keyed: Keyed<'_>) -> Result<T, Error> {
        let json = self.send("POST", path, Some(keyed)).await?;
        Ok(json::read(json)?)
    }

    async fn send(&self, method: &str, path: &[&str], keyed: Option<Keyed<'_>>) -> Result<JsValue, Error> {
        let address = [&self.base, path.concat().as_str()].concat();
        let answer = fetch(&address, method, keyed).await.map_err(|_| Error::Offline)?;
        let text = async { JsFuture::from(answer.text()?).await }.await.map_err(|_| Error::Offline)?;
        let text = text.as_string().unwrap_or_default();
        if answer.ok() {
            // An answer without content is none too.
            return if text.is_empty() { Ok(JsValue::NULL) } else { Ok(json::parse(&text)?) };
        }
        Err(Error::Problem(Box::new(json::read(json::parse(&text)?)?)))
    }
}

async fn fetch(address: &str, method: &str, keyed: Option<Keyed<'_>>) -> Result<Response, JsValue> {
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    let init = RequestInit::new();
    init.set_method(method);
    init.set_credentials(RequestCredentials::Omit);
    init.set_signal(Some(&AbortSignal::timeout_with_u32(PATIENCE_MS)));
    if let Some(Keyed { key, body }) = keyed {
        let headers = web_sys::Headers::new()?;
        headers.set("content-type", "application/json")?;
        headers.set("idempotency-key", key)?;
        init.set_headers(&headers);
        init.set_body(&body.into());
    }
    if method == "DELETE" {
        js_sys::Reflect::set(&init, &"keepalive".into(), &true.into())?;
    }
    let answer = JsFuture::from(window.fetch_with_str_and_init(address, &init)).await?;
    answer.dyn_into()
}
