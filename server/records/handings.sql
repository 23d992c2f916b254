-- What custodians handed on to those after them (crypto.md §7.5).

-- insert_handing --
-- No row comes back when they handed on that deposit from and to these manifests already.
-- $1 conversation  $2 deposit_id  $3 hander  $4 from_manifest_hash  $5 manifest_hash  $6 order_id  $7 needed  $8 body  $9 signature  $10 kept_at
-- parallel: $11 custodian  $12 sealed
WITH kept AS (
    INSERT INTO handing (conversation, deposit_id, hander, from_manifest_hash, manifest_hash, order_id, needed, body, signature, kept_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
    ON CONFLICT DO NOTHING
    RETURNING conversation, deposit_id, from_manifest_hash, manifest_hash, hander
), shares AS (
    INSERT INTO handed_share (conversation, deposit_id, from_manifest_hash, manifest_hash, hander, custodian, sealed)
    SELECT kept.conversation, kept.deposit_id, kept.from_manifest_hash, kept.manifest_hash, kept.hander, share.custodian, share.sealed
    FROM kept, unnest($11::bytea[], $12::bytea[]) AS share (custodian, sealed)
)
SELECT hander FROM kept;

-- handings --
-- Of these deposits, and one custodian's sealed share of each (null when that is not asked for).
-- $1 conversation  $2 deposit_ids  $3 custodian or null
SELECT h.body, h.signature, s.sealed FROM handing h
LEFT JOIN handed_share s ON s.conversation = h.conversation AND s.deposit_id = h.deposit_id AND s.from_manifest_hash = h.from_manifest_hash
                        AND s.manifest_hash = h.manifest_hash AND s.hander = h.hander AND s.custodian = $3
WHERE h.conversation = $1 AND h.deposit_id = ANY ($2::bytea[])
ORDER BY h.deposit_id, h.kept_at, h.from_manifest_hash, h.manifest_hash, h.hander;

-- standing_earlier --
-- Epochs that somebody deposited for and that custodians of this manifest could not open, with the manifests whose custodians can. As many as asked for.
-- $1 manifest_hash  $2 most
SELECT e.conversation, e.header, e.signature, ARRAY(
    SELECT d.manifest_hash FROM deposit d WHERE d.conversation = e.conversation AND d.epoch = e.epoch
    UNION
    SELECT h.manifest_hash FROM deposit d JOIN handed_on h ON h.conversation = d.conversation AND h.deposit_id = d.deposit_id
    WHERE d.conversation = e.conversation AND d.epoch = e.epoch) AS manifests
FROM epoch e
WHERE EXISTS (SELECT FROM deposit d WHERE d.conversation = e.conversation AND d.epoch = e.epoch)
  AND NOT EXISTS (SELECT FROM deposit d WHERE d.conversation = e.conversation AND d.epoch = e.epoch AND d.manifest_hash = $1)
  AND NOT EXISTS (SELECT FROM deposit d JOIN handed_on h ON h.conversation = d.conversation AND h.deposit_id = d.deposit_id
                  WHERE d.conversation = e.conversation AND d.epoch = e.epoch AND h.manifest_hash = $1)
  AND NOT EXISTS (SELECT FROM destroyed_conversation g WHERE g.conversation = e.conversation)
ORDER BY e.conversation, e.epoch
LIMIT $2;

-- count_standing_earlier --
-- How many such epochs there are in all, and of how many conversations.
-- $1 manifest_hash
SELECT count(*) AS epochs, count(DISTINCT e.conversation) AS conversations FROM epoch e
WHERE EXISTS (SELECT FROM deposit d WHERE d.conversation = e.conversation AND d.epoch = e.epoch)
  AND NOT EXISTS (SELECT FROM deposit d WHERE d.conversation = e.conversation AND d.epoch = e.epoch AND d.manifest_hash = $1)
  AND NOT EXISTS (SELECT FROM deposit d JOIN handed_on h ON h.conversation = d.conversation AND h.deposit_id = d.deposit_id
                  WHERE d.conversation = e.conversation AND d.epoch = e.epoch AND h.manifest_hash = $1)
  AND NOT EXISTS (SELECT FROM destroyed_conversation g WHERE g.conversation = e.conversation);

-- all_handings --
-- With the sealed shares as they are kept, in the order of the handing's rows: none where the record was let go.
SELECT h.conversation, h.body, h.signature, h.from_manifest_hash, h.manifest_hash,
       EXISTS (SELECT FROM destroyed_conversation g WHERE g.conversation = h.conversation) AS destroyed,
       ARRAY(SELECT s.sealed FROM handed_share s
             WHERE s.conversation = h.conversation AND s.deposit_id = h.deposit_id AND s.from_manifest_hash = h.from_manifest_hash
               AND s.manifest_hash = h.manifest_hash AND s.hander = h.hander
             ORDER BY s.custodian) AS sealed
FROM handing h ORDER BY h.conversation, h.deposit_id, h.from_manifest_hash, h.manifest_hash, h.hander;
