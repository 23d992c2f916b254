-- letters_of --
-- The letters and appointments of conversations that an account reads, newest first. Of its own: whether anyone else has read them,
-- and lets that be known.
-- What was before it waits for nobody.
-- $1 account
SELECT r.conversation, r.sequence, r.letter_from AS sender,
       NOT m.member OR EXISTS (SELECT FROM letter_read l
               WHERE l.conversation = r.conversation AND l.sequence = r.sequence
                 AND (l.account = $1) = (r.letter_from <> $1) AND (l.account = $1 OR l.told)) AS read
FROM reads m JOIN record r ON r.conversation = m.conversation AND r.letter_from IS NOT NULL
WHERE m.account = $1
ORDER BY r.time DESC, r.conversation, r.sequence DESC
LIMIT 5000;

-- archived_by --
-- $1 account
SELECT a.thread FROM archived a
JOIN reads m ON m.conversation = a.conversation AND m.account = a.account
WHERE a.account = $1
ORDER BY a.thread;

-- read_letters --
-- $1 conversation  $2 account  $3 sequences  $4 read at  $5 told
INSERT INTO letter_read (conversation, account, sequence, read_at, told)
SELECT r.conversation, $2::bytea, r.sequence, $4::bigint, $5::boolean FROM record r
WHERE r.conversation = $1 AND r.sequence = ANY ($3::bigint[]) AND r.letter_from IS NOT NULL AND r.letter_from <> $2::bytea
ON CONFLICT DO NOTHING;

-- archive --
-- What is no letter of the record is passed over.
-- $1 account  $2 conversation  $3 thread
INSERT INTO archived (account, conversation, thread)
SELECT $1::bytea, r.conversation, r.message_id FROM record r
WHERE r.conversation = $2 AND r.message_id = $3 AND r.letter_from IS NOT NULL
ON CONFLICT DO NOTHING;

-- unarchive --
-- $1 account  $2 conversation  $3 thread
DELETE FROM archived WHERE account = $1 AND conversation = $2 AND thread = $3;
