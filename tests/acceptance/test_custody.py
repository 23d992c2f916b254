"""Custody without a master key, through a running service (crypto.md §7.3): k custodians open what two people ordered, and nobody else anything."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial

import asyncpg
import pytest
from msgspec.structs import replace

from client_py import custody
from client_py.client import Client
from client_py.documents import Document, Signed
from client_py.line import now_ms
from client_py.order_check import check_order
from client_py.order_documents import Given
from client_py.order_words import opened_words
from client_py.record_log import LogSeen
from client_py.release import combine
from server.crypto.aead import decrypt
from server.crypto.canonical import read
from server.crypto.content import Text
from server.crypto.deposit import Deposit
from server.crypto.envelope import parse_envelope
from server.crypto.epoch import SECRET_BYTES, WRAP_BYTES, EpochHeader, EpochKeys, open_wrap
from server.crypto.notice import Notice, NoticeKind
from server.crypto.opening import combine_shares, open_share, verify_share
from server.crypto.order_answer import OrderWord
from server.crypto.sealing import SealingKey
from server.crypto.share import ShareBody
from server.errors import ProofError, Refusal, RefusalCode
from server.ids import OrderId
from server.storage.database import Database
from tests.acceptance.office import WORDS, Office
from tests.acceptance.service import Running
from tests.acceptance.test_record_log import grown
from tests.support.rows import everything


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


async def test_the_words_that_custodians_read_are_those_signed_for(office: Office) -> None:
    """Why an emergency is one, as its officer wrote it to each; words that stand beside another order are refused."""
    orders = [await office.ordered_emergency(words) for words in ("Unconscious.", "Because I want to know.")]
    for each in orders:
        await office.approved(each)
    async with await office.signed_in(office.house.custodians[0]) as custodian:
        first, second = [await custody.material(custodian, each) for each in orders]
        order = check_order(custodian.trust, first, now_ms()).order
        assert opened_words(custodian, order, first) == "Unconscious."
        assert opened_words(custodian, order, replace(first, words=None)) is None
        with pytest.raises(ProofError, match="wrong_notice"):
            opened_words(custodian, order, replace(first, words=second.words))
        with pytest.raises(ProofError, match="wrong_notice"):
            opened_words(custodian, order, replace(first, order=replace(first.order, basis=second.order.basis)))


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
