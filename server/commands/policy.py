"""`policy post`: the next version of one of the practice's policies, shown to whom it is for at their next sign-in; `policy answers`."""

import time
from pathlib import Path

from server.crypto.acceptance import Policy, policy_text_hash
from server.errors import ConfigurationError
from server.practice.acceptances import answers_to
from server.practice.policies import LONGEST_TEXT, LONGEST_TITLE, post
from server.settings import Settings
from server.storage.audit import OPERATOR, Act, note
from server.storage.database import Database


async def post_policy(settings: Settings, name: str, file: Path, title: str) -> int:
    """Post the text of a file (UTF-8) under a title; gives the version's number. ConfigurationError when there is no such policy or text."""
    policy, text = _policy(name), _text(file)
    if not (0 < len(title) <= LONGEST_TITLE and 0 < len(text) <= LONGEST_TEXT):
        raise ConfigurationError(
            f"a title has at most {LONGEST_TITLE} characters, a text at most {LONGEST_TEXT}; both have one at least"
        )
    async with (
        Database(settings.required("messaging_database_url"), pool_size=1) as database,
        database.transaction() as connection,
    ):
        now = time.time_ns() // 1_000_000
        version = await post(connection, policy, title, text, now)
        await note(connection, Act.POLICY_POSTED, OPERATOR, now, detail=policy_text_hash(text))
    return version


async def list_answers(settings: Settings, name: str) -> list[str]:
    """A line for each answer to a policy that stands: account, version, answer, when it came, and the hash of what was signed."""
    policy = _policy(name)
    async with (
        Database(settings.required("messaging_database_url"), pool_size=1) as database,
        database.transaction() as connection,
    ):
        found = await answers_to(connection, policy)
    return [
        f"{each.account.hex()} {each.version} {each.answer} {_day(each.kept_at)} {each.hash.hex()}" for each in found
    ]


def _day(at: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at / 1000))


def _policy(name: str) -> Policy:
    try:
        return Policy(name)
    except ValueError:
        raise ConfigurationError(f"a policy is one of: {', '.join(Policy)}") from None


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        raise ConfigurationError(f"{file} cannot be read as text in UTF-8") from None
