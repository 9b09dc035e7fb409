-- Jobs take what is due in turns by restaurant, so that none waits for another's.
ALTER TABLE outbox ADD COLUMN restaurant_id TEXT REFERENCES restaurants (id);
UPDATE outbox SET restaurant_id = COALESCE(
  (SELECT restaurant_id FROM reservations r WHERE r.id = outbox.reservation_id),
  (SELECT restaurant_id FROM gift_card_purchases g WHERE g.id = outbox.purchase_id));

-- How far a job that walks through many rows has come: the moment and the id of the last row it looked at, and when it
-- began.
CREATE TABLE job_cursors (
  job TEXT PRIMARY KEY,
  at INTEGER NOT NULL,
  id TEXT NOT NULL,
  begun_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
