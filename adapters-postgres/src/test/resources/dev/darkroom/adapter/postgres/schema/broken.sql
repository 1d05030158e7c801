-- The second statement fails.
CREATE TABLE half (a integer);
ALTER TABLE no_such_table ADD COLUMN a integer;
