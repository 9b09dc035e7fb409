-- The number of places of the shared table at which a stay's guests are counted; NULL for what a party has to itself.
-- In `occupancy` such a stay has one row for each guest and cell: `{table}#1`, `{table}#2`, and so on, whichever are free.
ALTER TABLE stays ADD COLUMN places INTEGER CHECK (0 < places AND attendees <= places);
