-- concurrent
-- A migration of a later version, which lets others write.
CREATE INDEX CONCURRENTLY IF NOT EXISTS usage_by_bytes ON usage (used_bytes);
CREATE INDEX CONCURRENTLY IF NOT EXISTS signing_key_by_secret
  ON signing_key (secret);
