"""Whoever changes the record behind everyone's back is found: by `webtherapy verify`, and by every client that reads it.

Each change is made in the database of a running service, in a transaction that is taken back.
"""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pytest

from client_py.documents import Conversations
from client_py.transcript import StopError, Transcript
from server.commands.verify_database import verify_messaging
from server.crypto.canonical import encode_array
from server.crypto.envelope import parse_envelope
from server.crypto.signing import SigningKey
from server.crypto.transcript import EntryKind, next_head
from server.ids import ConversationId
from server.packages.report import Report, Verdict
from server.practice.verifying import verify_database
from server.protocol.frames import Entry
from server.settings import Settings
from server.storage.database import Connection, Database
from server.storage.embedded.stack import EmbeddedStack
from tests.acceptance.house import House
from tests.acceptance.service import Running
from tests.support.powerful import bent
from tests.vectors.mutations_anew import FILE

STRANGER = SigningKey(b"s" * 32)


@dataclass(frozen=True, slots=True)
class Record:
    """A conversation with a session that both sealed, and a client's proof of who takes part."""

    url: str
    conversation: ConversationId
    transcript: Callable[[], Transcript]

    @asynccontextmanager
    async def changed(self) -> AsyncIterator[Connection]:
        """A transaction of somebody who may do anything; it is taken back."""
        async with Database(self.url, pool_size=1) as database, bent(database) as connection:
            yield connection

    async def rows(self, connection: Connection) -> list[dict[str, Any]]:
        """The record's rows."""
        found = await connection.fetch(
            "SELECT sequence, time, kind, message_id, payload, head FROM record WHERE conversation = $1 ORDER BY sequence",
            self.conversation,
        )
        return [dict(row) for row in found]

    async def write(self, connection: Connection, rows: list[dict[str, Any]]) -> None:
        """Other rows in place of the record's, chained anew: heads as the service would have given them."""
        await connection.execute("DELETE FROM record WHERE conversation = $1", self.conversation)
        head = await connection.fetchval("SELECT genesis FROM conversation WHERE conversation = $1", self.conversation)
        for sequence, row in enumerate(rows, start=1):
            head = next_head(head, sequence, row["time"], EntryKind(row["kind"]), row["payload"])
            await connection.execute(
                "INSERT INTO record (conversation, sequence, time, kind, message_id, payload, head) VALUES ($1, $2, $3, $4, $5, $6, $7)",
                self.conversation, sequence, row["time"], row["kind"], row["message_id"], row["payload"], head,
            )  # fmt: skip
        await connection.execute(
            "UPDATE conversation_head SET sequence = $2, head = $3 WHERE conversation = $1",
            self.conversation,
            len(rows),
            head,
        )

    def clients_stop(self, rows: list[dict[str, Any]]) -> bool:
        """Whether a client that reads these rows stops."""
        transcript = self.transcript()
        try:
            for row in rows:
                transcript.take(
                    Entry(sequence=row["sequence"], time=row["time"], kind=row["kind"], payload=row["payload"])
                )
        except StopError:
            return True
        # What a client has acknowledged, or was told to stand at the end, is compared with the head that it comes to.
        return transcript.head != bytes(rows[-1]["head"])


@pytest.fixture(scope="module", name="record")
async def _record(running: Running, house: House, stack: EmbeddedStack) -> Record:
    async with running.room(house.pairs[3]) as room:
        for number in range(3):
            await room.hers.send(f"hers {number}")
            await room.his.send(f"his {number}")
            await room.hers.wait_for(lambda: len(room.hers.texts) == 2 * number + 2)  # noqa: B023
            await room.his.wait_for(lambda: len(room.his.texts) == 2 * number + 2)  # noqa: B023
        await room.hers.end_session()
        end = room.hers.sequence
        await room.hers.wait_for(lambda: room.hers.sequence >= end + 2)
        conversation = room.hers.identity
    async with await house.pairs[3].client.sign_in(running.url) as client:
        await client.practice()
        shown = await client.http.get("/messaging/v1/conversations", Conversations)
        client.trust.take_people(shown.people)
        [signed] = [each.match for each in shown.conversations if bytes(each.conversation) == conversation]
        match, members = client.trust.match(signed)
    return Record(stack.superuser_url(database_of(running)), conversation, lambda: Transcript(match, members))


def database_of(running: Running) -> str:
    """The name of a service's messaging database."""
    return urlsplit(running.environ["MESSAGING_DATABASE_URL"]).path.strip("/")


def failing(report: Report) -> str:
    """What does not hold, in words."""
    return "\n".join(each.words for each in report.sentences if each.verdict is Verdict.FAILS)


async def test_the_whole_database_holds(running: Running, record: Record) -> None:
    """People, every conversation, the log: nothing fails, by the command that operators run."""
    lines, well = await verify_messaging(Settings.from_environ(running.environ))
    assert well, lines
    assert any(record.conversation.hex() in line and "holds" in line for line in lines)


Rows = list[dict[str, Any]]


def _flipped(rows: Rows) -> Rows:
    payload = bytearray(rows[2]["payload"])
    payload[-1] ^= 1
    rows[2]["payload"] = bytes(payload)
    return rows


def _dropped(rows: Rows) -> Rows:
    return rows[:3] + rows[4:]


def _swapped(rows: Rows) -> Rows:
    one, other = rows[2], rows[3]
    for name in ("payload", "message_id", "kind"):
        one[name], other[name] = other[name], one[name]
    return rows


def _duplicated(rows: Rows) -> Rows:
    return [*rows[:4], rows[3] | {"message_id": bytes(16)}, *rows[4:]]


def _re_timed(rows: Rows) -> Rows:
    rows[1]["time"] = rows[0]["time"]
    rows[2]["time"] -= 0 if rows[2]["time"] == rows[1]["time"] else 1
    return rows


def _resigned(rows: Rows) -> Rows:
    envelope = parse_envelope(rows[2]["payload"])
    signature = STRANGER.sign(envelope.signed_bytes())
    rows[2]["payload"] = encode_array([envelope.header_bytes, envelope.nonce, envelope.ciphertext, signature])
    return rows


def _forged_seal(rows: Rows) -> Rows:
    envelope = parse_envelope(rows[-1]["payload"])
    forged = encode_array(
        [envelope.header_bytes, envelope.nonce, envelope.ciphertext, STRANGER.sign(envelope.signed_bytes())]
    )
    return [*rows[:-1], rows[-1] | {"payload": forged}]


CHANGES: dict[str, tuple[Callable[[Rows], Rows], str]] = {
    "flipped": (_flipped, "entry 3 does not hold: its signature"),
    "dropped": (_dropped, "does not hold"),
    "swapped": (_swapped, "does not hold"),
    "duplicated": (_duplicated, "does not hold"),
    "re-timed": (_re_timed, "does not hold: it does not stand where others saw it"),
    "re-signed by another": (_resigned, "entry 3 does not hold: its signature"),
    "forged seal": (_forged_seal, "does not hold: its signature"),
}


def test_each_kind_of_change_is_tried_here() -> None:
    """What the clients are shown (tests/vectors/mutations.json), `verify` is shown too."""
    kept = json.loads(FILE.read_text("utf-8"))
    assert {each["name"].partition(":")[0] for each in kept["mutations"]} == set(CHANGES)


@pytest.mark.parametrize("change", CHANGES)
async def test_a_record_that_was_changed_and_chained_anew_is_named(record: Record, change: str) -> None:
    """With every head made to fit: signatures, counters and what the others saw do not."""
    bend, words = CHANGES[change]
    async with record.changed() as connection:
        await record.write(connection, bend(await record.rows(connection)))
        told = failing(await verify_database(connection))
        assert words in told
        assert record.conversation.hex() in told
        assert record.clients_stop(await record.rows(connection))


PLAIN: dict[str, tuple[str, str]] = {
    "flipped": ("UPDATE record SET payload = set_byte(payload, 60, get_byte(payload, 60) # 1) WHERE conversation = $1 AND sequence = 3", "entry 3 was altered"),
    "dropped": ("DELETE FROM record WHERE conversation = $1 AND sequence = 3", "entry 3 is missing"),
    "cut off": ("DELETE FROM record WHERE conversation = $1 AND sequence = (SELECT max(sequence) FROM record WHERE conversation = $1)", "taken out"),
    "re-timed": ("UPDATE record SET time = time + 1 WHERE conversation = $1 AND sequence = 3", "entry 3 was altered, moved or re-timed"),
    "renamed": ("UPDATE record SET message_id = '\\x00112233445566778899aabbccddeeff' WHERE conversation = $1 AND sequence = 3", "another message's number"),
    "epoch": ("UPDATE epoch SET sequence = sequence + 1 WHERE conversation = $1", "table of its epochs"),
    "match": ("UPDATE conversation SET match_signature = set_byte(match_signature, 1, get_byte(match_signature, 1) # 1) WHERE conversation = $1", "match does not hold"),
    "unlogged": ("UPDATE log_record SET conversation = NULL WHERE conversation = $1", "not in the record log"),
    "log's record": ("UPDATE log_record SET record = record || '\\x00' WHERE conversation = $1", "is not what was put there"),
    "log's leaf": ("UPDATE log_record SET leaf = sha256(leaf), record = NULL, salt = NULL WHERE conversation = $1", "grown from other entries"),
    "log's leaf gone": ("DELETE FROM log_record WHERE conversation = $1", "were taken out or put in"),
    "log forked": ("UPDATE log_head SET root = sha256($1)", "another log: it was forked"),
    "log's head": ("UPDATE log_head SET note = replace(note, 'webtherapy', encode($1, 'hex'))", "not signed by the service's certified key"),
    "certificate": ("UPDATE certificate SET signature = set_byte(signature, 1, get_byte(signature, 1) # 1) WHERE account = (SELECT account FROM member WHERE conversation = $1 LIMIT 1)", "keys of account"),
}  # fmt: skip
"""One statement each, as somebody at the database would type it, and words of what is said."""


@pytest.mark.parametrize("change", PLAIN)
async def test_a_row_that_was_changed_is_named(record: Record, change: str) -> None:
    """Nothing else was made to fit."""
    statement, words = PLAIN[change]
    async with record.changed() as connection:
        await connection.execute(statement, record.conversation)
        assert words in failing(await verify_database(connection))


async def test_seals_that_are_taken_out_are_missed(record: Record) -> None:
    """Cut off at the end and chained anew, nothing in the transcript itself shows it; the record log knows of them."""
    async with record.changed() as connection:
        await record.write(connection, (await record.rows(connection))[:-2])
        assert "openings or seals that are not in its transcript" in failing(await verify_database(connection))
