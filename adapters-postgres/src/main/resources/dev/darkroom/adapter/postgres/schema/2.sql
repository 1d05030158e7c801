-- Creates schema version 2: when pictures were taken, and their words. After it, Filling completes the rows of version 1.

-- taken_time is when the picture of a ready image was taken, or else created_at: in milliseconds since 1970, because a camera may record a year that
-- timestamptz does not have. taken_month is its month (UTC): 12 × year + month - 1. words are those of the domain's class Words, without positions.
ALTER TABLE image ADD COLUMN taken_time bigint, ADD COLUMN taken_month integer, ADD COLUMN words tsvector;
ALTER TABLE image_tag ADD COLUMN taken_time bigint, ADD COLUMN taken_month integer;
