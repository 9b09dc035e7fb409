-- Money. A payment says what was agreed; what happened to it is in its log, to which lines are only added.
CREATE TABLE payments (
  id TEXT PRIMARY KEY,
  restaurant_id TEXT NOT NULL REFERENCES restaurants (id),
  reservation_id TEXT NOT NULL UNIQUE REFERENCES reservations (id),
  -- Digest of the token that opens the page on which it is paid.
  pay_digest TEXT NOT NULL UNIQUE,
  provider TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('payment', 'guarantee')),
  -- Minor units: all that was agreed, and what of it a card is to bring.
  amount INTEGER NOT NULL CHECK (0 < amount),
  card_amount INTEGER NOT NULL CHECK (card_amount BETWEEN 0 AND amount),
  currency TEXT NOT NULL,
  -- The policy that the guest accepted, and the words in which it was told.
  policy TEXT NOT NULL CHECK (json_valid(policy)),
  terms TEXT NOT NULL,
  -- The gift card that pays with, and its transaction.
  gift_card_id TEXT REFERENCES gift_cards (id),
  gift_transaction_id TEXT,
  -- Where the booking stands once it is paid: agreed, or asked for.
  then_status TEXT NOT NULL CHECK (then_status IN ('booked', 'requested')),
  -- The provider's name for it, from when its page was opened first.
  reference TEXT,
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
  CHECK ((gift_card_id IS NULL) = (gift_transaction_id IS NULL))
) STRICT;
CREATE UNIQUE INDEX payments_by_reference ON payments (provider, reference) WHERE reference IS NOT NULL;
CREATE INDEX payments_open ON payments (due_at) WHERE closed_at IS NULL;
CREATE INDEX payments_by_age ON payments (created_at);
CREATE INDEX payments_by_gift_transaction ON payments (gift_transaction_id) WHERE gift_transaction_id IS NOT NULL;

-- The number lets only one of two lines be added that were decided on the same state; the second key, that nothing which
-- the provider tells twice is written twice.
CREATE TABLE payment_log (
  payment_id TEXT NOT NULL REFERENCES payments (id),
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
CREATE UNIQUE INDEX payment_log_once ON payment_log (payment_id, kind, reference);
CREATE INDEX payment_log_by_age ON payment_log (at);
CREATE TRIGGER payment_log_is_not_changed BEFORE UPDATE ON payment_log BEGIN
  SELECT RAISE(ABORT, 'lines of payment_log are never changed');
END;
CREATE TRIGGER payment_log_is_not_shortened BEFORE DELETE ON payment_log BEGIN
  SELECT RAISE(ABORT, 'lines of payment_log are never deleted');
END;

-- What is to be asked of the provider, written in the batch of its cause and numbered like the log. The id is the
-- provider's idempotency key, so that asking again moves no money twice.
CREATE TABLE payment_orders (
  id TEXT PRIMARY KEY,
  payment_id TEXT NOT NULL REFERENCES payments (id),
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
CREATE INDEX payment_orders_due ON payment_orders (next_attempt_at) WHERE next_attempt_at IS NOT NULL;

-- The callbacks that were heard already.
CREATE TABLE provider_events (
  provider TEXT NOT NULL,
  id TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (provider, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX provider_events_by_age ON provider_events (at);

-- What a sweep found that the provider has otherwise than we do.
CREATE TABLE payment_differences (
  payment_id TEXT NOT NULL REFERENCES payments (id),
  found TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (payment_id, found)
) STRICT, WITHOUT ROWID;

-- The sandbox: a provider of our own with test cards, for development and tests. It keeps its books apart.
CREATE TABLE sandbox_payments (
  reference TEXT PRIMARY KEY,
  -- Our own id of the payment: opening it again opens the same.
  payment_id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  amount INTEGER NOT NULL,
  captures INTEGER NOT NULL,
  -- What the card was, once one was tried: never its number.
  card TEXT,
  -- When it came about; a slow bank's is in the future.
  succeeded_at INTEGER,
  cancelled_at INTEGER,
  created_at INTEGER NOT NULL
) STRICT;
CREATE TABLE sandbox_movements (
  reference TEXT PRIMARY KEY,
  sandbox_payment TEXT NOT NULL REFERENCES sandbox_payments (reference),
  kind TEXT NOT NULL,
  amount INTEGER NOT NULL,
  of_reference TEXT,
  -- The idempotency key.
  key TEXT NOT NULL UNIQUE,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX sandbox_movements_by_payment ON sandbox_movements (sandbox_payment);
CREATE TABLE sandbox_callbacks (
  id TEXT PRIMARY KEY,
  reference TEXT NOT NULL,
  deliver_at INTEGER NOT NULL
) STRICT;
CREATE INDEX sandbox_callbacks_due ON sandbox_callbacks (deliver_at);
