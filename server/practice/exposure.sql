-- Of an incident's span (compliance HS-14): ids and times. $1 is its beginning, $2 its end, exclusive, in every one of these.

-- services --
-- Tokens that opened something at some moment of it; `used_on` in days from 1970.
SELECT account, owner, kept_at, expires_at, revoked_at, used_on FROM service
WHERE kept_at < $2 AND expires_at >= $1 AND (revoked_at IS NULL OR revoked_at >= $1) ORDER BY account;

-- delegations --
-- Who could certify keys at some moment of it.
SELECT hash AS delegation, certifier, valid_from, valid_until FROM delegation
WHERE valid_from < $2 AND valid_until >= $1 ORDER BY valid_from, hash;
