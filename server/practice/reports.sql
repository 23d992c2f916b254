-- clients_registered --
-- Clients who answered to a policy for the first time in a span.
-- $1 from  $2 until
SELECT count(*) FROM (
    SELECT acceptance.account FROM acceptance
    WHERE EXISTS (SELECT FROM bundle WHERE bundle.account = acceptance.account AND bundle.role = 'client')
    GROUP BY acceptance.account HAVING min(acceptance.kept_at) >= $1 AND min(acceptance.kept_at) < $2
) AS first;

-- first_answer --
-- When anybody first answered to a policy.
SELECT min(kept_at) FROM acceptance;

-- reported --
-- $1 month
SELECT measure, cell_group, count FROM report WHERE month = $1 ORDER BY measure, cell_group;

-- reported_months --
-- All months that were published, the first one first.
SELECT DISTINCT month FROM report ORDER BY month;

-- insert_report --
-- What is published once stands.
-- $1 month  $2 measure  $3 group  $4 count
INSERT INTO report (month, measure, cell_group, count) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING;

-- take_turns_reporting --
-- Until the transaction ends: whoever publishes waits for the one before. The number spells "count".
SELECT pg_advisory_xact_lock(427071729268);
