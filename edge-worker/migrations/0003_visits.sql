-- When guests came and went, in milliseconds; and, while their bill is paid, when they will be taken to have left.
ALTER TABLE reservations ADD COLUMN checkin_at INTEGER;
ALTER TABLE reservations ADD COLUMN checkout_at INTEGER;
ALTER TABLE reservations ADD COLUMN finish_at INTEGER;
CREATE INDEX reservations_to_finish ON reservations (finish_at) WHERE finish_at IS NOT NULL;

-- Minutes since the epoch from which a party has its tables, where that is later than its start: a host gave it others
-- while it was in the house.
ALTER TABLE stays ADD COLUMN tables_from INTEGER;
