"""Sign-in sessions, in Valkey. Both applications use this room; it knows pseudonyms only."""
