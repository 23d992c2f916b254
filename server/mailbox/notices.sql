-- insert_notice --
-- No row comes back when that id stands already.
-- $1 notice_id  $2 recipient  $3 sender  $4 sender_bundle_hash  $5 kind  $6 subject  $7 body  $8 signature  $9 sealed  $10 posted_at  $11 waiting
INSERT INTO notice (notice_id, recipient, sender, sender_bundle_hash, kind, subject, body, signature, sealed, posted_at, waiting)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
ON CONFLICT (notice_id) DO NOTHING
RETURNING notice_id;

-- body_of --
-- $1 notice_id
SELECT body FROM notice WHERE notice_id = $1;

-- notices_of --
-- A recipient's notices that come before one of theirs (all, when that is null or not theirs), newest first.
-- $1 recipient  $2 before  $3 limit
SELECT notice_id, sender, body, signature, sealed, posted_at, read_at, answer_body, answer_signature
FROM notice
WHERE recipient = $1 AND NOT waiting
  AND ($2::bytea IS NULL OR (posted_at, notice_id) < (
      SELECT posted_at, notice_id FROM notice WHERE recipient = $1 AND notice_id = $2))
ORDER BY posted_at DESC, notice_id DESC
LIMIT $3;

-- notice_about --
-- The newest that a recipient has from a sender on a subject.
-- $1 recipient  $2 sender  $3 subject
SELECT notice_id, sender, body, signature, sealed, posted_at, read_at, answer_body, answer_signature
FROM notice
WHERE recipient = $1 AND sender = $2 AND subject = $3 AND NOT waiting
ORDER BY posted_at DESC, notice_id DESC
LIMIT 1;

-- mark_read --
-- Gives what was not read before.
-- $1 recipient  $2 notice_ids  $3 now
UPDATE notice SET read_at = $3
WHERE recipient = $1 AND notice_id = ANY ($2::bytea[]) AND read_at IS NULL AND NOT waiting
RETURNING notice_id;

-- lock_notice --
-- $1 recipient  $2 notice_id
SELECT body, answer_body FROM notice
WHERE recipient = $1 AND notice_id = $2 AND NOT waiting
FOR UPDATE;

-- answer --
-- Who answers has read it.
-- $1 notice_id  $2 answer_body  $3 answer_signature  $4 now
UPDATE notice SET answer_body = $2, answer_signature = $3, read_at = coalesce(read_at, $4)
WHERE notice_id = $1;

-- show --
-- What waited for these keys to be certified. Gives for whom.
-- $1 sender_bundle_hash
UPDATE notice SET waiting = false
WHERE sender_bundle_hash = $1 AND waiting
RETURNING recipient;

-- take_turns_posting --
-- Until the transaction ends: what an account posts is counted one after the other. The number spells "post".
-- $1 sender
SELECT pg_advisory_xact_lock(1886352244, hashtext(encode($1::bytea, 'hex')));

-- posted_since --
-- How many notices a sender has posted to a recipient since a time.
-- $1 recipient  $2 sender  $3 time
SELECT count(*) FROM notice WHERE recipient = $1 AND sender = $2 AND posted_at >= $3;
