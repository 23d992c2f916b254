-- Suspension and reinstatement (crypto.md §12.6; requirement S18), owner room: server/records. Only ever added to: an account stands as its
-- newest act says. Times are Unix milliseconds.

CREATE TABLE account_act (
    account bytea NOT NULL CHECK (octet_length(account) = 16),
    version bigint NOT NULL CHECK (version >= 1),
    act text NOT NULL CHECK (act IN ('suspend', 'reinstate')),
    code text NOT NULL CHECK (length(code) BETWEEN 1 AND 32),
    actor bytea NOT NULL CHECK (octet_length(actor) = 16),
    kept_at bigint NOT NULL,
    hash bytea NOT NULL UNIQUE CHECK (octet_length(hash) = 32),
    body bytea NOT NULL,
    signature bytea NOT NULL CHECK (octet_length(signature) = 64),
    PRIMARY KEY (account, version)
);

GRANT SELECT, INSERT ON account_act TO PUBLIC;
