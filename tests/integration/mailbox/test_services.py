"""Service accounts (crypto.md §11.4, protocol.md §1.7): what their tokens open, and that nothing else does."""

import asyncio
import os
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from server.crypto.account import AccountKeys
from server.crypto.bundle import Bundle, make_bundle, verify_bundle
from server.crypto.notice import MadeNotice, NoticeKind, NoticePurpose, make_notice
from server.crypto.service import Service, make_service, token_hash, verify_service
from server.crypto.signing import SignedBody
from server.crypto.trust import certify
from server.ids import AccountId, NoticeId
from server.practice.services import DAY_MS
from server.roles import Role
from server.storage.audit import Act, trail
from tests.integration.house import Someone, now_ms, pair, post
from tests.integration.mailbox.post import CONTENT, found, newcomer, raw, signed_of, text
from tests.integration.practice.staff import Staffed, rotate

SERVICES = "/messaging/v1/services"
SERVICE = "/messaging/v1/service"
KINDS = (NoticeKind.APPOINTMENT, NoticeKind.UPDATE)


@dataclass(slots=True, kw_only=True)
class System:
    """A system of the practice: what its owner signed, its token, and its own keys."""

    browser: httpx.AsyncClient
    signed: SignedBody
    account: AccountId
    token: bytes
    keys: AccountKeys = field(default_factory=lambda: AccountKeys.from_secret(os.urandom(32)))
    bundle: Bundle | None = None

    @property
    def headers(self) -> dict[str, str]:
        """What its requests carry; no page and no cookie speaks here."""
        return {"Authorization": f"Bearer {text(self.token)}"}

    async def get(self, path: str = "") -> httpx.Response:
        """Ask."""
        return await self.browser.get(f"{SERVICE}{path}", headers=self.headers)

    async def publish(self) -> httpx.Response:
        """Its own keys."""
        signed = make_bundle(self.keys, self.account, now_ms())
        self.bundle = verify_bundle(signed)
        return await self.send("/bundle", {"bundle": pair(signed)})

    async def send(self, path: str, body: dict[str, Any]) -> httpx.Response:
        """Tell."""
        self.browser.headers.pop("Origin", None)
        self.browser.headers.update(self.headers)
        return await post(self.browser, f"{SERVICE}{path}", body)

    def made(self, recipient: Someone, kind: NoticeKind = NoticeKind.UPDATE, notice_id: bytes = b"") -> MadeNotice:
        """A notice, sealed and signed by the system itself."""
        assert self.bundle is not None
        purpose = NoticePurpose(notice_id=NoticeId(notice_id or os.urandom(16)), kind=kind)
        return make_notice(self.keys.signing, self.bundle, recipient.bundle, purpose, CONTENT, now_ms())

    async def tell(self, made: MadeNotice) -> httpx.Response:
        """Post it."""
        return await self.send("/notices", {"notice": pair(made.signed), "sealed": made.sealed})


async def make(
    staffed: Staffed, kinds: tuple[NoticeKind, ...] = KINDS, expires_at: int | None = None, by: Someone | None = None
) -> tuple[System, httpx.Response]:
    """What an owner's browser makes and sends."""
    owner, token, now = by or staffed.owner, os.urandom(32), now_ms()
    account = AccountId(os.urandom(16))
    until = now + 90 * DAY_MS if expires_at is None else expires_at
    body = Service(owner.account, owner.bundle.hash, account, "Desk", kinds, token_hash(token), until, now)
    signed = make_service(owner.keys.signing, body)
    system = System(browser=staffed.home.visitor(), signed=signed, account=account, token=token)
    return system, await post(owner.browser, SERVICES, pair(signed))


async def listed(staffed: Staffed, system: System) -> dict[str, Any]:
    """How an owner sees it."""
    rows = (await staffed.owner.browser.get(SERVICES)).json()["services"]
    found: dict[str, Any] = next(each for each in rows if raw(each["account"]) == system.account)
    return found


async def vouch_for(staffed: Staffed, system: System) -> None:
    """Intake certifies it."""
    assert system.bundle is not None
    signed = certify(staffed.intake.keys.signing, staffed.certifier, system.bundle, Role.SERVICE, now_ms())
    assert (await post(staffed.intake.browser, "/messaging/v1/certificates", pair(signed))).status_code == 204


async def at_work(staffed: Staffed, kinds: tuple[NoticeKind, ...] = KINDS) -> System:
    """A service account that the practice has certified."""
    system, said = await make(staffed, kinds)
    assert said.status_code == 204
    assert (await system.publish()).status_code == 204
    await vouch_for(staffed, system)
    return system


def word(said: httpx.Response) -> str:
    """The code of a refusal."""
    return "" if said.status_code == 204 else str(said.json()["type"]).removeprefix("urn:webtherapy:")


async def test_a_system_posts_and_its_reader_learns_who_it_was(lasting: Staffed, reader: Someone) -> None:
    """From the owner's word to the notice; the name comes with the owner's signature, and the owner with their chain."""
    system, said = await make(lasting)
    assert said.status_code == 204
    assert (await system.get()).json()["person"] is None
    assert (await system.publish()).status_code == 204
    assert word(await system.tell(system.made(reader))) == "uncertified"
    await vouch_for(lasting, system)
    known = (await system.get(f"/people/{text(reader.account)}")).json()
    assert raw(known["bundle"]["body"]) == reader.signed_bundle.body
    made = system.made(reader)
    assert [(await system.tell(made)).status_code for _ in range(2)] == [204, 204]
    assert lasting.home.rung == [reader.account]
    assert len(await found(reader)) == 1
    page = (await reader.browser.get("/messaging/v1/notices")).json()
    assert {each["role"] for each in page["people"]} == {"service", "owner"}
    (named,) = page["services"]
    assert verify_service(signed_of(named), lasting.certified(lasting.owner)).name == "Desk"


async def test_a_token_does_what_it_names_and_no_more(lasting: Staffed, reader: Someone) -> None:
    """Other kinds, other people's names, matches, staff and systems as recipients, other routes: nothing of it."""
    system, other = await at_work(lasting), await at_work(lasting)
    for kind in (NoticeKind.SECURITY, NoticeKind.POLICY, NoticeKind.MATCH, NoticeKind.REQUEST):
        assert word(await system.tell(system.made(reader, kind))) == "bad_signature"
    assert word(await system.tell(other.made(reader))) == "bad_sender"
    assert word(await system.tell(system.made(lasting.intake))) == "bad_signature"
    for account in (lasting.owner.account, system.account, AccountId(bytes(16))):
        assert word(await system.get(f"/people/{text(account)}")) == "not_for_you"
    for path in ("/messaging/v1/people", "/messaging/v1/notices", SERVICES, "/messaging/v1/practice"):
        assert (await system.browser.get(path, headers=system.headers)).status_code == 401
    assert await found(reader) == []


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer"},
        {"Authorization": f"Bearer {'A' * 43}"},
        {"Authorization": f"Basic {'A' * 43}"},
        {"Authorization": f"Bearer {'A' * 5_000}"},
    ],
)
async def test_without_a_token_nothing_is_there(lasting: Staffed, headers: dict[str, str]) -> None:
    """A token is asked for before anything is read."""
    visitor = lasting.home.visitor()
    assert (await visitor.get(SERVICE, headers=headers)).status_code == 401
    for path in ("/bundle", "/notices"):
        said = await visitor.post(f"{SERVICE}{path}", content=b"x" * 100_000, headers=headers)
        assert (said.status_code, word(said)) == (401, "signed_out")


async def test_a_revoked_token_opens_nothing_at_once(lasting: Staffed, reader: Someone) -> None:
    """Nor does one that is over; what was posted before stays to read, under its name."""
    system = await at_work(lasting)
    assert (await system.tell(system.made(reader))).status_code == 204
    body = {"account": system.account}
    for _ in range(2):
        assert (await post(lasting.owner.browser, f"{SERVICES}/revoke", body)).status_code == 204
    assert word(await system.tell(system.made(reader))) == "signed_out"
    assert word(await system.get()) == "signed_out"
    assert (await listed(lasting, system))["revoked_at"] is not None
    assert len((await reader.browser.get("/messaging/v1/notices")).json()["services"]) == 1
    brief, said = await make(lasting, expires_at=now_ms() + DAY_MS)
    assert said.status_code == 204
    assert (await brief.get()).status_code == 200
    lasting.home.clock.ahead_ms += DAY_MS
    try:
        assert word(await brief.get()) == "signed_out"
    finally:
        lasting.home.clock.ahead_ms -= DAY_MS


async def test_a_revoked_system_waits_for_no_certificate(lasting: Staffed) -> None:
    """Intake sees it until an owner takes its token back."""

    async def waits(system: System) -> bool:
        people = (await lasting.intake.browser.get("/messaging/v1/uncertified")).json()
        return text(system.account) in {each["account"] for each in people}

    system, _ = await make(lasting)
    assert (await system.publish()).status_code == 204
    assert await waits(system)
    assert (await post(lasting.owner.browser, f"{SERVICES}/revoke", {"account": system.account})).status_code == 204
    assert not await waits(system)


async def test_a_revocation_waits_for_what_is_under_way(lasting: Staffed, reader: Someone) -> None:
    """Posting and revoking at the same moment: what was answered with 204 is there, nothing else is."""
    system = await at_work(lasting)
    made = [system.made(reader) for _ in range(6)]
    tasks = [system.tell(each) for each in made]
    tasks.insert(3, post(lasting.owner.browser, f"{SERVICES}/revoke", {"account": system.account}))
    said = await asyncio.gather(*tasks)
    kept = sum(each.status_code == 204 for each in said) - 1
    assert {each.status_code for each in said} <= {204, 401}
    assert len(await found(reader)) == kept


async def test_of_a_token_only_a_hash_is_kept(lasting: Staffed) -> None:
    """And the day on which it was last shown."""
    system = await at_work(lasting)
    row = await listed(lasting, system)
    assert row["used_on"] == lasting.home.clock() // DAY_MS
    assert (row["has_keys"], row["certified"], row["revoked_at"]) == (True, True, None)
    async with lasting.home.messaging_database.acquire() as connection:
        kept = await connection.fetch("SELECT * FROM service WHERE account = $1", system.account)
    assert system.token not in b"".join(value for value in kept[0].values() if isinstance(value, bytes))
    assert kept[0]["token_hash"] == token_hash(system.token)


async def test_owners_alone_make_them(lasting: Staffed) -> None:
    """By their own signature, for an account that nobody has, for a time that is not over."""
    assert word((await make(lasting, by=lasting.intake))[1]) == "not_for_you"
    system, said = await make(lasting)
    assert said.status_code == 204
    assert (await post(lasting.owner.browser, SERVICES, pair(system.signed))).status_code == 204
    now = now_ms()
    good = Service(
        lasting.owner.account,
        lasting.owner.bundle.hash,
        AccountId(os.urandom(16)),
        "Desk",
        KINDS,
        token_hash(os.urandom(32)),
        now + DAY_MS,
        now,
    )

    async def said_to(body: Service, signer: Someone = lasting.owner) -> str:
        return word(await post(lasting.owner.browser, SERVICES, pair(make_service(signer.keys.signing, body))))

    changed = dict(zip(good.__struct_fields__, (getattr(good, name) for name in good.__struct_fields__), strict=True))
    assert await said_to(Service(**changed | {"account": lasting.client.account})) == "conflict"
    assert await said_to(Service(**changed | {"account": system.account})) == "conflict"
    assert await said_to(Service(**changed | {"token_hash": token_hash(system.token)})) == "conflict"
    assert await said_to(Service(**changed | {"made_at": 1, "expires_at": 2})) == "malformed"
    assert await said_to(good, lasting.intake) == "bad_signature"
    assert await said_to(good) == ""
    absent = await post(lasting.owner.browser, f"{SERVICES}/revoke", {"account": os.urandom(16)})
    assert word(absent) == "not_for_you"


async def test_what_owners_do_is_in_the_trail_and_in_the_log(lasting: Staffed) -> None:
    """Made, looked at, revoked: a row each, and the owner's word is a leaf."""
    system, _ = await make(lasting)
    await listed(lasting, system)
    await post(lasting.owner.browser, f"{SERVICES}/revoke", {"account": system.account})
    async with lasting.home.messaging_database.acquire() as connection:
        rows = [(row.act, row.subject) for row in await trail(connection)]
        leaves = await connection.fetchval("SELECT count(*) FROM log_record WHERE record = $1", system.signed.encoded())
    assert (Act.SERVICE_ADDED.value, system.account) in rows
    assert (Act.SERVICE_REVOKED.value, system.account) in rows
    assert (Act.SERVICES_READ.value, b"") in rows
    assert leaves == 1


async def test_nobody_is_flooded(lasting: Staffed, reader: Someone, monkeypatch: pytest.MonkeyPatch) -> None:
    """A system tells one person so much a day and no more; newer keys of theirs are sealed to."""
    monkeypatch.setattr("server.practice.notices.REQUESTS_PER_DAY", 2)
    system, other = await at_work(lasting), await newcomer(lasting, Role.CLIENT)
    said = [await system.tell(system.made(reader)) for _ in range(3)]
    assert [each.status_code for each in said] == [204, 204, 429]
    assert len(await found(reader)) == 2
    old = system.made(other)
    await rotate(other)
    signed = certify(lasting.intake.keys.signing, lasting.certifier, other.bundle, Role.CLIENT, now_ms())
    assert (await post(lasting.intake.browser, "/messaging/v1/certificates", pair(signed))).status_code == 204
    assert word(await system.tell(old)) == "stale_keys"
    assert (await system.tell(system.made(other))).status_code == 204
