-- The keys that uploads were made under; they expire at whole seconds since 1970. From owner on, what an upload was answered with, as an image has it; null until then.
-- Its tags are one text with line breaks between them.
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
