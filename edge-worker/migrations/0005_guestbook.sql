-- The guestbook: one entry for each guest, however often they book.

ALTER TABLE guests ADD COLUMN company TEXT NOT NULL DEFAULT '';
ALTER TABLE guests ADD COLUMN notes TEXT NOT NULL DEFAULT '';
ALTER TABLE guests ADD COLUMN label_ids TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(label_ids));
-- By what a guest is known again: the e-mail address in lower case, the phone number in E.164.
ALTER TABLE guests ADD COLUMN email_key TEXT;
ALTER TABLE guests ADD COLUMN phone_key TEXT;
-- The last day booked, and when the entry was emptied.
ALTER TABLE guests ADD COLUMN last_day INTEGER;
ALTER TABLE guests ADD COLUMN erased_at INTEGER;

-- What was told when this was booked; the guest's entry may say something else by now.
ALTER TABLE reservations ADD COLUMN first_name TEXT NOT NULL DEFAULT '';
ALTER TABLE reservations ADD COLUMN last_name TEXT NOT NULL DEFAULT '';
ALTER TABLE reservations ADD COLUMN email TEXT NOT NULL DEFAULT '';
ALTER TABLE reservations ADD COLUMN phone TEXT NOT NULL DEFAULT '';
-- The restaurant's own remarks and marks.
ALTER TABLE reservations ADD COLUMN internal_notes TEXT NOT NULL DEFAULT '';
ALTER TABLE reservations ADD COLUMN label_ids TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(label_ids));

UPDATE reservations SET first_name = g.first_name, last_name = g.last_name, email = g.email, phone = g.phone
FROM guests g WHERE g.id = reservations.guest_id;

CREATE INDEX guests_by_address ON guests (restaurant_id, lower(email));
-- So far every booking made an entry of its own: of those with the same e-mail address the first one stays.
UPDATE reservations SET guest_id = (
  SELECT first.id FROM guests own JOIN guests first
  ON first.restaurant_id = own.restaurant_id AND lower(first.email) = lower(own.email)
  WHERE own.id = reservations.guest_id ORDER BY first.created_at, first.id LIMIT 1)
WHERE email <> '';
CREATE INDEX reservations_by_guest ON reservations (guest_id, day);
DELETE FROM guests
WHERE email <> '' AND NOT EXISTS (SELECT 1 FROM reservations r WHERE r.guest_id = guests.id);
UPDATE guests SET email_key = lower(email) WHERE email <> '';
DROP INDEX guests_by_address;
UPDATE guests SET last_day = (SELECT MAX(day) FROM reservations r WHERE r.guest_id = guests.id);

-- Of two entries made for one guest at once the second breaks a key, and is made again as the first.
CREATE UNIQUE INDEX guests_by_email ON guests (restaurant_id, email_key) WHERE email_key IS NOT NULL;
CREATE UNIQUE INDEX guests_by_phone_alone ON guests (restaurant_id, phone_key)
  WHERE phone_key IS NOT NULL AND email_key IS NULL;
-- By the end of the number, which is the same however it is written.
CREATE INDEX guests_by_phone ON guests (restaurant_id, substr(phone_key, -7)) WHERE phone_key IS NOT NULL;
CREATE INDEX guests_by_last_day ON guests (restaurant_id, last_day) WHERE erased_at IS NULL;

-- For forgetting a guest, and for the foreign key.
CREATE INDEX outbox_by_reservation ON outbox (reservation_id);

CREATE TRIGGER guest_books AFTER INSERT ON reservations BEGIN
  UPDATE guests SET last_day = max(COALESCE(last_day, NEW.day), NEW.day) WHERE id = NEW.guest_id;
END;
CREATE TRIGGER guest_moves AFTER UPDATE OF day, guest_id ON reservations BEGIN
  UPDATE guests SET last_day = max(COALESCE(last_day, NEW.day), NEW.day) WHERE id = NEW.guest_id;
END;
