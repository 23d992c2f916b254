-- Who reads of a client no more, until identity knows (crypto.md §12.1, §12.4). Owner room: server/records.
CREATE TABLE departure (
    client bytea NOT NULL CHECK (octet_length(client) = 16),
    reader bytea NOT NULL CHECK (octet_length(reader) = 16),
    PRIMARY KEY (client, reader)
);
GRANT SELECT, INSERT, DELETE ON departure TO PUBLIC;

-- Letters in the making that were sent or emptied long ago are forgotten (crypto.md §3.10).
GRANT DELETE ON letter_draft TO PUBLIC;
