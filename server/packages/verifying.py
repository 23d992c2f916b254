"""Verifying a package (crypto.md §13.2), without a server or a network: files in, sentences out."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from server.crypto.canonical import read
from server.crypto.content import EnvelopeKind
from server.crypto.envelope import EnvelopeHeader
from server.crypto.order import ORDERING
from server.crypto.package import MANIFEST_FILE, PackageBasis, PackageManifest, Part
from server.crypto.signing import SignedBody
from server.errors import ProofError
from server.ids import AccountId
from server.packages import attached, record
from server.packages.amendments import AMENDMENTS_FILE, say_amendments
from server.packages.attesting import Confirmed, check_witness, confirmed
from server.packages.calendar import LocalTime, offsets_hold
from server.packages.consented import (
    CONSENT_FILE,
    Released,
    check_entries,
    consent_record,
    prove_consent,
    say_logged,
    say_unshown,
)
from server.packages.documents import Proofs, read_proofs
from server.packages.entries import read_entries
from server.packages.log_proofs import Logged, prove_log, say_unproved
from server.packages.ordered import say_ordered, say_served
from server.packages.page import Page
from server.packages.reading import EntryError, Reading, ShownEnvelope, ShownOpening
from server.packages.reasons import said
from server.packages.report import Report
from server.packages.standing_in_log import InLog
from server.packages.trust import Trust, prove_trust
from server.packages.wrapping import check_files, compare_root
from server.roles import Role

Files = Mapping[str, bytes]

_LOOKED_AT = (
    AMENDMENTS_FILE,
    CONSENT_FILE,
    MANIFEST_FILE,
    "envelopes.bin",
    "proofs.json",
    "record.html",
    "record.json",
    "record.pdf",
)
_NEEDED = ("envelopes.bin", "proofs.json", "record.html", "record.json")


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found. `reading` is None where the words could not be proved."""

    report: Report
    manifest: PackageManifest | None = None
    reading: Reading | None = None


class _StopError(Exception):
    """Nothing behind this can be looked at; the report says why."""


def verify_package(files: Files, root: bytes | str | None = None) -> Verified:
    """Everything that can be said of a package; `root`: the fingerprint of the practice's root, where the reader knows it: 32 bytes, or its sixty digits."""
    verifying = _Verifying(files, Report(), root)
    try:
        return verifying.run()
    except _StopError:
        return Verified(verifying.report)


class _Verifying:
    def __init__(self, files: Files, report: Report, root: bytes | str | None) -> None:
        self.files = files
        self.report = report
        self.root = root

    def run(self) -> Verified:
        signed, manifest = self._manifest()
        check_files(self.report, self.files, manifest.files, _NEEDED)
        proofs = self._proofs()
        trust = self._trust(proofs)
        self._check_maker(signed, manifest, trust)
        reading = self._read(manifest, trust, proofs)
        self._check_attested(reading, proofs)
        self._check_sessions(reading, proofs)
        logged = self._check_log(reading, proofs)
        self._check_basis(reading, logged)
        if AMENDMENTS_FILE in self.files:
            say_amendments(self.report, self.files[AMENDMENTS_FILE], trust)
        self._check_attachments(reading, proofs)
        self._check_shown(reading, proofs)
        return Verified(self.report, manifest, reading)

    def _manifest(self) -> tuple[SignedBody, PackageManifest]:
        try:
            signed = read(SignedBody, self.files[MANIFEST_FILE])
            return signed, read(PackageManifest, signed.body)
        except (KeyError, ProofError):
            raise self._stop(
                f"{MANIFEST_FILE} is missing or cannot be read: this is no package, or it was altered."
            ) from None

    def _proofs(self) -> Proofs:
        try:
            proofs = read_proofs(self.files["proofs.json"])
        except (KeyError, ProofError):
            raise self._stop("proofs.json is missing or cannot be read: nothing can be proved without it.") from None
        if not offsets_hold(proofs.told.offsets):
            raise self._stop("proofs.json tells no times of day.")
        return proofs

    def _trust(self, proofs: Proofs) -> Trust:
        try:
            trust = prove_trust(proofs)
        except ProofError as error:
            raise self._stop(f"The people of this record do not prove who they are: {said(error.reason)}.") from None
        compare_root(self.report, trust.root.fingerprint, self.root)
        self.report.holds("Everyone's keys, and that they have this conversation, are vouched for by that practice.")
        return trust

    def _check_maker(self, signed: SignedBody, manifest: PackageManifest, trust: Trust) -> None:
        try:
            person = trust.people[manifest.made_by].at(manifest.bundle_hash)
            signed.verified(PackageManifest, person.bundle.signing_public)
        except (KeyError, ProofError):
            raise self._stop("The package is not signed by whom it names as its maker.") from None
        if trust.match.hash != manifest.match_hash or trust.match.conversation != manifest.conversation:
            raise self._stop("The package is of another conversation than its proofs.")
        if manifest.basis is PackageBasis.COPY and manifest.made_by not in trust.members:
            self.report.fails("The maker takes no part in this conversation: it is nobody's own copy.")
        self.report.holds(f"The package was signed by its maker, account {manifest.made_by.hex()} ({person.role}).")

    def _read(self, manifest: PackageManifest, trust: Trust, proofs: Proofs) -> Reading:
        try:
            reading = Reading(manifest, trust, [each.proof for each in proofs.epochs])
        except ProofError as error:
            raise self._stop(f"The keys of an epoch do not hold: {said(error.reason)}.") from None
        try:
            reading.take_all(read_entries(self.files.get("envelopes.bin", b"")))
        except EntryError as error:
            raise self._stop(f"Entry {error.sequence} does not hold: {said(error.reason)}.") from None
        spoken = sum(1 for each in reading.shown if isinstance(each, ShownEnvelope))
        self.report.holds(
            f"Each of the {len(reading.shown)} entries holds: {spoken} messages are signed by whom they name, and the words shown are the ones signed."
        )
        return reading

    def _check_attested(self, reading: Reading, proofs: Proofs) -> None:
        witnesses: list[EnvelopeHeader] = []
        for witness in proofs.witnesses:
            try:
                witnesses.append(check_witness(reading, witness))
            except ProofError as error:
                self.report.fails(f"A later message that should confirm this record does not: {said(error.reason)}.")
        self._say_range(reading, proofs)
        rows = confirmed(reading, witnesses)
        for part in reading.manifest.parts:
            self._say_confirmed(reading, part, [row for row in rows if row.part is part], proofs)

    def _say_confirmed(self, reading: Reading, part: Part, rows: list[Confirmed], proofs: Proofs) -> None:
        for each in rows:
            if each.last:
                span = _span(part.first, each.last)
                self.report.holds(
                    f"{self._who(reading, each.account, proofs)} confirms {span} by signature: nothing is missing, moved or put in there."
                )
        last = max((each.last for each in rows), default=0) or part.first - 1
        if last < part.last:
            span = _span(last + 1, part.last)
            self.report.notes(f"That nothing is missing or moved in {span} the maker of this package says alone.")

    def _say_range(self, reading: Reading, proofs: Proofs) -> None:
        parts = reading.manifest.parts
        offsets = proofs.told.offsets
        first, last = (LocalTime(reading.shown[place].time, offsets).full for place in (0, -1))
        covered = ", ".join(_span(part.first, part.last) for part in parts)
        self.report.notes(f"This package covers {covered}: {first} to {last} ({proofs.told.zone}).")
        outside = [(before.last + 1, after.first - 1) for before, after in pairwise(parts)]
        if parts[0].first > 1:
            outside.insert(0, (1, parts[0].first - 1))
        for first_missing, last_missing in outside:
            self.report.notes(f"Not in this package: {_span(first_missing, last_missing)}.")
        self.report.notes(f"What came after entry {parts[-1].last} no package can show.")

    def _check_sessions(self, reading: Reading, proofs: Proofs) -> None:
        for session in reading.sessions.values():
            at = session.began if session.began is not None else session.ended
            named = f"The live session of {LocalTime(at or 0, proofs.told.offsets).full}"
            missing = [
                self._who(reading, each, proofs) for each in reading.trust.members if each not in session.sealed_by
            ]
            if session.ended is None:
                self.report.notes(f"{named} has no end in this package.")
            elif missing:
                self.report.notes(f"{named} is not signed by {' and '.join(missing)} in this package.")
            else:
                self.report.holds(f"{named} is signed by everyone who took part.")

    def _check_log(self, reading: Reading, proofs: Proofs) -> Logged | None:
        if proofs.log is None:
            self.report.notes("The package holds no proofs of the record log.")
            return None
        try:
            logged = prove_log(proofs.log, reading.trust.people)
        except ProofError as error:
            self.report.fails(f"The proofs of the record log do not hold: {said(error.reason)}.")
            return None
        self.report.holds(
            f"The record log of {logged.checkpoint.origin}, with {logged.checkpoint.size} entries, is signed by the service."
        )
        say_unproved(self.report, logged)
        InLog(self.report, reading, proofs.match.proof.encoded(), self.files["envelopes.bin"], logged).say()
        return logged

    def _check_basis(self, reading: Reading, logged: Logged | None) -> None:
        """What lets it out: of a release by consent, that it covers every entry that is here."""
        manifest = reading.manifest
        if manifest.basis is PackageBasis.COPY:
            if CONSENT_FILE in self.files:
                self.report.notes(f"{CONSENT_FILE} is the maker's, and was not looked at: a copy rests on no consent.")
            return
        entries = [_standing(each) for each in reading.shown]
        records = frozenset[bytes]() if logged is None else logged.records
        role = reading.trust.people[manifest.made_by].newest.role
        if logged is not None and role in ORDERING:
            say_ordered(self.report, reading, records)
        if manifest.basis is not PackageBasis.CONSENT:
            say_served(self.report, reading, records, entries)
            return
        data = self.files.get(CONSENT_FILE, b"")
        client = next(each.account for each in reading.trust.match.participants if each.role is Role.CLIENT)
        consent = prove_consent(self.report, data, _released(manifest, client, role), reading.trust.people[client])
        if consent is None:
            return
        check_entries(self.report, consent, entries)
        if logged is not None:
            say_logged(self.report, consent, consent_record(data), records)
        say_unshown(self.report)

    def _check_attachments(self, reading: Reading, proofs: Proofs) -> None:
        wrong, missing, held = attached.check(reading, proofs, self.files)
        for name in wrong:
            self.report.fails(f"{name} is not the file that the letter speaks of.")
        if held:
            self.report.holds(f"{held} files are the ones that the letters speak of.")
        if missing:
            self.report.notes(f"{missing} files that letters speak of are not in this package.")

    def _check_shown(self, reading: Reading, proofs: Proofs) -> None:
        made = record.record_of(reading, proofs.told)
        shown = {"record.json": record.write_record(made), "record.html": Page(made, proofs.told.offsets).written()}
        for name, expected in shown.items():
            if self.files.get(name) == expected:
                self.report.holds(f"{name} shows exactly these entries: no word more, no word less.")
            else:
                self.report.fails(f"{name} shows something else than what was signed.")
        for each in proofs.told.names:
            self.report.notes(
                f"Whom the maker calls “{each.name}” is account {bytes(each.account).hex()}: the name is only told."
            )
        self.report.notes(
            f"Times of day are shown as of {proofs.told.zone}, as the maker tells it; record.json has them in UTC, too."
        )
        for name in sorted(self.files.keys() - {*_LOOKED_AT}):
            if not name.startswith(attached.FOLDER):
                self.report.notes(f"{name} is the maker's, and was not looked at.")
        if "record.pdf" in self.files:
            self.report.notes(
                "record.pdf is for reading. What it shows is not compared: where it matters, read record.html."
            )

    def _who(self, reading: Reading, account: AccountId, proofs: Proofs) -> str:
        """By the certified role, and by the name that the maker tells."""
        names = {bytes(each.account): each.name for each in proofs.told.names}
        role = reading.trust.people[account].newest.role.value
        return f"{names.get(account) or account.hex()} ({role})"

    def _stop(self, words: str) -> _StopError:
        self.report.fails(words)
        return _StopError()


def _span(first: int, last: int) -> str:
    return f"entry {first}" if first == last else f"entries {first} to {last}"


def _released(manifest: PackageManifest, client: AccountId, role: Role) -> Released:
    return Released(
        basis_hash=manifest.basis_hash,
        client=client,
        conversation=manifest.conversation,
        scope_from=manifest.scope_from,
        scope_until=manifest.scope_until,
        made_by=manifest.made_by,
        role=role,
        made_at=manifest.made_at,
        notes=False,
    )


def _standing(shown: ShownOpening | ShownEnvelope) -> tuple[int, int, EnvelopeKind | None]:
    return shown.sequence, shown.time, shown.envelope.kind if isinstance(shown, ShownEnvelope) else None
