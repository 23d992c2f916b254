-- Identity: who may sign in. Owner room: server/identity. Everything that identifies or opens is sealed under the pepper
-- (crypto.md §3.4); `number_lookup` is a keyed hash. Times are Unix milliseconds.
-- Nobody but the application's role (and ours) may connect to this database: granted to PUBLIC means granted to it, by any name.

CREATE TABLE account (
    account bytea PRIMARY KEY CHECK (octet_length(account) = 16),
    role text NOT NULL CHECK (role IN ('client', 'therapist', 'intake', 'officer', 'owner', 'custodian', 'system')),
    number_lookup bytea NOT NULL UNIQUE CHECK (octet_length(number_lookup) = 32),
    number_sealed bytea NOT NULL,
    issued_at bigint NOT NULL
);

-- An account that nobody has taken yet. The row goes when it is used: that is what "once" means.
CREATE TABLE activation (
    account bytea PRIMARY KEY REFERENCES account,
    secret_sealed bytea NOT NULL,
    root_public bytea NOT NULL CHECK (octet_length(root_public) = 32),
    expires_at bigint NOT NULL
);

-- What proves the holder. `version` counts replacements and is bound into the seal.
CREATE TABLE verifier (
    account bytea NOT NULL REFERENCES account,
    kind text NOT NULL CHECK (kind IN ('password', 'recovery')),
    version bigint NOT NULL CHECK (version >= 1),
    sealed bytea NOT NULL,
    set_at bigint NOT NULL,
    PRIMARY KEY (account, kind)
);

-- The account secret, wrapped by its holder (crypto.md §3.3), sealed once more.
CREATE TABLE wrap (
    account bytea NOT NULL REFERENCES account,
    kind text NOT NULL CHECK (kind IN ('password', 'recovery', 'passkey')),
    version bigint NOT NULL CHECK (version >= 1),
    sealed bytea NOT NULL,
    set_at bigint NOT NULL,
    PRIMARY KEY (account, kind)
);

GRANT SELECT, INSERT ON account TO PUBLIC;
GRANT SELECT, INSERT, DELETE ON activation TO PUBLIC;
GRANT SELECT, INSERT, UPDATE (version, sealed, set_at) ON verifier TO PUBLIC;
GRANT SELECT, INSERT ON wrap TO PUBLIC;
