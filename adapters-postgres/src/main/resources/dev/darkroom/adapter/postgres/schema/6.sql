-- Creates schema version 6: events, and how far their receivers have come.

-- Which positions this server gives to events: base + the id of the transaction. Ids begin again in a copy on another server (pg_restore, logical
-- replication), and there the row was written by another transaction than xact, into another table than relation. The first event in the copy finds
-- that, and moves the base beyond all positions of the original. A standby and a physical copy continue the ids of the original, and have its row.
CREATE TABLE event_era (
  single   boolean NOT NULL PRIMARY KEY DEFAULT true CHECK (single),
  base     bigint  NOT NULL,
  xact     xid8    NOT NULL,
  relation oid     NOT NULL
);

INSERT INTO event_era (base, xact, relation) VALUES (0, pg_current_xact_id(), 'event_era'::regclass);

-- The events of changes that are visible, with a copy of the image each. Within a place, numbers are in the order of the changes. A number alone is
-- not: a transaction with a lower one may commit later.
CREATE TABLE event (
  place        bigint           NOT NULL,
  number       bigint           NOT NULL GENERATED ALWAYS AS IDENTITY,
  kind         text COLLATE "C" NOT NULL CHECK (kind IN ('published', 'updated', 'trashed', 'restored', 'deleted')),
  at           timestamptz(3)   NOT NULL,
  id           uuid             NOT NULL,
  owner        text COLLATE "C" NOT NULL,
  filename     text COLLATE "C" NOT NULL,
  content_type text COLLATE "C" NOT NULL,
  size_bytes   bigint           NOT NULL,
  width        integer          NOT NULL,
  height       integer          NOT NULL,
  sha256       text COLLATE "C" NOT NULL,
  title        text COLLATE "C",
  description  text COLLATE "C",
  visibility   smallint         NOT NULL,
  taken_at     text COLLATE "C",
  placeholder  text COLLATE "C",
  created_at   timestamptz(3)   NOT NULL,
  updated_at   timestamptz(3)   NOT NULL,
  version      bigint           NOT NULL,
  tags         text[]           NOT NULL,
  PRIMARY KEY (place, number)
);

CREATE INDEX event_time ON event (at);

-- The place before which no event can be added any more: all transactions with lower ids have ended. 2^44 is more than the ids of any server.
CREATE VIEW event_horizon AS
SELECT base + CASE WHEN xact::xid = xmin AND relation = tableoid THEN pg_snapshot_xmin(pg_current_snapshot())::text::bigint ELSE 1::bigint << 44 END
  AS place FROM event_era;

CREATE FUNCTION place_event() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  era bigint;
BEGIN
  SELECT base INTO era FROM event_era WHERE xact::xid = xmin AND relation = tableoid;
  IF era IS NULL THEN
    UPDATE event_era SET base = base + (1::bigint << 44), xact = pg_current_xact_id(), relation = tableoid
    WHERE NOT (xact::xid = xmin AND relation = tableoid) RETURNING base INTO era;
    IF era IS NULL THEN
      -- Another transaction did it, for whose end this one waited.
      SELECT base INTO STRICT era FROM event_era;
    END IF;
  END IF;
  NEW.place := era + pg_current_xact_id()::text::bigint;
  RETURN NEW;
END $$;

CREATE TRIGGER place_event BEFORE INSERT ON event FOR EACH ROW EXECUTE FUNCTION place_event();

-- What the receivers of events store: one text each. revision counts its replacements, and writer identifies the call of the last one.
CREATE TABLE delivery (
  receiver text COLLATE "C" NOT NULL PRIMARY KEY,
  revision bigint           NOT NULL CHECK (revision > 0),
  writer   uuid             NOT NULL,
  content  text COLLATE "C" NOT NULL
);
