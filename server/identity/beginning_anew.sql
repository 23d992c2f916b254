-- named --
-- $1 account
SELECT role, number_sealed FROM account WHERE account = $1;

-- forget_verifiers --
-- $1 account
DELETE FROM verifier WHERE account = $1;

-- forget_predecessors --
-- $1 account
DELETE FROM predecessor WHERE account = $1;

-- forget_settings --
-- $1 account
DELETE FROM settings WHERE account = $1;

-- begin_generations --
-- $1 account
UPDATE account SET state = 'active', generation = 0 WHERE account = $1;
