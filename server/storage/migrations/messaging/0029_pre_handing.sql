-- Handing on (crypto.md §7.5): what custodians before held of a deposit, sealed to those after them. Owner room: server/records. Only ever
-- added to, until two people let the record go. Times are Unix milliseconds.

CREATE INDEX deposit_by_id ON deposit (deposit_id);

-- `needed`: so many of the manifest before have to hand on, k of it.
CREATE TABLE handing (
    conversation bytea NOT NULL REFERENCES conversation,
    deposit_id bytea NOT NULL CHECK (octet_length(deposit_id) = 16),
    hander bytea NOT NULL CHECK (octet_length(hander) = 16),
    from_manifest_hash bytea NOT NULL CHECK (octet_length(from_manifest_hash) = 32),
    manifest_hash bytea NOT NULL CHECK (octet_length(manifest_hash) = 32),
    order_id bytea NOT NULL REFERENCES release_order,
    needed bigint NOT NULL,
    body bytea NOT NULL,
    signature bytea NOT NULL CHECK (octet_length(signature) = 64),
    kept_at bigint NOT NULL,
    PRIMARY KEY (conversation, deposit_id, manifest_hash, hander)
);
CREATE INDEX handing_order ON handing (order_id);

CREATE TABLE handed_share (
    conversation bytea NOT NULL,
    deposit_id bytea NOT NULL,
    manifest_hash bytea NOT NULL,
    hander bytea NOT NULL,
    custodian bytea NOT NULL CHECK (octet_length(custodian) = 16),
    sealed bytea NOT NULL,
    PRIMARY KEY (conversation, deposit_id, manifest_hash, hander, custodian)
);

-- Deposits that enough custodians of one manifest handed on to those of another.
CREATE VIEW handed_on AS
SELECT h.conversation, h.deposit_id, h.manifest_hash FROM handing h
GROUP BY h.conversation, h.deposit_id, h.manifest_hash, h.from_manifest_hash
HAVING count(*) >= max(h.needed);

-- A share that was handed on goes with the record, and with nothing else.
CREATE FUNCTION only_with_the_record() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF may_be_erased(OLD.conversation) THEN
        RETURN OLD;
    END IF;
    RAISE insufficient_privilege USING MESSAGE = 'what was handed on stays until two people let it go';
END $$;
CREATE TRIGGER handed_share_is_erased BEFORE DELETE ON handed_share FOR EACH ROW EXECUTE FUNCTION only_with_the_record();
CREATE TRIGGER handed_share_stays_erased BEFORE INSERT ON handed_share FOR EACH ROW EXECUTE FUNCTION nothing_comes_back();

-- A holding is longer than a share.
ALTER TABLE contribution DROP CONSTRAINT contribution_sealed_check;
ALTER TABLE contribution ADD CHECK (octet_length(sealed) BETWEEN 1315 AND 66672);

GRANT SELECT, INSERT ON handing, handed_share TO PUBLIC;
GRANT DELETE ON handed_share TO PUBLIC;
GRANT SELECT ON handed_on TO PUBLIC;
