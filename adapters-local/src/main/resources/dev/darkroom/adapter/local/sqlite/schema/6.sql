-- Creates schema version 6 from version 5: when pictures were taken, counts, and search. After it, Filling completes the rows of version 5.

-- taken_time is when the picture was taken, in milliseconds since 1970, or else created_at. taken_month is its month (UTC): 12 × year + month - 1.
ALTER TABLE image ADD COLUMN taken_time INTEGER NOT NULL DEFAULT 0;
ALTER TABLE image ADD COLUMN taken_month INTEGER NOT NULL DEFAULT 0;
ALTER TABLE image_tag ADD COLUMN taken_time INTEGER NOT NULL DEFAULT 0;
ALTER TABLE image_tag ADD COLUMN taken_month INTEGER NOT NULL DEFAULT 0;

-- How many images were taken in a month: all, and those with each tag. owner is '' for the images of all owners, tag is '' for images with any
-- tags or none. No number is 0.
CREATE TABLE tally (
  owner       TEXT    NOT NULL,
  tag         TEXT    NOT NULL,
  visibility  TEXT    NOT NULL,
  taken_month INTEGER NOT NULL,
  images      INTEGER NOT NULL,
  PRIMARY KEY (owner, tag, visibility, taken_month)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER image_counted AFTER INSERT ON image BEGIN
  INSERT INTO tally VALUES (new.owner, '', new.visibility, new.taken_month, 1), ('', '', new.visibility, new.taken_month, 1)
    ON CONFLICT DO UPDATE SET images = images + 1;
END;

CREATE TRIGGER image_uncounted AFTER DELETE ON image BEGIN
  UPDATE tally SET images = images - 1
    WHERE owner IN (old.owner, '') AND tag = '' AND visibility = old.visibility AND taken_month = old.taken_month;
  DELETE FROM tally
    WHERE owner IN (old.owner, '') AND tag = '' AND visibility = old.visibility AND taken_month = old.taken_month AND images = 0;
END;

CREATE TRIGGER image_tag_counted AFTER INSERT ON image_tag BEGIN
  INSERT INTO tally VALUES (new.owner, new.tag, new.visibility, new.taken_month, 1), ('', new.tag, new.visibility, new.taken_month, 1)
    ON CONFLICT DO UPDATE SET images = images + 1;
END;

CREATE TRIGGER image_tag_uncounted AFTER DELETE ON image_tag BEGIN
  UPDATE tally SET images = images - 1
    WHERE owner IN (old.owner, '') AND tag = old.tag AND visibility = old.visibility AND taken_month = old.taken_month;
  DELETE FROM tally
    WHERE owner IN (old.owner, '') AND tag = old.tag AND visibility = old.visibility AND taken_month = old.taken_month AND images = 0;
END;

-- The images that a search can find, with copies of the columns that it sorts and filters by. The full-text index knows them by their numbers.
CREATE TABLE search_entry (
  number       INTEGER NOT NULL PRIMARY KEY,
  id           BLOB    NOT NULL UNIQUE REFERENCES image (id) ON DELETE CASCADE,
  owner        TEXT    NOT NULL,
  content_type TEXT    NOT NULL,
  visibility   TEXT    NOT NULL,
  created_at   INTEGER NOT NULL,
  taken_time   INTEGER NOT NULL
) STRICT;

-- The words of each image, separated by blanks, as the domain's class Words splits them. The index contains no texts and no positions, because a
-- search needs neither. The tokenizer splits only at ASCII characters that are no letters and no digits, which no word contains.
CREATE VIRTUAL TABLE search_word USING fts5 (words, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii');

CREATE TRIGGER search_entry_removed AFTER DELETE ON search_entry BEGIN
  DELETE FROM search_word WHERE rowid = old.number;
END;
