"""Care over time (crypto.md §12): closing a conversation, and letting the next therapist read what was before them."""

import base64
import os

from client_py.client import Client
from client_py.contact_card import intake_bundles
from client_py.documents import Document, Octets, Signed
from client_py.line import now_ms
from client_py.notices import NoticeToPost
from server.crypto.bundle import Bundle, verify_bundle
from server.crypto.canonical import read
from server.crypto.change_request import ChangeRequest, History, make_change_request
from server.crypto.checks import drawn
from server.crypto.closing import Closing, ClosingReason, make_closing
from server.crypto.epoch import EpochHeader, EpochKeys, unwrap_epoch
from server.crypto.history import make_history
from server.crypto.notice import NoticeKind, NoticePurpose, make_notice
from server.crypto.notice_content import NoticeContent, NoticeValue
from server.ids import ID_BYTES, AccountId, ConversationId, NoticeId, RequestId


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


class ChangeToAsk(Document, frozen=True, kw_only=True):
    """POST /messaging/v1/changes."""

    change: Signed
    notices: list[NoticeToPost]


async def ask_for_another(client: Client, conversation: ConversationId, *, share: bool, reasons: str = "") -> None:
    """Asks for another therapist than in this conversation, and tells each of intake's staff why (crypto.md §12.5)."""
    history = History.SHARE if share else History.KEEP
    signing, own = client.account.keys.signing, verify_bundle((await client.own_person()).bundle.proof)
    change = ChangeRequest(RequestId(drawn(os.urandom, ID_BYTES)), conversation, history, now_ms())
    content = NoticeContent("A client asks for another therapist", reasons, (NoticeValue("history", history.value),))
    notices = []
    for reader in await intake_bundles(client):
        purpose = NoticePurpose(
            notice_id=NoticeId(drawn(os.urandom, ID_BYTES)), kind=NoticeKind.REQUEST, subject=conversation
        )
        made = make_notice(signing, own, reader, purpose, content, now_ms())
        notices.append(NoticeToPost(notice=Signed.of(made.signed), sealed=Octets(made.sealed)))
    asked = ChangeToAsk(change=Signed.of(make_change_request(signing, change)), notices=notices)
    await client.http.tell("/messaging/v1/changes", asked)


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
