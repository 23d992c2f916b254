"""A practice whose people sign in with a browser: numbers, passwords, pairs that have a conversation."""

import asyncio
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from client_py import credentials, practice, profiles
from client_py.account import PasswordKeys, password_keys
from client_py.client import Client
from client_py.documents import Conversations, Cosignature, Document, Manifest, Octets, write
from client_py.matching import matched
from client_py.policies import agree
from client_py.practice import RootKey
from server.crypto.bundle import verify_bundle
from server.crypto.checks import KEY_BYTES
from server.crypto.hashing import sha256
from server.crypto.settings import Choice, Settings, seal_settings
from server.ids import AccountId, ConversationId
from tests.acceptance.service import Running
from tests.browser.code_app import CodeApp
from tests.support.issuing import install_root, issue, post_policies
from tests.support.proxy import TcpProxy
from tests.support.unlike import Unlike

ALIASES: Final = Path(__file__).resolve().parents[2] / "client_web/src/state/alias.ts"
ROOT: Final = RootKey(b"\x2b" * KEY_BYTES)
PASSWORD: Final = "seven quiet herons by the lake"


UNTYPED: Final = ""
"""The password of whoever types none in their test: it was stretched beforehand, so to say, and the server cannot tell."""


@cache
def stretched(number: str, password: str) -> PasswordKeys:
    """A password's keys. Stretching is slow on purpose, and most of these people come in again and again."""
    if password == UNTYPED:
        return PasswordKeys(os.urandom(KEY_BYTES), os.urandom(KEY_BYTES))
    return password_keys(number, password)


@dataclass(frozen=True, slots=True)
class Someone:
    """An account and what one types to get in."""

    role: str
    number: str
    account: AccountId
    password: str = PASSWORD

    @property
    def alias(self) -> str:
        """What the pages call them: a word of theirs, and a number."""
        words = re.findall(r'"([A-Z][a-z]+)"', ALIASES.read_text("utf-8"))
        return f"{words[self.account[0] % len(words)]} {10 + int.from_bytes(self.account[1:3], 'big') % 90}"

    async def enters(self, origin: str) -> Client:
        """Signed in without a browser."""
        keys = await asyncio.to_thread(stretched, self.number, self.password)
        return await Client.sign_in_with(origin, self.number, keys)


@dataclass(frozen=True, slots=True)
class Couple:
    """A client and a therapist who have a conversation."""

    client: Someone
    therapist: Someone


class Practice:
    """One running practice, and a second way to it through a network that can be cut."""

    def __init__(self, running: Running, proxy: TcpProxy) -> None:
        self.running = running
        self.proxy = proxy
        self._random = Unlike()
        self._intake: Someone | None = None
        self._owner: Someone | None = None
        self.custodians: list[Someone] = []
        """Three, of whom two open."""

    @property
    def direct(self) -> str:
        """The service's own origin."""
        return self.running.url

    @property
    def cuttable(self) -> str:
        """The same service behind the proxy."""
        return f"http://localhost:{self.proxy.port}"

    async def found(self) -> None:
        """Policies, root, owner, intake and three custodians."""
        await post_policies(self.running.environ)
        await install_root(self.running.environ, ROOT.public)
        owner, intake, *custodians = await self._accounts(["owner", "intake", "custodian", "custodian", "custodian"])
        self._intake, self._owner, self.custodians = intake, owner, custodians
        async with await self._enter(owner) as proprietor, await self._enter(intake) as clerk:
            waiting = {bytes(person.account): person for person in await practice.uncertified(proprietor)}
            bundles = {account: verify_bundle(person.bundle.proof) for account, person in waiting.items()}
            await practice.publish_delegation(proprietor, ROOT, bundles[bytes(intake.account)])
            await practice.certify_everybody(clerk)
            named = [bundles[bytes(custodian.account)] for custodian in custodians]
            await practice.publish_custodians(proprietor, ROOT, named, 2)

    @property
    def owner(self) -> Someone:
        """Who owns the practice."""
        assert self._owner is not None
        return self._owner

    @property
    def intake(self) -> Someone:
        """Who lets people in."""
        assert self._intake is not None
        return self._intake

    async def officer(self) -> Someone:
        """Who keeps the records, certified."""
        [officer] = await self._accounts(["officer"])
        await self.certify()
        return officer

    async def names_other_custodians(self, leaving: Someone) -> tuple[Someone, bytes]:
        """A newcomer, certified, in the place of a custodian; the file in which the root names them, to which the first has agreed by program."""
        [newcomer] = await self._accounts(["custodian"])
        await self.certify()
        staying = [each for each in self.custodians if each != leaving]
        async with await self._enter(self.owner) as proprietor, await self._enter(staying[0]) as agreeing:
            await proprietor.practice()
            people = await practice.certified_people(proprietor)
            bundles = {bytes(person.account): verify_bundle(person.bundle.proof) for person in people}
            assert proprietor.trust.manifest is not None
            named = [bundles[each.account] for each in (*staying, newcomer)]
            signed = practice.name_successors(ROOT, named, 2, proprietor.trust.manifest)
            agreed = await practice.agree_to_successors(agreeing, signed)
        consent = Cosignature(account=Octets(agreed.account), signature=Octets(agreed.signature))
        body, signature = Octets(signed.body), Octets(signed.signature)
        return newcomer, write(Manifest(body=body, signature=signature, cosignatures=[consent]))

    async def coordinator(self) -> Someone:
        """Somebody else who lets people in."""
        [coordinator] = await self._accounts(["intake"])
        async with await self._enter(self.owner) as proprietor:
            waiting = {bytes(person.account): person for person in await practice.uncertified(proprietor)}
            bundle = verify_bundle(waiting[bytes(coordinator.account)].bundle.proof)
            await practice.publish_delegation(proprietor, ROOT, bundle)
        await self.certify()
        return coordinator

    async def code_app(self, someone: Someone) -> CodeApp:
        """Whoever works here sets up a code app; from then on they are asked for its digits."""
        async with await self._enter(someone) as signed_in:
            keys = stretched(someone.number, someone.password)
            secret = await credentials.new_totp(signed_in, someone.number, keys)
            app = CodeApp(secret.text)
            await credentials.confirm_totp(signed_in, app.digits())
            return app

    async def couple(self, *, new: bool = False, types: bool = True) -> Couple:
        """A new pair, certified and matched; both have agreed to what is in force and the client has read of the quick exit, unless
        the client is new. `types`: whether either is to type their password; without it they come back only, and take half the time to make.
        """
        client, therapist = await self._accounts(
            ["client", "therapist"], new=new, password=PASSWORD if types else UNTYPED
        )
        assert self._intake is not None
        async with await self._enter(self._intake) as clerk:
            await practice.certify_everybody(clerk)
            async with await self._enter(client) as asked:
                await matched(clerk, asked, therapist.account)
        return Couple(client, therapist)

    async def unmatched(self) -> Couple:
        """A client and a therapist, certified, whom nobody has matched yet."""
        client, therapist = await self._accounts(["client", "therapist"], new=False)
        await self.certify()
        return Couple(client, therapist)

    async def next_therapist(self, client: Someone) -> Someone:
        """Another therapist, certified, whom the client accepts in the place of the one whom they asked to change."""
        [therapist] = await self._accounts(["therapist"])
        assert self._intake is not None
        async with await self._enter(self._intake) as clerk:
            await practice.certify_everybody(clerk)
            async with await self._enter(client) as asked:
                [listed] = (await asked.http.get("/messaging/v1/conversations", Conversations)).conversations
                await matched(clerk, asked, therapist.account, replaces=ConversationId(bytes(listed.conversation)))
        return therapist

    async def list_therapist(self, name: str, approaches: tuple[str, ...], languages: tuple[str, ...]) -> Someone:
        """A therapist, certified, whose profile intake shows to everyone."""
        [therapist] = await self._accounts(["therapist"])
        await self.certify()
        async with await self._enter(therapist) as signed_in:
            version = await profiles.keep_profile(
                signed_in,
                name,
                credentials="LCSW",
                approaches=approaches,
                languages=languages,
                about="I work slowly.",
            )
        assert self._intake is not None
        async with await self._enter(self._intake) as clerk:
            await profiles.publish(clerk, therapist.account, version)
        return therapist

    async def certify(self) -> None:
        """Intake certifies whoever waits."""
        assert self._intake is not None
        async with await self._enter(self._intake) as clerk:
            await practice.certify_everybody(clerk)

    async def _accounts(self, roles: Sequence[str], *, new: bool = True, password: str = PASSWORD) -> list[Someone]:
        return list(await asyncio.gather(*(self._account(role, new, password) for role in roles)))

    async def _account(self, role: str, new: bool, password: str) -> Someone:
        sheet = await issue(self.running.environ, role, self._random)
        keys = await asyncio.to_thread(stretched, sheet.number, password)
        async with await Client.activate_with(self.direct, sheet.number, sheet.activation, keys) as client:
            if role != "client" or not new:
                await agree(client)
            if role == "client" and not new:
                await _read_of_the_exit(client)
            return Someone(role, sheet.number, client.account.identity, password)

    async def _enter(self, someone: Someone) -> Client:
        return await someone.enters(self.direct)


class _SettingsBody(Document, frozen=True, kw_only=True):
    version: int
    sealed: Octets


async def _read_of_the_exit(client: Client) -> None:
    account, choices = client.account, (Choice("exit-explained", "1"),)
    settings = Settings(0, 0, sha256(b""), (), choices)
    sealed = seal_settings(account.keys.settings, account.identity, 1, settings, os.urandom)
    await client.http.tell("/identity/v1/settings", _SettingsBody(version=1, sealed=Octets(sealed)))
