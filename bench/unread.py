"""From when a notice is due to be posted to when every page of whom it is for shows that it waits: 200 people, two pages each of some."""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import httpx

from bench.addressed import Addressed
from bench.load import Client, Crowd, Target, apart
from bench.options import Options
from bench.pairs import Seat
from bench.report import Bar, Figure, Report, percentile
from bench.scene import Scene
from server.ids import InstanceId

PAIRS: Final = 100
RATE: Final = 40.0
"""Notices a second: all of them in five, far more than a practice posts."""

PAGES: Final = 2
"""Of the first ten people; everyone else has one."""
WITH_PAGES: Final = 10
POSTING: Final = 8
MOST_SECONDS: Final = Bar(1.0, at_least=False)


def run(scene: Scene, options: Options) -> Report:
    """One run against one server process."""
    pairs = 5 if options.quick else PAIRS
    people, intake = scene.addressed(pairs)
    with scene.server() as server:
        late = apart(announced, Target("ours", server.port), people, intake, RATE)
    figures = [
        Figure(f"p50, {len(people)} people", percentile(late, 0.5) * 1000, "ms"),
        Figure("p99", percentile(late, 0.99) * 1000, "ms"),
        Figure(f"the last of {len(late)} pages", max(late), "s", MOST_SECONDS),
    ]
    return Report("unread", figures)


def announced(target: Target, people: list[Addressed], intake: Seat, rate: float) -> list[float]:
    """Posts each notice when it is due, whatever became of the one before; how many seconds later each page was told."""
    crowd = Crowd()
    pages = [[_page(crowd, target, each) for _ in range(_pages(n))] for n, each in enumerate(people)]
    crowd.until_ready()
    start = time.monotonic() + 1.0
    dues = [start + n / rate for n in range(len(people))]
    with ThreadPoolExecutor(POSTING) as threads, httpx.Client(trust_env=False) as http:
        posts = [
            threads.submit(_post, http, target.port, each, intake, due) for each, due in zip(people, dues, strict=True)
        ]
        everyone = [page for each in pages for page in each]
        while not all(_told(page) for page in everyone):
            crowd.arrivals()
        for post in posts:
            post.result()
    late = [_told(page) - due for each, due in zip(pages, dues, strict=True) for page in each]
    crowd.close()
    return late


def _pages(number: int) -> int:
    return PAGES if number < WITH_PAGES else 1


def _page(crowd: Crowd, target: Target, person: Addressed) -> Client:
    client = crowd.add(Client(target, person.seat, InstanceId(os.urandom(16))))
    client.follow(person.conversation, 0)
    return client


def _told(page: Client) -> float:
    """When it was told that one notice is not read; 0 before."""
    return next((at for at, notices in page.noticed if notices == 1), 0.0)


def _post(http: httpx.Client, port: int, person: Addressed, intake: Seat, due: float) -> None:
    time.sleep(max(0.0, due - time.monotonic()))
    origin = f"http://localhost:{port}"
    headers = {"Cookie": intake.cookie, "Origin": origin, "Content-Type": "application/json"}
    said = http.post(f"{origin}/messaging/v1/notices", content=person.request, headers=headers)
    if said.status_code != httpx.codes.NO_CONTENT:
        raise RuntimeError(f"a notice was refused: {said.status_code}")
