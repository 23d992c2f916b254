-- Whoever lost password, passkeys and recovery code begins anew (crypto.md §4.7): what only the lost keys open goes.
GRANT DELETE ON predecessor, settings TO PUBLIC;
