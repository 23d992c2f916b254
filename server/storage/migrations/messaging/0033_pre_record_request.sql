-- Requests about the record (crypto.md §13.5): what a client asks for, what the practice answers, and what the client says to a no. Owner room:
-- server/records. Times are Unix milliseconds. Only ever added to; all of it outlives the record.

CREATE TABLE record_request (
    request_id bytea PRIMARY KEY CHECK (octet_length(request_id) = 16),
    kind text NOT NULL CHECK (kind IN ('amendment', 'restriction')),
    client bytea NOT NULL CHECK (octet_length(client) = 16),
    conversation bytea REFERENCES conversation,
    paper_hash bytea NOT NULL REFERENCES paper,
    body bytea NOT NULL,
    signature bytea NOT NULL CHECK (octet_length(signature) = 64),
    kept_at bigint NOT NULL
);
CREATE INDEX record_request_client ON record_request (client, kept_at DESC);
CREATE INDEX record_request_kept ON record_request (kept_at DESC);

-- More time once, and a yes or a no once.
CREATE TABLE record_answer (
    request_id bytea NOT NULL REFERENCES record_request,
    extends boolean NOT NULL,
    paper_hash bytea NOT NULL REFERENCES paper,
    body bytea NOT NULL,
    signature bytea NOT NULL CHECK (octet_length(signature) = 64),
    kept_at bigint NOT NULL,
    PRIMARY KEY (request_id, extends)
);

CREATE TABLE disagreement (
    request_id bytea PRIMARY KEY REFERENCES record_request,
    paper_hash bytea NOT NULL REFERENCES paper,
    body bytea NOT NULL,
    signature bytea NOT NULL CHECK (octet_length(signature) = 64),
    kept_at bigint NOT NULL
);

GRANT SELECT, INSERT ON record_answer, disagreement TO PUBLIC;
-- To lock a row, UPDATE on some column of it is needed; the trigger sees to it that nothing is ever changed.
GRANT SELECT, INSERT, UPDATE (kept_at) ON record_request TO PUBLIC;
CREATE TRIGGER record_request_never_changes BEFORE UPDATE ON record_request FOR EACH ROW EXECUTE FUNCTION never_changes();
