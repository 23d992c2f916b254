"""Who calls, and what the service said: what every sequence is made of."""

import asyncio
import secrets
from collections import Counter
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine

from server.roles import Role
from server.storage.database import Database
from tests.integration.house import Someone, activate, house, now_ms, post
from tests.integration.practice.ordering import Openable
from tests.integration.practice.releasing import MESSAGING, Release
from tests.integration.practice.sequences.oracle import GivenConsent, Oracle, Ordered, Served
from tests.integration.practice.staff import Staffed, found, vouch

ResultT = TypeVar("ResultT")
CUSTODIANS: Final = ("first", "second", "third", "fourth")
PEOPLE: Final = ("client", "therapist", "officer", "owner", "intake", *CUSTODIANS)
WHO: Final = st.sampled_from([*["right"] * len(PEOPLE), *PEOPLE])
"""Whoever may, more often than the others."""

RUNS: Final = st.lists(st.tuples(st.integers(1, 10), st.integers(0, 3)), min_size=1, max_size=2)
RESTS: Final = st.sampled_from(["consent", "consent", "legal", "emergency"])
EPOCHS: Final = st.sets(st.integers(1, 3), min_size=1)
LONG: Final = 24 * 20
"""Hours that a sequence seldom outlasts."""

HOURS: Final = st.sampled_from([1, 1, 1, 2, 2, 30, 24 * 8])


@dataclass(slots=True)
class World:
    """A practice of its own, and everyone in it; people meet in a new conversation for every sequence."""

    loop: asyncio.AbstractEventLoop
    exits: AsyncExitStack
    staffed: Staffed
    people: dict[str, Someone]
    keeping: tuple[str, ...] = ("first", "second", "third")
    """Who keeps the shares now."""
    before: dict[bytes, tuple[str, ...]] = field(default_factory=dict)
    """Who keeps them under each manifest."""
    yes: Counter[str] = field(default_factory=Counter)
    """How often the service said yes, by what was asked."""

    def run(self, work: Coroutine[Any, Any, ResultT]) -> ResultT:
        """Until it is done."""
        return self.loop.run_until_complete(work)

    @property
    def database(self) -> Database:
        """The messaging side's."""
        return self.staffed.home.messaging_database


async def found_world(loop: asyncio.AbstractEventLoop, exits: AsyncExitStack, urls: tuple[str, str, str]) -> World:
    """A practice with an officer and a fourth custodian."""
    home = await exits.enter_async_context(house(urls[0], urls[1], urls[2], f"test-{secrets.token_hex(8)}:"))
    staffed = await found(home)
    officer, fourth = await activate(home, Role.OFFICER), await activate(home, Role.CUSTODIAN)
    for each in (officer, fourth):
        await each.post_bundle()
        assert (await vouch(staffed.intake, staffed.certifier, each)).status_code == 204
    people = {"client": staffed.client, "therapist": staffed.therapist, "officer": officer, "owner": staffed.owner}
    people |= {"intake": staffed.intake} | dict(zip(CUSTODIANS, [*staffed.custodians, fourth], strict=True))
    world = World(loop, exits, staffed, people)
    world.before[staffed.manifest.hash] = world.keeping
    return world


class Calls(RuleBasedStateMachine):
    """Calls in any order. `ask` says what the service said; every yes is put to the oracle."""

    world: World
    made: Openable
    case: Release
    oracle: Oracle
    refused: str

    def __init__(self) -> None:
        super().__init__()
        self.consents: list[GivenConsent] = []
        self.processes: list[Served] = []
        self.orders: list[Ordered] = []
        self.done: list[tuple[str, str, dict[str, Any]]] = []

    @property
    def people(self) -> dict[str, Someone]:
        """By what they are called."""
        return self.world.people

    @property
    def clock(self) -> Any:
        """The service's."""
        return self.world.staffed.home.clock

    @property
    def now(self) -> int:
        """What the service's clock says."""
        return now_ms() + int(self.clock.ahead_ms)

    def run(self, work: Coroutine[Any, Any, ResultT]) -> ResultT:
        """Until it is done."""
        return self.world.run(work)

    def ask(self, name: str, path: str, body: dict[str, Any]) -> bool:
        """Whether the service says yes to somebody; whatever else it says is a refusal of its own."""
        said = self.run(post(self.people[name].browser, f"{MESSAGING}/{path}", body))
        assert said.status_code in (204, 400, 403, 404, 409, 422), said.text
        self.oracle.now = self.now
        self.refused = said.text
        if said.status_code == 204:
            self.done.append((name, path, body))
            self.world.yes[path] += 1
        return said.status_code == 204

    def shown(self, name: str, path: str) -> dict[str, Any] | None:
        """What the service shows somebody; None for a refusal."""
        said = self.run(self.people[name].browser.get(f"{MESSAGING}/{path}"))
        assert said.status_code in (200, 400, 403, 404, 409, 422), said.text
        self.oracle.now = self.now
        if said.status_code != 200:
            return None
        self.world.yes[path.partition("?")[0]] += 1
        answered: dict[str, Any] = said.json()
        return answered
