"""Regaining (crypto.md §7.5): from what new custodians hold of a deposit back to the depositor's own shares. Nothing here runs on the server."""

from collections.abc import Mapping, Sequence

from server.crypto.canonical import read
from server.crypto.checks import same
from server.crypto.deposit import Deposit
from server.crypto.handing import HandedShare, Handing, Holding, verify_handed_share
from server.crypto.opening import ExaminedShares, examine_shares
from server.crypto.share import ShareBody, combine_secret
from server.errors import ProofError
from server.ids import AccountId

_Handed = dict[AccountId, dict[AccountId, HandedShare]]
"""By hander and custodian."""


def examine_held(
    deposit: Deposit, manifest_hash: bytes, handings: Sequence[Handing], held: Mapping[AccountId, bytes]
) -> ExaminedShares:
    """The depositor's own shares in what custodians of a manifest hold, and by name whose part is something else.

    Where the deposit was made under this very manifest, they hold its shares. Otherwise what each custodian before handed on comes
    together here, and is what that one would have given.
    """
    if manifest_hash == deposit.manifest_hash:
        return examine_shares(deposit, held)
    into = [each for each in handings if each.manifest_hash == manifest_hash and each.deposit_id == deposit.deposit_id]
    rest = [each for each in handings if each.manifest_hash != manifest_hash]
    good: dict[AccountId, ShareBody] = {}
    bad: list[AccountId] = []
    for before in sorted({each.from_manifest_hash for each in into}):
        regained = _regained([each for each in into if each.from_manifest_hash == before], held, bad)
        examined = examine_held(deposit, before, rest, regained)
        good |= {share.custodian: share for share in examined.good}
        bad += examined.bad
    return ExaminedShares(tuple(good.values()), tuple(dict.fromkeys(bad)))


def _regained(
    handings: Sequence[Handing], held: Mapping[AccountId, bytes], bad: list[AccountId]
) -> dict[AccountId, bytes]:
    """What the custodians before held, of whom enough has come together."""
    shares: _Handed = {}
    for custodian, holding in held.items():
        try:
            _sort(handings, custodian, holding, shares)
        except ProofError:
            bad.append(custodian)
    found = {}
    for handing in handings:
        given = list(shares.get(handing.hander, {}).values())
        if len(given) < handing.k:
            continue
        try:
            found[handing.hander] = _combined(given[: handing.k])
        except ProofError:
            bad.append(handing.hander)
    return found


def _sort(handings: Sequence[Handing], custodian: AccountId, holding: bytes, shares: _Handed) -> None:
    """The shares of one holding to the handers whose they are; those of other handings are passed over."""
    by_order = {(each.order_hash, each.hander): each for each in handings}
    said = read(Holding, holding)
    for body in said.shares:
        share = read(HandedShare, body)
        same(share.deposit_id, said.deposit_id, "mixed_deposits")
        handing = by_order.get((share.order_hash, share.hander))
        if handing is not None:
            shares.setdefault(handing.hander, {})[custodian] = verify_handed_share(handing, custodian, body)


def _combined(shares: Sequence[HandedShare]) -> bytes:
    """ProofError when a hander's shares lie at one place, or have not one length."""
    if len({share.x for share in shares}) != len(shares):
        raise ProofError("duplicate_share")
    if len({len(share.share) for share in shares}) != 1:
        raise ProofError("wrong_length")
    return combine_secret([share.share for share in shares])
