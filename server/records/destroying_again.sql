-- What was destroyed stays so, whatever a backup brings back (crypto.md §15.4).

-- approvals --
-- Every destruction that two people signed, in the order of the second signatures.
SELECT n.destruction_id, n.body AS destruction, n.signature, n.proposed_at, a.signature AS approval, a.approved_at,
       a.wraps, a.shares, a.contributions, a.entries, a.files
FROM destruction_approval a JOIN destruction n ON n.destruction_id = a.destruction_id
ORDER BY a.approved_at, a.destruction_id;

-- closings --
-- How the conversations had ended that were destroyed.
SELECT d.destruction_id, g.conversation, g.reason, g.account, g.body, g.signature, g.closed_at
FROM destroyed_conversation d JOIN closing g ON g.conversation = d.conversation ORDER BY g.conversation;

-- certificates --
SELECT destruction_id, body AS certificate, signature, kept_at AS certified_at FROM destruction_certificate
ORDER BY kept_at, destruction_id;

-- officers_keys --
-- The keys under which somebody could sign as officer or owner.
-- $1 account
SELECT b.body FROM bundle b JOIN certificate c ON c.bundle_hash = b.hash
WHERE b.account = $1 AND b.role IN ('officer', 'owner') ORDER BY b.generation DESC;

-- system_bundles --
SELECT body FROM bundle WHERE role = 'system' ORDER BY account, generation;

-- insert_approval --
-- $1 destruction_id  $2 signature  $3 approved_at  $4 wraps  $5 shares  $6 contributions  $7 entries  $8 files
INSERT INTO destruction_approval (destruction_id, signature, approved_at, wraps, shares, contributions, entries, files)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (destruction_id) DO NOTHING RETURNING destruction_id;

-- mark_destroyed --
-- Of conversations that the restored record knows. One that was open in it takes nothing any more, either. An older record knows an
-- earlier end: up to where is kept, so that whoever verifies it can tell that from what was taken out.
-- $1 destruction_id  $2 conversations
WITH closed AS (
    UPDATE conversation_head SET closed = true WHERE conversation = ANY ($2::bytea[]) AND NOT closed
)
INSERT INTO destroyed_conversation (conversation, destruction_id, restored_to)
SELECT h.conversation, $1, h.sequence FROM conversation_head h WHERE h.conversation = ANY ($2::bytea[]) ON CONFLICT (conversation) DO NOTHING;

-- close --
-- As it had ended; nothing where the restored record knows that.
-- $1 conversation  $2 reason  $3 account  $4 body  $5 signature  $6 closed_at
INSERT INTO closing (conversation, reason, account, body, signature, closed_at)
SELECT c.conversation, $2, $3, $4, $5, $6 FROM conversation c WHERE c.conversation = $1
ON CONFLICT (conversation) DO NOTHING RETURNING conversation;

-- bundles_of --
-- $1 account: the oldest first
SELECT role, body, signature, predecessor_signature FROM bundle WHERE account = $1 ORDER BY generation;

-- role_in --
-- $1 conversation  $2 account: as what somebody takes part there; 'intake' for everyone who may certify
SELECT coalesce((SELECT m.role FROM member m WHERE m.conversation = $1 AND m.account = $2),
                (SELECT 'intake' FROM bundle b WHERE b.account = $2 AND b.role IN ('intake', 'owner') LIMIT 1));

-- known_destroyed --
-- What the restored record itself says is destroyed, certified or not yet.
SELECT conversation FROM destroyed_conversation;

-- erase_files --
-- Gives which there were, and of how many chunks: an object store may have them again, too.
-- $1 conversations
WITH gone AS (
    DELETE FROM attachment WHERE conversation = ANY ($1::bytea[]) RETURNING attachment, chunks
), unshelved AS (
    DELETE FROM shelved_chunk s USING gone WHERE s.attachment = gone.attachment
)
SELECT attachment, chunks FROM gone ORDER BY attachment;

-- empty_entries --
-- $1 conversations
UPDATE record SET payload = '', letter_from = NULL WHERE conversation = ANY ($1::bytea[]) AND octet_length(payload) > 0;
