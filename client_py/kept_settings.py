"""The settings of a person, as their browsers keep them (crypto.md §3.11): of these a program keeps the number of the witnesses' list (§9.4)."""

import os
from typing import Final

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


async def list_seen(http: Http, account: Account) -> int | None:
    """The generation of the list of witnesses that some client of this person has seen; None for none. ProofError when nobody of theirs sealed it."""
    _, settings = await _read(http, account)
    return _generation(settings)


async def keep_list(http: Http, account: Account, generation: int) -> None:
    """Keeps that number, unless a client of theirs has seen a newer list. Refusal when it cannot be kept now."""
    for _ in range(TRIES):
        version, settings = await _read(http, account)
        if (_generation(settings) or 0) >= generation and _generation(settings) is not None:
            return
        sealed = seal_settings(
            account.keys.settings, account.identity, version + 1, _with_list(settings, generation), os.urandom
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


def _generation(settings: Settings) -> int | None:
    found = [each.value for each in settings.choices if each.name == WITNESSES]
    return int(found[0]) if found and found[0].isascii() and found[0].isdigit() else None


def _with_list(settings: Settings, generation: int) -> Settings:
    others = [each for each in settings.choices if each.name != WITNESSES]
    choices = sorted([*others, Choice(WITNESSES, str(generation))], key=lambda each: each.name)
    seen = (settings.manifests_seen, settings.log_size, settings.log_root, settings.pins)
    return Settings(*seen, tuple(choices))
