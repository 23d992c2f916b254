-- The retained record (crypto.md §5, §6, §8) and what its commits are decided by. Owner room: server/records.
-- Every key is led by the conversation, so that the tables can be spread over servers as they are. Times are Unix milliseconds.
-- statement_timeout: 60s

CREATE TABLE conversation (
    conversation bytea PRIMARY KEY CHECK (octet_length(conversation) = 16),
    match_body bytea NOT NULL,
    match_signature bytea NOT NULL CHECK (octet_length(match_signature) = 64),
    genesis bytea NOT NULL CHECK (octet_length(genesis) = 32),
    opened_at bigint NOT NULL
);

-- One row per conversation, locked by whoever appends. `version` counts every change that is made under this lock: a statement
-- that waited for the lock may have read its other tables too early, and tells so by it. Room for updates in place.
CREATE TABLE conversation_head (
    conversation bytea PRIMARY KEY REFERENCES conversation,
    version bigint NOT NULL DEFAULT 0,
    sequence bigint NOT NULL DEFAULT 0,
    head bytea NOT NULL CHECK (octet_length(head) = 32),
    time bigint NOT NULL,
    epoch bigint NOT NULL DEFAULT 0,
    epoch_hash bytea NOT NULL CHECK (octet_length(epoch_hash) = 32),
    epoch_kind text CHECK (epoch_kind IN ('session', 'thread')),
    session bytea CHECK (octet_length(session) = 16)
) WITH (fillfactor = 50);

CREATE TABLE member (
    conversation bytea NOT NULL REFERENCES conversation,
    account bytea NOT NULL CHECK (octet_length(account) = 16),
    role text NOT NULL,
    bundle_hash bytea NOT NULL CHECK (octet_length(bundle_hash) = 32),
    signing_public bytea NOT NULL CHECK (octet_length(signing_public) = 32),
    PRIMARY KEY (conversation, account)
);
CREATE INDEX member_account ON member (account, conversation);

-- kind 1: an epoch was opened; 2: an envelope, which alone has a message id.
CREATE TABLE record (
    conversation bytea NOT NULL CHECK (octet_length(conversation) = 16),
    sequence bigint NOT NULL CHECK (sequence >= 1),
    time bigint NOT NULL,
    kind smallint NOT NULL CHECK (kind IN (1, 2)),
    message_id bytea CHECK (octet_length(message_id) = 16),
    payload bytea NOT NULL,
    head bytea NOT NULL CHECK (octet_length(head) = 32),
    CHECK ((kind = 2) = (message_id IS NOT NULL)),
    PRIMARY KEY (conversation, sequence),
    UNIQUE (conversation, message_id)
) PARTITION BY HASH (conversation);

DO $$
BEGIN
    FOR part IN 0..63 LOOP
        EXECUTE format(
            'CREATE TABLE record_%s PARTITION OF record FOR VALUES WITH (MODULUS 64, REMAINDER %s)',
            lpad(part::text, 2, '0'), part);
        -- Sealed bytes do not compress.
        EXECUTE format('ALTER TABLE record_%s ALTER payload SET STORAGE EXTERNAL', lpad(part::text, 2, '0'));
    END LOOP;
END $$;

-- The last counter of each tab that has written (crypto.md §6.1).
CREATE TABLE sender_instance (
    conversation bytea NOT NULL,
    account bytea NOT NULL,
    instance bytea NOT NULL CHECK (octet_length(instance) = 16),
    counter bigint NOT NULL CHECK (counter >= 1),
    PRIMARY KEY (conversation, account, instance)
) WITH (fillfactor = 50);

CREATE TABLE epoch (
    conversation bytea NOT NULL REFERENCES conversation,
    epoch bigint NOT NULL CHECK (epoch >= 1),
    header_hash bytea NOT NULL CHECK (octet_length(header_hash) = 32),
    session bytea CHECK (octet_length(session) = 16),
    header bytea NOT NULL,
    signature bytea NOT NULL CHECK (octet_length(signature) = 64),
    sequence bigint NOT NULL,
    PRIMARY KEY (conversation, epoch)
);
CREATE INDEX epoch_session ON epoch (conversation, session);

CREATE TABLE wrap (
    conversation bytea NOT NULL,
    epoch bigint NOT NULL,
    account bytea NOT NULL CHECK (octet_length(account) = 16),
    wrap bytea NOT NULL,
    PRIMARY KEY (conversation, epoch, account)
);

-- One deposit of a member for an epoch under one manifest: the first stands.
CREATE TABLE deposit (
    conversation bytea NOT NULL REFERENCES conversation,
    epoch bigint NOT NULL,
    account bytea NOT NULL CHECK (octet_length(account) = 16),
    manifest_hash bytea NOT NULL CHECK (octet_length(manifest_hash) = 32),
    deposit_id bytea NOT NULL CHECK (octet_length(deposit_id) = 16),
    body bytea NOT NULL,
    signature bytea NOT NULL CHECK (octet_length(signature) = 64),
    PRIMARY KEY (conversation, epoch, account, manifest_hash)
);

CREATE TABLE sealed_share (
    conversation bytea NOT NULL,
    epoch bigint NOT NULL,
    account bytea NOT NULL,
    manifest_hash bytea NOT NULL,
    custodian bytea NOT NULL CHECK (octet_length(custodian) = 16),
    sealed bytea NOT NULL,
    PRIMARY KEY (conversation, epoch, account, manifest_hash, custodian)
);

-- How far a member's clients have received and shown the record. It deletes nothing.
CREATE TABLE cursor (
    conversation bytea NOT NULL,
    account bytea NOT NULL,
    delivered bigint NOT NULL,
    read bigint NOT NULL,
    PRIMARY KEY (conversation, account)
) WITH (fillfactor = 50);

GRANT SELECT, INSERT ON conversation, member, record, epoch, wrap, deposit, sealed_share TO PUBLIC;
GRANT SELECT, INSERT, UPDATE ON conversation_head, sender_instance, cursor TO PUBLIC;
