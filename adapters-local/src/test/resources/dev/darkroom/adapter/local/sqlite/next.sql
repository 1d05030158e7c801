-- A migration as the next release might have one.
ALTER TABLE image ADD COLUMN album TEXT;
