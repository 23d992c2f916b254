-- Destructions (crypto.md §15.3): proposed, approved, carried out, certified.

-- insert_destruction --
-- $1 destruction_id  $2 client  $3 body  $4 signature  $5 proposed_at
INSERT INTO destruction (destruction_id, client, body, signature, proposed_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (destruction_id) DO NOTHING RETURNING destruction_id;

-- destructions --
-- One alone, or all, the newest first; `newest`: it is the last of its client.
-- $1 destruction_id (null: all)  $2 most
SELECT d.destruction_id, d.body, d.signature, d.proposed_at, a.signature AS approval, a.approved_at,
       a.wraps, a.shares, a.contributions, a.entries, a.files,
       c.body AS certificate_body, c.signature AS certificate_signature,
       NOT EXISTS (SELECT FROM destruction n WHERE n.client = d.client AND n.number > d.number) AS newest
FROM destruction d
LEFT JOIN destruction_approval a ON a.destruction_id = d.destruction_id
LEFT JOIN destruction_certificate c ON c.destruction_id = d.destruction_id
WHERE $1::bytea IS NULL OR d.destruction_id = $1
ORDER BY d.number DESC LIMIT $2;

-- insert_approval --
-- With how much there is of what, at this moment.
-- $1 destruction_id  $2 signature  $3 approved_at  $4 conversations
INSERT INTO destruction_approval (destruction_id, signature, approved_at, wraps, shares, contributions, entries, files)
SELECT $1, $2, $3,
       (SELECT count(*) FROM wrap WHERE conversation = ANY ($4::bytea[])),
       (SELECT count(*) FROM sealed_share WHERE conversation = ANY ($4::bytea[]))
       + (SELECT count(*) FROM handed_share WHERE conversation = ANY ($4::bytea[])),
       (SELECT count(*) FROM contribution t JOIN release_order o ON o.order_id = t.order_id WHERE o.conversation = ANY ($4::bytea[])),
       (SELECT count(*) FROM record WHERE conversation = ANY ($4::bytea[])),
       (SELECT count(*) FROM attachment WHERE conversation = ANY ($4::bytea[]))
ON CONFLICT (destruction_id) DO NOTHING RETURNING destruction_id;

-- begin_destroying --
-- $1 destruction_id  $2 conversations
INSERT INTO destroyed_conversation (conversation, destruction_id) SELECT c.conversation, $1 FROM unnest($2::bytea[]) AS c (conversation);

-- erase_wraps --
-- $1 conversations
DELETE FROM wrap WHERE conversation = ANY ($1::bytea[]);

-- erase_shares --
-- $1 conversations
WITH handed AS (
    DELETE FROM handed_share WHERE conversation = ANY ($1::bytea[])
)
DELETE FROM sealed_share WHERE conversation = ANY ($1::bytea[]);

-- erase_contributions --
-- $1 conversations
DELETE FROM contribution t USING release_order o WHERE o.order_id = t.order_id AND o.conversation = ANY ($1::bytea[]);

-- unfinished --
-- What was approved and is not certified yet.
SELECT a.destruction_id FROM destruction_approval a
WHERE NOT EXISTS (SELECT FROM destruction_certificate c WHERE c.destruction_id = a.destruction_id)
ORDER BY a.approved_at, a.destruction_id;

-- empty_entries --
-- Some of a conversation's entries lose what they say; places and heads stay. Gives which.
-- $1 conversation  $2 most
UPDATE record SET payload = '', letter_from = NULL
WHERE conversation = $1 AND sequence IN (
    SELECT sequence FROM record WHERE conversation = $1 AND octet_length(payload) > 0 ORDER BY sequence LIMIT $2
)
RETURNING sequence;

-- empty_drafts --
-- $1 conversations
WITH live AS (
    UPDATE draft SET sealed = NULL WHERE conversation = ANY ($1::bytea[]) AND sealed IS NOT NULL
)
UPDATE letter_draft SET sealed = NULL WHERE conversation = ANY ($1::bytea[]) AND sealed IS NOT NULL;

-- files --
-- $1 conversations
SELECT attachment, chunks FROM attachment WHERE conversation = ANY ($1::bytea[]) ORDER BY attachment;

-- forget_file --
-- Nothing of it lies on the shelf any more.
-- $1 attachment
DELETE FROM attachment WHERE attachment = $1;

-- left_over --
-- How much of it is still there.
-- $1 conversations
SELECT (SELECT count(*) FROM wrap WHERE conversation = ANY ($1::bytea[]))
     + (SELECT count(*) FROM sealed_share WHERE conversation = ANY ($1::bytea[]))
     + (SELECT count(*) FROM handed_share WHERE conversation = ANY ($1::bytea[]))
     + (SELECT count(*) FROM contribution t JOIN release_order o ON o.order_id = t.order_id WHERE o.conversation = ANY ($1::bytea[]))
     + (SELECT count(*) FROM record WHERE conversation = ANY ($1::bytea[]) AND octet_length(payload) > 0)
     + (SELECT count(*) FROM draft WHERE conversation = ANY ($1::bytea[]) AND sealed IS NOT NULL)
     + (SELECT count(*) FROM letter_draft WHERE conversation = ANY ($1::bytea[]) AND sealed IS NOT NULL)
     + (SELECT count(*) FROM attachment WHERE conversation = ANY ($1::bytea[]));

-- insert_certificate --
-- $1 destruction_id  $2 body  $3 signature  $4 kept_at
INSERT INTO destruction_certificate (destruction_id, body, signature, kept_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (destruction_id) DO NOTHING RETURNING destruction_id;

-- is_destroyed --
-- $1 conversation
SELECT EXISTS (SELECT FROM destroyed_conversation WHERE conversation = $1);

-- destroyed_of --
-- What was destroyed of conversations that an account took part in and had not left.
-- $1 account
SELECT m.conversation, c.match_body, c.match_signature, c.opened_at, g.body AS closing_body, g.signature AS closing_signature,
       n.body, n.signature, a.signature AS approval, a.approved_at, t.body AS certificate_body, t.signature AS certificate_signature
FROM member m
JOIN conversation c ON c.conversation = m.conversation
JOIN closing g ON g.conversation = m.conversation
JOIN destroyed_conversation d ON d.conversation = m.conversation
JOIN destruction n ON n.destruction_id = d.destruction_id
JOIN destruction_approval a ON a.destruction_id = d.destruction_id
LEFT JOIN destruction_certificate t ON t.destruction_id = d.destruction_id
WHERE m.account = $1 AND m.left_at IS NULL
ORDER BY a.approved_at DESC, m.conversation;
