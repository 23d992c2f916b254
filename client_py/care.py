"""Care over time (crypto.md §12): closing a conversation, and letting the next therapist read what was before them."""

import base64

from client_py.client import Client
from client_py.documents import Document, Octets, Signed
from client_py.line import now_ms
from server.crypto.bundle import Bundle
from server.crypto.canonical import read
from server.crypto.closing import Closing, ClosingReason, make_closing
from server.crypto.epoch import EpochHeader, EpochKeys, unwrap_epoch
from server.crypto.history import make_history
from server.ids import AccountId, ConversationId


class HistoryRequest(Document, frozen=True, kw_only=True):
    """POST /messaging/v1/histories."""

    grant: Signed
    wraps: list[Octets]


class OwnWrap(Document, frozen=True, kw_only=True):
    """An epoch and the caller's own wrap for it."""

    epoch: int
    header: Octets
    signature: Octets
    wrap: Octets


class OwnWraps(Document, frozen=True, kw_only=True):
    """GET /messaging/v1/wraps."""

    epochs: list[OwnWrap]


async def close_conversation(client: Client, conversation: ConversationId, reason: ClosingReason) -> None:
    """Closes a conversation by this account's word; the service says who may, and when."""
    closing = Closing(conversation, reason, client.account.identity, now_ms())
    signed = make_closing(client.account.keys.signing, closing)
    await client.http.tell("/messaging/v1/closings", Signed.of(signed))


async def share_history(client: Client, conversation: ConversationId, therapist: AccountId) -> int:
    """Lets a therapist read all of a closed conversation, 32 epochs at a time; how many epochs."""
    recipient = client.trust.person(therapist).bundle
    after = shared = 0
    while epochs := (await _own_wraps(client, conversation, after)).epochs:
        await _grant(client, recipient, epochs)
        after, shared = epochs[-1].epoch, shared + len(epochs)
    return shared


async def _own_wraps(client: Client, conversation: ConversationId, after: int) -> OwnWraps:
    named = base64.urlsafe_b64encode(conversation).rstrip(b"=").decode("ascii")
    return await client.http.get(f"/messaging/v1/wraps?conversation={named}&after={after}", OwnWraps)


async def _grant(client: Client, recipient: Bundle, epochs: list[OwnWrap]) -> None:
    known = [_known(client, each) for each in epochs]
    made = make_history(client.account.keys.signing, recipient, known, now_ms())
    wraps = [Octets(wrapped) for wrapped in made.wraps]
    await client.http.tell("/messaging/v1/histories", HistoryRequest(grant=Signed.of(made.signed), wraps=wraps))


def _known(client: Client, own: OwnWrap) -> tuple[EpochHeader, EpochKeys]:
    """The epoch's keys from the client's own wrap: the commitment in the header says that they are the right ones."""
    header, account = read(EpochHeader, bytes(own.header)), client.account
    named = client.trust.succession(account.identity).at(header.member(account.identity).bundle_hash).bundle
    return header, unwrap_epoch(account.keys_of(named).sealing, account.identity, header, bytes(own.wrap))
