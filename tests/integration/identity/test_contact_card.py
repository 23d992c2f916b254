import asyncio
import os
from base64 import b64encode, urlsafe_b64decode, urlsafe_b64encode
from typing import Any

import httpx
import pytest

from server.crypto.contact_card import (
    FIELD_NAMES,
    ContactField,
    ContactFields,
    Standing,
    make_contact_card,
    open_contact_card,
    verify_contact_card,
)
from server.crypto.sealed_fields import MadeSealed
from server.crypto.signing import SignedBody
from server.roles import Role
from tests.integration.house import House, Someone, activate, now_ms, pair, post
from tests.support.rows import everything

PATH, READ = "/identity/v1/contact-card", "/identity/v1/contact-card/read"
VALUES = ("Ada Kanarienvogel", "12 Canary Wharf", "1815-12-10", "+44 20 5550 1815", "ada.kanarienvogel@example.org")
FIELDS = ContactFields(
    tuple(ContactField(name, Standing.GIVEN, value) for name, value in zip(FIELD_NAMES, VALUES, strict=True))
)


def made(holder: Someone, version: int, *readers: Someone) -> MadeSealed:
    """A card as its holder's browser makes it."""
    bundles = [reader.bundle for reader in readers]
    return make_contact_card(holder.keys.signing, holder.bundle, version, FIELDS, bundles, now_ms(), os.urandom)


def body(card: MadeSealed, *people: Someone) -> dict[str, Any]:
    """The same on the wire; people are those it was sealed to."""
    accounts = sorted(bytes(each.account) for each in people)
    wraps = [{"account": account, "wrap": wrap} for account, wrap in zip(accounts, card.wraps, strict=True)]
    return {"card": pair(card.signed), "sealed": card.sealed_fields, "wraps": wraps}


async def send(holder: Someone, version: int, *readers: Someone) -> httpx.Response:
    """Seal anew, and send."""
    return await post(holder.browser, PATH, body(made(holder, version, *readers), holder, *readers))


async def look(reader: Someone, holder: Someone) -> httpx.Response:
    """Ask for somebody's card."""
    return await post(reader.browser, READ, {"account": bytes(holder.account)})


def opened(answer: dict[str, Any], reader: Someone, holder: Someone) -> ContactFields:
    """What a reader's client reads in an answer."""
    signed = SignedBody(_bytes(answer["card"]["body"]), _bytes(answer["card"]["signature"]))
    sealed = _bytes(answer["sealed"])
    card = verify_contact_card(signed, sealed, holder.bundle)
    return open_contact_card(reader.keys.sealing, reader.account, card, sealed, _bytes(answer["wrap"]))


async def test_a_card_opens_for_its_holder_and_for_intake(home: House) -> None:
    """Nothing before the first; then holder and intake each read it with a wrap of their own."""
    client, intake = await activate(home, Role.CLIENT), await activate(home, Role.INTAKE)
    empty = {"version": 0, "card": None, "sealed": None, "wrap": None}
    assert (await client.browser.get(PATH)).json() == empty
    assert (await send(client, 1, intake)).status_code == 204
    assert opened((await client.browser.get(PATH)).json(), client, client) == FIELDS
    assert opened((await look(intake, client)).json(), intake, client) == FIELDS


async def test_only_intake_that_it_was_sealed_to_reads_a_card(home: House) -> None:
    """No card, no wrap, another role: the same answer. An intake account that was left out of the next version reads no more."""
    client, intake = await activate(home, Role.CLIENT), await activate(home, Role.INTAKE)
    other, owner = await activate(home, Role.INTAKE), await activate(home, Role.OWNER)
    assert (await look(intake, client)).status_code == 404
    assert (await send(client, 1, intake, owner)).status_code == 204
    answers = [await look(reader, client) for reader in (other, owner, client)]
    assert {said.status_code for said in answers} == {404}
    assert len({said.content for said in answers}) == 1
    assert (await send(client, 2, other)).status_code == 204
    assert (await look(intake, client)).status_code == 404
    assert (await look(other, client)).json()["version"] == 2


async def test_a_card_follows_the_one_before(home: House) -> None:
    """Versions count from 1, each one above the one kept; everything else is a conflict and changes nothing."""
    client = await activate(home, Role.CLIENT)
    for version, status in ((2, 409), (1, 204), (1, 409), (3, 409), (2, 204)):
        assert (await send(client, version)).status_code == status, version
    answer = (await client.browser.get(PATH)).json()
    assert answer["version"] == 2
    assert opened(answer, client, client) == FIELDS


async def test_of_two_at_once_one_is_kept_whole(home: House) -> None:
    """Card and wraps of one browser, never a mixture."""
    client, intake = await activate(home, Role.CLIENT), await activate(home, Role.INTAKE)
    said = await asyncio.gather(*(send(client, 1, intake) for _ in range(5)))
    assert sorted(each.status_code for each in said) == [204, 409, 409, 409, 409]
    assert opened((await look(intake, client)).json(), intake, client) == FIELDS


async def test_nobody_sends_a_card_for_another(home: House) -> None:
    """Another's card is not the caller's to send."""
    client, other = await activate(home, Role.CLIENT), await activate(home, Role.CLIENT)
    said = await post(other.browser, PATH, body(made(client, 1), client))
    assert (said.status_code, said.json()["type"]) == (404, "urn:webtherapy:not_for_you")


async def test_what_a_card_names_comes_with_it(home: House) -> None:
    """Other fields, another wrap, one too few or too many: refused, and nothing kept."""
    client, intake = await activate(home, Role.CLIENT), await activate(home, Role.INTAKE)
    stranger = await activate(home, Role.CLIENT)
    good = body(made(client, 1, intake), client, intake)
    first, second = good["wraps"]
    for bad in (
        good | {"sealed": os.urandom(len(good["sealed"]))},
        good | {"wraps": [first | {"wrap": second["wrap"]}, second]},
        good | {"wraps": [first]},
        good | {"wraps": [first, second, {"account": bytes(stranger.account), "wrap": first["wrap"]}]},
    ):
        assert (await post(client.browser, PATH, bad)).status_code == 422
    assert (await client.browser.get(PATH)).json()["version"] == 0


@pytest.mark.parametrize("length", [39, 16_385])
async def test_a_card_has_its_bounds(home: House, length: int) -> None:
    """At most 16 KiB of sealed fields, and no fewer bytes than a seal has."""
    client = await activate(home, Role.CLIENT)
    said = await post(client.browser, PATH, body(made(client, 1), client) | {"sealed": bytes(length)})
    assert said.status_code == 400


async def test_what_a_card_says_is_nowhere(home: House) -> None:
    """No value of any row of either database holds a value of the card, a wrap or the sealed fields as they were sent."""
    client, intake = await activate(home, Role.CLIENT), await activate(home, Role.INTAKE)
    await client.post_bundle()
    card = made(client, 1, intake)
    assert (await post(client.browser, PATH, body(card, client, intake))).status_code == 204
    kept = b"\n".join([*await everything(home.identity_database), *await everything(home.messaging_database)])
    assert bytes(client.account) in kept
    for secret in (*(value.encode() for value in VALUES), card.sealed_fields, *card.wraps):
        for spelling in (secret, b64encode(secret), urlsafe_b64encode(secret), secret.hex().encode()):
            assert spelling.rstrip(b"=") not in kept


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
