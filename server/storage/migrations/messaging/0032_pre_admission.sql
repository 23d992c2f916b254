-- Papers that were given on to officers who came later (crypto.md §13.1). Owner room: server/records. Times are Unix milliseconds. Only ever
-- added to; all of it outlives the record.

CREATE TABLE paper_admission (
    hash bytea PRIMARY KEY CHECK (octet_length(hash) = 32),
    reader bytea NOT NULL CHECK (octet_length(reader) = 16),
    admitted_by bytea NOT NULL CHECK (octet_length(admitted_by) = 16),
    body bytea NOT NULL,
    signature bytea NOT NULL CHECK (octet_length(signature) = 64),
    kept_at bigint NOT NULL
);

-- Null where the wrap came with the paper itself.
ALTER TABLE paper_wrap ADD COLUMN admission bytea REFERENCES paper_admission;
CREATE INDEX paper_wrap_account ON paper_wrap (account);
CREATE INDEX paper_wrap_admission ON paper_wrap (admission) WHERE admission IS NOT NULL;

GRANT SELECT, INSERT ON paper_admission TO PUBLIC;
