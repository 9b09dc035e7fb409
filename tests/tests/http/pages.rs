//! Pages that people open, and who may read the guests' answers from a script.

use axum::body::Body;
use axum::http::Request;

use crate::house::{House, SLUG, dinner};

#[tokio::test]
async fn looking_at_the_manage_page_changes_nothing_and_its_button_cancels() {
    let house = House::new().await;
    let booked = house.post("/reservations", &dinner(2)).await;
    let token = booked.json["manageToken"].as_str().expect("a token");
    let path = format!("/manage/{token}");
    for _ in 0..3 {
        let page = house.get(&path).await;
        assert_eq!(page.headers["referrer-policy"], "no-referrer");
        assert!(page.text.contains("Reservierung stornieren"), "{}", page.text);
    }
    let post = Request::post(&path).header("content-type", "application/x-www-form-urlencoded");
    let answer = house.ask(post.body(Body::empty()).expect("a request")).await;
    assert_eq!((answer.status, answer.headers["location"].to_str().expect("ascii")), (303, path.as_str()));
    assert!(house.get(&path).await.text.contains("Diese Reservierung ist storniert."));
    assert_eq!(house.get("/manage/guess").await.status, 404);
    // Too late: back to the page, which says so.
    let late = house.post("/reservations", &dinner(2)).await;
    let path = format!("/manage/{}", late.json["manageToken"].as_str().expect("a token"));
    house.minutes_pass(3 * 24 * 60);
    for (path, status) in [(path.as_str(), 303), ("/manage/guess", 404)] {
        let post = Request::post(path).body(Body::empty()).expect("a request");
        assert_eq!(house.ask(post).await.status, status);
    }
    assert!(house.get(&path).await.text.contains("kann hier nicht mehr storniert werden"));
}

#[tokio::test]
async fn only_registered_origins_may_read_the_guests_answers() {
    let house = House::new().await;
    let allowed = house.get(&format!("/v1/restaurants/{SLUG}")).await.json["allowedOrigins"][0].clone();
    let allowed = allowed.as_str().expect("an origin");
    for (origin, expected) in [(allowed, Some(allowed)), ("https://copycat.example", None)] {
        for (method, path) in [("GET", "/snapshot"), ("OPTIONS", "/holds"), ("OPTIONS", "/holds/x/extend")] {
            let request = Request::builder().method(method).uri(format!("/v1/restaurants/{SLUG}{path}"));
            let request = request.header("origin", origin).body(Body::empty()).expect("a request");
            let answer = house.ask(request).await;
            let named = answer.headers.get("access-control-allow-origin").map(|o| o.to_str().expect("ascii"));
            assert_eq!(named, expected, "{method} {path}");
            assert_eq!(answer.headers["vary"], "Origin");
            assert!(!answer.headers.contains_key("access-control-allow-credentials"));
        }
    }
}

#[tokio::test]
async fn everything_in_the_contract_is_there_and_nothing_sets_a_cookie() {
    let house = House::new().await;
    let contract = house.get("/openapi.json").await;
    assert_eq!(contract.json["openapi"], "3.1.0");
    let paths = contract.json["paths"].as_object().expect("paths");
    assert!(15 <= paths.len());
    for (path, methods) in paths {
        let path = path.replace("{slug}", SLUG).replace(['{', '}'], "");
        for method in methods.as_object().expect("methods").keys() {
            let request = Request::builder().method(method.to_uppercase().as_str()).uri(&path);
            let answer = house.ask(request.body(Body::empty()).expect("a request")).await;
            assert!(!["not_found", "method_not_allowed"].contains(&answer.code()), "{method} {path}");
            assert!(!answer.headers.contains_key("set-cookie"));
        }
    }
}

/// `docs/openapi.json` is there to be read where no Worker runs, and for the types of the scripts in `static/`.
#[tokio::test]
async fn the_contract_in_docs_is_the_one_that_is_served() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/openapi.json");
    let served = House::new().await.get("/openapi.json").await.json;
    let served = serde_json::to_string_pretty(&served).expect("JSON") + "\n";
    if std::env::var_os("COUVERT_WRITE_DOCS").is_some() {
        std::fs::write(file, &served).expect("written");
    }
    let kept = std::fs::read_to_string(file).unwrap_or_default();
    assert!(
        kept == served,
        "write it anew: COUVERT_WRITE_DOCS=1 cargo test -p tests --test http the_contract_in_docs"
    );
}
