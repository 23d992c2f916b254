"""The settings of a person, as their browsers keep them (crypto.md §3.11): of these a program keeps which custodians and witnesses were seen last (§7.1, §9.4)."""

import os
from dataclasses import dataclass
from typing import Final

from msgspec.structs import replace

from client_py.account import Account
from client_py.documents import Document, Octets
from client_py.http import Http
from server.crypto.hashing import sha256
from server.crypto.settings import Choice, Settings, open_settings, seal_settings
from server.errors import ProofError, Refusal, RefusalCode

PATH: Final = "/identity/v1/settings"
WITNESSES: Final = "witnesses"
"""The choice that holds the generation of the newest list of witnesses seen."""
TRIES: Final = 4
_NONE: Final = Settings(0, 0, sha256(b""), (), ())


class _SettingsAnswer(Document, frozen=True, kw_only=True):
    version: int
    sealed: Octets | None


class _SettingsRequest(Document, frozen=True, kw_only=True):
    version: int
    sealed: Octets


@dataclass(frozen=True, slots=True)
class Seen:
    """The newest that some client of this person has seen of what only rises."""

    manifests: int = 0
    """The generation of the custodian manifest, and one more; 0 for none."""
    witnesses: int | None = None
    """The generation of the list of witnesses; None for none."""

    def joined(self, other: "Seen") -> "Seen":
        """The newer of both."""
        lists = [each for each in (self.witnesses, other.witnesses) if each is not None]
        return Seen(max(self.manifests, other.manifests), max(lists, default=None))


async def read_seen(http: Http, account: Account) -> Seen:
    """What clients of this person have seen. ProofError when nobody of theirs sealed it."""
    _, settings = await _read(http, account)
    return _seen(settings)


async def keep_seen(http: Http, account: Account, seen: Seen) -> None:
    """Keeps what of it is newer than what some client of theirs has seen. Refusal when it cannot be kept now."""
    for _ in range(TRIES):
        version, settings = await _read(http, account)
        newest = _seen(settings).joined(seen)
        if newest == _seen(settings):
            return
        sealed = seal_settings(
            account.keys.settings, account.identity, version + 1, _with_seen(settings, newest), os.urandom
        )
        try:
            await http.tell(PATH, _SettingsRequest(version=version + 1, sealed=Octets(sealed)))
        except Refusal as refusal:
            if refusal.code is not RefusalCode.CONFLICT:
                raise
        else:
            return
    raise Refusal(RefusalCode.TRY_AGAIN)


async def _read(http: Http, account: Account) -> tuple[int, Settings]:
    kept = await http.get(PATH, _SettingsAnswer)
    if kept.sealed is None:
        return kept.version, _NONE
    for keys in account.ring.all:
        try:
            return kept.version, open_settings(keys.settings, account.identity, kept.version, bytes(kept.sealed))
        except ProofError as error:
            if error.reason != "wrong_key":
                raise
    raise ProofError("wrong_key")


def _seen(settings: Settings) -> Seen:
    found = [each.value for each in settings.choices if each.name == WITNESSES]
    witnesses = int(found[0]) if found and found[0].isascii() and found[0].isdigit() else None
    return Seen(settings.manifests_seen, witnesses)


def _with_seen(settings: Settings, seen: Seen) -> Settings:
    choices = [each for each in settings.choices if each.name != WITNESSES]
    if seen.witnesses is not None:
        choices.append(Choice(WITNESSES, str(seen.witnesses)))
    choices.sort(key=lambda each: each.name)
    return replace(settings, manifests_seen=seen.manifests, choices=tuple(choices))
