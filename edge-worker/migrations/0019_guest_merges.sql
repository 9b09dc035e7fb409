-- When it was last known that the guest's address is theirs: they opened the link in a mail, or the restaurant entered it.
ALTER TABLE guests ADD COLUMN email_confirmed_at INTEGER;
-- Of what is there already: where the restaurant has ever booked for the guest.
UPDATE guests SET email_confirmed_at = created_at
WHERE email_key IS NOT NULL
  AND EXISTS (SELECT 1 FROM reservations r WHERE r.guest_id = guests.id AND r.source <> 'widget');
-- 1 for an entry whose address somebody typed into a web page, while the restaurant had written into another entry with
-- that address and nothing proved that they are the same guest.
ALTER TABLE guests ADD COLUMN is_unproven INTEGER NOT NULL DEFAULT 0 CHECK (is_unproven IN (0, 1));
DROP INDEX guests_by_email;
CREATE UNIQUE INDEX guests_by_email ON guests (restaurant_id, email_key, is_unproven) WHERE email_key IS NOT NULL;

-- Entries that became one, so that they can be taken apart again.
CREATE TABLE guest_merges (
  id TEXT PRIMARY KEY,
  restaurant_id TEXT NOT NULL REFERENCES restaurants (id),
  -- The entry that is kept.
  guest_id TEXT NOT NULL REFERENCES guests (id),
  -- The kept entry's fields before and after, the whole other entry, and the ids of its reservations.
  before TEXT NOT NULL CHECK (json_valid(before)),
  after TEXT NOT NULL CHECK (json_valid(after)),
  other TEXT NOT NULL CHECK (json_valid(other)),
  reservation_ids TEXT NOT NULL CHECK (json_valid(reservation_ids)),
  merged_at INTEGER NOT NULL
) STRICT;
CREATE INDEX guest_merges_by_guest ON guest_merges (guest_id);
