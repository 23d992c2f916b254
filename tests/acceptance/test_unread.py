"""Unread counts on every open page (protocol.md §2.2), through real processes."""

import asyncio
import os
from contextlib import AsyncExitStack

import pytest

from client_py import practice
from client_py.client import Client
from client_py.documents import Document, Signed
from client_py.notices import mark_read, post_notice
from server.crypto.bundle import verify_bundle
from server.crypto.canonical import read
from server.crypto.notice import Notice, NoticeKind, NoticePurpose, make_notice
from server.crypto.notice_content import NoticeContent
from server.errors import Refusal
from server.ids import NoticeId
from server.protocol import frames
from tests.acceptance.house import House
from tests.acceptance.raw import Raw, raw
from tests.acceptance.service import Running


class Received(Document, frozen=True, kw_only=True):
    """A notice in its recipient's mailbox."""

    notice: Signed
    read_at: int | None


class Page(Document, frozen=True, kw_only=True):
    """GET /messaging/v1/notices."""

    notices: list[Received]


HOURS = NoticeContent("Hours", "Nine.")


async def counted(page: Raw, notices: int) -> None:
    """The page is told that so many wait."""
    while True:
        frame = await page.next()
        if isinstance(frame, frames.Unread) and frame.notices == notices:
            return


async def post(staff: Client, recipient: Client, content: NoticeContent = HOURS) -> NoticeId:
    """A notice of intake's."""
    people = {bytes(each.account): each for each in await practice.certified_people(staff)}
    to = verify_bundle(people[bytes(recipient.account.identity)].bundle.proof)
    own = verify_bundle(people[bytes(staff.account.identity)].bundle.proof)
    keys = staff.account.keys_of(own)
    purpose = NoticePurpose(notice_id=NoticeId(os.urandom(16)), kind=NoticeKind.UPDATE)
    made = make_notice(keys.signing, own, to, purpose, content, 1)
    await post_notice(staff, made)
    return purpose.notice_id


async def test_every_open_page_is_told_in_every_process(running: Running, house: House) -> None:
    """After the welcome, when a notice comes, and when it was read on one of them."""
    pair = house.pairs[2]
    async with running.another() as other, await house.intake.sign_in(running.url) as staff:
        here, there = await pair.client.sign_in(running.url), await pair.client.sign_in(other.origin)
        async with here, there, raw(here) as one, raw(there) as two:
            for page in (one, two):
                await counted(page, 0)
            await there.conversations()
            notice = await post(staff, here)
            await asyncio.gather(counted(one, 1), counted(two, 1), there.wait_for_unread(lambda now: now.notices == 1))
            await mark_read(there, [notice])
            await asyncio.gather(counted(one, 0), counted(two, 0), there.wait_for_unread(lambda now: now.notices == 0))
            await here.sign_out()
            await there.sign_out()
            with pytest.raises(Refusal, match="signed_out"):
                await there.wait_for_unread(lambda now: now.notices == 7)


async def test_a_notice_to_each_of_many_is_told_to_each_and_to_nobody_else(running: Running, house: House) -> None:
    """All who are connected are told of their own, on every page of theirs, whichever process they are at."""
    people = [person for pair in house.pairs for person in (pair.client, pair.therapist)]
    async with AsyncExitStack() as exits:
        other = await exits.enter_async_context(running.another())
        staff = await exits.enter_async_context(await house.intake.sign_in(running.url))
        pages: list[tuple[Client, Raw]] = []
        for number, person in enumerate(people):
            url = running.url if number % 2 else other.origin
            reader = await exits.enter_async_context(await person.sign_in(url))
            pages += [(reader, await exits.enter_async_context(raw(reader))) for _ in range(2)]
        readers = [reader for reader, _ in pages[::2]]
        await asyncio.gather(*(told_truly(page, reader) for reader, page in pages))
        notices = await asyncio.gather(*(post(staff, reader) for reader in readers))
        await asyncio.gather(*(told_truly(page, reader) for reader, page in pages))
        for reader, notice in zip(readers, notices, strict=True):
            assert await unread(reader) & set(notices) == {notice}
            await mark_read(reader, [notice])
        await asyncio.gather(*(told_truly(page, reader) for reader, page in pages))
        for reader in readers:
            assert not await unread(reader) & set(notices)


async def told_truly(page: Raw, reader: Client) -> None:
    """The page is told anew how many wait, and it is so. What the service has to say of what others did before may come in between."""
    while True:
        frame = await page.next()
        if isinstance(frame, frames.Unread) and frame.notices == len(await unread(reader)):
            return


async def unread(reader: Client) -> set[NoticeId]:
    """What waits for somebody."""
    shown = (await reader.http.get("/messaging/v1/notices", Page)).notices
    return {read(Notice, each.notice.proof.body).notice_id for each in shown if each.read_at is None}
