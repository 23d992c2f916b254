"""Opening what was ordered (crypto.md §7.3): shares of one deposit meet here and nowhere else, and what does not fit is named. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from client_py.order_bases import under_one_of
from client_py.order_check import CheckedOrder
from client_py.order_documents import Given, RecordEntry
from client_py.ordered_record import OrderedRecord
from client_py.trust import Trust
from server.crypto.account import AccountKeys
from server.crypto.bundle import Bundle
from server.crypto.canonical import read
from server.crypto.content import Content
from server.crypto.deposit import Deposit
from server.crypto.envelope import EnvelopeHeader, open_envelope
from server.crypto.epoch import EpochKeys
from server.crypto.handing import MadeHanding, make_handing, open_held
from server.crypto.manifest import Manifest
from server.crypto.opening import combine_shares
from server.crypto.order import Basis, Contributed, MadeContribution, contribute, open_contribution, verify_contribution
from server.crypto.order_answer import Named
from server.crypto.regaining import examine_held
from server.errors import ProofError
from server.ids import AccountId, DepositId


@dataclass(frozen=True, slots=True, repr=False)
class Opened:
    """What contributions amount to: keys by header hash, and what was not as it should be. Secret."""

    keys: Mapping[bytes, EpochKeys]
    named: frozenset[Named]
    gave: frozenset[AccountId]
    """Who gave something, by their own signed word."""


@dataclass(frozen=True, slots=True, repr=False)
class OpenedEntry:
    """A message of an opened epoch. Secret."""

    sequence: int
    time: int
    header: EnvelopeHeader
    content: Content


@dataclass(frozen=True, slots=True, repr=False)
class Gift:
    """What a custodian gives, and of which deposits the share sealed to them is none."""

    made: Sequence[MadeContribution]
    faults: Sequence[DepositId]


@dataclass(frozen=True, slots=True, repr=False)
class Handed:
    """What a custodian hands on, and of which deposits they hold nothing that opens."""

    made: Sequence[MadeHanding]
    faults: Sequence[DepositId]


def give(
    checked: CheckedOrder, custodian: AccountId, keys_of: Callable[[Bundle], AccountKeys], bundle: Bundle, now: int
) -> Gift:
    """A custodian's shares of everything that a checked order opens, sealed to its recipient; `bundle` is the one its manifest names."""
    if checked.order.basis is Basis.SUCCESSION:
        raise ProofError("wrong_basis")
    keys = keys_of(bundle)
    held, faults = _held(checked, custodian, keys)
    order, recipient = checked.order, checked.recipient
    made = [contribute(keys.signing, custodian, order, recipient, deposit, share, now) for deposit, share in held]
    return Gift(made, faults)


def hand_on(
    checked: CheckedOrder,
    custodian: AccountId,
    keys: AccountKeys,
    successors: tuple[Manifest, Sequence[Bundle]],
    now: int,
) -> Handed:
    """What a custodian holds of everything in a checked order of succession, shared among the custodians who come after (crypto.md §7.5)."""
    if checked.order.basis is not Basis.SUCCESSION:
        raise ProofError("wrong_basis")
    held, faults = _held(checked, custodian, keys)
    order, (manifest, bundles) = checked.order, successors
    # What one has handed on already stands: said once more, it would say something else.
    made = [
        make_handing(keys.signing, custodian, order, deposit, share, manifest, bundles, now)
        for deposit, share in held
        if custodian not in checked.handers(deposit.deposit_id)
    ]
    return Handed(made, faults)


def _held(
    checked: CheckedOrder, custodian: AccountId, keys: AccountKeys
) -> tuple[list[tuple[Deposit, bytes]], list[DepositId]]:
    """What a custodian holds of each deposit, and of which there is nothing that opens. Secret."""
    held: list[tuple[Deposit, bytes]] = []
    faults: list[DepositId] = []
    for each in checked.deposits:
        try:
            manifest_hash = checked.order.manifest_hash
            share = open_held(keys.sealing, custodian, manifest_hash, each.deposit, each.sealed, checked.handings)
        except ProofError:
            faults.append(each.deposit.deposit_id)
        else:
            held.append((each.deposit, share))
    return held, faults


def combine(trust: Trust, checked: CheckedOrder, keys: AccountKeys, given: Iterable[Given]) -> Opened:
    """The epochs of which k custodians gave their share of one deposit. `keys` are those of the recipient's bundle that the order names."""
    named = {Named(each, b"") for each in checked.garbage}
    words = _words(trust, checked, given, named)
    shares = _shares(keys, words, named)
    opened: dict[bytes, EpochKeys] = {}
    for each in checked.deposits:
        deposit = each.deposit
        given_of = shares.get(deposit.deposit_id, {})
        handings = [each.handing for each in checked.handings]
        examined = examine_held(deposit, checked.order.manifest_hash, handings, given_of)
        named |= {Named(deposit.deposit_id, custodian) for custodian in examined.bad}
        if len(examined.good) < deposit.k:
            continue
        try:
            found = combine_shares(deposit, checked.headers[deposit.header_hash], examined.good)
        except ProofError:
            named.add(Named(deposit.deposit_id, b""))
        else:
            opened.setdefault(deposit.header_hash, found)
    return Opened(opened, frozenset(named), frozenset(word.custodian for word, _ in words))


def open_entries(
    trust: Trust, checked: CheckedOrder, opened: Opened, entries: Iterable[RecordEntry]
) -> list[OpenedEntry]:
    """The messages among these entries, which are all of the order's, that stand in opened epochs. ProofError as of `OrderedRecord`."""
    record, found = OrderedRecord(trust, checked), []
    for given in record.take(entries):
        if given.envelope is not None and given.epoch.hash in opened.keys:
            content = open_envelope(given.envelope, opened.keys[given.epoch.hash])
            found.append(OpenedEntry(given.sequence, given.time, given.outside.header, content))
    record.end()
    return found


def _words(
    trust: Trust, checked: CheckedOrder, given: Iterable[Given], named: set[Named]
) -> list[tuple[Contributed, bytes]]:
    """What custodians of the manifest gave for deposits of the order, each by their own word; what is nobody's is named after whom it claims."""
    deposits = {each.deposit.deposit_id for each in checked.deposits}
    custodians = {each.account for each in checked.manifest.custodians}
    words = []
    for each in given:
        said = read(Contributed, each.word.proof.body)
        if said.custodian not in custodians or said.deposit_id not in deposits:
            continue
        try:
            words.append((_word(trust, checked, each, said), bytes(each.sealed)))
        except ProofError:
            named.add(Named(said.deposit_id, said.custodian))
    return words


def _shares(
    keys: AccountKeys, words: Sequence[tuple[Contributed, bytes]], named: set[Named]
) -> dict[DepositId, dict[AccountId, bytes]]:
    """What was given, opened, by deposit; whoever gave what does not open is named."""
    shares: dict[DepositId, dict[AccountId, bytes]] = {}
    for word, sealed in words:
        try:
            share = open_contribution(keys.sealing, word, sealed)
        except ProofError:
            named.add(Named(word.deposit_id, word.custodian))
        else:
            shares.setdefault(word.deposit_id, {})[word.custodian] = share
    return shares


def _word(trust: Trust, checked: CheckedOrder, given: Given, said: Contributed) -> Contributed:
    return under_one_of(
        trust.succession(said.custodian),
        lambda bundle: verify_contribution(given.word.proof, bytes(given.sealed), bundle, checked.order.hash),
    )
