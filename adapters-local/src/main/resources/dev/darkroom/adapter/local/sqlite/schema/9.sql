-- Creates schema version 9 from version 8: the events of images, and how far their receivers have come.

-- The visible changes in the order of their commits, each with a copy of the image after it, or before it if the change deleted the image. The
-- tags are one text, separated by line breaks. A number is never used again.
CREATE TABLE event (
  number       INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  kind         TEXT    NOT NULL CHECK (kind IN ('published', 'updated', 'trashed', 'restored', 'deleted')),
  at           INTEGER NOT NULL,
  id           BLOB    NOT NULL,
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
  version      INTEGER NOT NULL,
  tags         TEXT
) STRICT;

-- Events are removed by their time, which may differ a little from their order.
CREATE INDEX event_time ON event (at);

-- One text for each receiver, and the number of times that it was replaced.
CREATE TABLE delivery (
  receiver TEXT    NOT NULL PRIMARY KEY,
  revision INTEGER NOT NULL,
  text     TEXT    NOT NULL
) STRICT;
