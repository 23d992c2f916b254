-- No share of what is destroyed is given any more, under an order from before neither (crypto.md §15.3). Owner room: server/records.

CREATE FUNCTION nothing_is_given_back() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM release_order o JOIN destroyed_conversation d ON d.conversation = o.conversation WHERE o.order_id = NEW.order_id
    ) THEN
        RAISE insufficient_privilege USING MESSAGE = 'what is destroyed stays so';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER contribution_stays_erased BEFORE INSERT ON contribution FOR EACH ROW EXECUTE FUNCTION nothing_is_given_back();
