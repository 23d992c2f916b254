-- find_root --
SELECT public FROM practice_root;

-- insert_root --
-- $1 public
INSERT INTO practice_root (public) VALUES ($1)
ON CONFLICT (only_one) DO NOTHING;

-- insert_bundle --
-- No row comes back when that generation exists already.
-- $1 account  $2 generation  $3 hash  $4 role  $5 body  $6 signature  $7 predecessor_signature
INSERT INTO bundle (account, generation, hash, role, body, signature, predecessor_signature)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT DO NOTHING
RETURNING hash;

-- bundles_of --
-- All bundles of accounts, each account's newest first.
-- $1 accounts
SELECT bundle.account, bundle.role, bundle.hash AS bundle_hash,
       bundle.body AS bundle, bundle.signature AS bundle_signature, bundle.predecessor_signature,
       certificate.body AS certificate, certificate.signature AS certificate_signature
FROM bundle LEFT JOIN certificate ON certificate.bundle_hash = bundle.hash
WHERE bundle.account = ANY ($1::bytea[])
ORDER BY bundle.account, bundle.generation DESC;

-- accounts_behind --
-- Whose these bundles are.
-- $1 hashes
SELECT DISTINCT account FROM bundle WHERE hash = ANY ($1::bytea[]);

-- certified_accounts --
SELECT DISTINCT account FROM certificate;

-- system_accounts --
-- Who signs for the service, and for systems of the practice (crypto.md §11.3).
SELECT DISTINCT account FROM bundle WHERE role = 'system' ORDER BY account;

-- waiting_accounts --
-- Whose newest bundle no certificate names. Systems whose token was taken back wait for nothing.
SELECT newest.account
FROM (SELECT DISTINCT ON (account) account, hash FROM bundle ORDER BY account, generation DESC) AS newest
WHERE NOT EXISTS (SELECT FROM certificate WHERE certificate.bundle_hash = newest.hash)
  AND NOT EXISTS (SELECT FROM service WHERE service.account = newest.account AND service.revoked_at IS NOT NULL);

-- take_turns --
-- Until the transaction ends: whoever certifies or matches waits for the one before. The number spells "chain".
SELECT pg_advisory_xact_lock(427338654062);

-- insert_certificate --
-- No row comes back when that bundle has a certificate already.
-- $1 bundle_hash  $2 account  $3 delegation_hash  $4 body  $5 signature
INSERT INTO certificate (bundle_hash, account, delegation_hash, body, signature)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (bundle_hash) DO NOTHING
RETURNING bundle_hash;

-- delegations_to --
-- The delegations to one certifier that hold now.
-- $1 certifier  $2 now
SELECT hash, bundle_hash, body, signature FROM delegation
WHERE certifier = $1 AND valid_until >= $2
ORDER BY valid_until, hash;

-- delegations_by_hash --
-- $1 hashes
SELECT hash, bundle_hash, body, signature FROM delegation
WHERE hash = ANY ($1::bytea[]);

-- delegations --
-- All of them, in the order of their beginning.
SELECT hash, bundle_hash, body, signature FROM delegation
ORDER BY valid_from, hash;

-- insert_delegation --
-- $1 hash  $2 certifier  $3 bundle_hash  $4 valid_from  $5 valid_until  $6 body  $7 signature
INSERT INTO delegation (hash, certifier, bundle_hash, valid_from, valid_until, body, signature)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (hash) DO NOTHING;

-- newest_manifest --
-- The custodian manifest in force.
SELECT hash, body, signature FROM manifest
ORDER BY generation DESC LIMIT 1;

-- manifest_by_hash --
-- $1 hash
SELECT body FROM manifest WHERE hash = $1;

-- manifest_bodies --
-- All of them, newest first.
SELECT body FROM manifest ORDER BY generation DESC;

-- earlier_manifests --
-- All but the one in force, newest first.
SELECT body, signature FROM manifest
ORDER BY generation DESC OFFSET 1;

-- cosignatures --
-- $1 manifest_hash
SELECT account, signature FROM manifest_cosignature
WHERE manifest_hash = $1
ORDER BY account;

-- insert_manifest --
-- No row comes back when that generation exists already.
-- $1 generation  $2 hash  $3 body  $4 signature
INSERT INTO manifest (generation, hash, body, signature)
VALUES ($1, $2, $3, $4)
ON CONFLICT DO NOTHING
RETURNING hash;

-- insert_cosignature --
-- $1 manifest_hash  $2 account  $3 signature
INSERT INTO manifest_cosignature (manifest_hash, account, signature)
VALUES ($1, $2, $3);

-- accounts_of_roles --
SELECT DISTINCT account FROM bundle WHERE role = ANY($1::text[]) ORDER BY account;
