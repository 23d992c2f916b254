-- deactivate --
-- $1 account
UPDATE account SET state = 'deactivated' WHERE account = $1 RETURNING account;

-- reactivate --
-- $1 account
UPDATE account SET state = 'active' WHERE account = $1;

-- drop_activation --
-- $1 account
DELETE FROM activation WHERE account = $1;

-- find_by_number --
-- $1 number_lookups
SELECT account FROM account WHERE number_lookup = ANY($1::bytea[]);
