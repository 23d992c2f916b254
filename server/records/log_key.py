"""The record log's own key and name (crypto.md §9.2): the service signs each head of it with its system key."""

from collections.abc import Callable

from server.crypto.account import AccountKeys
from server.crypto.note import sign_note


def log_origin(service: str) -> str:
    """By what name the log of a service signs."""
    return f"{service}/record-log"


def log_signer(secret: bytes, origin: str) -> Callable[[str], str]:
    """Signs the text of a checkpoint, for the holder of that account secret; gives the note as it is written."""
    key = AccountKeys.from_secret(secret).signing
    return lambda text: sign_note(text, origin, key).written
