"""Regaining (crypto.md §7.5): from what new custodians hold of a deposit back to the depositor's own shares. Nothing here runs on the server."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from server.crypto.canonical import read
from server.crypto.checks import same
from server.crypto.deposit import Deposit
from server.crypto.handing import HandedShare, Handing, Holding, verify_handed_share
from server.crypto.opening import ExaminedShares, examine_shares
from server.crypto.share import ShareBody, combine_secret
from server.errors import ProofError
from server.ids import AccountId

_Held = Sequence[tuple[AccountId, bytes]]
"""What custodians hold. One who handed on twice may have held either."""


@dataclass(slots=True, repr=False, eq=False)
class _Regaining:
    """A handing, and what has come together of it: shares by custodian (secret), and who says that theirs does not open."""

    handing: Handing
    shares: dict[AccountId, HandedShare] = field(default_factory=dict)
    without: set[AccountId] = field(default_factory=set)


def examine_held(
    deposit: Deposit, manifest_hash: bytes, handings: Sequence[Handing], held: Mapping[AccountId, bytes]
) -> ExaminedShares:
    """The depositor's own shares in what custodians of a manifest hold, and by name whose part is something else.

    Where the deposit was made under this very manifest, they hold its shares. Otherwise what each custodian before handed on comes
    together here, and is what that one would have given.
    """
    bad: list[AccountId] = []
    good = _examined(deposit, manifest_hash, handings, list(held.items()), bad)
    return ExaminedShares(tuple(good.values()), tuple(dict.fromkeys(bad)))


def _examined(
    deposit: Deposit, manifest_hash: bytes, handings: Sequence[Handing], held: _Held, bad: list[AccountId]
) -> dict[AccountId, ShareBody]:
    good: dict[AccountId, ShareBody] = {}
    if manifest_hash == deposit.manifest_hash:
        for custodian, share in held:
            examined = examine_shares(deposit, {custodian: share})
            good |= {each.custodian: each for each in examined.good}
            bad += examined.bad
        return good
    into = [each for each in handings if each.manifest_hash == manifest_hash and each.deposit_id == deposit.deposit_id]
    rest = [each for each in handings if each.manifest_hash != manifest_hash]
    for before in sorted({each.from_manifest_hash for each in into}):
        regained = _regained([each for each in into if each.from_manifest_hash == before], held, bad)
        good |= _examined(deposit, before, rest, regained, bad)
    return good


def _regained(handings: Sequence[Handing], held: _Held, bad: list[AccountId]) -> _Held:
    """What the custodians before held, of whom enough has come together."""
    parts = {each.hash: _Regaining(each) for each in handings}
    for custodian, holding in held:
        if not _sort(parts, custodian, holding):
            bad.append(custodian)
    found = []
    for part in parts.values():
        hander, k = part.handing.hander, part.handing.k
        # One of so many is honest: what was sealed to that one is none.
        if len(part.without) >= k:
            bad.append(hander)
        if len(part.shares) < k:
            continue
        try:
            found.append((hander, _combined(list(part.shares.values())[:k])))
        except ProofError:
            bad.append(hander)
    return found


def _sort(parts: Mapping[bytes, _Regaining], custodian: AccountId, holding: bytes) -> bool:
    """The shares of one holding to the handings whose they are; those of other handings are passed over. Whether all of it is what was handed on."""
    try:
        said = read(Holding, holding)
    except ProofError:
        return False
    whole = True
    for body in said.handed:
        try:
            _put(parts, custodian, said, body)
        except ProofError:
            whole = False
    for each in said.empty:
        if each in parts:
            parts[each].without.add(custodian)
    return whole


def _put(parts: Mapping[bytes, _Regaining], custodian: AccountId, said: Holding, body: bytes) -> None:
    share = read(HandedShare, body)
    same(share.deposit_id, said.deposit_id, "mixed_deposits")
    whose = (share.order_hash, share.hander)
    named = [each for each in parts.values() if (each.handing.order_hash, each.handing.hander) == whose]
    if named:
        _of(named, custodian, body).shares[custodian] = share


def _of(parts: Sequence[_Regaining], custodian: AccountId, body: bytes) -> _Regaining:
    """To which handing of one hander a handed share belongs: who handed on twice said two things, and each stands by itself."""
    wrong = ProofError("mixed_deposits")
    for part in parts:
        try:
            verify_handed_share(part.handing, custodian, body)
        except ProofError as error:
            wrong = error
        else:
            return part
    raise wrong


def _combined(shares: Sequence[HandedShare]) -> bytes:
    """ProofError when a hander's shares lie at one place, or have not one length."""
    if len({share.x for share in shares}) != len(shares):
        raise ProofError("duplicate_share")
    if len({len(share.share) for share in shares}) != 1:
        raise ProofError("wrong_length")
    return combine_secret([share.share for share in shares])
