//! A second opinion on the adapter for Stripe: localstripe, a stand-in for Stripe's API that others wrote. It is another
//! reading of the same documentation, and it signs its own webhooks. What it lacks, and what is therefore not shown here,
//! is listed in `docs/stripe.md`.

use std::env;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv6Addr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use api::configuration::payment_terms::PaymentType;
use async_trait::async_trait;
use axum::body::Body;
use axum::http::Request;
use edge_worker::platform::app::App;
use edge_worker::platform::cache::Memory;
use edge_worker::platform::db::sqlite::Sqlite;
use edge_worker::platform::environment::{Environment, StripeAccount};
use edge_worker::platform::outbound::{Message, Outbound, Reply};
use edge_worker::platform::payment_provider::{
    Intent, Movement, MovementKind, Order, OrderKind, Page, Provider, ProviderError, ProviderPayment,
};
use edge_worker::providers::stripe::Stripe;
use serde_json::Value;
use ureq::Agent;

const KEY: &str = "sk_test_fictional";
const WEBHOOK_SECRET: &str = "whsec_fictional";
const GOOD: &str = "4242424242424242";
const SECOND_FACTOR: &str = "4000002760003184";
/// It can be kept, and is declined when it is charged.
const DECLINED: &str = "4000000000000341";

struct Localstripe {
    process: Child,
    url: String,
    agent: Agent,
}

impl Drop for Localstripe {
    fn drop(&mut self) {
        let _ended = self.process.kill();
        let _reaped = self.process.wait();
    }
}

fn agent() -> Agent {
    Agent::config_builder().http_status_as_error(false).build().into()
}

impl Localstripe {
    fn start() -> Self {
        let program = env::var_os("COUVERT_LOCALSTRIPE").unwrap_or_else(|| "localstripe".into());
        let free = TcpListener::bind((Ipv6Addr::UNSPECIFIED, 0)).and_then(|listener| listener.local_addr());
        let port = free.expect("a free port").port();
        let mut command = Command::new(program);
        command
            .args(["--from-scratch", "--port", &port.to_string()])
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let process = command.spawn().expect("`localstripe`: `cargo xtask test` installs it");
        let server = Self { process, url: format!("http://localhost:{port}"), agent: agent() };
        for _ in 0..200 {
            if server.agent.get(format!("{}/js.stripe.com/v3/", server.url)).call().is_ok() {
                return server;
            }
            thread::sleep(Duration::from_millis(50));
        }
        panic!("localstripe does not answer");
    }

    fn account(&self) -> StripeAccount {
        StripeAccount {
            api: self.url.clone(),
            secret_key: KEY.into(),
            publishable_key: "pk_test_fictional".into(),
            webhook_secret: WEBHOOK_SECRET.into(),
        }
    }

    fn app(&self) -> App {
        let environment = Environment {
            root_key: "secret".into(),
            public_url: "https://couvert.example".into(),
            stripe: Some(self.account()),
            ..Environment::default()
        };
        let db = Arc::new(Sqlite::in_memory().expect("a database"));
        let cache = Arc::<Memory>::default();
        let mut app = edge_worker::wiring::app(db, cache, Arc::new(environment), tests::clock::now_ms());
        app.context.outbound = Arc::new(Http(self.agent.clone()));
        app
    }

    /// What a guest's browser does with Stripe's element, by the calls that localstripe has for it.
    fn form(&self, path: &str, fields: &[(&str, &str)]) -> (u16, Value) {
        let request = self.agent.post(format!("{}/v1/{path}", self.url));
        let request = request.header("authorization", format!("Bearer {KEY}"));
        let mut answer = request.send_form(fields.iter().copied()).expect("an answer");
        (answer.status().as_u16(), answer.body_mut().read_json().unwrap_or_default())
    }

    fn card(&self, number: &str) -> String {
        let fields = [
            ("type", "card"),
            ("card[number]", number),
            ("card[exp_month]", "12"),
            ("card[exp_year]", "2040"),
            ("card[cvc]", "123"),
        ];
        self.form("payment_methods", &fields).1["id"].as_str().expect("a card").to_owned()
    }

    fn pays(&self, intent: &str, number: &str) -> (u16, Value) {
        let card = self.card(number);
        self.form(&format!("payment_intents/{intent}"), &[("payment_method", &card)]);
        self.form(&format!("payment_intents/{intent}/confirm"), &[])
    }

    fn leaves_card(&self, setup: &str, number: &str) -> (u16, Value) {
        let card = self.card(number);
        self.form(&format!("setup_intents/{setup}/confirm"), &[("payment_method", &card)])
    }
}

/// The Worker's way out, with what localstripe has not of what Stripe has.
struct Http(Agent);

#[async_trait(?Send)]
impl Outbound for Http {
    async fn send(&self, message: &Message) -> Result<Reply, String> {
        let (url, customer) = without_customer(&message.url);
        let headers = message.headers.iter();
        let answer = if message.method == "GET" {
            headers.fold(self.0.get(&url), |request, (name, value)| request.header(*name, value)).call()
        } else {
            let request = self.0.post(&url);
            let request = headers.fold(request, |request, (name, value)| request.header(*name, value));
            request.send(&message.body)
        };
        let mut answer = answer.map_err(|error| error.to_string())?;
        let status = answer.status().as_u16();
        let mut body: Value = answer.body_mut().read_json().map_err(|error| error.to_string())?;
        if let (Some(customer), Some(all)) = (customer, body["data"].as_array_mut()) {
            all.retain(|intent| intent["customer"] == customer.as_str());
        }
        with_amount_received(&mut body);
        Ok(Reply { status, body: body.to_string() })
    }
}

/// Localstripe lists PaymentIntents of all customers alone.
fn without_customer(url: &str) -> (String, Option<String>) {
    let Some((path, rest)) = url.split_once("payment_intents?customer=") else {
        return (url.to_owned(), None);
    };
    let (customer, rest) = rest.split_once('&').unwrap_or((rest, ""));
    (format!("{path}payment_intents?{rest}"), Some(customer.to_owned()))
}

/// Localstripe has no `amount_received`, which every PaymentIntent of Stripe's has: what its charge took.
fn with_amount_received(body: &mut Value) {
    for intent in body["data"].as_array_mut().into_iter().flatten() {
        with_amount_received(intent);
    }
    if body["object"] == "payment_intent" && body["status"] == "succeeded" {
        body["amount_received"] = body["amount"].clone();
    }
}

fn intent(kind: PaymentType, amount: i64, captures_later: bool) -> Intent {
    Intent {
        payment_id: "a payment".into(),
        kind,
        amount,
        currency: "EUR".into(),
        captures_later,
        ..Intent::default()
    }
}

fn order(id: &str, kind: OrderKind, amount: i64, payment: &str) -> Order {
    Order { id: id.into(), kind, amount, currency: "EUR".into(), payment: payment.into(), given_back: (0, 0) }
}

fn movements(remote: &ProviderPayment) -> Vec<(&MovementKind, i64)> {
    remote.movements.iter().map(|movement| (&movement.kind, movement.amount)).collect()
}

async fn opened(stripe: &Stripe, app: &App, intent: &Intent) -> String {
    let opened = stripe.open(app, intent).await.expect("opened");
    let Page::Stripe { client_secret, .. } = &opened.page else { panic!("{:?}", opened.page) };
    assert!(client_secret.starts_with(&opened.reference) || !client_secret.is_empty());
    let again = Intent { reference: Some(opened.reference.clone()), ..intent.clone() };
    assert_eq!(stripe.open(app, &again).await.expect("opened"), opened, "looking twice opens one payment");
    assert_eq!(stripe.fetch(app, &opened.reference).await, Ok(ProviderPayment::default()));
    opened.reference
}

#[tokio::test]
async fn the_adapter_moves_money_as_localstripe_understands_it() {
    let localstripe = Localstripe::start();
    let stripe = Stripe { account: localstripe.account() };
    let app = localstripe.app();
    deposit(&localstripe, &stripe, &app).await;
    second_factor(&localstripe, &stripe, &app).await;
    set_aside(&localstripe, &stripe, &app).await;
    given_up(&localstripe, &stripe, &app).await;
    guarantee(&localstripe, &stripe, &app).await;
    webhook(&localstripe, &stripe, app).await;
    let nobody = stripe.fetch(&localstripe.app(), "pi_of_nobody").await;
    assert!(matches!(nobody, Err(ProviderError::Refused(_))), "{nobody:?}");
}

async fn deposit(localstripe: &Localstripe, stripe: &Stripe, app: &App) {
    let id = opened(stripe, app, &intent(PaymentType::Payment, 4_000, false)).await;
    assert_eq!(localstripe.pays(&id, GOOD).0, 200);
    let remote = stripe.fetch(app, &id).await.expect("a look");
    assert_eq!(movements(&remote), [(&MovementKind::Authorized, 4_000), (&MovementKind::Captured, 4_000)]);
    let back = order("order-1", OrderKind::Refund(id.clone()), 1_500, &id);
    let done = stripe.execute(app, &back).await.expect("a refund");
    // Localstripe knows no idempotency keys: what keeps the second from happening is that we look first.
    assert_eq!(stripe.execute(app, &back).await, Ok(done.clone()));
    let rest = order("order-2", OrderKind::Refund(id.clone()), 2_500, &id);
    assert!(stripe.execute(app, &rest).await.is_ok());
    let remote = stripe.fetch(app, &id).await.expect("a look");
    let refunded: Vec<&Movement> =
        remote.movements.iter().filter(|m| matches!(m.kind, MovementKind::Refunded(_))).collect();
    assert_eq!(refunded.iter().map(|movement| movement.amount).sum::<i64>(), 4_000);
    assert!(refunded.iter().any(|movement| **movement == done));

    let id = opened(stripe, app, &intent(PaymentType::Payment, 4_000, false)).await;
    assert_eq!(localstripe.pays(&id, DECLINED).0, 402);
    assert_eq!(
        stripe.fetch(app, &id).await,
        Ok(ProviderPayment::default()),
        "a card that was declined moved nothing"
    );
}

async fn second_factor(localstripe: &Localstripe, stripe: &Stripe, app: &App) {
    let id = opened(stripe, app, &intent(PaymentType::Payment, 4_000, false)).await;
    let (_, asked) = localstripe.pays(&id, SECOND_FACTOR);
    assert_eq!(asked["status"], "requires_action");
    assert_eq!(stripe.fetch(app, &id).await, Ok(ProviderPayment::default()));
    let secret = asked["client_secret"].as_str().expect("a secret");
    let given = [("client_secret", secret), ("success", "true")];
    assert_eq!(localstripe.form(&format!("payment_intents/{id}/_authenticate"), &given).0, 200);
    let remote = stripe.fetch(app, &id).await.expect("a look");
    assert_eq!(movements(&remote), [(&MovementKind::Authorized, 4_000), (&MovementKind::Captured, 4_000)]);
}

async fn set_aside(localstripe: &Localstripe, stripe: &Stripe, app: &App) {
    let later = intent(PaymentType::Payment, 4_000, true);
    let id = opened(stripe, app, &later).await;
    localstripe.pays(&id, GOOD);
    let remote = stripe.fetch(app, &id).await.expect("a look");
    assert_eq!(movements(&remote), [(&MovementKind::Authorized, 4_000)]);
    let capture = order("order-3", OrderKind::Capture, 4_000, &id);
    let done = stripe.execute(app, &capture).await.expect("a capture");
    assert_eq!((done.kind, done.amount), (MovementKind::Captured, 4_000));
    let again = order("order-4", OrderKind::Capture, 4_000, &id);
    assert!(matches!(stripe.execute(app, &again).await, Err(ProviderError::Refused(_))), "once");

    let id = opened(stripe, app, &later).await;
    localstripe.pays(&id, GOOD);
    let release = order("order-5", OrderKind::Void, 4_000, &id);
    let done = stripe.execute(app, &release).await.expect("a release");
    assert_eq!((&done.kind, done.amount), (&MovementKind::Voided, 4_000));
    assert_eq!(stripe.execute(app, &release).await.map(|again| again.reference), Ok(done.reference), "once");
}

async fn given_up(localstripe: &Localstripe, stripe: &Stripe, app: &App) {
    let id = opened(stripe, app, &intent(PaymentType::Payment, 4_000, false)).await;
    let remote = stripe.cancel(app, &id).await.expect("given up");
    assert!(remote.is_over && remote.movements.is_empty());
    assert_ne!(localstripe.pays(&id, GOOD).0, 200, "nobody pays it any more");
    // What has come is not called off.
    let id = opened(stripe, app, &intent(PaymentType::Payment, 4_000, false)).await;
    localstripe.pays(&id, GOOD);
    assert_eq!(stripe.cancel(app, &id).await.expect("a look").movements.len(), 2);
}

async fn guarantee(localstripe: &Localstripe, stripe: &Stripe, app: &App) {
    let kept = intent(PaymentType::Guarantee, 4_000, false);
    let id = opened(stripe, app, &kept).await;
    let fee = order("order-6", OrderKind::Charge, 3_000, &id);
    assert!(matches!(stripe.execute(app, &fee).await, Err(ProviderError::Refused(_))), "no card is kept yet");
    assert_eq!(localstripe.leaves_card(&id, GOOD).0, 200);
    assert_eq!(movements(&stripe.fetch(app, &id).await.expect("a look")), [(&MovementKind::CardOnFile, 0)]);
    let charged = stripe.execute(app, &fee).await.expect("a fee");
    assert_eq!((&charged.kind, charged.amount), (&MovementKind::Charged, 3_000));
    assert_eq!(
        stripe.execute(app, &fee).await.map(|movement| movement.reference),
        Ok(charged.reference.clone())
    );
    let back = order("order-7", OrderKind::Refund(charged.reference.clone()), 500, &id);
    assert!(stripe.execute(app, &back).await.is_ok());
    let remote = stripe.fetch(app, &id).await.expect("a look");
    let refunded = MovementKind::Refunded(charged.reference);
    assert_eq!(
        movements(&remote),
        [(&MovementKind::CardOnFile, 0), (&MovementKind::Charged, 3_000), (&refunded, 500)]
    );

    let id = opened(stripe, app, &kept).await;
    assert_eq!(localstripe.leaves_card(&id, DECLINED).0, 200);
    let fee = order("order-8", OrderKind::Charge, 3_000, &id);
    assert!(matches!(stripe.execute(app, &fee).await, Err(ProviderError::Declined(_))));
}

/// A webhook that localstripe signs is believed, and one of another secret is not.
async fn webhook(localstripe: &Localstripe, stripe: &Stripe, app: App) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}/webhooks/stripe", listener.local_addr().expect("an address"));
    for (name, secret) in [("ours", WEBHOOK_SECRET), ("others", "whsec_another")] {
        let config = format!("{}/_config/webhooks/{name}", localstripe.url);
        let answer = localstripe.agent.post(config).send_form([("url", url.as_str()), ("secret", secret)]);
        assert_eq!(answer.expect("an answer").status().as_u16(), 200);
    }
    let id = opened(stripe, &app, &intent(PaymentType::Payment, 4_000, false)).await;
    localstripe.pays(&id, GOOD);
    let mut verdicts = Vec::new();
    while verdicts.len() < 2 {
        let (signature, body) = hear(&listener);
        // Earlier payments have events of their own on the way.
        if !String::from_utf8_lossy(&body).contains(&id) {
            continue;
        }
        let request = Request::post("/webhooks/stripe").header("stripe-signature", signature);
        let request = request.body(Body::from(body)).expect("a request");
        let response = edge_worker::http::routes::answer(app.clone(), request).await;
        verdicts.push(response.status().as_u16());
    }
    verdicts.sort_unstable();
    assert_eq!(verdicts, [204, 401]);
}

/// A connection, should one come within half a minute.
fn accept(listener: &TcpListener) -> TcpStream {
    listener.set_nonblocking(true).expect("a listener that does not wait");
    for _ in 0..600 {
        if let Ok((stream, _)) = listener.accept() {
            stream.set_nonblocking(false).expect("a stream that waits");
            return stream;
        }
        thread::sleep(Duration::from_millis(50));
    }
    panic!("no webhook came");
}

/// One request as it comes over the wire: its signature, and the very bytes of its body.
fn hear(listener: &TcpListener) -> (String, Vec<u8>) {
    let mut stream = accept(listener);
    let mut reader = BufReader::new(stream.try_clone().expect("the stream"));
    let (mut signature, mut length, mut line) = (String::new(), 0, String::new());
    while reader.read_line(&mut line).expect("a line") > 2 {
        if let Some((name, value)) = line.trim().split_once(": ") {
            match name.to_ascii_lowercase().as_str() {
                "stripe-signature" => value.clone_into(&mut signature),
                "content-length" => length = value.parse().expect("a length"),
                _ => {}
            }
        }
        line.clear();
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).expect("a body");
    stream.write_all(b"HTTP/1.1 204 No Content\r\ncontent-length: 0\r\n\r\n").expect("an answer");
    (signature, body)
}
