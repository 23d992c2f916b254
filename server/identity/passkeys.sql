-- insert_passkey --
-- Not twice: a credential belongs to one account, under whichever pepper it is looked up.
-- $1 passkey  $2 account  $3 lookup  $4 lookup_pepper  $5 credential_sealed  $6 wrap_sealed  $7 sign_count  $8 name  $9 added_at
-- $10 its look-ups under all peppers
INSERT INTO passkey (passkey, account, lookup, lookup_pepper, credential_sealed, wrap_sealed, sign_count, name, added_at)
SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9
WHERE NOT EXISTS (SELECT FROM passkey WHERE lookup = ANY($10::bytea[]))
ON CONFLICT (lookup) DO NOTHING
RETURNING passkey;

-- find_passkey --
-- $1 lookups
SELECT passkey, account, credential_sealed, wrap_sealed, sign_count, name, added_at, used_at
FROM passkey WHERE lookup = ANY($1::bytea[]);

-- find_passkeys --
-- An account's, the oldest first.
-- $1 account
SELECT passkey, account, credential_sealed, wrap_sealed, sign_count, name, added_at, used_at
FROM passkey WHERE account = $1 ORDER BY added_at, passkey;

-- use_passkey --
-- A passkey that counts only ever counts on: no row when it was shown by a copy, or shown twice at once.
-- $1 passkey  $2 sign_count  $3 used_at
UPDATE passkey SET sign_count = $2, used_at = $3
WHERE passkey = $1 AND (sign_count < $2 OR (sign_count = 0 AND $2 = 0))
RETURNING passkey;

-- rewrap_passkey --
-- $1 account  $2 passkey  $3 wrap_sealed
UPDATE passkey SET wrap_sealed = $3 WHERE account = $1 AND passkey = $2 RETURNING passkey;

-- delete_passkey --
-- $1 account  $2 passkey
DELETE FROM passkey WHERE account = $1 AND passkey = $2 RETURNING passkey;

-- delete_passkeys --
-- All but one, or all.
-- $1 account  $2 but this one, or null
DELETE FROM passkey WHERE account = $1 AND passkey IS DISTINCT FROM $2;
