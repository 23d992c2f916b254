"""Custodian manifests (crypto.md §7.1); their cases stand in custody.json."""

from typing import Any, Final

from server.crypto.bundle import Bundle
from server.crypto.canonical import encode, read
from server.crypto.manifest import Manifest, cosign_manifest, make_next_manifest, verify_manifest, verify_next_manifest
from server.crypto.signing import Signature, SignedBody
from server.crypto.trust import pin_root
from server.ids import AccountId
from tests.vectors import world
from tests.vectors.case import Case, Json, Operation, pair, un, unpair


def _verify_manifest(given: Json) -> Json:
    root = pin_root(un(given["root_public"]), un(given["root_fingerprint"]))
    return _said(verify_manifest(unpair(given["manifest"]), root, given.get("least_generation", 0)))


def _verify_next(given: Json) -> Json:
    root = pin_root(un(given["root_public"]), un(given["root_fingerprint"]))
    previous = read(Manifest, un(given["previous"]))
    cosignatures = [Signature(AccountId(un(row["account"])), un(row["signature"])) for row in given["cosignatures"]]
    bundles = [read(Bundle, un(body)) for body in given["custodian_bundles"]]
    by_account = {bundle.account: bundle for bundle in bundles}
    return _said(verify_next_manifest(unpair(given["manifest"]), cosignatures, root, previous, by_account))


def _said(manifest: Manifest) -> Json:
    return {
        "hash": manifest.hash.hex(),
        "generation": manifest.generation,
        "k": manifest.k,
        "custodians": [[row.account.hex(), row.bundle_hash.hex()] for row in manifest.custodians],
    }


OPERATIONS: Final[dict[str, Operation]] = {"verify_manifest": _verify_manifest, "verify_next_manifest": _verify_next}

ROOT: Final[Json] = {"root_public": world.ROOT.public.hex(), "root_fingerprint": world.FINGERPRINT.hex()}
NAMES: Final = sorted(world.CUSTODIANS, key=lambda name: world.ACCOUNTS[name])
"""The custodians in the manifest's order."""


def cases() -> list[Case]:
    """Manifests, and how one follows another."""
    return [*_manifest_cases(), *_next_cases()]


def manifest_body(rows: list[Any], k: int, generation: int = 0, previous: bytes = b"") -> bytes:
    """A manifest's bytes, lawful or not."""
    return encode("webtherapy/v1/custodian-manifest", generation, k, rows, previous, world.MADE_AT)


def manifest_rows() -> list[Any]:
    """The rows of the world's manifest."""
    return [[row.account, row.bundle_hash] for row in world.MANIFEST.custodians]


def _manifest_cases() -> list[Case]:
    rows = manifest_rows()
    good = ROOT | {"manifest": pair(world.MANIFEST_SIGNED)}

    def many(n: int) -> list[Any]:
        return [[bytes([i] * 16), bytes(32)] for i in range(n)]

    def made(name: str, why: str, data: bytes, expect: str = "ok", **changed: Any) -> Case:
        given = good | {"manifest": pair(SignedBody(data, world.ROOT.sign(data)))} | changed
        return Case(name, why, "verify_manifest", given, expect)

    forged = pair(SignedBody(world.MANIFEST_SIGNED.body, world.OTHER_ROOT.sign(world.MANIFEST_SIGNED.body)))
    later = manifest_body(rows, 2, 1, bytes(32))
    return [
        Case("manifest", "Who keeps shares, by the root's word.", "verify_manifest", good),
        Case(
            "not by the root",
            "Only the root appoints.",
            "verify_manifest",
            good | {"manifest": forged},
            "bad_signature",
        ),
        made("thirty-two, seventeen agree", "At most thirty-two.", manifest_body(many(32), 17)),
        made("thirty-three", "At most thirty-two.", manifest_body(many(33), 17), "wrong_length"),
        made("two custodians", "At least three.", manifest_body(rows[:2], 2), "wrong_length"),
        made("one opens alone", "No one alone.", manifest_body(rows, 1), "bad_threshold"),
        made("half of four", "More than half.", manifest_body(many(4), 2), "bad_threshold"),
        made("more than there are", "k of n.", manifest_body(rows, 4), "bad_threshold"),
        made("all of them", "k may be n.", manifest_body(rows, 3)),
        made("unsorted", "One spelling.", manifest_body(rows[::-1], 2), "unsorted_members"),
        made("twice the same", "One person is one share.", manifest_body([rows[0], *rows], 3), "duplicate_member"),
        made("first with a predecessor", "The first has none.", manifest_body(rows, 2, 0, bytes(32)), "wrong_previous"),
        made("second without", "The second has one.", manifest_body(rows, 2, 1), "wrong_length"),
        made("second, seen first", "The root's word stands.", later),
        made("older than seen", "No way back.", later, "stale_manifest", least_generation=2),
        made("as old as seen", "The same again.", later, "ok", least_generation=1),
        made("short account", "16 bytes.", manifest_body([[b"", rows[0][1]], *rows[1:]], 2), "wrong_length"),
        made("short bundle hash", "32 bytes.", manifest_body([[rows[0][0], b""], *rows[1:]], 2), "wrong_length"),
        made("trailing byte", "One spelling.", world.MANIFEST_SIGNED.body + b"\0", "not_canonical"),
        made(
            "another label", "One purpose.", world.MANIFEST_SIGNED.body.replace(b"manifest", b"manifesu"), "wrong_label"
        ),
    ]


def _next_cases() -> list[Case]:
    new = [*world.custodian_bundles()[:2], world.BUNDLES["stranger"]]
    signed = make_next_manifest(world.ROOT, new, 2, world.MADE_AT + 9, world.MANIFEST)

    def by(name: str, body: SignedBody = signed) -> Json:
        cosignature = cosign_manifest(world.KEYS[name].signing, world.ACCOUNTS[name], body)
        return {"account": cosignature.account.hex(), "signature": cosignature.signature.hex()}

    good = ROOT | {
        "manifest": pair(signed),
        "previous": world.MANIFEST_SIGNED.body.hex(),
        "cosignatures": [by(NAMES[0]), by(NAMES[2])],
        "custodian_bundles": [world.SIGNED[name].body.hex() for name in NAMES],
    }

    def bad(name: str, why: str, expect: str, **changed: Any) -> Case:
        return Case(name, why, "verify_next_manifest", good | changed, expect)

    def other(name: str, generation: int, previous: bytes) -> Case:
        data = manifest_body(manifest_rows(), 2, generation, previous)
        body = SignedBody(data, world.ROOT.sign(data))
        cosignatures = [by(NAMES[0], body), by(NAMES[2], body)]
        return bad(name, "One follows another.", "wrong_previous", manifest=pair(body), cosignatures=cosignatures)

    claimed = by(NAMES[1]) | {"account": world.ACCOUNTS[NAMES[0]].hex()}
    outsider = by("intake")
    shown = [world.SIGNED[name].body.hex() for name in (*NAMES, "intake")]
    swapped = world.swapped_bundle(NAMES[0]).hex()
    forged = pair(SignedBody(signed.body, world.OTHER_ROOT.sign(signed.body)))
    return [
        Case("successor", "k of the old agreed.", "verify_next_manifest", good),
        Case("all agreed", "k or more.", "verify_next_manifest", good | {"cosignatures": [by(name) for name in NAMES]}),
        bad("not by the root", "The root appoints.", "bad_signature", manifest=forged),
        bad("one agreed", "The root alone replaces nobody.", "too_few_signatures", cosignatures=[by(NAMES[0])]),
        bad("one agreed twice", "One person is one voice.", "duplicate_member", cosignatures=[by(NAMES[0])] * 2),
        bad("one signs for another", "Each with their own key.", "bad_signature", cosignatures=[by(NAMES[2]), claimed]),
        bad("an outsider agreed", "Only the old custodians.", "unknown_member",
            cosignatures=[by(NAMES[0]), outsider], custodian_bundles=shown),
        bad("bundle not at hand", "Nothing is believed unseen.", "unknown_member", custodian_bundles=[good["custodian_bundles"][0]]),
        bad("another bundle of a custodian", "The keys the old manifest names.", "wrong_bundle",
            custodian_bundles=[swapped, *good["custodian_bundles"][1:]]),
        other("a generation left out", 2, world.MANIFEST.hash),
        other("of another predecessor", 1, bytes(32)),
    ]  # fmt: skip
