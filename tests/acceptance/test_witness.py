"""A witness beside a running service (crypto.md §9.4): it fetches, signs and hands in by its own command, and every client compares."""

import asyncio
import time
from pathlib import Path
from types import SimpleNamespace

import asyncpg
import pytest

from client_py.client import Client
from client_py.documents import Signed
from client_py.line import now_ms
from client_py.record_log import ORIGIN, LogSeen
from client_py.witness import cli
from client_py.witness.key import WitnessKey
from client_py.witnessed import standings
from server.crypto.hashing import sha256
from server.crypto.note import Checkpoint, Note, Verifier, cosign
from server.crypto.witnesses import HOUR_MS, name_witnesses
from server.errors import ProofError
from server.storage.embedded.stack import EmbeddedStack
from tests.acceptance.house import House
from tests.acceptance.service import ROOT, Running
from tests.acceptance.test_record_log import grown
from tests.acceptance.test_verify import database_of


async def test_a_witness_cosigns_and_every_client_compares(
    running: Running,
    house: House,
    stack: EmbeddedStack,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Named by the root, it is heard of by clients, on time, once its clock is right; where it was shown another log than they are, they say so."""
    key = tmp_path / "key"
    assert await asyncio.to_thread(cli.main, ["make", str(key), "anna.example/w1"]) == 0
    async with await house.pairs[2].client.sign_in(running.url) as client:
        await grown(client, LogSeen(), {"bundle"})
        watch = ["watch", str(key), "--url", running.url, "--once"]
        for bundle in client.trust.system:
            watch += ["--log", Verifier(ORIGIN, bundle.signing_public).text]
        assert await asyncio.to_thread(cli.main, watch) == 1
        assert "root does not name" in capsys.readouterr().err
        async with await house.owner.sign_in(running.url) as owner:
            signed = name_witnesses(ROOT.signing, 0, HOUR_MS, [WitnessKey.read(key).witness], now_ms())
            await owner.http.tell("/messaging/v1/witnesses", Signed.of(signed))
        [before] = await standings(client.http, client.trust, now_ms())
        assert (before.head, before.late) == (None, True)
        assert (await client.watch_log()).late == (before,)
        with monkeypatch.context() as hurried:
            hurried.setattr(cli, "time", SimpleNamespace(time=lambda: time.time() + 600))
            assert await asyncio.to_thread(cli.main, watch) == 1
            assert "Set the clock" in capsys.readouterr().err
        assert await asyncio.to_thread(cli.main, watch) == 0
        [after] = await standings(client.http, client.trust, now_ms())
        assert after.head is not None
        assert not after.late
        watched = await client.watch_log()
        assert watched.seen.size >= after.head.size
        assert (watched.late, watched.witnesses) == ((), (after,))
        await _list_held_back(running, house, stack.superuser_url(database_of(running)))
        await _shown_another(client, WitnessKey.read(key), after.head, stack.superuser_url(database_of(running)))


async def _list_held_back(running: Running, house: House, url: str) -> None:
    """A program that begins again knows which list it has seen: the service cannot keep it back."""
    connection = await asyncpg.connect(url)
    try:
        kept = await connection.fetch("DELETE FROM witness_list RETURNING generation, body, signature")
        async with await house.pairs[2].client.sign_in(running.url) as again:
            with pytest.raises(ProofError, match="stale_witnesses"):
                await again.watch_log()
        insert = "INSERT INTO witness_list (generation, body, signature) VALUES ($1, $2, $3)"
        await connection.executemany(insert, [tuple(row) for row in kept])
    finally:
        await connection.close()


async def _shown_another(client: Client, key: WitnessKey, head: LogSeen, url: str) -> None:
    """What the service would have to show whose witness saw a fork of it."""
    text = Checkpoint(ORIGIN, head.size, sha256(head.root)).text
    forked = cosign(Note(text, ()), key.name, key.signing, now_ms() // 1000)
    connection = await asyncpg.connect(url)
    try:
        kept = await connection.fetchval("SELECT note FROM cosigned_head WHERE name = $1", key.name)
        await connection.execute("UPDATE cosigned_head SET note = $2 WHERE name = $1", key.name, forked.written)
        with pytest.raises(ProofError, match="wrong_proof"):
            await client.watch_log()
        await connection.execute("UPDATE cosigned_head SET note = $2 WHERE name = $1", key.name, kept)
    finally:
        await connection.close()
