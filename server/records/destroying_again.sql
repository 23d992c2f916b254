-- What was destroyed stays so, whatever a backup brings back (crypto.md §15.4).

-- certificates --
-- Every destruction that is certified, with all that proves it, in the order of the certificates.
SELECT n.body AS destruction, n.signature, a.signature AS approval, c.body AS certificate, c.signature AS certificate_signature,
       n.proposed_at, a.approved_at, c.kept_at AS certified_at
FROM destruction_certificate c
JOIN destruction n ON n.destruction_id = c.destruction_id
JOIN destruction_approval a ON a.destruction_id = c.destruction_id
ORDER BY c.kept_at, c.destruction_id;

-- system_bundles --
SELECT body FROM bundle WHERE role = 'system' ORDER BY account, generation;

-- insert_approval --
-- $1 destruction_id  $2 signature  $3 approved_at  $4 wraps  $5 shares  $6 contributions  $7 entries  $8 files
INSERT INTO destruction_approval (destruction_id, signature, approved_at, wraps, shares, contributions, entries, files)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (destruction_id) DO NOTHING RETURNING destruction_id;

-- mark_destroyed --
-- Of conversations that the restored record knows. One that was open in it takes nothing any more, either.
-- $1 destruction_id  $2 conversations
WITH closed AS (
    UPDATE conversation_head SET closed = true WHERE conversation = ANY ($2::bytea[]) AND NOT closed
)
INSERT INTO destroyed_conversation (conversation, destruction_id)
SELECT c.conversation, $1 FROM conversation c WHERE c.conversation = ANY ($2::bytea[]) ON CONFLICT (conversation) DO NOTHING;

-- known_destroyed --
-- What the restored record itself says is destroyed, certified or not yet.
SELECT conversation FROM destroyed_conversation;

-- erase_files --
-- What an object store has is erased there when the record is destroyed; a backup of the store ends by itself.
-- $1 conversations
WITH gone AS (
    DELETE FROM attachment WHERE conversation = ANY ($1::bytea[]) RETURNING attachment
)
DELETE FROM shelved_chunk s USING gone WHERE s.attachment = gone.attachment;

-- empty_entries --
-- $1 conversations
UPDATE record SET payload = '', letter_from = NULL WHERE conversation = ANY ($1::bytea[]) AND octet_length(payload) > 0;
