-- Gift cards that guests buy, and bookings that become dearer after they were paid.

-- A gift card that somebody buys. The card that is made of it, once it is paid, has the same id.
CREATE TABLE gift_card_purchases (
  id TEXT PRIMARY KEY,
  restaurant_id TEXT NOT NULL REFERENCES restaurants (id),
  -- For the telephone.
  number TEXT NOT NULL,
  -- Digests of the tokens that open it: for who bought it, and for who gets it.
  buyer_digest TEXT NOT NULL UNIQUE,
  gift_digest TEXT NOT NULL UNIQUE,
  template_id TEXT NOT NULL,
  -- Minor units.
  amount INTEGER NOT NULL CHECK (0 < amount),
  currency TEXT NOT NULL,
  -- When tax is due: at once, or when it is redeemed.
  value_type TEXT NOT NULL CHECK (value_type IN ('single_purpose', 'multi_purpose')),
  expires_on_day INTEGER NOT NULL,
  locale TEXT NOT NULL,
  buyer_name TEXT NOT NULL,
  buyer_email TEXT NOT NULL,
  -- Empty where it is for the buyer.
  recipient_name TEXT NOT NULL,
  recipient_email TEXT NOT NULL,
  message TEXT NOT NULL,
  -- The day and the moment from which on it is delivered; NULL as soon as it is paid.
  deliver_on_day INTEGER,
  deliver_at INTEGER,
  -- When the page of who gets it was opened first.
  opened_at INTEGER,
  created_at INTEGER NOT NULL,
  UNIQUE (restaurant_id, number),
  CHECK ((deliver_on_day IS NULL) = (deliver_at IS NULL))
) STRICT;
CREATE INDEX gift_card_purchases_by_age ON gift_card_purchases (restaurant_id, created_at, id);

-- Payments are for a reservation or for a purchase. SQLite changes no constraint: the tables are made anew, the children
-- with their parent, and then get their names.
CREATE TABLE new_payments (
  id TEXT PRIMARY KEY,
  restaurant_id TEXT NOT NULL REFERENCES restaurants (id),
  reservation_id TEXT UNIQUE REFERENCES reservations (id),
  purchase_id TEXT UNIQUE REFERENCES gift_card_purchases (id),
  -- Digest of the token that opens the page on which it is paid.
  pay_digest TEXT NOT NULL UNIQUE,
  provider TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('payment', 'guarantee')),
  -- Minor units: all that is agreed, and what of it a card is to bring; nothing where the booking became free, or
  -- before its first raise is paid.
  amount INTEGER NOT NULL CHECK (0 <= amount),
  card_amount INTEGER NOT NULL CHECK (card_amount BETWEEN 0 AND amount),
  -- What of the amount stays the restaurant's whatever happens: for guests who were called off too late.
  forfeited INTEGER NOT NULL DEFAULT 0 CHECK (forfeited BETWEEN 0 AND amount),
  currency TEXT NOT NULL,
  -- The policy that the guest accepted, and the words in which it was told.
  policy TEXT NOT NULL CHECK (json_valid(policy)),
  terms TEXT NOT NULL,
  -- The gift card that pays with, and its transaction.
  gift_card_id TEXT REFERENCES gift_cards (id),
  gift_transaction_id TEXT,
  -- Where the booking stands once it is paid: agreed, or asked for.
  then_status TEXT CHECK (then_status IN ('booked', 'requested')),
  -- The provider's name for it, from when its page was opened first.
  reference TEXT,
  -- The provider's page for it, where it has one of its own.
  page_url TEXT,
  -- Until when it is to be paid; when that was put off, which happens once.
  due_at INTEGER NOT NULL,
  extended_at INTEGER,
  -- Since when nothing is waited for: it is paid, or given up.
  closed_at INTEGER,
  -- Since when the restaurant is done with it.
  completed_at INTEGER,
  -- What may be kept at most since the booking was called off or given up: all that comes beyond it goes back.
  keep_max INTEGER CHECK (0 <= keep_max),
  created_at INTEGER NOT NULL,
  CHECK ((gift_card_id IS NULL) = (gift_transaction_id IS NULL)),
  CHECK ((reservation_id IS NULL) <> (purchase_id IS NULL)),
  CHECK ((reservation_id IS NULL) = (then_status IS NULL))
) STRICT;
INSERT INTO new_payments (id, restaurant_id, reservation_id, pay_digest, provider, kind, amount, card_amount, currency,
  policy, terms, gift_card_id, gift_transaction_id, then_status, reference, due_at, extended_at, closed_at, completed_at,
  keep_max, created_at)
SELECT id, restaurant_id, reservation_id, pay_digest, provider, kind, amount, card_amount, currency,
  policy, terms, gift_card_id, gift_transaction_id, then_status, reference, due_at, extended_at, closed_at, completed_at,
  keep_max, created_at FROM payments;

CREATE TABLE new_payment_log (
  payment_id TEXT NOT NULL REFERENCES new_payments (id),
  sequence INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('reserved', 'captured', 'released', 'charged', 'refunded', 'card_kept', 'expired')),
  tender TEXT NOT NULL CHECK (tender IN ('card', 'gift_card')),
  amount INTEGER NOT NULL CHECK (0 <= amount),
  -- For a refund: the line of which it gives back.
  of_sequence INTEGER,
  -- By which the provider, or the gift card's log, knows it.
  reference TEXT NOT NULL,
  cause TEXT NOT NULL,
  note TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (payment_id, sequence),
  CHECK ((kind = 'refunded') = (of_sequence IS NOT NULL))
) STRICT, WITHOUT ROWID;
INSERT INTO new_payment_log SELECT payment_id, sequence, kind, tender, amount, of_sequence, reference, cause, note, at
FROM payment_log;

CREATE TABLE new_payment_orders (
  id TEXT PRIMARY KEY,
  payment_id TEXT NOT NULL REFERENCES new_payments (id),
  number INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('capture', 'release', 'charge', 'refund')),
  amount INTEGER NOT NULL CHECK (0 < amount),
  of_sequence INTEGER,
  cause TEXT NOT NULL,
  note TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  -- NULL when nothing more is to be tried.
  next_attempt_at INTEGER,
  attempts INTEGER NOT NULL DEFAULT 0,
  done_at INTEGER,
  refused_at INTEGER,
  last_error TEXT,
  UNIQUE (payment_id, number),
  CHECK ((kind = 'refund') = (of_sequence IS NOT NULL))
) STRICT;
INSERT INTO new_payment_orders SELECT id, payment_id, number, kind, amount, of_sequence, cause, note, created_at,
  next_attempt_at, attempts, done_at, refused_at, last_error FROM payment_orders;

CREATE TABLE new_payment_differences (
  payment_id TEXT NOT NULL REFERENCES new_payments (id),
  found TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (payment_id, found)
) STRICT, WITHOUT ROWID;
INSERT INTO new_payment_differences SELECT payment_id, found, at FROM payment_differences;

DROP TABLE payment_log;
DROP TABLE payment_orders;
DROP TABLE payment_differences;
DROP TABLE payments;
ALTER TABLE new_payments RENAME TO payments;
ALTER TABLE new_payment_log RENAME TO payment_log;
ALTER TABLE new_payment_orders RENAME TO payment_orders;
ALTER TABLE new_payment_differences RENAME TO payment_differences;

CREATE UNIQUE INDEX payments_by_reference ON payments (provider, reference) WHERE reference IS NOT NULL;
CREATE INDEX payments_open ON payments (due_at) WHERE closed_at IS NULL;
CREATE INDEX payments_by_age ON payments (created_at);
CREATE INDEX payments_by_gift_transaction ON payments (gift_transaction_id) WHERE gift_transaction_id IS NOT NULL;
CREATE UNIQUE INDEX payment_log_once ON payment_log (payment_id, kind, reference);
CREATE INDEX payment_log_by_age ON payment_log (at);
CREATE INDEX payment_orders_due ON payment_orders (next_attempt_at) WHERE next_attempt_at IS NOT NULL;
CREATE TRIGGER payment_log_is_not_changed BEFORE UPDATE ON payment_log BEGIN
  SELECT RAISE(ABORT, 'lines of payment_log are never changed');
END;
CREATE TRIGGER payment_log_is_not_shortened BEFORE DELETE ON payment_log BEGIN
  SELECT RAISE(ABORT, 'lines of payment_log are never deleted');
END;

-- A booking became dearer: more guests, or another day. It stands as changed while the difference waits to be paid, and
-- what it had before is held for it; where it is not paid in time, it goes back there.
CREATE TABLE payment_raises (
  -- The provider's idempotency key.
  id TEXT PRIMARY KEY,
  payment_id TEXT NOT NULL REFERENCES payments (id),
  pay_digest TEXT NOT NULL UNIQUE,
  -- Minor units that a card is to bring.
  amount INTEGER NOT NULL CHECK (0 < amount),
  -- What is agreed once it is paid.
  policy TEXT NOT NULL CHECK (json_valid(policy)),
  terms TEXT NOT NULL,
  -- Where the party goes back to, and the number of the reservation's last line when it left: whoever changes the
  -- reservation in between has the last word.
  undo TEXT NOT NULL CHECK (json_valid(undo)),
  sequence INTEGER NOT NULL,
  reference TEXT,
  due_at INTEGER NOT NULL,
  extended_at INTEGER,
  closed_at INTEGER,
  -- Minor units that it brought; NULL where it was given up.
  brought INTEGER,
  created_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX payment_raises_open ON payment_raises (payment_id) WHERE closed_at IS NULL;
CREATE INDEX payment_raises_by_payment ON payment_raises (payment_id);
CREATE UNIQUE INDEX payment_raises_by_reference ON payment_raises (reference) WHERE reference IS NOT NULL;
CREATE INDEX payment_raises_due ON payment_raises (due_at) WHERE closed_at IS NULL;

-- Mails are about a reservation or about a purchase.
CREATE TABLE new_outbox (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  reservation_id TEXT REFERENCES reservations (id),
  purchase_id TEXT REFERENCES gift_card_purchases (id),
  created_at INTEGER NOT NULL,
  next_attempt_at INTEGER NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  delivered_at INTEGER,
  last_error TEXT,
  CHECK ((reservation_id IS NULL) <> (purchase_id IS NULL))
) STRICT;
INSERT INTO new_outbox (id, kind, reservation_id, created_at, next_attempt_at, attempts, delivered_at, last_error)
SELECT id, kind, reservation_id, created_at, next_attempt_at, attempts, delivered_at, last_error FROM outbox;
DROP TABLE outbox;
ALTER TABLE new_outbox RENAME TO outbox;
CREATE INDEX outbox_due ON outbox (next_attempt_at) WHERE delivered_at IS NULL;
CREATE INDEX outbox_by_reservation ON outbox (reservation_id) WHERE reservation_id IS NOT NULL;
CREATE INDEX outbox_by_purchase ON outbox (purchase_id) WHERE purchase_id IS NOT NULL;
