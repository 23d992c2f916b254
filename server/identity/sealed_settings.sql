-- find_settings --
-- $1 account
SELECT version, sealed FROM settings WHERE account = $1;

-- keep_settings --
-- No row comes back unless the version is one above the one kept.
-- $1 account  $2 version  $3 sealed
INSERT INTO settings AS kept (account, version, sealed)
SELECT $1, $2, $3
WHERE $2 = 1::bigint OR EXISTS (SELECT FROM settings WHERE account = $1)
ON CONFLICT (account) DO UPDATE SET version = excluded.version, sealed = excluded.sealed
WHERE kept.version = excluded.version - 1
RETURNING version;
