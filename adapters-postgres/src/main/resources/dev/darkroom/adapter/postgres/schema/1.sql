-- Creates schema version 1. Keys compare by bytes (COLLATE "C"), so that the order of a list does not depend on the locale of the server.

-- One row for each image, in every state. A pending image of a direct upload has what its client declared; of another upload, owner is null.
-- visibility is 0 for private and 1 for public. since is the grace start of an image that is pending or being deleted. A pending image may
-- reserve claim_bytes of the quota of claim_owner. withdrawal identifies the call that marked the image as deleting.
CREATE TABLE image (
  id           uuid             NOT NULL PRIMARY KEY,
  state        text COLLATE "C" NOT NULL CHECK (state IN ('pending', 'ready', 'deleting')),
  since        timestamptz(3)   CHECK (since IS NOT NULL OR state = 'ready'),
  claim_owner  text COLLATE "C",
  claim_bytes  bigint           CHECK ((claim_bytes IS NULL) = (claim_owner IS NULL)),
  withdrawal   uuid,
  owner        text COLLATE "C",
  filename     text COLLATE "C",
  content_type text COLLATE "C",
  size_bytes   bigint,
  width        integer,
  height       integer,
  sha256       text COLLATE "C",
  title        text COLLATE "C",
  description  text COLLATE "C",
  visibility   smallint         CHECK (visibility IN (0, 1)),
  -- As text, because cameras may record more precise times than the database.
  taken_at     text COLLATE "C",
  placeholder  text COLLATE "C",
  created_at   timestamptz(3),
  updated_at   timestamptz(3),
  version      bigint,
  -- In the order of the upload.
  tags         text[],
  CHECK (state <> 'ready' OR (owner IS NOT NULL AND filename IS NOT NULL AND content_type IS NOT NULL AND size_bytes > 0 AND width IS NOT NULL
    AND height IS NOT NULL AND sha256 IS NOT NULL AND visibility IS NOT NULL AND created_at IS NOT NULL AND updated_at IS NOT NULL
    AND version > 0 AND tags IS NOT NULL))
) WITH (fillfactor = 90);

-- A list reads one range of one of four indexes, or merges two ranges if it shows both visibilities. A list without an owner compares
-- (visibility + 0): so the planner can't choose its index for the list of an owner, which it would read up to the first image of that owner.
CREATE INDEX image_recent ON image ((visibility + 0), created_at, id) INCLUDE (content_type) WHERE state = 'ready';
CREATE INDEX image_of_owner ON image (owner, visibility, created_at, id) INCLUDE (content_type) WHERE state = 'ready';
CREATE INDEX image_unfinished ON image (since, id) WHERE state <> 'ready';

-- The tags of ready images, with copies of the columns that their lists sort and filter by. There is no foreign key, because it would lock
-- the row of the image for each tag: the transaction that changes an image changes its tags.
CREATE TABLE image_tag (
  id           uuid             NOT NULL,
  tag          text COLLATE "C" NOT NULL,
  owner        text COLLATE "C" NOT NULL,
  visibility   smallint         NOT NULL,
  created_at   timestamptz(3)   NOT NULL,
  content_type text COLLATE "C" NOT NULL,
  PRIMARY KEY (id, tag)
);

CREATE INDEX image_tag_recent ON image_tag (tag, (visibility + 0), created_at, id) INCLUDE (content_type);
CREATE INDEX image_tag_of_owner ON image_tag (owner, tag, visibility, created_at, id) INCLUDE (content_type);

-- The used bytes of each owner: the sizes of their ready images and the claims of their pending ones. The transaction that changes those also
-- changes this.
CREATE TABLE usage (
  owner      text COLLATE "C" NOT NULL PRIMARY KEY,
  used_bytes bigint           NOT NULL CHECK (used_bytes >= 0)
) WITH (fillfactor = 50);

-- The idempotency keys of uploads. The columns from owner on contain the image that the upload returned; they are null until it returns.
CREATE TABLE idempotency (
  holder          text COLLATE "C" NOT NULL,
  idempotency_key text COLLATE "C" NOT NULL,
  request         text COLLATE "C" NOT NULL,
  image_id        uuid             NOT NULL,
  leased_until    timestamptz(3)   NOT NULL,
  expires_at      timestamptz(3)   NOT NULL,
  owner           text COLLATE "C",
  filename        text COLLATE "C",
  content_type    text COLLATE "C",
  size_bytes      bigint,
  width           integer,
  height          integer,
  sha256          text COLLATE "C",
  title           text COLLATE "C",
  description     text COLLATE "C",
  visibility      smallint,
  taken_at        text COLLATE "C",
  placeholder     text COLLATE "C",
  created_at      timestamptz(3),
  updated_at      timestamptz(3),
  version         bigint,
  tags            text[],
  PRIMARY KEY (holder, idempotency_key)
);

CREATE INDEX idempotency_expiry ON idempotency (expires_at);

CREATE TABLE signing_key (
  purpose text COLLATE "C" NOT NULL PRIMARY KEY,
  secret  bytea            NOT NULL CHECK (length(secret) = 32)
);
