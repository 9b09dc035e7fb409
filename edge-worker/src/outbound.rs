//! Where the Worker speaks to others' servers: webhooks.

use async_trait::async_trait;

/// A message on its way out.
#[derive(Clone, Debug)]
pub struct Message {
    /// Where to.
    pub url: String,
    /// Names and values.
    pub headers: Vec<(&'static str, String)>,
    /// JSON.
    pub body: String,
}

/// Posts messages. Redirects are not followed: a public name must not lead to a private one.
#[async_trait(?Send)]
pub trait Outbound: Send + Sync {
    /// The status that the other side answered, or why there was none.
    async fn post(&self, message: &Message) -> Result<u16, String>;
}

/// Nowhere to: whoever makes an app without a way out gets an error for each message.
pub struct Nowhere;

#[async_trait(?Send)]
impl Outbound for Nowhere {
    async fn post(&self, _: &Message) -> Result<u16, String> {
        Err("there is no way out".to_owned())
    }
}

/// The Worker's own fetch.
#[cfg(target_arch = "wasm32")]
pub(crate) struct Fetch;

#[cfg(target_arch = "wasm32")]
#[async_trait(?Send)]
impl Outbound for Fetch {
    async fn post(&self, message: &Message) -> Result<u16, String> {
        use worker::wasm_bindgen::JsValue;
        use worker::{AbortController, Headers, Method, Request, RequestInit, RequestRedirect};

        let text = |error: worker::Error| error.to_string();
        let headers = Headers::new();
        for (name, value) in &message.headers {
            headers.set(name, value).map_err(text)?;
        }
        let mut init = RequestInit::new();
        init.with_method(Method::Post).with_headers(headers).with_redirect(RequestRedirect::Manual);
        init.with_body(Some(JsValue::from_str(&message.body)));
        let request = Request::new_with_init(&message.url, &init).map_err(text)?;
        let timeout = AbortController::default();
        let signal = timeout.signal();
        let fetch = worker::Fetch::Request(request);
        let answer = fetch.send_with_signal(&signal);
        let too_late = worker::Delay::from(std::time::Duration::from_secs(5));
        match futures_util::future::select(Box::pin(answer), Box::pin(too_late)).await {
            futures_util::future::Either::Left((answer, _)) => Ok(answer.map_err(text)?.status_code()),
            futures_util::future::Either::Right(_) => {
                timeout.abort();
                Err("no answer within 5 seconds".to_owned())
            }
        }
    }
}
