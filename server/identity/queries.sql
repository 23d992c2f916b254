-- insert_account --
-- An account that can be activated.
-- $1 account  $2 role  $3 number_lookup  $4 number_sealed  $5 issued_at
INSERT INTO account (account, role, number_lookup, number_sealed, issued_at)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (number_lookup) DO NOTHING
RETURNING account;

-- insert_activation --
-- $1 account  $2 secret_sealed  $3 root_public  $4 expires_at
INSERT INTO activation (account, secret_sealed, root_public, expires_at)
VALUES ($1, $2, $3, $4);

-- find_activation --
-- The activation that waits behind a number, unless it has expired.
-- $1 number_lookup  $2 now
SELECT account.account, account.role, activation.secret_sealed, activation.root_public
FROM account JOIN activation USING (account)
WHERE account.number_lookup = $1 AND activation.expires_at > $2;

-- use_activation --
-- Take the activation away; no row when someone was quicker. The row stays locked until the transaction ends.
-- $1 account  $2 now
DELETE FROM activation
WHERE account = $1 AND expires_at > $2
RETURNING account;

-- insert_verifier --
-- $1 account  $2 kind  $3 version  $4 sealed  $5 set_at
INSERT INTO verifier (account, kind, version, sealed, set_at)
VALUES ($1, $2, $3, $4, $5);

-- insert_wrap --
-- $1 account  $2 kind  $3 version  $4 sealed  $5 set_at
INSERT INTO wrap (account, kind, version, sealed, set_at)
VALUES ($1, $2, $3, $4, $5);

-- find_credentials --
-- What a password is checked against, and what it opens.
-- $1 number_lookup
SELECT account.account, account.role,
       verifier.version AS verifier_version, verifier.sealed AS verifier_sealed,
       wrap.version AS wrap_version, wrap.sealed AS wrap_sealed
FROM account
JOIN verifier ON verifier.account = account.account AND verifier.kind = 'password'
JOIN wrap ON wrap.account = account.account AND wrap.kind = 'password'
WHERE account.number_lookup = $1;

-- replace_verifier --
-- The same key under a newer profile or pepper; nothing happens when another process was quicker.
-- $1 account  $2 version  $3 sealed  $4 set_at  $5 previous_version
UPDATE verifier SET version = $2, sealed = $3, set_at = $4
WHERE account = $1 AND kind = 'password' AND version = $5;
