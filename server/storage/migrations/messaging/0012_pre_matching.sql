-- Profiles, wishes, proposals and requests for another therapist (crypto.md §12.2, §12.3, §12.5). Owner room: server/practice.
-- Times are Unix milliseconds.

-- What therapists say of themselves. `published`: at most one version of each is shown to everyone. Older versions go.
CREATE TABLE profile (
    account bytea NOT NULL CHECK (octet_length(account) = 16),
    version bigint NOT NULL CHECK (version >= 1),
    body bytea NOT NULL,
    signature bytea NOT NULL CHECK (octet_length(signature) = 64),
    photo_id bytea CHECK (octet_length(photo_id) = 16),
    photo bytea CHECK (octet_length(photo) <= 49152),
    published boolean NOT NULL DEFAULT false,
    kept_at bigint NOT NULL,
    CHECK ((photo_id IS NULL) = (photo IS NULL)),
    PRIMARY KEY (account, version)
);
CREATE UNIQUE INDEX profile_published ON profile (account) WHERE published;
CREATE INDEX profile_photo ON profile (photo_id) WHERE published;

-- Whom a client would like to be matched with; null when it does not matter any more.
CREATE TABLE wish (
    account bytea PRIMARY KEY CHECK (octet_length(account) = 16),
    therapist bytea CHECK (octet_length(therapist) = 16),
    made_at bigint NOT NULL
);

-- A match that was signed and not yet accepted, or will never be. `client` and `therapist` are whom it names.
CREATE TABLE proposal (
    conversation bytea PRIMARY KEY CHECK (octet_length(conversation) = 16),
    client bytea NOT NULL CHECK (octet_length(client) = 16),
    therapist bytea NOT NULL CHECK (octet_length(therapist) = 16),
    proposer bytea NOT NULL CHECK (octet_length(proposer) = 16),
    body bytea NOT NULL,
    signature bytea NOT NULL CHECK (octet_length(signature) = 64),
    replaces bytea CHECK (octet_length(replaces) = 16),
    state text NOT NULL DEFAULT 'proposed' CHECK (state IN ('proposed', 'accepted', 'declined', 'withdrawn', 'stale')),
    proposed_at bigint NOT NULL,
    settled_at bigint,
    CHECK ((state = 'proposed') = (settled_at IS NULL))
);
CREATE UNIQUE INDEX proposal_waiting ON proposal (client) WHERE state = 'proposed';
CREATE INDEX proposal_client ON proposal (client, proposed_at DESC);

-- A client asks for another therapist. `settled_at`: another match was accepted in its place.
CREATE TABLE change_request (
    request bytea PRIMARY KEY CHECK (octet_length(request) = 16),
    conversation bytea NOT NULL REFERENCES conversation,
    account bytea NOT NULL CHECK (octet_length(account) = 16),
    body bytea NOT NULL,
    signature bytea NOT NULL CHECK (octet_length(signature) = 64),
    kept_at bigint NOT NULL,
    settled_at bigint
);
CREATE UNIQUE INDEX change_request_open ON change_request (conversation) WHERE settled_at IS NULL;
CREATE INDEX change_request_account ON change_request (account);

GRANT SELECT, INSERT, UPDATE (published), DELETE ON profile TO PUBLIC;
GRANT SELECT, INSERT, UPDATE (therapist, made_at) ON wish TO PUBLIC;
GRANT SELECT, INSERT, UPDATE (state, settled_at) ON proposal TO PUBLIC;
GRANT SELECT, INSERT, UPDATE (settled_at) ON change_request TO PUBLIC;
