-- What is deleted once nobody needs it any more.

-- Purchases that nobody paid are deleted with their payments. Nothing but their end is in the log of those.
DROP TRIGGER payment_log_is_not_shortened;
CREATE TRIGGER payment_log_is_not_shortened BEFORE DELETE ON payment_log
WHEN OLD.kind <> 'expired' OR EXISTS (SELECT 1 FROM payments WHERE id = OLD.payment_id AND reservation_id IS NOT NULL) BEGIN
  SELECT RAISE(ABORT, 'lines of payment_log are never deleted');
END;
CREATE INDEX payments_of_abandoned_purchases ON payments (closed_at) WHERE purchase_id IS NOT NULL AND keep_max = 0;

CREATE INDEX outbox_delivered ON outbox (delivered_at) WHERE delivered_at IS NOT NULL;
