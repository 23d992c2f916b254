"""The life of an account's keys as the Python client lives it (client_py/credentials.py, recovering.py), against the real service."""

import os
import time
from collections.abc import Awaitable

import pytest

from client_py import practice
from client_py.account import PasswordKeys
from client_py.client import Client
from client_py.contact_card import keep_card, own_card, read_card
from client_py.credentials import (
    change_password,
    confirm_totp,
    make_recovery_code,
    new_totp,
    remove_totp,
    replace_secret,
    rotate,
)
from client_py.documents import Person as Shown
from client_py.http import SecondFactorAsked
from client_py.recovering import recover
from server.crypto.bundle import verify_bundle
from server.crypto.contact_card import FIELD_NAMES, ContactField, ContactFields, Standing
from server.errors import Refusal, RefusalCode
from tests.acceptance.house import House, Pair, Person, match, meet
from tests.acceptance.service import Running

CARD = ContactFields(tuple(ContactField(name, Standing.GIVEN, f"her {name}") for name in FIELD_NAMES))


async def newcomer(running: Running, house: House, role: str) -> Person:
    """Somebody of this test's own, certified."""
    sheet, keys = await running.issue(role), PasswordKeys(os.urandom(32), os.urandom(32))
    async with await Client.activate_with(running.url, sheet.number, sheet.activation, keys) as client:
        person = Person(role, sheet.number, keys, client.account.identity)
    await certify(running, house, person)
    return person


async def certify(running: Running, house: House, person: Person) -> None:
    """Intake certifies what this person has published last."""
    async with await house.intake.sign_in(running.url) as intake:
        waiting = await practice.uncertified(intake)
        await practice.certify_person(intake, next(each for each in waiting if bytes(each.account) == person.account))


async def pair_of(running: Running, house: House) -> Pair:
    """Two newcomers with a conversation."""
    pair = Pair(await newcomer(running, house, "client"), await newcomer(running, house, "therapist"))
    async with await house.intake.sign_in(running.url) as intake:
        await match(running.url, intake, pair.client, pair.therapist)
    return pair


async def shown_generation(client: Client) -> int:
    """Of the newest bundle that the practice has of an account."""
    person = await client.http.get("/messaging/v1/bundle", Shown)
    return verify_bundle(person.bundle.proof).generation


async def test_new_keys_read_what_was_written_before(running: Running, house: House) -> None:
    """After a rotation, certified, the same two go on in the same record, and a fresh sign-in reads all of it."""
    pair = await pair_of(running, house)
    async with running.room(pair) as room:
        await room.hers.send("before")
        await rotate(room.client, pair.client.number, pair.client.keys)
    await certify(running, house, pair.client)
    room = await meet(pair, running.url)
    try:
        await room.his.send("after")
        await room.hers.wait_for(lambda: room.hers.texts == ["before", "after"])
        await room.hers.send("and again")
        await room.his.wait_for(lambda: room.his.texts == ["before", "after", "and again"])
    finally:
        await room.close()


async def test_a_rotation_that_was_cut_off_completes_itself(running: Running, house: House) -> None:
    """The identity side had the new secret, the practice not yet the bundle: the next sign-in brings it."""
    person = await newcomer(running, house, "client")
    async with await person.sign_in(running.url) as client:
        await replace_secret(client, person.number, person.keys)
        assert await shown_generation(client) == 0
    async with await person.sign_in(running.url) as client:
        assert await shown_generation(client) == client.account.ring.generation == 1
        await replace_secret(client, person.number, person.keys)
        await replace_secret(client, person.number, person.keys)
    async with await person.sign_in(running.url) as client:
        assert await shown_generation(client) == client.account.ring.generation == 3


async def test_who_recovers_signs_everybody_else_out(running: Running, house: House) -> None:
    """The recovery code opens the whole key ring under a new password; the old password and all sessions are over."""
    person = await newcomer(running, house, "client")
    new = PasswordKeys(os.urandom(32), os.urandom(32))
    async with await person.sign_in(running.url) as elsewhere:
        await make_recovery_code(elsewhere, person.number, person.keys)
        text = await rotate(elsewhere, person.number, person.keys)
        client, next_text = await recover(running.url, person.number, text, new)
        async with client:
            assert client.account.ring.generation == 1
            assert next_text != text
        await refused(elsewhere.own_person(), RefusalCode.SIGNED_OUT)
    await refused(person.sign_in(running.url), RefusalCode.WRONG_CREDENTIALS)
    await refused(recover(running.url, person.number, text, new), RefusalCode.WRONG_CREDENTIALS)


async def test_a_code_is_asked_for_until_it_is_given_up(running: Running, house: House) -> None:
    """The password alone gets no further, nor does a recovery code; the authenticator goes only with the password."""
    person = await newcomer(running, house, "client")
    new = PasswordKeys(os.urandom(32), os.urandom(32))
    async with await person.sign_in(running.url) as client:
        text = await make_recovery_code(client, person.number, person.keys)
        secret = await new_totp(client, person.number, person.keys)
        now, later = secret.codes(time.time())
        await confirm_totp(client, now)
    with pytest.raises(SecondFactorAsked):
        await person.sign_in(running.url)
    await refused(recover(running.url, person.number, text, new, codes=[now]), RefusalCode.WRONG_CODE)
    recovered, _ = await recover(running.url, person.number, text, new, codes=[now, later])
    async with recovered:
        await refused(remove_totp(recovered, person.number, person.keys), RefusalCode.WRONG_CREDENTIALS)
        await remove_totp(recovered, person.number, new)
    async with await Client.sign_in_with(running.url, person.number, new) as client:
        assert client.second_factor == "none"


async def test_a_password_changes_only_for_who_knows_it(running: Running, house: House) -> None:
    """A session alone is not enough; afterwards the new password opens the same keys."""
    person = await newcomer(running, house, "client")
    new = PasswordKeys(os.urandom(32), os.urandom(32))
    async with await person.sign_in(running.url) as client:
        await refused(change_password(client, person.number, new, new), RefusalCode.WRONG_CREDENTIALS)
        await change_password(client, person.number, person.keys, new)
        secret = client.account.vault.secret
    await refused(person.sign_in(running.url), RefusalCode.WRONG_CREDENTIALS)
    async with await Client.sign_in_with(running.url, person.number, new) as client:
        assert client.account.vault.secret == secret


async def test_a_card_is_its_holders_and_intakes(running: Running, house: House) -> None:
    """Both open it, before and after its holder has new keys; a therapist does not."""
    pair = await pair_of(running, house)
    async with (
        await pair.client.sign_in(running.url) as hers,
        await house.intake.sign_in(running.url) as intake,
        await pair.therapist.sign_in(running.url) as his,
    ):
        assert await own_card(hers) is None
        await keep_card(hers, CARD)
        await rotate(hers, pair.client.number, pair.client.keys)
        await certify(running, house, pair.client)
        holder = await hers.own_person()
        assert await own_card(hers) == await read_card(intake, holder) == CARD
        await refused(read_card(his, holder), RefusalCode.NOT_FOR_YOU)
        await keep_card(hers, CARD)
        assert await read_card(intake, holder) == CARD


async def refused(asked: Awaitable[object], code: RefusalCode) -> None:
    """What is awaited is refused with this code."""
    with pytest.raises(Refusal) as caught:
        await asked
    assert caught.value.code is code
