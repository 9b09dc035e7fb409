//! The only one who fetches. It knows addresses, headers and how an answer fails; not what answers mean.

use api::{BookedGlance, Hold, snapshot};
use gloo_net::http::{Request, RequestBuilder};
use serde::de::DeserializeOwned;
use wasm_bindgen::JsValue;
use web_sys::{AbortSignal, RequestCredentials, RequestInit};

use crate::clock::stopwatch_ms;
use crate::error::{Error, LoadError};
use crate::house::House;
use crate::json::{self, Misfit};

/// After this long an answer counts as lost. The same key makes asking again harmless.
const PATIENCE_MS: u32 = 15_000;

impl From<gloo_net::Error> for Error {
    fn from(_: gloo_net::Error) -> Self {
        Self::Offline
    }
}

impl From<Misfit> for Error {
    fn from(_: Misfit) -> Self {
        Self::Broken
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

    /// The restaurant as its snapshot has it; one made after `fresh_after` where that is given.
    pub(crate) async fn house(&self, fresh_after: Option<i64>) -> Result<House, LoadError> {
        let query = fresh_after.map_or(String::new(), |made_at| format!("?freshAfter={made_at}"));
        let request = self.request(&["/snapshot", &query]).build().map_err(Error::from)?;
        let json = answer(request).await?;
        // The version first: the rest of a newer one may not be readable at all.
        let version =
            js_sys::Reflect::get(&json, &"version".into()).ok().and_then(|version| version.as_f64());
        if version != Some(snapshot::VERSION.into()) {
            return Err(LoadError::OtherVersion);
        }
        let snapshot = json::read(json).map_err(|Misfit| LoadError::Unreachable)?;
        Ok(House::new(snapshot, stopwatch_ms())?)
    }

    pub(crate) async fn hold(&self, keyed: Keyed<'_>) -> Result<Hold, Error> {
        self.post(&["/holds"], keyed).await
    }

    pub(crate) async fn extend(&self, id: &str, key: &str) -> Result<Hold, Error> {
        self.post(&["/holds/", id, "/extend"], Keyed { key, body: "{}" }).await
    }

    /// Also while the page goes away. No answer is worth waiting for: what is not released runs out.
    pub(crate) async fn release(&self, id: &str) {
        let _ = async {
            let init = RequestInit::new();
            init.set_method("DELETE");
            init.set_credentials(RequestCredentials::Omit);
            // Of what fetch can do, gloo-net has no word for this.
            js_sys::Reflect::set(&init, &"keepalive".into(), &true.into())?;
            let request = web_sys::Request::new_with_str_and_init(&self.address(&["/holds/", id]), &init)?;
            Request::from(request).send().await.map_err(|_| JsValue::NULL)
        }
        .await;
    }

    pub(crate) async fn book(&self, keyed: Keyed<'_>) -> Result<BookedGlance, Error> {
        self.post(&["/reservations"], keyed).await
    }

    async fn post<T: DeserializeOwned>(&self, path: &[&str], keyed: Keyed<'_>) -> Result<T, Error> {
        let Keyed { key, body } = keyed;
        let request = self.request(path).method(gloo_net::http::Method::POST);
        let request = request.header("content-type", "application/json").header("idempotency-key", key);
        Ok(json::read(answer(request.body(body)?).await?)?)
    }

    fn request(&self, path: &[&str]) -> RequestBuilder {
        RequestBuilder::new(&self.address(path))
            .credentials(RequestCredentials::Omit)
            .abort_signal(Some(&AbortSignal::timeout_with_u32(PATIENCE_MS)))
    }

    fn address(&self, path: &[&str]) -> String {
        [&self.base, path.concat().as_str()].concat()
    }
}

/// Sends the request and reads the answer's JSON.
async fn answer(request: Request) -> Result<JsValue, Error> {
    let response = request.send().await?;
    let json = json::parse(&response.text().await?)?;
    if response.ok() { Ok(json) } else { Err(Error::Problem(Box::new(json::read(json)?))) }
}
