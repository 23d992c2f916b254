"""Root, delegation, certificate (crypto.md §4.2)."""

from typing import Final

from server.crypto.canonical import encode
from server.crypto.signing import SignedBody, SigningKey
from server.crypto.trust import (
    Certifier,
    delegate,
    pin_root,
    root_fingerprint,
    verify_certificate,
    verify_delegation,
)
from server.roles import Role
from tests.vectors import world
from tests.vectors.case import Case, Json, Operation, flipped, pair, un, unpair

ABOUT: Final = "crypto.md §4.2: from the pinned root to somebody's keys."


def _fingerprint(given: Json) -> Json:
    return {"fingerprint": root_fingerprint(un(given["public"])).hex()}


def certifier(given: Json) -> Certifier:
    """The certifier that a vector's input leads to."""
    root = pin_root(un(given["root_public"]), un(given["root_fingerprint"]))
    return verify_delegation(unpair(given["delegation"]), unpair(given["certifier_bundle"]), root)


def _verify_delegation(given: Json) -> Json:
    found = certifier(given)
    return {"certifier": found.bundle.account.hex(), "delegation_hash": found.delegation_hash.hex()}


def _verify_certificate(given: Json) -> Json:
    found = verify_certificate(unpair(given["certificate"]), unpair(given["bundle"]), certifier(given))
    return {"account": found.account.hex(), "role": str(found.role), "bundle_hash": found.hash.hex()}


OPERATIONS: Final[dict[str, Operation]] = {
    "fingerprint": _fingerprint,
    "verify_delegation": _verify_delegation,
    "verify_certificate": _verify_certificate,
}

ANCHOR: Final[Json] = {
    "root_public": world.ROOT.public.hex(),
    "root_fingerprint": world.FINGERPRINT.hex(),
    "delegation": pair(world.DELEGATION),
    "certifier_bundle": pair(world.SIGNED["intake"]),
}


def cases() -> list[Case]:
    """The chain, and each link of it broken."""
    return [*_root_cases(), *_delegation_cases(), *_certificate_cases()]


def _root_cases() -> list[Case]:
    stranger = {"root_public": world.OTHER_ROOT.public.hex()}
    return [
        Case("fingerprint", "What is printed on the sheet.", "fingerprint", {"public": world.ROOT.public.hex()}),
        Case(
            "root of small order", "It would sign for anyone.", "fingerprint", {"public": "01" + "00" * 31}, "bad_key"
        ),
        Case("short root", "32 bytes.", "fingerprint", {"public": "00" * 31}, "wrong_length"),
        Case("delegated", "The root lets intake certify.", "verify_delegation", ANCHOR),
        Case(
            "another root",
            "A server must not bring its own.",
            "verify_delegation",
            ANCHOR | stranger,
            "not_the_pinned_root",
        ),
    ]


def _delegation_cases() -> list[Case]:
    intake = world.BUNDLES["intake"]

    def body(
        *,
        fingerprint: bytes = world.FINGERPRINT,
        account: bytes = intake.account,
        bundle: bytes = intake.hash,
        until: int = world.VALID_UNTIL,
    ) -> bytes:
        return encode("webtherapy/v1/delegation", fingerprint, account, bundle, world.VALID_FROM, until)

    def bad(name: str, why: str, data: bytes, expect: str, key: SigningKey = world.ROOT) -> Case:
        given = ANCHOR | {"delegation": pair(SignedBody(data, key.sign(data)))}
        return Case(name, why, "verify_delegation", given, expect)

    other_root = root_fingerprint(world.OTHER_ROOT.public)
    unsigned = ANCHOR | {"certifier_bundle": pair(SignedBody(world.SIGNED["intake"].body, bytes(64)))}
    return [
        bad("not by the root", "Only the root delegates.", body(), "bad_signature", world.OTHER_ROOT),
        bad(
            "naming another root",
            "A delegation is of one practice.",
            body(fingerprint=other_root),
            "not_the_pinned_root",
        ),
        bad(
            "of another bundle",
            "Only the named keys certify.",
            body(bundle=world.BUNDLES["client"].hash),
            "wrong_bundle",
        ),
        bad("of another account", "Account and bundle agree.", body(account=world.ACCOUNTS["client"]), "wrong_bundle"),
        bad("ending before it begins", "No such time.", body(until=world.VALID_FROM - 1), "malformed"),
        bad("short root fingerprint", "32 bytes.", body(fingerprint=world.FINGERPRINT[1:]), "wrong_length"),
        bad("of one moment", "Both ends are included.", body(until=world.VALID_FROM), "ok"),
        bad("short account", "16 bytes.", body(account=intake.account[1:]), "wrong_length"),
        bad("short bundle hash", "32 bytes.", body(bundle=intake.hash[1:]), "wrong_length"),
        bad("trailing byte", "One spelling.", body() + b"\0", "not_canonical"),
        bad("a certificate instead", "One label, one purpose.", world.certificate("client").body, "wrong_label"),
        Case("bundle not signed", "The certifier holds the key.", "verify_delegation", unsigned, "bad_signature"),
    ]


def _certificate_cases() -> list[Case]:
    client = world.BUNDLES["client"]
    good = ANCHOR | {"certificate": pair(world.certificate("client")), "bundle": pair(world.SIGNED["client"])}
    delegation_hash = world.CERTIFIER.delegation_hash

    def body(
        *,
        account: bytes = client.account,
        bundle: bytes = client.hash,
        role: str = "client",
        delegation: bytes = delegation_hash,
        at: int = world.ISSUED_AT,
    ) -> bytes:
        return encode("webtherapy/v1/certificate", account, bundle, role, delegation, at)

    def made(name: str, why: str, data: bytes, expect: str = "ok", key: str = "intake") -> Case:
        given = good | {"certificate": pair(SignedBody(data, world.KEYS[key].signing.sign(data)))}
        return Case(name, why, "verify_certificate", given, expect)

    later = delegate(world.ROOT, world.BUNDLES["intake"], world.VALID_FROM, world.VALID_UNTIL + 1)
    unsigned = good | {"bundle": pair(SignedBody(world.SIGNED["client"].body, bytes(64)))}
    swapped = good | {"bundle": pair(world.SIGNED["stranger"])}
    return [
        Case("certified", "These are the client's keys.", "verify_certificate", good),
        *(made(f"role {role}", "Eight roles.", body(role=role)) for role in Role),
        made("role unknown", "Eight roles.", body(role="admin"), "malformed"),
        made("first moment", "Both ends are included.", body(at=world.VALID_FROM)),
        made("last moment", "Both ends are included.", body(at=world.VALID_UNTIL)),
        made(
            "before the delegation", "A delegation has its time.", body(at=world.VALID_FROM - 1), "expired_delegation"
        ),
        made(
            "after the delegation", "A delegation has its time.", body(at=world.VALID_UNTIL + 1), "expired_delegation"
        ),
        made("by a stranger", "Only the delegated key certifies.", body(), "bad_signature", "stranger"),
        made("under another delegation", "It names its authority.", body(delegation=later.hash), "wrong_delegation"),
        made("of another bundle", "These keys and no others.", body(bundle=flipped(client.hash)), "wrong_bundle"),
        made(
            "of another account", "Account and bundle agree.", body(account=world.ACCOUNTS["stranger"]), "wrong_bundle"
        ),
        made("short account", "16 bytes.", body(account=client.account[1:]), "wrong_length"),
        made("short delegation hash", "32 bytes.", body(delegation=delegation_hash[1:]), "wrong_length"),
        made("short bundle hash", "32 bytes.", body(bundle=client.hash[1:]), "wrong_length"),
        made("trailing byte", "One spelling.", body() + b"\0", "not_canonical"),
        made("time in a longer form", "One spelling.", body(at=7)[:-1] + b"\xcc\x07", "not_canonical"),
        made("another label", "One purpose.", body().replace(b"certificate", b"certificatf"), "wrong_label"),
        Case("another's bundle shown", "These keys and no others.", "verify_certificate", swapped, "wrong_bundle"),
        Case("bundle not signed", "The subject holds the key.", "verify_certificate", unsigned, "bad_signature"),
    ]
