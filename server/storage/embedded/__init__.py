"""Real PostgreSQL and Valkey from wheels, on unix sockets, supervised: nothing to install by hand."""
