-- Policy documents and what people answered to them (requirement S20), owner room: server/practice; drafts (crypto.md §3.10), owner room:
-- server/mailbox. A version of a policy is never changed, an answer never taken back by anyone but a later answer. Times are Unix milliseconds.

CREATE TABLE policy (
    policy text NOT NULL CHECK (policy IN ('terms', 'privacy-policy', 'notice-of-privacy-practices')),
    version bigint NOT NULL CHECK (version >= 1),
    title text NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
    text text NOT NULL CHECK (length(text) BETWEEN 1 AND 60000),
    text_hash bytea NOT NULL CHECK (octet_length(text_hash) = 32),
    posted_at bigint NOT NULL,
    PRIMARY KEY (policy, version)
);

CREATE TABLE acceptance (
    account bytea NOT NULL CHECK (octet_length(account) = 16),
    policy text NOT NULL,
    version bigint NOT NULL,
    answer text NOT NULL CHECK (answer IN ('accepted', 'acknowledged', 'declined')),
    answered_at bigint NOT NULL,
    -- By our clock: of several answers the one that came last stands, whatever the clock of the browser said.
    kept_at bigint NOT NULL,
    hash bytea NOT NULL UNIQUE CHECK (octet_length(hash) = 32),
    body bytea NOT NULL,
    signature bytea NOT NULL CHECK (octet_length(signature) = 64),
    FOREIGN KEY (policy, version) REFERENCES policy
);
CREATE INDEX acceptance_account ON acceptance (account, policy, version);

-- Words that were written and not sent. `sealed` is null when they were: a version that is gone must not come back.
CREATE TABLE draft (
    account bytea NOT NULL CHECK (octet_length(account) = 16),
    conversation bytea NOT NULL CHECK (octet_length(conversation) = 16),
    version bigint NOT NULL CHECK (version >= 1),
    sealed bytea CHECK (octet_length(sealed) <= 49152),
    PRIMARY KEY (account, conversation)
);

GRANT SELECT, INSERT ON policy, acceptance TO PUBLIC;
GRANT SELECT, INSERT, UPDATE (version, sealed) ON draft TO PUBLIC;
