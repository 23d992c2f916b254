"""Other custodians, through a running service (crypto.md §7.4, §7.5): what members deposit anew, and what is handed on for who never comes back."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import asyncpg
import pytest

from client_py import custody, practice, succession
from client_py.credentials import rotate
from client_py.depositing import deposit_anew
from client_py.kept_settings import Seen, keep_seen, read_seen
from client_py.order_documents import StandingRecord
from server.crypto.bundle import verify_bundle
from server.crypto.canonical import read
from server.crypto.content import Text
from server.crypto.match import Match
from server.errors import ProofError, Refusal, RefusalCode
from server.packages.report import Verdict
from server.practice.verifying import verify_database
from server.storage.database import Database
from server.storage.embedded.stack import EmbeddedStack
from tests.acceptance.house import Pair, Person, activate
from tests.acceptance.office import WORDS, Office, furnished, talked
from tests.acceptance.service import ROOT, Running, running_service
from tests.acceptance.test_verify import database_of
from tests.support.databases import Templates
from tests.support.houses import lasting_environ


@dataclass(frozen=True, slots=True, repr=False)
class Changed:
    """New custodians: a newcomer in the place of the third; and the practice as those knew it who never signed in again."""

    newcomer: Person
    gone: Office


@pytest.fixture(scope="module", name="running")
async def _running(stack: EmbeddedStack, templates: Templates) -> AsyncIterator[Running]:
    """A service of their own: where custodians have changed, others' tests would meet them."""
    async with lasting_environ(stack, templates, 10) as environ, running_service(environ) as service:
        yield service


@pytest.fixture(scope="module", name="office")
async def _office(running: Running) -> Office:
    """Its practice."""
    return await furnished(running, await running.furnish(0))


@pytest.fixture(scope="module", name="changed")
async def _changed(office: Office, running: Running) -> Changed:
    """Two of three agree to a newcomer in the place of the third, after two people have talked who will never sign in again."""
    gone = replace(office, pair=await talked(running, office.house))
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
        async with await office.signed_in(first) as custodian:
            # Newer keys that nobody vouches for yet: the consent is by those under which the first is a custodian.
            await rotate(custodian, first.number, first.keys)
        for person in (first, second):
            async with await office.signed_in(person) as custodian:
                agreed.append(await practice.agree_to_successors(custodian, successors))
        with pytest.raises(Refusal):
            await practice.publish_successors(owner, successors, agreed[:1])
        await practice.publish_successors(owner, successors, agreed)
    return Changed(newcomer, gone)


async def test_what_nobody_deposits_anew_is_handed_on(changed: Changed, running: Running) -> None:
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
    assert any(each.startswith("What custodians handed on holds") for each in await _verified(running))


async def _verified(running: Running) -> list[str]:
    """What `webtherapy verify` says that holds."""
    async with (
        Database(running.environ["MESSAGING_DATABASE_URL"], pool_size=1) as database,
        database.transaction() as connection,
    ):
        report = await verify_database(connection)
    return [each.words for each in report.sentences if each.verdict is Verdict.HOLDS]


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


async def test_earlier_custodians_shown_as_in_force_are_refused_at_the_next_sign_in(
    office: Office, running: Running, stack: EmbeddedStack, changed: Changed
) -> None:
    """A program that begins again knows by its person's settings which custodians it has seen, whoever wrote there meanwhile: nothing opens."""
    async with await office.signed_in(changed.newcomer) as custodian:
        await custodian.practice()
        assert custodian.trust.manifest is not None
        newest = custodian.trust.manifest.generation + 1
        both = (Seen(manifests=newest - 1, witnesses=3), Seen(manifests=newest, witnesses=2))
        await asyncio.gather(*(keep_seen(custodian.http, custodian.account, each) for each in both))
        assert await read_seen(custodian.http, custodian.account) == Seen(newest, 3)
    async with await office.signed_in(office.pair.client) as client:
        assert await client.conversations()
    async with (
        _showing_older(stack.superuser_url(database_of(running))),
        await office.signed_in(office.pair.client) as again,
    ):
        with pytest.raises(ProofError, match="stale_manifest"):
            await again.conversations()
        assert again.trust.manifest is None
        assert await deposit_anew(again.http, again.account, again.trust) == 0


@asynccontextmanager
async def _showing_older(url: str) -> AsyncIterator[None]:
    """The service shows the custodians before those in force as if these had never been named."""
    connection = await asyncpg.connect(url)
    try:
        newest = await connection.fetchval("SELECT hash FROM manifest ORDER BY generation DESC LIMIT 1")
        agreed = await connection.fetch("DELETE FROM manifest_cosignature WHERE manifest_hash = $1 RETURNING *", newest)
        named = await connection.fetch("DELETE FROM manifest WHERE hash = $1 RETURNING *", newest)
        try:
            yield
        finally:
            await connection.copy_records_to_table("manifest", records=[tuple(row) for row in named])
            await connection.copy_records_to_table("manifest_cosignature", records=[tuple(row) for row in agreed])
    finally:
        await connection.close()


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
