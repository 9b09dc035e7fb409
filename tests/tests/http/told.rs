//! What pages and mails say of money: what is due, what paid it, and what comes back.

use serde_json::{Value, json};

use crate::changes::change;
use crate::house::House;
use crate::payments::{self, Booked, deposit};

async fn page(house: &House, booked: &Booked) -> String {
    house.get(&format!("/manage/{}", booked.manage)).await.text
}

#[tokio::test]
async fn a_supplement_is_named_with_its_sum_and_its_end() {
    let house = payments::house(deposit()).await;
    let booked = payments::book(&house).await;
    payments::pay(&house, &booked).await;
    let changed = change(&house, &booked, &json!({ "attendees": 3 })).await;
    assert_eq!(changed.json["payment"]["toPay"], 2_000, "{}", changed.text);
    let page = page(&house, &booked).await;
    assert!(page.contains("Noch zu zahlen: 20 €, bis "), "{page}");
    assert!(page.contains("Bezahlt: 40 €."), "{page}");
    assert!(!page.contains("/change\""), "nothing can be changed until it is paid: {page}");
}

#[tokio::test]
async fn a_gift_card_is_named_with_what_is_left_on_it() {
    let house = payments::house(deposit()).await;
    let code = payments::gift_card(&house, 10_000).await;
    let booked = payments::book_with(&house, &code).await;
    let named = format!(
        "Davon 40 € mit dem Gutschein, der auf {} endet; darauf sind noch 60 €.",
        &code[code.len() - 4..]
    );
    let shown = page(&house, &booked).await;
    assert!(shown.contains(&named), "{shown}");
    assert!(house.last_mail("TRUE").contains(&named), "{}", house.last_mail("TRUE"));
    payments::cancel(&house, &booked).await;
    let back = "40 € gehen an Sie zurück. Was der Gutschein bezahlt hat, geht auf ihn zurück.";
    let shown = page(&house, &booked).await;
    assert!(shown.contains(back), "{shown}");
    assert!(house.last_mail("TRUE").contains(back), "{}", house.last_mail("TRUE"));
}

#[tokio::test]
async fn the_mail_about_a_change_says_what_comes_back_by_it() {
    let house = payments::house(deposit()).await;
    let mut body = crate::house::tasting_booking(None);
    body["attendees"] = 4.into();
    let booked = payments::book_from(&house, body).await;
    payments::pay(&house, &booked).await;
    for (attendees, back) in [(3, "20 € gehen an Sie zurück."), (2, "20 € gehen an Sie zurück.")] {
        house.minutes_pass(1);
        let changed = change(&house, &booked, &json!({ "attendees": attendees })).await;
        assert_eq!(changed.status, 200, "{}", changed.text);
        let mail = house.last_mail("TRUE");
        assert!(mail.contains(back) && mail.contains("Bezahlt: 80 €."), "{mail}");
        // A mail that leaves late says the same.
        house.sqlite.inspect(|database| {
            let again = "UPDATE outbox SET delivered_at = NULL, next_attempt_at = 0
                         WHERE id = (SELECT id FROM outbox ORDER BY created_at DESC LIMIT 1)";
            database.execute_batch(&format!("DELETE FROM mailbox; {again}")).expect("a mail that is due");
        });
        house.minutes_pass(30);
        house.run_jobs().await;
        assert_eq!(house.last_mail("TRUE"), mail);
    }
    house.minutes_pass(1);
    let moved = change(&house, &booked, &json!({ "minutes": 1155 })).await;
    assert_eq!(moved.status, 200, "{}", moved.text);
    assert!(!house.last_mail("TRUE").contains("gehen an Sie zurück"), "{}", house.last_mail("TRUE"));
}

#[tokio::test]
async fn a_house_with_money_keeps_its_currency() {
    let house = payments::house(deposit()).await;
    let mut settings: Value = house.external("/settings").await.json;
    settings["restaurant"]["currency"] = "CHF".into();
    let free = house.external_put("/settings", &settings).await;
    assert_eq!(free.status, 200, "{}", free.text);
    payments::gift_card(&house, 5_000).await;
    settings["restaurant"]["currency"] = "JPY".into();
    let refused = house.external_put("/settings", &settings).await;
    assert_eq!(
        (refused.status, &refused.json["errors"][0]["pointer"]),
        (422, &json!("/restaurant/currency"))
    );
    for unreal in ["XXX", "XTS", "XAU", "BOV"] {
        settings["restaurant"]["currency"] = unreal.into();
        assert_eq!(house.external_put("/settings", &settings).await.status, 422, "{unreal}");
    }
}
