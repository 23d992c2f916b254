-- Witnesses of the record log (crypto.md §9.4).

-- newest_witness_list --
SELECT body, signature FROM witness_list ORDER BY generation DESC LIMIT 1;

-- insert_witness_list --
-- No row comes back when that generation stands already.
-- $1 generation  $2 body  $3 signature
INSERT INTO witness_list (generation, body, signature) VALUES ($1, $2, $3)
ON CONFLICT DO NOTHING
RETURNING generation;

-- keep_cosigned --
-- Only ever a newer one: a head that is larger, or as large and seen later.
-- $1 name  $2 size  $3 seconds  $4 note
INSERT INTO cosigned_head (name, size, seconds, note) VALUES ($1, $2, $3, $4)
ON CONFLICT (name) DO UPDATE SET size = excluded.size, seconds = excluded.seconds, note = excluded.note
WHERE cosigned_head.size <= excluded.size AND cosigned_head.seconds < excluded.seconds;

-- cosigned --
-- $1 names
SELECT name, note FROM cosigned_head WHERE name = ANY ($1::text[]) ORDER BY name;
