"""The confidentiality agreement (compliance NV-06, ST-01): whoever works here gets at nothing before they accepted the version in force."""

import httpx
import pytest

from server.commands.policy import list_answers
from server.crypto.acceptance import Policy
from server.practice.agreement import tell_who_has_agreed
from server.settings import Settings
from tests.integration.house import DEVICE, House, Someone, post
from tests.integration.practice.staff import Staffed
from tests.integration.practice.test_policies import POLICIES, answered, member, posted, revise, send, standing

AGREEMENT = Policy.CONFIDENTIALITY_AGREEMENT


async def told(home: House) -> None:
    """What any process that serves messaging does at intervals."""
    async with home.messaging_database.transaction() as connection:
        await tell_who_has_agreed(connection, home.sessions)


async def back(someone: Someone) -> httpx.Response:
    """Signed in again, in the same browser."""
    body = {"number": someone.number, "authentication_key": someone.authentication_key, "device": DEVICE}
    return await post(someone.browser, "/identity/v1/sign-in", body)


async def people_read(someone: Someone) -> str:
    """What somebody of intake is told who wants to see people; empty when they see them."""
    said = await someone.browser.get("/messaging/v1/people")
    return "" if said.status_code == 200 else str(said.json()["type"]).removeprefix("urn:webtherapy:")


async def cards_read(someone: Someone, client: Someone) -> int:
    """The same of a contact card, which the other application keeps."""
    said = await post(someone.browser, "/identity/v1/contact-card/read", {"account": bytes(client.account)})
    return said.status_code


@pytest.fixture(name="asked")
async def _asked(staffed: Staffed) -> Staffed:
    """A practice where the agreement is in force, and nobody has accepted it."""
    await posted(staffed.home)
    await told(staffed.home)
    return staffed


async def test_nobody_who_works_here_gets_at_anything_before_they_agreed(asked: Staffed) -> None:
    """On both sides; their own account stays theirs. What they signed is kept, and opens the rest at once; clients are asked nothing of it."""
    intake, client = asked.intake, asked.client
    assert (await back(intake)).json()["agreed"] is False
    assert (await back(client)).json()["agreed"] is True
    assert (await people_read(intake), await cards_read(intake, client)) == ("agreement_missing", 403)
    for path in (
        "/identity/v1/credentials",
        "/messaging/v1/bundle",
        "/messaging/v1/notices",
        "/messaging/v1/acceptances",
    ):
        assert (await intake.browser.get(path)).status_code == 200, path
    signed = answered(intake, (await posted(asked.home))[AGREEMENT])
    assert (await send(intake, signed)).status_code == 204
    assert (await people_read(intake), await cards_read(intake, client)) == ("", 404)
    assert (await intake.browser.get("/identity/v1/session")).json()["agreed"] is True
    assert [(row["policy"], row["version"], row["answer"]) for row in await standing(intake)] == [
        (AGREEMENT, 1, "accepted")
    ]
    async with asked.home.messaging_database.acquire() as connection:
        rows = await connection.fetch("SELECT body, signature FROM acceptance WHERE account = $1", intake.account)
    assert [(row["body"], row["signature"]) for row in rows] == [(signed.body, signed.signature)]


async def test_who_agreed_is_listed(asked: Staffed, messaging_url: str) -> None:
    """`webtherapy policy answers`: whose, which version, when, and the hash of what they signed."""
    await back(asked.intake)
    signed = answered(asked.intake, (await posted(asked.home))[AGREEMENT])
    assert (await send(asked.intake, signed)).status_code == 204
    [line] = await list_answers(Settings.from_environ({"MESSAGING_DATABASE_URL": messaging_url}), AGREEMENT)
    assert line.startswith(f"{asked.intake.account.hex()} 1 accepted 20")
    assert line.endswith(signed.hash.hex())


async def test_a_new_version_is_asked_at_the_next_sign_in(asked: Staffed) -> None:
    """Who is at work goes on; whoever comes in after it is asked, and to have accepted the one before is not enough."""
    intake, first = asked.intake, (await posted(asked.home))[AGREEMENT]
    await back(intake)
    assert (await send(intake, answered(intake, first))).status_code == 204
    await back(intake)
    assert await revise(asked.home, AGREEMENT, "Tell nobody, and write nothing down.") == 2
    await told(asked.home)
    assert await people_read(intake) == ""
    assert (await back(intake)).json()["agreed"] is False
    assert (await send(intake, answered(intake, first))).status_code == 204
    assert await people_read(intake) == "agreement_missing"
    assert (await send(intake, answered(intake, (await posted(asked.home))[AGREEMENT]))).status_code == 204
    assert await people_read(intake) == ""
    assert [row["version"] for row in await standing(intake)] == [2, 1]


async def test_an_owner_posts_the_next_version(asked: Staffed) -> None:
    """It holds for whoever signs in after that, at once, and the owner goes on until then."""
    owner, intake = asked.owner, asked.intake
    for each in (owner, intake):
        await back(each)
        assert (await send(each, answered(each, (await posted(asked.home))[AGREEMENT]))).status_code == 204
        assert (await back(each)).json()["agreed"] is True
    body = {"policy": AGREEMENT.value, "title": "Confidentiality", "text": "Tell nobody.", "version": 2}
    assert (await post(owner.browser, POLICIES, body)).status_code == 204
    assert (await owner.browser.get("/messaging/v1/people")).status_code == 200
    assert (await back(intake)).json()["agreed"] is False


async def test_no_client_signs_what_staff_agree_to(home: House) -> None:
    """It is none of theirs, as what is not there."""
    policies, client = await posted(home), await member(home)
    assert (await send(client, answered(client, policies[AGREEMENT]))).status_code == 404
