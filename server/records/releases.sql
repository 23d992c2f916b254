-- The queries of a release (crypto.md §13).

-- client_of --
-- $1 conversation: its client, also after it was closed
SELECT account FROM member WHERE conversation = $1 AND role = 'client';

-- therapist_is --
-- $1 client, $2 account: whether they are, or were until the client changed, a therapist of a conversation of this client
SELECT EXISTS (
    SELECT FROM member c JOIN member t ON t.conversation = c.conversation
    WHERE c.account = $1 AND c.role = 'client' AND t.account = $2 AND t.role = 'therapist' AND t.left_at IS NULL
);

-- insert_consent --
INSERT INTO consent (consent_id, hash, client, conversation, maker, paper_hash, body, signature, kept_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (consent_id) DO NOTHING RETURNING consent_id;

-- consent_body --
SELECT body FROM consent WHERE consent_id = $1;

-- lock_consent --
-- $1 consent id. Until the transaction ends nobody takes it back, and nobody hands out by it.
SELECT body, signature, kept_at FROM consent WHERE consent_id = $1 FOR UPDATE;

-- lock_consent_of --
-- $1 consent hash
SELECT body, signature, kept_at FROM consent WHERE hash = $1 FOR UPDATE;

-- revocation_of --
SELECT body FROM revocation WHERE consent_id = $1;

-- denial_of --
SELECT body FROM decision WHERE consent_id = $1 AND decision = 'deny';

-- insert_revocation --
INSERT INTO revocation (consent_id, body, signature, kept_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (consent_id) DO NOTHING RETURNING consent_id;

-- insert_decision --
INSERT INTO decision (consent_id, decision, until, body, signature, kept_at) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (consent_id, decision) DO NOTHING RETURNING consent_id;

-- consents --
-- $1 client (null: of everyone), $2 whether only those that the practice is asked for, $3 most, $4 reader (null: whoever): only those whose paper they read. Newest first.
SELECT c.consent_id, c.hash, c.paper_hash, c.body, c.signature, c.kept_at,
       r.body AS revocation_body, r.signature AS revocation_signature, r.kept_at AS revoked_at,
       d.body AS denial_body, d.signature AS denial_signature,
       e.body AS extension_body, e.signature AS extension_signature, e.until,
       (SELECT count(*) FROM disclosure g WHERE g.basis_hash = c.hash) AS handed_out
FROM consent c
LEFT JOIN revocation r ON r.consent_id = c.consent_id
LEFT JOIN decision d ON d.consent_id = c.consent_id AND d.decision = 'deny'
LEFT JOIN decision e ON e.consent_id = c.consent_id AND e.decision = 'extend'
WHERE ($1::bytea IS NULL OR c.client = $1) AND (NOT $2 OR c.maker <> 'client')
  AND ($4::bytea IS NULL OR EXISTS (SELECT FROM paper_wrap w WHERE w.hash = c.paper_hash AND w.account = $4))
ORDER BY c.kept_at DESC, c.consent_id LIMIT $3;

-- part2_status --
-- $1 client
SELECT status FROM part2_marking WHERE client = $1 ORDER BY number DESC LIMIT 1;

-- part2_marking --
-- $1 client
SELECT body, signature FROM part2_marking WHERE client = $1 ORDER BY number DESC LIMIT 1;

-- part2_statuses --
-- $1 clients
SELECT DISTINCT ON (client) client, status FROM part2_marking WHERE client = ANY ($1::bytea[]) ORDER BY client, number DESC;

-- insert_marking --
INSERT INTO part2_marking (client, status, body, signature, kept_at) VALUES ($1, $2, $3, $4, $5);

-- insert_process --
INSERT INTO process (process_id, hash, client, conversation, paper_hash, body, signature, kept_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (process_id) DO NOTHING RETURNING process_id;

-- process_body --
SELECT body FROM process WHERE process_id = $1;

-- lock_process --
SELECT p.body, p.signature, p.kept_at, (SELECT a.signature FROM process_approval a WHERE a.process_id = p.process_id) AS approval
FROM process p WHERE p.process_id = $1 FOR UPDATE OF p;

-- lock_process_of --
-- $1 hash
SELECT p.body, p.signature, p.kept_at, (SELECT a.signature FROM process_approval a WHERE a.process_id = p.process_id) AS approval
FROM process p WHERE p.hash = $1 FOR UPDATE OF p;

-- insert_approval --
INSERT INTO process_approval (process_id, signature, kept_at) VALUES ($1, $2, $3)
ON CONFLICT (process_id) DO NOTHING RETURNING process_id;

-- processes --
-- $1 most. Newest first.
SELECT p.paper_hash, p.body, p.signature, p.kept_at, a.signature AS approval FROM process p
LEFT JOIN process_approval a ON a.process_id = p.process_id ORDER BY p.kept_at DESC, p.process_id LIMIT $1;

-- insert_warning --
INSERT INTO given_warning (warning_id, hash, client, conversation, therapist, supplements, paper_hash, body, signature, kept_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (warning_id) DO NOTHING RETURNING warning_id;

-- warning_body --
SELECT body FROM given_warning WHERE warning_id = $1;

-- warning_of --
-- $1 hash
SELECT body, therapist FROM given_warning WHERE hash = $1;

-- warnings --
-- $1 therapist (null: of everyone), $2 most. Newest first.
SELECT w.paper_hash, w.body, w.signature, w.kept_at, EXISTS (SELECT FROM disclosure d WHERE d.basis_hash = w.hash) AS accounted
FROM given_warning w
WHERE $1::bytea IS NULL OR therapist = $1 ORDER BY kept_at DESC, warning_id LIMIT $2;

-- insert_disclosure --
INSERT INTO disclosure (disclosure_id, basis_hash, client, conversation, suspended_until, paper_hash, body, signature, kept_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (disclosure_id) DO NOTHING RETURNING disclosure_id;

-- disclosure_body --
SELECT body FROM disclosure WHERE disclosure_id = $1;

-- disclosures --
-- $1 client (null: of everyone), $2 now: what is kept back until later is left out (null: nothing is), $3 most. Newest first.
SELECT paper_hash, body, signature, kept_at FROM disclosure
WHERE ($1::bytea IS NULL OR client = $1) AND ($2::bigint IS NULL OR suspended_until <= $2)
ORDER BY kept_at DESC, disclosure_id LIMIT $3;

-- standings --
-- $1 conversation, $2 first sequence, $3 last sequence: of each entry what stands outside; the payload's first bytes hold an envelope's header
SELECT sequence, time, kind, substring(payload FROM 1 FOR 1024) AS outside FROM record
WHERE conversation = $1 AND sequence BETWEEN $2 AND $3 ORDER BY sequence;

-- spans --
-- $1 conversation, $2 header hashes: from the opening of each of these epochs to what was said last in it
SELECT span.first, coalesce(span.next - 1, h.sequence) AS last
FROM (SELECT header_hash, sequence AS first, lead(sequence) OVER (ORDER BY epoch) AS next FROM epoch WHERE conversation = $1) AS span
JOIN conversation_head h ON h.conversation = $1
WHERE span.header_hash = ANY ($2::bytea[])
ORDER BY span.first;
