"""Matches (crypto.md §4.3)."""

from typing import Final

from server.crypto.canonical import encode
from server.crypto.match import genesis, make_match, verify_match
from server.crypto.signing import SignedBody
from server.crypto.trust import certify, delegate, verify_certificate
from server.ids import ConversationId
from server.roles import Role
from tests.vectors import world
from tests.vectors.case import Case, Json, Operation, flipped, pair, stream, un, unpair
from tests.vectors.structures.trust import ANCHOR, certifier

ABOUT: Final = "crypto.md §4.3: who may speak with whom, and where the transcript begins."


def _genesis(given: Json) -> Json:
    return {"genesis": genesis(un(given["match_hash"])).hex()}


def _verify(given: Json) -> Json:
    authority = certifier(given)
    shown = [
        verify_certificate(unpair(row["certificate"]), unpair(row["bundle"]), authority) for row in given["people"]
    ]
    match = verify_match(unpair(given["match"]), authority, {person.account: person for person in shown})
    return {
        "hash": match.hash.hex(),
        "genesis": match.genesis.hex(),
        "conversation": match.conversation.hex(),
        "manifest_hash": match.manifest_hash.hex(),
        "participants": [[row.account.hex(), str(row.role), row.bundle_hash.hex()] for row in match.participants],
    }


OPERATIONS: Final[dict[str, Operation]] = {"genesis": _genesis, "verify": _verify}

CONVERSATION: Final = ConversationId(stream("match")(16))
_Row = tuple[bytes, str, bytes]


def _rows(*names: str) -> list[_Row]:
    rows = [(bytes(world.ACCOUNTS[name]), str(world.ROLES[name]), world.BUNDLES[name].hash) for name in names]
    return sorted(rows)


def _body(
    rows: list[_Row],
    *,
    conversation: bytes = CONVERSATION,
    manifest: bytes = world.MANIFEST.hash,
    at: int = world.ISSUED_AT,
    delegation: bytes = world.CERTIFIER.delegation_hash,
) -> bytes:
    return encode("webtherapy/v1/match", conversation, [list(row) for row in rows], manifest, at, delegation)


def _person(name: str) -> Json:
    return {"certificate": pair(world.certificate(name)), "bundle": pair(world.SIGNED[name])}


def cases() -> list[Case]:
    """One match, and what is none."""
    two = _rows("client", "therapist")
    client, therapist = (next(row for row in two if row[1] == role) for role in ("client", "therapist"))
    people = {"people": [_person("client"), _person("therapist")]}
    known = [world.certified("therapist"), world.certified("client")]
    signer = world.KEYS["intake"].signing
    made = make_match(signer, world.CERTIFIER, CONVERSATION, known, world.MANIFEST.hash, world.ISSUED_AT)
    good = ANCHOR | people | {"match": pair(made)}
    later = delegate(world.ROOT, world.BUNDLES["intake"], world.VALID_FROM, world.VALID_UNTIL + 1)
    certificate = certify(signer, world.CERTIFIER, world.BUNDLES["stranger"], Role.SYSTEM, world.ISSUED_AT)
    system = {"certificate": pair(certificate), "bundle": pair(world.SIGNED["stranger"])}
    with_system = sorted([client, (world.ACCOUNTS["stranger"], "system", world.BUNDLES["stranger"].hash)])
    many = sorted((bytes([n] * 16), "client", bytes(32)) for n in range(17))

    def other(name: str, why: str, data: bytes, expect: str, key: str = "intake") -> Case:
        given = good | {"match": pair(SignedBody(data, world.KEYS[key].signing.sign(data)))}
        return Case(name, why, "verify", given, expect)

    return [
        Case("genesis", "A transcript begins from its match.", "genesis", {"match_hash": made.hash.hex()}),
        Case("genesis of a short hash", "32 bytes.", "genesis", {"match_hash": "00" * 31}, "wrong_length"),
        Case("matched", "A conversation exists by its match.", "verify", good),
        other("by a stranger", "Only a certifier matches.", _body(two), "bad_signature", "stranger"),
        other("unsorted", "One spelling.", _body(two[::-1]), "unsorted_members"),
        other("twice the same", "One person is not two.", _body([client, client]), "duplicate_member"),
        other("one alone", "Two speak.", _body([client]), "wrong_length"),
        other("seventeen", "At most sixteen.", _body(many), "wrong_length"),
        other("someone unknown", "Only certified people.", _body(_rows("client", "stranger")), "unknown_member"),
        other(
            "another role",
            "The match and the certificate agree.",
            _body(sorted([client, (therapist[0], "intake", therapist[2])])),
            "unlawful_role",
        ),
        other(
            "role system",
            "Notices are not conversation.",
            _body(sorted([client, (therapist[0], "system", therapist[2])])),
            "unlawful_role",
        ),
        Case(
            "someone certified as system",
            "Its notices are accepted for nothing else.",
            "verify",
            good
            | {"people": [_person("client"), system]}
            | {"match": pair(SignedBody(_body(with_system), signer.sign(_body(with_system))))},
            "unlawful_role",
        ),
        other("unknown role", "Eight roles.", _body(sorted([client, (therapist[0], "x", therapist[2])])), "malformed"),
        other(
            "another bundle",
            "These keys and no others.",
            _body(sorted([client, (therapist[0], "therapist", flipped(therapist[2]))])),
            "wrong_bundle",
        ),
        other(
            "before the delegation",
            "A delegation has its time.",
            _body(two, at=world.VALID_FROM - 1),
            "expired_delegation",
        ),
        other(
            "after the delegation",
            "A delegation has its time.",
            _body(two, at=world.VALID_UNTIL + 1),
            "expired_delegation",
        ),
        other(
            "under another delegation", "It names its authority.", _body(two, delegation=later.hash), "wrong_delegation"
        ),
        other("short conversation", "16 bytes.", _body(two, conversation=CONVERSATION[1:]), "wrong_length"),
        other("short manifest hash", "32 bytes.", _body(two, manifest=bytes(31)), "wrong_length"),
        other("short delegation hash", "32 bytes.", _body(two, delegation=bytes(31)), "wrong_length"),
        other("short account", "16 bytes.", _body(sorted([client, (b"a", *therapist[1:])])), "wrong_length"),
        other("short bundle hash", "32 bytes.", _body(sorted([client, (*therapist[:2], b"a")])), "wrong_length"),
        other("trailing byte", "One spelling.", _body(two) + b"\0", "not_canonical"),
        other("another label", "One purpose.", _body(two).replace(b"match", b"catch"), "wrong_label"),
    ]
