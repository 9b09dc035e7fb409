//! Gift cards that guests buy: paid, delivered, opened, redeemed, given back.

use serde_json::{Value, json};

use crate::house::{Answer, House, configuration};
use crate::payments::{ledger, line, mails, text, try_card};

async fn house() -> House {
    let mut configuration = configuration();
    for template in &mut configuration.gift_card_templates {
        (template.online, template.min_amount, template.max_amount) = (true, 1_000, 50_000);
        template.amounts.clear();
    }
    House::of(&configuration).await
}

fn wish(template: &str) -> Value {
    json!({ "templateId": template, "amount": 5_000, "buyerName": "Bea Beispiel", "buyerEmail": "bea@example.com",
            "locale": "de", "consent": true })
}

fn gift(template: &str, day: &str) -> Value {
    let mut body = wish(template);
    body["recipient"] = json!({ "name": "Max Muster", "email": "max@example.com", "message": "Alles Gute!",
                                "deliverOnDay": day });
    body
}

async fn template(house: &House) -> String {
    let shop = house.get("/v1/restaurants/trattoria-aurora/gift-cards").await;
    assert_eq!(shop.status, 200, "{}", shop.text);
    assert_eq!((&shop.json["today"], &shop.json["currency"]), (&json!("2027-03-02"), &json!("EUR")));
    text(&shop.json["offers"][0]["templateId"])
}

async fn buy(house: &House, body: &Value) -> Answer {
    house.post("/gift-cards/purchases", body).await
}

fn end(url: &Value) -> String {
    text(url).rsplit('/').next().unwrap_or_default().to_owned()
}

async fn pay(house: &House, bought: &Answer) {
    assert_eq!(bought.status, 201, "{}", bought.text);
    let token = end(&bought.json["payUrl"]);
    let page = house.get(&format!("/pay/{token}")).await;
    assert_eq!(page.status, 200, "{}", page.text);
    assert!(page.text.contains("Gutschein über 50 €"), "{}", page.text);
    assert_eq!(try_card(house, &token, "good").await, "paid");
}

async fn purchases(house: &House) -> Value {
    let answer = house.external("/gift-card-purchases").await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json
}

/// The links of the last mail of this kind.
fn link(house: &House, recipient: &str, path: &str) -> String {
    let body = house.last_mail(&format!("recipient = '{recipient}' AND instr(body, '{path}') > 0"));
    let from = body.find(path).expect("a link");
    body[from..].split_whitespace().next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn a_card_for_somebody_else_arrives_on_its_day_and_is_redeemed_in_two_visits() {
    let house = house().await;
    let template = template(&house).await;
    let bought = buy(&house, &gift(&template, "2027-03-10")).await;
    pay(&house, &bought).await;
    assert_eq!(ledger(&house), [line("reserved", "card", 5_000), line("captured", "card", 5_000)]);
    let purchase = purchases(&house).await[0].clone();
    assert_eq!((&purchase["delivery"], &purchase["paymentState"]), (&json!("scheduled"), &json!("paid")));
    assert_eq!(purchase["deliverOnDay"], "2027-03-10");
    let id = text(&purchase["id"]);
    let record = house.external(&format!("/payments/reservations/{id}")).await.json["data"].clone();
    assert_eq!((&record["status"], &record["grandTotal"]), (&json!("CAPTURED"), &json!(50.0)));
    assert_eq!(record["customerDetails"]["name"], "Bea Beispiel");
    assert_eq!(record["paymentHistory"]["captured"][0]["amount"], 50.0);

    // Seven in the morning at Greenwich is eight in Vienna.
    house.minutes_pass(8 * 1440 - 241);
    house.run_jobs().await;
    assert_eq!(purchases(&house).await[0]["delivery"], "scheduled");
    house.minutes_pass(2);
    house.run_jobs().await;
    assert_eq!(purchases(&house).await[0]["delivery"], "sent");
    let page = link(&house, "max@example.com", "/gift/");
    let wrapped = house.get(&page).await;
    assert!(
        wrapped.text.contains("Gutschein öffnen") && wrapped.text.contains("Alles Gute!"),
        "{}",
        wrapped.text
    );
    assert!(!wrapped.text.contains("<svg"), "the code is shown to a scanner of mails");
    assert_eq!(house.send("POST", &page, &[], &Value::Null).await.status, 303);
    let open = house.get(&page).await.text;
    assert!(open.contains("<svg") && open.contains("Guthaben: 50 €"), "{open}");
    assert_eq!(purchases(&house).await[0]["delivery"], "opened");

    let from = open.find("class=\"symbols\">").expect("a code") + 16;
    let code: String = open[from..].split('<').next().unwrap_or_default().replace(' ', "");
    for left in [2_000, 0] {
        let amount = if left == 0 { -2_000 } else { -3_000 };
        let visit = json!({ "status": "successful", "amount": amount });
        let redeemed = house.external_post(&format!("/gift-cards/{code}/transactions"), &visit).await;
        assert_eq!(redeemed.status, 201, "{}", redeemed.text);
        let card = house.external(&format!("/gift-cards/{code}")).await.json;
        assert_eq!(card["remainingAmount"], left);
    }
    assert!(house.get(&page).await.text.contains("Guthaben: 0 €"));
}

#[tokio::test]
async fn a_gift_that_nobody_opens_is_told_of_once_more_and_can_be_sent_elsewhere() {
    let house = house().await;
    let template = template(&house).await;
    let bought = buy(&house, &gift(&template, "2027-03-02")).await;
    pay(&house, &bought).await;
    house.run_jobs().await;
    assert_eq!(purchases(&house).await[0]["delivery"], "sent");
    house.minutes_pass(7 * 1440 + 1);
    house.run_jobs().await;
    assert!(house.get("/dev/mailbox").await.text.contains("Ihr Gutschein wartet noch auf Sie"));
    let id = text(&purchases(&house).await[0]["id"]);
    let body = json!({ "email": "maxi@example.com" });
    let sent = house.external_post(&format!("/gift-card-purchases/{id}/deliver"), &body).await;
    assert_eq!(
        (sent.status, &sent.json["recipientEmail"]),
        (200, &json!("maxi@example.com")),
        "{}",
        sent.text
    );
    house.run_jobs().await;
    link(&house, "maxi@example.com", "/gift/");
    let wrong =
        house.external_post(&format!("/gift-card-purchases/{id}/deliver"), &json!({ "email": "x" })).await;
    assert_eq!(wrong.status, 422);
    let none = house.external_post("/gift-card-purchases/none/deliver", &json!({})).await;
    assert_eq!((none.status, none.code()), (404, "purchase_not_found"));
}

#[tokio::test]
async fn one_for_oneself_comes_at_once_and_pays_for_a_booking_but_for_no_other_card() {
    let house = house().await;
    let template = template(&house).await;
    let bought = buy(&house, &wish(&template)).await;
    let card = format!("/gift/{}", end(&bought.json["cardUrl"]));
    assert!(house.get(&card).await.text.contains("noch nicht bezahlt"));
    pay(&house, &bought).await;
    house.run_jobs().await;
    let page = house.get(&card).await.text;
    assert!(page.contains("<svg") && page.contains("14 Tage lang widerrufen"), "{page}");
    assert_eq!(mails(&house), ["gift_card"]);
    let mut other = wish(&template);
    other["giftCardCode"] = "ABCDEFGH".into();
    let refused = buy(&house, &other).await;
    assert_eq!((refused.status, refused.code()), (422, "invalid_input"));
}

#[tokio::test]
async fn what_is_not_paid_in_time_makes_no_card_and_late_money_goes_back() {
    let house = house().await;
    let template = template(&house).await;
    let bought = buy(&house, &gift(&template, "2027-03-02")).await;
    let token = end(&bought.json["payUrl"]);
    house.get(&format!("/pay/{token}")).await;
    house.minutes_pass(29);
    assert_eq!(try_card(&house, &token, "slow").await, "processing");
    house.minutes_pass(0);
    house.run_jobs().await;
    house.minutes_pass(2);
    house.run_jobs().await;
    house.run_jobs().await;
    assert_eq!(purchases(&house).await[0]["paymentState"], "paid", "the slow bank was still in time");

    let bought = buy(&house, &gift(&template, "2027-03-02")).await;
    let token = end(&bought.json["payUrl"]);
    house.get(&format!("/pay/{token}")).await;
    house.minutes_pass(31);
    house.run_jobs().await;
    let newest = purchases(&house).await[0].clone();
    assert_eq!((&newest["paymentState"], &newest["delivery"]), (&json!("expired"), &json!("unpaid")));
    let page = house.get(&format!("/pay/{token}")).await.text;
    assert!(page.contains("gekauft ist nichts"), "{page}");
    assert_eq!(house.count("gift_cards"), 1);
}

#[tokio::test]
async fn what_goes_back_is_taken_from_the_card_and_no_more_than_is_left_on_it() {
    let house = house().await;
    let template = template(&house).await;
    let bought = buy(&house, &wish(&template)).await;
    pay(&house, &bought).await;
    let id = text(&purchases(&house).await[0]["id"]);
    let redeem = json!({ "status": "successful", "amount": -2_000 });
    assert_eq!(house.external_post(&format!("/gift-cards/{id}/transactions"), &redeem).await.status, 201);
    let refund = format!("/payments/reservations/{id}/refund");
    let too_much = house.external_post(&refund, &json!({ "amount": 3_001 })).await;
    assert_eq!((too_much.status, too_much.code()), (409, "payment_not_allowed"));
    let back = house.external_post(&refund, &json!({})).await;
    assert_eq!(back.status, 200, "{}", back.text);
    assert_eq!(back.json["data"]["paymentDetails"]["amountRefunded"]["fromCaptured"], 30.0);
    let card = house.external(&format!("/gift-cards/{id}")).await.json;
    assert_eq!(card["remainingAmount"], 0);
}

#[tokio::test]
async fn a_purchase_that_cannot_be_is_told_why() {
    let house = house().await;
    let template = template(&house).await;
    let wrong = [
        ("/amount", json!(999)),
        ("/amount", json!(50_001)),
        ("/templateId", json!("none")),
        ("/buyerName", json!(" ")),
        ("/buyerEmail", json!("bea")),
        ("/consent", json!(false)),
        ("/recipient/deliverOnDay", json!({ "name": "Max", "deliverOnDay": "2027-03-01" })),
        ("/recipient/deliverOnDay", json!({ "name": "Max", "deliverOnDay": "2028-03-03" })),
        ("/recipient/email", json!({ "name": "Max", "email": "max" })),
        ("/recipient/name", json!({ "name": "Max\nBcc: x" })),
    ];
    for (pointer, value) in wrong {
        let mut body = wish(&template);
        let field = pointer.split('/').nth(1).unwrap_or_default();
        body[field] = value;
        let answer = buy(&house, &body).await;
        assert_eq!((answer.status, answer.code()), (422, "invalid_input"), "{pointer}: {}", answer.text);
        assert_eq!(answer.json["errors"][0]["pointer"], pointer, "{}", answer.text);
    }
    assert_eq!(house.count("gift_card_purchases"), 0);
    let same = [
        house.post_as("k", "/gift-cards/purchases", &wish(&template)).await,
        house.post_as("k", "/gift-cards/purchases", &wish(&template)).await,
    ];
    assert_eq!(same[0].text, same[1].text);
    assert_eq!(house.count("gift_card_purchases"), 1);
    for path in ["/gift/none", "/gift/AAAAAAAAAAAAAAAAAAAAAAAAAA"] {
        assert_eq!(house.get(path).await.status, 404);
    }
}

#[tokio::test]
async fn a_buyer_who_is_forgotten_leaves_a_card_without_a_name() {
    let house = house().await;
    let template = template(&house).await;
    let bought = buy(&house, &wish(&template)).await;
    pay(&house, &bought).await;
    let mut booking = crate::house::dinner(2);
    booking["email"] = "Bea@example.com".into();
    let booked = house.post("/reservations", &booking).await;
    assert_eq!(booked.status, 201, "{}", booked.text);
    let guests = house.external("/guests?email=bea@example.com").await.json;
    let id = text(&guests[0]["guest"]["id"]);
    let export = house.external(&format!("/guests/{id}/export")).await;
    assert_eq!(export.json["giftCardPurchases"][0]["amount"], 5_000, "{}", export.text);
    house.delete(&format!("/v1/bookings/{}", text(&booked.json["manageToken"]))).await;
    assert_eq!(house.external_delete(&format!("/guests/{id}")).await.status, 204);
    let purchase = purchases(&house).await[0].clone();
    assert_eq!((&purchase["buyerName"], &purchase["buyerEmail"]), (&json!(""), &json!("")));
}

#[tokio::test]
async fn a_card_that_was_paid_back_is_not_sent() {
    let house = house().await;
    let template = template(&house).await;
    let bought = buy(&house, &gift(&template, "2027-03-10")).await;
    pay(&house, &bought).await;
    let id = text(&purchases(&house).await[0]["id"]);
    let back = house.external_post(&format!("/payments/reservations/{id}/refund"), &json!({})).await;
    assert_eq!(back.status, 200, "{}", back.text);
    house.minutes_pass(20 * 1440);
    house.run_jobs().await;
    assert_eq!(house.count("mailbox WHERE recipient = 'max@example.com'"), 0);
    let again = house.external_post(&format!("/gift-card-purchases/{id}/deliver"), &json!({})).await;
    assert_eq!((again.status, again.code()), (409, "payment_not_allowed"));
}
