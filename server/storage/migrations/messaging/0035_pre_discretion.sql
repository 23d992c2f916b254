-- Discretion (protocol.md §3.6): what somebody has read is kept for their own pages; others know of it as far as it was told.
-- statement_timeout: 60s

ALTER TABLE cursor ADD COLUMN told bigint NOT NULL DEFAULT 0;
UPDATE cursor SET told = read;

ALTER TABLE letter_read ADD COLUMN told boolean NOT NULL DEFAULT true;
