-- is_taken --
-- Whether anyone has a number, under whichever pepper it was kept.
-- $1 number_lookups
SELECT EXISTS (SELECT FROM account WHERE number_lookup = ANY ($1::bytea[]));
