"""`python -m client_py.witness`, the same as `webtherapy-witness` (docs/operations.md §19)."""

import sys

from client_py.witness.cli import main

if __name__ == "__main__":
    sys.exit(main())
