"""What a basis covers, entry by entry (crypto.md §13.1): the one rule that service, custodians, makers and verifiers ask."""

from collections.abc import Collection
from typing import Final, Protocol

from server.crypto.canonical import read
from server.crypto.consent import SILENT, Consent, ScopeKind
from server.crypto.content import EnvelopeKind
from server.crypto.order import Basis
from server.crypto.process import Process

_KINDS: Final = {
    EnvelopeKind.TEXT: ScopeKind.TEXT,
    EnvelopeKind.LETTER: ScopeKind.LETTER,
    EnvelopeKind.APPOINTMENT: ScopeKind.APPOINTMENT,
}


class NamesScope(Protocol):
    """A consent or a process: of which kinds, and of which span, both ends included."""

    @property
    def kinds(self) -> Collection[ScopeKind]:
        """What is let out."""

    @property
    def scope_from(self) -> int:
        """From when."""

    @property
    def scope_until(self) -> int:
        """Until when."""


def covers(scope: NamesScope, time: int, kind: EnvelopeKind | None) -> bool:
    """Whether an entry (kind: None for an epoch's opening) may be let out. What says nothing may stand between; seals come later than what they seal."""
    if time < scope.scope_from or (time > scope.scope_until and kind is not EnvelopeKind.SEAL):
        return False
    return kind is None or kind in SILENT or _KINDS[kind] in scope.kinds


def scope_named(basis: Basis, body: bytes) -> Consent | Process | None:
    """What an order's basis names; None where it names epochs alone, all of whose entries are covered. Whether it holds is checked beside this."""
    if basis is Basis.CONSENT:
        return read(Consent, body)
    return read(Process, body) if basis is Basis.LEGAL else None
