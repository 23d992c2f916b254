"""The demo: a practice of seven people on this machine, a live session of theirs, and what the database holds of it."""
