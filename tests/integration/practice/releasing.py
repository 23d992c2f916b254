"""A client, a therapist and a record of a few entries; and what they and the practice's officers sign about it."""

import os
from dataclasses import dataclass
from typing import Any

import httpx
import msgspec

from server.crypto.canonical import Body, read
from server.crypto.consent import Consent, Maker, ScopeKind
from server.crypto.content import EnvelopeKind
from server.crypto.disclosure import Disclosure, DisclosureBasis
from server.crypto.envelope import EnvelopeHeader
from server.crypto.hashing import sha256
from server.crypto.notice import Notice
from server.crypto.order import Basis, ReleaseOrder
from server.crypto.order_answer import Outcome
from server.crypto.paper import Element, Paper, seal_paper
from server.crypto.paper_forms import FORMS, Form
from server.crypto.part2 import Ground, Part2Marking, Part2Status, Statement
from server.ids import ConsentId, ConversationId, DisclosureId, InstanceId, MessageId, OrderId
from server.records import orders
from server.records.scope import Run
from server.roles import Role
from tests.integration.house import House, Someone, activate, now_ms, pair, post
from tests.integration.practice.staff import Staffed, matched, vouch
from tests.vectors.structures.paper import VALUES

MESSAGING = "/messaging/v1"
DAY_MS = 86_400_000


@dataclass(slots=True, kw_only=True)
class Release:
    """Everybody who has a part in it."""

    staffed: Staffed
    officer: Someone
    conversation: ConversationId
    began: int

    @property
    def client(self) -> Someone:
        """Whose record it is."""
        return self.staffed.client

    def paper(self, form: Form, *readers: Someone, **changed: str) -> tuple[Paper, dict[str, Any]]:
        """A form that was filled in, and as it goes over the wire."""
        values = VALUES | {name.replace("_", "-"): value for name, value in changed.items()}
        elements = tuple(Element(name, values.get(name, "")) for name in FORMS[form.value, 1].elements)
        paper = Paper(form, 1, os.urandom(32), elements)
        sealed = seal_paper(paper, [each.bundle for each in readers], os.urandom)
        wraps = [
            {"account": bytes(account), "bundle_hash": bundle, "wrap": wrap} for account, bundle, wrap in sealed.wraps
        ]
        return paper, {"hash": sealed.hash, "sealed": sealed.sealed, "wraps": wraps}

    def consent(self, form: Form = Form.PART2, **changed: Any) -> tuple[Consent, dict[str, Any]]:
        """A consent of the client's to all that is there, and its request."""
        paper, sealed = self.paper(form, self.client, self.officer)
        now = now_ms()
        parts: dict[str, Any] = {
            "consent_id": ConsentId(os.urandom(16)),
            "form": form,
            "form_version": 1,
            "form_text_hash": FORMS[form.value, 1].text_hash,
            "client": self.client.account,
            "conversation": self.conversation,
            "kinds": (ScopeKind.TEXT, ScopeKind.LETTER),
            "scope_from": self.began,
            "scope_until": self.began + DAY_MS,
            "maker": Maker.CLIENT,
            "paper_hash": paper.hash,
            "signer": self.client.account,
            "signed_at": now,
            "expires_at": now + DAY_MS,
        }
        consent = Consent(**(parts | changed))
        return consent, {"signed": signed(self.client, consent), "paper": sealed}

    def disclosure(self, by: Someone, consent: Consent, runs: list[Run], **changed: Any) -> dict[str, Any]:
        """What is about to be handed out by a consent, as a request."""
        paper, sealed = self.paper(Form.DISCLOSURE, self.client, self.officer)
        parts: dict[str, Any] = {
            "disclosure_id": DisclosureId(os.urandom(16)),
            "basis": DisclosureBasis.CONSENT,
            "basis_hash": consent.hash,
            "client": self.client.account,
            "conversation": self.conversation,
            "runs": tuple(runs),
            "paper_hash": paper.hash,
            "package_hash": os.urandom(32),
            "statement": Statement.LONG,
            "by": by.account,
            "approver": b"",
            "produced_at": now_ms(),
            "suspended_until": 0,
        }
        return {"signed": signed(by, Disclosure(**(parts | changed))), "paper": sealed}

    async def ordered(self, basis: Basis, said: Body, *, steps: int = 3, **changed: Any) -> ReleaseOrder:
        """An order on what was said, as far as it has come: 1 made, 2 approved, 3 opened. How it comes so far, tests/acceptance shows."""
        now, officer, owner = now_ms(), self.officer, self.staffed.owner
        parts: dict[str, Any] = {
            "order_id": OrderId(os.urandom(16)),
            "basis": basis,
            "basis_hash": sha256(said.encoded()),
            "conversation": self.conversation,
            "headers": EPOCHS,
            "recipient": officer.account,
            "recipient_bundle_hash": officer.bundle.hash,
            "manifest_hash": self.staffed.manifest.hash,
            "officer": officer.account,
            "approver": owner.account,
            "issued_at": now - 1000,
            "expires_at": now + DAY_MS - 1000,
        }
        order = ReleaseOrder(**(parts | changed))
        by, beside = officer.keys.signing, owner.keys.signing
        async with self.staffed.home.messaging_database.transaction() as connection:
            await orders.keep(connection, order, by.sign_body(order), by.sign_body(said), None, now)
            kept = await orders.order_of(connection, order.order_id)
            assert kept is not None
            if steps > 1:
                await orders.approve(connection, kept, beside.sign(order.encoded()), now)
            if steps > 2:
                outcome = Outcome(order.hash, order.recipient, order.headers, (), now)
                await orders.fulfil(connection, kept, outcome, by.sign_body(outcome), now)
        return order

    async def clear(self, status: Part2Status = Part2Status.CLEARED) -> httpx.Response:
        """The client's therapist says what kind of record it is."""
        ground = Ground.PROGRAMME if status is Part2Status.CONFIRMED else Ground.NOT_A_PROGRAMME
        therapist = self.staffed.therapist
        marking = Part2Marking(self.client.account, status, ground, therapist.account, now_ms())
        return await post(therapist.browser, f"{MESSAGING}/part2", signed(therapist, marking))


def signed(by: Someone, body: Body) -> dict[str, Any]:
    """A body that somebody signs, on the wire."""
    return pair(by.keys.signing.sign_body(body))


KINDS = (None, EnvelopeKind.TEXT, EnvelopeKind.TEXT, EnvelopeKind.LETTER, EnvelopeKind.APPOINTMENT, EnvelopeKind.END)
"""Of the entries 1 to 6, a second apart."""

EPOCHS = (bytes([1]) * 32, bytes([2]) * 32)
"""The epochs in which they stand, by their headers' hashes: 1 to 3, and 4 to 6."""


async def release(staffed: Staffed) -> Release:
    """An officer too, and a conversation whose record has six entries."""
    officer = await activate(staffed.home, Role.OFFICER)
    await officer.post_bundle()
    assert (await vouch(staffed.intake, staffed.certifier, officer)).status_code == 204
    conversation = ConversationId(os.urandom(16))
    await matched(staffed, staffed.therapist, staffed.client, conversation=conversation)
    began = now_ms()
    async with staffed.home.messaging_database.transaction() as connection:
        for sequence, kind in enumerate(KINDS, 1):
            await connection.execute(
                "INSERT INTO record (conversation, sequence, time, kind, message_id, payload, head)"
                " VALUES ($1, $2, $3, $4, $5, $6, $7)",
                conversation,
                sequence,
                began + sequence * 1000,
                1 if kind is None else 2,
                None if kind is None else sequence.to_bytes(16, "big"),
                b"\x92opening" if kind is None else envelope(staffed, conversation, sequence, kind),
                bytes(32),
            )
        for epoch, header in enumerate(EPOCHS, 1):
            await connection.execute(
                "INSERT INTO epoch (conversation, epoch, header_hash, header, signature, sequence) VALUES ($1, $2, $3, $3, $4, $5)",
                conversation,
                epoch,
                header,
                bytes(64),
                epoch * 3 - 2,
            )
        await connection.execute("UPDATE conversation_head SET sequence = 6 WHERE conversation = $1", conversation)
    return Release(staffed=staffed, officer=officer, conversation=conversation, began=began)


def envelope(staffed: Staffed, conversation: ConversationId, sequence: int, kind: EnvelopeKind) -> bytes:
    """The outside of an envelope; nobody opens it here."""
    header = EnvelopeHeader(
        conversation=conversation,
        epoch=1,
        sender=staffed.client.account,
        instance=InstanceId(bytes(16)),
        counter=sequence,
        message_id=MessageId(sequence.to_bytes(16, "big")),
        kind=kind,
        client_time=now_ms(),
        seen_sequence=0,
        seen_head=bytes(32),
        log_size=0,
        log_root=bytes(32),
    )
    return msgspec.msgpack.encode([header.encoded(), bytes(24), bytes(272), bytes(64)])


async def ask(someone: Someone, path: str, body: dict[str, Any]) -> str:
    """`done`, or the word of refusal."""
    said = await post(someone.browser, f"{MESSAGING}/{path}", body)
    return "done" if said.status_code == 204 else str(said.json()["type"]).removeprefix("urn:webtherapy:")


async def get(someone: Someone, path: str) -> dict[str, Any]:
    """What an endpoint says."""
    said = await someone.browser.get(f"{MESSAGING}/{path}")
    assert said.status_code == 200, said.text
    answered: dict[str, Any] = said.json()
    return answered


async def leaves(case: Release) -> list[str]:
    """The kinds of what waits for the log or is in it, in order."""
    async with case.staffed.home.messaging_database.acquire() as connection:
        return [row["kind"] for row in await connection.fetch("SELECT kind FROM log_record ORDER BY number")]


async def told_of(home: House, subject: bytes) -> list[bytes]:
    """Whom a notice about this went to."""
    async with home.messaging_database.acquire() as connection:
        rows = await connection.fetch("SELECT body FROM notice")
    notices = [read(Notice, row["body"]) for row in rows]
    return [each.recipient for each in notices if each.subject == subject]
