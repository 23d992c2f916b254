-- insert_service --
-- No row comes back when that account or that token stands already.
-- $1 account  $2 owner  $3 token_hash  $4 expires_at  $5 body  $6 signature  $7 kept_at
INSERT INTO service (account, owner, token_hash, expires_at, body, signature, kept_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT DO NOTHING
RETURNING account;

-- service_body --
-- $1 account
SELECT body FROM service WHERE account = $1;

-- services --
-- All of them, the newest first, with how far their keys have come.
SELECT service.body, kept_at, used_on, revoked_at,
       EXISTS (SELECT FROM bundle WHERE bundle.account = service.account) AS has_keys,
       EXISTS (SELECT FROM certificate WHERE certificate.account = service.account) AS certified
FROM service
ORDER BY kept_at DESC, service.account;

-- services_of --
-- The words of owners on these accounts, whether they stand or not: who reads a notice of last year is shown who posted it.
-- $1 accounts
SELECT owner, body, signature FROM service WHERE account = ANY ($1::bytea[]) ORDER BY account;

-- revoke --
-- No row comes back when there is none.
-- $1 account  $2 now
UPDATE service SET revoked_at = coalesce(revoked_at, $2) WHERE account = $1
RETURNING revoked_at = $2 AS new;

-- mark_used --
-- $1 token_hash  $2 day
UPDATE service SET used_on = $2 WHERE token_hash = $1 AND (used_on IS NULL OR used_on < $2);

-- by_token --
-- Held until the transaction ends: a revocation waits for it, and whoever comes after the revocation finds nothing.
-- $1 token_hash  $2 now
SELECT body FROM service
WHERE token_hash = $1 AND revoked_at IS NULL AND expires_at > $2
FOR SHARE;
