-- Creates schema version 3: counts of images.
ALTER TABLE image ADD CHECK (state <> 'ready' OR (taken_time IS NOT NULL AND taken_month IS NOT NULL AND words IS NOT NULL));
ALTER TABLE image_tag ALTER COLUMN taken_time SET NOT NULL, ALTER COLUMN taken_month SET NOT NULL;

-- Which of the rows of all owners in tally counts the image, as long as it is ready.
ALTER TABLE image ADD COLUMN slot smallint NOT NULL DEFAULT 0;

-- How many images were taken in a month: all, and those with each tag. owner is '' for the images of all owners, tag is '' for images with any tags
-- or none. The number of a month is the sum over its slots. Those of all owners are many, so that transactions rarely wait for each other; the rows of
-- an owner have the slot 0. No number is 0.
CREATE TABLE tally (
  owner       text COLLATE "C" NOT NULL,
  tag         text COLLATE "C" NOT NULL,
  visibility  smallint         NOT NULL,
  taken_month integer          NOT NULL,
  slot        smallint         NOT NULL,
  images      bigint           NOT NULL,
  PRIMARY KEY (owner, tag, visibility, taken_month, slot)
) WITH (fillfactor = 50);

INSERT INTO tally
SELECT holder, tag, visibility, taken_month, 0, count(*) FROM image, unnest(tags || ''::text) AS tag, unnest(ARRAY[owner, '']) AS holder
WHERE state = 'ready' GROUP BY 1, 2, 3, 4;

-- A row becomes ready by an update and ceases to be ready by an update, so no other statement changes the counts. The keys are in order, so that
-- transactions do not wait for each other in a circle. The transaction has locked the counts that it deletes. Another one that waits for such a count
-- inserts it again.
CREATE FUNCTION tally_images() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  empty tid[];
BEGIN
  WITH counted AS (
    INSERT INTO tally AS t (owner, tag, visibility, taken_month, slot, images)
    SELECT holder, tag, visibility, taken_month, CASE holder WHEN '' THEN slot ELSE 0 END, sum(images)
    FROM (
        SELECT owner, tags, visibility, taken_month, slot, 1 AS images FROM after WHERE state = 'ready'
        UNION ALL SELECT owner, tags, visibility, taken_month, slot, -1 FROM before WHERE state = 'ready') AS change,
      unnest(tags || ''::text) AS tag, unnest(ARRAY[owner, '']) AS holder
    GROUP BY 1, 2, 3, 4, 5 HAVING sum(images) <> 0 ORDER BY 1, 2, 3, 4, 5
    ON CONFLICT (owner, tag, visibility, taken_month, slot) DO UPDATE SET images = t.images + excluded.images
    RETURNING t.ctid, t.images)
  SELECT array_agg(ctid) INTO empty FROM counted WHERE images = 0;
  IF empty IS NOT NULL THEN
    DELETE FROM tally WHERE ctid = ANY (empty);
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER tally_images AFTER UPDATE ON image REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION tally_images();
