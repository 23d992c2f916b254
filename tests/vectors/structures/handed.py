"""What the handed_by files hold (crypto.md §7.5), and words and holdings made of it, for handing.py and holding.py."""

import json
from typing import Any

from server.crypto.canonical import encode, read
from server.crypto.handing import Handing, open_handed_share
from server.crypto.manifest import Manifest
from server.crypto.sealing import SealingKey
from server.ids import AccountId
from tests.vectors import world
from tests.vectors.case import Json, un, unpair


def handed(maker: str) -> list[Json]:
    """The handings of one implementation: two of the first custodians to the second, two of the second to the third."""
    loaded: Json = json.loads((world.FOLDER / f"handed_by_{maker}.json").read_text("utf-8"))
    handings: list[Json] = loaded["handings"]
    return handings


def manifests() -> list[Manifest]:
    """The first custodians', and the two that follow."""
    loaded: Json = json.loads((world.FOLDER / "handed_by_python.json").read_text("utf-8"))
    return [world.MANIFEST, *(read(Manifest, unpair(each).body) for each in loaded["manifests"])]


def handing(maker: str, number: int) -> Handing:
    """One of them."""
    return read(Handing, unpair(handed(maker)[number]["handing"]).body)


def rows_of(said: Handing) -> list[list[Any]]:
    """Its rows, to be bent."""
    return [[row.custodian, row.bundle_hash, row.share_hash, row.sealed_share_hash] for row in said.rows]


def said_with(said: Handing, rows: list[list[Any]]) -> bytes:
    """The same word with other rows."""
    return encode(
        "webtherapy/v1/handing", said.order_hash, said.conversation, said.deposit_id, said.hander, said.from_manifest_hash,
        said.manifest_hash, said.k, rows, said.made_at,
    )  # fmt: skip


def sealed_to(name: str, maker: str, number: int) -> Json:
    """What one person is shown of it, and opens it with."""
    kept, said = handed(maker)[number], handing(maker, number)
    at = [row.custodian for row in said.rows].index(world.ACCOUNTS[name])
    return {
        "handing": said.encoded().hex(),
        "custodian": world.ACCOUNTS[name].hex(),
        "sealing_seed": world.sealing_seed(name).hex(),
        "sealed_share": kept["sealed_shares"][at],
    }


def share_of(name: str, maker: str, number: int) -> bytes:
    """One person's handed share."""
    given = sealed_to(name, maker, number)
    key, custodian = SealingKey(un(given["sealing_seed"])), AccountId(un(given["custodian"]))
    return open_handed_share(key, custodian, handing(maker, number), un(given["sealed_share"]))


def holding(*bodies: bytes) -> bytes:
    """A holding of the sealed chain's deposit."""
    return encode("webtherapy/v1/holding", world.sealed_deposit().deposit_id, list(bodies))
