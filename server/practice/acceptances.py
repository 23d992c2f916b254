"""What people answered to policies (crypto.md §9.3): signed, kept for good, taken back by nobody but a later answer of their own."""

from collections.abc import Sequence
from dataclasses import dataclass

from server.crypto.acceptance import Acceptance, Policy, PolicyAnswer, verify_acceptance
from server.crypto.bundle import Bundle
from server.crypto.canonical import read
from server.crypto.checks import same
from server.crypto.signing import SignedBody
from server.errors import ProofError, Refusal, RefusalCode
from server.ids import AccountId
from server.practice.policies import queries
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
    said = await _verified(connection, caller, signed)
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


async def _verified(connection: Connection, caller: AccountId, signed: SignedBody) -> Acceptance:
    """The body, under a bundle that the caller may sign with now: who has registered just now is not certified yet."""
    rows = await connection.fetch(queries.signing_bundles, caller)
    return _under_one_of([read(Bundle, row["body"]) for row in rows], signed)


def _under_one_of(bundles: Sequence[Bundle], signed: SignedBody) -> Acceptance:
    for bundle in bundles:
        try:
            return verify_acceptance(signed, bundle)
        except ProofError as error:
            if error.reason != "bad_signature":
                raise
    raise ProofError("bad_signature")
