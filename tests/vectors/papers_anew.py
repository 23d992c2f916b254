"""Writes papers_by_python.json: a filled-in consent form, sealed for its client and for another. HPKE draws its own randomness: made once.

    python -m tests.vectors.papers_anew

After it `python -m tests.vectors.generate`, since paper.json is cut from what stands here.
"""

import json

from server.crypto.paper import Paper, seal_paper
from tests.vectors import world
from tests.vectors.case import Json, stream
from tests.vectors.structures.paper import filled


def make() -> Json:
    """The paper, its seal, and a wrap for each of two."""
    paper: Paper = filled()
    sealed = seal_paper(paper, [world.BUNDLES["client"], world.BUNDLES["intake"]], stream("papers by python"))
    return {
        "about": "crypto.md §13.1: a paper sealed by the Python implementation. Made once; opened ever after.",
        "paper": paper.encoded().hex(),
        "hash": sealed.hash.hex(),
        "sealed": sealed.sealed.hex(),
        "wraps": {
            name: {"bundle_hash": row[1].hex(), "wrap": row[2].hex()}
            for name, row in zip(("client", "intake"), sealed.wraps, strict=True)
        },
    }


if __name__ == "__main__":
    (world.FOLDER / "papers_by_python.json").write_text(json.dumps(make(), indent=1) + "\n", "utf-8")
