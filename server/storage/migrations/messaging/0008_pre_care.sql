-- Care over time (crypto.md §5.3, §12.4): conversations that were closed, members who left, and readers of what was before them.
-- Owner room: server/records. Times are Unix milliseconds.

-- A closed conversation takes no entry any more; its head stays.
ALTER TABLE conversation_head ADD COLUMN closed boolean NOT NULL DEFAULT false;

-- Who has left reads and writes nothing there any more; what they wrote is still verified by their keys.
ALTER TABLE member ADD COLUMN left_at bigint;

CREATE TABLE closing (
    conversation bytea PRIMARY KEY REFERENCES conversation,
    reason text NOT NULL CHECK (reason IN ('changed', 'ended', 'left')),
    account bytea NOT NULL CHECK (octet_length(account) = 16),
    body bytea NOT NULL,
    signature bytea NOT NULL CHECK (octet_length(signature) = 64),
    closed_at bigint NOT NULL
);

-- A closed conversation's client lets its account read it.
CREATE TABLE reader (
    conversation bytea NOT NULL REFERENCES conversation,
    account bytea NOT NULL CHECK (octet_length(account) = 16),
    PRIMARY KEY (conversation, account)
);
CREATE INDEX reader_account ON reader (account, conversation);

-- By whose word; kept also of who reads no more. The reader's wraps stand among the others.
CREATE TABLE history_grant (
    hash bytea PRIMARY KEY CHECK (octet_length(hash) = 32),
    conversation bytea NOT NULL REFERENCES conversation,
    account bytea NOT NULL CHECK (octet_length(account) = 16),
    body bytea NOT NULL,
    signature bytea NOT NULL CHECK (octet_length(signature) = 64),
    granted_at bigint NOT NULL
);
CREATE INDEX history_grant_reader ON history_grant (conversation, account);

-- The one answer to who may read what: whatever shows anything of a conversation joins this.
CREATE VIEW reads AS
SELECT conversation, account, true AS member FROM member WHERE left_at IS NULL
UNION ALL
SELECT conversation, account, false AS member FROM reader;

GRANT SELECT, INSERT ON closing, history_grant TO PUBLIC;
GRANT SELECT, INSERT, DELETE ON reader TO PUBLIC;
GRANT SELECT ON reads TO PUBLIC;
GRANT UPDATE (left_at) ON member TO PUBLIC;
GRANT DELETE ON wrap TO PUBLIC;

-- What is granted here is held to its purpose, whoever runs what statement: a member leaves once, by a change of therapist, and only the
-- wraps of who reads no more are erased. Their deposits stay with the custodians.
CREATE FUNCTION only_by_a_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.left_at IS NULL AND NEW.left_at IS NOT NULL AND OLD.role <> 'client' AND EXISTS (
        SELECT FROM closing c WHERE c.conversation = OLD.conversation AND c.reason = 'changed'
    ) THEN
        RETURN NEW;
    END IF;
    RAISE insufficient_privilege USING MESSAGE = 'a member leaves by a change of therapist only';
END $$;
CREATE TRIGGER member_leaves BEFORE UPDATE ON member FOR EACH ROW EXECUTE FUNCTION only_by_a_change();

CREATE FUNCTION only_who_reads_no_more() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM reads r WHERE r.conversation = OLD.conversation AND r.account = OLD.account) THEN
        RAISE insufficient_privilege USING MESSAGE = 'who reads keeps their wraps';
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER wrap_is_erased BEFORE DELETE ON wrap FOR EACH ROW EXECUTE FUNCTION only_who_reads_no_more();
