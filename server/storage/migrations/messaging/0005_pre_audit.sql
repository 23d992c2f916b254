-- The audit trail (crypto.md §12.7), owner: server/storage/audit.py; the same in both databases. The application's role adds and reads;
-- it neither changes nor erases. Times are Unix milliseconds. `actor` is empty for the operator at the command line.

CREATE TABLE audit (
    number bigint PRIMARY KEY CHECK (number >= 1),
    at bigint NOT NULL,
    actor bytea NOT NULL CHECK (octet_length(actor) IN (0, 16)),
    act text NOT NULL CHECK (length(act) BETWEEN 1 AND 60),
    subject bytea NOT NULL CHECK (octet_length(subject) IN (0, 16)),
    detail bytea NOT NULL CHECK (octet_length(detail) IN (0, 32)),
    previous bytea NOT NULL CHECK (octet_length(previous) = 32),
    hash bytea NOT NULL UNIQUE CHECK (octet_length(hash) = 32)
);

GRANT SELECT, INSERT ON audit TO PUBLIC;
