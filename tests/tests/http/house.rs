//! A Worker with one restaurant in it, and short words for asking it things.

use std::cell::Cell;
use std::path::Path;
use std::sync::Arc;

use api::{Configuration, Date};
use axum::body::Body;
use axum::http::{Request, header};
use edge_worker::platform::app::App;
use edge_worker::platform::cache::Memory;
use edge_worker::platform::db::Db;
use edge_worker::platform::db::sqlite::Sqlite;
use edge_worker::platform::environment::Environment;
use edge_worker::platform::environment::FrontAccount;
use edge_worker::platform::environment::StripeAccount;
use edge_worker::platform::outbound::{NoOutbound, Outbound};
use http_body_util::BodyExt;
use serde_json::{Value, json};

pub(crate) const SLUG: &str = "trattoria-aurora";
pub(crate) const KEY: &str = "cvk_demo_trattoria_development_only";
pub(crate) const ADMIN: &str = "Bearer admin";

/// Noon in Vienna on Tuesday 2027-03-02: lunch is on, dinner is ahead.
const NOON_MS: i64 = 1_803_985_200_000;

/// A Thursday evening on which both experiences are offered.
pub(crate) const THURSDAY: &str = "2027-03-04";

pub(crate) struct House {
    pub(crate) db: Arc<dyn Db>,
    pub(crate) sqlite: Arc<Sqlite>,
    pub(crate) cache: Arc<Memory>,
    outbound: Arc<dyn Outbound>,
    stripe: Option<StripeAccount>,
    front: Option<FrontAccount>,
    now_ms: Cell<i64>,
    next_key: Cell<u32>,
}

/// An answer: its status, its JSON (or text), its headers.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) json: Value,
    pub(crate) text: String,
    pub(crate) headers: axum::http::HeaderMap,
}

impl Answer {
    /// The problem code, or nothing.
    pub(crate) fn code(&self) -> &str {
        self.json["code"].as_str().unwrap_or_default()
    }
}

impl House {
    /// The demo restaurant, empty.
    pub(crate) async fn new() -> Self {
        Self::of(&configuration()).await
    }

    /// A restaurant of this configuration, with the demo restaurant's slug, empty.
    pub(crate) async fn of(configuration: &Configuration) -> Self {
        let sqlite = Arc::new(Sqlite::in_memory().expect("a database"));
        let house = Self::on(sqlite.clone(), sqlite);
        let body = json!({ "configuration": configuration, "apiKey": KEY });
        let answer = house.send("POST", "/admin/restaurants", &[("authorization", ADMIN)], &body).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        house
    }

    /// The same restaurant, spoken to through another port.
    pub(crate) fn on(db: Arc<dyn Db>, sqlite: Arc<Sqlite>) -> Self {
        let (cache, now_ms, next_key) = (Arc::default(), Cell::new(NOON_MS), Cell::new(0));
        Self {
            db,
            sqlite,
            cache,
            outbound: Arc::new(NoOutbound),
            stripe: None,
            front: None,
            now_ms,
            next_key,
        }
    }

    pub(crate) fn now_ms(&self) -> i64 {
        self.now_ms.get()
    }

    pub(crate) fn minutes_pass(&self, minutes: i64) {
        self.now_ms.set(self.now_ms.get() + minutes * 60_000);
    }

    fn app(&self) -> App {
        let environment = Environment {
            admin_token: Some("admin".into()),
            root_key: "secret".into(),
            public_url: "https://couvert.example".into(),
            is_development: true,
            sandbox: edge_worker::platform::environment::SandboxConfig::default(),
            stripe: self.stripe.clone(),
            front: self.front.clone(),
        };
        let mut app = edge_worker::wiring::app(
            self.db.clone(),
            self.cache.clone(),
            Arc::new(environment),
            self.now_ms.get(),
        );
        app.context.outbound = self.outbound.clone();
        app
    }

    pub(crate) async fn ask(&self, request: Request<Body>) -> Answer {
        let app = self.app();
        let response = edge_worker::http::routes::answer(app.clone(), request).await;
        edge_worker::jobs::after_answer(&app).await;
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.expect("a body").to_bytes();
        let text = as_read(&String::from_utf8(bytes.into()).expect("text"));
        let json = serde_json::from_str(&text).unwrap_or(Value::Null);
        Answer { status: parts.status.as_u16(), json, text, headers: parts.headers }
    }

    pub(crate) async fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &Value,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        request = request.header(header::CONTENT_TYPE, "application/json");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.ask(request.body(Body::from(body.to_string())).expect("a request")).await
    }

    /// A guest's POST under a key of its own.
    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        self.next_key.set(self.next_key.get() + 1);
        self.post_as(&format!("key-{}", self.next_key.get()), path, body).await
    }

    /// A guest's POST under this key. Each key is a guest of their own, in a network of their own.
    pub(crate) async fn post_as(&self, key: &str, path: &str, body: &Value) -> Answer {
        self.post_from(&tests::visitor::address(key), key, path, body).await
    }

    /// A guest's POST from this address under this key.
    pub(crate) async fn post_from(&self, address: &str, key: &str, path: &str, body: &Value) -> Answer {
        let headers = [("idempotency-key", key), ("cf-connecting-ip", address)];
        self.send("POST", &format!("/v1/restaurants/{SLUG}{path}"), &headers, body).await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.ask(Request::get(path).body(Body::empty()).expect("a request")).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        self.ask(Request::delete(path).body(Body::empty()).expect("a request")).await
    }

    /// The restaurant's own system asks.
    pub(crate) async fn external(&self, path: &str) -> Answer {
        let request =
            Request::get(format!("/external{path}")).header("authorization", format!("Bearer {KEY}"));
        self.ask(request.body(Body::empty()).expect("a request")).await
    }

    /// The restaurant's own system books.
    pub(crate) async fn external_post(&self, path: &str, body: &Value) -> Answer {
        self.next_key.set(self.next_key.get() + 1);
        let (bearer, key) = (format!("Bearer {KEY}"), format!("external-{}", self.next_key.get()));
        let headers = [("authorization", bearer.as_str()), ("idempotency-key", &key)];
        self.send("POST", &format!("/external{path}"), &headers, body).await
    }

    /// The same under this key.
    pub(crate) async fn external_post_as(&self, key: &str, path: &str, body: &Value) -> Answer {
        let bearer = format!("Bearer {KEY}");
        let headers = [("authorization", bearer.as_str()), ("idempotency-key", key)];
        self.send("POST", &format!("/external{path}"), &headers, body).await
    }

    /// The restaurant's own system changes something.
    pub(crate) async fn external_patch(&self, path: &str, body: &Value) -> Answer {
        self.next_key.set(self.next_key.get() + 1);
        let (bearer, key) = (format!("Bearer {KEY}"), format!("external-{}", self.next_key.get()));
        let headers = [("authorization", bearer.as_str()), ("idempotency-key", &key)];
        self.send("PATCH", &format!("/external{path}"), &headers, body).await
    }

    /// The restaurant's own system puts something in its place.
    pub(crate) async fn external_put(&self, path: &str, body: &Value) -> Answer {
        let bearer = format!("Bearer {KEY}");
        self.send("PUT", &format!("/external{path}"), &[("authorization", &bearer)], body).await
    }

    /// The restaurant's own system deletes something.
    pub(crate) async fn external_delete(&self, path: &str) -> Answer {
        let bearer = format!("Bearer {KEY}");
        self.send("DELETE", &format!("/external{path}"), &[("authorization", &bearer)], &Value::Null).await
    }

    /// The same house, whose messages go there.
    pub(crate) fn sending_to(self, outbound: Arc<dyn Outbound>) -> Self {
        Self { outbound, ..self }
    }

    /// The same house, with an account at Stripe.
    pub(crate) fn paid_by(self, account: StripeAccount) -> Self {
        Self { stripe: Some(account), ..self }
    }

    /// The same house, with an account at Front.
    pub(crate) fn paid_by_front(self, account: FrontAccount) -> Self {
        Self { front: Some(account), ..self }
    }

    /// Every row of every table: the table's name and its values.
    pub(crate) fn rows(&self) -> Vec<(String, String)> {
        self.sqlite
            .inspect(|database| {
                let mut select =
                    database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")?;
                let tables: Vec<String> =
                    select.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
                let mut found = Vec::new();
                for table in tables {
                    let mut select = database.prepare(&format!("SELECT * FROM {table}"))?;
                    let columns = select.column_count();
                    let mut rows = select.query([])?;
                    while let Some(row) = rows.next()? {
                        let value = |i| row.get::<_, rusqlite::types::Value>(i);
                        let values = (0..columns).map(value).collect::<rusqlite::Result<Vec<_>>>()?;
                        found.push((table.clone(), format!("{values:?}")));
                    }
                }
                Ok::<_, rusqlite::Error>(found)
            })
            .expect("rows")
    }

    /// The restaurant's own system changes a reservation.
    pub(crate) async fn patch(&self, reservation: &Value, body: &Value) -> Answer {
        self.next_key.set(self.next_key.get() + 1);
        self.patch_as(&format!("external-{}", self.next_key.get()), reservation, body).await
    }

    /// The same under this key.
    pub(crate) async fn patch_as(&self, key: &str, reservation: &Value, body: &Value) -> Answer {
        let (bearer, id) = (format!("Bearer {KEY}"), reservation["id"].as_str().expect("an id"));
        let headers = [("authorization", bearer.as_str()), ("idempotency-key", key)];
        self.send("PATCH", &format!("/external/reservations/{id}"), &headers, body).await
    }

    /// A minute goes by on the Worker's clock.
    pub(crate) async fn run_jobs(&self) {
        edge_worker::jobs::run(&self.app()).await;
    }

    /// The operator takes reservations over.
    pub(crate) async fn import(&self, key: &str, reservations: &[Value]) -> Answer {
        let path = format!("/admin/restaurants/{SLUG}/reservations");
        let headers = [("authorization", ADMIN), ("idempotency-key", key)];
        self.send("POST", &path, &headers, &json!({ "reservations": reservations })).await
    }

    /// The text of the last mail, or of the last that meets this condition.
    pub(crate) fn last_mail(&self, condition: &str) -> String {
        let query =
            format!("SELECT body FROM mailbox WHERE {condition} ORDER BY at DESC, rowid DESC LIMIT 1");
        let mail: String =
            self.sqlite.inspect(|sql| sql.query_row(&query, [], |row| row.get(0))).expect("a mail");
        as_read(&mail)
    }

    /// How many rows a table has.
    pub(crate) fn count(&self, table: &str) -> i64 {
        let query = format!("SELECT COUNT(*) FROM {table}");
        self.sqlite.inspect(|sql| sql.query_row(&query, [], |row| row.get(0))).expect("a count")
    }

    /// The same on the restaurant's own word, for which nobody pays.
    pub(crate) async fn leave_one_counter_table_unpaid(&self) {
        let mut body = tasting_hold();
        body["lastName"] = "Beispiel".into();
        body["locale"] = "de".into();
        for _ in 0..4 {
            let answer = self.external_post("/reservations", &body).await;
            assert_eq!(answer.status, 201, "{}", answer.text);
        }
    }

    /// Books every counter table but one for Thursday's tasting menu.
    pub(crate) async fn leave_one_counter_table(&self) {
        for _ in 0..4 {
            let answer = self.post("/reservations", &tasting_booking(None)).await;
            assert_eq!(answer.status, 201, "{}", answer.text);
        }
    }
}

/// To a reader all blanks are alike, those at which a line does not break too.
pub(crate) fn as_read(text: &str) -> String {
    text.replace('\u{a0}', " ")
}

pub(crate) fn configuration() -> Configuration {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests::demo::read_configuration(&root.join("../static/demo/trattoria-aurora.json"))
        .expect("the demo restaurant")
}

pub(crate) fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

/// Thursday 19:00, tasting menu, for two.
pub(crate) fn tasting_hold() -> Value {
    json!({ "attendees": 2, "day": THURSDAY, "minutes": 1140, "experienceId": "aurora-menu" })
}

/// The same as a booking.
pub(crate) fn tasting_booking(hold_id: Option<&str>) -> Value {
    let mut body = tasting_hold();
    body["lastName"] = "Beispiel".into();
    body["firstName"] = "Bea".into();
    body["email"] = "bea@example.com".into();
    body["locale"] = "de".into();
    body["consent"] = true.into();
    if let Some(id) = hold_id {
        body["holdId"] = id.into();
    }
    body
}

/// Thursday 19:30, à la carte.
pub(crate) fn dinner(attendees: u16) -> Value {
    let mut body = tasting_booking(None);
    body["experienceId"] = "a-la-carte".into();
    body["minutes"] = 1170.into();
    body["attendees"] = attendees.into();
    body
}
