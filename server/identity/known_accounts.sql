-- issued_accounts --
SELECT account, role, state, issued_at FROM account ORDER BY account;
