//! Scheduled work when there is much of it: all of it is done, and no run sends more queries than it may.

use std::collections::BTreeSet;
use std::mem;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use edge_worker::platform::db::{Db, DbError, Rows, Statement};
use edge_worker::platform::environment::StripeAccount;
use edge_worker::platform::outbound::{Message, Outbound, Reply};
use rusqlite::params;

use crate::house::House;

const PAYMENTS: usize = 222;

/// Notes which payments were asked for, and knows none.
#[derive(Default)]
struct Desk {
    asked: Mutex<BTreeSet<String>>,
}

impl Desk {
    fn take(&self) -> usize {
        mem::take(&mut *self.asked.lock().unwrap_or_else(PoisonError::into_inner)).len()
    }
}

#[async_trait(?Send)]
impl Outbound for Desk {
    async fn send(&self, message: &Message) -> Result<Reply, String> {
        let names = message.url.split(['/', '?']).filter(|part| part.starts_with("pi_"));
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).extend(names.map(str::to_owned));
        Ok(Reply { status: 503, body: "{}".to_owned() })
    }
}

/// Purchases with a payment, all of the last hour.
fn fill(house: &House, now_ms: i64, due_at: i64, is_at_provider: bool) {
    house.sqlite.inspect(|db| {
        let restaurant: String =
            db.query_row("SELECT id FROM restaurants", [], |row| row.get(0)).expect("a restaurant");
        for i in 0..PAYMENTS {
            let (id, at) = (format!("purchase-{i}"), now_ms - 1_000 * i64::try_from(i).expect("few"));
            db.execute(
                "INSERT INTO gift_card_purchases (id, restaurant_id, number, buyer_digest, gift_digest, template_id, amount,
                   currency, value_type, expires_on_day, locale, buyer_name, buyer_email, recipient_name, recipient_email,
                   message, created_at)
                 VALUES (?1, ?2, ?1, ?1, ?1, 'classic', 5000, 'EUR', 'multi_purpose', 30000, 'de', 'B', 'b@example.com', '',
                         '', '', ?3)",
                params![id, restaurant, at],
            )
            .expect("a purchase");
            db.execute(
                "INSERT INTO payments (id, restaurant_id, purchase_id, pay_digest, provider, kind, amount, card_amount,
                   currency, policy, terms, reference, due_at, created_at)
                 VALUES (?1, ?2, ?3, ?1, 'stripe', 'payment', 5000, 5000, 'EUR', '{}', '', ?4, ?5, ?6)",
                params![format!("payment-{i}"), restaurant, id, is_at_provider.then(|| format!("pi_{i}")), due_at, at],
            )
            .expect("a payment");
        }
    });
}

fn account() -> StripeAccount {
    StripeAccount {
        api: "https://stripe.example".to_owned(),
        secret_key: "sk".to_owned(),
        publishable_key: "pk".to_owned(),
        webhook_secret: "whsec".to_owned(),
    }
}

#[tokio::test]
async fn every_payment_of_the_last_days_is_looked_at_within_a_few_minutes_of_the_hour() {
    let desk = Arc::new(Desk::default());
    let house = House::new().await.paid_by(account()).sending_to(desk.clone());
    fill(&house, house.now_ms(), house.now_ms() + 86_400_000, true);
    for _ in 0..3 {
        house.minutes_pass(1);
        house.run_jobs().await;
    }
    assert_eq!(desk.take(), PAYMENTS, "each of them");
    house.run_jobs().await;
    assert_eq!(desk.take(), 0, "and none twice in an hour");
    house.minutes_pass(60);
    for _ in 0..3 {
        house.minutes_pass(1);
        house.run_jobs().await;
    }
    assert_eq!(desk.take(), PAYMENTS, "and again in the next one");
}

/// What D1 allows one invocation on its paid plan.
const D1_QUERIES_MAX: usize = 1_000;

/// Counts the queries of a run.
struct Counted {
    inner: Arc<dyn Db>,
    queries: Arc<AtomicUsize>,
}

#[async_trait(?Send)]
impl Db for Counted {
    async fn batch(&self, statements: Vec<Statement>) -> Result<Vec<Rows>, DbError> {
        self.queries.fetch_add(statements.len(), Ordering::Relaxed);
        self.inner.batch(statements).await
    }
}

#[tokio::test]
async fn no_run_sends_more_queries_than_an_invocation_may() {
    let (desk, queries) = (Arc::new(Desk::default()), Arc::new(AtomicUsize::new(0)));
    let empty = House::new().await;
    let counted = Counted { inner: empty.db.clone(), queries: queries.clone() };
    let house = House::on(Arc::new(counted), empty.sqlite.clone()).paid_by(account()).sending_to(desk);
    fill(&house, house.now_ms(), house.now_ms(), false);
    let open = || -> i64 {
        let select = "SELECT COUNT(*) FROM payments WHERE closed_at IS NULL";
        house.sqlite.inspect(|db| db.query_row(select, [], |row| row.get(0)).expect("a count"))
    };
    assert_eq!(usize::try_from(open()), Ok(PAYMENTS));
    let (mut runs, mut most) = (0, 0);
    while 0 < open() {
        runs += 1;
        assert!(runs < 20, "{} are still open", open());
        queries.store(0, Ordering::Relaxed);
        house.minutes_pass(1);
        house.run_jobs().await;
        most = most.max(queries.load(Ordering::Relaxed));
    }
    println!("{runs} runs of at most {most} queries");
    assert!(1 < runs && most < D1_QUERIES_MAX, "{runs} runs of at most {most} queries");
}
