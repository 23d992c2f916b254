"""A member's newer keys are certified (crypto.md §4.6): the epoch in force is over for posting, the next one names them."""

import asyncio

import pytest

from server.crypto.content import End, EnvelopeKind, Seal
from server.crypto.epoch import OpenedEpoch
from server.records.appending import Committed
from tests.integration.channels.cast import House, Outcome, Pair, Person, code


async def _continue(home: House, pair: Pair, opener: Person) -> Outcome:
    """Open the next epoch of the live session, under the keys that everyone has now."""
    opened = pair.opening(opener, session=pair.opened[-1].header.session)
    outcome = await home.open(opener.account, opened)()
    pair.opened.append(opened)
    return outcome


async def _post(home: House, pair: Pair, sender: Person) -> str:
    return code(await home.send(sender.account, pair.seal(sender))())


@pytest.mark.parametrize("writer", ["client", "therapist"])
async def test_a_live_session_goes_on_under_the_new_keys(home: House, pair: Pair, writer: str) -> None:
    """After a certification both are refused `stale_keys` until another epoch of the same session is open; then both write."""
    sender: Person = getattr(pair, writer)
    assert await _post(home, pair, sender) == "Committed"
    pair.client.rotate()
    await home.certify(pair.client)
    assert await _post(home, pair, pair.therapist) == "stale_keys"
    assert isinstance(await _continue(home, pair, sender), Committed)
    for person in pair.people:
        assert code(await home.entrust(person.account, pair.deposit(person))()) == "tuple"
    pair.therapist.counter -= 1  # refused, not counted
    assert await _post(home, pair, pair.client) == "Committed"
    assert await _post(home, pair, pair.therapist) == "Committed"


async def test_what_was_committed_before_is_acknowledged_again(home: House, pair: Pair) -> None:
    """A message under the old keys that is in the record gets its first answer, however late it is asked again."""
    envelope = pair.seal(pair.client)
    first = await home.send(pair.client.account, envelope)()
    pair.client.rotate()
    await home.certify(pair.client)
    assert await home.send(pair.client.account, envelope)() == first
    assert isinstance(await _continue(home, pair, pair.client), Committed)
    assert await home.send(pair.client.account, envelope)() == first


async def test_old_keys_are_used_up(home: House, pair: Pair) -> None:
    """In an epoch that names the new bundle the old key signs nothing: no envelope, no opening, no deposit."""
    old = Person(pair.client.role, account=pair.client.account, keys=pair.client.keys, instance=pair.client.instance)
    pair.client.rotate()
    await home.certify(pair.client)
    assert isinstance(await _continue(home, pair, pair.therapist), Committed)
    forged = pair.seal(pair.client, signer=old)
    assert code(await home.send(old.account, forged)()) == "bad_signature"
    assert code(await home.entrust(old.account, pair.deposit(old))()) == "bad_signature"
    next_epoch = pair.opening(old, session=pair.opened[-1].header.session)
    assert code(await home.open(old.account, next_epoch)()) == "bad_signature"


async def test_no_epoch_goes_back_a_generation(home: House, pair: Pair) -> None:
    """An opening or a deposit for an epoch that names a bundle which another succeeds is refused `stale_keys`."""
    before = pair.opening(pair.therapist, session=pair.opened[-1].header.session)
    pair.client.rotate()
    await home.certify(pair.client)
    assert code(await home.open(pair.therapist.account, before)()) == "stale_keys"
    assert code(await home.entrust(pair.therapist.account, pair.deposit(pair.therapist))()) == "stale_keys"
    assert isinstance(await _continue(home, pair, pair.therapist), Committed)
    old = pair.opened[0].keys
    assert code(await home.entrust(pair.therapist.account, pair.deposit(pair.therapist, old))()) == "stale_keys"


async def test_a_bundle_that_nobody_certified_is_in_no_epoch(home: House, pair: Pair) -> None:
    """A successor stands in no match's place before its certificate."""
    pair.client.rotate()
    opened = pair.opening(pair.therapist, session=pair.opened[-1].header.session)
    assert code(await home.open(pair.therapist.account, opened)()) == "bad_epoch"
    assert await _post(home, pair, pair.therapist) == "Committed"


async def test_a_session_that_is_over_stays_over(home: House, pair: Pair) -> None:
    """Whose live session has ended hears that, and no seal goes into an epoch whose keys are old."""
    end = pair.seal(pair.client, End(), kind=EnvelopeKind.END)
    committed = await home.send(pair.client.account, end)()
    assert isinstance(committed, Committed)
    pair.client.rotate()
    await home.certify(pair.client)
    assert await _post(home, pair, pair.therapist) == "no_session"
    seal = Seal(pair.opened[0].header.session, committed.sequence, committed.head)
    envelope = pair.seal(pair.therapist, seal, kind=EnvelopeKind.SEAL)
    assert code(await home.send(pair.therapist.account, envelope)()) == "stale_keys"


async def test_before_the_first_epoch_nothing_is_stale(home: House) -> None:
    """A bundle certified between match and first epoch is simply the one that this epoch names."""
    pair = Pair()
    await pair.create(home.database)
    pair.client.rotate()
    await home.certify(pair.client)
    opened = pair.opening(pair.client)
    assert isinstance(await home.open(pair.client.account, opened)(), Committed)
    pair.opened.append(opened)
    assert code(await home.entrust(pair.client.account, pair.deposit(pair.client))()) == "tuple"
    assert await _post(home, pair, pair.client) == "Committed"


async def test_a_post_and_a_certification_come_in_some_order(home: House, pair: Pair) -> None:
    """Of posts that race a certification, those before it are committed, those after it refused; none falls between."""
    pair.client.rotate()
    envelopes = [pair.seal(pair.therapist) for _ in range(40)]
    certified = asyncio.create_task(home.certify(pair.client))
    said = [code(await home.send(pair.therapist.account, envelope)()) for envelope in envelopes]
    await certified
    committed = said.count("Committed")
    assert said == ["Committed"] * committed + ["stale_keys"] * (len(said) - committed)
    assert len(await home.entries(pair.conversation)) == 1 + committed
    assert await _post(home, pair, pair.therapist) == "stale_keys"


async def test_an_opening_and_a_certification_come_in_some_order(home: House, pair: Pair) -> None:
    """An epoch that races a certification either names the new bundle or is over at once for posting."""
    before = pair.opening(pair.therapist, session=pair.opened[-1].header.session)
    pair.client.rotate()
    certified = asyncio.create_task(home.certify(pair.client))
    opened = await home.open(pair.therapist.account, before)()
    await certified
    assert code(opened) in ("Committed", "stale_keys")
    _note(pair, before, opened)
    assert await _post(home, pair, pair.therapist) in ("stale_keys", "stale_epoch")
    assert isinstance(await _continue(home, pair, pair.therapist), Committed)


def _note(pair: Pair, opened: OpenedEpoch, outcome: Outcome) -> None:
    if isinstance(outcome, Committed):
        pair.opened.append(opened)
