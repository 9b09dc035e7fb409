-- Booked parties may be given other tables so that one more fits, within what they were promised.

-- The table categories promised at booking, as a JSON list of ids; an empty one means any table of the floor plan
-- in which the party has its tables. NULL: it keeps the tables that it has, since a host pinned them or since it was
-- booked before anybody was moved.
ALTER TABLE stays ADD COLUMN promised_category_ids TEXT CHECK (json_valid(promised_category_ids));

-- Whether the guest booked it (1), or the restaurant (0).
ALTER TABLE stays ADD COLUMN online INTEGER NOT NULL DEFAULT 0;
UPDATE stays SET online = 1
WHERE expires_at IS NOT NULL OR id IN (SELECT id FROM reservations WHERE source = 'widget');

-- The tables that the reservation has from this line on, where the line says so: its first line, and those of the
-- actor 'reseating', which leave the status as it is.
ALTER TABLE reservation_log ADD COLUMN table_ids TEXT CHECK (json_valid(table_ids));
