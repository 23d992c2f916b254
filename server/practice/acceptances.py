"""What people answered to policies (crypto.md §9.3): signed, kept for good, taken back by nobody but a later answer of their own."""

from dataclasses import dataclass

from server.crypto.acceptance import Policy, PolicyAnswer, verify_acceptance
from server.crypto.checks import same
from server.crypto.signing import SignedBody
from server.errors import Refusal, RefusalCode
from server.ids import AccountId
from server.practice.policies import queries
from server.practice.signing_bundles import under_own_keys
from server.records.log import LogKind, Noted, add
from server.storage.database import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """The answer that stands to one version of a policy. `answered_at` is the browser's time, in Unix milliseconds."""

    policy: Policy
    version: int
    answer: PolicyAnswer
    answered_at: int


async def accept(connection: Connection, caller: AccountId, signed: SignedBody, now: int) -> None:
    """Keep the caller's answer to a version that was posted; an answer that stands already is fine.

    Refuses a version that was never posted (`not_for_you`), and what the caller's keys did not sign, or signed over another text than was
    posted (ProofError).
    """
    said = await under_own_keys(connection, caller, lambda bundle: verify_acceptance(signed, bundle))
    posted: bytes | None = await connection.fetchval(queries.text_hash, said.policy.value, said.version)
    if posted is None:
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    same(said.text_hash, posted, "wrong_text")
    kept = await connection.fetchval(
        queries.insert_acceptance,
        caller,
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
        await add(connection, Noted(kind=LogKind.ACCEPTANCE, record=signed.encoded(), account=caller))


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
