-- Release orders and what custodians give under them (crypto.md §7.3). Owner room: server/records. Only ever added to: what was ordered,
-- approved, given and said stays. Times are Unix milliseconds.

-- The conversation of a drill is none: no reference.
CREATE TABLE release_order (
    order_id bytea PRIMARY KEY CHECK (octet_length(order_id) = 16),
    hash bytea NOT NULL UNIQUE CHECK (octet_length(hash) = 32),
    basis text NOT NULL CHECK (basis IN ('consent', 'legal', 'emergency', 'drill', 'succession')),
    conversation bytea NOT NULL CHECK (octet_length(conversation) = 16),
    recipient bytea NOT NULL CHECK (octet_length(recipient) = 16),
    manifest_hash bytea NOT NULL CHECK (octet_length(manifest_hash) = 32),
    officer bytea NOT NULL CHECK (octet_length(officer) = 16),
    approver bytea NOT NULL CHECK (octet_length(approver) = 16),
    body bytea NOT NULL,
    signature bytea NOT NULL CHECK (octet_length(signature) = 64),
    basis_body bytea NOT NULL,
    basis_signature bytea NOT NULL CHECK (octet_length(basis_signature) = 64),
    expires_at bigint NOT NULL,
    made_at bigint NOT NULL
);
CREATE INDEX release_order_conversation ON release_order (conversation);
CREATE INDEX release_order_recipient ON release_order (recipient);
CREATE INDEX release_order_manifest ON release_order (manifest_hash);

CREATE TABLE order_approval (
    order_id bytea PRIMARY KEY REFERENCES release_order,
    signature bytea NOT NULL CHECK (octet_length(signature) = 64),
    approved_at bigint NOT NULL
);

-- A drill's one epoch and its one deposit; sealed shares in the order of the deposit's rows.
CREATE TABLE drill (
    order_id bytea PRIMARY KEY REFERENCES release_order,
    header bytea NOT NULL,
    header_signature bytea NOT NULL CHECK (octet_length(header_signature) = 64),
    deposit bytea NOT NULL,
    deposit_signature bytea NOT NULL CHECK (octet_length(deposit_signature) = 64),
    sealed_shares bytea[] NOT NULL
);

CREATE TABLE contribution (
    order_id bytea NOT NULL REFERENCES release_order,
    deposit_id bytea NOT NULL CHECK (octet_length(deposit_id) = 16),
    custodian bytea NOT NULL CHECK (octet_length(custodian) = 16),
    body bytea NOT NULL,
    signature bytea NOT NULL CHECK (octet_length(signature) = 64),
    sealed bytea NOT NULL CHECK (octet_length(sealed) = 1315),
    kept_at bigint NOT NULL,
    PRIMARY KEY (order_id, deposit_id, custodian)
);

CREATE TABLE order_answer (
    order_id bytea NOT NULL REFERENCES release_order,
    account bytea NOT NULL CHECK (octet_length(account) = 16),
    answer text NOT NULL CHECK (answer IN ('declined', 'withdrawn')),
    body bytea NOT NULL,
    signature bytea NOT NULL CHECK (octet_length(signature) = 64),
    kept_at bigint NOT NULL,
    PRIMARY KEY (order_id, account)
);

CREATE TABLE order_outcome (
    order_id bytea PRIMARY KEY REFERENCES release_order,
    body bytea NOT NULL,
    signature bytea NOT NULL CHECK (octet_length(signature) = 64),
    kept_at bigint NOT NULL
);

GRANT SELECT, INSERT ON release_order, order_approval, drill, contribution, order_answer, order_outcome TO PUBLIC;
