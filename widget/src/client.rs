//! The only one who fetches. It knows addresses, headers and how an answer fails; not what answers mean.

use api::booking::guest_booking::{BookingGlance, ChangeQuote};
use api::{BookedGlance, Hold, snapshot};
use gloo_net::http::{Method, RequestBuilder, Response};
use guest::error::{Error, LoadError};
use guest::house::House;
use guest::options::Options;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsValue;
use web_sys::{AbortSignal, RequestCredentials, RequestInit};

use crate::json::{self, Misfit};
use crate::stopwatch::stopwatch_ms;

/// After this long an answer counts as lost. The same key makes asking again harmless.
const PATIENCE_MS: u32 = 15_000;

/// What fetching alone can fail with.
fn offline(_: gloo_net::Error) -> Error {
    Error::Offline
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
    /// The address of the restaurant, or that of the booking that is changed.
    base: String,
}

impl Client {
    pub(crate) fn new(options: &Options) -> Self {
        let (kind, name) = match &options.change {
            Some(token) => ("/v1/bookings/", token),
            None => ("/v1/restaurants/", &options.restaurant),
        };
        let name = String::from(js_sys::encode_uri_component(name));
        Self { base: [&options.origin, kind, &name].concat() }
    }

    /// The restaurant as its snapshot has it; one made after `fresh_after` where that is given.
    pub(crate) async fn house(&self, fresh_after: Option<i64>) -> Result<House, LoadError> {
        let query = fresh_after.map_or(String::new(), |made_at| format!("?freshAfter={made_at}"));
        let request = self.request(&["/snapshot", &query]).build().map_err(offline)?;
        read_house(answer(request.send().await.map_err(offline)?).await?)
    }

    pub(crate) async fn hold(&self, keyed: Keyed<'_>) -> Result<Hold, Error> {
        self.post(&["/holds"], keyed).await
    }

    /// Two taps extend once: the key is that of the extensions that are left.
    pub(crate) async fn extend(&self, hold: &Hold) -> Result<Hold, Error> {
        let key = format!("{}-{}", hold.id, hold.extensions_left);
        self.post(&["/holds/", &hold.id, "/extend"], Keyed { key: &key, body: "{}" }).await
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
            gloo_net::http::Request::from(request).send().await.map_err(|_| JsValue::NULL)
        }
        .await;
    }

    pub(crate) async fn book(&self, keyed: Keyed<'_>) -> Result<BookedGlance, Error> {
        self.post(&["/reservations"], keyed).await
    }

    /// The booking that is changed.
    pub(crate) async fn booking(&self) -> Result<BookingGlance, Error> {
        self.get(&[]).await
    }

    /// What a change of the booking would cost.
    pub(crate) async fn quote(&self, query: &str) -> Result<ChangeQuote, Error> {
        self.get(&["/change?", query]).await
    }

    pub(crate) async fn change(&self, keyed: Keyed<'_>) -> Result<BookingGlance, Error> {
        self.send(Method::PATCH, &[], keyed).await
    }

    async fn get<T: DeserializeOwned>(&self, path: &[&str]) -> Result<T, Error> {
        let request = self.request(path).build().map_err(offline)?;
        Ok(json::read(answer(request.send().await.map_err(offline)?).await?)?)
    }

    async fn post<T: DeserializeOwned>(&self, path: &[&str], keyed: Keyed<'_>) -> Result<T, Error> {
        self.send(Method::POST, path, keyed).await
    }

    async fn send<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &[&str],
        keyed: Keyed<'_>,
    ) -> Result<T, Error> {
        let Keyed { key, body } = keyed;
        let request = self.request(path).method(method);
        let request = request.header("content-type", "application/json").header("idempotency-key", key);
        Ok(json::read(answer(request.body(body).map_err(offline)?.send().await.map_err(offline)?).await?)?)
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

/// The restaurant by an answer that the loader has asked for.
pub(crate) async fn house_of(early: Result<web_sys::Response, JsValue>) -> Result<House, LoadError> {
    let response = early.map_err(|_| LoadError::Unreachable)?;
    read_house(answer(response.into()).await?)
}

fn read_house(json: JsValue) -> Result<House, LoadError> {
    // The version first: the rest of a newer one may not be readable at all.
    let version = js_sys::Reflect::get(&json, &"version".into()).ok().and_then(|version| version.as_f64());
    if version != Some(snapshot::VERSION.into()) {
        return Err(LoadError::OtherVersion);
    }
    let snapshot = json::read(json).map_err(|Misfit| LoadError::Unreachable)?;
    Ok(House::new(snapshot, stopwatch_ms())?)
}

/// Reads the answer's JSON.
async fn answer(response: Response) -> Result<JsValue, Error> {
    let json = json::parse(&response.text().await.map_err(offline)?)?;
    if response.ok() { Ok(json) } else { Err(Error::Problem(Box::new(json::read(json)?))) }
}
