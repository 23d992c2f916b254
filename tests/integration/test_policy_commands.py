"""Policies at the command line: the first ones come with `migrate`, the next ones are posted."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from server.commands.migrate import migrate_all
from server.commands.policy import post_policy
from server.crypto.acceptance import Policy
from server.errors import ConfigurationError
from server.practice.policies import PolicyVersion, in_force
from server.settings import Settings
from server.storage.database import Database
from server.storage.embedded.roles import Side
from tests.support.databases import FreshDatabase, Templates


@pytest.fixture(name="empty")
async def _empty(templates: Templates) -> AsyncIterator[FreshDatabase]:
    async with templates.empty(Side.MESSAGING) as made:
        yield made


async def policies(database: FreshDatabase) -> dict[Policy, PolicyVersion]:
    """What is in force."""
    async with Database(database.url) as opened, opened.acquire() as connection:
        return {each.policy: each for each in await in_force(connection)}


async def test_a_new_practice_has_policies(empty: FreshDatabase) -> None:
    """`migrate` posts the packaged texts, once; what was posted since stays."""
    settings = Settings.from_environ({"MESSAGING_MIGRATION_URL": empty.migration_url})
    lines = await migrate_all(settings)
    assert {f"messaging: {policy} posted" for policy in Policy} <= set(lines)
    assert {each.version for each in (await policies(empty)).values()} == {1}
    assert await migrate_all(settings) == ["messaging: up to date"]
    assert {each.version for each in (await policies(empty)).values()} == {1}


async def test_a_revision_is_posted(messaging_database: FreshDatabase, tmp_path: Path) -> None:
    """`webtherapy policy post` makes a file's text the next version, under its title."""
    file = tmp_path / "terms.md"
    file.write_text("Be kind – and honest.\n", "utf-8")
    words = ("policy", "post", "terms", os.fspath(file), "--title", "Terms of use")
    for version in (1, 2):
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "server", *words, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
            env={"MESSAGING_DATABASE_URL": messaging_database.url, "PATH": os.environ.get("PATH", os.defpath)},
        )  # fmt: skip
        out, err = await process.communicate()
        assert (process.returncode, out, err) == (0, f"terms {version} is in force\n".encode(), b"")
    terms = (await policies(messaging_database))[Policy.TERMS]
    assert (terms.version, terms.title, terms.text) == (2, "Terms of use", "Be kind – and honest.\n")


@pytest.mark.parametrize(
    ("name", "content", "title", "sentence"),
    [
        ("imprint", b"Text.", "Title", "a policy is one of: terms"),
        ("terms", b"", "Title", "at most 60000"),
        ("terms", b"x" * 60_001, "Title", "at most 60000"),
        ("terms", b"Text.", "", "at most 200"),
        ("terms", b"Text.", "t" * 201, "at most 200"),
        ("terms", b"\xff\xfe", "Title", "UTF-8"),
    ],
)
async def test_what_is_no_policy_is_not_posted(
    messaging_database: FreshDatabase, tmp_path: Path, name: str, content: bytes, title: str, sentence: str
) -> None:
    """It says in a sentence what is wrong, and nothing changes."""
    (tmp_path / "text.md").write_bytes(content)
    settings = Settings.from_environ({"MESSAGING_DATABASE_URL": messaging_database.url})
    with pytest.raises(ConfigurationError, match=sentence):
        await post_policy(settings, name, tmp_path / "text.md", title)
    assert await policies(messaging_database) == {}
