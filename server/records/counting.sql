-- clients_matched --
-- Clients with whom a conversation began in a span.
-- $1 from  $2 until
SELECT count(DISTINCT m.account) FROM conversation c JOIN member m ON m.conversation = c.conversation
WHERE m.role = 'client' AND c.opened_at >= $1 AND c.opened_at < $2;

-- clients_in_session --
-- Clients in whose conversations an epoch of a live session was opened in a span.
-- $1 from  $2 until
SELECT count(DISTINCT m.account)
FROM epoch e
JOIN record r ON r.conversation = e.conversation AND r.sequence = e.sequence
JOIN member m ON m.conversation = e.conversation
WHERE m.role = 'client' AND e.session IS NOT NULL AND r.time >= $1 AND r.time < $2;

-- clients_who_left --
-- Clients of whom a conversation was closed in a span, for a reason.
-- $1 from  $2 until  $3 reason
SELECT count(DISTINCT m.account) FROM closing c JOIN member m ON m.conversation = c.conversation
WHERE m.role = 'client' AND c.reason = $3 AND c.closed_at >= $1 AND c.closed_at < $2;

-- first_conversation --
-- When the first one began.
SELECT min(opened_at) FROM conversation;
