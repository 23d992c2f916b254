-- unread --
-- How much waits to be read, for each of these accounts.
-- $1 accounts
SELECT account.account, 0::bigint AS letters,
       (SELECT count(*) FROM notice
        WHERE notice.recipient = account.account AND notice.read_at IS NULL AND NOT notice.waiting) AS notices
FROM unnest($1::bytea[]) AS account (account);
