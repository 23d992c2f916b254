-- The countersignatures of warnings (crypto.md §13.4).

-- warning --
-- $1 warning id: as it was signed, and whether its record is destroyed
SELECT w.body, EXISTS (SELECT FROM destroyed_conversation d WHERE d.conversation = w.conversation) AS destroyed
FROM given_warning w WHERE w.warning_id = $1;

-- reads --
-- $1 paper hash  $2 account
SELECT EXISTS (SELECT FROM paper_wrap WHERE hash = $1 AND account = $2);

-- supervisor --
-- $1 warning id
SELECT supervisor FROM countersignature WHERE warning_id = $1;

-- insert --
-- $1 warning id  $2 supervisor  $3 body  $4 signature  $5 kept at
INSERT INTO countersignature (warning_id, supervisor, body, signature, kept_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (warning_id) DO NOTHING RETURNING warning_id;

-- of_warnings --
-- $1 warning ids
SELECT warning_id, supervisor, body, signature FROM countersignature WHERE warning_id = ANY ($1::bytea[]);

-- destroyed_of --
-- $1 warning ids: those whose record is destroyed
SELECT w.warning_id FROM given_warning w JOIN destroyed_conversation d ON d.conversation = w.conversation
WHERE w.warning_id = ANY ($1::bytea[]);

-- remind --
-- $1 number of the reminder  $2 now  $3 most  $4 until when it was kept. What is destroyed waits for nobody.
INSERT INTO countersignature_reminder (warning_id, number, told_at)
SELECT w.warning_id, $1, $2 FROM given_warning w
WHERE w.kept_at <= $4
  AND NOT EXISTS (SELECT FROM countersignature c WHERE c.warning_id = w.warning_id)
  AND NOT EXISTS (SELECT FROM countersignature_reminder r WHERE r.warning_id = w.warning_id AND r.number >= $1)
  AND NOT EXISTS (SELECT FROM destroyed_conversation d WHERE d.conversation = w.conversation)
ORDER BY w.kept_at LIMIT $3
ON CONFLICT (warning_id, number) DO NOTHING
RETURNING warning_id;

-- everything --
-- All warnings, each with its countersignature if it has one: for whoever verifies the database.
SELECT w.warning_id, w.body AS warning_body, w.signature AS warning_signature, c.supervisor, c.body, c.signature
FROM given_warning w LEFT JOIN countersignature c ON c.warning_id = w.warning_id ORDER BY w.kept_at, w.warning_id;
