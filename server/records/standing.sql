-- take_turns_standing --
-- Until the transaction ends: whoever suspends, reinstates, or tells Valkey who is suspended waits for the one before. The number spells "stand".
SELECT pg_advisory_xact_lock(495873781348);

-- newest_act --
-- $1 account: the act by which it stands
SELECT version, act, hash FROM account_act WHERE account = $1 ORDER BY version DESC LIMIT 1;

-- insert_act --
-- No row comes back when the same bytes were an act long ago.
-- $1 account, $2 version, $3 act, $4 code, $5 actor, $6 kept at, $7 hash, $8 body, $9 signature
INSERT INTO account_act (account, version, act, code, actor, kept_at, hash, body, signature)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (hash) DO NOTHING
RETURNING version;

-- move_heads_of --
-- $1 account: nothing that is remembered of its conversations' heads holds any more. They are locked in the order of their keys, as every
-- batch does.
WITH locked AS MATERIALIZED (
    SELECT h.conversation FROM conversation_head h
    WHERE h.conversation IN (SELECT m.conversation FROM member m WHERE m.account = $1)
    ORDER BY h.conversation FOR UPDATE
)
UPDATE conversation_head h SET version = h.version + 1 FROM locked WHERE h.conversation = locked.conversation;

-- newest_acts --
-- Of every account that was ever suspended, the act by which it stands.
SELECT DISTINCT ON (account) account, act, kept_at FROM account_act ORDER BY account, version DESC;
