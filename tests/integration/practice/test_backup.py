"""Backups (crypto.md §15.4; compliance CS-04): a record that was destroyed is not opened by restoring one from before."""

import hashlib
import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from time import time as clock
from urllib.parse import urlsplit

import pytest

from server.commands.backup import CERTIFICATES, backup, restore
from server.commands.restore_drill import Timed, drilled
from server.commands.verify_database import verify_messaging
from server.errors import ConfigurationError
from server.records.destroyed_file import ApprovedLine, CertifiedLine, append_lines, read_file
from server.records.destructions import destroyed_of
from server.settings import Settings
from server.storage.archives import Archive, Part, restoring
from server.storage.database import Database
from server.storage.embedded.roles import Side
from server.storage.embedded.stack import EmbeddedStack
from tests.integration.practice.retaining import YEAR_MS, MadeRecord, made
from tests.integration.practice.staff import Staffed, matched
from tests.integration.practice.test_retention import ALL, NOTHING, Desk
from tests.integration.practice.test_retention import _desk as _desk  # noqa: PLC0414 - the fixture
from tests.support.databases import FreshDatabase, Templates


@asynccontextmanager
async def elsewhere(templates: Templates) -> AsyncIterator[tuple[Settings, FreshDatabase]]:
    """An empty machine."""
    async with templates.fresh(Side.MESSAGING) as fresh:
        yield Settings.from_environ({"MESSAGING_MIGRATION_URL": fresh.migration_url}), fresh


@pytest.fixture(name="settings")
def _settings(stack: EmbeddedStack, messaging_url: str) -> Settings:
    name = urlsplit(messaging_url).path.strip("/")
    return Settings.from_environ({"MESSAGING_MIGRATION_URL": stack.urls(Side.MESSAGING, name)[1]})


async def left(fresh: FreshDatabase, record: MadeRecord) -> dict[str, int]:
    """What there is of a record elsewhere."""
    async with Database(fresh.url, pool_size=1) as database:
        return await record.left(database)


def newest(folder: Path, part: Part) -> Path:
    """The last file of a part."""
    return max((folder / part.value).iterdir())


async def test_an_old_record_with_todays_keys_does_not_open(
    desk: Desk, settings: Settings, templates: Templates, tmp_path: Path
) -> None:
    """Restored: what was destroyed meanwhile has neither wraps nor shares nor bytes; what was not is whole. Without the certificates it would have
    its bytes, and nobody opens them.
    """
    home = desk.staffed.home
    other = await made(home.messaging_database, desk.now)
    await home.mail.system.publish(home.messaging_database)
    await desk.date()
    old, new = tmp_path / "old", tmp_path / "new"
    await backup(settings, old)
    proposed, word = await desk.propose()
    assert (word, await desk.approve(proposed)) == ("done", "done")
    await home.erasing.erase()
    await backup(settings, new)
    destroyed = new / "certificates" / CERTIFICATES
    record, keys = newest(old, Part.RECORD), newest(new, Part.KEYS)
    async with elsewhere(templates) as (empty, fresh):
        lines = await restore(empty, record=record, keys=keys, identity=None, destroyed=destroyed)
        assert "1 destructions were carried out again" in lines[0]
        assert (await left(fresh, desk.made), await left(fresh, other)) == (NOTHING, ALL)
        with pytest.raises(ConfigurationError, match="not empty"):
            await restore(empty, record=record, keys=keys, identity=None, destroyed=destroyed)
    async with elsewhere(templates) as (empty, fresh):
        archives = [Archive.read(record, Part.RECORD), Archive.read(keys, Part.KEYS)]
        async with restoring(fresh.migration_url, archives, "messaging"):
            pass
        assert await left(fresh, desk.made) == ALL | {"wraps": 0, "shares": 0}
    async with elsewhere(templates) as (empty, fresh):
        then = newest(old, Part.KEYS)
        with pytest.raises(ConfigurationError, match="--destroyed"):
            await restore(empty, record=record, keys=then, identity=None, destroyed=None)
        await restore(empty, record=record, keys=then, identity=None, destroyed=destroyed)
        assert (await left(fresh, desk.made), await left(fresh, other)) == (NOTHING, ALL)


async def test_old_keys_do_not_open_what_the_record_knows_to_be_destroyed(
    desk: Desk, settings: Settings, templates: Templates, tmp_path: Path
) -> None:
    """A record from after the approval with keys from before it: it was not certified yet. Its bytes go when the service goes on, if no hold stands."""
    await desk.date()
    await backup(settings, tmp_path, 0)
    proposed, _ = await desk.propose()
    assert await desk.approve(proposed) == "done"
    keys = newest(tmp_path, Part.KEYS)
    await backup(settings, tmp_path, 1)
    record, destroyed = newest(tmp_path, Part.RECORD), tmp_path / "certificates" / CERTIFICATES
    assert [each.kind for each in read_file(destroyed).lines] == ["approved"]
    async with elsewhere(templates) as (empty, fresh):
        await restore(empty, record=record, keys=keys, identity=None, destroyed=destroyed)
        assert await left(fresh, desk.made) == ALL | {"wraps": 0, "shares": 0}


async def test_identity_is_restored_whole(
    desk: Desk, stack: EmbeddedStack, shared_identity_url: str, templates: Templates, tmp_path: Path
) -> None:
    """Everybody's account is there again, and numbers that the database gives go on where they were."""
    name = urlsplit(shared_identity_url).path.strip("/")
    settings = Settings.from_environ({"IDENTITY_MIGRATION_URL": stack.urls(Side.IDENTITY, name)[1]})
    await backup(settings, tmp_path)
    count = "SELECT count(*) FROM account"
    async with desk.staffed.home.identity_database.acquire() as connection:
        accounts = await connection.fetchval(count)
    async with templates.fresh(Side.IDENTITY) as fresh:
        empty = Settings.from_environ({"IDENTITY_MIGRATION_URL": fresh.migration_url})
        await restore(empty, record=None, keys=None, identity=newest(tmp_path, Part.IDENTITY), destroyed=None)
        async with Database(fresh.url, pool_size=1) as database, database.acquire() as connection:
            assert await connection.fetchval(count) == accounts > 0


async def test_the_parts_lie_apart(desk: Desk, settings: Settings, tmp_path: Path) -> None:
    """No file of the record holds what opens it, none of the keys what they open; nobody else reads them; certificates are only added."""
    home = desk.staffed.home
    await backup(settings, tmp_path, 0)
    record, keys = newest(tmp_path, Part.RECORD), newest(tmp_path, Part.KEYS)
    held = Archive.read(record, Part.RECORD).tables, Archive.read(keys, Part.KEYS).tables
    assert set(held[1]) == {"wrap", "sealed_share", "handed_share", "contribution"}
    assert {"record", "conversation", "epoch", "deposit", "shelved_chunk", "hold"} <= set(held[0])
    assert not set(held[0]) & set(held[1])
    assert (b"ciphertext" in record.read_bytes(), b"ciphertext" in keys.read_bytes()) == (True, False)
    assert [path.stat().st_mode & 0o077 for path in (record, keys)] == [0, 0]
    with pytest.raises(ConfigurationError, match="no backup of the keys"):
        Archive.read(record, Part.KEYS)
    await home.mail.system.publish(home.messaging_database)
    await desk.date()
    proposed, _ = await desk.propose()
    await desk.approve(proposed)
    await home.erasing.erase()
    for time in (1, 2):
        await backup(settings, tmp_path, time)
    file = read_file(tmp_path / "certificates" / CERTIFICATES)
    assert [each.kind for each in file.lines] == ["approved", "destroyed"]
    assert [Archive.read(newest(tmp_path, part), part).destroyed for part in (Part.RECORD, Part.KEYS)] == [
        str(file.head)
    ] * 2


async def test_another_practices_certificates_erase_nothing(
    desk: Desk, settings: Settings, templates: Templates, tmp_path: Path
) -> None:
    """A certificate that this service's key did not sign stops the restore, and nothing of it stays."""
    home = desk.staffed.home
    await home.mail.system.publish(home.messaging_database)
    await desk.date()
    await backup(settings, tmp_path, 0)
    proposed, _ = await desk.propose()
    await desk.approve(proposed)
    await home.erasing.erase()
    await backup(settings, tmp_path, 1)
    path = tmp_path / "certificates" / CERTIFICATES
    approved, certified = read_file(path).lines
    assert isinstance(approved, ApprovedLine)
    assert isinstance(certified, CertifiedLine)
    path.unlink()
    append_lines(path, [approved, replace(certified, signature=os.urandom(64))])
    record = tmp_path / "record" / "19700101T000000Z.backup"
    async with elsewhere(templates) as (empty, fresh):
        with pytest.raises(ConfigurationError, match="another practice"):
            await restore(empty, record=record, keys=None, identity=None, destroyed=path)
        assert (await left(fresh, desk.made))["places"] == 0
        path.unlink()
        append_lines(path, [replace(approved, approval=os.urandom(64))])
        with pytest.raises(
            ConfigurationError, match="line 1 is an approval by somebody whom this record does not know"
        ):
            await restore(empty, record=record, keys=None, identity=None, destroyed=path)


async def test_a_record_from_before_the_present_system_key_is_restored_with_it(
    desk: Desk, settings: Settings, templates: Templates, tmp_path: Path
) -> None:
    """What a younger key of the service signed is not another practice's, where that key's file is at hand; without it, the restore stops."""
    system = desk.staffed.home.mail.system
    await desk.date()
    await backup(settings, tmp_path, 0)
    proposed, _ = await desk.propose()
    await desk.approve(proposed)
    await desk.staffed.home.erasing.erase()
    await backup(settings, tmp_path, 1)
    key = tmp_path / "system.key"
    key.write_text(f"{system.account.hex()} {system._secret.hex()} 1\n")
    key.chmod(0o600)
    record, destroyed = tmp_path / "record" / "19700101T000000Z.backup", tmp_path / "certificates" / CERTIFICATES
    async with elsewhere(templates) as (empty, fresh):
        with pytest.raises(ConfigurationError, match="another practice"):
            await restore(empty, record=record, keys=None, identity=None, destroyed=destroyed)
        with_key = replace(empty, system_key=key)
        await restore(with_key, record=record, keys=None, identity=None, destroyed=destroyed)
        assert await left(fresh, desk.made) == NOTHING


async def test_what_was_open_in_an_old_record_comes_back_closed(
    desk: Desk, settings: Settings, templates: Templates, tmp_path: Path
) -> None:
    """A record from before the closing: nothing is written into what is destroyed, and how it had ended is there again, with its leaf. A line that
    says so in somebody's name without their signature stops the restore.
    """
    home, long_ago, therapist = desk.staffed.home, desk.now - 8 * YEAR_MS, desk.staffed.therapist
    await home.mail.system.publish(home.messaging_database)
    desk.made = await made(home.messaging_database, long_ago, closed=False, therapist=therapist.account)
    await backup(settings, tmp_path, 0)
    async with home.messaging_database.transaction() as connection:
        for each in desk.made.conversations:
            await desk.made.close(connection, each, long_ago, therapist.keys.signing)
    await desk.date()
    proposed, _ = await desk.propose()
    assert await desk.approve(proposed) == "done"
    await home.erasing.erase()
    await backup(settings, tmp_path, 1)
    record, destroyed = tmp_path / "record" / "19700101T000000Z.backup", tmp_path / "certificates" / CERTIFICATES
    open_ones = "SELECT count(*) FROM conversation_head WHERE conversation = ANY ($1::bytea[]) AND NOT closed"
    async with elsewhere(templates) as (empty, fresh):
        await restore(empty, record=record, keys=None, identity=None, destroyed=destroyed)
        async with Database(fresh.url, pool_size=1) as database, database.acquire() as connection:
            assert await connection.fetchval(open_ones, desk.made.conversations) == 0
            closings = await connection.fetch(CLOSINGS, desk.made.conversations)
            assert [(row["reason"], row["closed_at"]) for row in closings] == [("ended", long_ago)]
            assert await connection.fetchval("SELECT count(*) FROM log_record WHERE kind = 'closing'") == 1
            (shown,) = await destroyed_of(connection, desk.made.client)
            assert shown.conversation == desk.made.conversations[0]
            assert await connection.fetchval("SELECT client FROM forgotten WHERE NOT told") == desk.made.client
    forged = tmp_path / "forged.log"
    forged.write_text(with_closing_forged(destroyed.read_text()))
    async with elsewhere(templates) as (empty, fresh):
        with pytest.raises(
            ConfigurationError, match="line 1 says that a conversation was closed, and that is not signed"
        ):
            await restore(empty, record=record, keys=None, identity=None, destroyed=forged)
        assert (await left(fresh, desk.made))["places"] == 0


def with_closing_forged(text: str) -> str:
    """The file with another signature under a closing, written anew from there on."""
    lines, written, previous = [json.loads(line) for line in text.splitlines()], [], bytes(32).hex()
    for line in lines:
        line["previous"] = previous
        if line["kind"] == "approved":
            line["closings"][0][4] = bytes(64).hex()
        written.append(json.dumps(line, sort_keys=True))
        previous = hashlib.sha256(written[-1].encode()).hexdigest()
    return "".join(f"{line}\n" for line in written)


CLOSINGS = "SELECT reason, closed_at FROM closing WHERE conversation = ANY ($1::bytea[])"


async def test_what_is_missing_in_the_file_of_destructions_stops_a_restore(
    desk: Desk, settings: Settings, templates: Templates, tmp_path: Path
) -> None:
    """An old record knows nothing of the lines; the newest keys, or what somebody wrote down, know how many there were and how the last one ended."""
    home = desk.staffed.home
    await home.mail.system.publish(home.messaging_database)
    await desk.date()
    await backup(settings, tmp_path, 0)
    proposed, _ = await desk.propose()
    await desk.approve(proposed)
    await home.erasing.erase()
    said = await backup(settings, tmp_path, 1)
    destroyed = tmp_path / "certificates" / CERTIFICATES
    head = str(read_file(destroyed).head)
    assert any(head in line for line in said)
    old, keys = tmp_path / "record" / "19700101T000000Z.backup", newest(tmp_path, Part.KEYS)
    whole = destroyed.read_text()
    destroyed.write_text(whole.splitlines(keepends=True)[0])
    async with elsewhere(templates) as (empty, fresh):
        with pytest.raises(ConfigurationError, match="lines 2 to 2 are missing at its end: the backup"):
            await restore(empty, record=old, keys=keys, identity=None, destroyed=destroyed)
        with pytest.raises(ConfigurationError, match="lines 2 to 2 are missing at its end: what was written down"):
            await restore(empty, record=old, keys=None, identity=None, destroyed=destroyed, head=head)
        assert (await left(fresh, desk.made))["places"] == 0
        destroyed.write_text(whole)
        await restore(empty, record=old, keys=keys, identity=None, destroyed=destroyed, head=head)
        assert await left(fresh, desk.made) == NOTHING
        there = Settings.from_environ({"MESSAGING_DATABASE_URL": fresh.url})
        lines, _ = await verify_messaging(there, destroyed, head)
        assert any("2 lines, each behind the one before" in line for line in lines)
        destroyed.write_text(whole.splitlines(keepends=True)[1])
        lines, well = await verify_messaging(there, destroyed, head)
        assert (well, any("line 1 is missing: behind the beginning comes line 2" in line for line in lines)) == (
            False,
            True,
        )


async def test_every_part_of_a_destruction_is_in_the_log_once(
    desk: Desk, settings: Settings, templates: Templates, tmp_path: Path
) -> None:
    """Whether the backup is from before the proposal, between it and the approval, between that and the certificate, or after all of them."""
    home = desk.staffed.home
    await home.mail.system.publish(home.messaging_database)
    await desk.date()
    await backup(settings, tmp_path, 0)
    proposed, _ = await desk.propose()
    await backup(settings, tmp_path, 1)
    await desk.approve(proposed)
    await backup(settings, tmp_path, 2)
    await home.erasing.erase()
    await backup(settings, tmp_path, 3)
    destroyed = tmp_path / "certificates" / CERTIFICATES
    leaves = "SELECT kind FROM log_record WHERE kind IN ('destruction', 'destroyed') ORDER BY number"
    for record in sorted((tmp_path / "record").iterdir()):
        async with elsewhere(templates) as (empty, fresh):
            await restore(empty, record=record, keys=None, identity=None, destroyed=destroyed)
            async with Database(fresh.url, pool_size=1) as database, database.acquire() as connection:
                found = [row["kind"] for row in await connection.fetch(leaves)]
        assert found == ["destruction", "destruction", "destroyed"], record.name


async def test_a_drill_restores_verifies_and_says_how_long_it_took(
    staffed: Staffed,
    stack: EmbeddedStack,
    messaging_url: str,
    shared_identity_url: str,
    templates: Templates,
    tmp_path: Path,
) -> None:
    """The newest of each part, to databases that hold nothing; one that is missing or too old is not relied on (compliance NP-09)."""
    await matched(staffed, staffed.client, staffed.therapist)
    names = [(Side.MESSAGING, messaging_url), (Side.IDENTITY, shared_identity_url)]
    urls = {side: stack.urls(side, urlsplit(url).path.strip("/"))[1] for side, url in names}
    settings = Settings.from_environ({f"{side.name}_MIGRATION_URL": url for side, url in urls.items()})
    with pytest.raises(ConfigurationError, match="holds no backup"):
        await drilled(settings, tmp_path, None, Timed())
    for ago, well in ((3 * 86_400, False), (60, True)):
        await backup(settings, tmp_path, clock() - ago)
        async with templates.empty(Side.MESSAGING) as messaging, templates.empty(Side.IDENTITY) as identity:
            empty = Settings.from_environ(
                {
                    "MESSAGING_MIGRATION_URL": messaging.migration_url,
                    "MESSAGING_DATABASE_URL": messaging.url,
                    "IDENTITY_MIGRATION_URL": identity.migration_url,
                    "IDENTITY_DATABASE_URL": identity.url,
                }
            )
            timed = Timed()
            assert await drilled(empty, tmp_path, None, timed) is well, timed.lines
            assert any("older than 48 hours" in line for line in timed.lines) is not well
            for step in ("record and keys restored in ", "identity restored in ", "record verified in "):
                assert any(line.startswith(step) for line in timed.lines), step
