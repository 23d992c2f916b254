"""Writes worded_by_python.json: code words of the sealed chain's client, for its therapist. Made once, as seal_anew.py says.

python -m tests.vectors.word_anew
"""

import json

from server.crypto.aside import Use, WordPlace, seal_word
from server.crypto.canonical import written
from server.ids import MessageId
from tests.vectors import world
from tests.vectors.case import Json, stream
from tests.vectors.structures.aside import FROM, TO

WORDS = ("harbour", "Dünenweg 7", "\u05e9\u05dc\u05d5\u05dd", "\U0001f642" * 16)


def make() -> Json:
    """Each word in a message of its own (README.md)."""
    random = stream("worded by python")
    words = []
    for word in WORDS:
        message = MessageId(random(16))
        place = WordPlace(world.sealed_header().conversation, world.ACCOUNTS[FROM], message)
        said = seal_word(place, Use.SET, world.BUNDLES[TO], word)
        words.append({"word": word, "message": message.hex(), "content": written(said).hex()})
    about = "Code words of sealed_by_python.json's client for its therapist, by the Python implementation (README.md). Made once."
    return {"about": about, "words": words}


if __name__ == "__main__":
    (world.FOLDER / "worded_by_python.json").write_text(
        json.dumps(make(), indent=1, ensure_ascii=False) + "\n", "utf-8"
    )
