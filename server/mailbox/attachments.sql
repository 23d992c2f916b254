-- take_turns_beginning --
-- Until the transaction ends: what an account begins is counted one after the other. The number spells "file".
-- $1 account
SELECT pg_advisory_xact_lock(1718185061, hashtext(encode($1::bytea, 'hex')));

-- begun_since --
-- How many bytes an account has begun to send since a time.
-- $1 account  $2 time
SELECT coalesce(sum(bytes), 0)::bigint FROM attachment WHERE account = $1 AND begun_at >= $2;

-- begin_attachment --
-- $1 attachment  $2 conversation  $3 account  $4 chunks  $5 bytes  $6 begun at
INSERT INTO attachment (attachment, conversation, account, chunks, bytes, begun_at)
VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING;

-- attachment --
-- Unless it is given up: its numbers, and how an account stands to its conversation (null: not at all).
-- $1 attachment  $2 account
SELECT a.conversation, a.account, a.chunks, a.bytes, a.whole_at IS NOT NULL AS whole, m.member
FROM attachment a LEFT JOIN reads m ON m.conversation = a.conversation AND m.account = $2
WHERE a.attachment = $1 AND a.dropped_at IS NULL;

-- hold --
-- Until the transaction ends it is not given up, nor gets another chunk. No row comes back when it is given up or gone.
-- $1 attachment
SELECT attachment FROM attachment WHERE attachment = $1 AND dropped_at IS NULL
FOR NO KEY UPDATE;

-- kept_chunks --
-- $1 attachment
SELECT index FROM attachment_chunk WHERE attachment = $1 ORDER BY index;

-- chunk_hash --
-- $1 attachment  $2 index
SELECT hash FROM attachment_chunk WHERE attachment = $1 AND index = $2;

-- keep_chunk --
-- $1 attachment  $2 index  $3 hash
INSERT INTO attachment_chunk (attachment, index, hash) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING;

-- complete --
-- Whole once every chunk is kept.
-- $1 attachment  $2 time
UPDATE attachment a SET whole_at = $2
WHERE a.attachment = $1 AND a.whole_at IS NULL
  AND a.chunks = (SELECT count(*) FROM attachment_chunk c WHERE c.attachment = a.attachment);

-- give_up --
-- What was begun before a time and never became whole, and what was given up before and is still here.
-- $1 time  $2 now
UPDATE attachment SET dropped_at = coalesce(dropped_at, $2) WHERE whole_at IS NULL AND begun_at < $1
RETURNING attachment, chunks;

-- forget_given_up --
-- Nothing of it lies on the shelf any more.
-- $1 attachment
DELETE FROM attachment WHERE attachment = $1 AND dropped_at IS NOT NULL;

-- shelve --
-- No row comes back when one lies there already.
-- $1 attachment  $2 index  $3 chunk
INSERT INTO shelved_chunk (attachment, index, chunk) VALUES ($1, $2, $3)
ON CONFLICT (attachment, index) DO NOTHING
RETURNING index;

-- is_shelved --
-- $1 attachment  $2 index  $3 chunk
SELECT chunk = $3 FROM shelved_chunk WHERE attachment = $1 AND index = $2;

-- shelved --
-- $1 attachment  $2 index
SELECT chunk FROM shelved_chunk WHERE attachment = $1 AND index = $2;

-- unshelve --
-- $1 attachment
DELETE FROM shelved_chunk WHERE attachment = $1;
