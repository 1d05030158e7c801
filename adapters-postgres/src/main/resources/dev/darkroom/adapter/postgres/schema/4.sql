-- concurrent
-- Creates schema version 4: indexes of lists in the order of taken_time, like those in the order of created_at, and of words.
-- A calendar that has no counts is read from the entries of these indexes only. The planner requires visibility itself for that.
CREATE INDEX CONCURRENTLY IF NOT EXISTS image_recent_taken ON image ((visibility + 0), taken_time, id)
  INCLUDE (content_type, taken_month, visibility) WHERE state = 'ready';
CREATE INDEX CONCURRENTLY IF NOT EXISTS image_of_owner_taken ON image (owner, visibility, taken_time, id)
  INCLUDE (content_type, taken_month) WHERE state = 'ready';
CREATE INDEX CONCURRENTLY IF NOT EXISTS image_tag_recent_taken ON image_tag (tag, (visibility + 0), taken_time, id)
  INCLUDE (content_type, taken_month, visibility);
CREATE INDEX CONCURRENTLY IF NOT EXISTS image_tag_of_owner_taken ON image_tag (owner, tag, visibility, taken_time, id)
  INCLUDE (content_type, taken_month);
CREATE INDEX CONCURRENTLY IF NOT EXISTS image_words ON image USING gin (words) WHERE state = 'ready';
