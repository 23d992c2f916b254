-- What custodians gave under orders (crypto.md §7.3).

-- insert_contribution --
-- No row comes back when they gave theirs of that deposit already.
-- $1 order_id  $2 deposit_id  $3 custodian  $4 body  $5 signature  $6 sealed  $7 kept_at
INSERT INTO contribution (order_id, deposit_id, custodian, body, signature, sealed, kept_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT DO NOTHING
RETURNING custodian;

-- contributions --
-- $1 order_id
SELECT deposit_id, custodian, body, signature, sealed FROM contribution
WHERE order_id = $1
ORDER BY deposit_id, custodian;

-- contributors --
-- Who gave, or handed on, how many shares under each.
-- $1 order_ids
SELECT order_id, custodian, count(*) AS shares FROM (
    SELECT order_id, custodian FROM contribution
    UNION ALL
    SELECT order_id, hander FROM handing
) AS given
WHERE order_id = ANY ($1::bytea[])
GROUP BY order_id, custodian
ORDER BY order_id, custodian;
