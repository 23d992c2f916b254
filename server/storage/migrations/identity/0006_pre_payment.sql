-- Payments (S3): whose account is which customer of the payment processor, and how it stands there. No card number, amount or name.
-- Owner room: server/identity.

CREATE TABLE payment (
    account bytea PRIMARY KEY REFERENCES account,
    -- SHA-256 of the processor's reference, which is drawn at random there: what its events are found by.
    customer_hash bytea NOT NULL UNIQUE CHECK (octet_length(customer_hash) = 32),
    customer_sealed bytea NOT NULL,
    state text NOT NULL CHECK (state IN ('open', 'paid', 'failed')),
    changed_at bigint NOT NULL
);

-- Events that were heard, for as long as one could be told again.
CREATE TABLE payment_event (
    event_hash bytea PRIMARY KEY CHECK (octet_length(event_hash) = 32),
    heard_at bigint NOT NULL
);

GRANT SELECT, INSERT, UPDATE ON payment TO PUBLIC;
GRANT SELECT, INSERT, DELETE ON payment_event TO PUBLIC;
