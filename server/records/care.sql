-- Care over time: closings, who leaves, who may read what was before (crypto.md §5.3, §12.4).

-- closing_of --
-- $1 conversation
SELECT body, signature FROM closing WHERE conversation = $1;

-- close --
-- $1 conversation, $2 reason, $3 account, $4 body, $5 signature, $6 now
WITH closed AS (
    UPDATE conversation_head SET closed = true, version = version + 1 WHERE conversation = $1
)
INSERT INTO closing (conversation, reason, account, body, signature, closed_at) VALUES ($1, $2, $3, $4, $5, $6);

-- leave --
-- $1 conversation, $2 now: everyone but its client leaves it, and loses what they read of the client's by grants. Gives what they read no more.
WITH gone AS (
    UPDATE member SET left_at = $2 WHERE conversation = $1 AND role <> 'client' AND left_at IS NULL
    RETURNING conversation, account
), lost AS (
    DELETE FROM reader r USING gone, member mine, member theirs
    WHERE r.account = gone.account
      AND mine.conversation = gone.conversation AND mine.role = 'client'
      AND theirs.conversation = r.conversation AND theirs.account = mine.account AND theirs.role = 'client'
    RETURNING r.conversation, r.account
)
SELECT conversation, account FROM gone UNION SELECT conversation, account FROM lost;

-- depart --
-- $1 conversation: its therapists who left read nothing of its client any more, unless they treat them in another one.
INSERT INTO departure (client, reader)
SELECT mine.account, gone.account
FROM member gone JOIN member mine ON mine.conversation = gone.conversation AND mine.role = 'client'
WHERE gone.conversation = $1 AND gone.role = 'therapist'
  AND NOT EXISTS (
      SELECT FROM member theirs
      JOIN member also ON also.conversation = theirs.conversation AND also.account = mine.account AND also.role = 'client'
      JOIN conversation_head h ON h.conversation = theirs.conversation AND NOT h.closed
      WHERE theirs.account = gone.account AND theirs.left_at IS NULL)
ON CONFLICT DO NOTHING;

-- departures --
-- $1 most
SELECT client, reader FROM departure ORDER BY client, reader LIMIT $1;

-- forget_departures --
-- parallel: $1 client, $2 reader
DELETE FROM departure d USING unnest($1::bytea[], $2::bytea[]) AS told (client, reader)
WHERE d.client = told.client AND d.reader = told.reader;

-- erase_wraps --
-- parallel: $1 conversation, $2 account
DELETE FROM wrap w USING unnest($1::bytea[], $2::bytea[]) AS unread (conversation, account)
WHERE w.conversation = unread.conversation AND w.account = unread.account;

-- gone --
-- parallel: $1 conversation, $2 account. Those of these who do not read a closed conversation, or read it no more.
SELECT asked.conversation, asked.account
FROM unnest($1::bytea[], $2::bytea[]) AS asked (conversation, account)
JOIN conversation_head h ON h.conversation = asked.conversation
WHERE h.closed AND NOT EXISTS (
    SELECT FROM reads r WHERE r.conversation = asked.conversation AND r.account = asked.account
);

-- members_among --
-- parallel: $1 conversation, $2 account. Those of these who take part.
SELECT asked.conversation, asked.account
FROM unnest($1::bytea[], $2::bytea[]) AS asked (conversation, account)
JOIN member m ON m.conversation = asked.conversation AND m.account = asked.account AND m.left_at IS NULL;

-- recipients --
-- $1 conversation, $2 its client, $3 a bundle's hash: in which later conversations of that client, still open, its holder is the therapist.
SELECT later.conversation, therapist.account
FROM member mine
JOIN conversation before ON before.conversation = $1
JOIN conversation later ON later.conversation = mine.conversation AND later.conversation <> $1
                       AND later.opened_at >= before.opened_at
JOIN conversation_head h ON h.conversation = later.conversation AND NOT h.closed
JOIN member therapist ON therapist.conversation = later.conversation AND therapist.role = 'therapist'
                     AND therapist.left_at IS NULL
WHERE mine.account = $2 AND mine.role = 'client' AND mine.left_at IS NULL
  AND $3 = coalesce((SELECT s.bundle_hash FROM successor s
                     WHERE s.conversation = therapist.conversation AND s.account = therapist.account
                     ORDER BY s.generation DESC LIMIT 1), therapist.bundle_hash)
ORDER BY later.conversation;

-- granted_epochs --
-- $1 conversation, $2 epochs, $3 account: how their headers are called, and whether the account has a wrap for them already.
SELECT e.epoch, e.header_hash,
       EXISTS (SELECT FROM wrap w WHERE w.conversation = e.conversation AND w.epoch = e.epoch AND w.account = $3) AS wrapped
FROM epoch e WHERE e.conversation = $1 AND e.epoch = ANY ($2::bigint[]);

-- grant_history --
-- $1 conversation, $2 account, $3 hash, $4 body, $5 signature, $6 now; then parallel: $7 epoch, $8 wrap
WITH kept AS (
    INSERT INTO history_grant (conversation, account, hash, body, signature, granted_at)
    VALUES ($1, $2, $3, $4, $5, $6)
), reading AS (
    INSERT INTO reader (conversation, account) VALUES ($1, $2) ON CONFLICT DO NOTHING
), counted AS (
    UPDATE conversation_head SET version = version + 1 WHERE conversation = $1
)
INSERT INTO wrap (conversation, epoch, account, wrap)
SELECT $1::bytea, g.epoch, $2::bytea, g.wrap FROM unnest($7::bigint[], $8::bytea[]) AS g (epoch, wrap);

-- own_wraps --
-- $1 conversation, $2 account, $3 epoch, $4 most: its wraps of the epochs after that one
SELECT e.epoch, e.header, e.signature, w.wrap
FROM epoch e JOIN wrap w ON w.conversation = e.conversation AND w.epoch = e.epoch AND w.account = $2
WHERE e.conversation = $1 AND e.epoch > $3 ORDER BY e.epoch LIMIT $4;

-- grants_of --
-- $1 account: by which grants it reads, and by which others read what it is the client of, in the order in which they came
SELECT one.conversation, one.body, one.signature
FROM (
    SELECT g.conversation, g.account, g.body, g.signature, g.granted_at, g.hash FROM history_grant g WHERE g.account = $1
    UNION ALL
    SELECT g.conversation, g.account, g.body, g.signature, g.granted_at, g.hash
    FROM member m JOIN history_grant g ON g.conversation = m.conversation
    WHERE m.account = $1 AND m.role = 'client'
) AS one
JOIN reader r ON r.conversation = one.conversation AND r.account = one.account
ORDER BY one.granted_at, one.hash;

-- treated_by --
-- $1 account: the conversations that it has or had as their therapist, and their clients; the one that began last first.
SELECT t.conversation, c.account AS client, o.opened_at
FROM member t
JOIN member c ON c.conversation = t.conversation AND c.role = 'client'
JOIN conversation o ON o.conversation = t.conversation
WHERE t.account = $1 AND t.role = 'therapist'
ORDER BY o.opened_at DESC, t.conversation;

-- has_treated --
-- $1 conversation, $2 account: whether it is or was the therapist there
SELECT EXISTS (SELECT FROM member WHERE conversation = $1 AND account = $2 AND role = 'therapist');

-- therapists_of --
-- $1 conversation: who are or were its therapists
SELECT account FROM member WHERE conversation = $1 AND role = 'therapist' ORDER BY account;
