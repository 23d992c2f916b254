"""A client who has lost every key begins anew, and has their record back from the custodians (crypto.md §4.7, §7.3; S11)."""

import os

import pytest

from client_py import custody, practice
from client_py.documents import BundleRequest, Document, Octets, Signed
from client_py.line import now_ms
from client_py.record_log import LogSeen
from server.crypto.account import AccountKeys
from server.crypto.bundle import make_anew, verify_bundle
from server.crypto.canonical import read
from server.crypto.consent import Consent, Maker, ScopeKind
from server.crypto.content import Text
from server.crypto.match import Match
from server.crypto.order import DAY_MS, Basis
from server.crypto.paper import Element, Paper, SealedPaper, seal_paper
from server.crypto.paper_forms import FORMS, Form
from server.crypto.signing import SignedBody
from server.crypto.trust import certify
from server.errors import ConfigurationError, Refusal, RefusalCode
from server.ids import ConsentId, ConversationId, OrderId
from server.records.deposits import owed
from server.roles import Role
from server.storage.database import Database
from tests.acceptance.house import House, Pair, Person, activate, match
from tests.acceptance.service import Running
from tests.acceptance.test_record_log import grown
from tests.support.issuing import issue_anew
from tests.vectors.structures.paper import VALUES

WORDS = ["This is all I have of it.", "I know."]


class WrapDocument(Document, frozen=True, kw_only=True):
    """A paper's key, for one who reads it."""

    account: Octets
    bundle_hash: Octets
    wrap: Octets


class PaperDocument(Document, frozen=True, kw_only=True):
    """A sealed paper."""

    hash: Octets
    sealed: Octets
    wraps: list[WrapDocument]


class WithPaper(Document, frozen=True, kw_only=True):
    """POST /messaging/v1/consents."""

    signed: Signed
    paper: PaperDocument


async def test_a_client_who_lost_every_key_has_the_record_back(running: Running, house: House) -> None:
    """They make new keys from a new sheet; a certifier vouches for these in the place of the lost ones, and nothing else does; by a consent under
    the new keys two custodians open to them what was said, and nobody else reads it. The log tells what became of their keys.
    """
    roles = ("officer", "client", "therapist")
    officer, client, therapist = [await activate(running.url, role, await running.issue(role)) for role in roles]
    async with await house.intake.sign_in(running.url) as intake:
        await practice.certify_everybody(intake)
        conversation = await match(running.url, intake, client, therapist)
    await _talk(running, Pair(client, therapist))
    again = await _begun_anew(running, client)
    with pytest.raises(Refusal) as lost:
        await client.sign_in(running.url)
    assert lost.value.code is RefusalCode.WRONG_CREDENTIALS
    await _certified(running, house, again)
    # Under other custodians: nobody opens what is sealed to lost keys, so nothing of it is asked of them.
    assert [await _owed(running, each) for each in (client, therapist)] == [0, 1]
    async with await therapist.sign_in(running.url) as his:
        await his.conversations()
        newest = his.trust.succession(client.account).newest
        assert newest.bundle.generation == 1
        assert newest.replaces == newest.bundle.previous

    consent = await _consented(running, again, conversation, officer)
    order = await _ordered(running, house, officer, client, consent)
    async with await officer.sign_in(running.url) as asks:
        with pytest.raises(Refusal) as foreign:
            await custody.contributions(asks, order)
        assert foreign.value.code is RefusalCode.NOT_FOR_YOU
    async with await again.sign_in(running.url) as hers:
        checked, opened = await custody.open_order(hers, order)
        entries = await custody.read_opened(hers, order, checked, opened)
        assert [each.content.text for each in entries if isinstance(each.content, Text)] == WORDS
        await custody.report_outcome(hers, order, checked, opened)
        await grown(hers, LogSeen(), {"bundle", "certificate", "consent", "order", "outcome"})


async def test_nobody_begins_anew_by_themselves(running: Running, house: House) -> None:
    """Whoever sits at somebody's open session publishes no keys that those before did not sign; staff are not let begin anew at all."""
    pair = house.pairs[0]
    async with await pair.client.sign_in(running.url) as thief:
        known = verify_bundle((await thief.own_person()).bundle.proof)
        stolen = make_anew(AccountKeys.from_secret(os.urandom(32)), now_ms(), known)
        with pytest.raises(Refusal) as refused:
            await thief.http.tell("/messaging/v1/bundle", BundleRequest(bundle=Signed.of(stolen)))
        assert refused.value.code is RefusalCode.CONFLICT
    with pytest.raises(ConfigurationError):
        await issue_anew(running.environ, house.intake.number)


async def _owed(running: Running, person: Person) -> int:
    async with (
        Database(running.environ["MESSAGING_DATABASE_URL"], pool_size=1) as database,
        database.acquire() as connection,
    ):
        return len(await owed(connection, person.account, os.urandom(32), 32))


async def _talk(running: Running, pair: Pair) -> None:
    async with running.room(pair) as room:
        await room.hers.send(WORDS[0])
        await room.his.send(WORDS[1])
        await room.hers.wait_for(lambda: room.hers.texts == WORDS)
        await room.hers.end_session()
        await room.his.wait_for(lambda: room.his.session is None)


async def _begun_anew(running: Running, client: Person) -> Person:
    """From the sheet that the practice gives them, under the number that they had."""
    sheet = await issue_anew(running.environ, client.number)
    assert sheet.number == client.number
    again = await activate(running.url, "client", sheet)
    assert again.account == client.account
    return again


async def _certified(running: Running, house: House, again: Person) -> None:
    """Not in the way in which keys are certified that those before have signed."""
    async with await house.intake.sign_in(running.url) as intake:
        [waiting] = [each for each in await practice.uncertified(intake) if bytes(each.account) == again.account]
        certifier = await practice.own_delegation(intake)
        signer = intake.account.keys_of(certifier.bundle).signing
        plain = certify(signer, certifier, verify_bundle(waiting.bundle.proof), Role.CLIENT, now_ms())
        with pytest.raises(Refusal):
            await intake.http.tell("/messaging/v1/certificates", Signed.of(plain))
        await practice.certify_person(intake, waiting)


async def _consented(running: Running, again: Person, conversation: ConversationId, officer: Person) -> SignedBody:
    """A consent under the new keys: the practice gives it back."""
    async with await again.sign_in(running.url) as hers, await officer.sign_in(running.url) as desk:
        readers = [verify_bundle((await each.own_person()).bundle.proof) for each in (hers, desk)]
        elements = tuple(Element(name, VALUES.get(name, "")) for name in FORMS["part2", 1].elements)
        sealed = seal_paper(Paper(Form.PART2, 1, os.urandom(32), elements), readers, os.urandom)
        now = now_ms()
        body = Consent(
            consent_id=ConsentId(os.urandom(16)),
            form=Form.PART2,
            form_version=1,
            form_text_hash=FORMS["part2", 1].text_hash,
            client=again.account,
            conversation=conversation,
            kinds=(ScopeKind.TEXT, ScopeKind.LETTER, ScopeKind.APPOINTMENT),
            scope_from=0,
            scope_until=now,
            maker=Maker.RETURN,
            paper_hash=sealed.hash,
            signer=again.account,
            signed_at=now - 1000,
            expires_at=now + DAY_MS,
        )
        signed = hers.account.keys.signing.sign_body(body)
        await hers.http.tell("/messaging/v1/consents", WithPaper(signed=Signed.of(signed), paper=_paper(sealed)))
        return signed


def _paper(sealed: SealedPaper) -> PaperDocument:
    wraps = [
        WrapDocument(account=Octets(account), bundle_hash=Octets(bundle), wrap=Octets(wrap))
        for account, bundle, wrap in sealed.wraps
    ]
    return PaperDocument(hash=Octets(sealed.hash), sealed=Octets(sealed.sealed), wraps=wraps)


async def _ordered(running: Running, house: House, officer: Person, client: Person, consent: SignedBody) -> OrderId:
    """By officer and owner, to the client; two custodians give."""
    async with await officer.sign_in(running.url) as asks:
        await custody.listed_orders(asks)
        [each] = (await custody.orderables(asks, client.account)).conversations
        scope = custody.Scope(
            basis=Basis.CONSENT,
            basis_body=consent,
            conversation=read(Match, each.match.proof.body).conversation,
            headers=[epoch.header.proof.hash for epoch in each.epochs],
            recipient=client.account,
        )
        order = await custody.make_order(asks, house.owner.account, scope)
    async with await house.owner.sign_in(running.url) as owner:
        await custody.approve_order(owner, order)
    for person in house.custodians[:2]:
        async with await person.sign_in(running.url) as custodian:
            assert await custody.give_shares(custodian, order) == []
    return order
