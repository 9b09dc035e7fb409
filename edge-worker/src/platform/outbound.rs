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

/// The longest body of a response that is read.
pub const REPLY_BYTES_MAX: usize = 1_000_000;

/// Sends requests. Redirects are not followed: a public host name must not lead to a private one.
#[async_trait(?Send)]
pub trait Outbound: Send + Sync {
    /// The response, or why there was none. A body longer than [`REPLY_BYTES_MAX`] is an error.
    async fn send(&self, message: &Message) -> Result<Reply, String>;

    /// The status of the response alone, or why there was none. Nothing of the body is read.
    async fn status(&self, message: &Message) -> Result<u16, String> {
        self.send(message).await.map(|reply| reply.status)
    }
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

/// How long a response may take, its body included.
#[cfg(target_arch = "wasm32")]
const TIMEOUT: std::time::Duration = std::time::Duration::from_secs(10);

#[cfg(target_arch = "wasm32")]
impl Fetch {
    fn request(message: &Message) -> worker::Result<worker::Request> {
        use worker::wasm_bindgen::JsValue;
        use worker::{Headers, Method, Request, RequestInit, RequestRedirect};

        let headers = Headers::new();
        for (name, value) in &message.headers {
            headers.set(name, value)?;
        }
        let mut init = RequestInit::new();
        let is_post = message.method == "POST";
        let method = if is_post { Method::Post } else { Method::Get };
        init.with_method(method).with_headers(headers).with_redirect(RequestRedirect::Manual);
        init.with_body(is_post.then(|| JsValue::from_str(&message.body)));
        Request::new_with_init(&message.url, &init)
    }

    /// What `read` makes of the response, within the [`TIMEOUT`]. What it has not read by then is not received.
    async fn fetch<T>(
        message: &Message,
        read: impl AsyncFnOnce(worker::Response) -> Result<T, String>,
    ) -> Result<T, String> {
        use futures_util::future::{Either, select};

        let text = |error: worker::Error| error.to_string();
        let request = Self::request(message).map_err(text)?;
        let abort = worker::AbortController::default();
        let signal = abort.signal();
        let fetch = worker::Fetch::Request(request);
        let answer = async { read(fetch.send_with_signal(&signal).await.map_err(text)?).await };
        let outcome = match select(Box::pin(answer), Box::pin(worker::Delay::from(TIMEOUT))).await {
            Either::Left((answer, _)) => answer,
            Either::Right(_) => Err(format!("no answer within {} seconds", TIMEOUT.as_secs())),
        };
        // Ends the connection, and with it whatever of the body is still to come.
        abort.abort();
        outcome
    }
}

#[cfg(target_arch = "wasm32")]
#[async_trait(?Send)]
impl Outbound for Fetch {
    async fn send(&self, message: &Message) -> Result<Reply, String> {
        Self::fetch(message, async |mut answer: worker::Response| {
            use futures_util::StreamExt;

            let text = |error: worker::Error| error.to_string();
            let status = answer.status_code();
            let mut body = Vec::new();
            let Ok(mut stream) = answer.stream() else {
                return Ok(Reply { status, body: String::new() });
            };
            while let Some(chunk) = stream.next().await {
                body.extend(chunk.map_err(text)?);
                if REPLY_BYTES_MAX < body.len() {
                    return Err(format!("an answer of more than {REPLY_BYTES_MAX} bytes"));
                }
            }
            Ok(Reply { status, body: String::from_utf8(body).map_err(|error| error.to_string())? })
        })
        .await
    }

    async fn status(&self, message: &Message) -> Result<u16, String> {
        Self::fetch(message, async |answer: worker::Response| Ok(answer.status_code())).await
    }
}
