-- find_payment --
SELECT customer_sealed, state, changed_at FROM payment WHERE account = $1;

-- keep_customer --
-- Of two pages at once, the first one's customer stays.
INSERT INTO payment (account, customer_hash, customer_sealed, state, changed_at) VALUES ($1, $2, $3, 'open', $4)
ON CONFLICT (account) DO NOTHING;

-- hear_event --
INSERT INTO payment_event (event_hash, heard_at) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING event_hash;

-- forget_events --
DELETE FROM payment_event WHERE heard_at < $1;

-- keep_state --
-- Events may come in another order than they happened in: the newest counts.
UPDATE payment SET state = $2, changed_at = $3 WHERE customer_hash = $1 AND (state = 'open' OR changed_at <= $3);
