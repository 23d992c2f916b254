"""A practice for tests: people with keys and passwords, made through the service's own doors only."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import TypeVar

from client_py import practice
from client_py.account import PasswordKeys
from client_py.client import Client
from client_py.dialogue import Dialogue
from client_py.http import Address
from client_py.matching import matched
from client_py.policies import agree
from client_py.practice import RootKey
from server.crypto.bundle import verify_bundle
from server.ids import AccountId, ConversationId
from tests.support.issuing import Sheet

ResultT = TypeVar("ResultT")

Issue = Callable[[str], Awaitable[Sheet]]
"""role → sheet."""


@dataclass(frozen=True, slots=True, repr=False)
class Person:
    """One account. Its password was stretched beforehand, so to say: the server cannot tell."""

    role: str
    number: str
    keys: PasswordKeys
    account: AccountId

    async def sign_in(self, url: str, via: Address | None = None) -> Client:
        """A sign-in session of its own."""
        return await Client.sign_in_with(url, self.number, self.keys, via)


@dataclass(frozen=True, slots=True, repr=False)
class Pair:
    """A client and a therapist who have a conversation."""

    client: Person
    therapist: Person


@dataclass(frozen=True, slots=True, repr=False)
class House:
    """A practice, certified and matched."""

    owner: Person
    intake: Person
    custodians: list[Person]
    pairs: list[Pair]


async def furnish(url: str, issue: Issue, root: RootKey, pairs: int) -> House:
    """Owner, intake, three custodians and so many pairs."""
    roles = ["owner", "intake", "custodian", "custodian", "custodian", *["client", "therapist"] * pairs]
    sheets = [await issue(role) for role in roles]
    people = await few_at_once([activate(url, role, sheet) for role, sheet in zip(roles, sheets, strict=True)])
    owner, intake, *_ = people
    couples = [Pair(people[place], people[place + 1]) for place in range(5, len(people), 2)]
    await _certify(url, owner, intake, root)
    async with await intake.sign_in(url) as staff:
        for pair in couples:
            await match(url, staff, pair.client, pair.therapist)
    return House(owner, intake, people[2:5], couples)


async def match(
    url: str, intake: Client, client: Person, therapist: Person, replaces: ConversationId | None = None
) -> ConversationId:
    """Proposed by intake, and accepted by the client."""
    async with await client.sign_in(url) as asked:
        return await matched(intake, asked, therapist.account, replaces=replaces)


async def few_at_once(work: Sequence[Coroutine[None, None, ResultT]]) -> list[ResultT]:
    """All of it, so many at a time as the machine has hands for: verifying passwords is heavy on purpose."""
    hands = asyncio.Semaphore(4)

    async def one(each: Coroutine[None, None, ResultT]) -> ResultT:
        async with hands:
            return await each

    return await asyncio.gather(*(one(each) for each in work))


async def activate(url: str, role: str, sheet: Sheet) -> Person:
    """Somebody new, who has taken their account over, and has agreed to what is in force where they work."""
    keys = PasswordKeys(os.urandom(32), os.urandom(32))
    async with await Client.activate_with(url, sheet.number, sheet.activation, keys) as client:
        if role != "client":
            await agree(client)
        return Person(role, sheet.number, keys, client.account.identity)


async def _certify(url: str, owner: Person, intake: Person, root: RootKey) -> None:
    async with await owner.sign_in(url) as proprietor, await intake.sign_in(url) as staff:
        waiting = await practice.uncertified(proprietor)
        bundles = [(person.role, verify_bundle(person.bundle.proof)) for person in waiting]
        intake_bundle = next(bundle for role, bundle in bundles if role == "intake")
        await practice.publish_delegation(proprietor, root, intake_bundle)
        await practice.certify_everybody(staff)
        custodians = [bundle for role, bundle in bundles if role == "custodian"]
        await practice.publish_custodians(proprietor, root, custodians, 2)


@dataclass(frozen=True, slots=True, repr=False)
class Room:
    """A pair with their conversation open on both sides, in a live session."""

    client: Client
    therapist: Client
    hers: Dialogue
    his: Dialogue

    @property
    def manifest_hash(self) -> bytes:
        """The custodian manifest in force."""
        assert self.client.trust.manifest is not None
        return self.client.trust.manifest.hash

    async def close(self) -> None:
        """Both hang up."""
        await asyncio.gather(self.client.close(), self.therapist.close())


async def meet(pair: Pair, url: str, therapist_via: Address | None = None, client_via: Address | None = None) -> Room:
    """Both sign in and begin a live session, or join the one that is open."""
    client = await pair.client.sign_in(url, client_via)
    therapist = await pair.therapist.sign_in(url, therapist_via)
    hers, his = await client.conversation(), await therapist.conversation()
    await his.start_session()
    await hers.start_session()
    return Room(client, therapist, hers, his)
