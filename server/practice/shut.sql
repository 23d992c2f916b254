-- take_turns_shutting --
-- Until the transaction ends: whether this account is shut stays as it is. The number spells "shut".
-- $1 account
SELECT pg_advisory_xact_lock(1936225652, hashtext(encode($1::bytea, 'hex')));

-- keep_shut --
-- What happened later stands.
-- $1 account  $2 shut  $3 at
INSERT INTO shut_account AS kept (account, shut, at) VALUES ($1, $2, $3)
ON CONFLICT (account) DO UPDATE SET shut = excluded.shut, at = excluded.at WHERE kept.at < excluded.at;

-- shut_of --
-- $1 accounts: those that are shut
SELECT account FROM shut_account WHERE shut AND account = ANY ($1::bytea[]);

-- is_shut --
-- $1 account
SELECT EXISTS (SELECT FROM shut_account WHERE account = $1 AND shut);
