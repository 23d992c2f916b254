"""The intake questionnaire (crypto.md §12.1, protocol.md §1.6): sealed to client, intake and therapist, and to nobody else."""

import asyncio
import os
from base64 import b64encode, urlsafe_b64decode, urlsafe_b64encode
from typing import Any

import httpx
import pytest

from server.crypto.intake import IntakeField, IntakeFields, Standing, make_intake, open_intake, verify_intake
from server.crypto.intake_form import INTAKE_FORMS, NEWEST_FORM
from server.crypto.sealed_fields import MadeSealed
from server.crypto.signing import SignedBody
from server.identity.departures import take
from server.roles import Role
from server.sessions.departures import Departure, Departures
from server.sessions.redis import connected
from server.storage.embedded.stack import EmbeddedStack
from tests.integration.house import House, Someone, activate, now_ms, pair, post
from tests.support.rows import everything

PATH, READ = "/identity/v1/intake", "/identity/v1/intake/read"
SAID = "I hear the canary sing at night"
ANSWERS = IntakeFields(
    NEWEST_FORM,
    tuple(
        IntakeField(question, Standing.GIVEN, SAID) if place == 0 else IntakeField(question, Standing.OPEN, "")
        for place, question in enumerate(INTAKE_FORMS[NEWEST_FORM])
    ),
)
LONGEST = IntakeFields(
    NEWEST_FORM,
    tuple(
        IntakeField(question, Standing.GIVEN, "x" * 4096) if place < 8 else IntakeField(question, Standing.DECLINED, "")
        for place, question in enumerate(INTAKE_FORMS[NEWEST_FORM])
    ),
)


def made(holder: Someone, version: int, *readers: Someone, answers: IntakeFields = ANSWERS) -> MadeSealed:
    """An intake as its holder's browser makes it."""
    bundles = [reader.bundle for reader in readers]
    return make_intake(holder.keys.signing, holder.bundle, version, answers, bundles, now_ms(), os.urandom)


def body(intake: MadeSealed, *people: Someone) -> dict[str, Any]:
    """The same on the wire; people are those it was sealed to."""
    accounts = sorted(bytes(each.account) for each in people)
    wraps = [{"account": account, "wrap": wrap} for account, wrap in zip(accounts, intake.wraps, strict=True)]
    return {"intake": pair(intake.signed), "sealed": intake.sealed_fields, "wraps": wraps}


async def send(holder: Someone, version: int, *readers: Someone) -> httpx.Response:
    """Seal anew, and send."""
    return await post(holder.browser, PATH, body(made(holder, version, *readers), holder, *readers))


async def look(reader: Someone, holder: Someone) -> httpx.Response:
    """Ask for somebody's intake."""
    return await post(reader.browser, READ, {"account": bytes(holder.account)})


def opened(answer: dict[str, Any], reader: Someone, holder: Someone) -> IntakeFields:
    """What a reader's client reads in an answer."""
    signed = SignedBody(_bytes(answer["intake"]["body"]), _bytes(answer["intake"]["signature"]))
    sealed = _bytes(answer["sealed"])
    said = verify_intake(signed, sealed, holder.bundle)
    return open_intake(reader.keys.sealing, reader.account, said, sealed, _bytes(answer["wrap"]))


async def test_an_intake_opens_for_client_intake_and_therapist(home: House) -> None:
    """Nothing before the first; then each reads it with a wrap of their own, and who was left out of the next version no more."""
    client, intake = await activate(home, Role.CLIENT), await activate(home, Role.INTAKE)
    therapist = await activate(home, Role.THERAPIST)
    empty = {"version": 0, "intake": None, "sealed": None, "wrap": None}
    assert (await client.browser.get(PATH)).json() == empty
    assert (await send(client, 1, intake)).status_code == 204
    assert opened((await client.browser.get(PATH)).json(), client, client) == ANSWERS
    assert (await look(therapist, client)).status_code == 404
    assert (await send(client, 2, intake, therapist)).status_code == 204
    for reader in (intake, therapist):
        assert opened((await look(reader, client)).json(), reader, client) == ANSWERS
    assert (await send(client, 3, intake)).status_code == 204
    assert (await look(therapist, client)).status_code == 404


@pytest.mark.parametrize("role", [Role.CLIENT, Role.OWNER, Role.OFFICER, Role.CUSTODIAN])
async def test_no_other_role_reads_an_intake(home: House, role: Role) -> None:
    """Even when it was sealed to them; the answer is that of one that is not there."""
    client, other = await activate(home, Role.CLIENT), await activate(home, role)
    nobody = await activate(home, Role.CLIENT)
    assert (await send(client, 1, other)).status_code == 204
    said, absent = await look(other, client), await look(await activate(home, Role.INTAKE), nobody)
    assert (said.status_code, said.content) == (404, absent.content)


async def test_of_two_at_once_one_is_kept_whole(home: House) -> None:
    """Versions count from 1, one above the other; of two tabs that save at once one is told so."""
    client, intake = await activate(home, Role.CLIENT), await activate(home, Role.INTAKE)
    assert (await send(client, 2)).status_code == 409
    said = await asyncio.gather(*(send(client, 1, intake) for _ in range(4)))
    assert sorted(each.status_code for each in said) == [204, 409, 409, 409]
    assert opened((await look(intake, client)).json(), intake, client) == ANSWERS


async def test_nobody_answers_for_another_nor_sends_a_card(home: House) -> None:
    """Another's is not the caller's to send; what an intake names has to come with it."""
    client, other = await activate(home, Role.CLIENT), await activate(home, Role.CLIENT)
    assert (await post(other.browser, PATH, body(made(client, 1), client))).status_code == 404
    good = body(made(client, 1, other), client, other)
    for bad in (good | {"sealed": os.urandom(len(good["sealed"]))}, good | {"wraps": good["wraps"][:1]}):
        assert (await post(client.browser, PATH, bad)).status_code == 422
    assert (await client.browser.get(PATH)).json()["version"] == 0


async def test_the_longest_intake_is_taken(home: House) -> None:
    """As much as may be written, for the most who may read it."""
    client = await activate(home, Role.CLIENT)
    bundles = [client.bundle]
    whole = make_intake(client.keys.signing, client.bundle, 1, LONGEST, bundles, now_ms(), os.urandom)
    assert (await post(client.browser, PATH, body(whole, client))).status_code == 204
    assert opened((await client.browser.get(PATH)).json(), client, client) == LONGEST


async def test_what_an_intake_says_is_nowhere(home: House) -> None:
    """No value of any row of either database holds an answer, a wrap or the sealed answers as they were sent."""
    client, intake = await activate(home, Role.CLIENT), await activate(home, Role.INTAKE)
    said = made(client, 1, intake)
    assert (await post(client.browser, PATH, body(said, client, intake))).status_code == 204
    kept = b"\n".join([*await everything(home.identity_database), *await everything(home.messaging_database)])
    assert bytes(client.account) in kept
    for secret in (SAID.encode(), said.sealed_fields, *said.wraps):
        for spelling in (secret, b64encode(secret), urlsafe_b64encode(secret), secret.hex().encode()):
            assert spelling.rstrip(b"=") not in kept


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


async def test_what_was_sealed_to_who_left_is_forgotten(home: House, stack: EmbeddedStack) -> None:
    """As soon as identity hears of it, without a word of the client's; intake reads on, and twice is once."""
    client, intake, therapist = [await activate(home, role) for role in (Role.CLIENT, Role.INTAKE, Role.THERAPIST)]
    assert (await send(client, 1, intake, therapist)).status_code == 204
    assert (await look(therapist, client)).status_code == 200
    async with connected(stack.valkey_url(1)) as redis:
        between = Departures(redis, f"test-{os.urandom(8).hex()}:")
        for _ in range(2):
            await between.put([Departure(client=client.account, reader=therapist.account)])
            await take(home.identity_database, between)
        assert await between.waiting() == []
    assert (await look(therapist, client)).status_code == 404
    assert (await look(intake, client)).status_code == 200
