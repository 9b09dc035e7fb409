-- What strangers may keep and do without paying for it has budgets.

-- Keyed digests of the address and of the network of the visitor who keeps tables without having paid: for holds, and for
-- bookings that wait for their payment.
ALTER TABLE stays ADD COLUMN visitor TEXT;
ALTER TABLE stays ADD COLUMN network TEXT;
CREATE INDEX stays_by_visitor ON stays (restaurant_id, visitor) WHERE visitor IS NOT NULL;
CREATE INDEX stays_by_network ON stays (restaurant_id, network) WHERE network IS NOT NULL;
CREATE INDEX reservations_unpaid ON reservations (restaurant_id, email) WHERE status = 'payment_pending';

-- How often something was done within a time that ends then.
CREATE TABLE budgets (
  restaurant_id TEXT NOT NULL REFERENCES restaurants (id),
  budget TEXT NOT NULL,
  -- A keyed digest of whose budget it is: an address, a network, an e-mail address; or a booking's id.
  spender TEXT NOT NULL,
  -- Milliseconds since the epoch.
  ends_at INTEGER NOT NULL,
  count INTEGER NOT NULL,
  allowed INTEGER NOT NULL,
  PRIMARY KEY (restaurant_id, budget, spender, ends_at)
) STRICT, WITHOUT ROWID;
CREATE INDEX budgets_by_end ON budgets (ends_at);
