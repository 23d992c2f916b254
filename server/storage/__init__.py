"""PostgreSQL: pools, named SQL, migrations, and the embedded servers."""
