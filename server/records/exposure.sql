-- Of an incident's span (compliance HS-14): ids, places and times. $1 is its beginning, $2 its end, exclusive, in every one of these.

-- conversations --
-- What there was before the end, by place in the record, what of it came within the span, and what opens it together with somebody's keys.
SELECT c.conversation, c.opened_at, a.approved_at AS destroyed_at, coalesce(e.last, 0) AS entries_until, e.written_from, e.written_until,
    (SELECT count(*) FROM epoch p WHERE p.conversation = c.conversation AND p.sequence <= coalesce(e.last, 0)) AS epochs,
    (SELECT count(*) FROM wrap w WHERE w.conversation = c.conversation) AS wraps,
    (SELECT count(*) FROM sealed_share s WHERE s.conversation = c.conversation) AS sealed_shares
FROM conversation c
CROSS JOIN LATERAL (
    SELECT max(r.sequence) AS last,
        min(r.sequence) FILTER (WHERE r.time >= $1) AS written_from,
        max(r.sequence) FILTER (WHERE r.time >= $1) AS written_until
    FROM record r WHERE r.conversation = c.conversation AND r.time < $2
) e
LEFT JOIN destroyed_conversation d ON d.conversation = c.conversation
LEFT JOIN destruction_approval a ON a.destruction_id = d.destruction_id
WHERE c.opened_at < $2
ORDER BY c.conversation;

-- members --
-- Whose keys open it: who was a member then, and who reads by a client's grant now.
SELECT m.conversation, m.account, m.role, m.left_at
FROM member m JOIN conversation c ON c.conversation = m.conversation
WHERE c.opened_at < $2 AND (m.left_at IS NULL OR m.left_at >= $1)
UNION ALL
SELECT r.conversation, r.account, 'reader' AS role, NULL AS left_at
FROM reader r JOIN conversation c ON c.conversation = r.conversation
WHERE c.opened_at < $2
ORDER BY 1, 2;

-- papers --
-- Sealed papers (crypto.md §13.1).
SELECT hash AS paper, kept_at, kept_at >= $1 AS within FROM paper WHERE kept_at < $2 ORDER BY kept_at, hash;

-- orders --
-- Release orders that stood in the span: by these custodians open (crypto.md §7.3).
SELECT o.order_id, o.basis, o.conversation, o.recipient, o.officer, o.approver, o.made_at, p.approved_at, o.expires_at
FROM release_order o LEFT JOIN order_approval p ON p.order_id = o.order_id
WHERE o.made_at < $2 AND o.expires_at >= $1
ORDER BY o.made_at, o.order_id;

-- contributions --
-- Shares that custodians gave under one.
SELECT order_id, deposit_id, custodian, kept_at FROM contribution
WHERE kept_at >= $1 AND kept_at < $2 ORDER BY kept_at, order_id, deposit_id, custodian;

-- disclosures --
SELECT disclosure_id, client, conversation, basis_hash, kept_at FROM disclosure
WHERE kept_at >= $1 AND kept_at < $2 ORDER BY kept_at, disclosure_id;

-- acts --
-- Accounts that were suspended or reinstated in it.
SELECT account, act, actor, kept_at FROM account_act WHERE kept_at >= $1 AND kept_at < $2 ORDER BY kept_at, account;
