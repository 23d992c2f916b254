-- add --
-- Something that must not be denied later waits for its place in the log.
-- $1 kind  $2 record  $3 salt  $4 leaf  $5 account  $6 conversation
INSERT INTO log_record (kind, record, salt, leaf, account, conversation)
VALUES ($1, $2, $3, $4, $5, $6);

-- take_turn --
-- Until the transaction ends: there is one sequencer, whatever the number of processes. The number spells "log".
SELECT pg_advisory_xact_lock(7106407);

-- waiting --
-- $1 most: what has no place yet, in the order in which it came
SELECT number, leaf FROM log_record WHERE place IS NULL ORDER BY number LIMIT $1;

-- place --
-- parallel: $1 number  $2 place
UPDATE log_record r SET place = n.place
FROM unnest($1::bigint[], $2::bigint[]) AS n (number, place) WHERE r.number = n.number;

-- insert_nodes --
-- parallel: $1 level  $2 index  $3 hash
INSERT INTO log_node (level, index, hash)
SELECT * FROM unnest($1::smallint[], $2::bigint[], $3::bytea[]);

-- nodes --
-- parallel: $1 level  $2 index
SELECT n.level, n.index, n.hash FROM log_node n
JOIN unnest($1::smallint[], $2::bigint[]) AS asked (level, index) ON n.level = asked.level AND n.index = asked.index;

-- level --
-- A tile: $1 level  $2 first index  $3 how many
SELECT hash FROM log_node WHERE level = $1 AND index >= $2 AND index < $2::bigint + $3::bigint ORDER BY index;

-- head --
SELECT size, root, note FROM log_head;

-- move_head --
-- $1 size  $2 root  $3 note  $4 moved_at
INSERT INTO log_head (size, root, note, moved_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (only_one) DO UPDATE SET size = excluded.size, root = excluded.root, note = excluded.note, moved_at = excluded.moved_at;

-- records_of --
-- What an account signed, or what was noted of it, or of a conversation that it reads, behind a place.
-- $1 account  $2 place (exclusive; -1 from the beginning)  $3 most
SELECT r.place, r.kind, r.record, r.salt FROM log_record r
WHERE r.place > $2 AND (
    r.account = $1 OR r.conversation IN (SELECT m.conversation FROM reads m WHERE m.account = $1)
)
ORDER BY r.place LIMIT $3;

-- records_among --
-- Those of these records that have their place, behind one. Whose they are narrows the search.
-- $1 conversation  $2 accounts  $3 records  $4 place (exclusive; -1 from the beginning)  $5 most
SELECT r.place, r.kind, r.record, r.salt FROM log_record r
WHERE r.place > $4 AND (r.conversation = $1 OR r.account = ANY ($2::bytea[])) AND r.record = ANY ($3::bytea[])
ORDER BY r.place LIMIT $5;
