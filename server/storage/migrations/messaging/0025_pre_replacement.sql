-- Keys that were begun anew follow on lost ones, which could not sign them (crypto.md §4.7).
ALTER TABLE bundle DROP CONSTRAINT bundle_check;
ALTER TABLE bundle ADD CONSTRAINT bundle_first CHECK (generation > 0 OR predecessor_signature IS NULL);
