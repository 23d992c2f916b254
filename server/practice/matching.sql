-- Wishes, proposals, requests for another therapist, and who waits (crypto.md §12.3, §12.5).

-- keep_wish --
-- $1 account  $2 therapist  $3 made_at
INSERT INTO wish (account, therapist, made_at) VALUES ($1, $2, $3)
ON CONFLICT (account) DO UPDATE SET therapist = excluded.therapist, made_at = excluded.made_at;

-- wish_of --
-- $1 account
SELECT therapist FROM wish WHERE account = $1;

-- insert_change --
-- No row comes back when one is open already, or the id was used.
-- $1 request  $2 conversation  $3 account  $4 body  $5 signature  $6 kept_at
INSERT INTO change_request (request, conversation, account, body, signature, kept_at)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT DO NOTHING
RETURNING request;

-- change_body --
-- $1 request
SELECT body FROM change_request WHERE request = $1;

-- changes_of --
-- An account's own requests, newest first.
-- $1 account
SELECT body, signature, kept_at, settled_at, withdrawn FROM change_request
WHERE account = $1
ORDER BY kept_at DESC, request;

-- newest_change --
-- An account's newest request for a conversation.
-- $1 conversation  $2 account
SELECT request, settled_at, withdrawn FROM change_request
WHERE conversation = $1 AND account = $2
ORDER BY kept_at DESC, settled_at DESC NULLS FIRST LIMIT 1;

-- withdraw_change --
-- $1 request  $2 settled_at
UPDATE change_request SET settled_at = $2, withdrawn = true WHERE request = $1;

-- withdraw_replacing --
-- What was proposed in a conversation's place, and waits.
-- $1 conversation  $2 settled_at
UPDATE proposal SET state = 'withdrawn', settled_at = $2 WHERE replaces = $1 AND state = 'proposed';

-- open_change --
-- $1 conversation
SELECT request FROM change_request WHERE conversation = $1 AND settled_at IS NULL;

-- settle_change --
-- $1 conversation  $2 settled_at
UPDATE change_request SET settled_at = $2 WHERE conversation = $1 AND settled_at IS NULL;

-- open_conversations --
-- Those that an account, being their client, may still write in.
-- $1 account
SELECT m.conversation FROM member m JOIN conversation_head h ON h.conversation = m.conversation
WHERE m.account = $1 AND m.role = 'client' AND NOT h.closed
ORDER BY m.conversation;

-- insert_proposal --
-- No row comes back when the conversation or the client has one already.
-- $1 conversation  $2 client  $3 therapist  $4 proposer  $5 body  $6 signature  $7 replaces  $8 proposed_at
INSERT INTO proposal (conversation, client, therapist, proposer, body, signature, replaces, proposed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT DO NOTHING
RETURNING conversation;

-- proposal_body --
-- $1 conversation
SELECT body FROM proposal WHERE conversation = $1;

-- matches_among --
-- Of these conversations those that were proposed to a client, whatever became of it.
-- $1 client  $2 conversations
SELECT conversation, therapist, body, signature FROM proposal WHERE client = $1 AND conversation = ANY ($2::bytea[]);

-- lock_proposal --
-- $1 conversation
SELECT conversation, client, therapist, proposer, body, signature, replaces, state, proposed_at FROM proposal
WHERE conversation = $1
FOR UPDATE;

-- settle_proposal --
-- $1 conversation  $2 state  $3 settled_at
UPDATE proposal SET state = $2, settled_at = $3 WHERE conversation = $1;

-- proposals --
-- The newest first.
SELECT conversation, client, therapist, replaces, state, proposed_at FROM proposal
ORDER BY proposed_at DESC, conversation
LIMIT 500;

-- queue --
-- Certified clients without an open conversation or with a request for another therapist, whose account is not closed or shut; with the
-- newest proposal that was made to them since.
SELECT waiting.account, waiting.first_bundle, wish.therapist AS wish,
       change.body AS change_body, change.signature AS change_signature, change.kept_at AS change_at, ended.closed_at,
       offer.conversation, offer.therapist, offer.replaces, offer.state, offer.proposed_at
FROM (SELECT DISTINCT ON (b.account) b.account, b.body AS first_bundle
      FROM bundle b
      WHERE b.role = 'client' AND EXISTS (SELECT FROM certificate c WHERE c.account = b.account)
      ORDER BY b.account, b.generation) AS waiting
LEFT JOIN wish ON wish.account = waiting.account
LEFT JOIN LATERAL (
    SELECT r.body, r.signature, r.kept_at FROM change_request r
    JOIN conversation_head h ON h.conversation = r.conversation AND NOT h.closed
    WHERE r.account = waiting.account AND r.settled_at IS NULL
    ORDER BY r.kept_at LIMIT 1
) AS change ON true
LEFT JOIN LATERAL (
    SELECT max(c.closed_at) AS closed_at, bool_or(c.reason = 'left') AS has_left FROM closing c
    JOIN member m ON m.conversation = c.conversation AND m.account = waiting.account AND m.role = 'client'
) AS ended ON true
LEFT JOIN LATERAL (
    SELECT p.conversation, p.therapist, p.replaces, p.state, p.proposed_at FROM proposal p
    WHERE p.client = waiting.account ORDER BY p.proposed_at DESC, p.conversation LIMIT 1
) AS offer ON true
WHERE ended.has_left IS NOT TRUE
  AND NOT EXISTS (SELECT FROM shut_account s WHERE s.account = waiting.account AND s.shut)
  AND (change.body IS NOT NULL OR NOT EXISTS (
      SELECT FROM member m JOIN conversation_head h ON h.conversation = m.conversation
      WHERE m.account = waiting.account AND m.role = 'client' AND NOT h.closed))
ORDER BY waiting.account;

-- caseload --
-- How many open conversations each certified therapist has.
SELECT therapist.account, (
    SELECT count(*) FROM member m JOIN conversation_head h ON h.conversation = m.conversation
    WHERE m.account = therapist.account AND m.role = 'therapist' AND NOT h.closed) AS open
FROM (SELECT DISTINCT b.account FROM bundle b JOIN certificate c ON c.bundle_hash = b.hash WHERE b.role = 'therapist')
    AS therapist
ORDER BY therapist.account;
