-- A wrong password in an account's history, once in a while, in one trip: a crowd that guesses costs as little as it can. Owner room: server/identity.

CREATE FUNCTION add_wrong_password(whose bytea, at_ms bigint, since_ms bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    -- On disk a moment after the commit: nobody can tell from the answer whether there was anything to write.
    PERFORM set_config('synchronous_commit', 'off', true);
    -- Whoever adds what may stand only once in a while does so alone, and sees what the one before added.
    PERFORM FROM account WHERE account.account = whose FOR NO KEY UPDATE;
    INSERT INTO history (account, at, event)
    SELECT whose, at_ms, 'wrong_password'
    WHERE EXISTS (SELECT FROM account WHERE account.account = whose)
      AND NOT EXISTS (SELECT FROM history h WHERE h.account = whose AND h.event = 'wrong_password' AND h.at > since_ms)
    ON CONFLICT DO NOTHING;
END $$;
