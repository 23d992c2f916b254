"""What every custodian's own client asks of a consent and of a process before anything is given (crypto.md §7.3)."""

import os
from typing import Any

import pytest

from client_py.order_check import check_order
from client_py.order_documents import Material
from server.crypto.canonical import read
from server.crypto.consent import Consent, Maker, ScopeKind
from server.crypto.order import DAY_MS, Basis
from server.crypto.paper_forms import FORMS, Form
from server.crypto.process import Part2Section, Process, ProcessKind
from server.crypto.signing import SignedBody
from server.errors import ProofError
from server.ids import AccountId, ConsentId, ConversationId, ProcessId
from tests.unit.client_py.cast import NOW, Cast
from tests.unit.client_py.release_cast import Scene

SCENE = Scene()
EPOCH = SCENE.opened()
CLIENT = SCENE.cast.accounts["client"].identity


def outcome(basis: Basis, rests_on: SignedBody, **changed: Any) -> str:
    """Why a custodian gives nothing, or `ok`."""
    return outcome_of(SCENE.material(EPOCH, [], rests_on, basis=basis, **changed), SCENE.cast)


def outcome_of(material: Material, cast: Cast) -> str:
    """Why a custodian who knows these people gives nothing, or `ok`."""
    try:
        check_order(cast.trust("custodian0"), material, NOW)
    except ProofError as error:
        return error.reason
    return "ok"


def consent(by: str = "client", **changed: Any) -> SignedBody:
    """The client lets the practice produce what was said until now."""
    parts: dict[str, Any] = {
        "consent_id": ConsentId(os.urandom(16)),
        "form": Form.PART2,
        "form_version": 1,
        "form_text_hash": FORMS["part2", 1].text_hash,
        "client": CLIENT,
        "conversation": SCENE.cast.conversation,
        "kinds": (ScopeKind.TEXT,),
        "scope_from": 0,
        "scope_until": NOW,
        "maker": Maker.PRACTICE,
        "paper_hash": os.urandom(32),
        "signer": CLIENT,
        "signed_at": NOW - 1,
        "expires_at": NOW + DAY_MS,
    }
    return SCENE.cast.accounts[by].keys.signing.sign_body(Consent(**(parts | changed)))


def process(by: str = "officer", **changed: Any) -> SignedBody:
    """A court ordered what was said until now."""
    parts: dict[str, Any] = {
        "process_id": ProcessId(os.urandom(16)),
        "kind": ProcessKind.ORDER,
        "client": CLIENT,
        "conversation": SCENE.cast.conversation,
        "kinds": (ScopeKind.TEXT,),
        "scope_from": 0,
        "scope_until": NOW,
        "part2_section": Part2Section.S2_64,
        "document_hash": os.urandom(32),
        "paper_hash": os.urandom(32),
        "gag_until": 0,
        "officer": SCENE.cast.accounts["officer"].identity,
        "approver": SCENE.cast.accounts["owner"].identity,
        "at": NOW,
    }
    return SCENE.cast.accounts[by].keys.signing.sign_body(Process(**(parts | changed)))


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, "ok"),
        ({"conversation": ConversationId(bytes(16))}, "wrong_basis"),
        ({"maker": Maker.CLIENT}, "wrong_basis"),
        ({"maker": Maker.RETURN}, "wrong_recipient"),
        ({"signed_at": 1, "expires_at": NOW}, "expired_consent"),
        ({"scope_until": NOW - 1}, "beyond_scope"),
        ({"by": "therapist"}, "bad_signature"),
    ],
)
def test_a_consent_lets_open_what_it_says(changed: dict[str, Any], expected: str) -> None:
    """By its client's word, while it lasts, to whom it says, and no epoch that began after what it covers."""
    assert outcome(Basis.CONSENT, consent(**changed)) == expected


ANEW = SCENE.cast.begun_anew("client")


@pytest.mark.parametrize("later", [ANEW, ANEW.rotated("client")])
def test_a_consent_under_lost_keys_lets_open_nothing(later: Cast) -> None:
    """Whoever found them signs nothing for who began anew; what was signed since, under keys rotated away too, stands (crypto.md §4.7)."""
    for signer, expected in ((SCENE.cast, "bad_signature"), (ANEW, "ok"), (later, "ok")):
        said = signer.accounts["client"].keys.signing.sign_body(read(Consent, consent().body))
        material = SCENE.material(EPOCH, [], said, basis=Basis.CONSENT)
        assert outcome_of(material, later) == expected


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, "ok"),
        ({"conversation": ConversationId(bytes(16))}, "wrong_basis"),
        ({"client": AccountId(bytes(16))}, "wrong_basis"),
        ({"approver": SCENE.cast.accounts["therapist"].identity}, "one_person"),
        ({"by": "owner"}, "bad_signature"),
        ({"by": "therapist", "officer": SCENE.cast.accounts["therapist"].identity}, "unlawful_role"),
        ({"kind": ProcessKind.PRESERVATION, "part2_section": Part2Section.NONE}, "opens_nothing"),
        ({"scope_until": NOW - 1}, "beyond_scope"),
    ],
)
def test_a_process_lets_open_what_two_have_signed(changed: dict[str, Any], expected: str) -> None:
    """The same two as the order, this conversation and client, and no epoch that began after what it covers."""
    assert outcome(Basis.LEGAL, process(**changed)) == expected


def test_of_a_process_its_officer_reads() -> None:
    """An order by law that names somebody else as its reader is refused, though the law lets it open."""
    owner = SCENE.bundle("owner")
    named = {"recipient": owner.account, "recipient_bundle_hash": owner.hash}
    assert outcome(Basis.LEGAL, process(), **named) == "wrong_recipient"
