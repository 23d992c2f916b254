-- Accounts of which identity told that they were shut, or opened again (docs/protocol.md §1.6). Owner room: server/practice.
-- `at` is when that happened (Unix milliseconds): what is told late changes nothing that is newer.
CREATE TABLE shut_account (
    account bytea PRIMARY KEY CHECK (octet_length(account) = 16),
    shut boolean NOT NULL,
    at bigint NOT NULL
);
GRANT SELECT, INSERT, UPDATE ON shut_account TO PUBLIC;
