-- The key from which links, gift-card codes and signatures are derived, sealed with the operator's TOKEN_SECRET.
CREATE TABLE root_key (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  sealed TEXT NOT NULL,
  sealed_at INTEGER NOT NULL
) STRICT;

-- Which of its secrets signs a webhook's messages, and since when. The one before it signs them too for a day.
ALTER TABLE webhooks ADD COLUMN secret_version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE webhooks ADD COLUMN secret_rolled_at INTEGER;
