-- A catalog of schema version 5, as five earlier migrations created it. It never changes: every later version must open it.
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
CREATE INDEX image_recent ON image (visibility, created_at, id, content_type);
CREATE INDEX image_of_owner ON image (owner, visibility, created_at, id, content_type);
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
CREATE TABLE unfinished (
  id    BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  state TEXT    NOT NULL CHECK (state IN ('pending', 'deleting')),
  since INTEGER NOT NULL
, claim_owner TEXT, claim_bytes INTEGER CHECK ((claim_bytes IS NULL) = (claim_owner IS NULL))) STRICT, WITHOUT ROWID;
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
CREATE INDEX unfinished_since ON unfinished (since, id);
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
CREATE TABLE usage (
  owner TEXT    NOT NULL PRIMARY KEY,
  bytes INTEGER NOT NULL CHECK (bytes >= 0)
) STRICT, WITHOUT ROWID;
PRAGMA user_version = 5;

INSERT INTO image VALUES (x'019ab3f07c1e7d439a530f4c0e4f8f11', 'alice', 'kite.jpg', 'image/jpeg', 487350, 2560, 1600,
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', 'A kite', NULL, 'public', '2026-11-20T10:00:00Z',
  NULL, 1763853971123, 1763853971123, 1);
INSERT INTO image_tag VALUES
  (x'019ab3f07c1e7d439a530f4c0e4f8f11', 0, 'sea', 'alice', 'public', 1763853971123, 'image/jpeg'),
  (x'019ab3f07c1e7d439a530f4c0e4f8f11', 1, 'kite', 'alice', 'public', 1763853971123, 'image/jpeg');
INSERT INTO unfinished VALUES
  (x'019ab3f07c1f7d439a530f4c0e4f8f12', 'pending', 1763853971124, 'alice', 700),
  (x'019ab3f07c207d439a530f4c0e4f8f13', 'deleting', 1763853971125, NULL, NULL);
INSERT INTO direct_upload VALUES
  (x'019ab3f07c1f7d439a530f4c0e4f8f12', 'alice', 'boat.png', 'A boat', NULL, 'sea', 'private', 'image/png', 700);
INSERT INTO upload_claim (holder, idempotency_key, request, image_id, leased_until, expires_at) VALUES
  ('alice', 'key-1', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  x'019ab3f07c1f7d439a530f4c0e4f8f12', 1763853981124, 1763940371);
INSERT INTO usage VALUES ('alice', 488050);
