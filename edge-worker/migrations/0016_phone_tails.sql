-- By the last four digits of the number: shorter ones are the same with and without the country code.
DROP INDEX guests_by_phone;
CREATE INDEX guests_by_phone ON guests (restaurant_id, substr(phone_key, -4)) WHERE phone_key IS NOT NULL;
