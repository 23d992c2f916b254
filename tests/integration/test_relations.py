"""Role × endpoint × relation (compliance HS-01), the third of them: who asks for what is not theirs learns nothing, not even that it is there."""

import json
import os
import secrets
from base64 import urlsafe_b64decode
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import pytest

from server.crypto.account import AccountKeys
from server.crypto.bundle import make_bundle
from server.crypto.closing import ClosingReason
from server.ids import AccountId, AttachmentId, ConversationId
from server.protocol import codec, frames
from server.records.log_key import log_signer
from server.records.sequencing import Sequencer
from server.roles import Role
from server.storage.embedded.roles import Side
from server.storage.embedded.stack import EmbeddedStack
from tests.integration.doors import DOORS, MEMBERS, READERS, Door, Question, Relation
from tests.integration.furnished import MESSAGING, Furnished, furnished, sitting
from tests.integration.house import House, Someone, house, now_ms, post
from tests.integration.mailbox.post import newcomer
from tests.integration.practice.staff import Staffed, found
from tests.integration.practice.test_suspension import act, sign_in
from tests.support.asgi_socket import Said, Wire
from tests.support.databases import Templates

DENIALS: Final = {"signed_out", "suspended", "not_for_you"}


class Standing(StrEnum):
    """What keeps somebody from what is theirs, if anything does."""

    WELL = "well"
    SUSPENDED = "suspended"
    OUT = "out"
    """Signed out, or of a closed account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Somebody with a socket."""

    name: str
    someone: Someone
    wire: Wire
    standing: Standing = Standing.WELL


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Everybody, and all conversations."""

    askers: list[Asker]
    rooms: dict[str, Furnished]


@pytest.fixture(scope="module", name="home")
async def _home(templates: Templates, stack: EmbeddedStack) -> AsyncIterator[House]:
    prefix = f"test-{secrets.token_hex(8)}:"
    async with (
        templates.fresh(Side.IDENTITY) as identity,
        templates.fresh(Side.MESSAGING) as messaging,
        house(identity.url, messaging.url, stack.valkey_url(1), prefix, live=True) as opened,
    ):
        yield opened


@pytest.fixture(scope="module", name="world")
async def _world(home: House) -> AsyncIterator[World]:
    staffed = await found(home)
    people = {
        name: await newcomer(staffed, Role.CLIENT) for name in ("moved", "left alone", "paused", "beside", "gone")
    }
    people |= {
        f"therapist of {name}": await newcomer(staffed, Role.THERAPIST)
        for name in ("before", "moved", "left alone", "paused", "beside", "gone")
    }
    before = await furnished(staffed, people["moved"], people["therapist of before"])
    await before.close(people["moved"], ClosingReason.CHANGED)
    rooms = {name: await _room(staffed, people, name) for name in ("moved", "left alone", "paused", "beside", "gone")}
    await before.let_read(people["therapist of moved"])
    rooms["before"] = before
    await rooms["left alone"].close(people["therapist of left alone"], ClosingReason.ENDED)
    for name in ("paused", "therapist of beside"):
        assert (await act(staffed.owner, people[name])).status_code == 204
        assert (await sign_in(people[name])).status_code == 200
    assert (await _shut(people["gone"])) == 204
    await Sequencer(home.messaging_database, "test", log_signer(os.urandom(32), "test"), now_ms).sequence()
    people |= {
        "intake": staffed.intake,
        "officer": await newcomer(staffed, Role.OFFICER),
        "owner": staffed.owner,
        "custodian": staffed.custodians[0],
        "nobody": _nobody(home),
    }
    async with AsyncExitStack() as exits:
        yield World(askers=[await _asker(exits, staffed, *each) for each in people.items()], rooms=rooms)


async def _room(staffed: Staffed, people: dict[str, Someone], name: str) -> Furnished:
    return await furnished(staffed, people[name], people[f"therapist of {name}"])


async def _shut(someone: Someone) -> int:
    step_up = {"number": someone.number, "authentication_key": someone.authentication_key}
    return (await post(someone.browser, "/identity/v1/deactivate", {"step_up": step_up})).status_code


def _nobody(home: House) -> Someone:
    account, keys = AccountId(os.urandom(16)), AccountKeys.from_secret(os.urandom(32))
    return Someone(
        browser=home.visitor(),
        account=account,
        role=Role.CLIENT,
        number="",
        authentication_key=b"",
        keys=keys,
        signed_bundle=make_bundle(keys, account, now_ms()),
    )


async def _asker(exits: AsyncExitStack, staffed: Staffed, name: str, someone: Someone) -> Asker:
    standing = {"paused": Standing.SUSPENDED, "therapist of beside": Standing.SUSPENDED}.get(name, Standing.WELL)
    standing = Standing.OUT if name in {"gone", "nobody"} else standing
    wire = await exits.enter_async_context(sitting(staffed, someone))
    return Asker(name=name, someone=someone, wire=wire, standing=standing)


def relation(someone: Someone, room: Furnished) -> Relation:
    """How somebody stands to a conversation, by what has happened here."""
    if someone is room.client:
        return Relation.CLIENT
    if someone is room.therapist and room.following is None:
        return Relation.THERAPIST
    if someone is room.following:
        return Relation.READER
    return Relation.CERTIFIER if someone is room.staffed.intake else Relation.NOBODY


def kept_out(asker: Asker, door: Door) -> str:
    """What somebody is told whatever they ask for; empty for who may ask for what is theirs."""
    if asker.standing is Standing.OUT:
        return "signed_out"
    if asker.standing is Standing.SUSPENDED and (asker.someone.role is not Role.CLIENT or door.writing):
        return "suspended"
    return ""


def word(said: Said) -> str:
    """The word of a refusal; empty for whatever else was said."""
    if said.status == 0:
        frame = codec.decode_server_frame(said.content)
        return frame.code if isinstance(frame, frames.Refused) else ""
    if said.status < 400:
        return ""
    return str(json.loads(said.content)["type"]).removeprefix("urn:webtherapy:")


async def test_not_yours_and_not_there_are_one_answer_at_every_door(world: World) -> None:
    """Everybody at every door, for every conversation: let in as listed; all others get, byte for byte, what is said of what never was."""
    wrong, asked = [], 0
    nowhere = ConversationId(os.urandom(16))
    for asker in world.askers:
        for door in DOORS:
            absent = await _ask(asker, door, world.rooms["before"], nowhere)
            assert word(absent) == (kept_out(asker, door) or "not_for_you"), (asker.name, door.name)
            for name, room in world.rooms.items():
                if door.after_change and room.following is None:
                    continue
                asked += 1
                said = await _ask(asker, door, room, room.conversation)
                if _let_in(asker, door, room):
                    if word(said) in DENIALS - _suspended_there(asker, door):
                        wrong.append(f"{asker.name}: {door.name} of {name}: {word(said)}, not let in")
                elif said != absent:
                    wrong.append(
                        f"{asker.name}: {door.name} of {name}: {word(said) or 'let in'}: not as if it never was"
                    )
    assert wrong == []
    assert asked > 1_000


def _let_in(asker: Asker, door: Door, room: Furnished) -> bool:
    shut = door.open_only and room.closed
    return not kept_out(asker, door) and not shut and relation(asker.someone, room) in door.lets


def _suspended_there(asker: Asker, door: Door) -> set[str]:
    """Over the socket a suspended client is told so where they take part."""
    return {"suspended"} if asker.standing is Standing.SUSPENDED and door.spoken else set()


async def _ask(asker: Asker, door: Door, room: Furnished, conversation: ConversationId) -> Said:
    attachment = room.attachment if conversation == room.conversation else AttachmentId(os.urandom(16))
    question = Question(
        someone=asker.someone, wire=asker.wire, room=room, conversation=conversation, attachment=attachment
    )
    return await door.ask(question)


@pytest.mark.parametrize("reason", ["suspended", "deactivated"])
async def test_an_open_socket_ends_at_once_and_says_why(world: World, reason: str) -> None:
    """Of who is suspended, and of who closes their account on another page."""
    staffed = world.rooms["moved"].staffed
    someone = await newcomer(staffed, Role.CLIENT)
    async with sitting(staffed, someone) as wire:
        if reason == "suspended":
            assert (await act(staffed.intake, someone)).status_code == 204
        else:
            assert await _shut(someone) == 204
        frame = None
        while (said := await wire.next())["type"] == "websocket.send":
            frame = codec.decode_server_frame(said["bytes"])
        assert isinstance(frame, frames.Refused)
        assert (frame.code, frame.reason, said["code"]) == ("signed_out", reason, 4401)


LISTS: Final = {
    "conversations": (READERS, False),
    "mail": (READERS, False),
    "drafts": (MEMBERS, False),
    "log/leaves": (READERS, True),
}
"""What is listed without being named: of which conversations, and whether staff who are suspended get the list: what is logged of theirs
stays theirs to check."""


async def test_nothing_of_others_stands_in_a_list(world: World) -> None:
    """Of each conversation, to each person: there if they may read it, else nowhere in the answer."""
    for asker in world.askers:
        for path, (shown_to, own) in LISTS.items():
            said = await asker.someone.browser.get(f"{MESSAGING}/{path}")
            if asker.standing is Standing.OUT:
                assert said.status_code == 401
                continue
            staff = asker.someone.role is not Role.CLIENT
            if asker.standing is Standing.SUSPENDED and staff and not own:
                assert said.status_code == 403
                continue
            assert said.status_code == 200
            for name, room in world.rooms.items():
                may = relation(asker.someone, room) in shown_to
                assert _stands(room, said.json()) is may, (asker.name, path, name)


def _stands(room: Furnished, answer: Any) -> bool:
    """Whether something in an answer names a conversation, be it inside of a record."""
    if isinstance(answer, dict):
        return any(_stands(room, each) for each in answer.values())
    if isinstance(answer, list):
        return any(_stands(room, each) for each in answer)
    return isinstance(answer, str) and bytes(room.conversation) in _bytes(answer)


def _bytes(shown: str) -> bytes:
    try:
        return urlsafe_b64decode(shown + "=" * (-len(shown) % 4))
    except ValueError:
        return b""
