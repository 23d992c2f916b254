"""`python -m client_py …`: a practice and its keys, from the command line (docs/operations.md, "A practice from nothing")."""

import sys

from client_py.ceremony.cli import main

if __name__ == "__main__":
    sys.exit(main())
