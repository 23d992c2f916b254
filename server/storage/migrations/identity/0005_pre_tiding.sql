-- What somebody has to be told of their own account, until it stands in Valkey for messaging to take (requirement S9). Owner room: server/identity.

CREATE TABLE tiding (
    account bytea NOT NULL CHECK (octet_length(account) = 16),
    event text NOT NULL,
    at bigint NOT NULL,
    PRIMARY KEY (account, event, at)
);

GRANT SELECT, INSERT, DELETE ON tiding TO PUBLIC;
