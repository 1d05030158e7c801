-- Creates schema version 7 from version 6: what the owners of images sent, and the trash.

-- received_sha256 is the checksum of the bytes as they were sent; it is null for older images. returns_existing is true for an upload that returns an
-- image of its owner with the same bytes instead of making a second one.
ALTER TABLE image ADD COLUMN received_sha256 text COLLATE "C", ADD COLUMN content_credentials text COLLATE "C",
  ADD COLUMN returns_existing boolean NOT NULL DEFAULT false;
ALTER TABLE event ADD COLUMN received_sha256 text COLLATE "C", ADD COLUMN content_credentials text COLLATE "C";
ALTER TABLE idempotency ADD COLUMN received_sha256 text COLLATE "C", ADD COLUMN content_credentials text COLLATE "C";

-- An image in the trash has the state 'trashed' and trashed_at, which is when it was moved there. It has the columns of a ready image, no rows in
-- image_tag, and counts in usage. It has no since, so it is at the end of the index image_unfinished, which no query reads. The constraints are those
-- of version 1 with one state more, so the rows of version 6 need no check now; script 8 checks them while others write.
ALTER TABLE image ADD COLUMN trashed_at timestamptz(3);
ALTER TABLE image DROP CONSTRAINT image_state_check, DROP CONSTRAINT image_check,
  ADD CONSTRAINT image_state_check CHECK (state IN ('pending', 'ready', 'trashed', 'deleting')) NOT VALID,
  ADD CONSTRAINT image_since_check CHECK (CASE state WHEN 'ready' THEN true WHEN 'trashed' THEN since IS NULL ELSE since IS NOT NULL END) NOT VALID,
  ADD CONSTRAINT image_trashed_check CHECK ((trashed_at IS NULL) = (state <> 'trashed')) NOT VALID;
