//! What only the real platform shows: settings that change between two starts, and servers that never stop talking.

use std::fs;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};
use tests::bistro::{self, EXPERIENCE};
use tests::client::{Call, Client};
use tests::clock::in_days;
use tests::server::Server;

const UNDER: &str = "/v1/restaurants/bistro";

fn ask(client: &Client, call: &Call) -> (u16, Value, String) {
    let answer = client.send(call).expect("an answer");
    (answer.status, serde_json::from_str(&answer.body).unwrap_or_default(), answer.body)
}

fn booking() -> Value {
    json!({ "attendees": 2, "day": in_days(3), "minutes": 1140, "experienceId": EXPERIENCE, "lastName": "Larkspur",
        "email": "rosalind@example.com", "locale": "en", "consent": true })
}

#[test]
fn a_rolled_secret_breaks_no_link_no_card_and_no_webhook() {
    let mut server = Server::start().expect("a server");
    let restaurant = server.client().open_restaurant(&bistro::configuration("bistro")).expect("a bistro");
    let own = |call: Call| call.with_token(&restaurant.api_key);
    let (status, booked, text) =
        ask(&server.client(), &Call::post(format!("{UNDER}/reservations"), "book", &booking()));
    assert_eq!(status, 201, "{text}");
    let page = format!("/manage/{}", booked["manageToken"].as_str().expect("a token"));
    let card = json!({ "amount": 5000, "templateId": "classic", "expiresOnDay": "2050-12-31" });
    let card_call = || own(Call::post("/external/gift-cards", "card", &card));
    let (status, card, text) = ask(&server.client(), &card_call());
    assert_eq!(status, 201, "{text}");
    let webhook = json!({ "url": "http://127.0.0.1:9/", "events": ["call"] });
    let webhook_call = || own(Call::post("/external/webhooks", "hook", &webhook));
    let (_, webhook, _) = ask(&server.client(), &webhook_call());
    let secret = webhook["secret"].clone();
    assert!(secret.is_string(), "{webhook}");

    let rolling = [("TOKEN_SECRET", "another-secret"), ("TOKEN_SECRET_PREVIOUS", "tests-secret")];
    for settings in [&rolling[..], &rolling[..1]] {
        server.restart_with(settings).expect("a server with another secret");
        let client = server.client();
        let (status, _, text) = ask(&client, &Call::get(&page));
        assert!(status == 200 && text.contains("Larkspur"), "{settings:?}: {status} {text}");
        let balance = json!({ "code": card["id"] });
        let (status, answer, text) =
            ask(&client, &Call::post(format!("{UNDER}/gift-cards/balance"), "balance", &balance));
        assert_eq!((status, &answer["remainingAmount"]), (200, &json!(5000)), "{settings:?}: {text}");
        assert_eq!(ask(&client, &card_call()).1["id"], card["id"], "a lost answer still has the same code");
        assert_eq!(ask(&client, &webhook_call()).1["secret"], secret);
    }
}

/// How much a receiver sends back at most.
const REPLY_BYTES: u64 = 60_000_000;
/// What the system's own buffers may take in.
const BUFFERED_MAX: u64 = 8_000_000;

/// A receiver whose answers do not end; counts what is taken of them.
fn talkative(sent: Arc<AtomicU64>) -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let port = listener.local_addr().expect("an address").port();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { continue };
            let mut request = [0; 16_384];
            let _ = stream.read(&mut request);
            let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {REPLY_BYTES}\r\n\r\n");
            let mut left = REPLY_BYTES;
            let mut chunk: &[u8] = head.as_bytes();
            while 0 < left && stream.write_all(chunk).is_ok() {
                chunk = &[b'x'; 65_536];
                left = left.saturating_sub(65_536);
                sent.fetch_add(65_536, Ordering::Relaxed);
            }
        }
    });
    port
}

#[test]
fn of_a_receivers_answer_only_the_status_is_read() {
    let server = Server::start().expect("a server");
    let client = server.client();
    let restaurant = client.open_restaurant(&bistro::configuration("bistro")).expect("a bistro");
    let own = |call: Call| call.with_token(&restaurant.api_key);
    let sent = Arc::new(AtomicU64::new(0));
    let port = talkative(sent.clone());
    let webhook = json!({ "url": format!("http://127.0.0.1:{port}/"), "events": ["reservation"] });
    let (status, webhook, text) = ask(&client, &own(Call::post("/external/webhooks", "hook", &webhook)));
    assert_eq!(status, 201, "{text}");
    ask(&client, &Call::post(format!("{UNDER}/reservations"), "book", &booking()));
    let messages = format!("/external/webhooks/{}/messages", webhook["id"].as_str().expect("an id"));
    let delivered = || ask(&client, &own(Call::get(&messages))).1[0]["deliveredAt"].is_string();
    assert!(
        (0..50).any(|_| {
            thread::sleep(Duration::from_millis(200));
            delivered()
        }),
        "never delivered: {}",
        ask(&client, &own(Call::get(&messages))).2
    );
    thread::sleep(Duration::from_secs(1));
    let sent = sent.load(Ordering::Relaxed);
    println!("{sent} of {REPLY_BYTES} bytes were sent");
    assert!(sent < BUFFERED_MAX, "{sent} bytes were taken");
}

/// How often the text stands in the database's files, its log of writes included.
fn traces(database: &Path, text: &str) -> usize {
    let folder = database.parent().expect("a folder");
    let name = database.file_name().expect("a name").to_string_lossy().into_owned();
    let files = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry"));
    let own = files.filter(|entry| entry.file_name().to_string_lossy().starts_with(&name));
    own.map(|entry| {
        let bytes = fs::read(entry.path()).expect("a file");
        bytes.windows(text.len()).filter(|window| *window == text.as_bytes()).count()
    })
    .sum()
}

/// The tables that have the text in a column of a row.
fn tables_with(database: &rusqlite::Connection, text: &str) -> rusqlite::Result<Vec<String>> {
    let select =
        "SELECT t.name, c.name FROM sqlite_schema t JOIN pragma_table_info(t.name) c WHERE t.type = 'table'";
    let mut columns = database.prepare(select)?;
    let columns: Vec<(String, String)> =
        columns.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
    let mut found = Vec::new();
    for (table, column) in columns {
        let count = format!("SELECT COUNT(*) FROM \"{table}\" WHERE instr(CAST(\"{column}\" AS TEXT), ?1)");
        if 0 < database.query_row(&count, [text], |row| row.get::<_, i64>(0))? {
            found.push(format!("{table}.{column}"));
        }
    }
    Ok(found)
}

/// D1 gives no means to overwrite what it frees (`PRAGMA secure_delete`), so its files keep traces until their space is
/// used again: that is stated here, and asserted of SQLite by itself (`truths.rs`).
#[test]
fn an_erased_guest_is_in_no_row_of_d1() {
    const MARKER: &str = "Zzmarker";
    let mut server = Server::start().expect("a server");
    let client = server.client();
    let restaurant = client.open_restaurant(&bistro::configuration("bistro")).expect("a bistro");
    let own = |call: Call| call.with_token(&restaurant.api_key);
    let mut body = booking();
    for (field, value) in [
        ("lastName", "Zzmarker-Muster"),
        ("email", "Zzmarker@example.com"),
        ("notes", "Zzmarker cannot eat nuts"),
    ] {
        body[field] = value.into();
    }
    let (status, booked, text) = ask(&client, &Call::post(format!("{UNDER}/reservations"), "book", &body));
    assert_eq!(status, 201, "{text}");
    let cancel = format!("/v1/bookings/{}", booked["manageToken"].as_str().expect("a token"));
    assert_eq!(ask(&client, &Call::delete(&cancel)).0, 200);
    let database = server.database().expect("a database");
    assert_ne!(traces(&database, MARKER), 0);
    let erase = "/external/personal-data?email=Zzmarker%40example.com";
    let (status, _, text) = ask(&client, &own(Call::delete(erase)));
    assert_eq!(status, 204, "{text}");
    server.kill();
    let connection = rusqlite::Connection::open(&database).expect("the database");
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).expect("a checkpoint");
    assert_eq!(tables_with(&connection, MARKER).expect("rows"), [""; 0]);
    println!("in the space that D1's files have freed: {} traces", traces(&database, MARKER));
}
