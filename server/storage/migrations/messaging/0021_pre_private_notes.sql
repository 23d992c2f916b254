-- The therapist's notes (crypto.md §14), sealed to their author alone. Owner room: server/notes. They are no part of the record: nothing of
-- it refers to them, and they refer to none of its rows. Times are Unix milliseconds.

CREATE TABLE private_note (
    author bytea NOT NULL CHECK (octet_length(author) = 16),
    note bytea NOT NULL CHECK (octet_length(note) = 16),
    conversation bytea NOT NULL CHECK (octet_length(conversation) = 16),
    version bigint NOT NULL CHECK (version >= 1),
    -- Null once its author has deleted it: the version stays, so that no older one comes back.
    sealed bytea CHECK (octet_length(sealed) <= 36864),
    -- When its first version came.
    kept_at bigint NOT NULL,
    PRIMARY KEY (author, note)
);
CREATE INDEX private_note_place ON private_note (author, conversation, kept_at DESC, note DESC);

GRANT SELECT, INSERT, UPDATE (version, sealed), DELETE ON private_note TO PUBLIC;
