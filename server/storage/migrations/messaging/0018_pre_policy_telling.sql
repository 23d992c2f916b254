-- Revised policies are told to everyone, a few at a time (requirement S20), owner room: server/practice. `reached` is the last account told,
-- empty before the first. Times are Unix milliseconds.

CREATE TABLE policy_telling (
    policy text NOT NULL,
    version bigint NOT NULL,
    reached bytea NOT NULL DEFAULT '',
    told_at bigint,
    PRIMARY KEY (policy, version),
    FOREIGN KEY (policy, version) REFERENCES policy (policy, version)
);

GRANT SELECT, INSERT, UPDATE (reached, told_at) ON policy_telling TO PUBLIC;
