-- Uploads that are given up are said so first, and forgotten once nothing of them lies on the shelf. Owner room: server/mailbox.

ALTER TABLE attachment ADD dropped_at bigint;

GRANT UPDATE (dropped_at) ON attachment TO PUBLIC;
