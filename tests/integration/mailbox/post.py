"""Notices as their senders make them, and what their recipients find."""

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

import httpx

from server.crypto.bundle import verify_bundle
from server.crypto.notice import MadeNotice, Notice, NoticeKind, NoticePurpose, make_notice, open_notice
from server.crypto.notice_content import NoticeContent
from server.crypto.signing import SignedBody
from server.crypto.trust import certify
from server.ids import NoticeId
from server.roles import Role
from tests.integration.house import Someone, activate, now_ms, pair, post
from tests.integration.practice.staff import Staffed, vouch

PATH = "/messaging/v1/notices"
CONTENT = NoticeContent("Opening hours", "From Monday on we open at nine.")


async def newcomer(staffed: Staffed, role: Role) -> Someone:
    """One more person of the practice, certified."""
    someone = await activate(staffed.home, role)
    await someone.post_bundle()
    assert (await vouch(staffed.intake, staffed.certifier, someone)).status_code == 204
    return someone


async def certify_system(staffed: Staffed) -> None:
    """Intake certifies whoever waits, the system's key among them."""
    for waiting in (await staffed.intake.browser.get("/messaging/v1/uncertified")).json():
        bundle = verify_bundle(signed_of(waiting["bundle"]))
        signed = certify(staffed.intake.keys.signing, staffed.certifier, bundle, Role(waiting["role"]), now_ms())
        assert (await post(staffed.intake.browser, "/messaging/v1/certificates", pair(signed))).status_code == 204


def made_by(
    sender: Someone,
    recipient: Someone,
    kind: NoticeKind = NoticeKind.UPDATE,
    *,
    answers: tuple[str, ...] = (),
    notice_id: NoticeId | None = None,
    content: NoticeContent = CONTENT,
) -> MadeNotice:
    """A notice, sealed and signed."""
    purpose = NoticePurpose(notice_id=notice_id or NoticeId(os.urandom(16)), kind=kind, answers=answers)
    return make_notice(sender.keys.signing, sender.bundle, recipient.bundle, purpose, content, now_ms())


async def send(sender: Someone, made: MadeNotice) -> httpx.Response:
    """What the sender's page does with it."""
    return await post(sender.browser, PATH, {"notice": pair(made.signed), "sealed": made.sealed})


async def found(reader: Someone, before: str | None = None) -> list[dict[str, Any]]:
    """A person's notices, newest first."""
    said = await reader.browser.get(PATH, params={} if before is None else {"before": before})
    assert said.status_code == 200, said.text
    notices: list[dict[str, Any]] = said.json()["notices"]
    return notices


def signed_of(shown: dict[str, Any]) -> SignedBody:
    """A signed body of JSON."""
    return SignedBody(raw(shown["body"]), raw(shown["signature"]))


def raw(text: str) -> bytes:
    """base64url."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def text(value: bytes) -> str:
    """As in a query, or a header."""
    return urlsafe_b64encode(value).rstrip(b"=").decode()


def opened(reader: Someone, shown: dict[str, Any], sender: Someone) -> NoticeContent:
    """What it says, to whom it is for."""
    notice = signed_of(shown["notice"]).verified(Notice, sender.bundle.signing_public)
    return open_notice(reader.keys.sealing, notice, raw(shown["sealed"]))
