-- page --
-- An author's notes about a conversation, newest first.
-- $1 author  $2 conversation  $3 the note that the page before ended with (null: from the newest)  $4 most
SELECT n.note, n.conversation, n.version, n.sealed, n.kept_at FROM private_note n
WHERE n.author = $1 AND n.conversation = $2 AND n.sealed IS NOT NULL
  AND ($3::bytea IS NULL
       OR (n.kept_at, n.note) < (SELECT b.kept_at, b.note FROM private_note b WHERE b.author = $1 AND b.note = $3))
ORDER BY n.kept_at DESC, n.note DESC LIMIT $4;

-- one --
-- $1 author  $2 note
SELECT note, conversation, version, sealed, kept_at FROM private_note WHERE author = $1 AND note = $2;

-- stood --
-- Whether an older version of a note was there at some time.
-- $1 author  $2 note  $3 version  $4 at
SELECT EXISTS (
    SELECT FROM private_note WHERE author = $1 AND note = $2 AND version < $3 AND sealed IS NOT NULL AND kept_at <= $4
);

-- counts --
-- How many notes an author has about which conversation, and when the newest was begun.
-- $1 author
SELECT conversation, count(*) AS notes, max(kept_at) AS last_at FROM private_note
WHERE author = $1 AND sealed IS NOT NULL GROUP BY conversation;

-- keep --
-- The first version, or the one after the one that is kept; the same again changes nothing. No row comes back for any other.
-- $1 author  $2 note  $3 conversation  $4 version  $5 sealed  $6 now
INSERT INTO private_note AS kept (author, note, conversation, version, sealed, kept_at)
SELECT $1, $2, $3, $4::bigint, $5::bytea, $6::bigint
WHERE ($4 = 1 AND $5 IS NOT NULL) OR EXISTS (SELECT FROM private_note WHERE author = $1 AND note = $2)
ON CONFLICT (author, note) DO UPDATE SET version = excluded.version, sealed = excluded.sealed
WHERE kept.conversation = excluded.conversation
  AND ((kept.version = excluded.version - 1 AND kept.sealed IS NOT NULL)
       OR (kept.version = excluded.version AND kept.sealed IS NOT DISTINCT FROM excluded.sealed))
RETURNING version;

-- take_turns_noting --
-- Until the transaction ends: an author's notes are counted one after the other. The number spells "note".
-- $1 author
SELECT pg_advisory_xact_lock(1852798053, hashtext(encode($1::bytea, 'hex')));

-- others --
-- How many other notes about a conversation an author has.
-- $1 author  $2 conversation  $3 note
SELECT count(*) FROM private_note WHERE author = $1 AND conversation = $2 AND note <> $3 AND sealed IS NOT NULL;

-- forget_deleted --
-- Of the notes that were deleted all but so many, the newest by their beginning.
-- $1 author  $2 most
DELETE FROM private_note d USING (
    SELECT note FROM private_note WHERE author = $1 AND sealed IS NULL ORDER BY kept_at DESC, note OFFSET $2
) AS old
WHERE d.author = $1 AND d.note = old.note AND d.sealed IS NULL;
