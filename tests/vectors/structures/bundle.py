"""Bundles (crypto.md §4.1)."""

from typing import Final

from server.crypto.account import AccountKeys
from server.crypto.bundle import Bundle, make_bundle, make_successor, verify_bundle, verify_successor
from server.crypto.canonical import encode, read
from server.crypto.signing import SignedBody, SigningKey
from server.ids import AccountId
from tests.vectors import world
from tests.vectors.case import Case, Json, Operation, flipped, pair, stream, un, unpair
from tests.vectors.structures.signing import MIXED_ORDER

ABOUT: Final = "crypto.md §4.1: public keys, and how new ones follow old ones."


def _make(given: Json) -> Json:
    keys = AccountKeys.from_secret(un(given["secret"]))
    return pair(make_bundle(keys, AccountId(un(given["account"])), given["made_at"]))


def _make_successor(given: Json) -> Json:
    keys, predecessor = (AccountKeys.from_secret(un(given[name])) for name in ("secret", "predecessor"))
    previous = read(Bundle, un(given["previous"]))
    signed, signature = make_successor(keys, given["made_at"], previous, predecessor)
    return pair(signed) | {"predecessor_signature": signature.hex()}


def _verify(given: Json) -> Json:
    return _said(verify_bundle(unpair(given)))


def _verify_successor(given: Json) -> Json:
    previous = read(Bundle, un(given["previous"]))
    return _said(verify_successor(unpair(given), previous, un(given["predecessor_signature"])))


def _said(bundle: Bundle) -> Json:
    return {
        "hash": bundle.hash.hex(),
        "account": bundle.account.hex(),
        "generation": bundle.generation,
        "made_at": bundle.made_at,
        "previous": bundle.previous.hex(),
    }


OPERATIONS: Final[dict[str, Operation]] = {
    "make": _make,
    "make_successor": _make_successor,
    "verify": _verify,
    "verify_successor": _verify_successor,
}

LABEL: Final = "webtherapy/v1/bundle"


def cases() -> list[Case]:
    """One bundle, one successor, and what is neither."""
    return [*_first_cases(), *_successor_cases()]


def _first_cases() -> list[Case]:
    signed = world.SIGNED["client"]
    bundle, key = world.BUNDLES["client"], world.KEYS["client"].signing
    account, signing, sealing = bundle.account, bundle.signing_public, bundle.sealing_public
    low_order, no_field = sealing[:1184] + bytes(32), b"\xff" * 3 + sealing[3:]
    at = world.MADE_AT
    body = signed.body
    foreign = [
        ("another label", encode("webtherapy/v1/certificate", account, 0, signing, sealing, at, b""), "wrong_label"),
        ("a part short", encode(LABEL, account, 0, signing, sealing, at), "malformed"),
        ("a part more", encode(LABEL, account, 0, signing, sealing, at, b"", 0), "malformed"),
        ("generation as text", encode(LABEL, account, "0", signing, sealing, at, b""), "malformed"),
        ("account as text", encode(LABEL, "a" * 16, 0, signing, sealing, at, b""), "malformed"),
        ("trailing byte", body + b"\0", "not_canonical"),
        (
            "integer in a longer form",
            body.replace(b"\xc4\x10" + account + b"\x00", b"\xc4\x10" + account + b"\xcc\x00"),
            "not_canonical",
        ),
        ("short account", encode(LABEL, account[1:], 0, signing, sealing, at, b""), "wrong_length"),
        ("short signing key", encode(LABEL, account, 0, signing[1:], sealing, at, b""), "wrong_length"),
        ("short sealing key", encode(LABEL, account, 0, signing, sealing[1:], at, b""), "wrong_length"),
        ("signing key of small order", encode(LABEL, account, 0, b"\1" + bytes(31), sealing, at, b""), "bad_key"),
        ("signing key of mixed order", encode(LABEL, account, 0, MIXED_ORDER, sealing, at, b""), "bad_key"),
        ("X25519 point of low order", encode(LABEL, account, 0, signing, low_order, at, b""), "bad_key"),
        ("ML-KEM coefficient out of range", encode(LABEL, account, 0, signing, no_field, at, b""), "bad_key"),
        ("first with a predecessor", encode(LABEL, account, 0, signing, sealing, at, bytes(32)), "wrong_previous"),
        ("second without one", encode(LABEL, account, 1, signing, sealing, at, b""), "wrong_length"),
    ]
    made = {"secret": world.SECRETS["client"].hex(), "account": account.hex(), "made_at": at}
    return [
        Case("made", "Both languages make the same bytes.", "make", made),
        Case(
            "short account, made",
            "We never sign what we should refuse.",
            "make",
            made | {"account": "00"},
            "wrong_length",
        ),
        Case("verified", "Who made it holds the signing key.", "verify", pair(signed)),
        Case(
            "signature flipped",
            "Proof of possession.",
            "verify",
            pair(SignedBody(body, flipped(signed.signature))),
            "bad_signature",
        ),
        Case(
            "another's signature",
            "Proof of possession.",
            "verify",
            pair(world.KEYS["stranger"].signing.sign_body(bundle)),
            "bad_signature",
        ),
        Case("short signature", "64 bytes.", "verify", {"body": body.hex(), "signature": "00" * 63}, "wrong_length"),
        *(
            Case(name, "A body has one form.", "verify", pair(SignedBody(data, key.sign(data))), expect)
            for name, data, expect in foreign
        ),
    ]


def _successor_cases() -> list[Case]:
    first = world.BUNDLES["client"]
    old, new = world.KEYS["client"], AccountKeys.from_secret(stream("bundle")(32))
    at = world.MADE_AT + 5
    signed, signature = make_successor(new, at, first, old)
    made = {
        "secret": stream("bundle")(32).hex(),
        "predecessor": world.SECRETS["client"].hex(),
        "previous": world.SIGNED["client"].body.hex(),
        "made_at": at,
    }
    good = pair(signed) | {"previous": made["previous"], "predecessor_signature": signature.hex()}

    def wrong(name: str, account: bytes, generation: int, previous: bytes) -> Case:
        data = encode(LABEL, account, generation, new.signing.public, new.sealing.public, at, previous)
        forged = pair(SignedBody(data, new.signing.sign(data)))
        given = good | forged | {"predecessor_signature": old.signing.sign(data).hex()}
        return Case(name, "Bundles follow one by one.", "verify_successor", given, "wrong_previous")

    def unsigned(name: str, key: SigningKey, **changed: str) -> Case:
        given = good | {"predecessor_signature": key.sign(signed.body).hex()} | changed
        return Case(name, "The old key must agree to the new one.", "verify_successor", given, "bad_signature")

    return [
        Case("successor made", "Both languages make the same bytes.", "make_successor", made),
        Case("successor verified", "The old key agreed.", "verify_successor", good),
        wrong("another account", world.ACCOUNTS["stranger"], 1, first.hash),
        wrong("a generation left out", first.account, 2, first.hash),
        wrong("another predecessor", first.account, 1, flipped(first.hash)),
        unsigned("signed by a stranger", world.KEYS["stranger"].signing),
        unsigned("signed by itself only", new.signing),
        unsigned("its own signature flipped", old.signing, signature=flipped(signed.signature).hex()),
    ]
