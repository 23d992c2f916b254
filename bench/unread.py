"""From when a notice is due to be posted to when every page of whom it is for shows that it waits: 200 people by `client_py`, two of
their pages for some, and two people more at real browsers.
"""

import asyncio
import os
import shutil
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any, Final

import httpx
from playwright.async_api import Page, async_playwright

from bench.addressed import Addressed, Reader
from bench.load import apart
from bench.options import Options
from bench.pairs import Seat
from bench.report import Bar, Figure, Report, percentile
from bench.scene import Scene
from client_py.client import Client
from client_py.http import Http
from devkit.chromium import NAMES

PAIRS: Final = 100
RATE: Final = 20.0
"""Notices a second: all of them in ten, far more than a practice posts."""

PAGES: Final = 2
"""Of the first ten people; everyone else has one."""
WITH_PAGES: Final = 10
BROWSERS: Final = 2
AT_ONCE: Final = 10
"""So many prove their documents at a time."""
POSTING: Final = 8
"""So many of intake's requests are on their way at a time."""
AGAIN_SECONDS: Final = 0.1
MOST_SECONDS: Final = Bar(1.0, at_least=False)
SETTLE_SECONDS: Final = 2.0


@dataclass(frozen=True, slots=True)
class Late:
    """How many seconds after its notice was due each page was told."""

    clients: list[float]
    browsers: list[float]


def run(scene: Scene, options: Options) -> Report:
    """One run against one server process."""
    people, intake = scene.addressed(5 if options.quick else PAIRS)
    with scene.server(also={"WEBTHERAPY_STAFF_SECOND_FACTOR": "offered"}) as server:
        readers = scene.readers(server.port, BROWSERS)
        late = apart(announced, server.port, people, readers, intake)
    figures = [
        Figure(f"p50, {len(people)} people", percentile(late.clients, 0.5) * 1000, "ms"),
        Figure("p99", percentile(late.clients, 0.99) * 1000, "ms"),
        Figure(f"the last of {len(late.clients)} clients", max(late.clients), "s", MOST_SECONDS),
        Figure(f"the last of {len(late.browsers)} browser pages", max(late.browsers), "s", MOST_SECONDS),
    ]
    return Report("unread", figures)


def announced(port: int, people: list[Addressed], readers: list[Reader], intake: Seat) -> Late:
    """Posts each notice when it is due, whatever became of the one before."""
    return asyncio.run(_announced(f"http://localhost:{port}", people, readers, intake))


async def _announced(origin: str, people: list[Addressed], readers: list[Reader], intake: Seat) -> Late:
    async with AsyncExitStack() as exits:
        hands = asyncio.Semaphore(AT_ONCE)
        rows = [(each, place) for place, each in enumerate(people) for _ in range(_pages(place))]
        clients = await asyncio.gather(*(_client(exits, hands, origin, each) for each, _ in rows))
        pages = await _browsers(exits, origin, readers)
        poster = await exits.enter_async_context(httpx.AsyncClient(trust_env=False, base_url=origin, timeout=30))
        await asyncio.sleep(SETTLE_SECONDS)
        begun = asyncio.get_running_loop().time()
        # The browsers' notices come in the middle of the others.
        middle = len(people) // 2
        dues = [begun + place / RATE for place in range(len(people))]
        told = [
            asyncio.create_task(_told(client, dues[place])) for client, (_, place) in zip(clients, rows, strict=True)
        ]
        shown = [asyncio.create_task(_shown(page, dues[middle])) for page in pages]
        requests = [(each.request, due) for each, due in zip(people, dues, strict=True)]
        requests += [(reader.request, dues[middle]) for reader in readers]
        posting = asyncio.Semaphore(POSTING)
        await asyncio.gather(*(_post(poster, posting, intake, *each) for each in requests))
        return Late(clients=await asyncio.gather(*told), browsers=await asyncio.gather(*shown))


def _pages(place: int) -> int:
    return PAGES if place < WITH_PAGES else 1


async def _client(exits: AsyncExitStack, hands: asyncio.Semaphore, origin: str, person: Addressed) -> Client:
    """Somebody signed in, who has proved the practice and their conversation, and knows that nothing waits."""
    http = Http(origin)
    http.go_on(person.seat.cookie)
    client = await exits.enter_async_context(Client(http, person.opened))
    async with hands:
        await client.conversations()
        await client.wait_for_unread(lambda unread: unread.notices == 0)
    return client


async def _browsers(exits: AsyncExitStack, origin: str, readers: list[Reader]) -> list[Page]:
    """One page each, signed in, with nothing that waits."""
    playwright = await exits.enter_async_context(async_playwright())
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    # As root Chromium has no sandbox to offer.
    options: dict[str, Any] = {"args": ["--no-sandbox"]} if os.geteuid() == 0 else {}
    options |= {} if found is None else {"executable_path": found}
    browser = await playwright.chromium.launch(**options)
    exits.push_async_callback(browser.close)
    pages = []
    for reader in readers:
        page = await (await browser.new_context(locale="en-GB")).new_page()
        page.set_default_timeout(120_000)
        await page.goto(origin)
        await page.get_by_label("Your number").fill(reader.number)
        await page.get_by_label("Password", exact=True).fill(reader.password)
        await page.get_by_role("button", name="Sign in", exact=True).click()
        await page.get_by_role("heading", name="Today", level=1).wait_for()
        pages.append(page)
    return pages


async def _told(client: Client, due: float) -> float:
    await client.wait_for_unread(lambda unread: unread.notices == 1)
    return asyncio.get_running_loop().time() - due


async def _shown(page: Page, due: float) -> float:
    await page.get_by_role("navigation", name="Main").locator(".badge").first.wait_for()
    return asyncio.get_running_loop().time() - due


async def _post(http: httpx.AsyncClient, posting: asyncio.Semaphore, intake: Seat, request: bytes, due: float) -> None:
    """Until it is there: whoever is told to try again does, and the clock goes on."""
    await asyncio.sleep(max(0.0, due - asyncio.get_running_loop().time()))
    headers = {"Cookie": intake.cookie, "Origin": str(http.base_url).rstrip("/"), "Content-Type": "application/json"}
    async with posting:
        said = await http.post("/messaging/v1/notices", content=request, headers=headers)
        while said.status_code == httpx.codes.SERVICE_UNAVAILABLE:
            await asyncio.sleep(AGAIN_SECONDS)
            said = await http.post("/messaging/v1/notices", content=request, headers=headers)
    if said.status_code != httpx.codes.NO_CONTENT:
        raise RuntimeError(f"a notice was refused: {said.status_code}")
