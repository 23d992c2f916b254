-- Requests about the record (crypto.md §13.5).

-- insert --
INSERT INTO record_request (request_id, kind, client, conversation, paper_hash, body, signature, kept_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (request_id) DO NOTHING RETURNING request_id;

-- body_of --
-- $1 request id
SELECT body FROM record_request WHERE request_id = $1;

-- lock --
-- $1 request id. Until the transaction ends nobody else answers it.
SELECT body, signature, kept_at FROM record_request WHERE request_id = $1 FOR UPDATE;

-- answer_of --
-- $1 request id: the yes or the no, once there is one
SELECT body FROM record_answer WHERE request_id = $1 AND NOT extends;

-- insert_answer --
INSERT INTO record_answer (request_id, extends, paper_hash, body, signature, kept_at)
VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (request_id, extends) DO NOTHING RETURNING request_id;

-- answer_body --
-- $1 request id  $2 whether the one that asks for more time
SELECT body FROM record_answer WHERE request_id = $1 AND extends = $2;

-- insert_disagreement --
INSERT INTO disagreement (request_id, paper_hash, body, signature, kept_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (request_id) DO NOTHING RETURNING request_id;

-- disagreement_body --
-- $1 request id
SELECT body FROM disagreement WHERE request_id = $1;

-- listed --
-- $1 client (null: of everyone)  $2 most (null: all). Newest first.
SELECT r.body, r.signature, r.kept_at,
       a.body AS answer_body, a.signature AS answer_signature, a.kept_at AS answer_kept_at,
       e.body AS extension_body, e.signature AS extension_signature, e.kept_at AS extension_kept_at,
       d.body AS disagreement_body, d.signature AS disagreement_signature, d.kept_at AS disagreement_kept_at
FROM record_request r
LEFT JOIN record_answer a ON a.request_id = r.request_id AND NOT a.extends
LEFT JOIN record_answer e ON e.request_id = r.request_id AND e.extends
LEFT JOIN disagreement d ON d.request_id = r.request_id
WHERE $1::bytea IS NULL OR r.client = $1
ORDER BY r.kept_at DESC, r.request_id LIMIT $2::bigint;
