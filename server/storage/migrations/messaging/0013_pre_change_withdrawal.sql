-- A client takes a request for another therapist back (crypto.md §12.5). Owner room: server/practice.

-- Of a request that is settled: its client took it back; otherwise another match was accepted in its place.
ALTER TABLE change_request ADD COLUMN withdrawn boolean NOT NULL DEFAULT false CHECK (NOT withdrawn OR settled_at IS NOT NULL);

GRANT UPDATE (withdrawn) ON change_request TO PUBLIC;
