-- keep_totp --
-- In place of the one before, under the next version.
-- $1 account  $2 version  $3 secret_sealed  $4 confirmed_at  $5 last_step
INSERT INTO totp (account, version, secret_sealed, confirmed_at, last_step)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (account) DO UPDATE SET version = $2, secret_sealed = $3, confirmed_at = $4, last_step = $5
WHERE totp.version < $2
RETURNING account;

-- find_totp --
-- $1 account
SELECT version, secret_sealed FROM totp WHERE account = $1;

-- use_step --
-- A code is good once, and none from before it: no row when this step or a later one was used.
-- $1 account  $2 version  $3 step
UPDATE totp SET last_step = $3 WHERE account = $1 AND version = $2 AND last_step < $3 RETURNING account;

-- delete_totp --
-- $1 account
DELETE FROM totp WHERE account = $1 RETURNING account;
