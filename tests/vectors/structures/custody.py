"""Custody (crypto.md §7): manifests, and the deposit of sealed_by_python.json."""

from typing import Any, Final

from server.crypto.bundle import Bundle
from server.crypto.canonical import encode, read
from server.crypto.deposit import Deposit, verify_deposit
from server.crypto.epoch import EpochHeader
from server.crypto.manifest import Manifest
from server.crypto.opening import combine_shares, examine_shares, open_share
from server.crypto.sealing import SealingKey
from server.crypto.share import ShareBody, sealed_share_hash, share_hash
from server.crypto.signing import SignedBody
from server.ids import AccountId
from tests.vectors import world
from tests.vectors.case import Case, Json, Operation, flipped, pair, un, unpair
from tests.vectors.structures import manifest
from tests.vectors.structures.epoch import altered as altered_header
from tests.vectors.structures.manifest import NAMES, manifest_body, manifest_rows

ABOUT: Final = "crypto.md §7: who keeps shares, what they were given, and what k of them open."


def _verify_deposit(given: Json) -> Json:
    deposit = verify_deposit(
        unpair(given["deposit"]),
        [un(sealed) for sealed in given["sealed_shares"]],
        read(Bundle, un(given["depositor_bundle"])),
        read(EpochHeader, un(given["header"])),
        read(Manifest, un(given["manifest"])),
    )
    return {"hash": deposit.hash.hex(), "deposit_id": deposit.deposit_id.hex()}


def _open_share(given: Json) -> Json:
    key, custodian = SealingKey(un(given["sealing_seed"])), AccountId(un(given["custodian"]))
    return {"share": open_share(key, custodian, read(Deposit, un(given["deposit"])), un(given["sealed_share"])).hex()}


def _examine(given: Json) -> Json:
    contributions = {AccountId(un(row["custodian"])): un(row["share"]) for row in given["contributions"]}
    examined = examine_shares(read(Deposit, un(given["deposit"])), contributions)
    return {"good": [share.custodian.hex() for share in examined.good], "bad": [one.hex() for one in examined.bad]}


def _combine(given: Json) -> Json:
    shares = [read(ShareBody, un(share)) for share in given["shares"]]
    header = read(EpochHeader, un(given["header"]))
    return {"secret": combine_shares(read(Deposit, un(given["deposit"])), header, shares).secret.hex()}


OPERATIONS: Final[dict[str, Operation]] = {
    **manifest.OPERATIONS,
    "verify_deposit": _verify_deposit,
    "open_share": _open_share,
    "examine": _examine,
    "combine": _combine,
}


def cases() -> list[Case]:
    """Manifests, their succession, deposits, shares."""
    return [*manifest.cases(), *_deposit_cases(), *_share_cases(), *_combine_cases()]


CONVERSATION, EPOCH, HEADER, DEPOSITOR, DEPOSIT, MANIFEST, K, ROWS, MADE_AT = range(9)


def _deposit_parts() -> list[Any]:
    deposit = world.sealed_deposit()
    rows = [[row.custodian, row.bundle_hash, row.share_hash, row.sealed_share_hash] for row in deposit.rows]
    return [
        deposit.conversation, deposit.epoch, deposit.header_hash, deposit.depositor, deposit.deposit_id,
        deposit.manifest_hash, deposit.k, rows, deposit.made_at,
    ]  # fmt: skip


def _altered(**parts: Any) -> bytes:
    made = _deposit_parts()
    for name, value in parts.items():
        made[globals()[name]] = value
    return encode("webtherapy/v1/deposit", *made)


def _deposit_cases() -> list[Case]:
    chain, rows = world.chain()["deposit"], _deposit_parts()[ROWS]
    sealed = [chain["sealed_shares"][name] for name in NAMES]
    good = {
        "deposit": chain["deposit"],
        "sealed_shares": sealed,
        "depositor_bundle": world.SIGNED["client"].body.hex(),
        "header": world.sealed_header().encoded().hex(),
        "manifest": world.MANIFEST_SIGNED.body.hex(),
    }

    def bent(name: str, why: str, expect: str, data: bytes, key: str = "client", **changed: Any) -> Case:
        given = good | {"deposit": pair(SignedBody(data, world.KEYS[key].signing.sign(data)))} | changed
        return Case(name, why, "verify_deposit", given, expect)

    def bad(name: str, why: str, expect: str, **changed: Any) -> Case:
        return Case(name, why, "verify_deposit", good | changed, expect)

    other_manifest = manifest_body(manifest_rows(), 3).hex()
    hash_of_other = read(Manifest, un(other_manifest)).hash
    last_bent = [*sealed[:2], flipped(un(sealed[2])).hex()]
    return [
        Case("deposited", "As much as can be told outside.", "verify_deposit", good),
        bent("by another", "The depositor signs.", "bad_signature", _altered(), "therapist"),
        bad("shown as the therapist's", "The depositor signs.", "bad_signature", depositor_bundle=world.SIGNED["therapist"].body.hex()),
        bent("naming another depositor", "The key is the depositor's.", "unknown_member", _altered(DEPOSITOR=world.ACCOUNTS["therapist"])),
        bent("by no member", "Members deposit.", "unknown_member", _altered(DEPOSITOR=world.ACCOUNTS["stranger"]),
             "stranger", depositor_bundle=world.SIGNED["stranger"].body.hex()),
        bent("by another bundle of the member", "Keys of the header.", "wrong_bundle", _altered(), header=_other_bundle_header().hex()),
        bent("for another conversation", "Of this epoch.", "foreign_epoch", _altered(CONVERSATION=bytes(16))),
        bent("for another epoch", "Of this epoch.", "foreign_epoch", _altered(EPOCH=2)),
        bent("for another header", "Of this epoch.", "foreign_epoch", _altered(HEADER=bytes(32))),
        bent("for another manifest", "To these custodians.", "wrong_manifest", _altered(MANIFEST=bytes(32))),
        bad("checked under another manifest", "To these custodians.", "wrong_manifest", manifest=other_manifest),
        bent("another threshold", "k is the manifest's.", "bad_threshold", _altered(K=3)),
        bent("threshold of another manifest", "k is the manifest's.", "bad_threshold",
             _altered(MANIFEST=hash_of_other), manifest=other_manifest),
        bent("a custodian left out", "To all of them.", "wrong_custodians", _altered(ROWS=rows[:2]), sealed_shares=sealed[:2]),
        bent("another custodian", "To these custodians.", "wrong_custodians", _altered(ROWS=[*rows[:2], [b"\xff" * 16, *rows[2][1:]]])),
        bent("another custodian's bundle", "To these keys.", "wrong_custodians",
             _altered(ROWS=[*rows[:2], [rows[2][0], bytes(32), *rows[2][2:]]])),
        bent("unsorted", "The manifest's order.", "unsorted_members", _altered(ROWS=rows[::-1])),
        bent("a custodian twice", "One share each.", "duplicate_member", _altered(ROWS=[rows[0], *rows])),
        bent("no rows", "To someone.", "wrong_length", _altered(ROWS=[])),
        bent("short id", "16 bytes.", "wrong_length", _altered(DEPOSIT=bytes(15))),
        bent("short header hash", "32 bytes.", "wrong_length", _altered(HEADER=bytes(31))),
        bent(
            "short custodian",
            "16 bytes.",
            "wrong_length",
            _altered(ROWS=[[rows[0][0][1:], *rows[0][1:]], *rows[1:]]),
        ),
        bent(
            "short bundle hash",
            "32 bytes.",
            "wrong_length",
            _altered(ROWS=[[rows[0][0], b"", *rows[0][2:]], *rows[1:]]),
        ),
        bent("short conversation", "16 bytes.", "wrong_length", _altered(CONVERSATION=bytes(15))),
        bent("short depositor", "16 bytes.", "wrong_length", _altered(DEPOSITOR=bytes(15))),
        bent("short manifest hash", "32 bytes.", "wrong_length", _altered(MANIFEST=bytes(31))),
        bent("short share hash", "32 bytes.", "wrong_length", _altered(ROWS=[[*rows[0][:2], b"", rows[0][3]], *rows[1:]])),
        bent("short sealed share hash", "32 bytes.", "wrong_length", _altered(ROWS=[[*rows[0][:3], b""], *rows[1:]])),
        bad("a sealed share bent", "The hash holds it.", "wrong_sealed_share_hash", sealed_shares=last_bent),
        bad("sealed shares swapped", "Each its own.", "wrong_sealed_share_hash", sealed_shares=sealed[::-1]),
        bad("a sealed share too few", "One each.", "wrong_length", sealed_shares=sealed[:2]),
        bad("a sealed share too many", "One each.", "wrong_length", sealed_shares=[*sealed, sealed[0]]),
        _short_sealed(good, sealed, rows),
        bent("trailing byte", "One spelling.", "not_canonical", _altered() + b"\0"),
        bent("another label", "One purpose.", "wrong_label", _altered().replace(b"deposit", b"deposiu")),
    ]  # fmt: skip


def _short_sealed(good: Json, sealed: list[str], rows: list[Any]) -> Case:
    """A sealed share of another length that the depositor honestly hashed: no custodian could ever open it."""
    short = un(sealed[0])[1:]
    data = _altered(ROWS=[[*rows[0][:3], sealed_share_hash(short)], *rows[1:]])
    given = good | {
        "deposit": pair(SignedBody(data, world.KEYS["client"].signing.sign(data))),
        "sealed_shares": [short.hex(), *sealed[1:]],
    }
    return Case("a sealed share short of a byte", "1315 bytes.", "verify_deposit", given, "wrong_length")


def _other_bundle_header() -> bytes:
    header = world.sealed_header()
    rows = [
        [row.account, bytes(32) if row.account == world.ACCOUNTS["client"] else row.bundle_hash, row.wrap_hash]
        for row in header.members
    ]
    return altered_header(ROWS=rows)


def shares() -> list[bytes]:
    """The custodians' share bodies, in the manifest's order."""
    sealed = world.chain()["deposit"]["sealed_shares"]
    deposit = world.sealed_deposit()
    return [open_share(world.KEYS[name].sealing, world.ACCOUNTS[name], deposit, un(sealed[name])) for name in NAMES]


def _share_body(of: int, **changed: Any) -> bytes:
    said = read(ShareBody, shares()[of])
    parts: Json = {
        "deposit_id": said.deposit_id, "header_hash": said.header_hash, "depositor": said.depositor,
        "manifest_hash": said.manifest_hash, "custodian": said.custodian, "k": said.k, "share": said.share,
    }  # fmt: skip
    return encode("webtherapy/v1/share", *(parts | changed).values())


def _vouched(*bodies: bytes) -> Json:
    """A deposit whose rows vouch for these share bodies, whatever they say."""
    rows = _deposit_parts()[ROWS]
    for row, body in zip(rows, bodies, strict=False):
        row[2] = share_hash(body)
    return {"deposit": _altered(ROWS=rows).hex()}


def _share_cases() -> list[Case]:
    sealed = world.chain()["deposit"]["sealed_shares"]
    account, seed = world.ACCOUNTS[NAMES[0]].hex(), world.sealing_seed(NAMES[0]).hex()
    place = {"deposit": world.sealed_deposit().encoded().hex()}
    good = place | {"custodian": account, "sealing_seed": seed, "sealed_share": sealed[NAMES[0]]}
    contributions = [
        {"custodian": world.ACCOUNTS[name].hex(), "share": body.hex()}
        for name, body in zip(NAMES, shares(), strict=True)
    ]

    def opened(name: str, why: str, expect: str, **changed: str) -> Case:
        return Case(name, why, "open_share", good | changed, expect)

    def examined(name: str, body: bytes, given: Json) -> Case:
        bent = [contributions[0] | {"share": body.hex()}, *contributions[1:]]
        why = "A share that is not the depositor's is named."
        return Case(name, why, "examine", given | {"contributions": bent})

    lies: dict[str, Json] = {
        "another header": {"header_hash": bytes(32)},
        "another depositor": {"depositor": bytes(16)},
        "another manifest": {"manifest_hash": bytes(32)},
        "another custodian": {"custodian": bytes(16)},
        "another threshold": {"k": 3},
    }
    swapped = [contributions[0] | {"share": contributions[1]["share"]}, *contributions[2:]]
    stranger = [contributions[0] | {"custodian": world.ACCOUNTS["stranger"].hex()}]
    return [
        *(
            Case(f"share of {name}", "Each custodian opens its own.", "open_share", good | {
                "custodian": world.ACCOUNTS[name].hex(),
                "sealing_seed": world.sealing_seed(name).hex(),
                "sealed_share": sealed[name],
            })
            for name in NAMES
        ),
        opened("another's sealed share", "Each its own.", "wrong_sealed_share_hash", sealed_share=sealed[NAMES[1]]),
        opened("bent", "The hash is looked at first.", "wrong_sealed_share_hash", sealed_share=flipped(un(sealed[NAMES[0]])).hex()),
        opened("another key", "Sealed to one.", "wrong_key", sealing_seed=world.sealing_seed(NAMES[1]).hex()),
        opened("no custodian", "No row.", "unknown_member", custodian=world.ACCOUNTS["stranger"].hex()),
        opened("in another deposit", "Bound to its deposit.", "wrong_key", deposit=_altered(DEPOSIT=bytes(16)).hex()),
        opened("in another conversation", "Bound to its place.", "wrong_key", deposit=_altered(CONVERSATION=bytes(16)).hex()),
        opened("under another header", "Bound to its place.", "wrong_key", deposit=_altered(HEADER=bytes(32)).hex()),
        opened("not what the row says", "A custodian finds out that it was given rubbish.", "share_mismatch",
               **_vouched(_share_body(0, share=bytes(32) + b"\1"))),
        Case("all good", "Nothing to name.", "examine", place | {"contributions": contributions}),
        examined("a bent share", _share_body(0, share=bytes(32) + b"\1"), place),
        examined("a share of another deposit", _share_body(0, deposit_id=bytes(16)), place),
        examined("no share at all", b"rubbish", place),
        examined("a share at zero", _share_body(0, share=bytes(33)), _vouched(_share_body(0, share=bytes(33)))),
        *(examined(f"vouched for, but of {name}", _share_body(0, **lie), _vouched(_share_body(0, **lie))) for name, lie in lies.items()),
        examined("another label", shares()[0].replace(b"/share", b"/sharf"), place),
        Case("another's share as one's own", "Named.", "examine", place | {"contributions": swapped}),
        Case("from no custodian", "Named.", "examine", place | {"contributions": stranger}),
    ]  # fmt: skip


def _combine_cases() -> list[Case]:
    one, two, three = shares()
    place = {"deposit": world.sealed_deposit().encoded().hex(), "header": world.sealed_header().encoded().hex()}

    def of(name: str, why: str, bodies: list[bytes], expect: str = "ok", **changed: str) -> Case:
        return Case(name, why, "combine", place | {"shares": [body.hex() for body in bodies]} | changed, expect)

    x_of_one = read(ShareBody, one).share[-1:]
    return [
        of("first two", "Any k open.", [one, two]),
        of("last two", "Any k open.", [two, three]),
        of("first and last", "Any k open.", [three, one]),
        of("all three", "More than k do no harm.", [one, two, three]),
        of("one", "Fewer than k open nothing.", [one], "too_few_shares"),
        of("none", "Fewer than k open nothing.", [], "too_few_shares"),
        of("one twice", "Not two.", [one, one], "duplicate_share"),
        of("two at one x", "Not two.", [one, _share_body(1, share=bytes(32) + x_of_one)], "duplicate_share"),
        of("mixed", "Two deposits never mix.", [one, _share_body(1, deposit_id=bytes(16))], "mixed_deposits"),
        of("both of another deposit", "Two deposits never mix.",
           [_share_body(0, deposit_id=bytes(16)), _share_body(1, deposit_id=bytes(16))], "mixed_deposits"),
        of("one bent", "Only the commitment says what is true.", [one, _share_body(1, share=b"\1" + bytes(31) + b"\xff")], "wrong_commitment"),
        of("at zero", "There lies the secret.", [one, _share_body(1, share=bytes(33))], "malformed"),
        of("of another epoch", "The header of this deposit.", [one, two], "foreign_epoch", header=altered_header(OPENED_AT=1).hex()),
        of("short share", "33 bytes.", [one, _share_body(1, share=bytes(32))], "wrong_length"),
    ]  # fmt: skip
