"""Something that was served and has two signatures already, and what was told under it: by program, as two people's browsers would."""

import os
from typing import Any, Final

from client_py.client import Client
from client_py.documents import Conversations, Document, Octets, Person, Signed
from server.crypto.bundle import Bundle, verify_bundle
from server.crypto.canonical import Body
from server.crypto.consent import ScopeKind
from server.crypto.disclosure import Disclosure, DisclosureBasis
from server.crypto.paper import Element, Paper, seal_paper
from server.crypto.paper_forms import FORMS, Form
from server.crypto.part2 import Statement
from server.crypto.process import Part2Section, Process, ProcessKind, suspended_until
from server.ids import ConversationId, DisclosureId, ProcessId
from tests.browser.cast import Couple, Practice, Someone
from tests.vectors.structures.paper import VALUES

PREFIX: Final = "/messaging/v1"


class _People(Document, frozen=True, kw_only=True):
    people: list[Person]


class _Wrap(Document, frozen=True, kw_only=True):
    account: Octets
    bundle_hash: Octets
    wrap: Octets


class _Paper(Document, frozen=True, kw_only=True):
    hash: Octets
    sealed: Octets
    wraps: list[_Wrap]


class _WithPaper(Document, frozen=True, kw_only=True):
    signed: Signed
    paper: _Paper


class _Approval(Document, frozen=True, kw_only=True):
    process: Octets
    signature: Octets


async def serve(
    practice: Practice, couple: Couple, officer: Someone, kind: ProcessKind, at: int, **said: Any
) -> Process:
    """An officer keeps it, the owner signs, too. `said`: whatever else stands in it."""
    async with await officer.enters(practice.direct) as drafting:
        readers = await _officers(drafting)
        paper, sealed = _sealed(Form.PROCESS, readers)
        parts: dict[str, Any] = {
            "process_id": ProcessId(os.urandom(16)),
            "kind": kind,
            "client": couple.client.account,
            "conversation": await _conversation(practice, couple),
            "kinds": (ScopeKind.TEXT,),
            "scope_from": 0,
            "scope_until": at,
            "part2_section": Part2Section.NONE,
            "document_hash": bytes(32),
            "paper_hash": paper.hash,
            "gag_until": 0,
            "officer": officer.account,
            "approver": practice.owner.account,
            "at": at,
        }
        process = Process(**(parts | said))
        await _tell(drafting, "processes", process, sealed)
    async with await practice.owner.enters(practice.direct) as owner:
        signature = owner.account.keys.signing.sign(process.encoded())
        approval = _Approval(process=Octets(process.process_id), signature=Octets(signature))
        await owner.http.tell(f"{PREFIX}/processes/approve", approval)
    return process


async def tell_under(practice: Practice, couple: Couple, officer: Someone, process: Process, at: int) -> None:
    """The officer writes down what they told under it at that time; its client reads that, too."""
    async with await couple.client.enters(practice.direct) as client:
        own = verify_bundle((await client.own_person()).bundle.proof)
    async with await officer.enters(practice.direct) as telling:
        paper, sealed = _sealed(Form.DISCLOSURE, [*await _officers(telling), own])
        said = Disclosure(
            DisclosureId(os.urandom(16)), DisclosureBasis(process.kind.value), process.hash, process.client,
            process.conversation, (), paper.hash, b"", Statement.LONG, officer.account, practice.owner.account, at,
            suspended_until(process, at),
        )  # fmt: skip
        await _tell(telling, "disclosures", said, sealed)


async def _conversation(practice: Practice, couple: Couple) -> ConversationId:
    async with await couple.client.enters(practice.direct) as client:
        [listed] = (await client.http.get(f"{PREFIX}/conversations", Conversations)).conversations
        return ConversationId(bytes(listed.conversation))


async def _officers(reader: Client) -> list[Bundle]:
    people = (await reader.http.get(f"{PREFIX}/officers", _People)).people
    return [verify_bundle(person.bundle.proof) for person in people]


def _sealed(form: Form, readers: list[Bundle]) -> tuple[Paper, _Paper]:
    elements = tuple(Element(name, VALUES.get(name, "")) for name in FORMS[form.value, 1].elements)
    paper = Paper(form, 1, os.urandom(32), elements)
    made = seal_paper(paper, readers, os.urandom)
    wraps = [
        _Wrap(account=Octets(who), bundle_hash=Octets(bundle), wrap=Octets(wrap)) for who, bundle, wrap in made.wraps
    ]
    return paper, _Paper(hash=Octets(made.hash), sealed=Octets(made.sealed), wraps=wraps)


async def _tell(teller: Client, path: str, body: Body, paper: _Paper) -> None:
    signed = teller.account.keys.signing.sign_body(body)
    await teller.http.tell(f"{PREFIX}/{path}", _WithPaper(signed=Signed.of(signed), paper=paper))
