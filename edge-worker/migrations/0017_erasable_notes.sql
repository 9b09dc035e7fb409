-- A line of the payment log is never changed, but for the restaurant's note, which is emptied with the guest it is about.
DROP TRIGGER payment_log_is_not_changed;
CREATE TRIGGER payment_log_is_not_changed BEFORE UPDATE ON payment_log
WHEN NEW.note <> '' OR (NEW.payment_id, NEW.sequence, NEW.kind, NEW.tender, NEW.amount, NEW.reference, NEW.cause, NEW.at)
  IS NOT (OLD.payment_id, OLD.sequence, OLD.kind, OLD.tender, OLD.amount, OLD.reference, OLD.cause, OLD.at)
  OR NEW.of_sequence IS NOT OLD.of_sequence BEGIN
  SELECT RAISE(ABORT, 'lines of payment_log are never changed');
END;
