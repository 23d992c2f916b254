"""Writes granted_by_python.json: the sealed chain's epoch, granted to one of its custodians. Made once, as seal_anew.py says.

python -m tests.vectors.grant_anew
"""

import json

from server.crypto.history import make_history
from tests.vectors import world
from tests.vectors.case import Json, pair


def make() -> Json:
    """The grant and its one wrap (README.md)."""
    known = [(world.sealed_header(), world.sealed_epoch())]
    made = make_history(world.KEYS["client"].signing, world.BUNDLES["custodian_1"], known, world.ISSUED_AT)
    return {
        "about": "The epoch of sealed_by_python.json, granted to custodian_1 by the Python implementation (README.md). Made once.",
        "grant": pair(made.signed),
        "wrap": made.wraps[0].hex(),
    }


if __name__ == "__main__":
    (world.FOLDER / "granted_by_python.json").write_text(
        json.dumps(make(), indent=1, ensure_ascii=False) + "\n", "utf-8"
    )
