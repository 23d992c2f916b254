"""What an order opens to its recipient (protocol.md §1.9): of the record words only as far as its basis covers them, of the log what proves just that."""

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from typing import Any

import pytest

from server.crypto.consent import Consent, Maker, ScopeKind
from server.crypto.content import EnvelopeKind
from server.crypto.hashing import sha256
from server.crypto.note import sign_note
from server.crypto.order import Basis, ReleaseOrder
from server.crypto.order_answer import OrderAnswer, OrderWord
from server.crypto.paper_forms import Form
from server.crypto.signing import SignedBody, SigningKey
from server.crypto.tree import leaf_hash, verify_inclusion
from server.records.log import LogKind, Noted, add
from server.records.proving import log_head
from server.records.sequencing import Sequencer
from tests.integration.house import Someone, now_ms, pair
from tests.integration.practice.ordering import CIPHERTEXT, LAYOUT, Openable, lasting, openable, order, planted_envelope
from tests.integration.practice.releasing import Release, ask, release, signed
from tests.integration.practice.staff import Staffed

PATH = "/messaging/v1/orders"


@dataclass(slots=True, kw_only=True)
class Opened:
    """An order on a consent to the letters of the first ten seconds, in the first two epochs, with a seal behind them."""

    case: Release
    made: Openable
    consent: Consent
    order: ReleaseOrder
    word: SignedBody
    approval: SignedBody
    seal: bytes

    async def get(self, by: Someone, what: str, **query: int) -> Any:
        """What somebody is shown of it; None for a refusal."""
        named = urlsafe_b64encode(self.order.order_id).rstrip(b"=").decode()
        asked = "".join(f"&{name}={value}" for name, value in query.items())
        said = await by.browser.get(f"{PATH}/{what}?order={named}{asked}")
        return said.json() if said.status_code == 200 else None


@pytest.fixture(name="opened")
async def _opened(staffed: Staffed) -> Opened:
    layout = [*LAYOUT[:6], (2, 15_000, EnvelopeKind.SEAL), *LAYOUT[6:]]
    case, made = await release(staffed), await openable(staffed, staffed.custodians, layout)
    seal = planted_envelope(made, 7)
    case.conversation, case.began = made.conversation, made.began
    consent, body = case.consent(
        Form.PART2,
        maker=Maker.PRACTICE,
        kinds=(ScopeKind.LETTER,),
        scope_from=made.began,
        scope_until=made.began + 10_000,
    )
    assert await ask(case.client, "consents", body) == "done"
    officer, owner = case.officer, staffed.owner
    headers = [each.header.hash for each in made.epochs]
    said = order(
        Basis.CONSENT, consent.hash, made, headers[:2], officer,
        officer=officer.account, approver=owner.account, **lasting(now_ms(), Basis.CONSENT),
    )  # fmt: skip
    basis, word = case.client.keys.signing.sign_body(consent), officer.keys.signing.sign_body(said)
    assert await ask(officer, "orders", {"order": pair(word), "basis": pair(basis), "notices": []}) == "done"
    signature = owner.keys.signing.sign(word.body)
    assert await ask(owner, "orders/approvals", {"order": bytes(said.order_id), "signature": signature}) == "done"
    approval = SignedBody(word.body, signature)
    return Opened(case=case, made=made, consent=consent, order=said, word=word, approval=approval, seal=seal)


async def test_words_are_given_only_where_the_consent_covers_them(opened: Opened) -> None:
    """A letter of the span whole, openings and seals, too; of all else what its sender signed, and no ciphertext. To nobody but the recipient."""
    entries = (await opened.get(opened.case.officer, "record"))["entries"]
    whole = [each["sequence"] for each in entries if each["payload"] is not None]
    assert [each["sequence"] for each in entries] == [1, 2, 3, 4, 5, 6, 7]
    assert whole == [1, 3, 4, 7]
    for each in entries:
        assert (each["payload"] is None) == (each["outside"] is not None)
        if each["outside"] is not None:
            assert {name: len(_bytes(part)) for name, part in each["outside"].items() if name != "header"} == {
                "nonce": 24,
                "hash": 32,
                "signature": 64,
            }
            assert _bytes(each["outside"]["hash"]) == sha256(CIPHERTEXT)
    assert await opened.get(opened.case.officer, "record", after=7) == {"entries": []}
    for other in (opened.case.client, opened.case.staffed.owner, opened.case.staffed.custodians[0]):
        assert await opened.get(other, "record") is None
        assert await opened.get(other, "leaves", size=1) is None


async def test_the_log_proves_what_is_opened_and_speaks_of_nothing_else(opened: Opened, staffed: Staffed) -> None:
    """Order, approval, consent, match, the two openings and the seal that is covered: each stands under the root, with nobody else's beside it."""
    database = staffed.home.messaging_database
    openings = [each.signed.encoded() for each in opened.made.epochs]
    async with database.transaction() as connection:
        for record in openings:
            await add(connection, Noted(kind=LogKind.OPENING, record=record, conversation=opened.made.conversation))
        for record in (opened.seal, b"another seal"):
            await add(connection, Noted(kind=LogKind.SEAL, record=record, conversation=opened.made.conversation))
    key = SigningKey(os.urandom(32))
    await Sequencer(database, "log.test", lambda text: sign_note(text, "log.test", key).written, now_ms).sequence()
    async with database.acquire() as connection:
        head = await log_head(connection)
        match = await connection.fetchrow(
            "SELECT match_body, match_signature FROM conversation WHERE conversation = $1", opened.made.conversation
        )
    assert match is not None
    consent = opened.case.client.keys.signing.sign_body(opened.consent)
    expected = [opened.word.encoded(), opened.approval.encoded(), consent.encoded(), *openings[:2], opened.seal]
    leaves = (await opened.get(opened.case.officer, "leaves", size=head.size))["leaves"]
    assert sorted(_bytes(each["record"]) for each in leaves) == sorted(
        [*expected, SignedBody(match["match_body"], match["match_signature"]).encoded()]
    )
    for each in leaves:
        leaf = leaf_hash(sha256(_bytes(each["salt"]) + _bytes(each["record"])))
        proof = [_bytes(part) for part in each["proof"]]
        verify_inclusion(leaf, each["place"], head.size, proof, head.root)
    behind = await opened.get(opened.case.officer, "leaves", size=head.size, after=leaves[2]["place"])
    assert behind["leaves"] == leaves[3:]
    first = await opened.get(opened.case.officer, "leaves", size=leaves[0]["place"] + 1)
    assert [each["place"] for each in first["leaves"]] == [leaves[0]["place"]]


async def test_custodians_are_asked_once(opened: Opened, staffed: Staffed) -> None:
    """Pressed twice, or by two people: one order stands for a consent and an epoch, and another may follow when it is over."""
    officer, owner = opened.case.officer, staffed.owner
    basis = opened.case.client.keys.signing.sign_body(opened.consent)

    def another(by: Someone, beside: Someone) -> dict[str, Any]:
        said = order(
            Basis.CONSENT, opened.consent.hash, opened.made, opened.order.headers[:1], by,
            officer=by.account, approver=beside.account, **lasting(now_ms(), Basis.CONSENT),
        )  # fmt: skip
        return {"order": pair(by.keys.signing.sign_body(said)), "basis": pair(basis), "notices": []}

    same = {"order": pair(opened.word), "basis": pair(basis), "notices": []}
    assert await ask(officer, "orders", same) == "done"
    assert await ask(officer, "orders", another(officer, owner)) == "conflict"
    assert await ask(owner, "orders", another(owner, officer)) == "conflict"
    said = OrderAnswer(opened.order.hash, owner.account, OrderWord.WITHDRAWN, now_ms())
    answer = {"order": bytes(opened.order.order_id), "answer": signed(owner, said)}
    assert await ask(owner, "orders/answers", answer) == "done"
    assert await ask(owner, "orders", another(owner, officer)) == "done"
    assert await ask(officer, "orders", another(officer, owner)) == "conflict"


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
