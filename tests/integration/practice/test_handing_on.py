"""Handing on over HTTP (crypto.md §7.5): what the service takes from which custodian, under which order, and what is gone once a record is."""

import copy
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from msgspec.structs import replace

from server.commands.backup import CERTIFICATES, backup, restore
from server.crypto.canonical import read
from server.crypto.deposit import Deposit, MadeDeposit
from server.crypto.handing import (
    Handing,
    MadeHanding,
    SealedHanding,
    make_handing,
    open_held,
    sealed_handed_share_hash,
)
from server.crypto.manifest import Manifest
from server.crypto.opening import open_share
from server.crypto.order import Basis, ReleaseOrder
from server.crypto.order_answer import OrderAnswer, OrderWord, Outcome
from server.crypto.signing import SignedBody
from server.errors import StorageFault
from server.ids import DepositId
from server.practice.manifests import manifest_in_force
from server.roles import Role
from server.settings import Settings
from server.storage.archives import Part
from server.storage.database import Database
from server.storage.embedded.roles import Side
from server.storage.embedded.stack import EmbeddedStack
from tests.integration.house import Someone, activate, now_ms, pair
from tests.integration.practice import retaining
from tests.integration.practice.ordering import (
    Openable,
    emergency,
    given,
    lasting,
    openable,
    order,
    succeed_custodians,
)
from tests.integration.practice.releasing import Release, ask, release
from tests.integration.practice.retaining import YEAR_MS, MadeRecord
from tests.integration.practice.staff import Staffed, rotate, vouch
from tests.integration.practice.test_backup import elsewhere, newest
from tests.integration.practice.test_retention import Desk
from tests.integration.practice.test_retention import _desk as _desk  # noqa: PLC0414 - the fixture
from tests.support.databases import Templates


@dataclass(slots=True, kw_only=True)
class Succession:
    """Three custodians, a newcomer who took the place of the third, and a record that stands with the three."""

    officer: Someone
    owner: Someone
    opened: Openable
    before: Manifest
    newest: SignedBody
    after: list[Someone]

    @property
    def successors(self) -> Manifest:
        """Those in force."""
        return read(Manifest, self.newest.body)

    @property
    def deposit(self) -> tuple[Deposit, MadeDeposit]:
        """The client's for the first epoch."""
        return self.opened.of([self.opened.epochs[0].header.hash], self.before.hash)[0]

    async def ordered(self, epoch: int = 0, **changed: Any) -> ReleaseOrder:
        """Two people ask those before to hand on the first epoch, or another one."""
        header = self.opened.epochs[epoch].header.hash
        parts: dict[str, Any] = {
            "officer": self.officer.account,
            "approver": self.owner.account,
            "manifest_hash": self.before.hash,
            **lasting(self.opened.staffed.home.clock(), Basis.SUCCESSION),
        }
        said = order(Basis.SUCCESSION, self.newest.hash, self.opened, [header], self.officer, **(parts | changed))
        await approved(self.officer, self.owner, said, self.newest)
        return said

    async def withdrawn(self, said: ReleaseOrder) -> None:
        """The officer takes it back."""
        word = OrderAnswer(said.hash, self.officer.account, OrderWord.WITHDRAWN, now_ms())
        body = {"order": bytes(said.order_id), "answer": pair(self.officer.keys.signing.sign_body(word))}
        assert await ask(self.officer, "orders/answers", body) == "done"

    def handed(self, said: ReleaseOrder, custodian: Someone, held: bytes | None = None) -> MadeHanding:
        """What a custodian hands on of the deposit: what they hold, or something else."""
        word, made = self.deposit
        places = [row.custodian for row in word.rows]
        sealed = made.sealed_shares[places.index(custodian.account)]
        share = held or open_share(custodian.keys.sealing, custodian.account, word, sealed)
        bundles = [each.bundle for each in self.after]
        signing = custodian.keys.signing
        return make_handing(signing, custodian.account, said, word, share, self.successors, bundles, now_ms())

    async def hand_on(self, said: ReleaseOrder, custodian: Someone) -> str:
        """And sends it."""
        return await ask(custodian, "orders/handings", wire(said, self.handed(said, custodian)))


def wire(said: ReleaseOrder, made: MadeHanding) -> dict[str, Any]:
    """A handing under an order, on the wire."""
    return {"order": bytes(said.order_id), "handing": pair(made.signed), "sealed_shares": list(made.sealed_shares)}


async def approved(officer: Someone, owner: Someone, said: ReleaseOrder, basis: SignedBody) -> None:
    """Both sign."""
    word = retaining.said(officer, said)
    assert await ask(officer, "orders", {"order": pair(word), "basis": pair(basis), "notices": []}) == "done"
    approval = {"order": bytes(said.order_id), "signature": owner.keys.signing.sign(word.body)}
    assert await ask(owner, "orders/approvals", approval) == "done"


async def newcomer_to(staffed: Staffed) -> Someone:
    """One more custodian, certified."""
    newcomer = await activate(staffed.home, Role.CUSTODIAN)
    await newcomer.post_bundle()
    assert (await vouch(staffed.intake, staffed.certifier, newcomer)).status_code == 204
    return newcomer


async def succeeded(staffed: Staffed, case: Release, opened: Openable) -> Succession:
    """The newcomer takes the third's place."""
    before, after = staffed.manifest, [*map(copy.copy, staffed.custodians[:2]), await newcomer_to(staffed)]
    assert await succeed_custodians(staffed, staffed.custodians, after, 2)
    return Succession(
        officer=case.officer,
        owner=staffed.owner,
        opened=opened,
        before=before,
        newest=await in_force(staffed),
        after=after,
    )


async def in_force(staffed: Staffed) -> SignedBody:
    """The newest manifest, as the root signed it."""
    async with staffed.home.messaging_database.acquire() as connection:
        kept = await manifest_in_force(connection)
    assert kept is not None
    return kept.signed


async def count(database: Database, table: str) -> int:
    """How many rows there are."""
    async with database.acquire() as connection:
        return int(await connection.fetchval(f"SELECT count(*) FROM {table}"))  # noqa: S608 - a name of our own


@pytest.fixture(name="case")
async def _case(staffed: Staffed) -> Release:
    return await release(staffed)


async def test_whoever_took_new_keys_gives_and_hands_on(staffed: Staffed, case: Release) -> None:
    """A custodian's newer keys, certified, take nothing away: what was sealed to the manifest's is given and handed on with those."""
    opened = await openable(staffed, staffed.custodians)
    first = copy.copy(staffed.custodians[0])
    renewed = staffed.custodians[0]
    basis = emergency(opened, case.officer)
    said = order(
        Basis.EMERGENCY, basis.hash, opened, [opened.epochs[0].header.hash], case.officer,
        officer=case.officer.account, approver=staffed.owner.account, **lasting(now_ms(), Basis.EMERGENCY),
    )  # fmt: skip
    await approved(case.officer, staffed.owner, said, basis)
    succession = await succeeded(staffed, case, opened)
    handing = await succession.ordered()
    await rotate(renewed)
    assert (await vouch(staffed.intake, staffed.certifier, renewed)).status_code == 204
    deposit = opened.of(said.headers, said.manifest_hash)[0]
    gift = {"order": bytes(said.order_id), "contributions": [given(said, deposit, first, case.officer)]}
    assert await ask(first, "orders/contributions", gift) == "done"
    assert await succession.hand_on(handing, first) == "done"
    assert await count(staffed.home.messaging_database, "handing") == 1


async def test_only_what_is_held_only_to_those_named_and_only_under_its_order(staffed: Staffed, case: Release) -> None:
    """A handing is good under the order that it names, from its custodians, of its epochs, to those in force; swollen or of several lengths it
    is none. What was handed on under an order that was taken back counts under the next.
    """
    opened = await openable(staffed, staffed.custodians)
    succession = await succeeded(staffed, case, opened)
    first, second, _ = staffed.custodians
    one, other = await succession.ordered(), await succession.ordered(epoch=1)
    made = succession.handed(one, first)
    assert await ask(first, "orders/handings", wire(other, made)) == "bad_signature"
    assert await ask(second, "orders/handings", wire(one, made)) == "bad_signature"
    assert await ask(succession.after[2], "orders/handings", wire(one, made)) == "not_for_you"
    assert await ask(first, "orders/handings", wire(one, beside(made, first, opened))) == "bad_signature"
    swollen = succession.handed(one, first, os.urandom(4_000))
    assert await ask(first, "orders/handings", wire(one, swollen)) == "bad_signature"
    assert await ask(first, "orders/handings", wire(one, uneven(made, first))) == "bad_signature"
    assert await count(staffed.home.messaging_database, "handing") == 0
    assert await ask(first, "orders/handings", wire(one, made)) == "done"
    again = succession.handed(one, first)
    assert await ask(first, "orders/handings", wire(one, again)) == "done"
    assert await kept_words(staffed) == [made.signed.body]
    assert await said_so(one, succession, opened) == "bad_signature"
    await succession.withdrawn(one)
    next_one = await succession.ordered()
    assert await succession.hand_on(next_one, second) == "done"
    assert await said_so(next_one, succession, opened) == "done"


async def test_an_order_ends_with_the_custodians_whom_it_names(staffed: Staffed, case: Release) -> None:
    """Others are named meanwhile: nobody hands on to those who are in force no more, and a new order goes to the newest."""
    opened = await openable(staffed, staffed.custodians)
    succession = await succeeded(staffed, case, opened)
    stale = await succession.ordered()
    last = [*succession.after[1:], await newcomer_to(staffed)]
    assert await succeed_custodians(staffed, succession.after, last, 2)
    assert await succession.hand_on(stale, staffed.custodians[0]) == "bad_signature"
    succession.newest, succession.after = await in_force(staffed), last
    said = await succession.ordered()
    assert await succession.hand_on(said, staffed.custodians[0]) == "done"


async def test_who_keeps_shares_under_two_manifests_hands_on_either(staffed: Staffed, case: Release) -> None:
    """What a custodian had at first, and what they were handed since, go to the same successors: neither takes the other's place."""
    opened = await openable(staffed, staffed.custodians)
    succession = await succeeded(staffed, case, opened)
    first, second, _ = staffed.custodians
    said = await succession.ordered()
    made = [succession.handed(said, each) for each in (first, second)]
    for each, word in zip((first, second), made, strict=True):
        assert await ask(each, "orders/handings", wire(said, word)) == "done"
    between, deposit = succession.successors, succession.deposit[0]
    shown = [SealedHanding(read(Handing, each.signed.body), sealed_to(first, each)) for each in made]
    last = [*succession.after[1:], await newcomer_to(staffed)]
    assert await succeed_custodians(staffed, succession.after, last, 2)
    succession.newest, succession.after = await in_force(staffed), last
    own = await succession.ordered()
    held = open_held(first.keys.sealing, first.account, between.hash, deposit, None, shown)
    assert await succession.hand_on(own, first) == "done"
    await succession.withdrawn(own)
    handed = await succession.ordered(manifest_hash=between.hash)
    assert await ask(first, "orders/handings", wire(handed, succession.handed(handed, first, held))) == "done"
    database = staffed.home.messaging_database
    assert (await count(database, "handing"), await count(database, "handed_share")) == (4, 12)


def sealed_to(custodian: Someone, made: MadeHanding) -> bytes:
    """The custodian's part of a handing."""
    rows = [row.custodian for row in read(Handing, made.signed.body).rows]
    return made.sealed_shares[rows.index(custodian.account)]


async def kept_words(staffed: Staffed) -> list[bytes]:
    """The handings that the service keeps."""
    async with staffed.home.messaging_database.acquire() as connection:
        return [row["body"] for row in await connection.fetch("SELECT body FROM handing")]


def beside(made: MadeHanding, hander: Someone, opened: Openable) -> MadeHanding:
    """The same said of a deposit for an epoch that the order does not name."""
    said = read(Handing, made.signed.body)
    another, _ = opened.of([opened.epochs[1].header.hash], said.from_manifest_hash)[0]
    bent = replace(said, deposit_id=DepositId(another.deposit_id))
    return MadeHanding(hander.keys.signing.sign_body(bent), made.sealed_shares)


def uneven(made: MadeHanding, hander: Someone) -> MadeHanding:
    """The same with one sealed share that is a byte longer."""
    said, (first, *others) = read(Handing, made.signed.body), made.sealed_shares
    longer = first + b"\0"
    rows = (replace(said.rows[0], sealed_share_hash=sealed_handed_share_hash(longer)), *said.rows[1:])
    return MadeHanding(hander.keys.signing.sign_body(replace(said, rows=rows)), (longer, *others))


async def said_so(said: ReleaseOrder, succession: Succession, opened: Openable) -> str:
    """The officer says that the epoch is handed on."""
    outcome = Outcome(said.hash, succession.officer.account, (opened.epochs[0].header.hash,), (), now_ms())
    word = succession.officer.keys.signing.sign_body(outcome)
    return await ask(succession.officer, "orders/outcomes", {"order": bytes(said.order_id), "answer": pair(word)})


@pytest.fixture(name="settings")
def _settings(stack: EmbeddedStack, messaging_url: str) -> Settings:
    name = urlsplit(messaging_url).path.strip("/")
    return Settings.from_environ({"MESSAGING_MIGRATION_URL": stack.urls(Side.MESSAGING, name)[1]})


async def test_what_was_handed_on_goes_with_the_record(
    desk: Desk, settings: Settings, templates: Templates, tmp_path: Path
) -> None:
    """Handed shares go with the approval, none is taken afterwards, by the database neither, and neither record nor keys from before bring any back."""
    staffed, database = desk.staffed, desk.staffed.home.messaging_database
    opened = await openable(staffed, staffed.custodians)
    # Intake may certify for a year: the newcomer comes before the years go by.
    clock, ahead = staffed.home.clock, staffed.home.clock.ahead_ms
    clock.ahead_ms = 0
    succession = await succeeded(staffed, desk.release, opened)
    clock.ahead_ms = ahead
    await _over(desk, opened)
    said = await succession.ordered()
    assert await succession.hand_on(said, staffed.custodians[0]) == "done"
    late = succession.handed(said, staffed.custodians[1])
    await staffed.home.mail.system.publish(database)
    old, new = tmp_path / "old", tmp_path / "new"
    await backup(settings, old)
    assert await count(database, "handed_share") == 3
    await desk.date()
    proposed, word = await desk.propose()
    assert (word, await desk.approve(proposed)) == ("done", "done")
    assert await count(database, "handed_share") == 0
    assert await ask(staffed.custodians[1], "orders/handings", wire(said, late)) == "closed"
    with pytest.raises(StorageFault):
        await _put_back(database, read(Handing, late.signed.body), late.sealed_shares)
    await staffed.home.erasing.erase()
    await backup(settings, new)
    async with elsewhere(templates) as (empty, fresh):
        record, keys = newest(old, Part.RECORD), newest(old, Part.KEYS)
        destroyed = new / "certificates" / CERTIFICATES
        await restore(empty, record=record, keys=keys, identity=None, destroyed=destroyed)
        async with Database(fresh.url, pool_size=1) as restored:
            assert (await count(restored, "handing"), await count(restored, "handed_share")) == (1, 0)


async def _over(desk: Desk, opened: Openable) -> None:
    """All of the client's conversations are over, and their time has come."""
    staffed = desk.staffed
    both = [desk.release.conversation, opened.conversation]
    record = MadeRecord(staffed.client.account, staffed.therapist.account, both)
    async with staffed.home.messaging_database.transaction() as connection:
        for each in both:
            await record.close(connection, each, desk.now)
    desk.made, staffed.home.clock.ahead_ms = record, staffed.home.clock.ahead_ms + 8 * YEAR_MS


async def _put_back(database: Database, said: Handing, sealed: Sequence[bytes]) -> None:
    async with database.acquire() as connection:
        await connection.execute(
            "INSERT INTO handed_share (conversation, deposit_id, from_manifest_hash, manifest_hash, hander, custodian, sealed)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7)",
            said.conversation, said.deposit_id, said.from_manifest_hash, said.manifest_hash, said.hander,
            said.rows[0].custodian, sealed[0],
        )  # fmt: skip
