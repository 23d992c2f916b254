-- Notices (crypto.md §11): what the practice tells one person, sealed to them. Owner room: server/mailbox. What was posted never changes; what
-- can be said later of a notice is that it was read, what was answered, and that its sender is certified by now. Times are Unix milliseconds.

CREATE TABLE notice (
    notice_id bytea PRIMARY KEY CHECK (octet_length(notice_id) = 16),
    recipient bytea NOT NULL CHECK (octet_length(recipient) = 16),
    sender bytea NOT NULL CHECK (octet_length(sender) = 16),
    sender_bundle_hash bytea NOT NULL CHECK (octet_length(sender_bundle_hash) = 32),
    kind text NOT NULL CHECK (kind IN ('update', 'match', 'appointment', 'policy', 'release', 'security', 'request')),
    subject bytea CHECK (octet_length(subject) = 16),
    body bytea NOT NULL,
    signature bytea NOT NULL CHECK (octet_length(signature) = 64),
    sealed bytea NOT NULL CHECK (octet_length(sealed) <= 36000),
    posted_at bigint NOT NULL,
    -- Written by the system key before the practice has certified it: nobody is shown it before.
    waiting boolean NOT NULL DEFAULT false,
    read_at bigint,
    answer_body bytea,
    answer_signature bytea CHECK (octet_length(answer_signature) = 64),
    CHECK ((answer_body IS NULL) = (answer_signature IS NULL))
);
CREATE INDEX notice_recipient ON notice (recipient, posted_at DESC, notice_id DESC);
CREATE INDEX notice_unread ON notice (recipient) WHERE read_at IS NULL AND NOT waiting;
CREATE INDEX notice_waiting ON notice (sender_bundle_hash) WHERE waiting;

GRANT SELECT, INSERT, UPDATE (waiting, read_at, answer_body, answer_signature) ON notice TO PUBLIC;
