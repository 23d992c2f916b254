-- Deposits under new custodians (crypto.md §7.4).

-- owed --
-- A member's own wraps of epochs for which they have not deposited under this manifest, and somebody has under another, or which are in
-- force: whoever opened such a one just before other custodians were named could write nothing in it. Not those that are sealed to keys which
-- the member lost and began anew behind (§4.7): nobody opens those wraps any more. As many as asked for.
-- $1 account  $2 manifest_hash  $3 most
SELECT e.conversation, e.epoch, e.header, e.signature, w.wrap
FROM member m
JOIN epoch e ON e.conversation = m.conversation
JOIN wrap w ON w.conversation = e.conversation AND w.epoch = e.epoch AND w.account = m.account
WHERE m.account = $1 AND m.left_at IS NULL
  AND (EXISTS (SELECT FROM deposit o
               WHERE o.conversation = e.conversation AND o.epoch = e.epoch AND o.manifest_hash <> $2)
       OR EXISTS (SELECT FROM conversation_head h WHERE h.conversation = e.conversation AND h.epoch = e.epoch))
  AND NOT EXISTS (SELECT FROM deposit o
                  WHERE o.conversation = e.conversation AND o.epoch = e.epoch AND o.account = m.account AND o.manifest_hash = $2)
  AND NOT EXISTS (SELECT FROM bundle lost
                  JOIN bundle anew ON anew.account = lost.account AND anew.generation > lost.generation
                  JOIN certificate c ON c.bundle_hash = anew.hash
                  WHERE lost.account = m.account AND anew.predecessor_signature IS NULL AND position(lost.hash IN e.header) > 0)
ORDER BY e.conversation, e.epoch
LIMIT $3;

-- erase_behind --
-- The shares of an epoch that were sealed to other custodians, once all who deposited have done so for these. Of what is held none goes.
-- $1 conversation  $2 epoch  $3 manifest_hash
DELETE FROM sealed_share s
WHERE s.conversation = $1 AND s.epoch = $2 AND s.manifest_hash <> $3 AND NOT is_held($1)
  AND NOT EXISTS (
      SELECT FROM deposit o
      WHERE o.conversation = $1 AND o.epoch = $2
        AND NOT EXISTS (SELECT FROM deposit n
                        WHERE n.conversation = $1 AND n.epoch = $2 AND n.account = o.account AND n.manifest_hash = $3));
