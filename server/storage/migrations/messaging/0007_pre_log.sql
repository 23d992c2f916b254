-- The record log (crypto.md §9): what must not be denied later. Owner room: server/records. Times are Unix milliseconds.
-- `record` and `salt` say what a leaf is of and can be erased; `leaf` alone says nothing. Places are given by one sequencer.

CREATE TABLE log_record (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL,
    record bytea,
    salt bytea CHECK (octet_length(salt) = 32),
    leaf bytea NOT NULL CHECK (octet_length(leaf) = 32),
    account bytea CHECK (octet_length(account) = 16),
    conversation bytea CHECK (octet_length(conversation) = 16),
    place bigint UNIQUE CHECK (place >= 0),
    CHECK ((record IS NULL) = (salt IS NULL))
);
CREATE INDEX log_record_waiting ON log_record (number) WHERE place IS NULL;
CREATE INDEX log_record_account ON log_record (account, place);
CREATE INDEX log_record_conversation ON log_record (conversation, place);

-- The roots of complete subtrees: level 0 are the hashes of leaves.
CREATE TABLE log_node (
    level smallint NOT NULL CHECK (level BETWEEN 0 AND 52),
    index bigint NOT NULL CHECK (index >= 0),
    hash bytea NOT NULL CHECK (octet_length(hash) = 32),
    PRIMARY KEY (level, index)
);

CREATE TABLE log_head (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    size bigint NOT NULL CHECK (size >= 0),
    root bytea NOT NULL CHECK (octet_length(root) = 32),
    note text NOT NULL,
    moved_at bigint NOT NULL
);

GRANT SELECT, INSERT, UPDATE (place) ON log_record TO PUBLIC;
GRANT SELECT, INSERT ON log_node TO PUBLIC;
GRANT SELECT, INSERT, UPDATE ON log_head TO PUBLIC;
