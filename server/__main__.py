"""`python -m server` is the command line."""

import sys

from server.cli import main

sys.exit(main())
