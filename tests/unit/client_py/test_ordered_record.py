"""What an order's recipient takes of the service (crypto.md §7.3): words exactly where the basis covers them, and everything else from outside alone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import pytest
from msgspec.structs import replace

from client_py.documents import Octets
from client_py.order_check import CheckedOrder
from client_py.order_documents import RecordEntry, RecordOutside
from client_py.ordered_record import GivenEnvelope, OrderedRecord
from server.crypto.canonical import read
from server.crypto.consent import ScopeKind
from server.crypto.content import EnvelopeKind
from server.crypto.envelope import parse_envelope
from server.crypto.epoch import EpochHeader
from server.crypto.order import Basis
from server.crypto.release_scope import NamesScope, covers
from server.errors import ProofError
from server.practice.order_record import given
from server.protocol.frames import Entry
from server.records.ordered import OrderedEntry
from tests.unit.packages.logged import order_of
from tests.unit.packages.packed import AT, MINUTE, Story, told_story

Entries = list[RecordEntry]
EVERYTHING: Final = frozenset({ScopeKind.TEXT, ScopeKind.LETTER, ScopeKind.APPOINTMENT})


@dataclass(frozen=True, slots=True)
class Span:
    """What a basis covers."""

    kinds: frozenset[ScopeKind] = EVERYTHING
    scope_from: int = AT
    scope_until: int = AT + 60 * MINUTE


LETTERS: Final = Span(frozenset({ScopeKind.LETTER}))
MIDDLE: Final = Span(scope_from=AT + 3 * MINUTE, scope_until=AT + 14 * MINUTE)


@pytest.fixture(scope="module", name="story")
def _story() -> Story:
    return told_story()


def shown(story: Story, scope: NamesScope | None, epochs: Sequence[int] = (1, 2, 3)) -> Entries:
    """The entries of these epochs as the service gives them."""
    found, epoch = [], 0
    for entry in story.entries:
        epoch += entry.kind == 1
        if epoch not in epochs:
            continue
        kept = Entry(sequence=entry.sequence, time=entry.time, kind=int(entry.kind), payload=entry.payload)
        found.append(_on_the_wire(OrderedEntry(kept, story.heads[entry.sequence - 1]), scope))
    return found


def _on_the_wire(entry: OrderedEntry, scope: NamesScope | None) -> RecordEntry:
    said = given(entry, scope)
    outside = said.outside
    return RecordEntry(
        sequence=said.sequence,
        time=said.time,
        kind=int(said.kind),
        payload=None if said.payload is None else Octets(said.payload),
        outside=None
        if outside is None
        else RecordOutside(
            header=Octets(outside.header_bytes),
            nonce=Octets(outside.nonce),
            hash=Octets(outside.ciphertext_hash),
            signature=Octets(outside.signature),
        ),
        anchor=Octets(said.anchor),
    )


def taken(
    story: Story, entries: Entries, scope: NamesScope | None, epochs: Sequence[int] = (1, 2, 3)
) -> list[GivenEnvelope]:
    """What the recipient makes of them; ProofError when anything does not hold."""
    cast = story.cast
    trust = cast.trust("officer")
    match, _ = trust.match(cast.match)
    headers = [read(EpochHeader, story.headers[epoch].body) for epoch in epochs]
    checked = CheckedOrder(
        order=order_of(story, Basis.CONSENT, bytes(32)),
        manifest=cast.manifest,
        recipient=trust.person(cast.accounts["officer"].identity).bundle,
        match=match,
        headers={header.hash: header for header in headers},
        scope=scope,
        deposits=(),
        garbage=(),
        handings=(),
    )
    record = OrderedRecord(trust, checked)
    found = list(record.take(entries))
    record.end()
    return found


@pytest.mark.parametrize("scope", [None, Span(), LETTERS, MIDDLE], ids=["all", "everything", "letters", "the middle"])
@pytest.mark.parametrize("epochs", [(1, 2, 3), (1, 3), (2,), (2, 3)], ids=str)
def test_words_come_exactly_where_they_are_covered(
    story: Story, scope: NamesScope | None, epochs: tuple[int, ...]
) -> None:
    """No ciphertext of anything else is on the wire, and everything is proved in its place."""
    entries = shown(story, scope, epochs)
    for envelope in taken(story, entries, scope, epochs):
        kind = envelope.outside.header.kind
        assert (envelope.envelope is not None) == (scope is None or covers(scope, envelope.time, kind))
    hidden = [each for each in entries if each.payload is None]
    wire = repr([[bytes(part) for part in (each.outside.header, each.outside.nonce, each.outside.hash, each.outside.signature)] for each in hidden if each.outside])  # fmt: skip
    for each in hidden:
        assert repr(parse_envelope(story.entries[each.sequence - 1].payload).ciphertext)[2:-1] not in wire


def test_the_kinds_that_say_nothing_stand_between(story: Story) -> None:
    """Of letters alone: their openings, ends in the span, and seals, too."""
    whole = {each.outside.header.kind for each in taken(story, shown(story, LETTERS), LETTERS) if each.envelope}
    assert whole == {EnvelopeKind.LETTER, EnvelopeKind.END, EnvelopeKind.SEAL}


def _at(sequence: int, bend: Callable[[RecordEntry], RecordEntry]) -> Callable[[Entries], Entries]:
    return lambda entries: [bend(each) if each.sequence == sequence else each for each in entries]


def _without(*sequences: int) -> Callable[[Entries], Entries]:
    return lambda entries: [each for each in entries if each.sequence not in sequences]


def _flipped(data: bytes, place: int = -1) -> Octets:
    bent = bytearray(data)
    bent[place] ^= 1
    return Octets(bytes(bent))


def _outside(**bends: Callable[[bytes], Octets]) -> Callable[[RecordEntry], RecordEntry]:
    def bend(entry: RecordEntry) -> RecordEntry:
        assert entry.outside is not None
        parts = {name: change(bytes(getattr(entry.outside, name))) for name, change in bends.items()}
        return replace(entry, outside=replace(entry.outside, **parts))

    return bend


def _swapped(entries: Entries) -> Entries:
    return [*entries[:1], entries[2], entries[1], *entries[3:]]


BENT: dict[str, tuple[Callable[[Entries], Entries], str]] = {
    "a line missing": (_without(2), "gap"),
    "a letter missing": (_without(10), "gap"),
    "the last letters of an epoch missing": (_without(11, 12), "gap"),
    "an opening missing": (_without(9), "gap"),
    "the last epoch missing": (_without(*range(13, 19)), "gap"),
    "everything missing": (lambda entries: entries[:0], "gap"),
    "two swapped": (_swapped, "gap"),
    "one twice": (lambda entries: [*entries[:2], entries[1], *entries[2:]], "gap"),
    "a letter later than it was": (_at(10, lambda each: replace(each, time=each.time + 1)), "wrong_head"),
    "a line earlier than the one before": (_at(3, lambda each: replace(each, time=AT)), "time_went_back"),
    "another head before a line that follows on a whole entry": (_at(2, lambda each: replace(each, anchor=_flipped(each.anchor))), "wrong_head"),
    "another head than others saw": (_at(3, lambda each: replace(each, anchor=_flipped(each.anchor))), "wrong_head"),
    "a header bent": (_at(2, _outside(header=lambda data: _flipped(data, -1))), "bad_signature"),
    "a nonce bent": (_at(2, _outside(nonce=_flipped)), "bad_signature"),
    "a hash bent": (_at(2, _outside(hash=_flipped)), "bad_signature"),
    "a signature bent": (_at(2, _outside(signature=_flipped)), "bad_signature"),
    "a short hash": (_at(2, _outside(hash=lambda data: Octets(data[1:]))), "wrong_length"),
    "a payload bent": (_at(10, lambda each: replace(each, payload=_flipped(each.payload or b"", -70))), "bad_signature"),
    "neither words nor outside": (_at(2, lambda each: replace(each, outside=None)), "malformed"),
    "another kind of entry": (_at(2, lambda each: replace(each, kind=3)), "malformed"),
    "an opening from outside": (_at(9, lambda each: replace(each, payload=None)), "malformed"),
}  # fmt: skip


@pytest.mark.parametrize("name", BENT)
def test_whatever_was_bent_is_refused(story: Story, name: str) -> None:
    """Each byte-kind of what is given from outside, and every way of giving more, less or something else."""
    bend, reason = BENT[name]
    with pytest.raises(ProofError) as refused:
        taken(story, bend(shown(story, LETTERS)), LETTERS)
    assert refused.value.reason == reason


def test_more_than_the_scope_is_refused_as_less_is(story: Story) -> None:
    """A line whole where letters are covered, and a letter from outside."""
    whole, letters, texts = shown(story, None), shown(story, LETTERS), shown(story, Span(frozenset({ScopeKind.TEXT})))
    for sequence, other, reason in ((2, whole, "beyond_scope"), (10, texts, "gap")):
        mixed = [other[each.sequence - 1] if each.sequence == sequence else each for each in letters]
        with pytest.raises(ProofError) as refused:
            taken(story, mixed, LETTERS)
        assert refused.value.reason == reason
    both = [replace(each, outside=letters[1].outside) if each.sequence == 2 else each for each in whole]
    with pytest.raises(ProofError) as refused:
        taken(story, both, None)
    assert refused.value.reason == "malformed"


def test_an_epoch_beside_the_order_is_refused(story: Story) -> None:
    """More than it opens, whole or not."""
    for scope in (None, LETTERS):
        with pytest.raises(ProofError) as refused:
            taken(story, shown(story, scope, (1, 2)), scope, (1,))
        assert refused.value.reason == "foreign_epoch"
