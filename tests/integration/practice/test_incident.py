"""`webtherapy incident` (compliance HS-14): what a span may have touched, by id, place and time, and never a word of it."""

import hashlib
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from server.commands.incident import export, moment
from server.errors import ConfigurationError, StorageFault
from server.roles import Role
from server.settings import Settings
from server.storage.audit import verify
from server.storage.database import Database
from server.storage.moment import one_moment
from tests.integration.house import Someone, activate, post
from tests.integration.practice.retaining import made
from tests.integration.practice.staff import Staffed

HOUR = timedelta(hours=1)
LAWFUL = re.compile(r"[0-9a-f]{32}|[0-9a-f]{64}|[a-z][a-z0-9_-]{0,39}")
"""An id, a hash, or a word of our own."""


@pytest.fixture(name="settings")
def _settings(shared_identity_url: str, messaging_url: str) -> Settings:
    """The addresses of the roles that serve: no other role is needed."""
    return Settings.from_environ(
        {"IDENTITY_DATABASE_URL": shared_identity_url, "MESSAGING_DATABASE_URL": messaging_url}
    )


async def listed(settings: Settings, folder: Path, since: datetime, until: datetime) -> dict[str, dict[str, Any]]:
    """Both lists, once what binds them was found to be right."""
    now = datetime.now(UTC)
    lines = await export(settings, since, until, now, folder)
    sealed = (folder / "manifest.json").read_bytes()
    manifest = json.loads(sealed)
    assert hashlib.sha256(sealed).hexdigest() in lines[-2]
    assert f"{now + timedelta(days=60):%Y-%m-%d}" in lines[-1]
    lists = {}
    for name, expected in manifest["files"].items():
        data = (folder / name).read_bytes()
        assert hashlib.sha256(data).hexdigest() == expected
        assert (folder / name).stat().st_mode & 0o077 == 0
        lists[name.removesuffix(".json")] = json.loads(data)
    return lists


def values(said: Any) -> Iterator[Any]:
    """Every value, wherever it stands."""
    if isinstance(said, dict):
        for each in said.values():
            yield from values(each)
    elif isinstance(said, list):
        for each in said:
            yield from values(each)
    else:
        yield said


def of(rows: list[dict[str, Any]], name: str, value: bytes) -> list[dict[str, Any]]:
    """Those that are about it."""
    return [row for row in rows if row[name] == value.hex()]


async def test_what_a_span_touched_is_listed(staffed: Staffed, settings: Settings, tmp_path: Path) -> None:
    """Which entries of which conversation, and which of them are new; whose keys open them; who was signed in, and what staff looked at."""
    home, now = staffed.home, datetime.now(UTC)
    record = await made(home.messaging_database, home.clock() - 3 * 3_600_000)
    [first, *_] = record.conversations
    async with home.messaging_database.transaction() as connection:
        await record.write(connection, first, home.clock())
    await staffed.intake.browser.get("/messaging/v1/people")
    messaging, identity = (
        (lists := await listed(settings, tmp_path / "one", now - HOUR, now + HOUR))["messaging"],
        lists["identity"],
    )
    [entry] = of(messaging["conversations"], "conversation", first)
    assert (entry["entries_until"], entry["written_from"], entry["written_until"]) == (4, 4, 4)
    assert (entry["epochs"], entry["wraps"], entry["sealed_shares"], entry["destroyed_at"]) == (1, 2, 2, None)
    members = of(messaging["members"], "conversation", first)
    assert {row["account"] for row in members} == {record.client.hex(), record.therapist.hex()}
    [file] = of(messaging["attachments"], "conversation", first)
    assert file["within"] is False
    assert [row["certifier"] for row in messaging["delegations"]] == [staffed.intake.account.hex()]
    assert ("people_read", staffed.intake.account.hex()) in [(row["act"], row["actor"]) for row in messaging["audit"]]
    [session] = of(identity["sessions"], "account", staffed.intake.account)
    assert (session["browser"], session["ended_at"]) == ("firefox", None)
    [account] = of(identity["accounts"], "account", staffed.intake.account)
    assert (account["role"], account["within"], account["lookup_pepper"]) == ("intake", True, 1)
    [verifier] = of(identity["verifiers"], "account", staffed.intake.account)
    assert (verifier["kind"], verifier["within"]) == ("password", True)


async def test_what_came_later_is_not_in_it(staffed: Staffed, settings: Settings, tmp_path: Path) -> None:
    """Nor what was over before: neither sessions that had ended, nor what nobody had written yet."""
    now = datetime.now(UTC)
    record = await made(staffed.home.messaging_database, staffed.home.clock())
    early = await listed(settings, tmp_path / "early", now - 2 * HOUR, now - HOUR)
    assert of(early["messaging"]["conversations"], "conversation", record.conversations[0]) == []
    assert of(early["identity"]["accounts"], "account", staffed.intake.account) == []
    gone = await gone_again(staffed)
    late = await listed(settings, tmp_path / "late", now + HOUR, now + 2 * HOUR)
    [entry] = of(late["messaging"]["conversations"], "conversation", record.conversations[0])
    assert (entry["entries_until"], entry["written_from"]) == (3, None)
    assert of(late["identity"]["sessions"], "account", gone.account) == []
    assert of(late["identity"]["sessions"], "account", staffed.intake.account) != []


async def gone_again(staffed: Staffed) -> Someone:
    """Somebody who came, and signed out."""
    someone = await activate(staffed.home, Role.THERAPIST)
    await post(someone.browser, "/identity/v1/sign-out", {})
    async with staffed.home.identity_database.transaction() as connection:
        session = await connection.fetchval("SELECT session FROM history WHERE account = $1", someone.account)
        await connection.execute(
            "INSERT INTO history (account, at, event, session) VALUES ($1, $2, 'signed_out', $3)",
            someone.account, staffed.home.clock() + 1, session,
        )  # fmt: skip
    return someone


async def test_no_word_of_anybody_is_in_it(staffed: Staffed, settings: Settings, tmp_path: Path) -> None:
    """Ids, hashes, times, counts, and words of our own: no ciphertext, no name, no text."""
    await made(staffed.home.messaging_database, staffed.home.clock())
    now = datetime.now(UTC)
    for name, said in (await listed(settings, tmp_path / "lists", now - HOUR, now + HOUR)).items():
        for value in values(said):
            known = value is None or isinstance(value, int) or value == "" or LAWFUL.fullmatch(value) is not None
            assert known, (name, value)


async def test_that_it_was_read_is_in_both_trails(staffed: Staffed, settings: Settings, tmp_path: Path) -> None:
    """By the operator, with the hash of what was listed; and both trails hold."""
    now = datetime.now(UTC)
    await listed(settings, tmp_path / "lists", now - HOUR, now + HOUR)
    sealed = hashlib.sha256((tmp_path / "lists" / "manifest.json").read_bytes()).digest()
    for database in (staffed.home.identity_database, staffed.home.messaging_database):
        async with database.acquire() as connection:
            rows = await connection.fetch(
                "SELECT actor FROM audit WHERE act = 'incident_exported' AND detail = $1", sealed
            )
            assert [row["actor"] for row in rows] == [b""]
            await verify(connection)


async def test_it_is_read_where_nothing_can_be_written(messaging_url: str) -> None:
    """PostgreSQL itself refuses, whatever the role may do otherwise."""
    async with Database(messaging_url) as database:
        with pytest.raises(StorageFault):
            async with database.transaction() as connection:
                await one_moment(connection)
                await connection.execute("INSERT INTO policy_telling (policy, version) VALUES ('terms', 1)")


async def test_what_cannot_be_listed_is_a_sentence(settings: Settings, tmp_path: Path) -> None:
    """A span that is none, a moment without a zone, a folder that is there, no database."""
    now = datetime.now(UTC)
    with pytest.raises(ConfigurationError, match="before it begins"):
        await export(settings, now, now, now, tmp_path / "new")
    with pytest.raises(ConfigurationError, match="is there already"):
        await export(settings, now - HOUR, now, now, tmp_path)
    with pytest.raises(ConfigurationError, match="address of a database"):
        await export(Settings.from_environ({}), now - HOUR, now, now, tmp_path / "new")
    for text in ("2026-11-29T09:00", "yesterday", ""):
        with pytest.raises(ConfigurationError, match="with its zone"):
            moment(text)
    assert moment("2026-11-29T10:00+01:00") == moment("2026-11-29T09:00Z")
