-- A migration that a later version could have.
ALTER TABLE image ADD COLUMN album TEXT;
