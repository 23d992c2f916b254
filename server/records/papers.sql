-- insert_paper --
-- $1 hash, $2 sealed, $3 kept_at. The first stands: its hash is the paper's own.
INSERT INTO paper (hash, sealed, kept_at) VALUES ($1, $2, $3) ON CONFLICT (hash) DO NOTHING;

-- insert_wraps --
-- $1 hash, then parallel: $2 account, $3 bundle hash, $4 wrap
INSERT INTO paper_wrap (hash, account, bundle_hash, wrap)
SELECT $1::bytea, * FROM unnest($2::bytea[], $3::bytea[], $4::bytea[]) ON CONFLICT (hash, account) DO NOTHING;

-- papers_for --
-- $1 hashes, $2 account: the papers, each with the account's own wrap
SELECT p.hash, p.sealed, w.bundle_hash, w.wrap FROM paper p
JOIN paper_wrap w ON w.hash = p.hash AND w.account = $2 WHERE p.hash = ANY ($1::bytea[]);
