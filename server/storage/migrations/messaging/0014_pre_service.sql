-- Service accounts (crypto.md §11.4): an owner's signed word, what is asked of it beside, and what becomes of its token. Owner room:
-- server/practice. A token is kept as a hash only. Days count from 1 January 1970, times are Unix milliseconds.

ALTER TABLE bundle DROP CONSTRAINT bundle_role_check, ADD CONSTRAINT bundle_role_check
    CHECK (role IN ('client', 'therapist', 'intake', 'officer', 'owner', 'custodian', 'system', 'service'));

CREATE TABLE service (
    account bytea PRIMARY KEY CHECK (octet_length(account) = 16),
    owner bytea NOT NULL CHECK (octet_length(owner) = 16),
    token_hash bytea NOT NULL UNIQUE CHECK (octet_length(token_hash) = 32),
    expires_at bigint NOT NULL,
    body bytea NOT NULL,
    signature bytea NOT NULL CHECK (octet_length(signature) = 64),
    kept_at bigint NOT NULL,
    used_on bigint,
    revoked_at bigint
);

GRANT SELECT, INSERT, UPDATE (used_on, revoked_at) ON service TO PUBLIC;
