-- take_turns --
-- Until the transaction ends: whoever adds to the trail waits for the one before. The number spells "audit".
SELECT pg_advisory_xact_lock(418581342580);

-- newest --
-- The last row, by which the next one is chained.
SELECT number, at, hash FROM audit ORDER BY number DESC LIMIT 1;

-- add --
-- $1 number  $2 at  $3 actor  $4 act  $5 subject  $6 detail  $7 previous  $8 hash
INSERT INTO audit (number, at, actor, act, subject, detail, previous, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- before --
-- The newest rows below a number.
-- $1 number  $2 how many
SELECT number, at, actor, act, subject, detail, previous, hash FROM audit
WHERE number < $1 ORDER BY number DESC LIMIT $2;

-- after --
-- The oldest rows above a number.
-- $1 number  $2 how many
SELECT number, at, actor, act, subject, detail, previous, hash FROM audit
WHERE number > $1 ORDER BY number LIMIT $2;

-- within --
-- $1 from  $2 until, exclusive
SELECT number, at, actor, act, subject, detail FROM audit WHERE at >= $1 AND at < $2 ORDER BY number;
