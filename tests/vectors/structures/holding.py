"""Holdings (crypto.md §7.5): what custodians find in their hands, and who is named where it is something else than was said."""

from typing import Any, Final

from server.crypto.canonical import encode, read
from server.crypto.deposit import Deposit
from server.crypto.handing import (
    HandedShare,
    Handing,
    SealedHanding,
    handed_share_hash,
    open_held,
    sealed_handed_share_hash,
)
from server.crypto.sealing import SealingKey
from server.ids import AccountId
from tests.vectors import world
from tests.vectors.case import Case, Json, Operation, un
from tests.vectors.hand_anew import SECOND
from tests.vectors.structures.handed import handing, holding, manifests, rows_of, said_with, sealed_to, share_of


def _open_held(given: Json) -> Json:
    key, custodian = SealingKey(un(given["sealing_seed"])), AccountId(un(given["custodian"]))
    deposit, own = read(Deposit, un(given["deposit"])), un(given["sealed_share"])
    shown = [SealedHanding(read(Handing, un(each["handing"])), un(each["sealed_share"])) for each in given["handings"]]
    return {"held": open_held(key, custodian, un(given["manifest_hash"]), deposit, own or None, shown).hex()}


OPERATIONS: Final[dict[str, Operation]] = {"open_held": _open_held}


def cases() -> list[Case]:
    """Both."""
    return [*_held_cases(), *_bent_cases()]


def _held_cases() -> list[Case]:
    """What a custodian finds in their hands, of what was handed to them."""
    both = [sealed_to("stranger", "python", number) for number in (0, 1)]
    first, second, _ = manifests()
    place = {"deposit": world.sealed_deposit().encoded().hex(), "sealed_share": "", "manifest_hash": second.hash.hex()}

    def of(name: str, why: str, shown: list[Json], expect: str = "ok", **changed: str) -> Case:
        own = {key: both[0][key] for key in ("custodian", "sealing_seed")}
        handings = [{key: each[key] for key in ("handing", "sealed_share")} for each in shown]
        return Case(name, why, "open_held", place | own | {"handings": handings} | changed, expect)

    rubbish = bytes(1432)
    garbage = both[1] | {"handing": _sealing("stranger", rubbish).hex(), "sealed_share": rubbish.hex()}
    exchanged = both[1] | {"sealed_share": rubbish.hex()}
    keeper = {
        "custodian": world.ACCOUNTS["custodian_1"].hex(),
        "sealing_seed": world.sealing_seed("custodian_1").hex(),
        "sealed_share": world.chain()["deposit"]["sealed_shares"]["custodian_1"],
        "manifest_hash": first.hash.hex(),
    }
    return [
        of("held of two", "All of it.", both),
        of("a seal that does not open", "Its hander sealed just that: the holding says so.", [both[0], garbage]),
        of("a seal that was exchanged", "Nobody can tell by whom: it is left out.", [both[0], exchanged]),
        of("nothing that opens", "There is nothing to hold.", [garbage], "wrong_length"),
        of("nothing at all", "There is nothing to hold.", [], "wrong_length"),
        of("to others", "Only what was handed to these.", both, "wrong_length", manifest_hash=bytes(32).hex()),
        of("one's own share", "Under the deposit's own manifest.", [], **keeper),
        of("one's own share, not shown", "There is nothing to hold.", [], "wrong_length", **(keeper | {"sealed_share": ""})),
    ]  # fmt: skip


def _sealing(name: str, sealed: bytes) -> bytes:
    """The second hander's word, with something else sealed to one person."""
    said = handing("python", 1)
    rows = rows_of(said)
    rows[[row.custodian for row in said.rows].index(world.ACCOUNTS[name])][3] = sealed_handed_share_hash(sealed)
    return said_with(said, rows)


def _telling(body: bytes) -> bytes:
    """The second hander's word, which says that the stranger was handed just this."""
    said = handing("python", 1)
    rows = rows_of(said)
    rows[[row.custodian for row in said.rows].index(world.ACCOUNTS["stranger"])][2] = handed_share_hash(body)
    return said_with(said, rows)


def _bent_cases() -> list[Case]:
    """Who says something else than they were given is named; who was only told of it by others is not."""
    place = {
        "deposit": world.sealed_deposit().encoded().hex(),
        "header": world.sealed_header().encoded().hex(),
        "manifest_hash": manifests()[1].hash.hex(),
    }
    one, two, again = handing("python", 0), handing("python", 1), handing("typescript", 0)
    shares = {
        name: {place: share_of(name, *place) for place in (("python", 0), ("python", 1), ("typescript", 0))}
        for name in SECOND
    }

    def of(name: str, why: str, handings: list[bytes], **held: bytes) -> Case:
        rows = [{"custodian": world.ACCOUNTS[each].hex(), "held": what.hex()} for each, what in held.items()]
        return Case(name, why, "examine_held", place | {"handings": [each.hex() for each in handings], "held": rows})

    def held(name: str, *places: tuple[str, int]) -> bytes:
        return holding(*(shares[name][each] for each in places))

    first, second, other = ("python", 0), ("python", 1), ("typescript", 0)
    twice = [one.encoded(), two.encoded(), again.encoded()]
    plain = [one.encoded(), two.encoded()]
    without = {name: holding(shares[name][first], two.hash) for name in SECOND}
    whole = {name: held(name, first, second) for name in SECOND}

    def given(bent: bytes) -> dict[str, bytes]:
        return {"intake": whole["intake"], "stranger": bent}

    said = read(HandedShare, shares["stranger"][first])

    def share(**changed: Any) -> bytes:
        parts: Json = {"order_hash": said.order_hash, "deposit_id": said.deposit_id, "hander": said.hander,
                       "custodian": said.custodian, "k": said.k, "share": said.share}  # fmt: skip
        return encode("webtherapy/v1/handed-share", *(parts | changed).values())

    deposit = world.sealed_deposit().deposit_id
    places = {name: read(HandedShare, shares[name][second]) for name in ("intake", "stranger")}
    x, share_of_second = places["intake"].share[-1:], places["stranger"].share
    same_place = share(hander=two.hander, share=share_of_second[:-1] + x)
    longer = share(hander=two.hander, share=b"\0" + share_of_second)
    lies = {
        "a share at nought": holding(share(share=said.share[:-1] + b"\0")),
        "a share of one byte": holding(share(share=b"\1")),
        "a share with a part too many": holding(share(more=b"")),
        "a share with text in it": holding(share(share="x" * 180)),
        "a share of another k": holding(share(k=3)),
        "a share of another deposit": holding(share(deposit_id=bytes(16))),
        "a share to another": holding(share(custodian=world.ACCOUNTS["intake"])),
        "a deposit's share": shares["stranger"][first],
        "an empty holding": holding(),
        "a holding of 65": holding(*[bytes(32)] * 65),
        "a holding with a part too many": encode("webtherapy/v1/holding", deposit, [shares["stranger"][first]], 1),
        "a holding of texts": encode("webtherapy/v1/holding", deposit, ["x" * 32]),
        "a holding of another deposit": encode("webtherapy/v1/holding", bytes(16), [shares["stranger"][first]]),
    }
    return [
        of("two words of one hander, and both hold the first", "Each word stands by itself, whatever else was said.", twice, intake=whole["intake"], stranger=whole["stranger"]),
        of("two words of one hander, the other way round", "In whatever order they are shown.", twice[::-1], intake=whole["intake"], stranger=whole["stranger"]),
        of("two words of one hander, one in each hand", "Shares of two words never mix, and nobody is named for it.", twice, intake=whole["intake"], stranger=held("stranger", other, second)),
        of("two words of one hander, both in both hands", "Either gives the same.", twice, intake=held("intake", first, second, other), stranger=held("stranger", other, second, first)),
        of("one word shown twice", "It is one.", [*plain, *plain], intake=whole["intake"], stranger=whole["stranger"]),
        of("two say that nothing opens", "One of so many is honest: its hander is named.", plain, intake=without["intake"], stranger=without["stranger"]),
        of("one says that nothing opens", "It is that one's word against the hander's.", plain, intake=whole["intake"], stranger=without["stranger"]),
        of("one says so, and two others open", "Any k are enough.", plain, custodian_1=whole["custodian_1"], intake=whole["intake"], stranger=without["stranger"]),
        of("nothing opens of what nobody said", "It says nothing of anybody.", plain, intake=holding(shares["intake"][first], bytes(32)), stranger=holding(shares["stranger"][first], bytes(32))),
        of("two shares at one place", "Their hander is named.", [one.encoded(), _telling(same_place)],
           intake=whole["intake"], stranger=holding(shares["stranger"][first], same_place)),
        of("two shares of two lengths", "Their hander is named.", [one.encoded(), _telling(longer)],
           intake=whole["intake"], stranger=holding(shares["stranger"][first], longer)),
        *(of(name, "Who gave it is named.", plain, **given(what)) for name, what in lies.items()),
    ]  # fmt: skip
