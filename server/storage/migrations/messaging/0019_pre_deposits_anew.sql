-- A change of custodians (crypto.md §7.4): shares that were sealed to those before are erased once newer ones stand for everyone who
-- deposited. What was deposited, and by whom, stays. Owner room: server/records.

CREATE FUNCTION only_behind_newer_shares() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM sealed_share s
        JOIN manifest newer ON newer.hash = s.manifest_hash
        JOIN manifest older ON older.hash = OLD.manifest_hash
        WHERE s.conversation = OLD.conversation AND s.epoch = OLD.epoch AND s.account = OLD.account
          AND newer.generation > older.generation
    ) THEN
        RETURN OLD;
    END IF;
    RAISE insufficient_privilege USING MESSAGE = 'a share is erased only where a newer one stands in its place';
END $$;
CREATE TRIGGER share_is_erased BEFORE DELETE ON sealed_share FOR EACH ROW EXECUTE FUNCTION only_behind_newer_shares();

GRANT DELETE ON sealed_share TO PUBLIC;
