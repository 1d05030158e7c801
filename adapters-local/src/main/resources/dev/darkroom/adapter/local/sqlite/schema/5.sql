-- Creates schema version 5. Timestamps are milliseconds since 1970 if nothing else is said. Ids are the 16 bytes of a UUID, which sort like its text.

-- Ready images only, so a list can't show an image that is pending or being deleted.
CREATE TABLE image (
  id           BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
  owner        TEXT    NOT NULL,
  filename     TEXT    NOT NULL,
  content_type TEXT    NOT NULL,
  size_bytes   INTEGER NOT NULL,
  width        INTEGER NOT NULL,
  height       INTEGER NOT NULL,
  sha256       TEXT    NOT NULL,
  title        TEXT,
  description  TEXT,
  visibility   TEXT    NOT NULL,
  taken_at     TEXT,
  placeholder  TEXT,
  created_at   INTEGER NOT NULL,
  updated_at   INTEGER NOT NULL,
  version      INTEGER NOT NULL
) STRICT;

-- A list reads one range of one of four indexes, or merges two ranges if it shows both visibilities. The indexes end with the content type, so
-- that entries of another type are skipped without reading their rows.
CREATE INDEX image_recent ON image (visibility, created_at, id, content_type);
CREATE INDEX image_of_owner ON image (owner, visibility, created_at, id, content_type);

-- The tags of ready images, in the order of the upload, with copies of the columns that their lists sort and filter by.
CREATE TABLE image_tag (
  id           BLOB    NOT NULL REFERENCES image (id) ON DELETE CASCADE,
  ordinal      INTEGER NOT NULL,
  tag          TEXT    NOT NULL,
  owner        TEXT    NOT NULL,
  visibility   TEXT    NOT NULL,
  created_at   INTEGER NOT NULL,
  content_type TEXT    NOT NULL,
  PRIMARY KEY (id, ordinal)
) STRICT, WITHOUT ROWID;

CREATE INDEX image_tag_recent ON image_tag (tag, visibility, created_at, id, content_type);
CREATE INDEX image_tag_of_owner ON image_tag (owner, tag, visibility, created_at, id, content_type);

-- The images that are pending or being deleted. An id is either here or in image. A pending image may reserve claim_bytes of the quota of
-- claim_owner; otherwise both are null.
CREATE TABLE unfinished (
  id          BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  state       TEXT    NOT NULL CHECK (state IN ('pending', 'deleting')),
  since       INTEGER NOT NULL,
  claim_owner TEXT,
  claim_bytes INTEGER CHECK ((claim_bytes IS NULL) = (claim_owner IS NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX unfinished_since ON unfinished (since, id);

-- The declarations of direct uploads while their images are pending. The tags are one text, separated by line breaks: nothing searches them
-- before the image is ready.
CREATE TABLE direct_upload (
  id           BLOB    NOT NULL PRIMARY KEY REFERENCES unfinished (id) ON DELETE CASCADE,
  owner        TEXT    NOT NULL,
  filename     TEXT,
  title        TEXT,
  description  TEXT,
  tags         TEXT    NOT NULL,
  visibility   TEXT    NOT NULL,
  content_type TEXT    NOT NULL,
  size_bytes   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The idempotency keys of uploads; expires_at is in seconds since 1970. The columns from owner on contain the image that the upload returned;
-- they are null until it returns. The tags are one text, separated by line breaks.
CREATE TABLE upload_claim (
  holder          TEXT    NOT NULL,
  idempotency_key TEXT    NOT NULL,
  request         TEXT    NOT NULL,
  image_id        BLOB    NOT NULL CHECK (length(image_id) = 16),
  leased_until    INTEGER NOT NULL,
  expires_at      INTEGER NOT NULL,
  owner           TEXT,
  filename        TEXT,
  content_type    TEXT,
  size_bytes      INTEGER,
  width           INTEGER,
  height          INTEGER,
  sha256          TEXT,
  title           TEXT,
  description     TEXT,
  visibility      TEXT,
  taken_at        TEXT,
  placeholder     TEXT,
  created_at      INTEGER,
  updated_at      INTEGER,
  version         INTEGER,
  tags            TEXT,
  UNIQUE (holder, idempotency_key)
) STRICT;

CREATE INDEX upload_claim_expiry ON upload_claim (expires_at);

-- The used bytes of each owner: the sizes of their ready images and the claims of their pending ones. The transaction that changes those also
-- changes this.
CREATE TABLE usage (
  owner TEXT    NOT NULL PRIMARY KEY,
  bytes INTEGER NOT NULL CHECK (bytes >= 0)
) STRICT, WITHOUT ROWID;
