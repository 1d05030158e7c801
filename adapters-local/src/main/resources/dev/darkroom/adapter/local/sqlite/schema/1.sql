-- Times are milliseconds since 1970. An id is the 16 bytes of its UUID, which sort as its text does.

-- The ready images, and nothing else: what a list reads can't hold an image that it must not show.
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

-- A list is a range of one of these four indexes, or two such ranges merged when it shows both visibilities. The content
-- type is at their end, so that a row of another type is passed over without being read.
CREATE INDEX image_recent ON image (visibility, created_at, id, content_type);
CREATE INDEX image_of_owner ON image (owner, visibility, created_at, id, content_type);

-- The tags, in the order in which they were given, with what their lists are ordered and filtered by.
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

-- The images with work left to do: those announced and those being deleted. An id is here or in image, never in both.
CREATE TABLE unfinished (
  id    BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  state TEXT    NOT NULL CHECK (state IN ('pending', 'deleting')),
  since INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX unfinished_oldest ON unfinished (state, since, id);
