"""Two people with a conversation and everything they need to write in it, and a process's lanes to write through."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from server.channels import drain as draining
from server.channels.delivery import Delivery
from server.channels.depositing import DepositKeeping
from server.channels.doorbell import Heard
from server.channels.doorbell_in_memory import Exchange, MemoryDoorbell
from server.channels.drain import Drain
from server.channels.opening import EpochOpening, ManifestInForce
from server.channels.posting import Posting
from server.channels.signals import MailSignal, Passed
from server.channels.verifying import Verifying
from server.channels.work import Depositing, Opening, Post, Work
from server.crypto.account import AccountKeys
from server.crypto.bundle import Bundle, make_bundle, make_successor, verify_bundle, verify_successor
from server.crypto.canonical import read
from server.crypto.content import Content, EnvelopeKind, Text
from server.crypto.deposit import Deposit, MadeDeposit, make_deposit
from server.crypto.envelope import Envelope, EnvelopeHeader, seal_envelope
from server.crypto.epoch import EpochKeys, EpochKind, EpochPlace, EpochPurpose, OpenedEpoch, open_epoch
from server.crypto.hashing import EMPTY_LOG_ROOT, sha256
from server.crypto.manifest import Custodian, Manifest
from server.crypto.match import Match, Participant
from server.errors import Refusal
from server.ids import AccountId, ConversationId, InstanceId, LiveSessionId, MessageId
from server.protocol.limits import Limits
from server.records.appending import Committed
from server.records.conversations import Member, create, succeed
from server.roles import Role
from server.storage.database import Connection, Database

PATIENCE = 60.0
"""Seconds until we say that an answer does not come: a bound on hanging, not a measure of speed."""

Outcome = Committed | Refusal | tuple[ConversationId, int]


class Answer:
    """The `Replies` of one piece of work: it hears once how it went."""

    def __init__(self) -> None:
        self.future: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()

    def committed(self, ref: int, committed: Committed) -> None:
        """See `Replies`."""
        assert ref == 7
        self.future.set_result(committed)

    def deposited(self, ref: int, conversation: ConversationId, epoch: int) -> None:
        """See `Replies`."""
        assert ref == 7
        self.future.set_result((conversation, epoch))

    def refused(self, ref: int, refusal: Refusal) -> None:
        """See `Replies`."""
        assert ref == 7
        self.future.set_result(refusal)

    async def __call__(self) -> Outcome:
        """How it went."""
        async with asyncio.timeout(PATIENCE):
            return await self.future


@dataclass(slots=True, repr=False)
class Person:
    """One who writes, from one tab."""

    role: Role
    account: AccountId = field(default_factory=lambda: AccountId(os.urandom(16)))
    keys: AccountKeys = field(default_factory=lambda: AccountKeys.from_secret(os.urandom(32)))
    instance: InstanceId = field(default_factory=lambda: InstanceId(os.urandom(16)))
    counter: int = 0
    first_keys: AccountKeys | None = None
    successors: list[Bundle] = field(default_factory=list)

    @property
    def first(self) -> Bundle:
        """Their public keys when they were matched."""
        return verify_bundle(make_bundle(self.first_keys or self.keys, self.account, 1))

    @property
    def bundle(self) -> Bundle:
        """Their public keys now."""
        return self.successors[-1] if self.successors else self.first

    def rotate(self) -> None:
        """Take new keys."""
        before, old = self.bundle, self.keys
        self.first_keys = self.first_keys or old
        self.keys = AccountKeys.from_secret(os.urandom(32))
        signed, signature = make_successor(self.keys, 1, before, old)
        self.successors.append(verify_successor(signed, before, signature))


CUSTODIANS = sorted((Person(Role.CUSTODIAN) for _ in range(3)), key=lambda each: each.account)
MANIFEST = Manifest(
    generation=0,
    k=2,
    custodians=tuple(Custodian(account=each.account, bundle_hash=each.bundle.hash) for each in CUSTODIANS),
    previous=b"",
    issued_at=1,
)


@dataclass(slots=True, repr=False)
class Pair:
    """A client and a therapist with a conversation; `epoch` is what they hold of the epoch in force."""

    client: Person = field(default_factory=lambda: Person(Role.CLIENT))
    therapist: Person = field(default_factory=lambda: Person(Role.THERAPIST))
    conversation: ConversationId = field(default_factory=lambda: ConversationId(os.urandom(16)))
    opened: list[OpenedEpoch] = field(default_factory=list)

    @property
    def people(self) -> list[Person]:
        """Both, by account."""
        return sorted((self.client, self.therapist), key=lambda each: each.account)

    @property
    def match(self) -> Match:
        """What their conversation exists by; who signed it is for the practice to see to."""
        rows = [Participant(account=p.account, role=p.role, bundle_hash=p.first.hash) for p in self.people]
        return Match(self.conversation, tuple(rows), MANIFEST.hash, 1, bytes(32))

    @property
    def epoch(self) -> EpochKeys:
        """The newest."""
        return self.opened[-1].keys

    async def create(self, database: Database) -> None:
        """Begin the conversation."""
        members = [
            Member(account=p.account, role=p.role, bundle_hash=p.first.hash, signing_public=p.first.signing_public)
            for p in self.people
        ]
        async with database.transaction() as connection:
            await create(connection, self.match, self.match.encoded(), bytes(64), members)

    def opening(
        self,
        opener: Person,
        *,
        kind: EpochKind = EpochKind.SESSION,
        session: bytes | None = None,
        previous: bytes | None = None,
        number: int | None = None,
        members: list[Bundle] | None = None,
        manifest_hash: bytes | None = None,
    ) -> OpenedEpoch:
        """The next epoch, lawful but for what is said otherwise."""
        before = self.opened[-1].signed.hash if self.opened else self.match.genesis
        place = EpochPlace(self.conversation, number or len(self.opened) + 1, previous or before)
        named = os.urandom(16) if session is None else session
        purpose = EpochPurpose(
            kind, LiveSessionId(named if kind is EpochKind.SESSION else b""), manifest_hash or MANIFEST.hash, 1
        )
        bundles = members or [each.bundle for each in self.people]
        return open_epoch(opener.keys.signing, opener.account, place, purpose, bundles, os.urandom)

    def deposit(self, person: Person, epoch: EpochKeys | None = None) -> MadeDeposit:
        """A person's deposit for the newest epoch, or another."""
        bundles = [each.bundle for each in CUSTODIANS]
        return make_deposit(person.keys.signing, person.account, epoch or self.epoch, MANIFEST, bundles, 1, os.urandom)

    def header(self, sender: Person, **fields: object) -> EnvelopeHeader:
        """The header of the sender's next envelope, but for what is said otherwise."""
        if "counter" not in fields:
            sender.counter += 1
        lawful: dict[str, object] = {
            "conversation": self.conversation,
            "epoch": self.epoch.epoch,
            "sender": sender.account,
            "instance": sender.instance,
            "counter": sender.counter,
            "message_id": MessageId(os.urandom(16)),
            "kind": EnvelopeKind.TEXT,
            "client_time": 1,
            "seen_sequence": 0,
            "seen_head": bytes(32),
            "log_size": 0,
            "log_root": EMPTY_LOG_ROOT,
        }
        return EnvelopeHeader(**{**lawful, **fields})  # type: ignore[arg-type]  # the tests know what they put in

    def seal(
        self, sender: Person, content: Content | None = None, signer: Person | None = None, **fields: object
    ) -> Envelope:
        """The sender's next envelope, lawful but for what is said otherwise."""
        header = self.header(sender, **fields)
        # Whatever the header claims, the sealing is that of the epoch at hand.
        keys = EpochKeys(
            header.conversation, header.epoch, self.epoch.header_hash, self.epoch.secret, self.epoch.message_key
        )
        return seal_envelope(header, content or Text("a line"), keys, (signer or sender).keys.signing, os.urandom)


@dataclass(slots=True, repr=False)
class House:
    """One process's lanes over a database; several may share the database and the exchange of doorbells."""

    database: Database
    drain: Drain
    posting: Posting
    delivery: Delivery
    doorbell: MemoryDoorbell
    rung: list[ConversationId]
    """What the *other* processes' doorbells have rung here."""

    def put(self, work: Callable[[Answer], Work]) -> Answer:
        """Put work into its lane; its answer, to be awaited."""
        answer = Answer()
        self.drain.put(work(answer))
        return answer

    def send(self, account: AccountId, envelope: Envelope) -> Answer:
        """Post."""
        return self.put(lambda answer: Post(account, answer, 7, envelope))

    def open(self, account: AccountId, opened: OpenedEpoch, wraps: tuple[bytes, ...] | None = None) -> Answer:
        """Open an epoch."""
        return self.put(lambda answer: Opening(account, answer, 7, opened.header, opened.signed, wraps or opened.wraps))

    def entrust(self, account: AccountId, made: MadeDeposit, shares: tuple[bytes, ...] | None = None) -> Answer:
        """Deposit."""
        return self.put(
            lambda answer: Depositing(
                account, answer, 7, read(Deposit, made.signed.body), made.signed, shares or made.sealed_shares
            )
        )

    async def begin(self, pair: Pair, *depositors: Person, kind: EpochKind = EpochKind.SESSION) -> None:
        """Create the conversation if it is new, open the next epoch, deposit for these people (both, if none is named)."""
        if not pair.opened:
            await pair.create(self.database)
        opened = pair.opening(pair.client, kind=kind)
        assert isinstance(await self.open(pair.client.account, opened)(), Committed)
        pair.opened.append(opened)
        for person in depositors or pair.people:
            assert await self.entrust(person.account, pair.deposit(person))() == (
                pair.conversation,
                opened.header.epoch,
            )

    async def certify(self, person: Person) -> None:
        """A certifier vouches for the keys that a person has now."""
        async with self.database.transaction() as connection:
            await succeed(connection, person.bundle)

    async def entries(self, conversation: ConversationId) -> list[tuple[int, int, bytes, bytes]]:
        """The whole record of a conversation as it lies in PostgreSQL: (sequence, kind, SHA-256 of payload, head)."""
        async with self.database.acquire() as connection:
            rows = await connection.fetch(
                "SELECT sequence, kind, payload, head FROM record WHERE conversation = $1 ORDER BY sequence",
                conversation,
            )
        return [(row["sequence"], row["kind"], sha256(row["payload"]), row["head"]) for row in rows]


def clock() -> int:
    """Unix milliseconds."""
    return time.time_ns() // 1_000_000


async def _manifest(_: Connection) -> Manifest | None:
    return MANIFEST


@asynccontextmanager
async def house(
    url: str,
    exchange: Exchange | None = None,
    *,
    lanes: int = 2,
    now: Callable[[], int] = clock,
    manifest: ManifestInForce | None = None,
) -> AsyncIterator[House]:
    """Lanes at work until the context ends."""
    rung: list[ConversationId] = []
    manifest_in_force = manifest or _manifest
    async with Database(url) as database:
        delivery = Delivery(database, Limits())

        def ring(conversation: ConversationId) -> None:
            rung.append(conversation)
            delivery.rung(conversation)

        def told(conversation: ConversationId, signal: Passed) -> None:
            assert not isinstance(signal, MailSignal)
            delivery.tell(conversation, signal)

        doorbell = MemoryDoorbell(exchange or Exchange(), Heard(rung=ring, told=told))
        with ThreadPoolExecutor(lanes) as threads:
            posting = Posting(Verifying(threads), delivery, doorbell, now)
            rooms = draining.Rooms(
                posting, EpochOpening(manifest_in_force, delivery, doorbell, now), DepositKeeping(manifest_in_force)
            )
            drain = Drain(database, rooms, lanes, 500)
            task = asyncio.create_task(drain.run())
            try:
                yield House(database, drain, posting, delivery, doorbell, rung)
            finally:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task


async def outcomes(answers: list[Answer]) -> list[Outcome]:
    """How all of them went."""
    return [await answer() for answer in answers]


def code(outcome: Outcome) -> str:
    """A refusal's word, or what else it is."""
    return outcome.code.value if isinstance(outcome, Refusal) else type(outcome).__name__
