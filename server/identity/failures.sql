-- find_place --
-- The network look-up under which an account has been used since then, if it has.
-- $1 account  $2 network_lookups  $3 since
SELECT network_lookup FROM familiar
WHERE account = $1 AND network_lookup = ANY($2::bytea[]) AND last_at >= $3
ORDER BY last_at DESC LIMIT 1;

-- count_failure --
-- One more, before it is tried: many at once do not slip through. No row when there have been too many in a row.
-- It is on disk a moment later: who could make the server fall would win back the guesses of that moment, and those who talk do not wait for guesses.
-- $1 number_lookup  $2 place  $3 now  $4 most
WITH unseen AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true))
INSERT INTO failure (number_lookup, place, count, last_at)
SELECT $1, $2, 1, $3 FROM unseen
ON CONFLICT (number_lookup, place) DO UPDATE SET count = failure.count + 1, last_at = $3
WHERE failure.count < $4
RETURNING count;

-- give_failure_back --
-- $1 number_lookup  $2 place
UPDATE failure SET count = count - 1 WHERE number_lookup = $1 AND place = $2 AND count > 0;

-- forget_failures --
-- $1 number_lookup  $2 places
DELETE FROM failure WHERE number_lookup = $1 AND place = ANY($2::bytea[]);

-- find_number --
-- $1 account
SELECT number_sealed FROM account WHERE account = $1;

-- forget_all_failures --
-- $1 number_lookups
DELETE FROM failure WHERE number_lookup = ANY($1::bytea[]);

-- forget_unknown_failures --
-- Those of numbers that nobody has, once they are old.
-- $1 before
DELETE FROM failure
WHERE last_at < $1 AND NOT EXISTS (SELECT FROM account WHERE account.number_lookup = failure.number_lookup);

-- keep_familiar --
-- $1 account  $2 network_lookup  $3 now
INSERT INTO familiar (account, network_lookup, last_at)
VALUES ($1, $2, $3)
ON CONFLICT (account, network_lookup) DO UPDATE SET last_at = greatest(familiar.last_at, $3);

-- forget_familiar --
-- All but the newest, and of those what is old.
-- $1 account  $2 since  $3 how many stay
DELETE FROM familiar
WHERE account = $1 AND (last_at < $2 OR network_lookup NOT IN (
    SELECT network_lookup FROM familiar WHERE account = $1 ORDER BY last_at DESC, network_lookup LIMIT $3
));
