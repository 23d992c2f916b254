"""New keys in the practice (crypto.md §4.6): published, shown with what they succeed, certified, and then in every conversation."""

import asyncio
import base64
import os
from typing import Any

import httpx

from server.crypto.account import AccountKeys
from server.crypto.bundle import make_anew, make_successor, verify_bundle, verify_successor
from server.crypto.signing import SignedBody
from server.errors import ProofError
from server.ids import ConversationId
from server.practice.people import certified_people
from server.records.epochs import MemberKeys, members_of
from server.roles import Role
from tests.integration.house import now_ms, pair, post
from tests.integration.practice.staff import Staffed, begin_anew, begun, matched, rotate, succeed, vouch, vouch_anew

BUNDLE = "/messaging/v1/bundle"


async def _members(staffed: Staffed, conversation: ConversationId) -> dict[bytes, MemberKeys]:
    async with staffed.home.messaging_database.acquire() as connection:
        return {each.account: each for each in await members_of(connection, conversation)}


async def test_a_waiting_successor_is_shown_with_what_it_succeeds(staffed: Staffed) -> None:
    """Whoever certifies sees new keys together with the chain that leads to them, and the owner of the keys does too."""
    first = staffed.client.bundle
    await rotate(staffed.client)
    [waiting] = (await staffed.intake.browser.get("/messaging/v1/uncertified")).json()
    own = (await staffed.client.browser.get(BUNDLE)).json()
    for person in (waiting, own):
        assert person["certificate"] is None
        [earlier] = person["earlier"]
        assert (earlier["predecessor_signature"], earlier["certificate"] is None) == (None, False)
        assert _signed(earlier["bundle"]).body == first.encoded()
        succeeded = verify_successor(_signed(person["bundle"]), first, _bytes(person["predecessor_signature"]))
        assert succeeded.hash == staffed.client.bundle.hash


async def test_until_it_is_certified_the_old_bundle_stands(staffed: Staffed) -> None:
    """A bundle that nobody vouches for changes nothing for anyone; certified, it stands in the match's place."""
    conversation = await matched(staffed, staffed.client, staffed.therapist)
    first = staffed.client.bundle.hash
    await rotate(staffed.client)
    second = staffed.client.bundle
    assert (await _members(staffed, conversation))[staffed.client.account].hash == first
    assert await _shown(staffed) == first
    assert (await vouch(staffed.intake, staffed.certifier, staffed.client)).status_code == 204
    assert await _shown(staffed) == second.hash
    assert (await _members(staffed, conversation))[staffed.client.account] == MemberKeys(
        staffed.client.account, Role.CLIENT, second.hash, second.signing_public, frozenset({first})
    )


async def test_a_bundle_that_was_never_certified_is_passed_through(staffed: Staffed) -> None:
    """Two rotations before intake looks: the chain shows both, the second stands, the first never did."""
    conversation = await matched(staffed, staffed.client, staffed.therapist)
    first = staffed.client.bundle.hash
    await rotate(staffed.client)
    passed = staffed.client.bundle.hash
    await rotate(staffed.client)
    assert (await vouch(staffed.intake, staffed.certifier, staffed.client)).status_code == 204
    member = (await _members(staffed, conversation))[staffed.client.account]
    assert (member.hash, member.earlier) == (staffed.client.bundle.hash, frozenset({first}))
    async with staffed.home.messaging_database.acquire() as connection:
        [person] = await certified_people(connection, [staffed.client.account])
    assert [(each.bundle_hash, each.certificate is None) for each in person.earlier] == [(passed, True), (first, False)]


async def test_of_two_browsers_that_rotate_at_once_one_wins(staffed: Staffed) -> None:
    """One successor is kept, the other browser learns of the conflict; the winner's bundle twice at once is fine."""
    rivals = [succeed(staffed.client), succeed(staffed.client)]
    said = await asyncio.gather(*(post(staffed.client.browser, BUNDLE, body) for body in [*rivals, *rivals]))
    codes = sorted((said[n].status_code, said[n + 2].status_code) for n in range(2))
    assert codes == [(204, 204), (409, 409)]


async def test_a_chain_does_not_skip(staffed: Staffed) -> None:
    """A successor of a bundle that is not the newest, or of none that is known, does not get in."""
    late = succeed(staffed.client)
    await rotate(staffed.client)
    assert (await post(staffed.client.browser, BUNDLE, late)).status_code == 409
    keys = AccountKeys.from_secret(os.urandom(32))
    unseen, _ = make_successor(keys, now_ms(), staffed.client.bundle, staffed.client.keys)
    after, signature = make_successor(keys, now_ms(), verify_bundle(unseen), keys)
    skipping = {"bundle": pair(after), "predecessor_signature": signature}
    assert (await post(staffed.client.browser, BUNDLE, skipping)).status_code == 422
    stranger = succeed(staffed.therapist)
    assert (await post(staffed.client.browser, BUNDLE, stranger)).status_code == 404
    unsigned = succeed(staffed.client)
    del unsigned["predecessor_signature"]
    assert (await post(staffed.client.browser, BUNDLE, unsigned)).status_code == 409


async def test_a_match_and_a_certification_take_turns(staffed: Staffed) -> None:
    """However a match and the certificate of newer keys race: the conversation, if it exists, knows the newer keys."""
    signed = staffed.match(staffed.client, staffed.therapist)
    await rotate(staffed.client)
    certified, said = await asyncio.gather(
        vouch(staffed.intake, staffed.certifier, staffed.client), begun(staffed, signed), return_exceptions=True
    )
    assert isinstance(certified, httpx.Response)
    assert certified.status_code == 204
    assert isinstance(said, ProofError)
    conversation = await matched(staffed, staffed.client, staffed.therapist)
    assert (await _members(staffed, conversation))[staffed.client.account].hash == staffed.client.bundle.hash


async def test_nothing_follows_on_keys_that_were_begun_anew_until_somebody_vouches(staffed: Staffed) -> None:
    """A rotation behind them waits, since the chain through them would hold for nobody; vouched for, they go on as any."""
    await begin_anew(staffed)
    early = succeed(staffed.client)
    assert (await post(staffed.client.browser, BUNDLE, early)).status_code == 403
    await vouch_anew(staffed)
    assert (await post(staffed.client.browser, BUNDLE, early)).status_code == 204


async def test_a_sheet_is_good_for_one_beginning(staffed: Staffed) -> None:
    """Whoever sits at their open session later puts no other keys behind those that were begun anew."""
    await begin_anew(staffed)
    await vouch_anew(staffed)
    stolen = make_anew(AccountKeys.from_secret(os.urandom(32)), now_ms(), staffed.client.bundle)
    assert (await post(staffed.client.browser, BUNDLE, {"bundle": pair(stolen)})).status_code == 409


async def test_who_begins_anew_twice_is_vouched_for(staffed: Staffed) -> None:
    """Keys that were lost before anybody vouched for them are in nobody's way."""
    conversation = await matched(staffed, staffed.client, staffed.therapist)
    first = staffed.client.bundle.hash
    await begin_anew(staffed)
    await begin_anew(staffed)
    await vouch_anew(staffed)
    member = (await _members(staffed, conversation))[staffed.client.account]
    assert (member.hash, member.earlier) == (staffed.client.bundle.hash, frozenset({first}))


async def _shown(staffed: Staffed) -> bytes:
    people = (await staffed.intake.browser.get("/messaging/v1/people")).json()
    [person] = [each for each in people if _bytes(each["account"]) == staffed.client.account]
    return _signed(person["bundle"]).hash


def _signed(pair: dict[str, str]) -> SignedBody:
    return SignedBody(_bytes(pair["body"]), _bytes(pair["signature"]))


def _bytes(text: Any) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
