"""Witnesses of the record log (crypto.md §9.4): who they are, and what they cosigned. One cosignature is a published one."""

import base64
from typing import Any, Final

from server.crypto.canonical import encode
from server.crypto.note import Checkpoint, Note, cosign, read_note, sign_note
from server.crypto.signing import SigningKey
from server.crypto.trust import pin_root, root_fingerprint
from server.crypto.witnesses import HOUR_MS, Witness, Witnesses, name_witnesses, read_cosigned, verify_witnesses
from tests.vectors.case import Case, Json, Operation, stream, un, unpair

ABOUT: Final = "crypto.md §9.4: who watches that the log only grows, and what they saw."

ORIGIN: Final = "record.example/practice"
_random = stream("witness")
ROOT, LOG, ANNA, BERT = (SigningKey(_random(32)) for _ in range(4))
ONE, OTHER = Witness("anna.example/w1", ANNA.public), Witness("bert.example", BERT.public)

PUBLISHED_TEXT: Final = (
    "developers.google.com/android/binary_transparency/google1p/0\n5\nxqaCEZhTGZUuKNA7MpSyxe1WXiiESB2p+crAyzM+Vxo=\n"
)
PUBLISHED_KEY: Final = base64.b64decode("MCowBQYDK2VwAyEApTPPKyRu6Q3PoMkeY+/sNni0biF4vnVTYRHbVNA31mY=")[-32:]
PUBLISHED_LINE: Final = base64.b64decode(
    "r0xBJQAAAABnkyoLuHgN5KlIUUpZV9hulwsFcgqV5v1CyeIhBZWdkfOJT0ims1LqbYygO5MEl91CGha5sP79K57P7lIGrz7Qtx8eBw=="
)
"""A cosignature/v1 as somebody else makes them, and its key. It does not say its signer's name: here it stands under a name of ours."""


def _witnesses(given: Json) -> Json:
    root = pin_root(un(given["root"]), root_fingerprint(un(given["root"])))
    found = verify_witnesses(unpair(given["signed"]), root, given["least"])
    rows = [[each.name, each.public.hex()] for each in found.witnesses]
    return {"generation": found.generation, "within": found.within, "witnesses": rows, "issued_at": found.issued_at}


def _cosigned(given: Json) -> Json:
    rows = tuple(Witness(each["name"], un(each["public"])) for each in given["witnesses"])
    found = read_cosigned(read_note(given["note"]), given["origin"], Witnesses(0, HOUR_MS, rows, 0))
    return {"cosigned": [[each.witness.name, each.checkpoint.size, each.seconds] for each in found]}


OPERATIONS: Final[dict[str, Operation]] = {"verify_witnesses": _witnesses, "read_cosigned": _cosigned}


def cases() -> list[Case]:
    """Lists that hold and lists that do not; notes with the lines of some."""
    return [*_lists(), *_notes()]


def _lists() -> list[Case]:
    def of(name: str, why: str, body: bytes, expect: str = "ok", key: SigningKey = ROOT, least: int = 0) -> Case:
        signed = {"body": body.hex(), "signature": key.sign(body).hex()}
        return Case(
            name, why, "verify_witnesses", {"root": ROOT.public.hex(), "signed": signed, "least": least}, expect
        )

    def written(*witnesses: Any, generation: int = 1, within: int = 24 * HOUR_MS) -> bytes:
        rows = [[each.name, each.public] if isinstance(each, Witness) else each for each in witnesses]
        return encode("webtherapy/v1/witnesses", generation, within, rows, 1_772_532_000_000)

    both = name_witnesses(ROOT, 1, 24 * HOUR_MS, [OTHER, ONE], 1_772_532_000_000)
    assert both.body == written(ONE, OTHER)
    many = [Witness(f"w{n}.example", SigningKey(bytes([n + 1]) * 32).public) for n in range(9)]
    return [
        of("two", "Both are named.", both.body),
        of("none", "A practice may do without.", written()),
        of("eight", "So many at most.", written(*many[:8])),
        of("nine", "So many at most.", written(*many), "wrong_length"),
        of("another root", "The root names them, and nobody else.", both.body, "bad_signature", LOG),
        of("older", "A list once seen is not taken back.", both.body, "stale_witnesses", least=2),
        of("the same again", "It is in force.", both.body, least=1),
        of("unsorted", "One order only.", written(OTHER, ONE), "unsorted_members"),
        of("twice", "Each stands once.", written(ONE, ONE), "unsorted_members"),
        of("one key twice", "Nobody counts twice.", written(ONE, ["bert.example", ANNA.public]), "duplicate_member"),
        of("no key", "It is a point of its group.", written(["a", bytes(32)]), "bad_key"),
        of("short key", "32 bytes.", written(["a", bytes(31)]), "wrong_length"),
        of("no name", "Whose line it is.", written(["", ANNA.public]), "malformed"),
        of("a space", "A line is split at its spaces.", written(["a b", ANNA.public]), "malformed"),
        of("a plus", "A verifier key is split at these.", written(["a+b", ANNA.public]), "malformed"),
        of("large", "One spelling only.", written(["Anna", ANNA.public]), "malformed"),
        of("too often", "An hour at least.", written(ONE, within=HOUR_MS - 1), "malformed"),
        of("too seldom", "A month at most.", written(ONE, within=31 * 24 * HOUR_MS + 1), "malformed"),
        of("another label", "It is what it says.", both.body.replace(b"witnesses", b"witnessex"), "wrong_label"),
    ]


def _notes() -> list[Case]:
    signed = sign_note(Checkpoint(ORIGIN, 8, bytes(range(32))).text, ORIGIN, LOG)
    once = cosign(signed, ONE.name, ANNA, 1_772_532_000)
    both = cosign(once, OTHER.name, BERT, 1_772_532_060)
    published = Witness("published.example", PUBLISHED_KEY)
    line = published.verifier.key_id + PUBLISHED_LINE[4:]
    theirs = Note(PUBLISHED_TEXT, ((published.name, line),))

    def of(name: str, why: str, note: Note, witnesses: list[Witness], expect: str = "ok", origin: str = ORIGIN) -> Case:
        rows = [{"name": each.name, "public": each.public.hex()} for each in witnesses]
        given = {"note": note.written, "origin": origin, "witnesses": rows}
        return Case(name, why, "read_cosigned", given, expect)

    elsewhere = PUBLISHED_TEXT.split("\n", 1)[0]
    forged = Note(once.text.replace("\n8\n", "\n9\n"), once.signatures)
    named = Note(signed.text, (*signed.signatures, (OTHER.name, once.signatures[1][1])))
    stamp = bytearray(once.signatures[1][1])
    stamp[11] ^= 1
    later = Note(once.text, (once.signatures[0], (ONE.name, bytes(stamp))))
    return [
        of("published", "As others write it.", theirs, [published], origin=elsewhere),
        of("published, a bit", "Every bit counts.", _bent(theirs), [published], "bad_signature", elsewhere),
        of("both", "Each is counted.", both, [ONE, OTHER]),
        of("one of two", "The other has not seen it.", once, [ONE, OTHER]),
        of("nobody", "The log's own word is no witness's.", signed, [ONE, OTHER]),
        of("of no witness", "Lines of others say nothing.", both, []),
        of("another text", "What was seen is signed.", forged, [ONE], "bad_signature"),
        of("another time", "When it was seen is signed.", later, [ONE], "bad_signature"),
        of("another name", "Whose line it is, its key tells.", named, [ONE, OTHER]),
        of("another log", "Each log has its own.", both, [ONE], "foreign_log", "record.example/other"),
    ]


def _bent(note: Note) -> Note:
    [(name, line)] = note.signatures
    return Note(note.text, ((name, line[:-1] + bytes([line[-1] ^ 1])),))
