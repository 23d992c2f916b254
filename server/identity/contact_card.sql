-- keep_document --
-- No row comes back unless the version is one above the one kept. The card's row stays locked until the transaction ends.
-- $1 account  $2 version  $3 body  $4 signature  $5 fields_sealed  $6 kept_at
INSERT INTO contact_card AS kept (account, version, body, signature, fields_sealed, kept_at)
SELECT $1, $2, $3, $4, $5, $6
WHERE $2 = 1::bigint OR EXISTS (SELECT FROM contact_card WHERE account = $1)
ON CONFLICT (account) DO UPDATE
SET version = excluded.version, body = excluded.body, signature = excluded.signature,
    fields_sealed = excluded.fields_sealed, kept_at = excluded.kept_at
WHERE kept.version = excluded.version - 1
RETURNING version;

-- drop_wraps --
-- $1 account
DELETE FROM contact_card_wrap WHERE account = $1;

-- insert_wrap --
-- $1 account  $2 recipient  $3 version  $4 sealed
INSERT INTO contact_card_wrap (account, recipient, version, sealed)
VALUES ($1, $2, $3, $4);

-- kept_for --
-- A card, for a recipient of it; no row for anyone else.
-- $1 account  $2 recipient
SELECT card.version, card.body, card.signature, card.fields_sealed, wrap.sealed AS wrap_sealed
FROM contact_card card
JOIN contact_card_wrap wrap ON wrap.account = card.account AND wrap.version = card.version
WHERE card.account = $1 AND wrap.recipient = $2;

-- forget_document --
-- With everything that was sealed of it; one that was kept later stays.
-- $1 account  $2 until
DELETE FROM contact_card WHERE account = $1 AND kept_at <= $2 RETURNING account;
