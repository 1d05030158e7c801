-- A catalogue as the first release wrote it. It never changes: every later program must be able to open it.
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
) STRICT, WITHOUT ROWID;
CREATE INDEX unfinished_oldest ON unfinished (state, since, id);
PRAGMA user_version = 1;

INSERT INTO image VALUES (x'019ab3f07c1e7d439a530f4c0e4f8f11', 'alice', 'kite.jpg', 'image/jpeg', 487350, 2560, 1600,
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', 'A kite', NULL, 'public', '2026-11-20T10:00:00Z',
  NULL, 1763853971123, 1763853971123, 1);
INSERT INTO image_tag VALUES
  (x'019ab3f07c1e7d439a530f4c0e4f8f11', 0, 'sea', 'alice', 'public', 1763853971123, 'image/jpeg'),
  (x'019ab3f07c1e7d439a530f4c0e4f8f11', 1, 'kite', 'alice', 'public', 1763853971123, 'image/jpeg');
INSERT INTO unfinished VALUES
  (x'019ab3f07c1f7d439a530f4c0e4f8f12', 'pending', 1763853971124),
  (x'019ab3f07c207d439a530f4c0e4f8f13', 'deleting', 1763853971125);
