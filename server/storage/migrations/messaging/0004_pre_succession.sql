-- Succession (crypto.md §4.6): the bundles that stand in a match's place. Owner room: server/records. Only ever added to.

CREATE TABLE successor (
    conversation bytea NOT NULL,
    account bytea NOT NULL,
    generation bigint NOT NULL CHECK (generation >= 1),
    bundle_hash bytea NOT NULL CHECK (octet_length(bundle_hash) = 32),
    signing_public bytea NOT NULL CHECK (octet_length(signing_public) = 32),
    PRIMARY KEY (conversation, account, generation),
    FOREIGN KEY (conversation, account) REFERENCES member
);

-- A member's newer bundle was certified after the epoch in force was opened.
ALTER TABLE conversation_head ADD COLUMN stale_keys boolean NOT NULL DEFAULT false;

GRANT SELECT, INSERT ON successor TO PUBLIC;
