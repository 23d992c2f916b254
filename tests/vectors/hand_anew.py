"""Writes handed_by_python.json: the sealed chain's deposit, handed on twice. Made once, as seal_anew.py says.

python -m tests.vectors.hand_anew
"""

import json
from collections.abc import Sequence
from typing import Any, Final

from server.crypto.canonical import encode, read
from server.crypto.handing import Handing, SealedHanding, make_handing, open_held
from server.crypto.manifest import Manifest, make_next_manifest
from server.crypto.order import ReleaseOrder
from server.crypto.signing import SignedBody
from tests.vectors import world
from tests.vectors.case import Json, pair, un
from tests.vectors.structures.order import DAY

SECOND: Final = ("custodian_1", "intake", "stranger")
THIRD: Final = ("intake", "stranger", "therapist")
HANDERS: Final = (("custodian_1", "custodian_2"), ("custodian_1", "stranger"))
"""Of the first custodians to the second, and of the second to the third."""

Before = tuple[SignedBody, Sequence[bytes]]


def make() -> Json:
    """Two orders, the manifests they lead to, and what was handed on under each (README.md)."""
    second = make_next_manifest(
        world.ROOT, [world.BUNDLES[name] for name in SECOND], 2, world.ISSUED_AT, world.MANIFEST
    )
    after = read(Manifest, second.body)
    third = make_next_manifest(world.ROOT, [world.BUNDLES[name] for name in THIRD], 2, world.ISSUED_AT + 1, after)
    last = read(Manifest, third.body)
    one, two = _order(1, world.MANIFEST, after), _order(2, after, last)
    first = [_handed(one, name, after, SECOND, []) for name in HANDERS[0]]
    shown = [SignedBody(un(each["handing"]["body"]), un(each["handing"]["signature"])) for each in first]
    before: list[Before] = [
        (signed, [un(sealed) for sealed in each["sealed_shares"]]) for signed, each in zip(shown, first, strict=True)
    ]
    return {
        "about": "The deposit of sealed_by_python.json, handed on twice by the Python implementation (README.md). Made once.",
        "manifests": [pair(second), pair(third)],
        "orders": [one.encoded().hex(), two.encoded().hex()],
        "handings": [*first, *(_handed(two, name, last, THIRD, before) for name in HANDERS[1])],
    }


def _order(number: int, manifest: Manifest, to: Manifest) -> ReleaseOrder:
    header = world.sealed_header()
    officer, approver = world.ACCOUNTS["intake"], world.ACCOUNTS["stranger"]
    parts: list[Any] = [
        bytes([number] * 16), "succession", to.hash, header.conversation, [header.hash], officer, world.BUNDLES["intake"].hash,
        manifest.hash, officer, approver, world.ISSUED_AT, world.ISSUED_AT + DAY,
    ]  # fmt: skip
    return read(ReleaseOrder, encode("webtherapy/v1/release-order", *parts))


def _handed(order: ReleaseOrder, name: str, to: Manifest, names: Sequence[str], before: Sequence[Before]) -> Json:
    sealed = un(world.chain()["deposit"]["sealed_shares"].get(name, ""))
    handings = [shown_to(name, *each) for each in before]
    keys, account = world.KEYS[name], world.ACCOUNTS[name]
    held = open_held(keys.sealing, account, order.manifest_hash, world.sealed_deposit(), sealed, handings)
    custodians = [world.BUNDLES[each] for each in names]
    made = make_handing(keys.signing, account, order, world.sealed_deposit(), held, to, custodians, world.ISSUED_AT)
    return {
        "secret": world.SECRETS[name].hex(),
        "held": held.hex(),
        "bundles": [each.encoded().hex() for each in custodians],
        "handing": pair(made.signed),
        "sealed_shares": [each.hex() for each in made.sealed_shares],
    }


def shown_to(name: str, signed: SignedBody, sealed_shares: Sequence[bytes]) -> SealedHanding:
    """A handing as one person is shown it."""
    handing = read(Handing, signed.body)
    named = [row.custodian for row in handing.rows]
    own = world.ACCOUNTS[name]
    return SealedHanding(handing, sealed_shares[named.index(own)] if own in named else None)


if __name__ == "__main__":
    (world.FOLDER / "handed_by_python.json").write_text(
        json.dumps(make(), indent=1, ensure_ascii=False) + "\n", "utf-8"
    )
