"""Handing on (crypto.md §7.5). What was sealed comes from the handed_by files; words and holdings around it are made here."""

from typing import Any, Final

from server.crypto.bundle import Bundle
from server.crypto.canonical import decode, encode, read
from server.crypto.deposit import Deposit
from server.crypto.epoch import EpochHeader
from server.crypto.handing import (
    HandedShare,
    Handing,
    check_hander,
    handed_share_hash,
    open_handed_share,
    verify_handing_word,
)
from server.crypto.manifest import Manifest
from server.crypto.opening import combine_shares
from server.crypto.regaining import examine_held
from server.crypto.sealing import SealingKey
from server.crypto.signing import SignedBody
from server.ids import AccountId
from tests.vectors import world
from tests.vectors.case import Case, Json, Operation, flipped, pair, un, unpair
from tests.vectors.hand_anew import SECOND, THIRD
from tests.vectors.structures import holding as holding_cases
from tests.vectors.structures.custody import shares
from tests.vectors.structures.handed import handing, holding, manifests, rows_of, said_with, sealed_to, share_of

ABOUT: Final = "crypto.md §7.5: what custodians held, handed on to those after them, and regained."
MAKERS: Final = ("python", "typescript")


def _verify(given: Json) -> Json:
    hander, manifest = read(Bundle, un(given["hander_bundle"])), read(Manifest, un(given["manifest"]))
    said = verify_handing_word(unpair(given["handing"]), hander, manifest)
    check_hander(hander, read(Manifest, un(given["before"])), manifest)
    return {"deposit_id": said.deposit_id.hex(), "hander": said.hander.hex()}


def _open(given: Json) -> Json:
    key, custodian = SealingKey(un(given["sealing_seed"])), AccountId(un(given["custodian"]))
    handing = read(Handing, un(given["handing"]))
    return {"share": open_handed_share(key, custodian, handing, un(given["sealed_share"])).hex()}


def _examine(given: Json) -> Json:
    deposit = read(Deposit, un(given["deposit"]))
    handings = [read(Handing, un(each)) for each in given["handings"]]
    held = {AccountId(un(row["custodian"])): un(row["held"]) for row in given["held"]}
    examined = examine_held(deposit, un(given["manifest_hash"]), handings, held)
    secret = ""
    if len(examined.good) >= deposit.k:
        secret = combine_shares(deposit, read(EpochHeader, un(given["header"])), examined.good).secret.hex()
    good = sorted(share.custodian.hex() for share in examined.good)
    return {"good": good, "bad": sorted(each.hex() for each in examined.bad), "secret": secret}


OPERATIONS: Final[dict[str, Operation]] = {
    **holding_cases.OPERATIONS,
    "verify": _verify,
    "open_handed_share": _open,
    "examine_held": _examine,
}


def cases() -> list[Case]:
    """What each implementation handed on once, and handings bent in every place."""
    return [*_verify_cases(), *_open_cases(), *_examine_cases(), *holding_cases.cases()]


def _body(**changed: Any) -> bytes:
    said = handing("python", 0)
    rows = rows_of(said)
    parts: Json = {
        "order_hash": said.order_hash,
        "conversation": said.conversation,
        "deposit_id": said.deposit_id,
        "hander": said.hander,
        "from_manifest_hash": said.from_manifest_hash,
        "manifest_hash": said.manifest_hash,
        "k": said.k,
        "rows": rows,
        "made_at": said.made_at,
    }
    return encode("webtherapy/v1/handing", *(parts | changed).values())


def _verify_cases() -> list[Case]:
    first, second, third = (each.encoded().hex() for each in manifests())
    hander = world.SIGNED["custodian_1"].body.hex()

    def of(name: str, why: str, expect: str, data: bytes, key: str = "custodian_1", **changed: Any) -> Case:
        given = {
            "handing": pair(SignedBody(data, world.KEYS[key].signing.sign(data))),
            "hander_bundle": hander,
            "before": first,
            "manifest": second,
        }
        return Case(name, why, "verify", given | changed, expect)

    rows = rows_of(handing("python", 0))
    return [
        of("handed on", "As much as can be told outside.", "ok", _body()),
        of("by another", "The hander signs.", "bad_signature", _body(), "custodian_2"),
        of("naming another hander", "The key is the hander's.", "unknown_member", _body(hander=world.ACCOUNTS["client"])),
        of("by no custodian", "Only custodians have anything to hand on.", "unknown_member", _body(hander=world.ACCOUNTS["client"]),
           "client", hander_bundle=world.SIGNED["client"].body.hex()),
        of("by another bundle of the custodian", "The keys that the manifest names.", "wrong_bundle", _body(),
           hander_bundle=world.swapped_bundle("custodian_1").hex()),
        of("to another manifest", "To these custodians.", "wrong_manifest", _body(), manifest=third),
        of("backwards", "Only to those after.", "wrong_manifest", _body(), before=third),
        of("another threshold", "k is the manifest's.", "bad_threshold", _body(k=3)),
        of("a custodian left out", "To all of them.", "wrong_custodians", _body(rows=rows[:2])),
        of("another custodian's bundle", "To these keys.", "wrong_custodians", _body(rows=[*rows[:2], [rows[2][0], bytes(32), *rows[2][2:]]])),
        of("unsorted", "The manifest's order.", "unsorted_members", _body(rows=rows[::-1])),
        of("a custodian twice", "One share each.", "duplicate_member", _body(rows=[rows[0], *rows])),
        of("no rows", "To someone.", "wrong_length", _body(rows=[])),
        *(of(f"short {name}", "Ids and hashes have one length.", "wrong_length", _body(**{name: bytes(15)}))
          for name in ("order_hash", "conversation", "deposit_id", "hander", "from_manifest_hash", "manifest_hash")),
        *(of(f"{name} as text", "Bytes are bytes.", "malformed", _body(**{name: "x" * 16}))
          for name in ("order_hash", "conversation", "deposit_id", "hander", "from_manifest_hash", "manifest_hash")),
        of("k as bytes", "Numbers are numbers.", "malformed", _body(k=b"\x02")),
        of("a row too short", "Four parts.", "malformed", _body(rows=[rows[0][:3], *rows[1:]])),
        of("a row too long", "Four parts.", "malformed", _body(rows=[[*rows[0], b""], *rows[1:]])),
        of("rows that are none", "An array.", "malformed", _body(rows=2)),
        of("33 rows", "A manifest has at most 32.", "wrong_length", _body(rows=[[bytes([n] * 16), *rows[0][1:]] for n in range(33)])),
        *(of(f"short {what} of a row", "Ids and hashes have one length.", "wrong_length",
             _body(rows=[[*rows[0][:n], rows[0][n][1:], *rows[0][n + 1:]], *rows[1:]]))
          for n, what in enumerate(("custodian", "bundle hash", "share hash", "sealed share hash"))),
        of("a part too many", "Nothing unknown.", "malformed", _body(more=1)),
        of("a part too few", "Nothing left out.", "malformed", encode("webtherapy/v1/handing", *decode("webtherapy/v1/handing", _body())[:-1])),
        of("a deposit's label", "One purpose.", "wrong_label", encode("webtherapy/v1/deposit", *decode("webtherapy/v1/handing", _body()))),
        of("trailing byte", "One spelling.", "not_canonical", _body() + b"\0"),
        of("another label", "One purpose.", "wrong_label", _body().replace(b"handing", b"handinh")),
    ]  # fmt: skip


def _open_cases() -> list[Case]:
    found = []
    for maker in MAKERS:
        for number, names in ((0, SECOND), (2, THIRD)):
            for name in names:
                given = sealed_to(name, maker, number)
                found.append(Case(f"{maker}, {number}: {name}", "Each opens its own.", "open_handed_share", given))
    good = sealed_to("stranger", "python", 0)

    def bad(name: str, why: str, expect: str, **changed: str) -> Case:
        return Case(name, why, "open_handed_share", good | changed, expect)

    return [
        *found,
        bad("bent", "The hash is looked at first.", "wrong_sealed_share_hash", sealed_share=flipped(un(good["sealed_share"])).hex()),
        bad("another's", "Each its own.", "wrong_sealed_share_hash", sealed_share=sealed_to("intake", "python", 0)["sealed_share"]),
        bad("another key", "Sealed to one.", "wrong_key", sealing_seed=world.sealing_seed("intake").hex()),
        bad("no custodian", "No row.", "unknown_member", custodian=world.ACCOUNTS["client"].hex()),
        bad("in another deposit", "Bound to its deposit.", "wrong_key", handing=_body(deposit_id=bytes(16)).hex()),
        bad("under another order", "Bound to its order.", "wrong_key", handing=_body(order_hash=bytes(32)).hex()),
    ]  # fmt: skip


def _held(name: str, maker: str, *numbers: int) -> Json:
    return {
        "custodian": world.ACCOUNTS[name].hex(),
        "held": holding(*(share_of(name, maker, number) for number in numbers)).hex(),
    }


def _examine_cases() -> list[Case]:
    first, second, third = manifests()
    place = {
        "deposit": world.sealed_deposit().encoded().hex(),
        "header": world.sealed_header().encoded().hex(),
        "manifest_hash": second.hash.hex(),
    }

    def of(name: str, why: str, held: list[Json], maker: str = "python", **changed: Any) -> Case:
        handings = [handing(maker, number).encoded().hex() for number in (0, 1)]
        return Case(name, why, "examine_held", place | {"handings": handings, "held": held} | changed)

    def twice(maker: str) -> Json:
        """Both of one implementation; what Python's first handed, the second of the other handed on."""
        bodies = [handing("python", 0), handing("python", 1), handing(maker, 2), handing(maker, 3)]
        return {"manifest_hash": third.hash.hex(), "handings": [each.encoded().hex() for each in bodies]}

    one, two = _held("intake", "python", 0, 1), _held("stranger", "python", 0, 1)
    shown = read(HandedShare, share_of("stranger", "python", 0))
    lie = encode(
        "webtherapy/v1/handed-share", shown.order_hash, shown.deposit_id, shown.hander, shown.custodian, shown.k,
        flipped(shown.share[:-1]) + shown.share[-1:],
    )  # fmt: skip
    truth = share_of("stranger", "python", 1)
    lying = two | {"held": holding(lie, truth).hex()}
    cheat = _cheating_handing()
    own = [{"custodian": share["custodian"], "held": share["share"]} for share in _own_shares()]
    return [
        *(of(f"any k of the new: {maker}, {a} and {b}", "They regain what the old ones had.", [_held(a, maker, 0, 1), _held(b, maker, 0, 1)], maker)
          for maker in MAKERS for a, b in (("intake", "stranger"), ("custodian_1", "intake"))),
        of("all of the new", "More than k do no harm.", [one, two, _held("custodian_1", "python", 0, 1)]),
        of("one of the new", "Fewer than k regain nothing.", [one]),
        of("none", "Nothing comes of nothing.", []),
        *(of(f"handed on twice: {maker}", "And again.", [_held("therapist", maker, 2, 3), _held("stranger", maker, 2, 3)], **twice(maker))
          for maker in MAKERS),
        of("only one old one handed on", "k of the old are needed, too.", [one, two], handings=[handing("python", 0).encoded().hex()]),
        of("a bent share", "It is named; the other is regained.", [one, lying]),
        of("no holding", "It is named.", [one, two | {"held": b"rubbish".hex()}]),
        of("the share of another", "It is named.", [one, two | {"held": one["held"]}]),
        of("an old one who handed on rubbish", "The deposit's hashes name them.", cheat["held"], handings=cheat["handings"]),
        of("those who were given it", "Nothing was handed on.", own, manifest_hash=first.hash.hex(), handings=[]),
    ]  # fmt: skip


def _own_shares() -> list[Json]:
    names = sorted(world.CUSTODIANS, key=lambda name: world.ACCOUNTS[name])
    return [
        {"custodian": world.ACCOUNTS[name].hex(), "share": share.hex()}
        for name, share in zip(names, shares(), strict=True)
    ]


def _cheating_handing() -> Json:
    """A hander's word under which another's handed shares stand: what comes together is not what they held."""
    one, two = handing("python", 0), handing("python", 1)
    at = {name: [row.custodian for row in two.rows].index(world.ACCOUNTS[name]) for name in ("intake", "stranger")}
    rows = rows_of(two)
    held = []
    for name, row in at.items():
        other = read(HandedShare, share_of(name, "python", 0))
        body = encode(
            "webtherapy/v1/handed-share",
            two.order_hash,
            two.deposit_id,
            two.hander,
            other.custodian,
            other.k,
            other.share,
        )
        rows[row][2] = handed_share_hash(body)
        shown = holding(share_of(name, "python", 0), body).hex()
        held.append({"custodian": world.ACCOUNTS[name].hex(), "held": shown})
    bent = said_with(two, rows)
    return {"handings": [one.encoded().hex(), bent.hex()], "held": held}
