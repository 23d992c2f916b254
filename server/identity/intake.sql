-- keep_document --
-- No row comes back unless the version is one above the one kept. The intake's row stays locked until the transaction ends.
-- $1 account  $2 version  $3 body  $4 signature  $5 fields_sealed  $6 kept_at
INSERT INTO intake AS kept (account, version, body, signature, fields_sealed, kept_at)
SELECT $1, $2, $3, $4, $5, $6
WHERE $2 = 1::bigint OR EXISTS (SELECT FROM intake WHERE account = $1)
ON CONFLICT (account) DO UPDATE
SET version = excluded.version, body = excluded.body, signature = excluded.signature,
    fields_sealed = excluded.fields_sealed, kept_at = excluded.kept_at
WHERE kept.version = excluded.version - 1
RETURNING version;

-- drop_wraps --
-- $1 account
DELETE FROM intake_wrap WHERE account = $1;

-- drop_wraps_to --
-- What was sealed to readers who read of these clients no more.
-- parallel: $1 account  $2 recipient
DELETE FROM intake_wrap w USING unnest($1::bytea[], $2::bytea[]) AS gone (account, recipient)
WHERE w.account = gone.account AND w.recipient = gone.recipient;

-- insert_wrap --
-- $1 account  $2 recipient  $3 version  $4 sealed
INSERT INTO intake_wrap (account, recipient, version, sealed)
VALUES ($1, $2, $3, $4);

-- kept_for --
-- An intake, for a recipient of it; no row for anyone else.
-- $1 account  $2 recipient
SELECT intake.version, intake.body, intake.signature, intake.fields_sealed, wrap.sealed AS wrap_sealed
FROM intake
JOIN intake_wrap wrap ON wrap.account = intake.account AND wrap.version = intake.version
WHERE intake.account = $1 AND wrap.recipient = $2;

-- forget_document --
-- With everything that was sealed of it; one that was kept later stays.
-- $1 account  $2 until
DELETE FROM intake WHERE account = $1 AND kept_at <= $2 RETURNING account;
