-- Witnesses of the record log (crypto.md §9.4): who they are by the root's word, and the newest that each of them cosigned. Owner room:
-- server/practice.

CREATE TABLE witness_list (
    generation bigint PRIMARY KEY CHECK (generation >= 0),
    body bytea NOT NULL,
    signature bytea NOT NULL CHECK (octet_length(signature) = 64)
);

-- `seconds` (Unix) is when they saw it; `note` is the checkpoint's text with their line.
CREATE TABLE cosigned_head (
    name text PRIMARY KEY CHECK (octet_length(name) BETWEEN 1 AND 100),
    size bigint NOT NULL CHECK (size >= 0),
    seconds bigint NOT NULL CHECK (seconds >= 0),
    note text NOT NULL CHECK (octet_length(note) <= 1024)
);

GRANT SELECT, INSERT ON witness_list TO PUBLIC;
GRANT SELECT, INSERT, UPDATE ON cosigned_head TO PUBLIC;
