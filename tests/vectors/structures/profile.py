"""Profiles (crypto.md §12.2)."""

from typing import Any, Final

from server.crypto.account import AccountKeys
from server.crypto.bundle import Bundle
from server.crypto.canonical import encode, read
from server.crypto.profile import Profile, make_profile, verify_profile
from server.crypto.signing import SignedBody
from server.ids import AccountId
from tests.vectors import world
from tests.vectors.case import Case, Json, Operation, pair, un, unpair

ABOUT: Final = "crypto.md §12.2: how a therapist is shown to who looks for one."


def _make(given: Json) -> Json:
    profile = Profile(
        account=AccountId(un(given["account"])),
        version=given["version"],
        name=given["name"],
        credentials=given["credentials"],
        approaches=tuple(given["approaches"]),
        languages=tuple(given["languages"]),
        about=given["about"],
        photo_hash=un(given["photo_hash"]),
        made_at=given["made_at"],
    )
    return pair(make_profile(AccountKeys.from_secret(un(given["secret"])).signing, profile))


def _verify(given: Json) -> Json:
    said = verify_profile(unpair(given["profile"]), read(Bundle, un(given["signer_bundle"])))
    return {
        "account": said.account.hex(),
        "version": said.version,
        "name": said.name,
        "credentials": said.credentials,
        "approaches": list(said.approaches),
        "languages": list(said.languages),
        "about": said.about,
        "photo_hash": said.photo_hash.hex(),
    }


OPERATIONS: Final[dict[str, Operation]] = {"make": _make, "verify": _verify}

GOOD: Final[Json] = {
    "secret": world.SECRETS["therapist"].hex(),
    "account": world.ACCOUNTS["therapist"].hex(),
    "version": 2,
    "name": "Dr Ada L\u00f6wenthal",
    "credentials": "Psychologist, licensed in Example Land",
    "approaches": ["cognitive-behavioural", "acceptance-and-commitment"],
    "languages": ["en", "de-AT", "zh-Hant-TW", "es-419"],
    "about": "I listen.\n\u00a0שלום",
    "photo_hash": "ab" * 32,
    "made_at": world.ISSUED_AT,
}


def cases() -> list[Case]:
    """Profiles, and what none is."""

    def of(case: str, expect: str, **changed: Any) -> Case:
        return Case(case, "What everyone sees is bounded.", "make", GOOD | changed, expect)

    return [
        of("made", "ok"),
        of("with little to say", "ok", credentials="", approaches=[], languages=[], about="", photo_hash=""),
        of("as long as can be", "ok", name="n" * 100, credentials="\u00e9" * 150, about="\u00e9" * 2000),
        of("a name too long", "too_large", name="n" * 101),
        of("nameless", "bad_field", name=""),
        of("credentials too long", "too_large", credentials="c" * 301),
        of("about too long", "too_large", about="\u00e9" * 2000 + "."),
        of("too many approaches", "wrong_length", approaches=["a" * (n + 1) for n in range(13)]),
        of("an approach that is no word", "bad_field", approaches=["Psycho Analysis"]),
        of("an approach twice", "bad_field", approaches=["trauma", "trauma"]),
        of("too many languages", "wrong_length", languages=["en", "de", "fr", "es", "it", "he", "hi", "zh", "ar"]),
        of("a language that is none", "bad_field", languages=["english"]),
        of("a short photo hash", "wrong_length", photo_hash="ab" * 31),
        of("version zero", "malformed", version=0),
        *_verify_cases(),
    ]


def _verify_cases() -> list[Case]:
    signed = unpair(_make(GOOD))
    parts = [GOOD["name"], GOOD["credentials"], GOOD["approaches"], GOOD["languages"], GOOD["about"]]
    client = encode("webtherapy/v1/profile", world.ACCOUNTS["client"], 2, *parts, b"", world.ISSUED_AT)
    mixed = encode(
        "webtherapy/v1/profile", world.ACCOUNTS["therapist"], 2, "n", "c", [7], ["en"], "a", b"", world.ISSUED_AT
    )

    def of(name: str, expect: str, said: SignedBody, signer: str = "therapist") -> Case:
        given = {"profile": pair(said), "signer_bundle": world.SIGNED[signer].body.hex()}
        return Case(name, "A therapist speaks for themselves.", "verify", given, expect)

    key = world.KEYS["therapist"].signing
    return [
        of("verified", "ok", signed),
        of("under another bundle", "bad_signature", signed, "client"),
        of("of another", "unknown_member", SignedBody(client, key.sign(client))),
        of("an approach that is a number", "malformed", SignedBody(mixed, key.sign(mixed))),
    ]
