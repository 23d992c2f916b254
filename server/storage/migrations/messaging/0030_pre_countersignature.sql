-- Countersignatures of warnings (crypto.md §13.4), and that somebody was reminded of one that waits. Owner room: server/records. Times are
-- Unix milliseconds. Only ever added to; all of it outlives the record.

CREATE TABLE countersignature (
    warning_id bytea PRIMARY KEY REFERENCES given_warning,
    supervisor bytea NOT NULL CHECK (octet_length(supervisor) = 16),
    body bytea NOT NULL,
    signature bytea NOT NULL CHECK (octet_length(signature) = 64),
    kept_at bigint NOT NULL
);

-- Whoever writes the row tells them: so each reminder goes out once, however many processes look.
CREATE TABLE countersignature_reminder (
    warning_id bytea NOT NULL REFERENCES given_warning,
    number bigint NOT NULL CHECK (number >= 1),
    told_at bigint NOT NULL,
    PRIMARY KEY (warning_id, number)
);

GRANT SELECT, INSERT ON countersignature, countersignature_reminder TO PUBLIC;
