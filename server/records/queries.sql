-- The record's queries. Arrays that belong together are unnested in parallel; every look-up is led by the conversation.

-- insert_conversation --
-- $1 conversation, $2 match body, $3 match signature, $4 head(0), $5 opened at
INSERT INTO conversation (conversation, match_body, match_signature, genesis, opened_at)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (conversation) DO NOTHING
RETURNING conversation

-- match_of --
-- $1 conversation
SELECT match_body FROM conversation WHERE conversation = $1

-- insert_head --
-- $1 conversation, $2 head(0)
INSERT INTO conversation_head (conversation, head, time, epoch_hash) VALUES ($1, $2, 0, $2)

-- insert_members --
-- $1 conversation, then parallel: $2 account, $3 role, $4 bundle hash, $5 signing key
INSERT INTO member (conversation, account, role, bundle_hash, signing_public)
SELECT $1::bytea, * FROM unnest($2::bytea[], $3::text[], $4::bytea[], $5::bytea[])

-- conversations_of --
-- $1 account: the conversations that it reads, the one with the newest entry first
SELECT c.conversation, c.match_body, c.match_signature, h.sequence, h.head, h.epoch, h.session,
       coalesce(k.delivered, 0) AS delivered, coalesce(k.read, 0) AS read,
       c.opened_at, greatest(h.time, c.opened_at) AS last_at,
       g.body AS closing_body, g.signature AS closing_signature, m.member
FROM reads m
JOIN conversation c ON c.conversation = m.conversation
JOIN conversation_head h ON h.conversation = m.conversation
LEFT JOIN cursor k ON k.conversation = m.conversation AND k.account = m.account
LEFT JOIN closing g ON g.conversation = m.conversation
WHERE m.account = $1
ORDER BY last_at DESC, c.conversation

-- accounts_beside --
-- $1 account: everyone who takes or took part in a conversation that it reads; itself, if it reads any
SELECT other.account FROM reads m JOIN member other ON other.conversation = m.conversation WHERE m.account = $1
UNION
SELECT m.account FROM reads m WHERE m.account = $1

-- epoch_signers --
-- parallel: $1 conversation, $2 epoch, $3 account. Of members: each of their bundles, and the epoch's header (null when there is none).
SELECT asked.conversation, asked.epoch, asked.account, e.header, b.bundle_hash, b.signing_public
FROM unnest($1::bytea[], $2::bigint[], $3::bytea[]) AS asked (conversation, epoch, account)
CROSS JOIN LATERAL (
    SELECT m.bundle_hash, m.signing_public FROM member m
    WHERE m.conversation = asked.conversation AND m.account = asked.account
    UNION ALL
    SELECT s.bundle_hash, s.signing_public FROM successor s
    WHERE s.conversation = asked.conversation AND s.account = asked.account
) AS b
LEFT JOIN epoch e ON e.conversation = asked.conversation AND e.epoch = asked.epoch

-- succeed --
-- $1 account, $2 generation, $3 bundle hash, $4 signing key. The heads are locked in the order of their keys, as every batch does.
WITH locked AS MATERIALIZED (
    SELECT h.conversation FROM conversation_head h
    WHERE h.conversation IN (SELECT m.conversation FROM member m WHERE m.account = $1)
    ORDER BY h.conversation FOR UPDATE
), moved AS (
    UPDATE conversation_head h SET version = h.version + 1, stale_keys = h.epoch > 0
    FROM locked WHERE h.conversation = locked.conversation
    RETURNING h.conversation
)
INSERT INTO successor (conversation, account, generation, bundle_hash, signing_public)
SELECT moved.conversation, $1, $2, $3, $4 FROM moved

-- lock_heads --
-- $1 conversations; then parallel: $2 conversation, $3 account, $4 instance. Locks the heads in the order of their keys and gives, per
-- question, what a grant is made of. `seen_version` differs from `version` when the lock was waited for: ask again then.
WITH locked AS MATERIALIZED (
    SELECT conversation, version, sequence, head, time, epoch, epoch_hash, epoch_kind, session, stale_keys, closed
    FROM conversation_head WHERE conversation = ANY ($1::bytea[]) ORDER BY conversation FOR UPDATE
)
SELECT asked.conversation, asked.account, asked.instance,
       l.version, l.sequence, l.head, l.time, l.epoch, l.epoch_hash, l.epoch_kind, l.session, l.stale_keys, l.closed,
       (SELECT seen.version FROM conversation_head seen WHERE seen.conversation = asked.conversation) AS seen_version,
       (SELECT true FROM member m
        WHERE m.conversation = asked.conversation AND m.account = asked.account AND m.left_at IS NULL) AS member,
       (SELECT i.counter FROM sender_instance i
        WHERE i.conversation = asked.conversation AND i.account = asked.account
          AND i.instance = asked.instance) AS counter,
       (SELECT true FROM deposit d
        WHERE d.conversation = asked.conversation AND d.epoch = l.epoch AND d.account = asked.account
        LIMIT 1) AS deposited,
       (SELECT a.act = 'suspend' FROM account_act a
        WHERE a.account = asked.account ORDER BY a.version DESC LIMIT 1) AS suspended
FROM unnest($2::bytea[], $3::bytea[], $4::bytea[]) AS asked (conversation, account, instance)
JOIN locked l ON l.conversation = asked.conversation

-- committed_before --
-- parallel: $1 conversation, $2 message id. The LIMIT keeps it one look-up in an index per message, however long the record is:
-- a plain join of many messages is planned as a scan of every partition.
SELECT asked.conversation, asked.message_id, r.sequence, r.time, r.head, r.hash
FROM unnest($1::bytea[], $2::bytea[]) AS asked (conversation, message_id)
CROSS JOIN LATERAL (
    SELECT record.sequence, record.time, record.head, sha256(record.payload) AS hash FROM record
    WHERE record.conversation = asked.conversation AND record.message_id = asked.message_id LIMIT 1
) AS r

-- append --
-- Envelopes, parallel: $1 conversation, $2 sequence, $3 time, $4 message id, $5 payload, $6 head.
-- Heads, parallel: $7 conversation, $8 sequence, $9 head, $10 time, $11 session. Counters, parallel: $12 conversation, $13 account,
-- $14 instance, $15 counter. $16, parallel to envelopes: who sent it, where it is a letter or an appointment.
WITH entry AS (
    INSERT INTO record (conversation, sequence, time, kind, message_id, payload, head, letter_from)
    SELECT e.conversation, e.sequence, e.time, 2, e.message_id, e.payload, e.head, e.letter_from
    FROM unnest($1::bytea[], $2::bigint[], $3::bigint[], $4::bytea[], $5::bytea[], $6::bytea[], $16::bytea[])
        AS e (conversation, sequence, time, message_id, payload, head, letter_from)
), counted AS (
    INSERT INTO sender_instance AS i (conversation, account, instance, counter)
    SELECT * FROM unnest($12::bytea[], $13::bytea[], $14::bytea[], $15::bigint[])
    ON CONFLICT (conversation, account, instance) DO UPDATE SET counter = excluded.counter
)
UPDATE conversation_head h
SET version = h.version + 1, sequence = n.sequence, head = n.head, time = n.time, session = n.session
FROM unnest($7::bytea[], $8::bigint[], $9::bytea[], $10::bigint[], $11::bytea[])
    AS n (conversation, sequence, head, time, session)
WHERE h.conversation = n.conversation

-- append_unmoved --
-- As `append`, and $17 the heads' versions: only to conversations that are still at theirs, which it gives. The locks are taken in the
-- order of the keys, so that batches of several processes never wait for each other in a ring.
WITH locked AS MATERIALIZED (
    SELECT conversation FROM conversation_head WHERE conversation = ANY ($7::bytea[]) ORDER BY conversation FOR UPDATE
), unmoved AS (
    UPDATE conversation_head h
    SET version = h.version + 1, sequence = n.sequence, head = n.head, time = n.time, session = n.session
    FROM unnest($7::bytea[], $8::bigint[], $9::bytea[], $10::bigint[], $11::bytea[], $17::bigint[])
        AS n (conversation, sequence, head, time, session, version)
    JOIN locked ON locked.conversation = n.conversation
    WHERE h.conversation = n.conversation AND h.version = n.version
    RETURNING h.conversation
), entry AS (
    INSERT INTO record (conversation, sequence, time, kind, message_id, payload, head, letter_from)
    SELECT e.conversation, e.sequence, e.time, 2, e.message_id, e.payload, e.head, e.letter_from
    FROM unnest($1::bytea[], $2::bigint[], $3::bigint[], $4::bytea[], $5::bytea[], $6::bytea[], $16::bytea[])
        AS e (conversation, sequence, time, message_id, payload, head, letter_from)
    JOIN unmoved ON unmoved.conversation = e.conversation
), counted AS (
    INSERT INTO sender_instance AS i (conversation, account, instance, counter)
    SELECT c.* FROM unnest($12::bytea[], $13::bytea[], $14::bytea[], $15::bigint[])
        AS c (conversation, account, instance, counter)
    JOIN unmoved ON unmoved.conversation = c.conversation
    ON CONFLICT (conversation, account, instance) DO UPDATE SET counter = excluded.counter
)
SELECT conversation FROM unmoved

-- append_one_unmoved --
-- The same for a single envelope, which most batches are when it is calm: the same parameters, none of them an array.
WITH unmoved AS (
    UPDATE conversation_head SET version = version + 1, sequence = $8, head = $9, time = $10, session = $11
    WHERE conversation = $7 AND version = $17
    RETURNING conversation
), entry AS (
    INSERT INTO record (conversation, sequence, time, kind, message_id, payload, head, letter_from)
    SELECT $1::bytea, $2::bigint, $3::bigint, 2, $4::bytea, $5::bytea, $6::bytea, $16::bytea FROM unmoved
), counted AS (
    INSERT INTO sender_instance AS i (conversation, account, instance, counter)
    SELECT $12::bytea, $13::bytea, $14::bytea, $15::bigint FROM unmoved
    ON CONFLICT (conversation, account, instance) DO UPDATE SET counter = excluded.counter
)
SELECT conversation FROM unmoved

-- append_opening --
-- $1 conversation, $2 sequence, $3 time, $4 payload, $5 head, $6 epoch, $7 header hash, $8 kind, $9 session, $10 header, $11 signature
WITH entry AS (
    INSERT INTO record (conversation, sequence, time, kind, payload, head) VALUES ($1, $2, $3, 1, $4, $5)
), opened AS (
    INSERT INTO epoch (conversation, epoch, header_hash, session, header, signature, sequence)
    VALUES ($1, $6, $7, $9, $10, $11, $2)
)
UPDATE conversation_head
SET version = version + 1, sequence = $2, head = $5, time = $3, epoch = $6, epoch_hash = $7, epoch_kind = $8, session = $9,
    stale_keys = false
WHERE conversation = $1

-- insert_wraps --
-- $1 conversation, $2 epoch, then parallel: $3 account, $4 wrap
INSERT INTO wrap (conversation, epoch, account, wrap)
SELECT $1::bytea, $2::bigint, * FROM unnest($3::bytea[], $4::bytea[])

-- members --
-- $1 conversation: all bundles of all who take or took part, by account, the oldest first
SELECT m.account, m.role, bundle.bundle_hash, bundle.signing_public
FROM member m CROSS JOIN LATERAL (
    SELECT 0 AS generation, m.bundle_hash, m.signing_public
    UNION ALL
    SELECT s.generation, s.bundle_hash, s.signing_public FROM successor s
    WHERE s.conversation = m.conversation AND s.account = m.account
) AS bundle
WHERE m.conversation = $1
ORDER BY m.account, bundle.generation

-- opening_at --
-- $1 conversation, $2 epoch: the epoch as it was opened, and its entry
SELECT e.header_hash, e.header, e.signature, r.sequence, r.time, r.head
FROM epoch e JOIN record r ON r.conversation = e.conversation AND r.sequence = e.sequence
WHERE e.conversation = $1 AND e.epoch = $2

-- session_was_used --
-- $1 conversation, $2 session
SELECT true FROM epoch WHERE conversation = $1 AND session = $2 LIMIT 1

-- epoch_for --
-- $1 conversation, $2 epoch, $3 account: what one who reads needs to read in it; wraps of who has left are erased
SELECT e.header, e.signature, w.wrap,
       EXISTS (SELECT FROM deposit d
               WHERE d.conversation = e.conversation AND d.epoch = e.epoch AND d.account = $3) AS deposited
FROM epoch e JOIN wrap w ON w.conversation = e.conversation AND w.epoch = e.epoch AND w.account = $3
WHERE e.conversation = $1 AND e.epoch = $2

-- insert_deposit --
-- Nobody takes the id of another deposit: what custodians give and hand on is kept by it.
-- $1 conversation, $2 epoch, $3 account, $4 manifest hash, $5 deposit id, $6 body, $7 signature; then parallel: $8 custodian, $9 sealed share
WITH kept AS (
    INSERT INTO deposit (conversation, epoch, account, manifest_hash, deposit_id, body, signature)
    SELECT $1::bytea, $2::bigint, $3::bytea, $4::bytea, $5::bytea, $6::bytea, $7::bytea
    WHERE NOT EXISTS (SELECT FROM deposit other WHERE other.deposit_id = $5)
    ON CONFLICT (conversation, epoch, account, manifest_hash) DO NOTHING
    RETURNING conversation, epoch, account, manifest_hash
)
INSERT INTO sealed_share (conversation, epoch, account, manifest_hash, custodian, sealed)
SELECT kept.conversation, kept.epoch, kept.account, kept.manifest_hash, share.custodian, share.sealed
FROM kept, unnest($8::bytea[], $9::bytea[]) AS share (custodian, sealed)

-- bump --
-- $1 conversation: something else was changed under its lock
UPDATE conversation_head SET version = version + 1 WHERE conversation = $1

-- read_after --
-- $1 conversation, $2 sequence, $3 most entries, $4 most payload bytes (the first entry is always given), $5 who reads: nothing for who
-- does not any more; null for the process's own tail
SELECT sequence, time, kind, payload, head FROM (
    SELECT sequence, time, kind, payload, head,
           sum(octet_length(payload)) OVER (ORDER BY sequence) - octet_length(payload) AS before
    FROM (SELECT sequence, time, kind, payload, head FROM record
          WHERE conversation = $1 AND sequence > $2
            AND ($5::bytea IS NULL OR EXISTS (SELECT FROM reads r WHERE r.conversation = $1 AND r.account = $5))
          ORDER BY sequence LIMIT $3) AS next
) AS measured
WHERE before = 0 OR before + octet_length(payload) <= $4
ORDER BY sequence

-- read_before --
-- $1 conversation, $2 sequence, $3 most entries, $4 most payload bytes (the last entry is always given)
SELECT sequence, time, kind, payload, head FROM (
    SELECT sequence, time, kind, payload, head,
           sum(octet_length(payload)) OVER (ORDER BY sequence DESC) - octet_length(payload) AS behind
    FROM (SELECT sequence, time, kind, payload, head FROM record
          WHERE conversation = $1 AND sequence < $2 ORDER BY sequence DESC LIMIT $3) AS previous
) AS measured
WHERE behind = 0 OR behind + octet_length(payload) <= $4
ORDER BY sequence

-- newest --
-- $1 conversations: the newest sequence of each
SELECT conversation, sequence FROM conversation_head WHERE conversation = ANY ($1::bytea[])

-- is_member --
-- $1 conversation, $2 account: whether it takes part, and has not left
SELECT true FROM member WHERE conversation = $1 AND account = $2 AND left_at IS NULL

-- standing --
-- $1 conversation, $2 account: true for a member, false for who only reads; no row for anyone else
SELECT member FROM reads WHERE conversation = $1 AND account = $2 ORDER BY member DESC LIMIT 1

-- place_of --
-- $1 conversation, $2 account, $3 sequence: where someone stands who reads and has seen so much. No row for anyone else.
SELECT c.genesis, h.sequence, h.head, h.epoch, h.session,
       (SELECT r.head FROM record r WHERE r.conversation = m.conversation AND r.sequence = $3) AS head_at,
       (SELECT array_agg(o.account ORDER BY o.account) FROM member o WHERE o.conversation = m.conversation) AS accounts,
       (SELECT array_agg(coalesce(k.delivered, 0) ORDER BY o.account) FROM member o
        LEFT JOIN cursor k ON k.conversation = o.conversation AND k.account = o.account
        WHERE o.conversation = m.conversation) AS delivered,
       (SELECT array_agg(coalesce(CASE WHEN o.account = $2 THEN k.read ELSE k.told END, 0) ORDER BY o.account) FROM member o
        LEFT JOIN cursor k ON k.conversation = o.conversation AND k.account = o.account
        WHERE o.conversation = m.conversation) AS read
FROM reads m
JOIN conversation c ON c.conversation = m.conversation
JOIN conversation_head h ON h.conversation = m.conversation
WHERE m.conversation = $1 AND m.account = $2
LIMIT 1

-- confirm --
-- parallel: $1 conversation, $2 account, $3 delivered, $4 read, $5 told. Cursors only move forward, and never past the record.
-- A row for each of which others may know more now: what was read discreetly is kept, and says not even when.
WITH before AS (
    SELECT k.conversation, k.account, k.delivered, k.told FROM cursor k
    JOIN unnest($1::bytea[], $2::bytea[]) AS c (conversation, account) ON k.conversation = c.conversation AND k.account = c.account
), moved AS (
    INSERT INTO cursor AS k (conversation, account, delivered, read, told)
    SELECT m.conversation, m.account, least(c.delivered, h.sequence), least(c.read, h.sequence), least(c.told, h.sequence)
    FROM unnest($1::bytea[], $2::bytea[], $3::bigint[], $4::bigint[], $5::bigint[])
         AS c (conversation, account, delivered, read, told)
    JOIN member m ON m.conversation = c.conversation AND m.account = c.account AND m.left_at IS NULL
    JOIN conversation_head h ON h.conversation = c.conversation
    ORDER BY m.conversation, m.account
    ON CONFLICT (conversation, account) DO UPDATE
    SET delivered = greatest(k.delivered, excluded.delivered), read = greatest(k.read, excluded.read),
        told = greatest(k.told, excluded.told)
    RETURNING k.conversation, k.account, k.delivered, k.told
)
SELECT m.conversation, m.account, m.delivered, m.told FROM moved m
LEFT JOIN before b ON b.conversation = m.conversation AND b.account = m.account
WHERE m.delivered > coalesce(b.delivered, 0) OR m.told > coalesce(b.told, 0)
