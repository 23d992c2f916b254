-- under_peppers --
-- How many sealed values and look-ups there are under each pepper.
SELECT pepper, count(*) AS count FROM (
    SELECT get_byte(number_sealed, 0) AS pepper FROM account
    UNION ALL SELECT lookup_pepper FROM account
    UNION ALL SELECT get_byte(secret_sealed, 0) FROM activation
    UNION ALL SELECT get_byte(sealed, 0) FROM verifier
    UNION ALL SELECT get_byte(sealed, 0) FROM wrap
    UNION ALL SELECT get_byte(sealed, 0) FROM predecessor
    UNION ALL SELECT get_byte(secret_sealed, 0) FROM totp
    UNION ALL SELECT get_byte(credential_sealed, 0) FROM passkey
    UNION ALL SELECT get_byte(wrap_sealed, 0) FROM passkey
    UNION ALL SELECT lookup_pepper FROM passkey
    UNION ALL SELECT get_byte(fields_sealed, 0) FROM contact_card
    UNION ALL SELECT get_byte(sealed, 0) FROM contact_card_wrap
    UNION ALL SELECT get_byte(fields_sealed, 0) FROM intake
    UNION ALL SELECT get_byte(sealed, 0) FROM intake_wrap
    UNION ALL SELECT get_byte(customer_sealed, 0) FROM payment
) AS kept
GROUP BY pepper
ORDER BY pepper;

-- Below, `stale_…` finds rows that are not sealed under the newest pepper and holds them; what someone else holds is passed over, so that
-- nobody ever waits in a circle. `reseal_…` puts a value in the place of exactly the one that was opened, or of nothing.

-- stale_activation --
-- $1 newest pepper  $2 account to begin at  $3 how many
SELECT account, 'activation' AS kind, 1 AS version, secret_sealed AS sealed FROM activation
WHERE account >= $2 AND get_byte(secret_sealed, 0) <> $1
ORDER BY account LIMIT $3 FOR NO KEY UPDATE SKIP LOCKED;

-- reseal_activation --
-- $1 account  $2 before  $3 after
UPDATE activation SET secret_sealed = $3 WHERE account = $1 AND secret_sealed = $2;

-- stale_verifier --
-- $1 newest pepper  $2 account to begin at  $3 how many
SELECT account, kind || '-verifier' AS kind, version, sealed FROM verifier
WHERE account >= $2 AND get_byte(sealed, 0) <> $1
ORDER BY account LIMIT $3 FOR NO KEY UPDATE SKIP LOCKED;

-- reseal_verifier --
-- $1 account  $2 before  $3 after
UPDATE verifier SET sealed = $3 WHERE account = $1 AND sealed = $2;

-- stale_wrap --
-- $1 newest pepper  $2 account to begin at  $3 how many
SELECT account, kind || '-wrap' AS kind, version, sealed FROM wrap
WHERE account >= $2 AND get_byte(sealed, 0) <> $1
ORDER BY account LIMIT $3 FOR NO KEY UPDATE SKIP LOCKED;

-- reseal_wrap --
-- $1 account  $2 before  $3 after
UPDATE wrap SET sealed = $3 WHERE account = $1 AND sealed = $2;

-- stale_predecessor --
-- $1 newest pepper  $2 account to begin at  $3 how many
SELECT account, 'predecessor' AS kind, generation AS version, sealed FROM predecessor
WHERE account >= $2 AND get_byte(sealed, 0) <> $1
ORDER BY account LIMIT $3 FOR NO KEY UPDATE SKIP LOCKED;

-- reseal_predecessor --
-- $1 account  $2 before  $3 after
UPDATE predecessor SET sealed = $3 WHERE account = $1 AND sealed = $2;

-- stale_totp --
-- $1 newest pepper  $2 account to begin at  $3 how many
SELECT account, 'totp' AS kind, version, secret_sealed AS sealed FROM totp
WHERE account >= $2 AND get_byte(secret_sealed, 0) <> $1
ORDER BY account LIMIT $3 FOR NO KEY UPDATE SKIP LOCKED;

-- reseal_totp --
-- $1 account  $2 before  $3 after
UPDATE totp SET secret_sealed = $3 WHERE account = $1 AND secret_sealed = $2;

-- stale_contact_card --
-- $1 newest pepper  $2 account to begin at  $3 how many
SELECT account, 'contact-card' AS kind, version, fields_sealed AS sealed FROM contact_card
WHERE account >= $2 AND get_byte(fields_sealed, 0) <> $1
ORDER BY account LIMIT $3 FOR NO KEY UPDATE SKIP LOCKED;

-- reseal_contact_card --
-- $1 account  $2 before  $3 after
UPDATE contact_card SET fields_sealed = $3 WHERE account = $1 AND fields_sealed = $2;

-- stale_contact_card_wrap --
-- $1 newest pepper  $2 account to begin at  $3 how many
SELECT account, 'contact-card-wrap' AS kind, version, sealed FROM contact_card_wrap
WHERE account >= $2 AND get_byte(sealed, 0) <> $1
ORDER BY account LIMIT $3 FOR NO KEY UPDATE SKIP LOCKED;

-- reseal_contact_card_wrap --
-- $1 account  $2 before  $3 after
UPDATE contact_card_wrap SET sealed = $3 WHERE account = $1 AND sealed = $2;

-- stale_intake --
-- $1 newest pepper  $2 account to begin at  $3 how many
SELECT account, 'intake' AS kind, version, fields_sealed AS sealed FROM intake
WHERE account >= $2 AND get_byte(fields_sealed, 0) <> $1
ORDER BY account LIMIT $3 FOR NO KEY UPDATE SKIP LOCKED;

-- reseal_intake --
-- $1 account  $2 before  $3 after
UPDATE intake SET fields_sealed = $3 WHERE account = $1 AND fields_sealed = $2;

-- stale_intake_wrap --
-- $1 newest pepper  $2 account to begin at  $3 how many
SELECT account, 'intake-wrap' AS kind, version, sealed FROM intake_wrap
WHERE account >= $2 AND get_byte(sealed, 0) <> $1
ORDER BY account LIMIT $3 FOR NO KEY UPDATE SKIP LOCKED;

-- reseal_intake_wrap --
-- $1 account  $2 before  $3 after
UPDATE intake_wrap SET sealed = $3 WHERE account = $1 AND sealed = $2;

-- stale_payment --
-- $1 newest pepper  $2 account to begin at  $3 how many
SELECT account, 'payment-customer' AS kind, 1 AS version, customer_sealed AS sealed FROM payment
WHERE account >= $2 AND get_byte(customer_sealed, 0) <> $1
ORDER BY account LIMIT $3 FOR NO KEY UPDATE SKIP LOCKED;

-- reseal_payment --
-- $1 account  $2 before  $3 after
UPDATE payment SET customer_sealed = $3 WHERE account = $1 AND customer_sealed = $2;
