-- statement_timeout: 60s
-- The message center (protocol.md §1.5), owner rooms: server/records (letter_from), server/mailbox (the rest). Times are Unix milliseconds.

-- Who sent it, where an entry is a letter or an appointment (crypto.md §6.6, §6.8); null for everything else. What they are read under.
ALTER TABLE record ADD letter_from bytea;
CREATE INDEX record_letter ON record (conversation, sequence) WHERE letter_from IS NOT NULL;

CREATE TABLE letter_read (
    conversation bytea NOT NULL CHECK (octet_length(conversation) = 16),
    account bytea NOT NULL CHECK (octet_length(account) = 16),
    sequence bigint NOT NULL CHECK (sequence >= 1),
    read_at bigint NOT NULL,
    PRIMARY KEY (conversation, account, sequence)
);

-- Each their own: what one has put away lies in the inbox of the other. `thread` is the message id of its first letter.
CREATE TABLE archived (
    account bytea NOT NULL CHECK (octet_length(account) = 16),
    conversation bytea NOT NULL CHECK (octet_length(conversation) = 16),
    thread bytea NOT NULL CHECK (octet_length(thread) = 16),
    PRIMARY KEY (account, conversation, thread)
);

-- Letters in the making (crypto.md §3.10); as `draft`, but that a conversation may have many.
CREATE TABLE letter_draft (
    account bytea NOT NULL CHECK (octet_length(account) = 16),
    slot bytea NOT NULL CHECK (octet_length(slot) = 16),
    conversation bytea NOT NULL CHECK (octet_length(conversation) = 16),
    version bigint NOT NULL CHECK (version >= 1),
    sealed bytea CHECK (octet_length(sealed) <= 49152),
    PRIMARY KEY (account, slot)
);

-- Files that go with letters (crypto.md §6.7): numbers here, chunks on a shelf. `whole_at` is null while it is being sent.
CREATE TABLE attachment (
    attachment bytea PRIMARY KEY CHECK (octet_length(attachment) = 16),
    conversation bytea NOT NULL CHECK (octet_length(conversation) = 16),
    account bytea NOT NULL CHECK (octet_length(account) = 16),
    chunks int NOT NULL CHECK (chunks BETWEEN 1 AND 102),
    bytes bigint NOT NULL,
    begun_at bigint NOT NULL,
    whole_at bigint
);
CREATE INDEX attachment_account ON attachment (account, begun_at);
CREATE INDEX attachment_unfinished ON attachment (begun_at) WHERE whole_at IS NULL;

CREATE TABLE attachment_chunk (
    attachment bytea NOT NULL REFERENCES attachment ON DELETE CASCADE,
    index int NOT NULL CHECK (index >= 0),
    hash bytea NOT NULL CHECK (octet_length(hash) = 32),
    PRIMARY KEY (attachment, index)
);

-- The shelf that is in PostgreSQL itself.
CREATE TABLE shelved_chunk (
    attachment bytea NOT NULL,
    index int NOT NULL,
    chunk bytea NOT NULL CHECK (octet_length(chunk) BETWEEN 1 AND 262184),
    PRIMARY KEY (attachment, index)
);
-- Sealed bytes do not compress.
ALTER TABLE shelved_chunk ALTER chunk SET STORAGE EXTERNAL;

GRANT SELECT, INSERT ON letter_read TO PUBLIC;
GRANT SELECT, INSERT, DELETE ON archived TO PUBLIC;
GRANT SELECT, INSERT, UPDATE (version, sealed) ON letter_draft TO PUBLIC;
GRANT SELECT, INSERT, UPDATE (whole_at), DELETE ON attachment TO PUBLIC;
GRANT SELECT, INSERT, DELETE ON attachment_chunk, shelved_chunk TO PUBLIC;
