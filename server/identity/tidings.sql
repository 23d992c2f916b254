-- add_tiding --
-- In the transaction of what it tells of; nobody's account is told nothing.
-- $1 account  $2 event  $3 at
INSERT INTO tiding (account, event, at)
SELECT $1::bytea, $2::text, $3::bigint WHERE EXISTS (SELECT FROM account WHERE account = $1)
ON CONFLICT DO NOTHING;

-- tidings --
-- $1 at most
SELECT account, event, at FROM tiding ORDER BY at LIMIT $1;

-- forget_tiding --
-- $1 account  $2 event  $3 at
DELETE FROM tiding WHERE account = $1 AND event = $2 AND at = $3;
