-- Schedules and dates (crypto.md §15.1).

-- newest_schedule --
SELECT version, body, signature FROM retention_schedule ORDER BY version DESC LIMIT 1;

-- insert_schedule --
-- No row comes back when there is one of that version.
-- $1 version  $2 body  $3 signature  $4 kept_at
INSERT INTO retention_schedule (version, body, signature, kept_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (version) DO NOTHING RETURNING version;

-- insert_retention --
-- $1 client  $2 body  $3 signature  $4 kept_at
INSERT INTO retention (client, body, signature, kept_at) VALUES ($1, $2, $3, $4);

-- retentions --
-- The newest of each client, or of one alone.
-- $1 client (null: of everyone)
SELECT DISTINCT ON (client) client, body, signature FROM retention
WHERE $1::bytea IS NULL OR client = $1 ORDER BY client, number DESC;

-- ends --
-- How the conversations of clients stand, destroyed or not; of everyone, or of one alone. What was said last is the last entry or the closing.
-- $1 client (null: of everyone)
SELECT m.account AS client, m.conversation, h.sequence, h.head, h.closed,
       greatest(h.time, c.opened_at, g.closed_at) AS last_at,
       d.conversation IS NOT NULL AS destroyed
FROM member m
JOIN conversation c ON c.conversation = m.conversation
JOIN conversation_head h ON h.conversation = m.conversation
LEFT JOIN closing g ON g.conversation = m.conversation
LEFT JOIN destroyed_conversation d ON d.conversation = m.conversation
WHERE m.role = 'client' AND ($1::bytea IS NULL OR m.account = $1)
ORDER BY m.account, m.conversation;
