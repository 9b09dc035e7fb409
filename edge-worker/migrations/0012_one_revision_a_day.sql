-- One row for each day on which something was committed, whose number rises with each change: a change sets the number
-- after the one it saw, and NULL if it saw another one, which rolls it back.
CREATE TABLE new_day_revisions (
  restaurant_id TEXT NOT NULL REFERENCES restaurants (id),
  day INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  -- When the last change was made.
  at INTEGER NOT NULL,
  PRIMARY KEY (restaurant_id, day)
) STRICT, WITHOUT ROWID;
INSERT INTO new_day_revisions
SELECT restaurant_id, day, MAX(revision), MAX(at) FROM day_revisions GROUP BY restaurant_id, day;
DROP TABLE day_revisions;
ALTER TABLE new_day_revisions RENAME TO day_revisions;
-- When a restaurant was changed last.
CREATE INDEX day_revisions_by_age ON day_revisions (restaurant_id, at);
