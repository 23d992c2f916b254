-- Who gave whom the keys of papers on (crypto.md §13.1).

-- owed --
-- The papers that the one reads and the other does not, the newest first. $1 who reads  $2 who does not  $3 most
SELECT p.hash, p.sealed, w.bundle_hash, w.wrap FROM paper p
JOIN paper_wrap w ON w.hash = p.hash AND w.account = $1
WHERE NOT EXISTS (SELECT FROM paper_wrap o WHERE o.hash = p.hash AND o.account = $2)
ORDER BY p.kept_at DESC, p.hash LIMIT $3;

-- waiting --
-- Which of these accounts cannot read all that one reads. $1 who reads  $2 accounts
SELECT a.account FROM unnest($2::bytea[]) AS a (account)
WHERE EXISTS (
    SELECT FROM paper_wrap w WHERE w.account = $1
      AND NOT EXISTS (SELECT FROM paper_wrap o WHERE o.hash = w.hash AND o.account = a.account)
) ORDER BY a.account;

-- read_by --
-- Which of these papers an account reads. $1 paper hashes  $2 account
SELECT hash FROM paper_wrap WHERE hash = ANY ($1::bytea[]) AND account = $2;

-- insert --
-- $1 hash  $2 reader  $3 by  $4 body  $5 signature  $6 kept at
INSERT INTO paper_admission (hash, reader, admitted_by, body, signature, kept_at) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (hash) DO NOTHING RETURNING hash;

-- insert_wraps --
-- What somebody else gave on meanwhile stays. $1 reader  $2 bundle hash  $3 admission, then parallel: $4 paper hash  $5 wrap
INSERT INTO paper_wrap (hash, account, bundle_hash, wrap, admission)
SELECT n.hash, $1, $2, n.wrap, $3 FROM unnest($4::bytea[], $5::bytea[]) AS n (hash, wrap)
ON CONFLICT (hash, account) DO NOTHING;

-- everything --
-- All of them, for whoever verifies the database.
SELECT hash, body, signature FROM paper_admission ORDER BY kept_at, hash;

-- admitted_wraps --
-- $1 admission: the wraps that came by it
SELECT hash, account, bundle_hash, wrap FROM paper_wrap WHERE admission = $1 ORDER BY hash;
