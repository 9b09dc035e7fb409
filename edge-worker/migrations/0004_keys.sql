-- What a restaurant's keys may do, and when they end.

-- The name by which hosts tell keys apart, and by which they are revoked.
ALTER TABLE api_keys ADD COLUMN id TEXT;
UPDATE api_keys SET id = lower(hex(randomblob(16)));
CREATE UNIQUE INDEX api_keys_by_id ON api_keys (id);
CREATE INDEX api_keys_by_restaurant ON api_keys (restaurant_id, created_at);

ALTER TABLE api_keys ADD COLUMN name TEXT NOT NULL DEFAULT '';
-- What is shown of it in lists: its last four symbols.
ALTER TABLE api_keys ADD COLUMN last_four TEXT NOT NULL DEFAULT '';
-- A JSON list. Keys from before there were scopes keep everything that there was.
ALTER TABLE api_keys ADD COLUMN scopes TEXT NOT NULL DEFAULT
  '["availability:read","reservations:read","reservations:write","configuration:read"]' CHECK (json_valid(scopes));
-- When it is revoked by itself: it was replaced by another.
ALTER TABLE api_keys ADD COLUMN ends_at INTEGER;
CREATE INDEX api_keys_to_end ON api_keys (ends_at) WHERE ends_at IS NOT NULL AND revoked_at IS NULL;
