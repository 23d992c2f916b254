"""Matches (crypto.md §12.3): intake proposes, the client accepts or declines, and a conversation begins by that alone."""

import base64
import os
from typing import Final

from client_py import practice
from client_py.client import Client
from client_py.documents import Document, Octets, Person, Signed
from client_py.line import now_ms
from client_py.notices import PATH, NoticeToPost
from server.crypto.canonical import read
from server.crypto.checks import drawn
from server.crypto.match import make_match
from server.crypto.notice import Notice, NoticeKind, NoticePurpose, make_notice, make_notice_answer, verify_notice
from server.crypto.notice_content import NoticeContent, NoticeValue
from server.errors import ProofError, Refusal, RefusalCode
from server.ids import ID_BYTES, AccountId, ConversationId, NoticeId
from server.roles import Role

ANSWERS: Final = ("accept", "decline")
TITLE: Final = "We found somebody for you"


class Proposal(Document, frozen=True, kw_only=True):
    """POST /messaging/v1/proposals."""

    match: Signed
    notices: list[NoticeToPost]
    replaces: Octets | None


class Received(Document, frozen=True, kw_only=True):
    """A notice of one's own, as far as answering it needs."""

    notice: Signed
    sealed: Octets
    answer: Signed | None


class Page(Document, frozen=True, kw_only=True):
    """GET /messaging/v1/notices."""

    notices: list[Received]
    people: list[Person]


async def propose(
    intake: Client,
    client: AccountId,
    therapist: AccountId,
    *,
    name: str = "",
    text: str = "",
    replaces: ConversationId | None = None,
) -> ConversationId:
    """Signs a match of two certified people, and asks the client. `name` is the therapist's in the directory."""
    certifier = await practice.own_delegation(intake)
    intake.trust.take_people(await practice.certified_people(intake))
    manifest = intake.trust.manifest
    if manifest is None:
        raise ProofError("wrong_manifest")
    pair = [intake.trust.person(account) for account in (client, therapist)]
    conversation = ConversationId(drawn(os.urandom, ID_BYTES))
    signer = intake.account.keys_of(certifier.bundle).signing
    match = make_match(signer, certifier, conversation, pair, manifest.hash, now_ms())
    purpose = NoticePurpose(
        notice_id=NoticeId(drawn(os.urandom, ID_BYTES)), kind=NoticeKind.MATCH, subject=conversation, answers=ANSWERS
    )
    values = [NoticeValue("account", therapist.hex()), *([NoticeValue("therapist", name)] if name else [])]
    content = NoticeContent(TITLE, text, tuple(values))
    made = make_notice(signer, certifier.bundle, pair[0].bundle, purpose, content, now_ms())
    notice = NoticeToPost(notice=Signed.of(made.signed), sealed=Octets(made.sealed))
    proposal = Proposal(
        match=Signed.of(match), notices=[notice], replaces=None if replaces is None else Octets(replaces)
    )
    await intake.http.tell("/messaging/v1/proposals", proposal)
    return conversation


async def accept(client: Client, conversation: ConversationId) -> None:
    """The conversation begins; `Refusal`(not_found) when nobody has proposed it to this client."""
    await _answer(client, conversation, "accept")


async def decline(client: Client, conversation: ConversationId) -> None:
    """It begins never."""
    await _answer(client, conversation, "decline")


async def matched(
    intake: Client, client: Client, therapist: AccountId, *, name: str = "", replaces: ConversationId | None = None
) -> ConversationId:
    """Proposed and accepted, for whoever sits at both ends."""
    conversation = await propose(intake, client.account.identity, therapist, name=name, replaces=replaces)
    await accept(client, conversation)
    return conversation


async def proposals_to(client: Client) -> list[ConversationId]:
    """The conversations that wait for this client's answer, the newest first, of the newest notices."""
    page = await client.http.get(PATH, Page)
    said = [read(Notice, each.notice.proof.body) for each in page.notices if each.answer is None]
    return [ConversationId(each.subject) for each in said if each.kind is NoticeKind.MATCH]


async def _answer(client: Client, conversation: ConversationId, word: str) -> None:
    notice = await _asking(client, conversation)
    signed = make_notice_answer(client.account.keys.signing, notice, word, now_ms())
    await client.http.tell(f"{PATH}/answer", Signed.of(signed))


async def _asking(client: Client, conversation: ConversationId) -> Notice:
    """The notice that asks about a match, proved to be intake's to this client."""
    await client.practice()
    before = ""
    while (page := await client.http.get(PATH + before, Page)).notices:
        client.trust.take_people(page.people)
        for each in page.notices:
            said = read(Notice, each.notice.proof.body)
            if said.kind is NoticeKind.MATCH and said.subject == conversation:
                sender = client.trust.succession(said.sender).at(said.sender_bundle_hash)
                return verify_notice(
                    each.notice.proof, bytes(each.sealed), sender, client.account.identity, Role(client.account.role)
                )
        last = read(Notice, page.notices[-1].notice.proof.body).notice_id
        before = f"?before={base64.urlsafe_b64encode(last).rstrip(b'=').decode('ascii')}"
    raise Refusal(RefusalCode.NOT_FOUND)
