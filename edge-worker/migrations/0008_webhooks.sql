-- Where a restaurant's systems want to hear of changes.
CREATE TABLE webhooks (
  id TEXT PRIMARY KEY,
  restaurant_id TEXT NOT NULL REFERENCES restaurants (id),
  url TEXT NOT NULL,
  -- A JSON list of 'reservation', 'gift_card', 'call'.
  events TEXT NOT NULL CHECK (json_valid(events)),
  created_at INTEGER NOT NULL,
  -- When the other side said that it is gone.
  gone_at INTEGER
) STRICT;
CREATE INDEX webhooks_by_restaurant ON webhooks (restaurant_id);

-- What is still to be said to each, and what was. The id stays the same however often it is said.
CREATE TABLE webhook_messages (
  id TEXT PRIMARY KEY,
  webhook_id TEXT NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,
  type TEXT NOT NULL,
  data TEXT NOT NULL CHECK (json_valid(data)),
  at INTEGER NOT NULL,
  -- NULL when nothing more is to be tried.
  next_attempt_at INTEGER,
  attempts INTEGER NOT NULL DEFAULT 0,
  delivered_at INTEGER,
  last_error TEXT
) STRICT;
CREATE INDEX webhook_messages_due ON webhook_messages (next_attempt_at) WHERE next_attempt_at IS NOT NULL;
CREATE INDEX webhook_messages_by_webhook ON webhook_messages (webhook_id, at);
CREATE INDEX webhook_messages_by_age ON webhook_messages (at);

-- Messages are made where the change is written, so that none is forgotten and none is made up.
CREATE TRIGGER reservation_changes AFTER INSERT ON reservation_log BEGIN
  INSERT INTO webhook_messages (id, webhook_id, type, data, at, next_attempt_at)
  SELECT 'msg_' || lower(hex(randomblob(12))), w.id,
         iif(NEW.sequence = 1, 'reservation.created', 'reservation.changed'),
         json_object('reservationId', NEW.reservation_id, 'status', NEW.status, 'sequence', NEW.sequence),
         NEW.at, NEW.at
  FROM reservations r JOIN webhooks w ON w.restaurant_id = r.restaurant_id
  WHERE r.id = NEW.reservation_id AND w.gone_at IS NULL
    AND EXISTS (SELECT 1 FROM json_each(w.events) WHERE value = 'reservation');
END;
CREATE TRIGGER gift_card_changes AFTER INSERT ON gift_card_log BEGIN
  INSERT INTO webhook_messages (id, webhook_id, type, data, at, next_attempt_at)
  SELECT 'msg_' || lower(hex(randomblob(12))), w.id, 'gift_card.changed',
         json_object('cardId', NEW.gift_card_id, 'transactionId', NEW.transaction_id, 'status', NEW.status,
                     'amount', NEW.amount),
         NEW.at, NEW.at
  FROM gift_cards c JOIN webhooks w ON w.restaurant_id = c.restaurant_id
  WHERE c.id = NEW.gift_card_id AND w.gone_at IS NULL
    AND EXISTS (SELECT 1 FROM json_each(w.events) WHERE value = 'gift_card');
END;
CREATE TRIGGER call_starts AFTER INSERT ON calls BEGIN
  INSERT INTO webhook_messages (id, webhook_id, type, data, at, next_attempt_at)
  SELECT 'msg_' || lower(hex(randomblob(12))), w.id, 'call.changed',
         json_object('phoneNumberId', NEW.phone_number_id, 'callId', NEW.id, 'cursor', NEW.cursor),
         NEW.changed_at, NEW.changed_at
  FROM webhooks w
  WHERE w.restaurant_id = NEW.restaurant_id AND w.gone_at IS NULL
    AND EXISTS (SELECT 1 FROM json_each(w.events) WHERE value = 'call');
END;
CREATE TRIGGER call_changes AFTER UPDATE OF cursor ON calls BEGIN
  INSERT INTO webhook_messages (id, webhook_id, type, data, at, next_attempt_at)
  SELECT 'msg_' || lower(hex(randomblob(12))), w.id, 'call.changed',
         json_object('phoneNumberId', NEW.phone_number_id, 'callId', NEW.id, 'cursor', NEW.cursor),
         NEW.changed_at, NEW.changed_at
  FROM webhooks w
  WHERE w.restaurant_id = NEW.restaurant_id AND w.gone_at IS NULL
    AND EXISTS (SELECT 1 FROM json_each(w.events) WHERE value = 'call');
END;
