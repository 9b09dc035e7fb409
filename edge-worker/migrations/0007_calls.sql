-- Phone calls, by the id that the phone system gave them.
CREATE TABLE calls (
  restaurant_id TEXT NOT NULL REFERENCES restaurants (id),
  phone_number_id TEXT NOT NULL,
  id TEXT NOT NULL,
  -- The caller, in E.164; empty where it was erased.
  phone_number TEXT NOT NULL,
  -- When each was first reported, in milliseconds. Reports come late, twice and in any order: so the status is what
  -- they come to, not what was said last.
  ringing_at INTEGER,
  picked_up_at INTEGER,
  hung_up_at INTEGER,
  abandoned_at INTEGER,
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  -- Rises with each report: what a host stand has seen is all that is at or below its cursor.
  cursor INTEGER NOT NULL,
  PRIMARY KEY (restaurant_id, phone_number_id, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX calls_by_cursor ON calls (restaurant_id, cursor);
CREATE INDEX calls_by_caller ON calls (restaurant_id, phone_number, created_at);
