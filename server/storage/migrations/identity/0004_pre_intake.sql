-- The intake questionnaire (crypto.md §12.1): sealed by its holder, sealed once more under the pepper. Owner room: server/identity.

CREATE TABLE intake (
    account bytea PRIMARY KEY REFERENCES account,
    version bigint NOT NULL CHECK (version >= 1),
    body bytea NOT NULL,
    signature bytea NOT NULL CHECK (octet_length(signature) = 64),
    fields_sealed bytea NOT NULL,
    kept_at bigint NOT NULL
);

CREATE TABLE intake_wrap (
    account bytea NOT NULL REFERENCES intake ON DELETE CASCADE,
    recipient bytea NOT NULL CHECK (octet_length(recipient) = 16),
    version bigint NOT NULL CHECK (version >= 1),
    sealed bytea NOT NULL,
    PRIMARY KEY (account, recipient)
);

GRANT SELECT, INSERT, UPDATE, DELETE ON intake, intake_wrap TO PUBLIC;
