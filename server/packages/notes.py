"""Verifying a package of a therapist's own notes (crypto.md §14): by whose consent, by whose word. It proves nothing of the record."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final

import msgspec

from server.crypto.canonical import read
from server.crypto.consent import Consent
from server.crypto.notes_package import NotesManifest, verify_notes
from server.crypto.package import MANIFEST_FILE
from server.crypto.signing import SignedBody
from server.crypto.succession import Succession
from server.errors import ProofError
from server.packages.calendar import offsets_hold
from server.packages.consented import CONSENT_FILE, Released, consent_record, prove_consent, say_logged, say_unshown
from server.packages.documents import Hex, Log, Person, Signed, read_hex
from server.packages.log_proofs import prove_log, say_unproved
from server.packages.notes_page import ToldNotes, notes_page
from server.packages.reasons import said
from server.packages.report import Report
from server.packages.trust import Known, prove_people
from server.packages.wrapping import check_files, compare_root

FORMAT: Final = "webtherapy/v1/notes-proofs"
_FILES: Final = (CONSENT_FILE, "notes.html", "notes.json", "proofs.json")


class NotesProofs(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """proofs.json of a package of notes: who the client and the author are, and what of the consent stands in the log."""

    format: str
    root: Hex
    delegations: list[Signed]
    people: list[Person]
    log: Log | None


class _ToldNote(msgspec.Struct, frozen=True, kw_only=True):
    begun_at: int
    text: str


class _ToldNotes(msgspec.Struct, frozen=True, kw_only=True):
    patient: str
    conversation: Hex
    zone: str
    offsets: list[tuple[int, int]]
    made_at: int
    notes: list[_ToldNote]


class _StopError(Exception):
    """Nothing behind this can be looked at; the report says why."""


def is_of_notes(files: Mapping[str, bytes]) -> bool:
    """Whether it says of itself that it is a package of notes."""
    try:
        read(NotesManifest, read(SignedBody, files[MANIFEST_FILE]).body)
    except (KeyError, ProofError):
        return False
    return True


def verify_notes_package(files: Mapping[str, bytes], root: bytes | str | None = None) -> Report:
    """Everything that can be said of it; `root` as of `verify_package`."""
    report = Report()
    with suppress(_StopError):
        _verify(report, files, root)
    return report


def _verify(report: Report, files: Mapping[str, bytes], root: bytes | str | None) -> None:
    signed = read(SignedBody, files[MANIFEST_FILE])
    manifest = read(NotesManifest, signed.body)
    check_files(report, files, manifest.files, _FILES)
    for name in sorted({each.name for each in manifest.files} - {*_FILES}):
        report.fails(f"{name} is no file of a package of notes.")
    proofs, known = _proved(report, files)
    compare_root(report, known.root.fingerprint, root)
    author, client = _person(report, known, manifest.made_by), _person(report, known, manifest.client)
    _check_author(report, signed, author, manifest)
    consent = prove_consent(report, files.get(CONSENT_FILE, b""), _released(manifest, author), client)
    if consent is not None:
        _say_logged(report, proofs, known, consent, files[CONSENT_FILE])
    _check_notes(report, files, manifest)
    report.notes(
        "Notes are their author's word alone: this package holds nothing of the record, and nothing of the record confirms what they say."
    )


def _proved(report: Report, files: Mapping[str, bytes]) -> tuple[NotesProofs, Known]:
    try:
        proofs = msgspec.json.decode(files["proofs.json"], type=NotesProofs, dec_hook=read_hex)
    except (KeyError, msgspec.DecodeError, UnicodeDecodeError, ValueError, RecursionError):
        raise _stop(report, "proofs.json is missing or cannot be read: nothing can be proved without it.") from None
    if proofs.format != FORMAT:
        raise _stop(report, "proofs.json is of another kind of package: nothing can be proved without its own.")
    try:
        known = prove_people(bytes(proofs.root), [each.proof for each in proofs.delegations], proofs.people)
    except ProofError as error:
        raise _stop(report, f"Author and client do not prove who they are: {said(error.reason)}.") from None
    return proofs, known


def _person(report: Report, known: Known, account: Any) -> Succession:
    if account not in known.people:
        raise _stop(report, f"Nobody vouches in this package for account {account.hex()}, whom it names.")
    return known.people[account]


def _check_author(report: Report, signed: SignedBody, author: Succession, manifest: NotesManifest) -> None:
    try:
        verify_notes(signed, author.at(manifest.bundle_hash).bundle)
    except (KeyError, ProofError):
        raise _stop(report, "The package is not signed by whom it names as its author.") from None
    report.holds(f"The package was signed by the author, account {manifest.made_by.hex()} ({author.newest.role}).")


def _released(manifest: NotesManifest, author: Succession) -> Released:
    return Released(
        basis_hash=manifest.consent_hash,
        client=manifest.client,
        conversation=manifest.conversation,
        scope_from=manifest.scope_from,
        scope_until=manifest.scope_until,
        made_by=manifest.made_by,
        role=author.newest.role,
        made_at=manifest.made_at,
        notes=True,
    )


def _say_logged(report: Report, proofs: NotesProofs, known: Known, consent: Consent, data: bytes) -> None:
    if proofs.log is None:
        report.notes("The package holds no proofs of the record log.")
    else:
        try:
            logged = prove_log(proofs.log, known.people)
        except ProofError as error:
            report.fails(f"The proofs of the record log do not hold: {said(error.reason)}.")
        else:
            say_unproved(report, logged)
            say_logged(report, consent, consent_record(data), logged.records)
    say_unshown(report)


def _check_notes(report: Report, files: Mapping[str, bytes], manifest: NotesManifest) -> None:
    """Each was begun in the span, they are told of this conversation, the oldest first, and the page for people shows them and nothing else."""
    try:
        told = msgspec.json.decode(files.get("notes.json", b""), type=_ToldNotes, dec_hook=read_hex)
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError, RecursionError):
        report.fails("notes.json cannot be read.")
        return
    if not offsets_hold(told.offsets):
        report.fails("notes.json tells no times of day.")
        return
    _check_told(report, told, manifest)
    if files.get("notes.html") == _page(told, manifest):
        report.holds("notes.html shows exactly these notes: no word more, no word less.")
    else:
        report.fails("notes.html shows something else than notes.json.")
    report.notes(f"Times of day are shown as of {told.zone}, as the author tells it; notes.json has them in UTC, too.")


def _page(told: _ToldNotes, manifest: NotesManifest) -> bytes:
    return notes_page(
        ToldNotes(
            patient=told.patient,
            scope_from=manifest.scope_from,
            scope_until=manifest.scope_until,
            zone=told.zone,
            offsets=told.offsets,
            made_at=manifest.made_at,
            notes=[(each.begun_at, each.text) for each in told.notes],
        )
    )


def _check_told(report: Report, told: _ToldNotes, manifest: NotesManifest) -> None:
    begun = [each.begun_at for each in told.notes]
    if bytes(told.conversation) != manifest.conversation:
        report.fails("notes.json tells of another conversation than the author signed.")
    elif not begun or not all(manifest.scope_from <= each <= manifest.scope_until for each in begun):
        report.fails("notes.json has a note from outside the time that the consent covers, or none at all.")
    elif told.made_at != manifest.made_at:
        report.fails("notes.json tells of another time of making than the author signed.")
    elif begun != sorted(begun):
        report.fails("The notes do not stand in the order in which they were begun.")
    else:
        report.holds(f"It holds {len(begun)} notes, each begun in the time that the consent covers.")


def _stop(report: Report, words: str) -> _StopError:
    report.fails(words)
    return _StopError()
