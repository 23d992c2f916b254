"""Membership, closing and reading, in whatever order: a random walk beside a model of who may read what (crypto.md §5.3, §12.4)."""

import random
from collections import defaultdict
from dataclasses import dataclass, field

import pytest

from server.crypto.closing import ClosingReason
from server.crypto.content import EnvelopeKind, Seal
from server.ids import AccountId, ConversationId, LiveSessionId
from server.roles import Role
from tests.integration.channels.care import Care, closing, history
from tests.integration.channels.cast import House, Pair, Person, code

STEPS = 14


@dataclass(slots=True)
class Model:
    """Who may read which conversation, and which are closed, by the paper."""

    pairs: list[Pair] = field(default_factory=list)
    reads: dict[ConversationId, set[AccountId]] = field(default_factory=lambda: defaultdict(set))
    closed: dict[ConversationId, ClosingReason] = field(default_factory=dict)

    def treat(self, pair: Pair) -> None:
        """A new conversation: its two read it."""
        self.pairs.append(pair)
        self.reads[pair.conversation] |= {pair.client.account, pair.therapist.account}

    def close(self, pair: Pair, reason: ClosingReason) -> bool:
        """Whether it is lawful; with a change the therapist loses it, and what they read of that client's by grants."""
        if pair.conversation in self.closed:
            return False
        self.closed[pair.conversation] = reason
        if reason is ClosingReason.CHANGED:
            self.reads[pair.conversation].discard(pair.therapist.account)
            for other in self.pairs:
                if other.client is pair.client and other.therapist is not pair.therapist:
                    self.reads[other.conversation].discard(pair.therapist.account)
        return True

    def let_read(self, pair: Pair, recipient: Person) -> bool:
        """Whether it is lawful: a closed conversation, and somebody who treats that client in a later one that is open."""
        treating = any(
            each.client is pair.client and each.therapist is recipient and each.conversation not in self.closed
            for each in self.pairs
            if each is not pair
        )
        if pair.conversation not in self.closed or not treating:
            return False
        self.reads[pair.conversation].add(recipient.account)
        return True


@pytest.mark.parametrize("seed", range(3))
async def test_nobody_ever_reads_or_writes_what_is_not_theirs(home: House, seed: int) -> None:
    """After every step everyone is asked for everything: the answers are the model's, and what is closed grows no more."""
    rng, care, model = random.Random(seed), Care(home), Model()
    clients = [Person(Role.CLIENT) for _ in range(2)]
    therapists = [Person(Role.THERAPIST) for _ in range(3)]
    lengths: dict[ConversationId, int] = {}
    for _ in range(STEPS):
        await _step(rng, care, model, clients, therapists)
        for pair in model.pairs:
            for person in (*clients, *therapists):
                may = person.account in model.reads[pair.conversation]
                assert bool(await care.page(pair, person)) is may
                assert await care.learns(pair, person) is may
                assert (pair.conversation in await care.listed(person)) is may
            if pair.conversation in model.closed:
                length = len(await home.entries(pair.conversation))
                assert lengths.setdefault(pair.conversation, length) == length


async def _step(rng: random.Random, care: Care, model: Model, clients: list[Person], therapists: list[Person]) -> None:
    """One act of somebody, lawful or not."""
    deed = rng.choice(["treat", "close", "close", "let read", "let read", "write"]) if model.pairs else "treat"
    if deed == "treat":
        model.treat(await care.treat(client=rng.choice(clients), therapist=rng.choice(therapists)))
        return
    pair = rng.choice(model.pairs)
    if deed == "close":
        reason = rng.choice(list(ClosingReason))
        by = pair.therapist if reason is ClosingReason.ENDED else pair.client
        said = await care.bring(by, closing(pair, by, reason, at=rng.randrange(2**40)))
        assert (said == "closed") is model.close(pair, reason)
    elif deed == "let read":
        recipient = rng.choice(therapists)
        said = await care.let_read(pair.client, history(pair, recipient))
        assert (said == "granted") is model.let_read(pair, recipient)
    else:
        writer = rng.choice([*clients, *therapists])
        envelope = pair.seal(writer, Seal(LiveSessionId(bytes(16)), 1, bytes(32)), kind=EnvelopeKind.SEAL)
        said = code(await care.home.send(writer.account, envelope)())
        takes_part = any(writer is each for each in pair.people)
        if pair.conversation in model.closed or not takes_part:
            assert said in {"closed", "not_for_you"}
        else:
            assert said in {"Committed", "bad_counter"}
