-- find_standing --
-- What an account is and has; versions and times of what it does not have are 0.
-- $1 account
SELECT account.role, account.state, account.generation,
       coalesce(password.version, 0) AS password_version, coalesce(password.set_at, 0) AS password_set_at,
       coalesce(recovery.version, 0) AS recovery_version, coalesce(recovery.set_at, 0) AS recovery_set_at,
       totp.confirmed_at AS totp_set_at,
       (SELECT count(*) FROM passkey WHERE passkey.account = account.account) AS passkeys
FROM account
LEFT JOIN verifier AS password ON password.account = account.account AND password.kind = 'password'
LEFT JOIN verifier AS recovery ON recovery.account = account.account AND recovery.kind = 'recovery'
LEFT JOIN totp ON totp.account = account.account
WHERE account.account = $1;

-- hold_account --
-- $1 account
SELECT account FROM account WHERE account = $1 FOR NO KEY UPDATE;
