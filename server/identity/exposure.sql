-- Of an incident's span (compliance HS-14): ids and times. $1 is its beginning, $2 its end, exclusive, in every one of these.

-- accounts --
-- Everybody whose number was here; `lookup_pepper` is under which pepper.
SELECT account, role, state, lookup_pepper, issued_at, issued_at >= $1 AS within FROM account WHERE issued_at < $2 ORDER BY account;

-- verifiers --
-- What a password or a recovery code is compared with, as it is now; `set_at` within or after the span: another one was there before.
SELECT account, kind, version, set_at, set_at >= $1 AND set_at < $2 AS within FROM verifier ORDER BY account, kind;

-- codes --
-- Secrets of code apps.
SELECT account, confirmed_at, confirmed_at >= $1 AS within FROM totp WHERE confirmed_at < $2 ORDER BY account;

-- passkeys --
SELECT passkey, account, added_at, used_at, added_at >= $1 AS within FROM passkey WHERE added_at < $2 ORDER BY account, added_at;

-- sheets --
-- Activations that nobody had used.
SELECT s.account, a.issued_at, s.expires_at FROM activation s JOIN account a ON a.account = s.account
WHERE a.issued_at < $2 AND s.expires_at >= $1 ORDER BY s.account;

-- contact_cards --
SELECT account, version, kept_at, kept_at >= $1 AS within FROM contact_card WHERE kept_at < $2 ORDER BY account;

-- intakes --
SELECT account, version, kept_at, kept_at >= $1 AS within FROM intake WHERE kept_at < $2 ORDER BY account;

-- sessions --
-- Sign-in sessions that were open at some moment of it: begun before its end, and not over before its beginning. None lasts longer than a day.
SELECT b.account, b.session, b.began_at, b.browser, b.system, e.at AS ended_at, e.event AS ended_by
FROM (
    SELECT DISTINCT ON (session) account, session, at AS began_at, browser, system FROM history
    WHERE session IS NOT NULL AND at >= $1::bigint - 86400000 AND at < $2
    ORDER BY session, at
) b
LEFT JOIN LATERAL (
    SELECT h.at, h.event FROM history h
    WHERE h.account = b.account AND h.session = b.session AND h.at > b.began_at ORDER BY h.at LIMIT 1
) e ON true
WHERE e.at IS NULL OR e.at >= $1
ORDER BY b.began_at, b.session;

-- history --
-- Sign-ins, their ends, wrong passwords, and whatever of somebody's credentials was changed.
SELECT account, at, event, session, browser, system FROM history WHERE at >= $1 AND at < $2 ORDER BY at, account, event;
