-- Creates schema version 10 from version 9: a copy of the tags in the row of their image, because image_tag is in another place of the file for each
-- row of a page. They are one text, separated by line breaks, or null.
ALTER TABLE image ADD COLUMN tags TEXT;

UPDATE image SET tags = (SELECT group_concat(tag, char(10))
  FROM (SELECT tag FROM image_tag WHERE image_tag.id = image.id ORDER BY ordinal));
