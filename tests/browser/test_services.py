"""A practice's other system, from the owner's page to the reader's: made, certified, heard, revoked."""

import re
from pathlib import Path

import pytest
from playwright.async_api import expect

from client_py.service import Service
from server.errors import Refusal, RefusalCode
from server.ids import AccountId
from tests.browser.cast import Practice
from tests.browser.conftest import NewContext
from tests.browser.person import Person
from tests.browser.test_desk import name_of, reads

pytestmark = pytest.mark.browser


async def test_a_system_is_made_heard_and_revoked(new_context: NewContext, practice: Practice, tmp_path: Path) -> None:
    """The token is shown once; intake certifies the keys by their fingerprint; the notice arrives under the owner's name for it."""
    couple = await practice.couple(types=False)
    (desk, _), (counter, _), (room, _) = [await new_context() for _ in range(3)]
    owner = (await Person.coming_back(await desk.new_page(), practice.direct, practice.owner)).page
    await reads(owner, "Services")
    await owner.get_by_role("button", name="Add a system").click()
    await owner.get_by_label("What people see as its name").fill("Appointment desk")
    await owner.get_by_label("News").check()
    await owner.get_by_role("button", name="Make the token").click()
    token = await owner.locator("code.token").inner_text()
    await owner.get_by_role("button", name="I have it: close").click()
    line = owner.get_by_role("listitem").filter(has_text="Appointment desk")
    await expect(line.get_by_text("Has not made keys yet")).to_be_visible()

    reader = (await Person.coming_back(await room.new_page(), practice.direct, couple.client)).page
    async with Service(practice.direct, token, tmp_path / "service.key") as service:
        assert not await service.publish()
        account = AccountId(bytes((await service.standing()).account))
        intake = (await Person.coming_back(await counter.new_page(), practice.direct, practice.intake)).page
        await reads(intake, "Queue")
        for group in (await service.fingerprint()).split():
            await expect(intake.get_by_role("main")).to_contain_text(group)
        name = name_of(account)
        await intake.get_by_role("button", name=f"The numbers agree: certify {name}").click()
        await expect(intake.get_by_text("Nobody waits for a certificate.")).to_be_visible()
        await service.notify(couple.client.account, "Your appointment is confirmed", "Friday at nine.")
        await reader.get_by_role("navigation").get_by_role("link", name=re.compile("^Mail")).click()
        await reader.get_by_role("main").get_by_role("link", name=re.compile("^Notices")).click()
        await reader.get_by_role("link", name="Your appointment is confirmed").click()
        await expect(reader.get_by_text("Friday at nine.")).to_be_visible()
        await expect(reader.get_by_text("Appointment desk, a system of the practice")).to_be_visible()

        await owner.get_by_role("button", name="Revoke the token of Appointment desk").click()
        await owner.get_by_role("dialog").get_by_role("button", name="Revoke", exact=True).click()
        await expect(owner.get_by_text("Appointment desk posts nothing any more.")).to_be_focused()
        with pytest.raises(Refusal) as refused:
            await service.notify(couple.client.account, "Too late", "")
        assert refused.value.code is RefusalCode.SIGNED_OUT
