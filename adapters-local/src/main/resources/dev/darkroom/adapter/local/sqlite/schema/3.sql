-- What is pending and what is being deleted is now found in one range: a row that is being deleted stays for a while too.
DROP INDEX unfinished_oldest;
CREATE INDEX unfinished_since ON unfinished (since, id);
