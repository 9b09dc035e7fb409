//! The hosted page: booking by plain links and forms, as without scripts.

use axum::body::Body;
use axum::http::Request;
use serde_json::json;

use crate::house::{Answer, House, SLUG, dinner, tasting_booking};
use crate::payments;

const THURSDAY: &str = "2027-03-04";

const LANGUAGES: [&str; 11] = ["cs", "de", "en", "en-US", "es", "fr", "hu", "it", "nl", "pl", "pt"];

/// The page with the form for two at 19:00.
fn form_path(minutes: u16) -> String {
    format!("/r/{SLUG}/book?lang=en&attendees=2&day={THURSDAY}&experience=a-la-carte&minutes={minutes}")
}

/// The same for the menu with a deposit.
fn tasting_path() -> String {
    format!("/r/{SLUG}/book?lang=en&attendees=2&day={THURSDAY}&experience=aurora-menu&minutes=1140")
}

/// What a browser sends that fills in the form of this page.
fn filled_in(page: &str, last_name: &str) -> String {
    let hidden = |name: &str| {
        let (_, after) = page.split_once(&format!("name=\"{name}\" value=\"")).expect("a hidden field");
        after.split('"').next().expect("a value").to_owned()
    };
    let fields = [
        ("key", hidden("key")),
        ("accepted", hidden("accepted")),
        ("firstName", "Ada".to_owned()),
        ("lastName", last_name.to_owned()),
        ("email", "ada@example.com".to_owned()),
        ("notes", "A <quiet> table & a \"high chair\"".to_owned()),
        ("consent", "1".to_owned()),
    ];
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

async fn send(house: &House, path: &str, form: String) -> Answer {
    let post = Request::post(path).header("content-type", "application/x-www-form-urlencoded");
    house.ask(post.body(Body::from(form)).expect("a request")).await
}

#[tokio::test]
async fn a_guest_without_scripts_finds_a_time_and_books_it() {
    let house = House::new().await;
    let page =
        house.get(&format!("/r/{SLUG}?lang=en&attendees=2&day={THURSDAY}&experience=a-la-carte")).await;
    assert!(
        page.text.contains(&format!("<couvert-widget restaurant=\"{SLUG}\" lang=\"en\"")),
        "{}",
        page.text
    );
    let link = form_path(1140).replace('&', "&amp;");
    assert!(page.text.contains(&format!("href=\"{link}\">19:00</a>")), "{}", page.text);

    let form = house.get(&form_path(1140)).await;
    assert_eq!(form.status, 200);
    let filled_in = filled_in(&form.text, "Lovelace");
    let booked = send(&house, &form_path(1140), filled_in.clone()).await;
    assert_eq!(booked.status, 303, "{}", booked.text);
    let to = booked.headers["location"].to_str().expect("ascii").to_owned();
    let path = &to[to.find("/manage/").expect("the booking's page")..];
    assert!(house.get(path).await.text.contains("Your table is booked."));

    // The form that was sent twice booked once.
    let again = send(&house, &form_path(1140), filled_in.clone()).await;
    assert_eq!(again.headers["location"].to_str().expect("ascii"), to);
    // Who goes back and corrects it is told that it is booked.
    let corrected = send(&house, &form_path(1140), filled_in.clone() + "&phone=%2B43660123456").await;
    assert_eq!(corrected.status, 409, "{}", corrected.text);
    assert!(corrected.text.contains("You have just booked this time already."), "{}", corrected.text);
    let list = house.external(&format!("/reservations?from={THURSDAY}&to={THURSDAY}")).await;
    let names: Vec<&str> = list
        .json
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|r| r["guest"]["lastName"].as_str())
        .collect();
    assert_eq!(names, ["Lovelace"]);
    assert_eq!(list.json[0]["specialRequestNotes"], "A <quiet> table & a \"high chair\"");
}

#[tokio::test]
async fn what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost() {
    let house = House::new().await;
    let form = house.get(&form_path(1140)).await;
    let without_name = send(&house, &form_path(1140), filled_in(&form.text, " ")).await;
    assert_eq!(without_name.status, 422, "{}", without_name.text);
    assert!(without_name.text.contains("In which name may we book?"));
    assert!(without_name.text.contains("value=\"ada@example.com\""));
    assert!(without_name.text.contains("A &lt;quiet&gt; table &amp; a"));
    assert!(without_name.text.contains("checked"));
    let mended = send(&house, &form_path(1140), filled_in(&without_name.text, "Lovelace")).await;
    assert_eq!(mended.status, 303, "{}", mended.text);
}

#[tokio::test]
async fn a_table_that_is_gone_is_offered_at_other_times_in_the_same_form() {
    let house = House::new().await;
    house.leave_one_counter_table().await;
    let path = tasting_path();
    let form = house.get(&path).await;
    assert_eq!(form.status, 200, "{}", form.text);
    assert_eq!(house.post("/reservations", &tasting_booking(None)).await.status, 201);
    let refused = send(&house, &path, filled_in(&form.text, "Lovelace")).await;
    assert_eq!(refused.status, 409, "{}", refused.text);
    assert!(refused.text.contains("value=\"Lovelace\""));
    let (_, after) = refused.text.split_once("formaction=\"").expect("another start");
    let other = after.split('"').next().expect("a path").replace("&amp;", "&");

    // The button of the other start: the form again, with what was typed; only then it is booked.
    let looked = send(&house, &other, filled_in(&refused.text, "Lovelace") + "&otherStart=1").await;
    assert_eq!(looked.status, 200, "{}", looked.text);
    assert!(looked.text.contains("value=\"Lovelace\""));
    let booked = send(&house, &other, filled_in(&looked.text, "Lovelace")).await;
    assert_eq!(booked.status, 303, "{}", booked.text);
}

#[tokio::test]
async fn a_deposit_is_agreed_in_the_form_and_paid_on_its_page() {
    let house = payments::house(payments::deposit()).await;
    let path = tasting_path();
    let form = house.get(&path).await;
    assert!(form.text.contains("Book and pay €"), "{}", form.text);
    let booked = send(&house, &path, filled_in(&form.text, "Lovelace")).await;
    let to = booked.headers["location"].to_str().expect("ascii");
    assert!(to.contains("/pay/"), "{to}");
}

#[tokio::test]
async fn what_cannot_be_read_of_an_address_leads_to_the_times() {
    let house = House::new().await;
    for query in ["", "?minutes=x", "?attendees=999&day=yesterday&area=attic&experience=none"] {
        let page = house.get(&format!("/r/{SLUG}{query}")).await;
        assert_eq!(page.status, 200, "{query}");
        let form = house.get(&format!("/r/{SLUG}/book{query}")).await;
        assert_eq!(form.status, 303, "{query}");
        assert!(form.headers["location"].to_str().expect("ascii").starts_with(&format!("/r/{SLUG}?")));
    }
    assert_eq!(house.get("/r/nowhere").await.status, 404);
    assert_eq!(house.get("/r/nowhere/book?minutes=1140").await.status, 404);
    assert_eq!(send(&house, "/r/nowhere/book?minutes=1140", String::new()).await.status, 404);
}

/// Pages in all languages, and dates and sums by their rules.
#[tokio::test]
async fn a_house_speaks_every_language_that_it_writes() {
    let house = House::new().await;
    let mut configuration = house.external("/configuration").await.json["configuration"].take();
    configuration["restaurant"]["locales"] = json!(LANGUAGES);
    let published = house.external_put("/configuration", &configuration).await;
    assert_eq!(published.status, 200, "{}", published.text);
    assert!(!published.text.contains("there are no texts in"), "{}", published.text);
    let mut pages = std::collections::BTreeSet::new();
    for lang in LANGUAGES {
        let page = house.get(&format!("/r/{SLUG}?lang={lang}&day={THURSDAY}")).await;
        assert!(page.text.contains(&format!("<html lang=\"{lang}\"")), "{lang}: {}", page.text);
        let (_, date) = page.text.split_once("<h3>").expect("the day");
        pages.insert(date.split('<').next().expect("a date").to_owned());
        let mut body = dinner(2);
        body["locale"] = json!(lang);
        body["email"] = json!(format!("guest.{lang}@example.com"));
        let booked = house.post("/reservations", &body).await;
        assert_eq!(booked.status, 201, "{lang}: {}", booked.text);
        let path = format!("/manage/{}", booked.json["manageToken"].as_str().expect("a token"));
        assert!(house.get(&path).await.text.contains(&format!("<html lang=\"{lang}\"")), "{lang}");
    }
    assert_eq!(pages.len(), LANGUAGES.len(), "{pages:?}");
    assert!(pages.contains("čtvrtek 4. března 2027"), "{pages:?}");
    assert!(pages.contains("2027. március 4., csütörtök"), "{pages:?}");
    assert!(pages.contains("Thursday, March 4, 2027"), "{pages:?}");
}

#[tokio::test]
async fn another_language_keeps_the_choice() {
    let house = House::new().await;
    let choice = format!("attendees=3&day={THURSDAY}&experience=aurora-menu");
    let page = house.get(&format!("/r/{SLUG}?{choice}&lang=en")).await;
    let link = format!("href=\"?lang=de&{choice}\"").replace('&', "&amp;");
    assert!(page.text.contains(&link), "{}", page.text);
}

#[tokio::test]
async fn what_the_restaurant_says_and_shows_of_an_experience_is_there() {
    let house = House::new().await;
    let page = house.get(&format!("/r/{SLUG}?lang=en&experience=aurora-menu")).await;
    assert!(
        page.text.contains("six courses, new every week.\n\n• About two and a half hours\n"),
        "{}",
        page.text
    );
    assert!(page.text.contains("src=\"/demo/aurora-menu.svg\""), "{}", page.text);
    let policy = page.headers["content-security-policy"].to_str().expect("ascii");
    assert!(policy.contains("img-src 'self' data: https:"), "{policy}");

    let snapshot = house.get(&format!("/v1/restaurants/{SLUG}/snapshot")).await.json;
    let menu = &snapshot["experiences"][1];
    assert_eq!(menu["imageUrl"], "/demo/aurora-menu.svg");
    assert!(menu["description"]["de"].as_str().expect("a text").contains("\n• für zwei bis vier Gäste\n"));
}

#[tokio::test]
async fn a_gift_card_that_is_not_one_is_said_at_its_field() {
    let house = payments::house(payments::deposit()).await;
    let form = house.get(&tasting_path()).await;
    assert!(form.text.contains("name=\"giftCardCode\""), "{}", form.text);
    let with_code = filled_in(&form.text, "Lovelace") + "&giftCardCode=NOSUCHCARD1234";
    let refused = send(&house, &tasting_path(), with_code).await;
    assert_eq!(refused.status, 404, "{}", refused.text);
    assert!(refused.text.contains("No gift card of this code can be redeemed."), "{}", refused.text);
    assert!(refused.text.contains("value=\"NOSUCHCARD1234\"") && refused.text.contains("value=\"Lovelace\""));
}

/// What stands for something that the house no longer has is shown before it is booked.
#[tokio::test]
async fn a_form_books_only_what_the_guest_was_shown() {
    let house = House::new().await;
    let form = house.get(&form_path(1140)).await;
    for other in ["attendees=999", "day=2027-01-01", "experience=gone", "area=attic"] {
        let (name, _) = other.split_once('=').expect("a pair");
        let whole = form_path(1140);
        let kept = whole.split(['?', '&']).skip(1).filter(|pair| !pair.starts_with(name));
        let path = format!("/r/{SLUG}/book?{}", kept.chain([other]).collect::<Vec<_>>().join("&"));
        let answer = send(&house, &path, filled_in(&form.text, "Lovelace")).await;
        assert_eq!(answer.status, 404, "{other}: {}", answer.text);
        assert!(answer.text.contains("What we offer has just changed."), "{other}: {}", answer.text);
        assert!(answer.text.contains("value=\"Lovelace\""), "{other}");
    }
    assert_eq!(house.count("reservations"), 0);
}

#[tokio::test]
async fn other_sites_cannot_send_the_form_and_a_key_is_checked() {
    let house = House::new().await;
    let form = house.get(&form_path(1140)).await;
    let body = filled_in(&form.text, "Lovelace");
    for (site, status) in [("cross-site", 405), ("same-site", 405), ("same-origin", 303)] {
        let post = Request::post(form_path(1140)).header("sec-fetch-site", site);
        let answer = house.ask(post.body(Body::from(body.clone())).expect("a request")).await;
        assert_eq!(answer.status, status, "{site}: {}", answer.text);
    }
    let without_key = body.replace("key=", "nokey=");
    assert_eq!(send(&house, &form_path(1140), without_key).await.status, 400);
    assert_eq!(house.count("reservations"), 1);
}

#[tokio::test]
async fn who_reads_none_of_our_languages_reads_the_restaurants() {
    let house = House::new().await;
    for (accepted, lang) in [("ja", "de"), ("ja, pl;q=0.5", "pl"), ("en-US,en;q=0.9", "en")] {
        let request = Request::get(format!("/r/{SLUG}")).header("accept-language", accepted);
        let page = house.ask(request.body(Body::empty()).expect("a request")).await;
        assert!(page.text.contains(&format!("<html lang=\"{lang}\"")), "{accepted}: {}", page.text);
    }
}
