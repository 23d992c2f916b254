-- A record that was restored from before its end (crypto.md §15.4). Owner room: server/records.

-- Up to which entry the restored record knew the conversation; null: it was destroyed here.
ALTER TABLE destroyed_conversation ADD COLUMN restored_to bigint CHECK (restored_to >= 0);
