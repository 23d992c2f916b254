"""A signed-in account: the door to its conversations.

client = await Client.sign_in("http://localhost:8000", number, password)
[dialogue] = await client.conversations()
await dialogue.start_session()
await dialogue.send("Good morning")
async for message in dialogue.messages(): ...
"""

import asyncio
import os
import random
from collections.abc import Callable, Coroutine
from contextlib import suppress
from types import TracebackType
from typing import Self

from client_py import documents, identity
from client_py.account import Account, PasswordKeys, password_keys
from client_py.connection import Connection
from client_py.conversation import Conversation
from client_py.depositing import deposit_anew
from client_py.dialogue import Dialogue
from client_py.documents import Octets, Signed
from client_py.events import Event, KeysUnknown, ManifestUnknown
from client_py.http import Address, Http, SecondFactorAsked
from client_py.kept_settings import Seen, keep_seen, read_seen
from client_py.line import Line, now_ms
from client_py.outbox import Outbox
from client_py.reading import Reading
from client_py.reconnect import wait_before
from client_py.record_log import ORIGIN, advance, confirm
from client_py.seat import Seat
from client_py.second_factor import Codes, show
from client_py.trust import Trust
from client_py.witnessed import LogWatched, standings
from server.crypto.activation import read as read_activation
from server.crypto.bundle import Bundle, make_anew, make_bundle, make_successor, verify_bundle
from server.crypto.checks import Random, drawn
from server.errors import ProofError, Refusal, RefusalCode
from server.ids import ID_BYTES, AccountId, ConversationId, InstanceId
from server.protocol.frames import Unread

FIRST_WRAP = 1


class Client:
    """One sign-in session of one account, one sender instance. Close it, or use it as an async context manager."""

    def __init__(self, http: Http, account: Account, random: Random = os.urandom) -> None:
        self.http = http
        self.account = account
        self.trust = Trust(account.vault.root_fingerprint)
        self._seen = Seen()
        self.second_factor = identity.NONE
        """What the service said of it at sign-in."""
        self.instance = InstanceId(drawn(random, ID_BYTES))
        self._random = random
        self._connection = Connection(self.instance)
        self.line = Line(http, self._connection, self._heard)
        self._dialogues: dict[ConversationId, Dialogue] = {}
        self._task: asyncio.Task[None] | None = None
        self._errands: set[asyncio.Task[None]] = set()

    # -- in and out ----------------------------------------------------------------------------------------------------

    @classmethod
    async def activate(
        cls, url: str, number: str, activation: str, password: str, *, via: Address | None = None
    ) -> "Client":
        """Makes an issued account's keys here, keeps them at the server under the password, publishes the bundle."""
        keys = await asyncio.to_thread(password_keys, number, password)
        return await cls.activate_with(url, number, activation, keys, via)

    @classmethod
    async def activate_with(
        cls, url: str, number: str, activation: str, keys: PasswordKeys, via: Address | None = None
    ) -> "Client":
        """Activates with a password that was stretched before. ProofError when the practice is not the one on the sheet."""
        sheet = read_activation(activation)
        http = Http(url, via)
        try:
            request = identity.ActivationRequest(number=number, activation=Octets(sheet.secret))
            issued = await http.post(f"{identity.PREFIX}/activation", request, identity.ActivationAnswer)
            holder = AccountId(bytes(issued.account))
            account = Account.created(holder, issued.role, bytes(issued.root), sheet, os.urandom)
            completion = identity.Completion(
                number=number,
                activation=request.activation,
                authentication_key=Octets(keys.authentication),
                wrap=Octets(account.wrapped(keys, FIRST_WRAP, os.urandom)),
            )
            answer = await http.post(f"{identity.PREFIX}/activation/complete", completion, identity.SignedIn)
            client = cls(http, account)
            client.second_factor = answer.second_factor
            if client.second_factor != identity.MISSING:
                await client.publish_bundle()
        except BaseException:
            await http.close()
            raise
        return client

    @classmethod
    async def sign_in(
        cls, url: str, number: str, password: str, *, codes: Codes = (), via: Address | None = None
    ) -> "Client":
        """Signs in and opens the vault. `Refusal`(wrong_credentials) says no more than that; SecondFactorAsked without a code."""
        keys = await asyncio.to_thread(password_keys, number, password)
        return await cls.sign_in_with(url, number, keys, via, codes)

    @classmethod
    async def sign_in_with(
        cls, url: str, number: str, keys: PasswordKeys, via: Address | None = None, codes: Codes = ()
    ) -> "Client":
        """Signs in with a password that was stretched before."""
        http = Http(url, via)
        try:
            answer = await _signed_in(http, number, keys, codes)
            holder, predecessors = AccountId(bytes(answer.account)), identity.earlier_secrets(answer.predecessors)
            wrapped = bytes(answer.wrap)
            account = Account.unwrapped(holder, answer.role, wrapped, answer.version, keys, predecessors)
            if account.ring.generation != answer.generation:
                raise ProofError("wrong_previous")  # a key is withheld
            client = cls(http, account)
            client.second_factor = answer.second_factor
            await client.publish_successors()
        except BaseException:
            await http.close()
            raise
        return client

    async def publish_bundle(self) -> None:
        """Publishes the first bundle of these keys; where the practice has one of lost keys, the one that follows it (crypto.md §4.7)."""
        keys = self.account.ring.at(0)
        lost = await self._lost_bundle()
        bundle = make_bundle(keys, self.account.identity, now_ms()) if lost is None else make_anew(keys, now_ms(), lost)
        await self.http.tell("/messaging/v1/bundle", documents.BundleRequest(bundle=Signed.of(bundle)))

    async def _lost_bundle(self) -> Bundle | None:
        try:
            person = await self.http.get("/messaging/v1/bundle", documents.Person)
        except Refusal as refusal:
            if refusal.code is not RefusalCode.NOT_FOR_YOU:
                raise
            return None
        return verify_bundle(person.bundle.proof)

    async def own_person(self) -> documents.Person:
        """The account's newest bundle as the practice has it; keys whose activation was cut short are published now."""
        try:
            return await self.http.get("/messaging/v1/bundle", documents.Person)
        except Refusal as refusal:
            if refusal.code is not RefusalCode.NOT_FOR_YOU:
                raise
        await self.publish_bundle()
        return await self.http.get("/messaging/v1/bundle", documents.Person)

    async def publish_successors(self) -> None:
        """Publishes the bundles of the key ring that the practice does not know yet: a rotation that was cut off completes itself.

        crypto.md §3.9. An account whose keys were never rotated has none.
        """
        ring = self.account.ring
        if ring.generation == 0 or self.second_factor == identity.MISSING:
            return
        known = verify_bundle((await self.own_person()).bundle.proof)
        place = ring.place_of(known)
        if place is None:
            raise ProofError("wrong_previous")
        for generation in range(place + 1, ring.generation + 1):
            signed, signature = make_successor(ring.at(generation), now_ms(), known, ring.at(generation - 1))
            request = documents.BundleRequest(bundle=Signed.of(signed), predecessor_signature=Octets(signature))
            await self.http.tell("/messaging/v1/bundle", request)
            known = verify_bundle(signed)

    async def sign_out(self) -> None:
        """Ends the sign-in session: all of its sockets close, here and in every tab."""
        await self.http.tell(f"{identity.PREFIX}/sign-out", documents.Empty())
        self._connection.end(RefusalCode.SIGNED_OUT)
        await self.close()

    async def close(self) -> None:
        """Hangs up; the sign-in session lives on until it expires."""
        for task in [*self._errands, *([self._task] if self._task else [])]:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        self._task = None
        await self.http.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    # -- conversations -------------------------------------------------------------------------------------------------

    async def practice(self) -> documents.Practice:
        """Reads and proves the practice's document; ProofError("stale_manifest") when some client of this person has seen later custodians.

        Those seen last are kept where browsers keep them; what cannot be kept now is kept the next time.
        """
        self._seen = await read_seen(self.http, self.account)  # before the document, which then cannot be older
        practice = await self.http.get("/messaging/v1/practice", documents.Practice)
        self.trust.manifests_seen = max(self.trust.manifests_seen, self._seen.manifests)
        self.trust.take_practice(practice)
        with suppress(Refusal):
            await self._keep_manifest()
        return practice

    async def _keep_manifest(self) -> None:
        in_force = self.trust.manifest
        if in_force is not None and in_force.generation >= self._seen.manifests:
            await keep_seen(self.http, self.account, Seen(manifests=in_force.generation + 1))

    async def watch_log(self) -> LogWatched:
        """Verifies that the record log begins with what was seen of it here, with what every sender attests, and with what witnesses saw; envelopes attest it from now on.

        A witness who is silent refuses nothing: look at `late`, and tell your person. Which list of witnesses was seen is kept where browsers keep it. Raises as `record_log.advance`.
        """
        await self.practice()
        log = await advance(self.http, ORIGIN, self.trust.system, self.trust.log)
        for dialogue in self._dialogues.values():
            for attested in dialogue.attested.values():
                log = await confirm(self.http, ORIGIN, self.trust.system, attested, log)
        least = self._seen.witnesses
        witnesses = await standings(self.http, self.trust, now_ms(), least)
        for standing in witnesses:
            if standing.head is not None:
                log = await confirm(self.http, ORIGIN, self.trust.system, standing.head, log)
        self.trust.log = log
        named = self.trust.witnesses
        if named is not None and (least is None or named.generation > least):
            await keep_seen(self.http, self.account, Seen(witnesses=named.generation))
        return LogWatched(log, tuple(witnesses))

    @property
    def unread(self) -> Unread | None:
        """How many letters and notices wait, as the service said last; None before it has."""
        return self._connection.unread

    async def wait_for_unread(self, condition: Callable[[Unread], bool]) -> Unread:
        """Waits until what the service says of letters and notices is so; `Refusal` when the session ends before. Followed conversations keep
        the line open (`conversations`).
        """
        while self.unread is None or not condition(self.unread):
            if self._connection.ended_by is not None:
                raise Refusal(self._connection.ended_by)
            await self.line.arrival()
        return self.unread

    async def conversations(self) -> list[Dialogue]:
        """Proves and follows all conversations of this account; those followed already keep their state."""
        answer = await self._read_documents()
        for listed in answer.conversations:
            if ConversationId(bytes(listed.conversation)) not in self._dialogues:
                self._sit_down(listed)
        if self._task is None and self._dialogues:
            self._task = asyncio.create_task(self._run())
            self._begin(self._deposit_anew())
        self.line.person_did()
        return list(self._dialogues.values())

    async def _read_documents(self) -> documents.Conversations:
        answer = await self.http.get("/messaging/v1/conversations", documents.Conversations)
        await self.practice()  # after the list, so that it shows whatever manifest a match there names
        self.trust.take_people(answer.people)
        return answer

    async def conversation(self) -> Dialogue:
        """The first conversation, caught up; `Refusal`(not_found) when there is none."""
        dialogues = await self.conversations()
        if not dialogues:
            raise Refusal(RefusalCode.NOT_FOUND)
        await dialogues[0].caught_up()
        return dialogues[0]

    def _sit_down(self, listed: documents.Listed) -> None:
        conversation = Conversation(lambda: self.account, self.trust, listed.match, self.instance, self._random)
        if listed.reading:
            conversation.reading = Reading(self.trust, self.account, conversation.match, listed.grants)
        seat = Seat(conversation, Outbox(), self._connection.next_ref, self._random)
        self._dialogues[conversation.identity] = Dialogue(seat, self.line, self._random)
        self._connection.take_seat(seat)

    async def _run(self) -> None:
        try:
            await self.line.run()
        finally:
            # Whatever ended it, closing included: who still waits for an answer will not get one here.
            for dialogue in self._dialogues.values():
                dialogue.ended(self._connection.ended_by or RefusalCode.TRY_AGAIN)

    async def _deposit_anew(self) -> None:
        """Other custodians may have been named meanwhile: they get what those before had. Nobody waits for it; what fails is tried next time."""
        with suppress(Refusal, ProofError):
            await deposit_anew(self.http, self.account, self.trust)

    def _begin(self, work: Coroutine[None, None, None]) -> None:
        errand = asyncio.create_task(work)
        self._errands.add(errand)
        errand.add_done_callback(self._errands.discard)

    def _heard(self, event: Event) -> None:
        self._dialogues[event.conversation].heard(event)
        if isinstance(event, ManifestUnknown | KeysUnknown):
            self._begin(self._read_again())

    async def _read_again(self) -> None:
        """The documents, until they were answered; whether they show what was missing, the seats find out."""
        attempt = 0
        while True:
            try:
                await self._read_documents()
            except Refusal:
                await asyncio.sleep(wait_before(attempt, random.random()))  # noqa: S311 - spreads load, keeps no secret
                attempt += 1
            except ProofError:
                break
            else:
                break
        self.line.changed()


async def _signed_in(http: Http, number: str, keys: PasswordKeys, codes: Codes) -> identity.SignedIn:
    request = identity.SignInRequest(number=number, authentication_key=Octets(keys.authentication))
    try:
        return await http.post(f"{identity.PREFIX}/sign-in", request, identity.SignedIn)
    except SecondFactorAsked as asked:
        return await show(http, f"{identity.PREFIX}/sign-in/second", asked, codes, identity.SignedIn)
