"""What witnesses saw of the record log, as a client checks it (crypto.md §9.4)."""

from dataclasses import dataclass

from client_py.documents import Document, Signed
from client_py.http import Http
from client_py.record_log import ORIGIN, PREFIX, LogSeen
from client_py.trust import Trust
from server.crypto.note import read_note
from server.crypto.witnesses import SKEW_SECONDS, Witness, Witnesses, read_cosigned


@dataclass(frozen=True, slots=True)
class Standing:
    """A witness whom the root names. `head` and `seconds` (Unix) are what it cosigned last, None before the first."""

    witness: Witness
    head: LogSeen | None
    seconds: int | None
    late: bool
    """It has not cosigned for longer than the practice lets it."""


@dataclass(frozen=True, slots=True)
class LogWatched:
    """How far the record log was verified, and how each witness stands whom the root names."""

    seen: LogSeen
    witnesses: tuple[Standing, ...]

    @property
    def late(self) -> tuple[Standing, ...]:
        """Of whom nothing was heard for longer than the practice lets them: until they speak, a fork could be kept from them."""
        return tuple(each for each in self.witnesses if each.late)


class Witnessed(Document, frozen=True, kw_only=True):
    """GET /messaging/v1/log/witnessed."""

    witnesses: Signed | None
    cosigned: list[str]


async def standings(http: Http, trust: Trust, now: int, least: int | None = None) -> list[Standing]:
    """How each witness stands, every line verified under the root's word; `now` in Unix milliseconds, `least` the number of a list that was seen
    elsewhere. ProofError when something is forged, or the list is older.
    """
    return stand(await http.get(f"{PREFIX}/witnessed", Witnessed), trust, now, least)


def stand(shown: Witnessed, trust: Trust, now: int, least: int | None = None) -> list[Standing]:
    """The same of an answer."""
    said = trust.take_witnesses(None if shown.witnesses is None else shown.witnesses.proof, least)
    return [] if said is None else [_standing(each, said, shown.cosigned, now) for each in said.witnesses]


def _standing(witness: Witness, said: Witnesses, cosigned: list[str], now: int) -> Standing:
    found = [
        each for note in cosigned for each in read_cosigned(read_note(note), ORIGIN, said) if each.witness == witness
    ]
    if not found:
        return Standing(witness, None, None, late=True)
    newest = max(found, key=lambda each: each.seconds)
    ahead = newest.seconds * 1000 > now + SKEW_SECONDS * 1000
    late = ahead or newest.seconds * 1000 + said.within < now
    return Standing(witness, LogSeen(newest.checkpoint.size, newest.checkpoint.root), newest.seconds, late=late)
