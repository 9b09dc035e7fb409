-- Stored value. Nobody can read a code from here: a keyed digest finds the card of a code, and the last four symbols
-- let people tell cards apart.
CREATE TABLE gift_cards (
  id TEXT PRIMARY KEY,
  restaurant_id TEXT NOT NULL REFERENCES restaurants (id),
  digest TEXT NOT NULL,
  last_four TEXT NOT NULL,
  template_id TEXT NOT NULL,
  -- Minor units.
  amount INTEGER NOT NULL CHECK (0 < amount),
  currency TEXT NOT NULL,
  email TEXT NOT NULL,
  locale TEXT NOT NULL,
  -- The last day on which it can be redeemed, by the restaurant's calendar.
  expires_on_day INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  -- Two restaurants may both have a card 10000001.
  UNIQUE (digest, restaurant_id)
) STRICT;
CREATE INDEX gift_cards_by_email ON gift_cards (restaurant_id, email) WHERE email <> '';

-- What happened to each transaction, in order; lines are only ever added. The balance of a card is the sum of the
-- effects: what is reserved is taken at once, what is topped up counts when it is settled. The key lets only one of two
-- changes happen that were decided on the same line.
CREATE TABLE gift_card_log (
  transaction_id TEXT NOT NULL,
  step INTEGER NOT NULL,
  gift_card_id TEXT NOT NULL REFERENCES gift_cards (id),
  status TEXT NOT NULL CHECK (status IN ('pending', 'successful', 'deleted')),
  amount INTEGER NOT NULL CHECK (amount <> 0),
  -- NULL is what an overdraft would be.
  effect INTEGER NOT NULL,
  reference TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (transaction_id, step)
) STRICT, WITHOUT ROWID;
CREATE INDEX gift_card_log_by_card ON gift_card_log (gift_card_id, effect);

-- How often somebody guessed at something within an hour.
CREATE TABLE guesses (
  restaurant_id TEXT NOT NULL REFERENCES restaurants (id),
  -- A keyed digest of the guesser's address; empty for all of them together.
  guesser TEXT NOT NULL,
  hour INTEGER NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (restaurant_id, guesser, hour)
) STRICT, WITHOUT ROWID;
CREATE INDEX guesses_by_hour ON guesses (hour);
