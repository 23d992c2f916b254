"""What a package that the practice made rests on, as far as its log proofs show it (crypto.md §7.3, §13.2): the order of two people, and what was served."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from server.crypto.canonical import read
from server.crypto.content import EnvelopeKind
from server.crypto.order import ORDERING, ReleaseOrder
from server.crypto.package import PackageManifest
from server.crypto.process import Process
from server.crypto.release_scope import covers
from server.crypto.signing import SignedBody, verify
from server.crypto.succession import Succession
from server.errors import ProofError
from server.ids import AccountId
from server.packages.reading import Reading
from server.packages.report import Report
from server.packages.trust import bundles

Standing = tuple[int, int, EnvelopeKind | None]
"""Sequence, time and kind of an entry; None for an opening."""

SaidT = TypeVar("SaidT", ReleaseOrder, Process)


@dataclass(frozen=True, slots=True)
class _Said(Generic[SaidT]):
    """An order or a process in the log, and who of the two whom it names signed it, being who may."""

    body: SaidT
    signers: frozenset[AccountId]


def say_ordered(report: Report, reading: Reading, records: Collection[bytes]) -> None:
    """Whether an order of two people, on this very basis and to this maker, stands in the log, and opened every epoch that is here."""
    manifest = reading.manifest
    found = [each for each in _said(ReleaseOrder, records, reading.trust.people) if _is_of(each.body, manifest)]
    if not found:
        report.notes(
            "That two people of the practice ordered this to be opened is not shown to stand in the record log."
        )
        return
    by_two = [each.body for each in found if {each.body.officer, each.body.approver} <= each.signers]
    if not by_two:
        report.notes("An order to open this stands in the record log; that two people signed it is not shown.")
        return
    opened = {header for each in by_two for header in each.headers}
    beside = sorted(epoch for epoch, header in reading.epochs.items() if header.hash not in opened)
    if beside:
        report.fails(f"The order in the record log does not open epoch {beside[0]}: its entries should not be here.")
    else:
        report.holds("It was opened by an order that two people of the practice signed, and that stands in that log.")


def say_served(report: Report, reading: Reading, records: Collection[bytes], entries: Iterable[Standing]) -> None:
    """What was served, where the log shows it, and whether it covers what is here; without it that is said."""
    manifest = reading.manifest
    found = [each for each in _said(Process, records, reading.trust.people) if each.body.hash == manifest.basis_hash]
    if not found:
        report.notes("What lets this package out without a consent stands with the practice, and is not in it.")
        return
    process = found[0].body
    if process.conversation != manifest.conversation:
        report.fails("What was served is about another conversation than this package.")
    elif manifest.scope_from < process.scope_from or manifest.scope_until > process.scope_until:
        report.fails("The package says that it covers a longer time than what was served does.")
    else:
        _say_covered(report, process, [sequence for sequence, time, kind in entries if not covers(process, time, kind)])


def _say_covered(report: Report, process: Process, beyond: list[int]) -> None:
    if beyond:
        report.fails(
            f"What was served does not cover entry {beyond[0]}, nor {len(beyond) - 1} others: they should not be here."
        )
        return
    report.holds(
        f"It rests on legal process {process.hash.hex()}, “{process.kind.value}”, which stands in that log, signed at the practice, and covers every entry that is here."
    )


def _is_of(order: ReleaseOrder, manifest: PackageManifest) -> bool:
    return (order.basis.value, order.basis_hash, order.conversation, order.recipient) == (
        manifest.basis.value,
        manifest.basis_hash,
        manifest.conversation,
        manifest.made_by,
    )


def _said(shape: type[SaidT], records: Collection[bytes], people: Mapping[AccountId, Succession]) -> list[_Said[SaidT]]:
    """Those of this kind that somebody signed whom they name and who may; both signatures of one stand as two records."""
    signers: dict[bytes, set[AccountId]] = {}
    bodies: dict[bytes, SaidT] = {}
    for record in sorted(records):
        try:
            signed = read(SignedBody, record)
            said = read(shape, signed.body)
        except ProofError:
            continue
        for account in (said.officer, said.approver):
            if account in people and _signed(people[account], signed):
                bodies[said.hash] = said
                signers.setdefault(said.hash, set()).add(account)
    return [_Said(said, frozenset(signers[hash_])) for hash_, said in bodies.items()]


def _signed(person: Succession, signed: SignedBody) -> bool:
    if person.newest.role not in ORDERING:
        return False
    for bundle in bundles(person):
        try:
            verify(bundle.signing_public, signed.body, signed.signature)
        except ProofError:
            continue
        return True
    return False
