-- A migration that fails half-way.
ALTER TABLE image ADD COLUMN album TEXT;
DROP TABLE nothing;
