-- Retention, holds, destruction (crypto.md §15). Owner room: server/records. Times are Unix milliseconds. All of it outlives the record.

CREATE TABLE retention_schedule (
    version bigint PRIMARY KEY CHECK (version >= 1),
    body bytea NOT NULL,
    signature bytea NOT NULL CHECK (octet_length(signature) = 64),
    kept_at bigint NOT NULL
);

-- Until when a client's record is kept, by an officer's word: the newest counts.
CREATE TABLE retention (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    client bytea NOT NULL CHECK (octet_length(client) = 16),
    body bytea NOT NULL,
    signature bytea NOT NULL CHECK (octet_length(signature) = 64),
    kept_at bigint NOT NULL
);
CREATE INDEX retention_client ON retention (client, number DESC);

CREATE TABLE hold (
    hold_id bytea PRIMARY KEY CHECK (octet_length(hold_id) = 16),
    client bytea NOT NULL CHECK (octet_length(client) = 16),
    cause text NOT NULL CHECK (cause IN ('officer', 'process', 'warning')),
    reason_hash bytea NOT NULL CHECK (octet_length(reason_hash) = 32),
    body bytea NOT NULL,
    signature bytea NOT NULL CHECK (octet_length(signature) = 64),
    kept_at bigint NOT NULL
);
CREATE INDEX hold_client ON hold (client);

CREATE TABLE hold_lift (
    hold_id bytea PRIMARY KEY REFERENCES hold,
    reason_hash bytea NOT NULL REFERENCES paper,
    body bytea NOT NULL,
    signature bytea NOT NULL CHECK (octet_length(signature) = 64),
    kept_at bigint NOT NULL
);

CREATE TABLE destruction (
    destruction_id bytea PRIMARY KEY CHECK (octet_length(destruction_id) = 16),
    number bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    client bytea NOT NULL CHECK (octet_length(client) = 16),
    body bytea NOT NULL,
    signature bytea NOT NULL CHECK (octet_length(signature) = 64),
    proposed_at bigint NOT NULL
);
CREATE INDEX destruction_client ON destruction (client, number DESC);

-- From here on nobody opens anything of it. The counts are what there was, for the certificate.
CREATE TABLE destruction_approval (
    destruction_id bytea PRIMARY KEY REFERENCES destruction,
    signature bytea NOT NULL CHECK (octet_length(signature) = 64),
    approved_at bigint NOT NULL,
    wraps bigint NOT NULL,
    shares bigint NOT NULL,
    contributions bigint NOT NULL,
    entries bigint NOT NULL,
    files bigint NOT NULL
);

CREATE TABLE destroyed_conversation (
    conversation bytea PRIMARY KEY REFERENCES conversation,
    destruction_id bytea NOT NULL REFERENCES destruction_approval
);
CREATE INDEX destroyed_conversation_destruction ON destroyed_conversation (destruction_id);

CREATE TABLE destruction_certificate (
    destruction_id bytea PRIMARY KEY REFERENCES destruction_approval,
    body bytea NOT NULL,
    signature bytea NOT NULL CHECK (octet_length(signature) = 64),
    kept_at bigint NOT NULL
);

GRANT SELECT, INSERT ON retention_schedule, retention, hold, hold_lift, destruction, destruction_approval, destroyed_conversation,
    destruction_certificate TO PUBLIC;

-- What is destroyed is read by nobody.
CREATE OR REPLACE VIEW reads AS
SELECT m.conversation, m.account, true AS member FROM member m
WHERE m.left_at IS NULL AND NOT EXISTS (SELECT FROM destroyed_conversation d WHERE d.conversation = m.conversation)
UNION ALL
SELECT r.conversation, r.account, false AS member FROM reader r
WHERE NOT EXISTS (SELECT FROM destroyed_conversation d WHERE d.conversation = r.conversation);

-- The law of §15.2 and §15.3, whoever runs what statement: a hold beats everything; nothing is erased but what two people let go.
CREATE FUNCTION is_held(of_conversation bytea) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM member m JOIN hold h ON h.client = m.account
        WHERE m.conversation = of_conversation AND m.role = 'client'
          AND NOT EXISTS (SELECT FROM hold_lift l WHERE l.hold_id = h.hold_id)
    )
$$;

CREATE FUNCTION may_be_erased(of_conversation bytea) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM destroyed_conversation d WHERE d.conversation = of_conversation) AND NOT is_held(of_conversation)
$$;

CREATE FUNCTION only_what_may_go() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF is_held(NEW.conversation) OR NOT EXISTS (
        SELECT FROM destruction n
        JOIN member m ON m.account = n.client AND m.role = 'client' AND m.conversation = NEW.conversation
        JOIN conversation_head h ON h.conversation = NEW.conversation AND h.closed
        WHERE n.destruction_id = NEW.destruction_id
    ) THEN
        RAISE insufficient_privilege USING MESSAGE = 'what is held, open or of another client is not destroyed';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER destruction_is_lawful BEFORE INSERT ON destroyed_conversation FOR EACH ROW EXECUTE FUNCTION only_what_may_go();

CREATE OR REPLACE FUNCTION only_who_reads_no_more() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM reads r WHERE r.conversation = OLD.conversation AND r.account = OLD.account) THEN
        RAISE insufficient_privilege USING MESSAGE = 'who reads keeps their wraps';
    END IF;
    IF EXISTS (SELECT FROM destroyed_conversation d WHERE d.conversation = OLD.conversation) AND is_held(OLD.conversation) THEN
        RAISE insufficient_privilege USING MESSAGE = 'what is held stays';
    END IF;
    RETURN OLD;
END $$;

CREATE OR REPLACE FUNCTION only_behind_newer_shares() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF may_be_erased(OLD.conversation) THEN
        RETURN OLD;
    END IF;
    IF NOT is_held(OLD.conversation) AND EXISTS (
        SELECT FROM sealed_share s
        JOIN manifest newer ON newer.hash = s.manifest_hash
        JOIN manifest older ON older.hash = OLD.manifest_hash
        WHERE s.conversation = OLD.conversation AND s.epoch = OLD.epoch AND s.account = OLD.account
          AND newer.generation > older.generation
    ) THEN
        RETURN OLD;
    END IF;
    RAISE insufficient_privilege USING MESSAGE = 'a share is erased only where a newer one stands in its place, or two people let it go';
END $$;

CREATE FUNCTION only_of_what_is_destroyed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM release_order o WHERE o.order_id = OLD.order_id AND may_be_erased(o.conversation)) THEN
        RAISE insufficient_privilege USING MESSAGE = 'a contribution stays until what it opens is destroyed';
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER contribution_is_erased BEFORE DELETE ON contribution FOR EACH ROW EXECUTE FUNCTION only_of_what_is_destroyed();

CREATE FUNCTION only_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF octet_length(NEW.payload) <> 0 OR NEW.letter_from IS NOT NULL OR NOT may_be_erased(OLD.conversation) THEN
        RAISE insufficient_privilege USING MESSAGE = 'an entry is emptied by a destruction, and changed by nothing';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER entry_is_emptied BEFORE UPDATE ON record FOR EACH ROW EXECUTE FUNCTION only_emptied();

CREATE FUNCTION only_unfinished_or_destroyed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM attachment a
        WHERE a.attachment = OLD.attachment AND a.whole_at IS NOT NULL AND NOT may_be_erased(a.conversation)
    ) THEN
        RAISE insufficient_privilege USING MESSAGE = 'a file that is whole is part of the record';
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER attachment_is_erased BEFORE DELETE ON attachment FOR EACH ROW EXECUTE FUNCTION only_unfinished_or_destroyed();
CREATE TRIGGER attachment_chunk_is_erased BEFORE DELETE ON attachment_chunk FOR EACH ROW EXECUTE FUNCTION only_unfinished_or_destroyed();
CREATE TRIGGER shelved_chunk_is_erased BEFORE DELETE ON shelved_chunk FOR EACH ROW EXECUTE FUNCTION only_unfinished_or_destroyed();

CREATE FUNCTION nothing_comes_back() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM destroyed_conversation d WHERE d.conversation = NEW.conversation) THEN
        RAISE insufficient_privilege USING MESSAGE = 'what is destroyed stays so';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER wrap_stays_erased BEFORE INSERT ON wrap FOR EACH ROW EXECUTE FUNCTION nothing_comes_back();
CREATE TRIGGER share_stays_erased BEFORE INSERT ON sealed_share FOR EACH ROW EXECUTE FUNCTION nothing_comes_back();

GRANT UPDATE (payload, letter_from) ON record TO PUBLIC;
GRANT DELETE ON contribution TO PUBLIC;
