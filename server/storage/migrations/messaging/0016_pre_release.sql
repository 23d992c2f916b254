-- Release of information (crypto.md §13): consents, what takes them back, processes, warnings, disclosures; and the sealed papers that
-- name people. Owner room: server/records. Times are Unix milliseconds. Nothing here is ever changed but by a second signature, and
-- nothing is erased: it outlives the record (compliance AD-10).

-- What names people, sealed; `hash` is all that anything else says of it.
CREATE TABLE paper (
    hash bytea PRIMARY KEY CHECK (octet_length(hash) = 32),
    sealed bytea NOT NULL CHECK (octet_length(sealed) <= 49152),
    kept_at bigint NOT NULL
);

CREATE TABLE paper_wrap (
    hash bytea NOT NULL REFERENCES paper,
    account bytea NOT NULL CHECK (octet_length(account) = 16),
    bundle_hash bytea NOT NULL CHECK (octet_length(bundle_hash) = 32),
    wrap bytea NOT NULL CHECK (octet_length(wrap) = 1168),
    PRIMARY KEY (hash, account)
);

CREATE TABLE consent (
    consent_id bytea PRIMARY KEY CHECK (octet_length(consent_id) = 16),
    hash bytea NOT NULL UNIQUE CHECK (octet_length(hash) = 32),
    client bytea NOT NULL CHECK (octet_length(client) = 16),
    conversation bytea NOT NULL REFERENCES conversation,
    maker text NOT NULL CHECK (maker IN ('client', 'practice', 'return')),
    paper_hash bytea NOT NULL REFERENCES paper,
    body bytea NOT NULL,
    signature bytea NOT NULL CHECK (octet_length(signature) = 64),
    kept_at bigint NOT NULL
);
CREATE INDEX consent_client ON consent (client, kept_at DESC);
CREATE INDEX consent_asked ON consent (kept_at DESC) WHERE maker <> 'client';

-- Whoever hands out, and whoever takes back, locks the consent first: of the two the one that commits first has happened.
CREATE TABLE revocation (
    consent_id bytea PRIMARY KEY REFERENCES consent,
    body bytea NOT NULL,
    signature bytea NOT NULL CHECK (octet_length(signature) = 64),
    kept_at bigint NOT NULL
);

CREATE TABLE decision (
    consent_id bytea NOT NULL REFERENCES consent,
    decision text NOT NULL CHECK (decision IN ('deny', 'extend')),
    until bigint NOT NULL,
    body bytea NOT NULL,
    signature bytea NOT NULL CHECK (octet_length(signature) = 64),
    kept_at bigint NOT NULL,
    PRIMARY KEY (consent_id, decision)
);

-- Whether a client's record is one of 42 CFR part 2: the newest word counts; none is as good as yes.
CREATE TABLE part2_marking (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    client bytea NOT NULL CHECK (octet_length(client) = 16),
    status text NOT NULL CHECK (status IN ('confirmed', 'cleared')),
    body bytea NOT NULL,
    signature bytea NOT NULL CHECK (octet_length(signature) = 64),
    kept_at bigint NOT NULL
);
CREATE INDEX part2_marking_client ON part2_marking (client, number DESC);

CREATE TABLE process (
    process_id bytea PRIMARY KEY CHECK (octet_length(process_id) = 16),
    hash bytea NOT NULL UNIQUE CHECK (octet_length(hash) = 32),
    client bytea NOT NULL CHECK (octet_length(client) = 16),
    conversation bytea NOT NULL REFERENCES conversation,
    paper_hash bytea NOT NULL REFERENCES paper,
    body bytea NOT NULL,
    signature bytea NOT NULL CHECK (octet_length(signature) = 64),
    kept_at bigint NOT NULL
);

CREATE TABLE process_approval (
    process_id bytea PRIMARY KEY REFERENCES process,
    signature bytea NOT NULL CHECK (octet_length(signature) = 64),
    kept_at bigint NOT NULL
);

CREATE TABLE given_warning (
    warning_id bytea PRIMARY KEY CHECK (octet_length(warning_id) = 16),
    hash bytea NOT NULL UNIQUE CHECK (octet_length(hash) = 32),
    client bytea NOT NULL CHECK (octet_length(client) = 16),
    conversation bytea NOT NULL REFERENCES conversation,
    therapist bytea NOT NULL CHECK (octet_length(therapist) = 16),
    supplements bytea CHECK (octet_length(supplements) = 32),
    paper_hash bytea NOT NULL REFERENCES paper,
    body bytea NOT NULL,
    signature bytea NOT NULL CHECK (octet_length(signature) = 64),
    kept_at bigint NOT NULL
);
CREATE INDEX given_warning_therapist ON given_warning (therapist, kept_at DESC);

CREATE TABLE disclosure (
    disclosure_id bytea PRIMARY KEY CHECK (octet_length(disclosure_id) = 16),
    basis_hash bytea NOT NULL CHECK (octet_length(basis_hash) = 32),
    client bytea NOT NULL CHECK (octet_length(client) = 16),
    conversation bytea NOT NULL REFERENCES conversation,
    suspended_until bigint NOT NULL,
    paper_hash bytea NOT NULL REFERENCES paper,
    body bytea NOT NULL,
    signature bytea NOT NULL CHECK (octet_length(signature) = 64),
    kept_at bigint NOT NULL
);
CREATE INDEX disclosure_client ON disclosure (client, kept_at DESC);
CREATE INDEX disclosure_basis ON disclosure (basis_hash);

GRANT SELECT, INSERT ON paper, paper_wrap, revocation, decision, part2_marking, process_approval, given_warning, disclosure TO PUBLIC;
-- To lock a row, UPDATE on some column of it is needed; a trigger sees to it that nothing is ever changed.
GRANT SELECT, INSERT, UPDATE (kept_at) ON consent, process TO PUBLIC;

CREATE FUNCTION never_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE insufficient_privilege USING MESSAGE = 'what was signed is never changed';
END $$;
CREATE TRIGGER consent_never_changes BEFORE UPDATE ON consent FOR EACH ROW EXECUTE FUNCTION never_changes();
CREATE TRIGGER process_never_changes BEFORE UPDATE ON process FOR EACH ROW EXECUTE FUNCTION never_changes();
