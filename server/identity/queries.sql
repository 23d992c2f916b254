-- insert_account --
-- An account that can be activated, unless its number is taken, under whichever pepper.
-- $1 account  $2 role  $3 number_lookup  $4 lookup_pepper  $5 number_sealed  $6 issued_at  $7 the number's look-ups under all peppers
INSERT INTO account (account, role, number_lookup, lookup_pepper, number_sealed, issued_at)
SELECT $1, $2, $3, $4, $5, $6
WHERE NOT EXISTS (SELECT FROM account WHERE number_lookup = ANY($7::bytea[]))
ON CONFLICT (number_lookup) DO NOTHING
RETURNING account;

-- insert_activation --
-- $1 account  $2 secret_sealed  $3 root_public  $4 expires_at
INSERT INTO activation (account, secret_sealed, root_public, expires_at)
VALUES ($1, $2, $3, $4);

-- find_activation --
-- The activation that waits behind a number, unless it has expired.
-- $1 number_lookups  $2 now
SELECT account.account, account.role, activation.secret_sealed, activation.root_public
FROM account JOIN activation USING (account)
WHERE account.number_lookup = ANY($1::bytea[]) AND activation.expires_at > $2;

-- use_activation --
-- Take the activation away; no row when someone was quicker. The row stays locked until the transaction ends.
-- $1 account  $2 now
DELETE FROM activation
WHERE account = $1 AND expires_at > $2
RETURNING account;

-- find_verifier --
-- What a password's or a recovery code's key is checked against.
-- $1 number_lookups  $2 kind
SELECT account.account, verifier.kind, verifier.version, verifier.sealed AS verifier_sealed
FROM account JOIN verifier USING (account)
WHERE account.number_lookup = ANY($1::bytea[]) AND verifier.kind = $2;

-- find_own_verifier --
-- $1 account  $2 kind
SELECT version, sealed, set_at FROM verifier WHERE account = $1 AND kind = $2;

-- keep_verifier --
-- $1 account  $2 kind  $3 version  $4 sealed  $5 set_at
INSERT INTO verifier (account, kind, version, sealed, set_at)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (account, kind) DO UPDATE SET version = $3, sealed = $4, set_at = $5;

-- renew_verifier --
-- The same key under a newer profile; nothing happens when it was replaced meanwhile.
-- $1 account  $2 kind  $3 version  $4 sealed
UPDATE verifier SET sealed = $4
WHERE account = $1 AND kind = $2 AND version = $3;

-- find_wrap --
-- $1 account  $2 kind
SELECT version, sealed FROM wrap WHERE account = $1 AND kind = $2;

-- keep_wrap --
-- $1 account  $2 kind  $3 version  $4 sealed  $5 set_at
INSERT INTO wrap (account, kind, version, sealed, set_at)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (account, kind) DO UPDATE SET version = $3, sealed = $4, set_at = $5;

-- delete_wrap --
-- $1 account  $2 kind
DELETE FROM wrap WHERE account = $1 AND kind = $2;

-- find_predecessors --
-- The account secrets before each rotation, newest first.
-- $1 account
SELECT generation, sealed FROM predecessor WHERE account = $1 ORDER BY generation DESC;

-- insert_predecessor --
-- $1 account  $2 generation  $3 sealed
INSERT INTO predecessor (account, generation, sealed) VALUES ($1, $2, $3);

-- set_generation --
-- $1 account  $2 generation
UPDATE account SET generation = $2 WHERE account = $1;
