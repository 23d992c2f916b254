"""Ed25519 (crypto.md §1.3)."""

from typing import Final

from server.crypto.signing import SigningKey, check_signing_public, verify
from tests.vectors.case import Case, Json, Operation, flipped, stream, un

ABOUT: Final = "crypto.md §1.3: signatures over bytes as they stand."

ORDER: Final = 2**252 + 27742317777372353535851937790883648493

MIXED_ORDER: Final = un("03b5939c1d63adf5410aaf84ecd13a066ab889514141846dbde11596ebb92dd3")
"""The public key of the seed 07…07 plus the point of order two."""


def _sign(given: Json) -> Json:
    key = SigningKey(un(given["seed"]))
    return {"public": key.public.hex(), "signature": key.sign(un(given["message"])).hex()}


def _verify(given: Json) -> Json:
    verify(un(given["public"]), un(given["message"]), un(given["signature"]))
    return {}


def _check_public(given: Json) -> Json:
    check_signing_public(un(given["public"]))
    return {}


OPERATIONS: Final[dict[str, Operation]] = {"sign": _sign, "verify": _verify, "check_public": _check_public}


def cases() -> list[Case]:
    """RFC 8032's second vector, and what no signature is."""
    rfc_seed = un("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
    key, other = SigningKey(rfc_seed), SigningKey(stream("signing")(32))
    message = b"\x72"
    signature = key.sign(message)
    s = int.from_bytes(signature[32:], "little")
    malleable = signature[:32] + (s + ORDER).to_bytes(32, "little")
    identity = b"\x01" + bytes(31)
    good = {"public": key.public.hex(), "message": message.hex(), "signature": signature.hex()}

    def bad(name: str, why: str, **changed: bytes) -> Case:
        return Case(name, why, "verify", good | {k: v.hex() for k, v in changed.items()}, "bad_signature")

    return [
        Case("RFC 8032 test 2", "The published value.", "sign", {"seed": rfc_seed.hex(), "message": message.hex()}),
        Case("short seed", "A seed is 32 bytes.", "sign", {"seed": "00" * 31, "message": ""}, "wrong_length"),
        Case("verified", "What was signed verifies.", "verify", good),
        bad("another message", "A signature is over these bytes only.", message=b"\x73"),
        bad("a bit of the signature flipped", "No signature is nearly right.", signature=flipped(signature)),
        bad("another key", "It says who signed.", public=other.public),
        bad("S plus the order", "One message, one key: one signature.", signature=malleable),
        bad("key of small order", "It would verify for anyone.", public=identity, signature=identity + bytes(32)),
        bad("signature too short", "64 bytes.", signature=signature[:-1]),
        bad("signature too long", "64 bytes; the rest would slide into the message.", signature=signature + b"\x72"),
        bad(
            "message slid into the signature",
            "Where a signature ends is fixed: libraries that take both as one would verify this.",
            message=b"",
            signature=signature + message,
        ),
        bad(
            "signature slid into the message",
            "The same the other way.",
            message=signature[-1:] + message,
            signature=signature[:-1],
        ),
        bad("key too short", "32 bytes.", public=key.public[:-1]),
        Case("a public key", "What a seed gives is one.", "check_public", {"public": key.public.hex()}),
        _no_key("the identity", identity),
        _no_key("of order four", bytes(32)),
        _no_key("no point", b"\x02" + bytes(31)),
        _no_key("of mixed order", MIXED_ORDER),
        Case("short", "32 bytes.", "check_public", {"public": "00" * 31}, "wrong_length"),
    ]


def _no_key(name: str, public: bytes) -> Case:
    return Case(name, "Its signatures would prove nothing.", "check_public", {"public": public.hex()}, "bad_key")
