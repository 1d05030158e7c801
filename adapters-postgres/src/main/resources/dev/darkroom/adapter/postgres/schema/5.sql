-- Creates schema version 5 from version 4: resumable uploads. The row of one has the state 'pending' and names the image that it makes, whose own
-- row holds the claim. upload_offset bytes have arrived in upload_parts objects, the last of which is upload_last. upload_length is null while
-- the client has not told it. upload_metadata is the client's own text.
ALTER TABLE image ADD COLUMN upload_image    uuid;
ALTER TABLE image ADD COLUMN upload_metadata text COLLATE "C";
ALTER TABLE image ADD COLUMN upload_offset   bigint CHECK ((upload_offset IS NULL) = (upload_image IS NULL));
ALTER TABLE image ADD COLUMN upload_length   bigint CHECK (upload_length IS NULL OR upload_offset <= upload_length);
ALTER TABLE image ADD COLUMN upload_parts    integer;
ALTER TABLE image ADD COLUMN upload_last     text COLLATE "C";
