-- When the restaurant entered the guest's phone number; NULL for one that somebody typed into a web page.
ALTER TABLE guests ADD COLUMN phone_confirmed_at INTEGER;
UPDATE guests SET phone_confirmed_at = created_at
WHERE phone_key IS NOT NULL
  AND EXISTS (SELECT 1 FROM reservations r WHERE r.guest_id = guests.id AND r.source <> 'widget');

-- For the matches of the latest entries.
CREATE INDEX guests_by_creation ON guests (restaurant_id, created_at) WHERE erased_at IS NULL;
-- For what is stored about an e-mail address, whosever entry it is in.
CREATE INDEX reservations_by_address ON reservations (restaurant_id, lower(email)) WHERE email <> '';
CREATE INDEX guest_merges_by_address ON guest_merges (restaurant_id, other ->> 'email_key');
DROP INDEX gift_cards_by_email;
CREATE INDEX gift_cards_by_email ON gift_cards (restaurant_id, lower(email)) WHERE email <> '';
CREATE INDEX gift_card_purchases_by_buyer ON gift_card_purchases (restaurant_id, lower(buyer_email));
CREATE INDEX gift_card_purchases_by_recipient ON gift_card_purchases (restaurant_id, lower(recipient_email));
-- For whether a restaurant has money in its currency.
CREATE INDEX payments_by_restaurant ON payments (restaurant_id);
CREATE INDEX gift_cards_by_restaurant ON gift_cards (restaurant_id);
