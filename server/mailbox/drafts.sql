-- drafts_of --
-- An account's drafts in the conversations it takes part in.
-- $1 account
SELECT d.conversation, d.version, d.sealed
FROM draft d JOIN member m ON m.conversation = d.conversation AND m.account = d.account AND m.left_at IS NULL
WHERE d.account = $1
ORDER BY d.conversation;

-- keep_draft --
-- No row comes back when the one kept is as new, and another.
-- $1 account  $2 conversation  $3 version  $4 sealed
INSERT INTO draft AS kept (account, conversation, version, sealed)
VALUES ($1, $2, $3, $4)
ON CONFLICT (account, conversation) DO UPDATE SET version = excluded.version, sealed = excluded.sealed
WHERE kept.version < excluded.version
   OR (kept.version = excluded.version AND kept.sealed IS NOT DISTINCT FROM excluded.sealed)
RETURNING version;
