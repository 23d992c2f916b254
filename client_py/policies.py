"""One's own answers to the practice's policies (crypto.md §9.3, protocol.md §1.2)."""

from client_py.client import Client
from client_py.documents import Document, Signed
from client_py.line import now_ms
from server.crypto.acceptance import Acceptance, Policy, PolicyAnswer, make_acceptance, policy_text_hash
from server.crypto.signing import SignedBody

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


async def agree(client: Client) -> None:
    """Accepts the versions in force, and says that the notice of privacy practices was seen."""
    for posted in (await client.http.get(f"{_PREFIX}/policies", PoliciesAnswer)).policies:
        await client.http.tell(f"{_PREFIX}/acceptances", Signed.of(_signed(client, posted)))


def _signed(client: Client, posted: Posted) -> SignedBody:
    seen = posted.policy is Policy.NOTICE_OF_PRIVACY_PRACTICES
    answer = PolicyAnswer.ACKNOWLEDGED if seen else PolicyAnswer.ACCEPTED
    account, text_hash = client.account, policy_text_hash(posted.text)
    acceptance = Acceptance(account.identity, posted.policy, posted.version, text_hash, answer, now_ms())
    return make_acceptance(account.keys.signing, acceptance)
