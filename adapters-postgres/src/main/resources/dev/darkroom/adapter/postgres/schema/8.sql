-- concurrent
-- Creates schema version 8: indexes of received bytes and of the trash. Those of all owners contain the same rows as the others, but have another
-- condition: so the planner can't choose one for the list of an owner, which it would read up to the first image of that owner.
-- A search for received bytes compares (owner || ''): so the planner can't choose an index of the owner's images, all of which it would read.
CREATE INDEX CONCURRENTLY IF NOT EXISTS image_received ON image (received_sha256, (owner || ''), created_at, id)
  WHERE state = 'ready' AND received_sha256 IS NOT NULL;
CREATE INDEX CONCURRENTLY IF NOT EXISTS image_trash_recent ON image (created_at, id) WHERE trashed_at IS NOT NULL;
CREATE INDEX CONCURRENTLY IF NOT EXISTS image_trash_recent_taken ON image (taken_time, id) WHERE trashed_at IS NOT NULL;
CREATE INDEX CONCURRENTLY IF NOT EXISTS image_trash_of_owner ON image (owner, created_at, id) WHERE state = 'trashed';
CREATE INDEX CONCURRENTLY IF NOT EXISTS image_trash_of_owner_taken ON image (owner, taken_time, id) WHERE state = 'trashed';
CREATE INDEX CONCURRENTLY IF NOT EXISTS image_trash_oldest ON image (trashed_at, id) WHERE state = 'trashed';
ALTER TABLE image VALIDATE CONSTRAINT image_state_check;
ALTER TABLE image VALIDATE CONSTRAINT image_since_check;
ALTER TABLE image VALIDATE CONSTRAINT image_trashed_check;
