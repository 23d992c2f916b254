-- Release orders (crypto.md §7.3).

-- take_turns --
-- Until the transaction ends, nothing else becomes of any order. The number spells "order".
SELECT pg_advisory_xact_lock(478560413042);

-- insert_order --
-- No row comes back when that id stands already.
-- $1 order_id  $2 hash  $3 basis  $4 conversation  $5 recipient  $6 manifest_hash  $7 officer  $8 approver  $9 body  $10 signature
-- $11 basis_body  $12 basis_signature  $13 expires_at  $14 made_at
INSERT INTO release_order (order_id, hash, basis, conversation, recipient, manifest_hash, officer, approver, body, signature,
                           basis_body, basis_signature, expires_at, made_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
ON CONFLICT DO NOTHING
RETURNING order_id;

-- insert_drill --
-- $1 order_id  $2 header  $3 header_signature  $4 deposit  $5 deposit_signature  $6 sealed_shares
INSERT INTO drill (order_id, header, header_signature, deposit, deposit_signature, sealed_shares)
VALUES ($1, $2, $3, $4, $5, $6);

-- insert_approval --
-- $1 order_id  $2 signature  $3 approved_at
INSERT INTO order_approval (order_id, signature, approved_at) VALUES ($1, $2, $3);

-- insert_answer --
-- $1 order_id  $2 account  $3 answer  $4 body  $5 signature  $6 kept_at
INSERT INTO order_answer (order_id, account, answer, body, signature, kept_at) VALUES ($1, $2, $3, $4, $5, $6);

-- insert_outcome --
-- $1 order_id  $2 body  $3 signature  $4 kept_at
INSERT INTO order_outcome (order_id, body, signature, kept_at) VALUES ($1, $2, $3, $4);

-- orders --
-- One order (all, when null), or those of a recipient, or those that stand under one of these manifests and are approved; newest first.
-- $1 order_id or null  $2 recipient or null  $3 manifests or null  $4 most
SELECT o.order_id, o.body, o.signature, o.basis_body, o.basis_signature, o.made_at,
       a.signature AS approval, a.approved_at, e.body AS outcome_body, e.signature AS outcome_signature
FROM release_order o
LEFT JOIN order_approval a ON a.order_id = o.order_id
LEFT JOIN order_outcome e ON e.order_id = o.order_id
WHERE ($1::bytea IS NULL OR o.order_id = $1)
  AND ($2::bytea IS NULL OR o.recipient = $2)
  AND ($3::bytea[] IS NULL OR (o.manifest_hash = ANY ($3) AND a.order_id IS NOT NULL))
ORDER BY o.made_at DESC, o.order_id
LIMIT $4;

-- fulfilled_on --
-- Orders on one basis, of one officer for themselves, that this approver signed and that were opened, while they are good.
-- $1 basis  $2 SHA-256 of its body  $3 officer  $4 approver  $5 now
SELECT o.order_id FROM release_order o
JOIN order_approval a ON a.order_id = o.order_id
JOIN order_outcome e ON e.order_id = o.order_id
WHERE o.basis = $1 AND sha256(o.basis_body) = $2 AND o.officer = $3 AND o.recipient = $3 AND o.approver = $4 AND o.expires_at > $5
ORDER BY o.made_at, o.order_id;

-- standing_on --
-- Orders on one basis, over one conversation, that wait for their approver or are open.
-- $1 SHA-256 of the basis's body  $2 conversation  $3 now
SELECT o.order_id FROM release_order o
WHERE sha256(o.basis_body) = $1 AND o.conversation = $2 AND o.expires_at > $3
  AND NOT EXISTS (SELECT FROM order_outcome e WHERE e.order_id = o.order_id)
  AND NOT EXISTS (SELECT FROM order_answer a WHERE a.order_id = o.order_id AND a.answer = 'withdrawn')
ORDER BY o.made_at, o.order_id;

-- answers --
-- $1 order_ids
SELECT order_id, account, answer, body, signature FROM order_answer
WHERE order_id = ANY ($1::bytea[])
ORDER BY kept_at, account;

-- drill_of --
-- $1 order_id
SELECT header, header_signature, deposit, deposit_signature, sealed_shares FROM drill WHERE order_id = $1;

-- epochs_ordered --
-- Those of these epochs that there are.
-- $1 conversation  $2 header hashes
SELECT epoch, header_hash, header, signature FROM epoch
WHERE conversation = $1 AND header_hash = ANY ($2::bytea[])
ORDER BY epoch;

-- epochs_following --
-- The epochs that came right after these, where there are any: each of these lasted until then.
-- $1 conversation  $2 header hashes
SELECT n.header FROM epoch e
JOIN epoch n ON n.conversation = e.conversation AND n.epoch = e.epoch + 1
WHERE e.conversation = $1 AND e.header_hash = ANY ($2::bytea[])
ORDER BY n.epoch;

-- deposits_ordered --
-- What was deposited for epochs under a manifest, or handed on to it, and one custodian's sealed share of each (null when that is not asked for).
-- $1 conversation  $2 epochs  $3 manifest_hash  $4 custodian or null
SELECT d.deposit_id, d.epoch, d.body, d.signature, s.sealed FROM deposit d
LEFT JOIN sealed_share s ON s.conversation = d.conversation AND s.epoch = d.epoch AND s.account = d.account
                        AND s.manifest_hash = d.manifest_hash AND s.custodian = $4
WHERE d.conversation = $1 AND d.epoch = ANY ($2::bigint[])
  AND (d.manifest_hash = $3 OR EXISTS (SELECT FROM handed_on h WHERE h.conversation = d.conversation AND h.deposit_id = d.deposit_id AND h.manifest_hash = $3))
ORDER BY d.epoch, d.account;

-- match_of --
-- $1 conversation
SELECT match_body, match_signature FROM conversation WHERE conversation = $1;

-- conversations_of_client --
-- $1 account: those whose client it is, the newest first
SELECT c.conversation, c.match_body, c.match_signature FROM member m
JOIN conversation c ON c.conversation = m.conversation
WHERE m.account = $1 AND m.role = 'client'
ORDER BY c.opened_at DESC, c.conversation;

-- epochs_of --
-- All epochs of a conversation, and how many deposits there are for each under a manifest, or were handed on to it.
-- $1 conversation  $2 manifest_hash
SELECT e.epoch, e.header, e.signature, (
    SELECT count(*) FROM deposit d
    WHERE d.conversation = e.conversation AND d.epoch = e.epoch
      AND (d.manifest_hash = $2 OR EXISTS (
          SELECT FROM handed_on h WHERE h.conversation = d.conversation AND h.deposit_id = d.deposit_id AND h.manifest_hash = $2))) AS deposits
FROM epoch e WHERE e.conversation = $1
ORDER BY e.epoch;

-- entries_ordered --
-- The entries that stand in epochs, behind a sequence: an epoch's opening and what was said until the next one.
-- `anchor` is the head before each.
-- $1 conversation  $2 epochs  $3 after  $4 most entries  $5 most bytes (the first entry is always given)
SELECT sequence, time, kind, payload,
       coalesce((SELECT p.head FROM record p WHERE p.conversation = $1 AND p.sequence = measured.sequence - 1),
                (SELECT c.genesis FROM conversation c WHERE c.conversation = $1)) AS anchor
FROM (
    SELECT r.sequence, r.time, r.kind, r.payload,
           sum(octet_length(r.payload)) OVER (ORDER BY r.sequence) - octet_length(r.payload) AS before
    FROM (SELECT r.sequence, r.time, r.kind, r.payload FROM record r
          JOIN (SELECT e.epoch, e.sequence AS first, lead(e.sequence) OVER (ORDER BY e.epoch) AS next
                FROM epoch e WHERE e.conversation = $1) AS span
            ON r.sequence >= span.first AND (span.next IS NULL OR r.sequence < span.next)
          WHERE r.conversation = $1 AND r.sequence > $3 AND span.epoch = ANY ($2::bigint[])
          ORDER BY r.sequence LIMIT $4) AS r
) AS measured
WHERE before = 0 OR before + octet_length(payload) <= $5
ORDER BY sequence;

-- seals_ordered --
-- The seals that stand in epochs, from a time on: what the log has as one, and lies there as it was signed.
-- $1 conversation  $2 epochs  $3 time
SELECT r.payload FROM record r
JOIN (SELECT e.epoch, e.sequence AS first, lead(e.sequence) OVER (ORDER BY e.epoch) AS next
      FROM epoch e WHERE e.conversation = $1) AS span
  ON r.sequence >= span.first AND (span.next IS NULL OR r.sequence < span.next)
WHERE r.conversation = $1 AND span.epoch = ANY ($2::bigint[]) AND r.time >= $3
  AND r.payload IN (SELECT l.record FROM log_record l WHERE l.conversation = $1 AND l.kind = 'seal')
ORDER BY r.sequence;
