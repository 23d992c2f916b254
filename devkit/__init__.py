"""What `./dev` is made of: sets a checkout up and starts things. Standard library only; never imported by the server."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
"""The checkout."""
