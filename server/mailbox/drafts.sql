-- drafts_of --
-- An account's drafts in the conversations it takes part in.
-- $1 account
SELECT d.slot, d.conversation, d.version, d.sealed
FROM (SELECT account, conversation AS slot, conversation, version, sealed FROM draft
      UNION ALL
      SELECT account, slot, conversation, version, sealed FROM letter_draft) AS d
JOIN member m ON m.conversation = d.conversation AND m.account = d.account AND m.left_at IS NULL
WHERE d.account = $1
ORDER BY d.slot;

-- keep_draft --
-- No row comes back when the one kept is as new, and another.
-- $1 account  $2 conversation  $3 version  $4 sealed
INSERT INTO draft AS kept (account, conversation, version, sealed)
VALUES ($1, $2, $3, $4)
ON CONFLICT (account, conversation) DO UPDATE SET version = excluded.version, sealed = excluded.sealed
WHERE kept.version < excluded.version
   OR (kept.version = excluded.version AND kept.sealed IS NOT DISTINCT FROM excluded.sealed)
RETURNING version;

-- keep_letter_draft --
-- As `keep_draft`; a slot stays with its conversation.
-- $1 account  $2 slot  $3 conversation  $4 version  $5 sealed
INSERT INTO letter_draft AS kept (account, slot, conversation, version, sealed)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (account, slot) DO UPDATE SET version = excluded.version, sealed = excluded.sealed
WHERE kept.conversation = excluded.conversation
  AND (kept.version < excluded.version
       OR (kept.version = excluded.version AND kept.sealed IS NOT DISTINCT FROM excluded.sealed))
RETURNING version;

-- take_turns_drafting --
-- Until the transaction ends: an account's letters in the making are counted one after the other. The number spells "pens".
-- $1 account
SELECT pg_advisory_xact_lock(1885695603, hashtext(encode($1::bytea, 'hex')));

-- forget_emptied --
-- Of the slots that were sent or emptied those that have been so for longest, but for the newest.
-- $1 account  $2 most
DELETE FROM letter_draft d USING (
    SELECT slot FROM letter_draft WHERE account = $1 AND sealed IS NULL ORDER BY version DESC, slot OFFSET $2
) AS old
WHERE d.account = $1 AND d.slot = old.slot AND d.sealed IS NULL;

-- full_slots --
-- How many other slots of an account hold a letter's draft.
-- $1 account  $2 slot
SELECT count(*) FROM letter_draft WHERE account = $1 AND slot <> $2 AND sealed IS NOT NULL;
