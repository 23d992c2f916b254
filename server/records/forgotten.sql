-- Clients of whom no record is left (crypto.md §15.3).

-- forget --
-- When nothing of a client's is left that is not certified as destroyed.
-- $1 client  $2 at
INSERT INTO forgotten (client, at)
SELECT $1, $2 WHERE NOT EXISTS (
    SELECT FROM member m WHERE m.account = $1 AND m.role = 'client' AND NOT EXISTS (
        SELECT FROM destroyed_conversation d JOIN destruction_certificate c ON c.destruction_id = d.destruction_id
        WHERE d.conversation = m.conversation
    )
)
ON CONFLICT (client) DO UPDATE SET at = excluded.at, told = false;

-- tell_again --
UPDATE forgotten SET told = false WHERE told;

-- untold --
-- Those whom nothing holds, and who have not come back.
-- $1 most
SELECT f.client FROM forgotten f
WHERE NOT f.told
  AND NOT EXISTS (
      SELECT FROM hold h WHERE h.client = f.client AND NOT EXISTS (SELECT FROM hold_lift l WHERE l.hold_id = h.hold_id)
  )
  AND NOT EXISTS (
      SELECT FROM member m WHERE m.account = f.client AND m.role = 'client'
        AND NOT EXISTS (SELECT FROM destroyed_conversation d WHERE d.conversation = m.conversation)
  )
ORDER BY f.client LIMIT $1;

-- untold_of --
-- $1 client
SELECT at FROM forgotten WHERE client = $1 AND NOT told;

-- mark_told --
-- $1 client
UPDATE forgotten SET told = true WHERE client = $1;
