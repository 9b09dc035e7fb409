-- A callback about a fee names it by a reference that is only in the log.
CREATE INDEX payment_log_by_charge ON payment_log (reference) WHERE kind = 'charged';
