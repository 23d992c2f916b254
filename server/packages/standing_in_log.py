"""What of a package its log proofs show to stand in the record log, by name, and that they speak of nothing else (crypto.md §13.2)."""

from collections.abc import Sequence

from server.crypto.canonical import read
from server.crypto.consent import Revocation
from server.crypto.content import EnvelopeKind
from server.crypto.hashing import sha256
from server.crypto.order import ReleaseOrder
from server.crypto.package import PackageManifest
from server.errors import ProofError
from server.packages.entries import read_entries
from server.packages.log_proofs import Logged, body_of, what_is
from server.packages.reading import Reading, ShownEnvelope, ShownOpening
from server.packages.report import Report


class InLog:
    """The records of a log's proofs beside what a package is of."""

    def __init__(self, report: Report, reading: Reading, match: bytes, envelopes: bytes, logged: Logged) -> None:
        self._report = report
        self._reading = reading
        self._match = match
        self._records = logged.records
        self._bodies = {body for each in logged.records if (body := body_of(each)) is not None}
        shown = {each.sequence for each in reading.shown if isinstance(each, ShownEnvelope) and _is_seal(each)}
        self._seals = {each.sequence: each.payload for each in read_entries(envelopes) if each.sequence in shown}

    def say(self) -> None:
        """Match, openings, seals; and whatever is none of these, and no basis of this package."""
        self._say_openings()
        self._say_seals()
        for record in sorted(self._records):
            if not self._is_of_package(record):
                self._report.fails(
                    f"The proofs of the record log speak of something else than this package, {what_is(record)}: it should not be here."
                )

    def _say_openings(self) -> None:
        shown = {each.header.epoch for each in self._reading.shown if isinstance(each, ShownOpening)}
        epochs = sorted(shown | set(self._reading.epochs))
        missing = [each for each in epochs if self._reading.epochs[each].encoded() not in self._bodies]
        matched = self._match in self._records
        if matched and not missing:
            self._report.holds(
                f"That this conversation exists, and all {len(epochs)} openings of keys in it, stand in that log."
            )
            return
        if not matched:
            self._report.notes("That this conversation exists is not shown to stand in that log.")
        found = len(epochs) - len(missing)
        self._report.notes(
            f"{found} of {len(epochs)} openings of keys are shown to stand in that log{_but('that of epoch', 'those of epochs', missing)}."
        )

    def _say_seals(self) -> None:
        missing = [sequence for sequence, payload in self._seals.items() if payload not in self._records]
        if not missing and self._seals:
            self._report.holds(f"All {len(self._seals)} signatures under live sessions stand in that log.")
        elif missing:
            found = len(self._seals) - len(missing)
            self._report.notes(
                f"{found} of {len(self._seals)} signatures under live sessions are shown to stand in that log{_but('entry', 'entries', missing)}."
            )

    def _is_of_package(self, record: bytes) -> bool:
        body = body_of(record)
        if body is None:
            return record in self._seals.values()
        openings = (each.encoded() for each in self._reading.epochs.values())
        return record == self._match or body in openings or _is_basis(body, self._reading.manifest)


def _is_basis(body: bytes, manifest: PackageManifest) -> bool:
    if sha256(body) == manifest.basis_hash:
        return True
    try:
        order = read(ReleaseOrder, body)
    except ProofError:
        return _takes_back(body)
    return order.basis_hash == manifest.basis_hash and order.conversation == manifest.conversation


def _takes_back(body: bytes) -> bool:
    """A revocation is never too much: it can only stop what a package rests on."""
    try:
        read(Revocation, body)
    except ProofError:
        return False
    return True


def _is_seal(shown: ShownEnvelope) -> bool:
    return shown.envelope.kind is EnvelopeKind.SEAL


def _but(one: str, several: str, missing: Sequence[int]) -> str:
    if not missing:
        return ""
    return f", but not {one if len(missing) == 1 else several} {', '.join(map(str, missing))}"
