"""Custody without a master key, through a running service (crypto.md §7.3): k custodians open what two people ordered, and nobody else anything."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial

import asyncpg
import pytest

from client_py import custody, practice, succession
from client_py.client import Client
from client_py.depositing import deposit_anew
from client_py.documents import Document, Signed
from client_py.line import now_ms
from client_py.order_check import check_order
from client_py.order_documents import Given, StandingRecord
from client_py.record_log import LogSeen
from client_py.release import combine
from server.crypto.aead import decrypt
from server.crypto.bundle import verify_bundle
from server.crypto.canonical import read
from server.crypto.content import Text
from server.crypto.deposit import Deposit
from server.crypto.envelope import parse_envelope
from server.crypto.epoch import SECRET_BYTES, WRAP_BYTES, EpochHeader, EpochKeys, open_wrap
from server.crypto.match import Match
from server.crypto.notice import Notice, NoticeKind
from server.crypto.opening import combine_shares, open_share, verify_share
from server.crypto.order_answer import OrderWord
from server.crypto.sealing import SealingKey
from server.crypto.share import ShareBody
from server.errors import ProofError, Refusal, RefusalCode
from server.ids import OrderId
from server.storage.database import Database
from tests.acceptance.house import House, Pair, Person, activate, match
from tests.acceptance.service import ROOT, Running
from tests.acceptance.test_record_log import grown
from tests.support.rows import everything

WORDS = ["I did not want to say it aloud.", "You can say it here."]


@dataclass(frozen=True, slots=True, repr=False)
class Office:
    """The practice with an officer, and a pair of its own who have talked."""

    url: str
    house: House
    officer: Person
    pair: Pair

    async def signed_in(self, person: Person) -> Client:
        """Somebody's client."""
        return await person.sign_in(self.url)

    async def ordered_emergency(self) -> OrderId:
        """What the pair said, asked for because of an emergency; not approved yet."""
        async with await self.signed_in(self.officer) as officer:
            await custody.listed_orders(officer)
            found = await custody.orderables(officer, self.pair.client.account)
            [each] = found.conversations
            match = read(Match, each.match.proof.body)
            headers = [epoch.header.proof.hash for epoch in each.epochs]
            return await custody.order_emergency(
                officer, self.house.owner.account, self.pair.client.account, match.conversation, headers, "Unconscious."
            )

    async def approved(self, order_id: OrderId) -> None:
        """The owner signs."""
        async with await self.signed_in(self.house.owner) as owner:
            await custody.approve_order(owner, order_id)

    async def gave(self, order_id: OrderId, *custodians: Person) -> None:
        """Custodians check, and give."""
        for person in custodians:
            async with await self.signed_in(person) as custodian:
                assert await custody.give_shares(custodian, order_id) == []


@pytest.fixture(scope="session")
async def office(running: Running, house: House) -> Office:
    """The practice with its officer."""
    officer = await activate(running.url, "officer", await running.issue("officer"))
    return Office(running.url, house, officer, await _talked(running, house))


async def _talked(running: Running, house: House) -> Pair:
    """Two who have said something to each other."""
    client, therapist = [
        await activate(running.url, role, await running.issue(role)) for role in ("client", "therapist")
    ]
    pair = Pair(client, therapist)
    async with await house.intake.sign_in(running.url) as intake:
        await practice.certify_everybody(intake)
        await match(running.url, intake, client, therapist)
    async with running.room(pair) as room:
        await room.hers.send(WORDS[0])
        await room.his.send(WORDS[1])
        await room.hers.wait_for(lambda: room.hers.texts == WORDS)
        await room.hers.end_session()
        await room.his.wait_for(lambda: room.his.session is None)
    return pair


async def test_two_custodians_open_what_was_ordered_and_one_does_not(office: Office) -> None:
    """An officer asks, the owner agrees; one custodian opens nothing, two open everything that was said, and the order is over."""
    order_id = await office.ordered_emergency()
    first, second, third = office.house.custodians
    with pytest.raises(Refusal) as early:
        await office.gave(order_id, first)
    assert early.value.code is RefusalCode.NOT_FOR_YOU
    await office.approved(order_id)
    await office.gave(order_id, first)
    async with await office.signed_in(office.officer) as officer:
        checked, opened = await custody.open_order(officer, order_id)
        assert opened.keys == {}
        await office.gave(order_id, second)
        checked, opened = await custody.open_order(officer, order_id)
        assert set(opened.keys) == set(checked.headers)
        assert opened.named == frozenset()
        entries = await custody.read_opened(officer, order_id, checked, opened)
        assert [each.content.text for each in entries if isinstance(each.content, Text)] == WORDS
        await custody.report_outcome(officer, order_id, checked, opened)
        [listed] = [each for each in await custody.listed_orders(officer) if custody.order_id_of(each) == order_id]
        assert listed.state == "fulfilled"
        assert len(listed.contributed) == 2
    with pytest.raises(Refusal) as late:
        await office.gave(order_id, third)
    assert late.value.code is RefusalCode.CLOSED


async def test_an_emergency_is_told_at_once_and_in_the_log(office: Office) -> None:
    """Owner and therapist are told by the service itself before anyone can have given anything; the client's log has order and approval."""
    order_id = await office.ordered_emergency()
    for person in (office.house.owner, office.pair.therapist):
        async with await office.signed_in(person) as told:
            assert order_id in await _told_of(told)
    await office.approved(order_id)
    async with await office.signed_in(office.house.custodians[0]) as custodian:
        assert order_id in await _told_of(custodian)
    async with await office.signed_in(office.pair.client) as client:
        await grown(client, LogSeen(), {"order", "approval"})


async def _told_of(client: Client) -> list[bytes]:
    """What somebody's notices of releases are about."""
    page = await client.http.get("/messaging/v1/notices", NoticePage)
    said = [read(Notice, each.notice.proof.body) for each in page.notices]
    return [each.subject for each in said if each.kind is NoticeKind.RELEASE]


class ShownNotice(Document, frozen=True, kw_only=True):
    """A notice as its recipient gets it."""

    notice: Signed


class NoticePage(Document, frozen=True, kw_only=True):
    """GET /messaging/v1/notices."""

    notices: list[ShownNotice]


async def test_a_drill_shows_who_answers(office: Office) -> None:
    """Custodians open an epoch that was made up, one declines; nobody's words are touched, and the log has who answered."""
    async with await office.signed_in(office.officer) as officer:
        await custody.listed_orders(officer)
        order_id = await custody.order_drill(officer, office.house.owner.account)
        await office.approved(order_id)
        first, second, third = office.house.custodians
        async with await office.signed_in(third) as custodian:
            await custody.say(custodian, order_id, OrderWord.DECLINED)
        with pytest.raises(Refusal):
            await office.gave(order_id, third)
        await office.gave(order_id, first, second)
        checked, opened = await custody.open_order(officer, order_id)
        assert set(opened.keys) == set(checked.headers)
        await custody.report_outcome(officer, order_id, checked, opened)


async def test_what_is_withdrawn_opens_nothing(office: Office) -> None:
    """The owner takes it back: custodians give nothing any more, and the officer gets nothing of what was given."""
    order_id = await office.ordered_emergency()
    await office.approved(order_id)
    first, second, _ = office.house.custodians
    await office.gave(order_id, first)
    async with await office.signed_in(office.house.owner) as owner:
        await custody.say(owner, order_id, OrderWord.WITHDRAWN)
    with pytest.raises(Refusal):
        await office.gave(order_id, second)
    async with await office.signed_in(office.officer) as officer:
        with pytest.raises(Refusal) as refused:
            await custody.open_order(officer, order_id)
        assert refused.value.code is RefusalCode.CLOSED


async def test_strangers_learn_of_no_order(office: Office) -> None:
    """Whoever is neither asked nor watches gets one answer, whether there is such an order or not."""
    order_id = await office.ordered_emergency()
    for person in (office.pair.therapist, office.pair.client, office.house.intake, office.house.custodians[0]):
        async with await office.signed_in(person) as stranger:
            for asked in (order_id, OrderId(b"\x00" * 16)):
                with pytest.raises(Refusal) as refused:
                    await custody.material(stranger, asked)
                assert refused.value.code is RefusalCode.NOT_FOR_YOU
            assert order_id not in map(custody.order_id_of, await custody.listed_orders(stranger))


async def test_the_operator_with_one_custodian_opens_nothing(office: Office, running: Running) -> None:
    """Everything that the database holds, and one custodian's keys: each of their shares opens, and all of them together are no secret."""
    order_id = await office.ordered_emergency()
    await office.approved(order_id)
    traitor = office.house.custodians[0]
    await office.gave(order_id, traitor)
    connection = await asyncpg.connect(running.environ["MESSAGING_DATABASE_URL"])
    try:
        deposits = await connection.fetch(EVERYTHING, order_id)
    finally:
        await connection.close()
    async with await office.signed_in(traitor) as stolen:
        key, held = stolen.account.keys.sealing, [stolen.account.vault.secret]
        for row in deposits:
            deposit, header = read(Deposit, row["body"]), read(EpochHeader, row["header"])
            shares = _opened_with(key, deposit, row["sealed"])
            held += [share.share[:SECRET_BYTES] for share in shares]
            for tried in (shares, shares * deposit.k):
                with pytest.raises(ProofError):
                    combine_shares(deposit, header, tried)
        assert len(held) == 1 + len(deposits) > 1
        async with Database(running.environ["MESSAGING_DATABASE_URL"], pool_size=1) as database:
            dump = await everything(database)
        attempts, opened = _try_everything(key, held, [read(EpochHeader, row["header"]) for row in deposits], dump)
    assert attempts > len(deposits)
    assert opened == 0


def _try_everything(
    key: SealingKey, held: Sequence[bytes], headers: Sequence[EpochHeader], dump: Sequence[bytes]
) -> tuple[int, int]:
    """Every sealed thing under the stolen key, every envelope under whatever one holds: how many attempts, and how many opened."""
    attempts: list[Callable[[], object]] = []
    for header in headers:
        attempts += [partial(EpochKeys.of, header, each) for each in held]
        for wrap in (each for each in dump if len(each) == WRAP_BYTES):
            attempts += [partial(open_wrap, key, header, member.bundle_hash, wrap) for member in header.members]
    for raw in dump:
        with suppress(ProofError):
            envelope = parse_envelope(raw)
            sealed = (envelope.nonce, envelope.ciphertext, envelope.header_bytes)
            attempts += [partial(decrypt, each, *sealed) for each in held]
    opened = 0
    for attempt in attempts:
        with suppress(ProofError):
            attempt()
            opened += 1
    return len(attempts), opened


EVERYTHING = """
SELECT d.body, e.header, array(
    SELECT s.sealed FROM sealed_share s
    WHERE (s.conversation, s.epoch, s.account) = (d.conversation, d.epoch, d.account)) AS sealed
FROM deposit d JOIN epoch e ON e.conversation = d.conversation AND e.epoch = d.epoch
WHERE d.conversation = (SELECT conversation FROM release_order WHERE order_id = $1)
"""


def _opened_with(key: SealingKey, deposit: Deposit, sealed: Sequence[bytes]) -> list[ShareBody]:
    """Every share that one key opens, tried as each custodian's."""
    shares = []
    for row in deposit.rows:
        for each in sealed:
            with suppress(ProofError):
                body = open_share(key, row.custodian, deposit, each)
                shares.append(verify_share(deposit, row.custodian, body))
    return shares


async def test_a_share_that_was_exchanged_is_named(office: Office) -> None:
    """A contribution of another order, or one that was altered on its way, opens nothing, and its custodian is named; the third one's serves."""
    order_id = await office.ordered_emergency()
    await office.approved(order_id)
    await office.gave(order_id, *office.house.custodians)
    async with await office.signed_in(office.officer) as officer:
        found = await custody.material(officer, order_id)
        checked = check_order(officer.trust, found, now_ms())
        given = await custody.contributions(officer, order_id)
        bent = [_bent(each) if n == 0 else each for n, each in enumerate(given)]
        opened = combine(officer.trust, checked, officer.account.keys, bent)
        assert set(opened.keys) == set(checked.headers)
        assert len(opened.named) == 1


def _bent(given: Given) -> Given:
    sealed = bytearray(given.sealed)
    sealed[-1] ^= 1
    return Given(word=Signed.of(given.word.proof), sealed=type(given.sealed)(bytes(sealed)))


@dataclass(frozen=True, slots=True, repr=False)
class Changed:
    """New custodians: a newcomer in the place of the third; and the practice as those knew it who never signed in again."""

    newcomer: Person
    gone: Office


@pytest.fixture(scope="session", name="changed")
async def _changed(office: Office, running: Running) -> Changed:
    """Two of three agree to a newcomer in the place of the third, after two people have talked who will never sign in again."""
    gone = replace(office, pair=await _talked(running, office.house))
    first, second, _ = office.house.custodians
    newcomer = await activate(office.url, "custodian", await running.issue("custodian"))
    async with await office.signed_in(office.house.intake) as intake:
        await practice.certify_everybody(intake)
        certified = {bytes(each.account): each for each in await practice.certified_people(intake)}
    bundles = [verify_bundle(certified[each.account].bundle.proof) for each in (first, second, newcomer)]
    async with await office.signed_in(office.house.owner) as owner:
        await owner.practice()
        assert owner.trust.manifest is not None
        successors = practice.name_successors(ROOT, bundles, 2, owner.trust.manifest)
        agreed = []
        for person in (first, second):
            async with await office.signed_in(person) as custodian:
                agreed.append(practice.agree_to_successors(custodian, successors))
        with pytest.raises(Refusal):
            await practice.publish_successors(owner, successors, agreed[:1])
        await practice.publish_successors(owner, successors, agreed)
    return Changed(newcomer, gone)


async def test_what_nobody_deposits_anew_is_handed_on(changed: Changed) -> None:
    """Whoever never signs in again: the record stands with those before only, until two people order and two of those hand on; nobody gets
    a secret by that. What is ordered then opens with the newcomer's part, and the third may leave.
    """
    gone, (first, second, third) = changed.gone, changed.gone.house.custodians
    with pytest.raises(Refusal) as nothing_yet:
        await gone.ordered_emergency()
    assert nothing_yet.value.code is RefusalCode.BAD_EPOCH
    async with await gone.signed_in(gone.officer) as officer:
        await custody.listed_orders(officer)
        standing = await succession.standing_earlier(officer)
        record = next(each for each in standing.records if _is_of(gone.pair, each))
        order_id = await succession.order_succession(officer, gone.house.owner.account, standing, record)
    await gone.approved(order_id)
    for person in (first, third):
        async with await gone.signed_in(person) as custodian:
            with pytest.raises(ProofError):
                await custody.give_shares(custodian, order_id)
            assert await succession.hand_on_shares(custodian, order_id) == []
    async with await gone.signed_in(gone.officer) as officer:
        await custody.listed_orders(officer)
        assert await succession.report_handed_on(officer, order_id) == sorted(each.proof.hash for each in record.epochs)
        with pytest.raises(Refusal) as unread:
            await custody.contributions(officer, order_id)
        assert unread.value.code is RefusalCode.NOT_FOR_YOU
        left = await succession.standing_earlier(officer)
        assert left.epochs == standing.epochs - len(record.epochs)
    await _opens(gone, second, changed.newcomer)


def _is_of(pair: Pair, record: StandingRecord) -> bool:
    participants = read(Match, record.match.proof.body).participants
    return pair.client.account in {each.account for each in participants}


async def _opens(office: Office, *custodians: Person) -> None:
    """These two open what the pair said."""
    order_id = await office.ordered_emergency()
    await office.approved(order_id)
    await office.gave(order_id, *custodians)
    async with await office.signed_in(office.officer) as officer:
        checked, opened = await custody.open_order(officer, order_id)
        assert set(opened.keys) == set(checked.headers)
        assert opened.named == frozenset()
        entries = await custody.read_opened(officer, order_id, checked, opened)
        assert [each.content.text for each in entries if isinstance(each.content, Text)] == WORDS


async def test_other_custodians_open_what_was_entrusted_to_those_before(
    office: Office, running: Running, changed: Changed
) -> None:
    """Members deposit anew as they sign in, what the third had is erased after that, and not before; what was ordered then opens with the
    newcomer's share, and without a master key.
    """
    _, second, third = office.house.custodians
    async with await office.signed_in(office.pair.client) as client:
        await client.practice()
        assert await deposit_anew(client.http, client.account, client.trust) > 0
        assert await deposit_anew(client.http, client.account, client.trust) == 0
    assert await _shares_of(running, third, office.pair.client) > 0
    async with await office.signed_in(office.pair.therapist) as therapist:
        await therapist.practice()
        await deposit_anew(therapist.http, therapist.account, therapist.trust)
    assert await _shares_of(running, third, office.pair.client) == 0

    order_id = await office.ordered_emergency()
    await office.approved(order_id)
    with pytest.raises(Refusal):
        await office.gave(order_id, third)
    await office.gave(order_id, second, changed.newcomer)
    async with await office.signed_in(office.officer) as officer:
        checked, opened = await custody.open_order(officer, order_id)
        assert set(opened.keys) == set(checked.headers)


async def _shares_of(running: Running, custodian: Person, client: Person) -> int:
    """How many shares of a client's conversations are kept for a custodian."""
    connection = await asyncpg.connect(running.environ["MESSAGING_DATABASE_URL"])
    try:
        return int(await connection.fetchval(KEPT_FOR, custodian.account, client.account))
    finally:
        await connection.close()


KEPT_FOR = """
SELECT count(*) FROM sealed_share s
WHERE s.custodian = $1 AND s.conversation IN (SELECT conversation FROM member WHERE account = $2)
"""
