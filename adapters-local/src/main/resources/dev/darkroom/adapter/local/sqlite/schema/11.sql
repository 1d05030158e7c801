-- Creates schema version 11 from version 10: what the owners of images sent, and the trash.

-- received_sha256 is the checksum of the bytes as they were sent; it is null for older images.
ALTER TABLE image ADD COLUMN received_sha256 TEXT;
ALTER TABLE image ADD COLUMN content_credentials TEXT;
ALTER TABLE event ADD COLUMN received_sha256 TEXT;
ALTER TABLE event ADD COLUMN content_credentials TEXT;
ALTER TABLE upload_claim ADD COLUMN received_sha256 TEXT;
ALTER TABLE upload_claim ADD COLUMN content_credentials TEXT;

-- 1 if an image of the owner with the same bytes is returned instead of a second one.
ALTER TABLE direct_upload ADD COLUMN returns_existing INTEGER NOT NULL DEFAULT 0;
ALTER TABLE resumable_upload ADD COLUMN returns_existing INTEGER NOT NULL DEFAULT 0;

-- The one of an owner's images with the same received bytes that was stored first is the first entry of its range.
CREATE INDEX image_received ON image (owner, received_sha256, created_at, id) WHERE received_sha256 IS NOT NULL;

-- The images in the trash, with the columns of image, so that no list, count or search of images sees them. An id is either here, in image or in
-- unfinished. Their sizes stay in usage. trashed_at is when the image was moved here.
CREATE TABLE trashed_image (
  id                  BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
  owner               TEXT    NOT NULL,
  filename            TEXT    NOT NULL,
  content_type        TEXT    NOT NULL,
  size_bytes          INTEGER NOT NULL,
  width               INTEGER NOT NULL,
  height              INTEGER NOT NULL,
  sha256              TEXT    NOT NULL,
  title               TEXT,
  description         TEXT,
  visibility          TEXT    NOT NULL,
  taken_at            TEXT,
  placeholder         TEXT,
  created_at          INTEGER NOT NULL,
  updated_at          INTEGER NOT NULL,
  version             INTEGER NOT NULL,
  received_sha256     TEXT,
  content_credentials TEXT,
  tags                TEXT,
  taken_time          INTEGER NOT NULL,
  trashed_at          INTEGER NOT NULL
) STRICT;

CREATE INDEX trashed_image_recent ON trashed_image (created_at, id);
CREATE INDEX trashed_image_of_owner ON trashed_image (owner, created_at, id);
CREATE INDEX trashed_image_recent_taken ON trashed_image (taken_time, id);
CREATE INDEX trashed_image_of_owner_taken ON trashed_image (owner, taken_time, id);
CREATE INDEX trashed_image_trashed ON trashed_image (trashed_at, id);
