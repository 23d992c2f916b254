-- unread --
-- How much waits to be read, for each of these accounts.
-- $1 accounts
SELECT account.account, 
       (SELECT count(*) FROM reads m
        JOIN record r ON r.conversation = m.conversation AND r.letter_from IS NOT NULL
        WHERE m.account = account.account AND m.member AND r.letter_from <> account.account
          AND NOT EXISTS (SELECT FROM letter_read l WHERE l.conversation = r.conversation
                          AND l.account = account.account AND l.sequence = r.sequence)) AS letters,
       (SELECT count(*) FROM notice
        WHERE notice.recipient = account.account AND notice.read_at IS NULL AND NOT notice.waiting) AS notices
FROM unnest($1::bytea[]) AS account (account);

-- readers_of --
-- Who reads any of these conversations.
-- $1 conversations
SELECT DISTINCT account FROM reads WHERE conversation = ANY ($1::bytea[]);
