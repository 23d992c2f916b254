"""Passkeys (crypto.md §3.8)."""

from typing import Final

from server.crypto import passkey
from tests.vectors.case import Case, Json, Operation, stream, un

ABOUT: Final = "crypto.md §3.8: what the PRF is asked, and the wrapping keys that come of its output."


def _prf_input(given: Json) -> Json:
    return {"prf_input": passkey.prf_input(given["service"]).hex()}


def _alone(given: Json) -> Json:
    return {"wrapping_key": passkey.passkey_wrapping_key(un(given["prf_output"])).hex()}


def _with_password(given: Json) -> Json:
    wrapping, prf_output = un(given["wrapping_key"]), un(given["prf_output"])
    return {"wrapping_key": passkey.wrapping_key_with_passkey(wrapping, prf_output).hex()}


OPERATIONS: Final[dict[str, Operation]] = {"prf_input": _prf_input, "alone": _alone, "with_password": _with_password}


def cases() -> list[Case]:
    """Services, and keys of both kinds."""
    random = stream("passkey")
    key, prf = random(32).hex(), random(32).hex()
    both = {"wrapping_key": key, "prf_output": prf}
    return [
        Case("a service", "The name pinned in the build.", "prf_input", {"service": "webtherapy.example"}),
        Case("another service", "Its PRF says something else.", "prf_input", {"service": "other.example"}),
        Case("a client's", "A client's passkey is enough.", "alone", {"prf_output": prf}),
        Case("a client's, short", "32 bytes.", "alone", {"prf_output": prf[2:]}, "wrong_length"),
        Case("with the password", "Staff need both.", "with_password", both),
        Case("short PRF output", "32 bytes.", "with_password", both | {"prf_output": prf[2:]}, "wrong_length"),
        Case("short wrapping key", "32 bytes.", "with_password", both | {"wrapping_key": key[2:]}, "wrong_length"),
    ]
