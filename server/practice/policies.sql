-- insert_policy --
-- The next version; no row comes back when someone else posted at the same moment, or the next one is not the one that was meant.
-- $1 policy  $2 title  $3 text  $4 text_hash  $5 posted_at  $6 the version that is meant, or null
INSERT INTO policy (policy, version, title, text, text_hash, posted_at)
SELECT $1, 1 + coalesce(max(version), 0), $2, $3, $4, $5 FROM policy WHERE policy = $1
HAVING $6::bigint IS NULL OR $6 = 1 + coalesce(max(version), 0)
ON CONFLICT DO NOTHING
RETURNING version;

-- have_told --
-- Everyone is to be told of this version.
-- $1 policy  $2 version
INSERT INTO policy_telling (policy, version) VALUES ($1, $2);

-- next_telling --
-- One that is not through, unless another process is at it.
SELECT policy, version, reached FROM policy_telling WHERE told_at IS NULL
ORDER BY policy, version LIMIT 1
FOR UPDATE SKIP LOCKED;

-- next_told --
-- Whose turn it is: people with keys, in the order of their accounts.
-- $1 reached  $2 limit  $3 clients are told, too
SELECT DISTINCT account FROM bundle
WHERE account > $1 AND role NOT IN ('system', 'service') AND ($3::boolean OR role <> 'client')
ORDER BY account LIMIT $2;

-- reach --
-- $1 policy  $2 version  $3 reached  $4 told_at, or null
UPDATE policy_telling SET reached = $3, told_at = $4 WHERE policy = $1 AND version = $2;

-- policies_in_force --
-- The newest version of each.
-- $1 policies
SELECT DISTINCT ON (policy) policy, version, title, text, text_hash, posted_at
FROM policy
WHERE policy = ANY ($1::text[])
ORDER BY policy, version DESC;

-- text_hash --
-- $1 policy  $2 version
SELECT text_hash FROM policy WHERE policy = $1 AND version = $2;

-- signing_bundles --
-- What an account may sign with: the bundle that was certified last, and what it has published since (crypto.md §2).
-- $1 account
SELECT body FROM bundle
WHERE account = $1 AND generation >= coalesce(
    (SELECT max(b.generation) FROM bundle b JOIN certificate c ON c.bundle_hash = b.hash WHERE b.account = $1), 0)
ORDER BY generation DESC;

-- named_bundle --
-- $1 account  $2 hash
SELECT body FROM bundle WHERE account = $1 AND hash = $2;

-- standing_bundles --
-- The same without keys that were begun anew and wait for a certifier: until then they are nobody's (crypto.md §4.7).
-- $1 account
SELECT body FROM bundle
WHERE account = $1 AND generation >= coalesce(
    (SELECT max(b.generation) FROM bundle b JOIN certificate c ON c.bundle_hash = b.hash WHERE b.account = $1), 0)
    AND (generation = 0 OR predecessor_signature IS NOT NULL
        OR EXISTS (SELECT FROM certificate WHERE certificate.bundle_hash = bundle.hash))
ORDER BY generation DESC;

-- insert_acceptance --
-- No row comes back when the same bytes came before, or the answer that stands is the same.
-- $1 account  $2 policy  $3 version  $4 answer  $5 answered_at  $6 hash  $7 body  $8 signature  $9 kept_at
INSERT INTO acceptance (account, policy, version, answer, answered_at, hash, body, signature, kept_at)
SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9
WHERE $4 IS DISTINCT FROM (
    SELECT answer FROM acceptance WHERE account = $1 AND policy = $2 AND version = $3 ORDER BY kept_at DESC LIMIT 1)
ON CONFLICT (hash) DO NOTHING
RETURNING hash;

-- acceptances_of --
-- The answer that stands to each version, the newest version of a policy first.
-- $1 account
SELECT DISTINCT ON (policy, version) policy, version, answer, answered_at
FROM acceptance
WHERE account = $1
ORDER BY policy, version DESC, kept_at DESC;

-- intake_accounts --
SELECT DISTINCT account FROM bundle WHERE role = 'intake';

-- take_turns_agreeing --
-- Until the transaction ends: who of staff has agreed, and to what, stays as it is. The number spells "agree".
SELECT pg_advisory_xact_lock(418347378021);

-- newest_version --
-- 0 before the first.
-- $1 policy
SELECT coalesce(max(version), 0) FROM policy WHERE policy = $1;

-- accepted_by_all --
-- The newest version of a policy that each accepted.
-- $1 policy
SELECT account, max(version) AS version FROM acceptance WHERE policy = $1 AND answer = 'accepted' GROUP BY account;

-- answers_to --
-- Whose answer to a version of a policy stands, by account and version.
-- $1 policy
SELECT DISTINCT ON (account, version) account, version, answer, kept_at, hash FROM acceptance
WHERE policy = $1 ORDER BY account, version, kept_at DESC;
