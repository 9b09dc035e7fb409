//! Requests to other servers: webhooks, and the APIs of payment providers.

use async_trait::async_trait;

/// An outgoing request.
#[derive(Clone, Debug)]
pub struct Message {
    /// `POST`, or `GET` without a body.
    pub method: &'static str,
    /// The URL.
    pub url: String,
    /// Names and values.
    pub headers: Vec<(&'static str, String)>,
    /// In the format that the headers declare.
    pub body: String,
}

/// A response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// The body, as text.
    pub body: String,
}

/// Sends requests. Redirects are not followed: a public host name must not lead to a private one.
#[async_trait(?Send)]
pub trait Outbound: Send + Sync {
    /// The response, or why there was none.
    async fn send(&self, message: &Message) -> Result<Reply, String>;
}

/// No network: every request fails. The default of an app.
pub struct NoOutbound;

#[async_trait(?Send)]
impl Outbound for NoOutbound {
    async fn send(&self, _: &Message) -> Result<Reply, String> {
        Err("there is no way out".to_owned())
    }
}

/// The Worker's own `fetch`.
#[cfg(target_arch = "wasm32")]
pub(crate) struct Fetch;

#[cfg(target_arch = "wasm32")]
#[async_trait(?Send)]
impl Outbound for Fetch {
    async fn send(&self, message: &Message) -> Result<Reply, String> {
        use worker::wasm_bindgen::JsValue;
        use worker::{AbortController, Headers, Method, Request, RequestInit, RequestRedirect};

        let text = |error: worker::Error| error.to_string();
        let headers = Headers::new();
        for (name, value) in &message.headers {
            headers.set(name, value).map_err(text)?;
        }
        let mut init = RequestInit::new();
        let is_post = message.method == "POST";
        let method = if is_post { Method::Post } else { Method::Get };
        init.with_method(method).with_headers(headers).with_redirect(RequestRedirect::Manual);
        init.with_body(is_post.then(|| JsValue::from_str(&message.body)));
        let request = Request::new_with_init(&message.url, &init).map_err(text)?;
        let timeout = AbortController::default();
        let signal = timeout.signal();
        let fetch = worker::Fetch::Request(request);
        let answer = async {
            let mut answer = fetch.send_with_signal(&signal).await.map_err(text)?;
            Ok(Reply { status: answer.status_code(), body: answer.text().await.map_err(text)? })
        };
        let too_late = worker::Delay::from(std::time::Duration::from_secs(10));
        match futures_util::future::select(Box::pin(answer), Box::pin(too_late)).await {
            futures_util::future::Either::Left((answer, _)) => answer,
            futures_util::future::Either::Right(_) => {
                timeout.abort();
                Err("no answer within 10 seconds".to_owned())
            }
        }
    }
}
