"""Policy documents (requirement S20): numbered versions that never change, the newest in force."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from server.crypto.acceptance import POLICIES_OF, Audience, Policy, policy_text_hash
from server.errors import Refusal, RefusalCode
from server.storage.database import Connection
from server.storage.queries import load

queries: Final = load(Path(__file__).with_name("policies.sql"))

LONGEST_TITLE: Final = 200
LONGEST_TEXT: Final = 60_000
"""In characters, as the table has it."""

_FIRST_TEXTS: Final = Path(__file__).with_name("policies")

_FIRST_TITLES: Final = {
    Policy.TERMS: "Terms of use",
    Policy.PRIVACY_POLICY: "Privacy policy",
    Policy.NOTICE_OF_PRIVACY_PRACTICES: "Notice of privacy practices",
    Policy.CONFIDENTIALITY_AGREEMENT: "Confidentiality agreement",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyVersion:
    """One version. `version` counts from 1; `posted_at` in Unix milliseconds."""

    policy: Policy
    version: int
    title: str
    text: str
    posted_at: int


async def in_force(connection: Connection, *audiences: Audience) -> list[PolicyVersion]:
    """The newest version of each policy that was posted for `audiences` (all, when none is named)."""
    named = [policy.value for audience in audiences or Audience for policy in POLICIES_OF[audience]]
    return [
        PolicyVersion(
            policy=Policy(row["policy"]),
            version=row["version"],
            title=row["title"],
            text=row["text"],
            posted_at=row["posted_at"],
        )
        for row in await connection.fetch(queries.policies_in_force, named)
    ]


async def post(
    connection: Connection, policy: Policy, title: str, text: str, now: int, version: int | None = None
) -> int:
    """Post the next version and give its number; `conflict` when somebody posts at the same moment, or `version` is not the next.

    Whom it is for is told of a revision by a notice, soon (policy_telling.py). They are shown as they stand, and hashed as they stand: not even a line's end is changed.
    """
    posted: int | None = await connection.fetchval(
        queries.insert_policy, policy.value, title, text, policy_text_hash(text), now, version
    )
    if posted is None:
        raise Refusal(RefusalCode.CONFLICT)
    if posted > 1:
        await connection.execute(queries.have_told, policy.value, posted)
    return posted


async def post_first(connection: Connection, now: int) -> list[Policy]:
    """Post the packaged text of every policy that has no version yet; which ones those were."""
    posted = {each.policy for each in await in_force(connection)}
    missing = [policy for policy in Policy if policy not in posted]
    for policy in missing:
        text = (_FIRST_TEXTS / f"{policy.value}.md").read_text("utf-8")
        await post(connection, policy, _FIRST_TITLES[policy], text, now)
    return missing
