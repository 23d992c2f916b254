"""Witnesses of the record log over HTTP (crypto.md §9.4): whom the root names, and that only what this log had is kept of them."""

from dataclasses import dataclass
from typing import Any

import pytest

from server.crypto.note import Checkpoint, Note, cosign, read_note, sign_note, verify_note
from server.crypto.signing import SigningKey
from server.crypto.witnesses import HOUR_MS, Witness, name_witnesses
from server.records.proving import LogHead, log_head
from server.records.sequencing import Sequencer
from tests.integration.house import Someone, now_ms, pair, post
from tests.integration.practice.staff import Staffed

ORIGIN = "webtherapy/record-log"
LOG, ANNA, BERT = SigningKey(b"l" * 32), SigningKey(b"a" * 32), SigningKey(b"b" * 32)
ROWS = [Witness("anna.example", ANNA.public), Witness("bert.example", BERT.public)]


@dataclass(slots=True)
class Watched:
    """A practice whose log has a head."""

    staffed: Staffed
    head: LogHead

    async def say(self, someone: Someone, path: str, body: dict[str, Any]) -> str:
        """`done`, or the word of refusal."""
        said = await post(someone.browser, f"/messaging/v1/{path}", body)
        return "done" if said.status_code == 204 else str(said.json()["type"]).removeprefix("urn:webtherapy:")

    async def name(self, generation: int, rows: list[Witness], root: SigningKey | None = None) -> str:
        """What the owner brings."""
        signed = name_witnesses(root or self.staffed.home.root, generation, HOUR_MS, rows, now_ms())
        return await self.say(self.staffed.owner, "witnesses", pair(signed))

    async def bring(self, note: Note) -> str:
        """What a witness hands in, who is signed in nowhere."""
        async with self.staffed.home.visitor() as witness:
            said = await post(witness, "/messaging/v1/log/cosignatures", {"note": note.written})
        return "done" if said.status_code == 204 else str(said.json()["type"]).removeprefix("urn:webtherapy:")

    async def shown(self) -> dict[str, Any]:
        """What anyone is shown."""
        async with self.staffed.home.visitor() as anyone:
            answered: dict[str, Any] = (await anyone.get("/messaging/v1/log/witnessed")).json()
        return answered

    def saw(self, key: SigningKey, name: str, seconds: int, checkpoint: Checkpoint | None = None) -> Note:
        """A head as a witness signs it."""
        note = read_note(self.head.note) if checkpoint is None else sign_note(checkpoint.text, ORIGIN, LOG)
        return cosign(note, name, key, seconds)


@pytest.fixture(name="watched")
async def _watched(staffed: Staffed) -> Watched:
    database = staffed.home.messaging_database
    sequencer = Sequencer(database, ORIGIN, lambda text: sign_note(text, ORIGIN, LOG).written, now_ms)
    await sequencer.sequence()
    async with database.acquire() as connection:
        return Watched(staffed, await log_head(connection))


async def test_the_root_names_them_one_list_after_the_other(watched: Watched) -> None:
    """Brought by an owner, signed by the root, in the order of generations; the same again is fine."""
    assert (await watched.shown()) == {"witnesses": None, "cosigned": []}
    assert await watched.name(0, ROWS, LOG) == "bad_signature"
    assert await watched.name(1, ROWS) == "bad_signature"
    assert await watched.name(0, ROWS) == "done"
    assert await watched.name(0, []) == "bad_signature"
    assert await watched.name(1, ROWS[:1]) == "done"
    assert (await watched.shown())["witnesses"] is not None
    signed = name_witnesses(watched.staffed.home.root, 2, HOUR_MS, [], now_ms())
    assert await watched.say(watched.staffed.intake, "witnesses", pair(signed)) == "not_for_you"


async def test_what_a_witness_saw_is_shown_to_everyone(watched: Watched) -> None:
    """Their line alone, under the text; the newest of each; what is older, or of nobody who is named, changes nothing."""
    now = now_ms() // 1000
    assert await watched.bring(watched.saw(ANNA, "anna.example", now)) == "not_for_you"
    assert await watched.name(0, ROWS) == "done"
    assert await watched.bring(watched.saw(ANNA, "anna.example", now)) == "done"
    [kept] = (await watched.shown())["cosigned"]
    assert read_note(kept).text == read_note(watched.head.note).text
    assert [name for name, _ in read_note(kept).signatures] == ["anna.example"]
    assert await watched.bring(watched.saw(ANNA, "anna.example", now - 60)) == "done"
    assert (await watched.shown())["cosigned"] == [kept]
    assert await watched.bring(watched.saw(LOG, "anna.example", now + 1)) == "not_for_you"
    assert await watched.bring(watched.saw(ANNA, "anna.example", now + 600)) == "wrong_time"
    assert await watched.bring(watched.saw(BERT, "bert.example", now)) == "done"
    assert len((await watched.shown())["cosigned"]) == 2
    assert await watched.name(1, ROWS[1:]) == "done"
    assert len((await watched.shown())["cosigned"]) == 1


async def test_the_line_that_was_verified_is_the_one_that_is_kept(watched: Watched) -> None:
    """Whatever else stands above it under the same name."""
    await watched.name(0, ROWS)
    now = now_ms() // 1000
    twice = cosign(watched.saw(LOG, "anna.example", now), "anna.example", ANNA, now)
    assert await watched.bring(twice) == "done"
    [kept] = (await watched.shown())["cosigned"]
    assert verify_note(read_note(kept), [ROWS[0].verifier]) == now


async def test_a_head_that_this_log_never_had_is_told_to_who_brings_it(watched: Watched) -> None:
    """Its witness was shown another log: forked, larger than it is, another log's, or with a bent line."""
    await watched.name(0, ROWS)
    now, size = now_ms() // 1000, watched.head.size
    for checkpoint in (
        Checkpoint(ORIGIN, size, bytes(32)),
        Checkpoint(ORIGIN, size + 1, watched.head.root),
        Checkpoint(ORIGIN, 1, watched.head.root),
        Checkpoint("elsewhere/record-log", size, watched.head.root),
    ):
        assert await watched.bring(watched.saw(ANNA, "anna.example", now, checkpoint)) == "bad_signature"
    seen = watched.saw(ANNA, "anna.example", now)
    name, line = seen.signatures[-1]
    bent = Note(seen.text, ((name, line[:-1] + bytes([line[-1] ^ 1])),))
    assert await watched.bring(bent) == "bad_signature"
    assert (await watched.shown())["cosigned"] == []
