-- Whoever keeps shares under two manifests can hand on what they hold under either to the same successors (crypto.md §7.5): each is a handing
-- of its own. Owner room: server/records.

ALTER TABLE handing DROP CONSTRAINT handing_pkey;
ALTER TABLE handing ADD PRIMARY KEY (conversation, deposit_id, from_manifest_hash, manifest_hash, hander);

ALTER TABLE handed_share ADD COLUMN from_manifest_hash bytea;
UPDATE handed_share s SET from_manifest_hash = h.from_manifest_hash FROM handing h
WHERE h.conversation = s.conversation AND h.deposit_id = s.deposit_id AND h.manifest_hash = s.manifest_hash AND h.hander = s.hander;
ALTER TABLE handed_share ALTER COLUMN from_manifest_hash SET NOT NULL;
ALTER TABLE handed_share DROP CONSTRAINT handed_share_pkey;
ALTER TABLE handed_share ADD PRIMARY KEY (conversation, deposit_id, from_manifest_hash, manifest_hash, hander, custodian);
