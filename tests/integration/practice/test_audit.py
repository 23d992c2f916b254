"""Whatever staff do or open of somebody is in the trail before it is answered (protocol.md §1.7; compliance HS-06, invariant 2)."""

import asyncio
import os
import sys
from base64 import urlsafe_b64encode
from typing import Any

import asyncpg
import pytest

from server.roles import Role
from server.storage.audit import Act, note
from server.storage.embedded.roles import Side
from tests.integration.house import House, Someone, activate, post
from tests.integration.identity.test_contact_card import look, send
from tests.integration.practice.staff import Staffed
from tests.integration.practice.test_proposals import answer, propose, sent
from tests.integration.rules import PEOPLE
from tests.support.databases import FreshDatabase, Templates

IDENTITY, MESSAGING = "/identity/v1/audit", "/messaging/v1/audit"


async def rows(reader: Someone, path: str, **query: int) -> list[dict[str, Any]]:
    """A page."""
    said = await reader.browser.get(path, params=query)
    assert said.status_code == 200
    page: list[dict[str, Any]] = said.json()["rows"]
    return page


async def acts(reader: Someone, path: str = MESSAGING) -> list[str]:
    """What was done, newest first."""
    return [row["act"] for row in await rows(reader, path)]


def spelled(account: bytes) -> str:
    """base64url without padding."""
    return urlsafe_b64encode(account).rstrip(b"=").decode()


async def test_every_opened_card_is_one_row(staffed: Staffed) -> None:
    """Who, whose, when; a card that was not given leaves no row; its holder's own look neither."""
    client, intake, owner = staffed.client, staffed.intake, staffed.owner
    before = len(await rows(owner, IDENTITY))
    assert (await look(intake, client)).status_code == 404
    assert (await send(client, 1, intake)).status_code == 204
    assert (await client.browser.get("/identity/v1/contact-card")).status_code == 200
    assert (await look(intake, client)).status_code == 200
    newest, *rest = await rows(owner, IDENTITY)
    assert (newest["act"], newest["actor"], newest["subject"]) == (
        "contact_card_read",
        spelled(intake.account),
        spelled(client.account),
    )
    assert rest[0]["act"] == "audit_read"
    assert len(rest) == before + 1


async def test_what_staff_do_is_written_down(staffed: Staffed) -> None:
    """The practice's first day, act by act, and what they look at afterwards."""
    for path in ("people", "uncertified"):
        assert (await staffed.intake.browser.get(f"/messaging/v1/{path}")).status_code == 200
    proposed = propose(staffed, staffed.client, staffed.therapist)
    assert await sent(staffed, proposed) == 204
    assert (await answer(staffed.client, proposed, "accept")).status_code == 204
    assert await acts(staffed.owner) == [
        "match_kept", "match_proposed", "uncertified_read", "people_read", "manifest_kept", *["certificate_kept"] * 7, "delegation_kept",
    ]  # fmt: skip
    kept = (await rows(staffed.owner, MESSAGING))[1]
    assert (kept["actor"], kept["subject"]) == (spelled(staffed.intake.account), spelled(staffed.client.account))


async def test_shutting_an_account_is_written_down(staffed: Staffed) -> None:
    """By staff; what the operator does at the command line has no account behind it."""
    owner, client = staffed.owner, staffed.client
    said = await post(owner.browser, "/identity/v1/accounts/deactivate", {"account": bytes(client.account)})
    assert said.status_code == 204
    newest = (await rows(owner, IDENTITY))[0]
    assert (newest["act"], newest["subject"]) == ("account_deactivated", spelled(client.account))
    issued = [row for row in await rows(owner, IDENTITY) if row["act"] == "account_issued"]
    assert {row["actor"] for row in issued} == {None}
    assert spelled(client.account) in {row["subject"] for row in issued}


@pytest.mark.parametrize("role", sorted(PEOPLE - {Role.OWNER, Role.OFFICER}))
async def test_only_owner_and_officer_read_it(home: House, role: Role) -> None:
    """For everyone else it is not there."""
    someone = await activate(home, role)
    for path in (IDENTITY, MESSAGING):
        assert (await someone.browser.get(path)).status_code == 404


async def test_pages_go_back_to_the_first_row(home: House) -> None:
    """A page holds a hundred; reading it is in it, too; what is no number is malformed."""
    officer = await activate(home, Role.OFFICER)
    async with home.messaging_database.transaction() as connection:
        for _ in range(150):
            await note(connection, Act.QUEUE_READ, officer.account, 1)
    newest = await rows(officer, MESSAGING)
    rest = await rows(officer, MESSAGING, before=newest[-1]["number"])
    assert [row["number"] for row in [*newest, *rest]] == list(range(150, 0, -1))
    assert (await acts(officer))[:2] == ["audit_read", "audit_read"]
    for wrong in ("0", "-1", "x", "", "9" * 30, "1.5", "٣"):
        assert (await officer.browser.get(MESSAGING, params={"before": wrong})).status_code == 400


async def test_the_command_finds_a_changed_row(templates: Templates, messaging_database: FreshDatabase) -> None:
    """`webtherapy audit verify` reads both trails, prints where they end, and fails at a row that does not follow."""
    async with templates.fresh(Side.IDENTITY) as identity:
        environ = {
            "IDENTITY_DATABASE_URL": identity.url,
            "MESSAGING_DATABASE_URL": messaging_database.url,
            "PATH": os.environ.get("PATH", os.defpath),
        }
        owner = await asyncpg.connect(identity.superuser_url)
        try:
            for number in (1, 2):
                await owner.execute(
                    "INSERT INTO audit VALUES ($1, 0, '', 'people_read', '', '', $2, $3)",
                    number, bytes(32), bytes([number]) * 32,
                )  # fmt: skip
        finally:
            await owner.close()
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "server", "audit", "verify", stdout=asyncio.subprocess.PIPE, env=environ
        )
        out, _ = await process.communicate()
    assert process.returncode == 1
    assert out.decode().splitlines() == [
        "identity audit trail: broken at row 1",
        f"messaging audit trail: 0 rows follow each other; the last one's hash is {bytes(32).hex()}",
    ]
