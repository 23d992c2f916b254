"""crypto.md §11; more in notice.json."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.crypto.account import AccountKeys
from server.crypto.bundle import verify_bundle
from server.crypto.canonical import MAX_BYTES, read
from server.crypto.hashing import sha256
from server.crypto.notice import (
    Notice,
    NoticeKind,
    NoticePurpose,
    make_notice,
    make_notice_answer,
    open_notice,
    verify_notice,
    verify_notice_answer,
)
from server.crypto.notice_content import MAX_TEXT_BYTES, NoticeContent
from server.crypto.signing import SignedBody
from server.ids import NoticeId
from server.roles import Role
from tests.unit.crypto.refusal import refused
from tests.vectors import world
from tests.vectors.case import un, unpair

CLIENT, INTAKE = world.BUNDLES["client"], world.certified("intake")
PURPOSE = NoticePurpose(notice_id=NoticeId(bytes(16)), kind=NoticeKind.MATCH, answers=("accept", "decline"))
MADE = make_notice(
    world.KEYS["intake"].signing, INTAKE.bundle, CLIENT, PURPOSE, NoticeContent("Hours", "Nine."), world.ISSUED_AT
)
SENT = verify_notice(MADE.signed, MADE.sealed, INTAKE, CLIENT.account, Role.CLIENT)
FILES = [
    json.loads((world.FOLDER / f"notices_by_{maker}.json").read_text("utf-8")) for maker in ("python", "typescript")
]


@given(st.text(min_size=1, max_size=50), st.text(max_size=MAX_TEXT_BYTES // 4))
@settings(max_examples=30)
def test_a_notice_opens_for_whom_it_is_for(title: str, text: str) -> None:
    """And for nobody else."""
    content = NoticeContent(title, text)
    made = make_notice(world.KEYS["intake"].signing, INTAKE.bundle, CLIENT, PURPOSE, content, world.ISSUED_AT)
    notice = verify_notice(made.signed, made.sealed, INTAKE, CLIENT.account, Role.CLIENT)
    assert open_notice(world.KEYS["client"].sealing, notice, made.sealed) == content
    with refused("wrong_key"):
        open_notice(world.KEYS["stranger"].sealing, notice, made.sealed)


@given(st.data())
@settings(max_examples=100)
def test_any_flipped_bit_is_refused(data: st.DataObject) -> None:
    """In what was signed, or in what was sealed."""
    parts = [bytearray(MADE.signed.body), bytearray(MADE.sealed)]
    target = data.draw(st.sampled_from(parts))
    target[data.draw(st.integers(0, len(target) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    body, sealed = map(bytes, parts)
    with refused("bad_signature", "wrong_sealed_hash"):
        verify_notice(SignedBody(body, MADE.signed.signature), sealed, INTAKE, CLIENT.account, Role.CLIENT)


@pytest.mark.parametrize("answer", PURPOSE.answers)
def test_what_was_asked_for_can_be_answered(answer: str) -> None:
    """By whom it was asked."""
    signed = make_notice_answer(world.KEYS["client"].signing, SENT, answer, world.ISSUED_AT)
    assert verify_notice_answer(signed, SENT, CLIENT).answer == answer


def test_nothing_else_is_an_answer() -> None:
    """It is not even signed."""
    with refused("bad_answer"):
        make_notice_answer(world.KEYS["client"].signing, SENT, "perhaps", world.ISSUED_AT)


def test_notices_show_nothing_of_themselves() -> None:
    """Neither in a log nor in a traceback."""
    assert "Nine" not in repr(NoticeContent("Hours", "Nine."))


@pytest.mark.parametrize("file", FILES, ids=["python", "typescript"])
def test_notices_sealed_once_open_ever_after(file: dict[str, Any]) -> None:
    """Those of both implementations, to what stands beside them."""
    sender, recipient = (verify_bundle(unpair(file["bundles"][name])) for name in ("intake", "client"))
    key = AccountKeys.from_secret(un(file["secrets"]["client"])).sealing
    for said in file["notices"]:
        signed, sealed = unpair(said["notice"]), un(said["sealed"])
        notice = signed.verified(Notice, sender.signing_public)
        assert (notice.recipient_bundle_hash, notice.sealed_hash) == (recipient.hash, sha256(sealed))
        content = open_notice(key, notice, sealed)
        values = [[each.name, each.value] for each in content.values]
        assert [content.title, content.text, values] == [said["title"], said["text"], said["values"]]


def test_the_longest_notice_fits_a_request() -> None:
    """As base64url (protocol.md §1)."""
    longest = next(said for said in FILES[0]["notices"] if said["name"] == "as long as can be")
    size = len(un(longest["sealed"])) + len(un(longest["notice"]["body"])) + 64
    assert size * 4 / 3 + 200 < MAX_BYTES
    read(Notice, un(longest["notice"]["body"]))
