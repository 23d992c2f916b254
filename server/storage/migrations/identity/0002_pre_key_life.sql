-- Key life (crypto.md §3.5, §3.8, §3.9; protocol.md §1.1): what a person signs in with, how it is replaced, and how it is shut.
-- Owner room: server/identity. Look-ups are keyed hashes under the pepper that `lookup_pepper` names; what is sealed is sealed under one too.

ALTER TABLE account
    ADD COLUMN lookup_pepper smallint NOT NULL DEFAULT 1 CHECK (lookup_pepper BETWEEN 1 AND 255),
    ADD COLUMN state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'deactivated')),
    -- Of the newest account secret (crypto.md §2).
    ADD COLUMN generation bigint NOT NULL DEFAULT 0 CHECK (generation >= 0);

-- The account secret before each rotation, readable to who has the one after it.
CREATE TABLE predecessor (
    account bytea NOT NULL REFERENCES account,
    generation bigint NOT NULL CHECK (generation >= 1),
    sealed bytea NOT NULL,
    PRIMARY KEY (account, generation)
);

-- At most one per account. `confirmed_at` is null until a code proved that it was taken over; `last_step` keeps a code from being used twice.
CREATE TABLE totp (
    account bytea PRIMARY KEY REFERENCES account,
    version bigint NOT NULL CHECK (version >= 1),
    secret_sealed bytea NOT NULL,
    confirmed_at bigint,
    last_step bigint NOT NULL DEFAULT 0
);

CREATE TABLE passkey (
    passkey bytea PRIMARY KEY CHECK (octet_length(passkey) = 16),
    account bytea NOT NULL REFERENCES account,
    lookup bytea NOT NULL UNIQUE CHECK (octet_length(lookup) = 32),
    lookup_pepper smallint NOT NULL CHECK (lookup_pepper BETWEEN 1 AND 255),
    credential_sealed bytea NOT NULL,
    wrap_sealed bytea NOT NULL,
    sign_count bigint NOT NULL CHECK (sign_count >= 0),
    name text NOT NULL CHECK (length(name) <= 40),
    added_at bigint NOT NULL,
    used_at bigint
);
CREATE INDEX passkey_account ON passkey (account);

-- Failures in a row, by number look-up whether anyone has that number or not, and by place: empty for strangers, else a network look-up.
CREATE TABLE failure (
    number_lookup bytea NOT NULL CHECK (octet_length(number_lookup) = 32),
    place bytea NOT NULL CHECK (octet_length(place) IN (0, 32)),
    count integer NOT NULL CHECK (count >= 0),
    last_at bigint NOT NULL,
    PRIMARY KEY (number_lookup, place)
);
CREATE INDEX failure_last ON failure (last_at);

-- Networks from which an account has signed in, as keyed hashes.
CREATE TABLE familiar (
    account bytea NOT NULL REFERENCES account,
    network_lookup bytea NOT NULL CHECK (octet_length(network_lookup) = 32),
    last_at bigint NOT NULL,
    PRIMARY KEY (account, network_lookup)
);

-- What happened to an account's sign-ins and credentials, for its holder. Only ever added to, and taken away when it is old.
CREATE TABLE history (
    account bytea NOT NULL REFERENCES account,
    at bigint NOT NULL,
    event text NOT NULL,
    session bytea CHECK (octet_length(session) = 32),
    browser text,
    system text,
    UNIQUE NULLS NOT DISTINCT (account, event, session, at)
);
CREATE INDEX history_account ON history (account, at DESC);

-- What a person's browsers remember together (crypto.md §3.11).
CREATE TABLE settings (
    account bytea PRIMARY KEY REFERENCES account,
    version bigint NOT NULL CHECK (version >= 1),
    sealed bytea NOT NULL CHECK (octet_length(sealed) <= 65536)
);

-- The contact card (crypto.md §3.12): sealed by its holder, sealed once more under the pepper.
CREATE TABLE contact_card (
    account bytea PRIMARY KEY REFERENCES account,
    version bigint NOT NULL CHECK (version >= 1),
    body bytea NOT NULL,
    signature bytea NOT NULL CHECK (octet_length(signature) = 64),
    fields_sealed bytea NOT NULL,
    kept_at bigint NOT NULL
);

CREATE TABLE contact_card_wrap (
    account bytea NOT NULL REFERENCES contact_card ON DELETE CASCADE,
    recipient bytea NOT NULL CHECK (octet_length(recipient) = 16),
    version bigint NOT NULL CHECK (version >= 1),
    sealed bytea NOT NULL,
    PRIMARY KEY (account, recipient)
);

GRANT UPDATE (lookup_pepper, number_lookup, number_sealed, state, generation) ON account TO PUBLIC;
GRANT UPDATE (secret_sealed) ON activation TO PUBLIC;
GRANT DELETE ON verifier TO PUBLIC;
GRANT UPDATE (version, sealed, set_at), DELETE ON wrap TO PUBLIC;
GRANT SELECT, INSERT, UPDATE (sealed) ON predecessor TO PUBLIC;
GRANT SELECT, INSERT, UPDATE, DELETE ON totp, passkey, failure, familiar TO PUBLIC;
GRANT SELECT, INSERT, DELETE ON history TO PUBLIC;
GRANT SELECT, INSERT, UPDATE ON settings TO PUBLIC;
GRANT SELECT, INSERT, UPDATE, DELETE ON contact_card, contact_card_wrap TO PUBLIC;
