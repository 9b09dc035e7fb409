-- Amounts are told with their currency.
DROP TRIGGER gift_card_changes;
CREATE TRIGGER gift_card_changes AFTER INSERT ON gift_card_log BEGIN
  INSERT INTO webhook_messages (id, webhook_id, type, data, at, next_attempt_at)
  SELECT 'msg_' || lower(hex(randomblob(12))), w.id, 'gift_card.changed',
         json_object('cardId', NEW.gift_card_id, 'transactionId', NEW.transaction_id, 'status', NEW.status,
                     'amount', NEW.amount, 'currency', c.currency),
         NEW.at, NEW.at
  FROM gift_cards c JOIN webhooks w ON w.restaurant_id = c.restaurant_id
  WHERE c.id = NEW.gift_card_id AND w.gone_at IS NULL
    AND EXISTS (SELECT 1 FROM json_each(w.events) WHERE value = 'gift_card');
END;
