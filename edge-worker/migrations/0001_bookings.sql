-- Times are integers: days since 1970-01-01, minutes since the epoch (starts, ends), cells of 15 minutes,
-- and milliseconds since the epoch for the moments at which something was written (..._at).

CREATE TABLE restaurants (
  id TEXT PRIMARY KEY,
  slug TEXT NOT NULL UNIQUE CHECK (length(slug) BETWEEN 2 AND 60),
  -- The published configuration.
  configuration_version INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE configurations (
  restaurant_id TEXT NOT NULL REFERENCES restaurants (id) DEFERRABLE INITIALLY DEFERRED,
  version INTEGER NOT NULL,
  document TEXT NOT NULL CHECK (json_valid(document)),
  published_at INTEGER NOT NULL,
  PRIMARY KEY (restaurant_id, version)
) STRICT, WITHOUT ROWID;

-- Only the digest of a key is kept.
CREATE TABLE api_keys (
  digest TEXT PRIMARY KEY,
  restaurant_id TEXT NOT NULL REFERENCES restaurants (id),
  created_at INTEGER NOT NULL,
  revoked_at INTEGER
) STRICT, WITHOUT ROWID;

-- One row for each committed change of a day. A change inserts the number after the last one it saw, so that of
-- two changes decided on the same state one breaks this key.
CREATE TABLE day_revisions (
  restaurant_id TEXT NOT NULL REFERENCES restaurants (id),
  day INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (restaurant_id, day, revision)
) STRICT, WITHOUT ROWID;

-- Who is in the house: holds (with expires_at) and booked parties (without). A reservation keeps its stay as long
-- as its status keeps its tables; the id is the reservation's.
CREATE TABLE stays (
  id TEXT PRIMARY KEY,
  restaurant_id TEXT NOT NULL REFERENCES restaurants (id),
  day INTEGER NOT NULL,
  minutes INTEGER NOT NULL,
  starts INTEGER NOT NULL,
  ends INTEGER NOT NULL,
  blocked_until INTEGER NOT NULL,
  attendees INTEGER NOT NULL CHECK (0 < attendees),
  experience_id TEXT NOT NULL,
  table_ids TEXT NOT NULL CHECK (json_valid(table_ids)),
  -- Holds only: when it runs out (milliseconds), how often it was extended.
  expires_at INTEGER,
  extensions INTEGER NOT NULL DEFAULT 0,
  CHECK (starts < ends AND ends <= blocked_until)
) STRICT;
CREATE INDEX stays_by_start ON stays (restaurant_id, starts);
CREATE INDEX holds_by_expiry ON stays (expires_at) WHERE expires_at IS NOT NULL;

-- One row for each table and quarter of an hour that a stay takes, buffer included. The key is what makes it
-- impossible to give a table twice. The restaurant is part of it because restaurants choose their own table ids.
CREATE TABLE occupancy (
  restaurant_id TEXT NOT NULL,
  table_id TEXT NOT NULL,
  cell INTEGER NOT NULL,
  stay_id TEXT NOT NULL REFERENCES stays (id) ON DELETE CASCADE,
  PRIMARY KEY (restaurant_id, table_id, cell)
) STRICT, WITHOUT ROWID;
CREATE INDEX occupancy_by_stay ON occupancy (stay_id);

CREATE TABLE guests (
  id TEXT PRIMARY KEY,
  restaurant_id TEXT NOT NULL REFERENCES restaurants (id),
  first_name TEXT NOT NULL,
  last_name TEXT NOT NULL,
  email TEXT NOT NULL,
  phone TEXT NOT NULL,
  locale TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE reservations (
  id TEXT PRIMARY KEY,
  restaurant_id TEXT NOT NULL REFERENCES restaurants (id),
  number TEXT NOT NULL,
  status TEXT NOT NULL,
  source TEXT NOT NULL,
  day INTEGER NOT NULL,
  minutes INTEGER NOT NULL,
  starts INTEGER NOT NULL,
  ends INTEGER NOT NULL,
  attendees INTEGER NOT NULL,
  experience_id TEXT NOT NULL,
  table_ids TEXT NOT NULL CHECK (json_valid(table_ids)),
  guest_id TEXT NOT NULL REFERENCES guests (id),
  notes TEXT NOT NULL,
  locale TEXT NOT NULL,
  -- The hold it was made of: a hold becomes one reservation at most.
  hold_id TEXT UNIQUE,
  -- Digest of the token that opens it for its guest.
  manage_digest TEXT NOT NULL UNIQUE,
  consent_at INTEGER,
  created_at INTEGER NOT NULL,
  UNIQUE (restaurant_id, number)
) STRICT;
CREATE INDEX reservations_by_day ON reservations (restaurant_id, day, minutes, id);

-- What happened to a reservation, in order. A change of status inserts the number after the last one it saw, so
-- that of two changes decided on the same status one breaks this key.
CREATE TABLE reservation_log (
  reservation_id TEXT NOT NULL REFERENCES reservations (id),
  sequence INTEGER NOT NULL,
  status TEXT NOT NULL,
  actor TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (reservation_id, sequence)
) STRICT, WITHOUT ROWID;

-- The answers to requests that changed something, written in the same batch as the change.
CREATE TABLE idempotency (
  restaurant_id TEXT NOT NULL,
  audience TEXT NOT NULL,
  key TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  answer TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (restaurant_id, audience, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_by_age ON idempotency (at);

-- Side effects that are still to happen, written in the same batch as their cause.
CREATE TABLE outbox (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  reservation_id TEXT NOT NULL REFERENCES reservations (id),
  created_at INTEGER NOT NULL,
  next_attempt_at INTEGER NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  delivered_at INTEGER,
  last_error TEXT
) STRICT;
CREATE INDEX outbox_due ON outbox (next_attempt_at) WHERE delivered_at IS NULL;

-- Where mail goes in development.
CREATE TABLE mailbox (
  id TEXT PRIMARY KEY,
  at INTEGER NOT NULL,
  recipient TEXT NOT NULL,
  subject TEXT NOT NULL,
  body TEXT NOT NULL
) STRICT;
