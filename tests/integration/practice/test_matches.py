import os

from server.crypto.canonical import read
from server.crypto.match import Match, make_match
from server.crypto.signing import SignedBody
from server.ids import ConversationId
from server.roles import Role
from tests.integration.house import Someone, activate, now_ms, pair, post
from tests.integration.practice.staff import Staffed, succeed, vouch

PATH = "/messaging/v1/matches"


async def certified(staffed: Staffed, role: Role) -> Someone:
    """One more person of the practice."""
    someone = await activate(staffed.home, role)
    await someone.post_bundle()
    assert (await vouch(staffed.intake, staffed.certifier, someone)).status_code == 204
    return someone


async def test_a_match_makes_a_conversation_once(staffed: Staffed) -> None:
    """The same bytes again give the same answer; another match for the same conversation is a conflict."""
    signed = staffed.match(staffed.client, staffed.therapist)
    answers = [await post(staffed.intake.browser, PATH, pair(signed)) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].content == answers[1].content
    other = await certified(staffed, Role.CLIENT)
    conversation = read(Match, signed.body).conversation
    rival = staffed.match(other, staffed.therapist, conversation=conversation)
    assert (await post(staffed.intake.browser, PATH, pair(rival))).status_code == 409


async def test_nobody_uncertified_is_matched(staffed: Staffed) -> None:
    """A match that names a bundle without a certificate, or one nobody knows, is 403."""
    waiting, unknown = await activate(staffed.home, Role.CLIENT), await activate(staffed.home, Role.CLIENT)
    await waiting.post_bundle()
    for someone in (waiting, unknown):
        signed = staffed.match(someone, staffed.therapist)
        said = await post(staffed.intake.browser, PATH, pair(signed))
        assert (said.status_code, said.json()["type"]) == (403, "urn:webtherapy:uncertified")


async def test_nobody_but_a_certifier_matches(staffed: Staffed) -> None:
    """Owners, therapists and clients are told that there is nothing here."""
    signed = staffed.match(staffed.client, staffed.therapist)
    for someone in (staffed.owner, staffed.therapist, staffed.client):
        assert (await post(someone.browser, PATH, pair(signed))).status_code == 404


async def test_a_match_names_the_custodians_in_force(staffed: Staffed) -> None:
    """Another manifest's hash is refused: what is said would be entrusted to nobody."""
    people = [staffed.certified(each) for each in (staffed.client, staffed.therapist)]
    signed = make_match(
        staffed.intake.keys.signing,
        staffed.certifier,
        ConversationId(os.urandom(16)),
        people,
        os.urandom(32),
        now_ms(),
    )
    assert (await post(staffed.intake.browser, PATH, pair(signed))).status_code == 422


async def test_a_conversation_is_one_clients(staffed: Staffed) -> None:
    """Two clients, none, or a custodian among them: no conversation of this practice."""
    other = await certified(staffed, Role.CLIENT)
    for people in (
        (staffed.client, other),
        (staffed.therapist, staffed.intake),
        (staffed.client, staffed.custodians[0]),
        (staffed.client, staffed.owner),
    ):
        assert (await post(staffed.intake.browser, PATH, pair(staffed.match(*people)))).status_code == 422


async def test_a_match_signed_by_another_key_is_refused(staffed: Staffed) -> None:
    """Intake delivers what a therapist signed in intake's name."""
    right = staffed.match(staffed.client, staffed.therapist)
    forged = SignedBody(right.body, staffed.therapist.keys.signing.sign(right.body))
    assert (await post(staffed.intake.browser, PATH, pair(forged))).status_code == 422


async def test_replaced_keys_are_not_matched(staffed: Staffed) -> None:
    """A match has to name the bundle that its account has now."""
    signed = staffed.match(staffed.client, staffed.therapist)
    body = succeed(staffed.client)
    assert (await post(staffed.client.browser, "/messaging/v1/bundle", body)).status_code == 204
    assert (await post(staffed.intake.browser, PATH, pair(signed))).status_code == 422
