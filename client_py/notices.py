"""Notices over HTTP (protocol.md §1.5): posting them, and marking one's own as read."""

from collections.abc import Sequence
from typing import Final

from client_py.client import Client
from client_py.documents import Document, Octets, Signed
from server.crypto.notice import MadeNotice
from server.ids import NoticeId

PATH: Final = "/messaging/v1/notices"


class NoticeToPost(Document, frozen=True, kw_only=True):
    """A notice as its sender made it."""

    notice: Signed
    sealed: Octets


class Seen(Document, frozen=True, kw_only=True):
    """Notices that their reader has seen."""

    notices: list[Octets]


async def post_notice(sender: Client, made: MadeNotice) -> None:
    """Post it; the same again is fine."""
    await sender.http.tell(PATH, NoticeToPost(notice=Signed.of(made.signed), sealed=Octets(made.sealed)))


async def mark_read(reader: Client, notices: Sequence[NoticeId]) -> None:
    """These were read."""
    await reader.http.tell(f"{PATH}/read", Seen(notices=[Octets(each) for each in notices]))
