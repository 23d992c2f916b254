-- known_accounts --
-- Every account with keys: its role, whether the newest of them are certified, and when it first answered to a policy.
SELECT newest.account, newest.role,
       EXISTS (SELECT FROM certificate WHERE certificate.bundle_hash = newest.hash) AS certified,
       (SELECT min(acceptance.kept_at) FROM acceptance WHERE acceptance.account = newest.account) AS since
FROM (SELECT DISTINCT ON (account) account, role, hash FROM bundle ORDER BY account, generation DESC) AS newest
ORDER BY newest.account;
