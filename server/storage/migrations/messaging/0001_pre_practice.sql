-- The practice's chain of trust (crypto.md §4, §7.1): signed bytes as they stand, with what is asked of them beside.
-- Owner room: server/practice. Nothing here is secret; nothing is ever changed, only added. Times are Unix milliseconds.
-- Nobody but the application's role (and ours) may connect to this database: granted to PUBLIC means granted to it, by any name.

CREATE TABLE practice_root (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    public bytea NOT NULL CHECK (octet_length(public) = 32)
);

CREATE TABLE bundle (
    account bytea NOT NULL CHECK (octet_length(account) = 16),
    generation bigint NOT NULL CHECK (generation >= 0),
    hash bytea NOT NULL UNIQUE CHECK (octet_length(hash) = 32),
    role text NOT NULL CHECK (role IN ('client', 'therapist', 'intake', 'officer', 'owner', 'custodian', 'system')),
    body bytea NOT NULL,
    signature bytea NOT NULL CHECK (octet_length(signature) = 64),
    predecessor_signature bytea CHECK (octet_length(predecessor_signature) = 64),
    CHECK ((generation = 0) = (predecessor_signature IS NULL)),
    PRIMARY KEY (account, generation)
);

CREATE TABLE delegation (
    hash bytea PRIMARY KEY CHECK (octet_length(hash) = 32),
    certifier bytea NOT NULL,
    bundle_hash bytea NOT NULL REFERENCES bundle (hash),
    valid_from bigint NOT NULL,
    valid_until bigint NOT NULL,
    body bytea NOT NULL,
    signature bytea NOT NULL CHECK (octet_length(signature) = 64)
);
CREATE INDEX delegation_certifier ON delegation (certifier);

-- One standing certificate per bundle: a second one would say nothing new, or contradict.
CREATE TABLE certificate (
    bundle_hash bytea PRIMARY KEY REFERENCES bundle (hash),
    account bytea NOT NULL,
    delegation_hash bytea NOT NULL REFERENCES delegation (hash),
    body bytea NOT NULL,
    signature bytea NOT NULL CHECK (octet_length(signature) = 64)
);

CREATE TABLE manifest (
    generation bigint PRIMARY KEY CHECK (generation >= 0),
    hash bytea NOT NULL UNIQUE CHECK (octet_length(hash) = 32),
    body bytea NOT NULL,
    signature bytea NOT NULL CHECK (octet_length(signature) = 64)
);

CREATE TABLE manifest_cosignature (
    manifest_hash bytea NOT NULL REFERENCES manifest (hash),
    account bytea NOT NULL,
    signature bytea NOT NULL CHECK (octet_length(signature) = 64),
    PRIMARY KEY (manifest_hash, account)
);

GRANT SELECT, INSERT ON practice_root, bundle, delegation, certificate, manifest, manifest_cosignature TO PUBLIC;
