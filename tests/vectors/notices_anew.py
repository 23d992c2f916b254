"""Writes notices_by_python.json: notices of intake to a client. HPKE draws its own randomness: made once.

    python -m tests.vectors.notices_anew

After it `python -m tests.vectors.generate`, since other vectors are cut from what stands here.
"""

import json
from typing import Final

from server.crypto.notice import MadeNotice, NoticeKind, NoticePurpose, make_notice
from server.crypto.notice_content import NoticeContent, NoticeValue
from server.ids import NoticeId
from tests.vectors import world
from tests.vectors.case import Json, pair, stream
from tests.vectors.seal_anew import MANY_SCRIPTS

_random = stream("notices by python")
_SUBJECT: Final = _random(16)
_LONGEST = tuple(NoticeValue("x" * (17 + n), "\u00e9" * 512) for n in range(16))

CONTENTS: Final[list[tuple[str, NoticeKind, bytes, tuple[str, ...], NoticeContent]]] = [
    ("a title alone", NoticeKind.UPDATE, b"", (), NoticeContent("Hours", "")),
    (
        "a match",
        NoticeKind.MATCH,
        _SUBJECT,
        ("accept", "decline"),
        NoticeContent(
            "A therapist for you",
            "Would you like to begin?",
            (NoticeValue("name", "Dr. No\u00eblle Example"), NoticeValue("therapist", "00" * 16)),
        ),
    ),
    ("many scripts", NoticeKind.POLICY, b"", (), NoticeContent("\u05e9\u05dc\u05d5\u05dd", MANY_SCRIPTS)),
    ("as long as can be", NoticeKind.RELEASE, b"", (), NoticeContent("\u00e9" * 100, "\u00e9" * 8_192, _LONGEST)),
]


def make() -> Json:
    """All of them, with what they say beside."""
    return {
        "about": "crypto.md §11.1: notices made by the Python implementation. Made once; opened ever after.",
        "secrets": {name: world.SECRETS[name].hex() for name in ("intake", "client")},
        "bundles": {name: pair(world.SIGNED[name]) for name in ("intake", "client")},
        "notices": [_notice(*row) for row in CONTENTS],
    }


def _notice(name: str, kind: NoticeKind, subject: bytes, answers: tuple[str, ...], content: NoticeContent) -> Json:
    purpose = NoticePurpose(notice_id=NoticeId(_random(16)), kind=kind, subject=subject, answers=answers)
    signer, sender, recipient = world.KEYS["intake"].signing, world.BUNDLES["intake"], world.BUNDLES["client"]
    made: MadeNotice = make_notice(signer, sender, recipient, purpose, content, world.ISSUED_AT)
    return {
        "name": name,
        "notice": pair(made.signed),
        "sealed": made.sealed.hex(),
        "title": content.title,
        "text": content.text,
        "values": [[each.name, each.value] for each in content.values],
    }


if __name__ == "__main__":
    (world.FOLDER / "notices_by_python.json").write_text(json.dumps(make(), indent=1) + "\n", "utf-8")
