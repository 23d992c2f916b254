-- stale_accounts --
-- Accounts whose number is looked up, or sealed, under an older pepper.
-- $1 newest pepper  $2 account to begin after  $3 how many
SELECT account, number_sealed FROM account
WHERE account > $2 AND (lookup_pepper <> $1 OR get_byte(number_sealed, 0) <> $1)
ORDER BY account LIMIT $3;

-- move_failures --
-- Failures in a row go on under the next look-up. Those at a network's place stay there, where nobody comes from any more.
-- $1 look-ups before  $2 look-ups after, in the same order
WITH moved AS (
    DELETE FROM failure USING unnest($1::bytea[], $2::bytea[]) AS pair (before, after)
    WHERE failure.number_lookup = pair.before AND pair.before <> pair.after
    RETURNING pair.after, failure.place, failure.count, failure.last_at
)
INSERT INTO failure (number_lookup, place, count, last_at)
SELECT after, place, max(count), max(last_at) FROM moved GROUP BY after, place
ON CONFLICT (number_lookup, place) DO UPDATE
SET count = greatest(failure.count, excluded.count), last_at = greatest(failure.last_at, excluded.last_at);

-- forget_networks --
-- $1 accounts
DELETE FROM familiar WHERE (account, network_lookup) IN (
    SELECT account, network_lookup FROM familiar WHERE account = ANY ($1::bytea[]) FOR UPDATE SKIP LOCKED);

-- hold_accounts --
-- $1 accounts
SELECT account FROM account WHERE account = ANY ($1::bytea[]) FOR UPDATE SKIP LOCKED;

-- move_account --
-- $1 account  $2 number_sealed before  $3 number_lookup  $4 lookup_pepper  $5 number_sealed
UPDATE account SET number_lookup = $3, lookup_pepper = $4, number_sealed = $5
WHERE account = $1 AND number_sealed = $2;

-- stale_passkeys --
-- $1 newest pepper  $2 account to begin at  $3 how many
SELECT account, passkey, credential_sealed, wrap_sealed FROM passkey
WHERE account >= $2
  AND (lookup_pepper <> $1 OR get_byte(credential_sealed, 0) <> $1 OR get_byte(wrap_sealed, 0) <> $1)
ORDER BY account LIMIT $3 FOR UPDATE SKIP LOCKED;

-- move_passkey --
-- $1 passkey  $2 wrap_sealed before  $3 lookup  $4 lookup_pepper  $5 credential_sealed  $6 wrap_sealed
UPDATE passkey SET lookup = $3, lookup_pepper = $4, credential_sealed = $5, wrap_sealed = $6
WHERE passkey = $1 AND wrap_sealed = $2;
