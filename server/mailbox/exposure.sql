-- Of an incident's span (compliance HS-14): ids and times. $1 is its beginning, $2 its end, exclusive, in every one of these.

-- notices --
SELECT notice_id, recipient, sender, kind, posted_at, posted_at >= $1 AS within FROM notice
WHERE posted_at < $2 ORDER BY posted_at, notice_id;

-- attachments --
-- Files, as far as chunks of them were there.
SELECT attachment, conversation, account, chunks, begun_at, whole_at, begun_at >= $1 AS within FROM attachment
WHERE begun_at < $2 ORDER BY begun_at, attachment;
