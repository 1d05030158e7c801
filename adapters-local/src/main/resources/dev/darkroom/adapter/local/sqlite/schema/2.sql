-- What was told about a direct upload when it was started; there for as long as its row in unfinished. Its tags are one text
-- with line breaks between them: nothing looks for them before the image is ready.
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
