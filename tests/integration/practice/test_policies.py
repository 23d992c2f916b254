import asyncio
import json
import os
from typing import Any

import httpx
import pytest

from server.crypto.acceptance import Acceptance, Policy, PolicyAnswer, make_acceptance, policy_text_hash
from server.crypto.signing import SignedBody
from server.errors import Refusal
from server.practice.policies import PolicyVersion, in_force, post, post_first
from server.practice.root import install_root
from server.roles import Role
from server.storage.database import Database
from tests.integration import house
from tests.integration.house import House, Someone, activate, now_ms, pair
from tests.integration.practice.staff import Staffed, rotate, vouch
from tests.support.databases import FreshDatabase

POLICIES, ACCEPTANCES = "/messaging/v1/policies", "/messaging/v1/acceptances"


async def posted(home: House) -> dict[Policy, PolicyVersion]:
    """The packaged policies, in force."""
    async with home.messaging_database.transaction() as connection:
        await post_first(connection, home.clock())
        return {each.policy: each for each in await in_force(connection)}


async def revise(home: House, policy: Policy, text: str) -> int:
    """What `webtherapy policy post` does."""
    async with home.messaging_database.transaction() as connection:
        return await post(connection, policy, "Revised", text, home.clock())


def answered(
    someone: Someone,
    policy: PolicyVersion,
    answer: PolicyAnswer = PolicyAnswer.ACCEPTED,
    answered_at: int = 0,
    text: str | None = None,
) -> SignedBody:
    """Somebody's answer, as their browser signs it."""
    text_hash = policy_text_hash(text or policy.text)
    acceptance = Acceptance(someone.account, policy.policy, policy.version, text_hash, answer, answered_at or now_ms())
    return make_acceptance(someone.keys.signing, acceptance)


async def send(someone: Someone, signed: SignedBody) -> httpx.Response:
    """Send it."""
    return await house.post(someone.browser, ACCEPTANCES, pair(signed))


async def standing(someone: Someone) -> list[dict[str, Any]]:
    """What the service knows of somebody's answers."""
    listed: list[dict[str, Any]] = (await someone.browser.get(ACCEPTANCES)).json()["acceptances"]
    return listed


async def member(home: House) -> Someone:
    """Somebody whose keys the practice knows, and has not certified."""
    someone = await activate(home, Role.CLIENT)
    await someone.post_bundle()
    return someone


async def test_anybody_reads_the_policies_in_force(home: House) -> None:
    """The packaged ones from the first day on, without a session; after a revision the newest version only."""
    await posted(home)
    async with home.visitor() as stranger:
        first = (await stranger.get(POLICIES)).json()["policies"]
        first += (await stranger.get(f"{POLICIES}?audience=staff")).json()["policies"]
        assert {each["policy"]: each["version"] for each in first} == dict.fromkeys(Policy, 1)
        assert first[-1]["policy"] == "confidentiality-agreement"
        assert (await stranger.get(f"{POLICIES}?audience=all")).status_code == 400
        assert all(len(each["text"].split()) > 400 and each["title"] for each in first)
        assert await revise(home, Policy.TERMS, "New terms – with a dash.\n") == 2
        newest = {each["policy"]: each for each in (await stranger.get(POLICIES)).json()["policies"]}
    assert (newest["terms"]["version"], newest["terms"]["text"]) == (2, "New terms – with a dash.\n")
    assert newest["privacy-policy"]["version"] == 1


async def test_the_packaged_texts_are_posted_once(home: House) -> None:
    """Only where there is no version yet: what a practice posted itself stays in force."""
    assert await revise(home, Policy.PRIVACY_POLICY, "Our own.") == 1
    async with home.messaging_database.transaction() as connection:
        assert set(await post_first(connection, 0)) == set(Policy) - {Policy.PRIVACY_POLICY}
        assert await post_first(connection, 0) == []
    assert (await posted(home))[Policy.PRIVACY_POLICY].text == "Our own."


async def test_versions_are_counted_when_many_post_at_once(home: House) -> None:
    """Each version once, without a gap; who was too late is told."""

    async def attempt(number: int) -> int:
        try:
            return await revise(home, Policy.TERMS, f"Terms of {number}.")
        except Refusal:
            return 0

    versions = [version for version in await asyncio.gather(*(attempt(number) for number in range(5))) if version]
    assert sorted(versions) == list(range(1, len(versions) + 1))


async def test_a_posted_version_is_never_changed(home: House, messaging_database: FreshDatabase) -> None:
    """Nor an answer to it: the application's role has no right to."""
    await posted(home)
    async with Database(messaging_database.url) as database, database.acquire() as connection:
        for table in ("policy", "acceptance"):
            sql = "SELECT has_table_privilege($1, 'UPDATE') OR has_table_privilege($1, 'DELETE')"
            assert await connection.fetchval(sql, table) is False


async def test_an_answer_is_kept(home: House) -> None:
    """By who has registered just now and is certified by nobody; the same again, and the same answer anew, change nothing."""
    policies, someone = await posted(home), await member(home)
    assert await standing(someone) == []
    signed = answered(someone, policies[Policy.TERMS], answered_at=1_760_000_000_000)
    for each in (signed, signed, answered(someone, policies[Policy.TERMS])):
        assert (await send(someone, each)).status_code == 204
    expected = {"policy": "terms", "version": 1, "answer": "accepted", "answered_at": 1_760_000_000_000}
    assert await standing(someone) == [expected]
    async with home.messaging_database.acquire() as connection:
        rows = await connection.fetch("SELECT body, signature FROM acceptance WHERE account = $1", someone.account)
    assert [(row["body"], row["signature"]) for row in rows] == [(signed.body, signed.signature)]


async def test_a_notice_may_be_declined_and_acknowledged_later(home: House) -> None:
    """The later answer stands, and older bytes do not bring the earlier one back. Nothing else can be declined."""
    policies, someone = await posted(home), await member(home)
    notice = policies[Policy.NOTICE_OF_PRIVACY_PRACTICES]
    declined = answered(someone, notice, PolicyAnswer.DECLINED)
    acknowledged = answered(someone, notice, PolicyAnswer.ACKNOWLEDGED)
    for each, answer in ((declined, "declined"), (acknowledged, "acknowledged"), (declined, "acknowledged")):
        assert (await send(someone, each)).status_code == 204
        assert [row["answer"] for row in await standing(someone)] == [answer]
    body = acknowledged.body.replace(b"notice-of-privacy-practices", b"terms")
    assert (await send(someone, SignedBody(body, someone.keys.signing.sign(body)))).status_code == 422


async def test_a_new_version_is_answered_anew(home: House) -> None:
    """The old answer stays beside it, newest version first; the old version may still be answered by who was reading it."""
    policies, someone = await posted(home), await member(home)
    assert (await send(someone, answered(someone, policies[Policy.TERMS]))).status_code == 204
    await revise(home, Policy.TERMS, "New terms.")
    revised = (await posted(home))[Policy.TERMS]
    assert (await send(someone, answered(someone, revised))).status_code == 204
    assert [row["version"] for row in await standing(someone)] == [2, 1]
    late = await member(home)
    assert (await send(late, answered(late, policies[Policy.TERMS]))).status_code == 204


async def test_an_answer_is_to_the_text_that_was_posted(home: House) -> None:
    """Another text, or a version that nobody posted, is no answer."""
    policies, someone = await posted(home), await member(home)
    other = answered(someone, policies[Policy.TERMS], text="Something else.")
    assert (await send(someone, other)).status_code == 422
    await revise(home, Policy.TERMS, "New terms.")
    revised = (await posted(home))[Policy.TERMS]
    assert (await send(someone, answered(someone, revised, text=policies[Policy.TERMS].text))).status_code == 422
    never = PolicyVersion(policy=Policy.TERMS, version=3, title="", text="Never posted.", posted_at=0)
    assert (await send(someone, answered(someone, never))).status_code == 404
    assert await standing(someone) == []


async def test_nobody_answers_for_another(home: House) -> None:
    """Under another's keys, or in another's name, or with no keys that the practice knows: it proves nothing."""
    policies, someone, other = await posted(home), await member(home), await member(home)
    terms, unknown = policies[Policy.TERMS], await activate(home, Role.CLIENT)
    forged = SignedBody(answered(someone, terms).body, os.urandom(64))
    for sender, signed in (
        (other, answered(someone, terms)),
        (someone, forged),
        (unknown, answered(unknown, terms)),
        (someone, SignedBody(answered(other, terms).body, someone.keys.signing.sign(answered(other, terms).body))),
    ):
        assert (await send(sender, signed)).status_code == 422
    assert await standing(someone) == await standing(other) == []


async def test_whose_keys_were_rotated_signs_with_those_that_are_certified_or_newer(staffed: Staffed) -> None:
    """Until the new ones are certified both will do; from then on the old ones are history."""
    home, someone = staffed.home, staffed.client
    policies, before = await posted(home), staffed.client.keys
    await rotate(someone)
    new = answered(someone, policies[Policy.TERMS])
    assert (await send(someone, new)).status_code == 204
    body = answered(someone, policies[Policy.PRIVACY_POLICY]).body
    assert (await send(someone, SignedBody(body, before.signing.sign(body)))).status_code == 204
    assert (await vouch(staffed.intake, staffed.certifier, someone)).status_code == 204
    notice = policies[Policy.NOTICE_OF_PRIVACY_PRACTICES]
    body = answered(someone, notice, PolicyAnswer.ACKNOWLEDGED).body
    assert (await send(someone, SignedBody(body, before.signing.sign(body)))).status_code == 422
    assert (await send(someone, SignedBody(body, someone.keys.signing.sign(body)))).status_code == 204


async def test_anybody_learns_the_root(home: House) -> None:
    """Who registers has no sheet that names it: null before it is installed, the same for everyone after."""
    async with home.visitor() as stranger:
        assert (await stranger.get("/messaging/v1/root")).json() == {"root": None}
        await install_root(home.messaging_database, home.root.public)
        said = (await stranger.get("/messaging/v1/root")).json()
    assert said == _as_json(home.root.public)


async def test_who_is_signed_in_learns_the_certified_intake_staff(staffed: Staffed) -> None:
    """Nobody of another role, and none who waits for a certificate; each with the keys that were certified last."""
    waiting = await activate(staffed.home, Role.INTAKE)
    await waiting.post_bundle()
    certified = staffed.intake.signed_bundle
    await rotate(staffed.intake)
    [person] = (await staffed.client.browser.get("/messaging/v1/intake")).json()["people"]
    assert person["role"] == "intake"
    assert {"root": person["account"]} == _as_json(staffed.intake.account)
    assert {"root": person["bundle"]["body"]} == _as_json(certified.body)


@pytest.mark.parametrize("side", ["identity", "messaging"])
async def test_policies_are_on_the_messaging_side_only(home: House, side: str) -> None:
    """The identity side has no such tables, and the messaging side none of identity's: neither sees the other's."""
    databases = {"identity": home.identity_database, "messaging": home.messaging_database}
    foreign = {"identity": ("policy", "acceptance", "draft"), "messaging": ("account", "contact_card", "settings")}
    async with databases[side].acquire() as connection:
        for table in foreign[side]:
            assert await connection.fetchval("SELECT to_regclass($1::text)", table) is None


def _as_json(value: bytes) -> dict[str, str]:
    loaded: dict[str, str] = json.loads(house.write({"root": value}))
    return loaded


async def test_an_owner_posts_the_next_version(home: House) -> None:
    """In force at once; only as the next one, by owners only; in the audit trail."""
    await posted(home)
    owner, officer = await activate(home, Role.OWNER), await activate(home, Role.OFFICER)
    body = {"policy": "terms", "title": "Terms", "text": "## New\n\n- kind\n- honest\n", "version": 2}
    assert (await house.post(officer.browser, POLICIES, body)).status_code == 404
    said = [(await house.post(owner.browser, POLICIES, body | {"version": version})).status_code for version in (1, 3)]
    assert said == [409, 409]
    at_once = await asyncio.gather(*(house.post(owner.browser, POLICIES, body) for _ in range(3)))
    assert sorted(each.status_code for each in at_once) == [204, 409, 409]
    newest = {each["policy"]: each for each in (await officer.browser.get(POLICIES)).json()["policies"]}
    assert (newest["terms"]["version"], newest["terms"]["text"]) == (2, body["text"])
    rows = (await owner.browser.get("/messaging/v1/audit")).json()["rows"]
    assert [row["act"] for row in rows] == ["policy_posted"]
    for wrong in ({"policy": "imprint"}, {"title": ""}, {"text": ""}, {"text": "a\x00b"}, {"version": 0}, {"more": 1}):
        assert (await house.post(owner.browser, POLICIES, body | {"version": 3} | wrong)).status_code == 400
