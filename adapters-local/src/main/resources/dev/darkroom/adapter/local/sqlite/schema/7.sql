-- Creates schema version 7 from version 6: the indexes of lists in the order of taken_time, like those in the order of created_at. They end
-- with the month, so that a calendar that has no counts is read from their entries only.
CREATE INDEX image_recent_taken ON image (visibility, taken_time, id, content_type, taken_month);
CREATE INDEX image_of_owner_taken ON image (owner, visibility, taken_time, id, content_type, taken_month);
CREATE INDEX image_tag_recent_taken ON image_tag (tag, visibility, taken_time, id, content_type, taken_month);
CREATE INDEX image_tag_of_owner_taken ON image_tag (owner, tag, visibility, taken_time, id, content_type, taken_month);
