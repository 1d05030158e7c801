-- What each owner has used of their quota: the sizes of their images and the claims of their pending ones. It is changed in the
-- transaction that changes those.
CREATE TABLE usage (
  owner TEXT    NOT NULL PRIMARY KEY,
  bytes INTEGER NOT NULL CHECK (bytes >= 0)
) STRICT, WITHOUT ROWID;

INSERT INTO usage (owner, bytes) SELECT owner, sum(size_bytes) FROM image GROUP BY owner;

-- Of a pending image: for whom so many bytes are kept, or null when none are.
ALTER TABLE unfinished ADD COLUMN claim_owner TEXT;
ALTER TABLE unfinished ADD COLUMN claim_bytes INTEGER CHECK ((claim_bytes IS NULL) = (claim_owner IS NULL));
