"""The record log through a running service (crypto.md §9): it grows, everyone finds their own in it, and a forked one is noticed."""

from collections.abc import AsyncIterator
from contextlib import suppress

import httpx
import pytest

from client_py.client import Client
from client_py.record_log import LogSeen, OwnLeaf, advance, own_leaves
from server.crypto.bundle import Bundle, verify_bundle
from server.crypto.hashing import sha256
from server.errors import ProofError, Refusal
from server.records.log_key import log_origin
from tests.acceptance.house import House
from tests.acceptance.service import Running

ORIGIN = log_origin("webtherapy")


@pytest.fixture(name="client")
async def _client(running: Running, house: House) -> AsyncIterator[Client]:
    async with await house.pairs[2].client.sign_in(running.url) as client:
        yield client


async def system_keys(client: Client) -> list[Bundle]:
    """Who signs for the service, proved from the root."""
    practice = await client.practice()
    client.trust.take_people(practice.system)
    return [verify_bundle(person.bundle.proof) for person in practice.system]


async def grown(client: Client, seen: LogSeen, kinds: set[str]) -> tuple[LogSeen, list[OwnLeaf]]:
    """The log once it holds something new of one's own of each of these kinds."""
    keys, before = await system_keys(client), seen.size
    while True:
        with suppress(Refusal):  # before its first head, which is about to come
            seen = await advance(client.http, ORIGIN, keys, seen)
        own = await own_leaves(client.http, seen)
        if kinds <= {leaf.kind for leaf in own if leaf.place >= before}:
            return seen, own


async def test_what_happens_in_a_session_is_in_the_log(running: Running, house: House, client: Client) -> None:
    """One's keys and their certificate, the match, the epochs' openings and both seals are proved to stand in a log that only grows."""
    before, _ = await grown(client, LogSeen(), {"bundle", "certificate", "match"})
    async with running.room(house.pairs[2]) as room:
        await room.hers.send("said")
        await room.hers.end_session()
        after, own = await grown(client, before, {"opening", "seal"})
    assert after.size > before.size
    assert len({leaf.place for leaf in own}) == len(own)


async def test_what_others_saw_of_the_log_has_to_fit(running: Running, house: House) -> None:
    """Whoever writes says how far they verified the log; who reads it compares, and a log that was another for the other one is named."""
    async with running.room(house.pairs[0]) as room:
        seen = (await room.therapist.watch_log()).seen
        await room.his.send("I have looked")
        await room.hers.wait_for(lambda: "I have looked" in room.hers.texts)
        assert room.hers.attested[room.therapist.account.identity] == seen
        assert (await room.client.watch_log()).seen.size >= seen.size
        room.hers.attested[room.therapist.account.identity] = LogSeen(seen.size, sha256(seen.root))
        with pytest.raises(ProofError, match="wrong_proof"):
            await room.client.watch_log()


async def test_nobody_is_shown_what_is_of_others(running: Running, house: House, client: Client) -> None:
    """What the log holds of one pair, another pair is not told."""
    _, own = await grown(client, LogSeen(), {"match"})
    async with await house.pairs[1].client.sign_in(running.url) as other:
        _, others = await grown(other, LogSeen(), {"match"})
    assert not {leaf.place for leaf in own} & {leaf.place for leaf in others}


async def test_a_log_that_forgot_is_noticed(client: Client) -> None:
    """A head that does not begin with what was seen, one that is shorter than it, and one that another key signed are all named."""
    keys = await system_keys(client)
    seen = await advance(client.http, ORIGIN, keys, LogSeen())
    with pytest.raises(ProofError, match="wrong_proof"):
        await advance(client.http, ORIGIN, keys, LogSeen(seen.size, sha256(seen.root)))
    with pytest.raises(Refusal, match="not_for_you"):
        await advance(client.http, ORIGIN, keys, LogSeen(seen.size + 100_000, seen.root))
    custodian = verify_bundle((await client.practice()).custodians[0].bundle.proof)
    with pytest.raises(ProofError, match="unsigned"):
        await advance(client.http, ORIGIN, [custodian], seen)


@pytest.mark.parametrize(
    "path",
    [
        "consistency",
        "consistency?before=-1",
        "consistency?before=01",
        "consistency?before=9007199254740992",
        "inclusion?place=0",
        "tile/0/0",
        "tile/64/000",
        "tile/0/000.p/256",
        "tile/0/000.p/0",
        "tile/0/x999/x999/x999/x999/x999/999",
    ],
)
async def test_what_is_no_question_is_refused(running: Running, path: str) -> None:
    """Counts that are none and tiles that cannot be are refused in words of the protocol, and tell nothing."""
    async with httpx.AsyncClient(base_url=running.url) as stranger:
        answer = await stranger.get(f"/messaging/v1/log/{path}")
    assert answer.status_code in (400, 404)
    assert answer.json()["type"].startswith("urn:webtherapy:")


async def test_anyone_can_watch_the_log_grow(running: Running, client: Client) -> None:
    """Head and tiles are public: who watches needs no account, and learns hashes only."""
    seen = await advance(client.http, ORIGIN, await system_keys(client), LogSeen())
    async with httpx.AsyncClient(base_url=running.url) as stranger:
        note = await stranger.get("/messaging/v1/log/checkpoint")
        width = min(seen.size, 255)
        tile = await stranger.get(f"/messaging/v1/log/tile/0/000.p/{width}")
        own = await stranger.get("/messaging/v1/log/leaves")
    assert note.text.startswith(f"{ORIGIN}\n")
    assert len(tile.content) == width * 32
    assert own.status_code == 401
