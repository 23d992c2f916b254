"""Who is who: the practice, its people and accounts, the directory, matches, policies, reports, both logs."""
