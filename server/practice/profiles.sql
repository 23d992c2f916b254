-- newest_profile --
-- $1 account
SELECT p.account, p.version, p.body, p.signature, p.photo, p.published,
       (SELECT s.version FROM profile s WHERE s.account = p.account AND s.published) AS shown
FROM profile p
WHERE p.account = $1
ORDER BY p.version DESC LIMIT 1;

-- newest_profiles --
-- Of everyone. `shown`: the version that everyone sees, null when none.
SELECT DISTINCT ON (p.account) p.account, p.version, p.body, p.signature, p.photo, p.published,
       (SELECT s.version FROM profile s WHERE s.account = p.account AND s.published) AS shown
FROM profile p
ORDER BY p.account, p.version DESC;

-- insert_profile --
-- The next version; no row comes back unless it is one above the newest.
-- $1 account  $2 version  $3 body  $4 signature  $5 photo_id  $6 photo  $7 kept_at
INSERT INTO profile (account, version, body, signature, photo_id, photo, kept_at)
SELECT $1, $2, $3, $4, $5, $6, $7
WHERE $2 = 1 + coalesce((SELECT max(version) FROM profile WHERE account = $1), 0)
ON CONFLICT DO NOTHING
RETURNING version;

-- drop_unpublished --
-- Versions that nobody will see any more.
-- $1 account  $2 newest version
DELETE FROM profile WHERE account = $1 AND version < $2 AND NOT published;

-- unpublish --
-- $1 account
UPDATE profile SET published = false WHERE account = $1 AND published;

-- publish --
-- No row comes back when that version is not the newest one.
-- $1 account  $2 version
UPDATE profile SET published = true
WHERE account = $1 AND version = $2 AND version = (SELECT max(version) FROM profile WHERE account = $1)
RETURNING version;

-- published_profiles --
SELECT account, version, body, signature, photo_id FROM profile
WHERE published
ORDER BY account;

-- published_photo --
-- $1 photo_id
SELECT photo FROM profile WHERE photo_id = $1 AND published LIMIT 1;
