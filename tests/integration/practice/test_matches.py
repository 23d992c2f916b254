"""Matches as they hold when they are proposed, and when they are accepted (crypto.md §4.3)."""

import os

import pytest

from server.crypto.canonical import read
from server.crypto.manifest import make_manifest
from server.crypto.match import Match, make_match
from server.crypto.signing import SignedBody
from server.errors import ProofError, Refusal
from server.ids import ConversationId
from server.roles import Role
from tests.integration.house import House, Someone, activate, now_ms, pair, post
from tests.integration.practice.staff import Staffed, begun, found, succeed, vouch


async def certified(staffed: Staffed, role: Role) -> Someone:
    """One more person of the practice."""
    someone = await activate(staffed.home, role)
    await someone.post_bundle()
    assert (await vouch(staffed.intake, staffed.certifier, someone)).status_code == 204
    return someone


async def test_a_conversation_begins_by_a_proposal_alone(staffed: Staffed) -> None:
    """No route takes a match by itself, whoever signed it."""
    signed = staffed.match(staffed.client, staffed.therapist)
    for someone in (staffed.intake, staffed.owner):
        assert (await post(someone.browser, "/messaging/v1/matches", pair(signed))).status_code == 404


async def test_a_match_makes_a_conversation_once(staffed: Staffed) -> None:
    """The same bytes again give the same answer; another match for the same conversation is a conflict."""
    signed = staffed.match(staffed.client, staffed.therapist)
    assert await begun(staffed, signed) == await begun(staffed, signed)
    other = await certified(staffed, Role.CLIENT)
    conversation = read(Match, signed.body).conversation
    with pytest.raises(Refusal, match="conflict"):
        await begun(staffed, staffed.match(other, staffed.therapist, conversation=conversation))


async def test_nobody_uncertified_is_matched(staffed: Staffed) -> None:
    """A match that names a bundle without a certificate, or one nobody knows, holds for nobody."""
    waiting, unknown = await activate(staffed.home, Role.CLIENT), await activate(staffed.home, Role.CLIENT)
    await waiting.post_bundle()
    for someone in (waiting, unknown):
        with pytest.raises(Refusal, match="uncertified"):
            await begun(staffed, staffed.match(someone, staffed.therapist))


async def test_nobody_but_a_certifier_matches(staffed: Staffed) -> None:
    """Owners, therapists and clients are told that there is nothing here."""
    signed = staffed.match(staffed.client, staffed.therapist)
    for someone in (staffed.owner, staffed.therapist, staffed.client):
        with pytest.raises(Refusal, match="not_for_you"):
            await begun(staffed, signed, someone)


async def test_a_match_names_the_custodians_in_force(staffed: Staffed) -> None:
    """Another manifest's hash is refused: what is said would be entrusted to nobody."""
    people = [staffed.certified(each) for each in (staffed.client, staffed.therapist)]
    key, conversation = staffed.intake.keys.signing, ConversationId(os.urandom(16))
    with pytest.raises(ProofError):
        await begun(staffed, make_match(key, staffed.certifier, conversation, people, os.urandom(32), now_ms()))


async def test_nobody_speaks_before_there_are_custodians(home: House) -> None:
    """While nobody keeps shares, no match holds; and fewer than three cannot be named at all."""
    staffed = await found(home, kept=False)
    with pytest.raises(ProofError, match="stale_manifest"):
        await begun(staffed, staffed.match(staffed.client, staffed.therapist))
    with pytest.raises(ProofError, match="wrong_length"):
        make_manifest(home.root, [each.bundle for each in staffed.custodians[:2]], 2, now_ms())


async def test_a_conversation_is_one_clients(staffed: Staffed) -> None:
    """Two clients, none, or a custodian among them: no conversation of this practice."""
    other = await certified(staffed, Role.CLIENT)
    for people in (
        (staffed.client, other),
        (staffed.therapist, staffed.intake),
        (staffed.client, staffed.custodians[0]),
        (staffed.client, staffed.owner),
    ):
        with pytest.raises(ProofError):
            await begun(staffed, staffed.match(*people))


async def test_a_match_signed_by_another_key_is_refused(staffed: Staffed) -> None:
    """Intake delivers what a therapist signed in intake's name."""
    right = staffed.match(staffed.client, staffed.therapist)
    with pytest.raises(ProofError):
        await begun(staffed, SignedBody(right.body, staffed.therapist.keys.signing.sign(right.body)))


async def test_replaced_keys_are_not_matched(staffed: Staffed) -> None:
    """A match has to name the bundle that its account has now."""
    signed = staffed.match(staffed.client, staffed.therapist)
    body = succeed(staffed.client)
    assert (await post(staffed.client.browser, "/messaging/v1/bundle", body)).status_code == 204
    with pytest.raises(ProofError):
        await begun(staffed, signed)
