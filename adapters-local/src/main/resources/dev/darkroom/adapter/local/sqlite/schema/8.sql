-- Creates schema version 8 from version 7: the resumable uploads, until their deadline. Each makes the image image_id, whose row holds the claim.
-- received_bytes have arrived in parts objects, the last of which is last_part. length is null while the client has not told it. metadata is the
-- client's own text. The tags are one text, separated by line breaks.
CREATE TABLE resumable_upload (
  id             BLOB    NOT NULL PRIMARY KEY REFERENCES unfinished (id) ON DELETE CASCADE,
  image_id       BLOB    NOT NULL CHECK (length(image_id) = 16),
  owner          TEXT    NOT NULL,
  filename       TEXT,
  title          TEXT,
  description    TEXT,
  tags           TEXT    NOT NULL,
  visibility     TEXT    NOT NULL,
  metadata       TEXT,
  received_bytes INTEGER NOT NULL,
  length         INTEGER CHECK (length IS NULL OR received_bytes <= length),
  parts          INTEGER NOT NULL,
  last_part      TEXT    CHECK ((last_part IS NULL) = (parts = 0))
) STRICT, WITHOUT ROWID;
