"""A therapist writes for themselves: what their page does, over HTTP."""

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

import httpx

from server.crypto.account import AccountKeys
from server.crypto.private_note import NotePlace, PrivateNote, open_private_note, seal_private_note
from server.ids import AccountId, ConversationId, NoteId
from server.records.sql import care
from tests.integration.house import Someone, now_ms, post
from tests.integration.practice.staff import Staffed, matched

NOTES = "/messaging/v1/private-notes"


async def meeting(staffed: Staffed) -> ConversationId:
    """A conversation of the practice's therapist and client."""
    return await matched(staffed, staffed.therapist, staffed.client)


def sealed(author: Someone, place: NotePlace, text: str, client: AccountId, keys: AccountKeys | None = None) -> bytes:
    """A note as its author's page seals it."""
    note = PrivateNote(client, now_ms(), text)
    return seal_private_note((keys or author.keys).notes, place, note, os.urandom)


async def write(
    author: Someone, conversation: ConversationId, note: bytes, version: int, words: bytes | None
) -> httpx.Response:
    """What the page does a moment after a key; None in the place of words deletes."""
    body = {"note": note, "conversation": bytes(conversation), "version": version, "sealed": words}
    return await post(author.browser, NOTES, body)


async def page(reader: Someone, conversation: bytes, before: str | None = None) -> list[dict[str, Any]]:
    """A page of notes."""
    behind = "" if before is None else f"&before={before}"
    said = await reader.browser.get(f"{NOTES}?conversation={text(conversation)}{behind}")
    assert said.status_code == 200, said.text
    notes: list[dict[str, Any]] = said.json()["notes"]
    return notes


async def places(reader: Someone) -> dict[str, dict[str, Any]]:
    """Whom somebody may write about, by conversation."""
    said = await reader.browser.get(f"{NOTES}/places")
    assert said.status_code == 200, said.text
    return {each["conversation"]: each for each in said.json()["places"]}


async def one(reader: Someone, note: bytes) -> httpx.Response:
    """One note as it is now."""
    return await reader.browser.get(f"{NOTES}/one?note={text(note)}")


def opened(author: Someone, kept: dict[str, Any], keys: AccountKeys | None = None) -> str:
    """The words of a note that the service has."""
    place = NotePlace(
        author.account,
        ConversationId(raw(kept["conversation"])),
        NoteId(raw(kept["note"])),
        kept["version"],
    )
    return open_private_note((keys or author.keys).notes, place, raw(kept["sealed"])).text


async def change_therapist(staffed: Staffed, conversation: ConversationId) -> None:
    """The client goes on with somebody else: whoever treated them there leaves."""
    async with staffed.home.messaging_database.transaction() as connection:
        closing = (conversation, "changed", staffed.client.account, b"body", bytes(64), now_ms())
        await connection.execute(care.close, *closing)
        await connection.fetch(care.leave, conversation, now_ms())


def text(value: bytes) -> str:
    """As in JSON."""
    return urlsafe_b64encode(value).rstrip(b"=").decode()


def raw(value: str) -> bytes:
    """From JSON."""
    return urlsafe_b64decode(value + "=" * (-len(value) % 4))
