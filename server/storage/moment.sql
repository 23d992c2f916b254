-- one_moment --
-- Everything that is read is of one moment, while the service goes on; whatever would write is refused.
SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY;
