-- Clients of whom no record is left, for identity to forget what they said of themselves (crypto.md §15.3). Owner room: server/records.

-- `told`: it stands in Valkey for identity. Every process that starts tells it again: identity may have been restored.
CREATE TABLE forgotten (
    client bytea PRIMARY KEY CHECK (octet_length(client) = 16),
    at bigint NOT NULL,
    told boolean NOT NULL DEFAULT false
);
GRANT SELECT, INSERT, UPDATE (at, told) ON forgotten TO PUBLIC;
