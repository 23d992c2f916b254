"""One's own answers to the practice's policies (crypto.md §9.3, protocol.md §1.2)."""

from client_py.client import Client
from client_py.documents import Document, Signed
from client_py.line import now_ms
from server.crypto.acceptance import Acceptance, Policy, PolicyAnswer, audience_of, make_acceptance, policy_text_hash
from server.crypto.signing import SignedBody
from server.roles import Role

_PREFIX = "/messaging/v1"


class Posted(Document, frozen=True, kw_only=True):
    """A version in force; `posted_at` in Unix milliseconds."""

    policy: Policy
    version: int
    title: str
    text: str
    posted_at: int


class PoliciesAnswer(Document, frozen=True, kw_only=True):
    """GET /messaging/v1/policies."""

    policies: list[Posted]


class Given(Document, frozen=True, kw_only=True):
    """An answer that stands to one version."""

    policy: str
    version: int


class AcceptancesAnswer(Document, frozen=True, kw_only=True):
    """GET /messaging/v1/acceptances."""

    acceptances: list[Given]


async def owed(client: Client) -> list[Posted]:
    """The texts in force for whoever this is that they have not answered yet: a client's, or what everyone who works for the practice agrees to."""
    audience = audience_of(Role(client.account.role))
    posted = await client.http.get(f"{_PREFIX}/policies?audience={audience.value}", PoliciesAnswer)
    given = await client.http.get(f"{_PREFIX}/acceptances", AcceptancesAnswer)
    answered = {(each.policy, each.version) for each in given.acceptances}
    return [each for each in posted.policies if (each.policy.value, each.version) not in answered]


async def agree(client: Client) -> None:
    """Answers everything that is owed."""
    for posted in await owed(client):
        await answer(client, posted)


async def answer(client: Client, posted: Posted) -> None:
    """Accepts a version, or says of the notice of privacy practices that it was seen."""
    await client.http.tell(f"{_PREFIX}/acceptances", Signed.of(_signed(client, posted)))


def _signed(client: Client, posted: Posted) -> SignedBody:
    seen = posted.policy is Policy.NOTICE_OF_PRIVACY_PRACTICES
    said = PolicyAnswer.ACKNOWLEDGED if seen else PolicyAnswer.ACCEPTED
    account, text_hash = client.account, policy_text_hash(posted.text)
    acceptance = Acceptance(account.identity, posted.policy, posted.version, text_hash, said, now_ms())
    return make_acceptance(account.keys.signing, acceptance)
