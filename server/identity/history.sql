-- add_wrong_password --
-- Alone and on disk a moment later (migration 0007). Nobody's account has no history.
-- $1 account  $2 at  $3 unless there is one since
SELECT add_wrong_password($1, $2, $3);

-- add_wrong_second_factor --
-- $1 account  $2 at  $3 unless there is one since
INSERT INTO history (account, at, event)
SELECT $1::bytea, $2::bigint, 'wrong_second_factor'
WHERE NOT EXISTS (SELECT FROM history WHERE account = $1 AND event = 'wrong_second_factor' AND at > $3)
ON CONFLICT DO NOTHING;

-- add_event --
-- One event, once: the same again changes nothing. Nobody's account (and one that is not kept here) has no history.
-- $1 account  $2 at  $3 event  $4 session  $5 browser  $6 system
INSERT INTO history (account, at, event, session, browser, system)
SELECT $1::bytea, $2::bigint, $3::text, $4::bytea, $5::text, $6::text
WHERE EXISTS (SELECT FROM account WHERE account = $1)
ON CONFLICT DO NOTHING;

-- forget_events --
-- What is old, and of the rest all but the newest.
-- $1 account  $2 before  $3 how many stay
DELETE FROM history
WHERE account = $1
  AND (at < $2 OR at < (SELECT at FROM history WHERE account = $1 ORDER BY at DESC OFFSET $3 - 1::bigint LIMIT 1));

-- newest_events --
-- $1 account  $2 since  $3 limit
SELECT at, event, browser, system FROM history
WHERE account = $1 AND at >= $2
ORDER BY at DESC, event
LIMIT $3;
