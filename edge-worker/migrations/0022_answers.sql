-- By when a request is answered by the restaurant, or an offer by the guest, in minutes since the epoch; NULL if nobody waits.
ALTER TABLE reservations ADD COLUMN answer_by INTEGER;
UPDATE reservations SET answer_by = starts WHERE status IN ('requested', 'unconfirmed');
-- What the restaurant wrote to the guest with its last answer.
ALTER TABLE reservations ADD COLUMN message_to_guest TEXT NOT NULL DEFAULT '';
CREATE INDEX reservations_to_answer ON reservations (answer_by)
  WHERE status IN ('requested', 'unconfirmed') AND answer_by IS NOT NULL;
