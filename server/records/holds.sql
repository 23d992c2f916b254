-- Holds (crypto.md §15.2).

-- take_turns --
-- Until the transaction ends: whoever holds, lifts or destroys something of a client's waits for the one before. The number spells "hold".
-- $1 client
SELECT pg_advisory_xact_lock(1752132708, hashtext(encode($1::bytea, 'hex')));

-- insert_hold --
-- No row comes back when there is one of that id.
-- $1 hold_id  $2 client  $3 cause  $4 reason_hash  $5 body  $6 signature  $7 kept_at
INSERT INTO hold (hold_id, client, cause, reason_hash, body, signature, kept_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (hold_id) DO NOTHING RETURNING hold_id;

-- hold_of --
-- $1 hold_id
SELECT h.body, h.signature, h.kept_at, l.body AS lift_body, l.signature AS lift_signature, l.kept_at AS lifted_at
FROM hold h LEFT JOIN hold_lift l ON l.hold_id = h.hold_id WHERE h.hold_id = $1;

-- insert_lift --
-- $1 hold_id  $2 reason_hash  $3 body  $4 signature  $5 kept_at
INSERT INTO hold_lift (hold_id, reason_hash, body, signature, kept_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (hold_id) DO NOTHING RETURNING hold_id;

-- held --
-- Whose record is held; everyone, or one client alone.
-- $1 client (null: everyone)
SELECT DISTINCT h.client FROM hold h
WHERE ($1::bytea IS NULL OR h.client = $1) AND NOT EXISTS (SELECT FROM hold_lift l WHERE l.hold_id = h.hold_id);

-- held_since --
-- When the newest hold of a client's that stands was placed.
-- $1 client
SELECT max(h.kept_at) FROM hold h
WHERE h.client = $1 AND NOT EXISTS (SELECT FROM hold_lift l WHERE l.hold_id = h.hold_id);

-- holds --
-- Those that stand first, then the newest.
-- $1 most
SELECT h.body, h.signature, h.kept_at, l.body AS lift_body, l.signature AS lift_signature, l.kept_at AS lifted_at
FROM hold h LEFT JOIN hold_lift l ON l.hold_id = h.hold_id
ORDER BY l.hold_id IS NOT NULL, h.kept_at DESC, h.hold_id LIMIT $1;

-- erase_replaced_shares --
-- Shares that newer ones stand for, everywhere in a client's record, once it is held no more (§7.4).
-- $1 client
DELETE FROM sealed_share s
USING member m, manifest older
WHERE m.account = $1 AND m.role = 'client' AND s.conversation = m.conversation AND older.hash = s.manifest_hash
  AND NOT EXISTS (
      SELECT FROM deposit o
      WHERE o.conversation = s.conversation AND o.epoch = s.epoch
        AND NOT EXISTS (
            SELECT FROM deposit n JOIN manifest newer ON newer.hash = n.manifest_hash
            WHERE n.conversation = s.conversation AND n.epoch = s.epoch AND n.account = o.account
              AND newer.generation > older.generation));
