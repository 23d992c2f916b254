-- conversations --
-- Everything that is kept of every conversation's beginning and end.
SELECT c.conversation, c.match_body, c.match_signature, c.genesis, h.sequence, h.head, h.epoch
FROM conversation c LEFT JOIN conversation_head h USING (conversation) ORDER BY c.conversation;

-- entries --
-- $1 conversation  $2 sequence (exclusive)  $3 most
SELECT sequence, time, kind, message_id, payload, head FROM record
WHERE conversation = $1 AND sequence > $2 ORDER BY sequence LIMIT $3;

-- epochs --
-- $1 conversation
SELECT epoch, header, signature, sequence FROM epoch WHERE conversation = $1 ORDER BY epoch;

-- destroyed --
SELECT d.conversation, d.restored_to, n.body, n.signature, a.signature AS approval, c.body AS certificate_body, c.signature AS certificate_signature
FROM destroyed_conversation d
JOIN destruction n ON n.destruction_id = d.destruction_id
JOIN destruction_approval a ON a.destruction_id = d.destruction_id
LEFT JOIN destruction_certificate c ON c.destruction_id = d.destruction_id;

-- leaves --
-- $1 number (exclusive)  $2 most: all that was ever noted, placed or not, erased or not
SELECT number, place, kind, leaf, salt, record, conversation FROM log_record WHERE number > $1 ORDER BY number LIMIT $2;

-- placed --
-- $1 place (exclusive)  $2 most
SELECT place, leaf FROM log_record WHERE place > $1 ORDER BY place LIMIT $2;

-- nodes --
-- $1 index (exclusive)  $2 most: hashes of leaves as the tree was grown from them
SELECT index, hash FROM log_node WHERE level = 0 AND index > $1 ORDER BY index LIMIT $2;
