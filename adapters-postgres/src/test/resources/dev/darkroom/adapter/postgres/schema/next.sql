-- A migration of a later version.
ALTER TABLE signing_key ADD COLUMN note text;
