"""What people answered to policies (crypto.md §9.3): signed, kept for good, taken back by nobody but a later answer of their own."""

from dataclasses import dataclass

from server.crypto.acceptance import POLICIES_OF, Audience, Policy, PolicyAnswer, audience_of, verify_acceptance
from server.crypto.checks import same
from server.crypto.signing import SignedBody
from server.errors import Refusal, RefusalCode
from server.ids import AccountId
from server.practice.agreement import tell_who_has_agreed
from server.practice.policies import queries
from server.practice.signing_bundles import under_own_keys
from server.records.log import LogKind, Noted, add
from server.sessions.sign_in_session import SignInSession, SignInSessions
from server.storage.database import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """The answer that stands to one version of a policy. `answered_at` is the browser's time, in Unix milliseconds."""

    policy: Policy
    version: int
    answer: PolicyAnswer
    answered_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptAnswer:
    """Somebody's answer to a version, when it came by our clock (Unix milliseconds), and the hash of what they signed."""

    account: AccountId
    version: int
    answer: PolicyAnswer
    kept_at: int
    hash: bytes


async def accept(
    connection: Connection, sessions: SignInSessions, caller: SignInSession, signed: SignedBody, now: int
) -> None:
    """Keep the caller's answer to a version that was posted; an answer that stands already is fine. What staff agree to holds from the commit on.

    Refuses a version that was never posted, or a text for staff from a client (`not_for_you`), and what the caller's keys did not sign, or signed over another text than was
    posted (ProofError).
    """
    said = await under_own_keys(connection, caller.account, lambda bundle: verify_acceptance(signed, bundle))
    posted: bytes | None = await connection.fetchval(queries.text_hash, said.policy.value, said.version)
    for_staff = said.policy in POLICIES_OF[Audience.STAFF]
    if posted is None or (for_staff and audience_of(caller.role) is not Audience.STAFF):
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    same(said.text_hash, posted, "wrong_text")
    kept = await connection.fetchval(
        queries.insert_acceptance,
        caller.account,
        said.policy.value,
        said.version,
        said.answer.value,
        said.answered_at,
        signed.hash,
        signed.body,
        signed.signature,
        now,
    )
    if kept is not None:
        await add(connection, Noted(kind=LogKind.ACCEPTANCE, record=signed.encoded(), account=caller.account))
    if for_staff:
        await tell_who_has_agreed(connection, sessions)


async def answers_of(connection: Connection, account: AccountId) -> list[Answered]:
    """The answers of an account that stand, by policy, the newest version first."""
    return [
        Answered(
            policy=Policy(row["policy"]),
            version=row["version"],
            answer=PolicyAnswer(row["answer"]),
            answered_at=row["answered_at"],
        )
        for row in await connection.fetch(queries.acceptances_of, account)
    ]


async def answers_to(connection: Connection, policy: Policy) -> list[KeptAnswer]:
    """Everybody's answers to a policy that stand, by account and version."""
    return [
        KeptAnswer(
            account=AccountId(row["account"]),
            version=row["version"],
            answer=PolicyAnswer(row["answer"]),
            kept_at=row["kept_at"],
            hash=row["hash"],
        )
        for row in await connection.fetch(queries.answers_to, policy.value)
    ]
