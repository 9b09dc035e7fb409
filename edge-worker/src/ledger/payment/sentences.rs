//! What was paid, in the words of pages and mails.

use crate::platform::words::{self, Words};

use super::Payment;

/// The sentence of what was paid; with a gift card, of which one and what is left on it.
pub(crate) fn paid_in_words(words: &Words, payment: &Payment, taken: i64) -> String {
    let sum = |minor| words::money(words, minor, &payment.currency);
    let paid = words.was_paid(&sum(taken));
    match payment.paid_by_gift_card() {
        Some(share) => {
            [paid, words.by_gift_card(share.last_four, &sum(share.left), &sum(share.paid))].join(" ")
        }
        None => paid,
    }
}

/// The sentence of what goes back; what a gift card paid goes back onto the card.
pub(crate) fn back_in_words(words: &Words, payment: &Payment, back: i64) -> String {
    let back = words.comes_back(&words::money(words, back, &payment.currency));
    if payment.gift().is_some() { [&back, words.back_on_card()].join(" ") } else { back }
}
