-- certifies_until --
-- The last day on which a delegation lets this account certify; null when none does now.
-- $1 account  $2 now
SELECT max(valid_until) FROM delegation WHERE certifier = $1 AND valid_from <= $2 AND valid_until > $2;

-- services_made --
-- Systems whose tokens this owner made, and that still open something.
-- $1 account  $2 now
SELECT count(*) FROM service WHERE owner = $1 AND revoked_at IS NULL AND expires_at > $2;
