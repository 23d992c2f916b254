"""Reloads, tabs, sign-outs: what stays, and what must not."""

import pytest
from playwright.async_api import expect

from tests.browser.cast import Practice
from tests.browser.conftest import NewContext
from tests.browser.person import Person, without_cookie

pytestmark = pytest.mark.browser


async def test_a_reload_stays_signed_in_and_in_the_conversation(new_context: NewContext, practice: Practice) -> None:
    """The two halves of the reload meet; the same record stands there; it works again and again."""
    couple = await practice.couple()
    context, _ = await new_context()
    client = await Person.signing_in(await context.new_page(), practice.direct, couple.client)
    await client.open_conversation()
    await client.start_session()
    await client.say("Still here")
    await expect(client.message("Still here").locator(".progress")).to_have_text("kept in the record")
    for _ in range(2):
        await client.page.reload()
        await client.reads(["Still here"])
    await client.say("And here")
    await client.reads(["Still here", "And here"])


async def test_words_typed_while_cut_survive_a_reload_and_arrive_once(
    new_context: NewContext, practice: Practice
) -> None:
    """Sent without a network, the page goes, the network comes back: the message arrives exactly once."""
    couple = await practice.couple(types=False)
    client_context, _ = await new_context()
    therapist_context, _ = await new_context()
    client = await Person.coming_back(await client_context.new_page(), practice.cuttable, couple.client)
    therapist = await Person.coming_back(await therapist_context.new_page(), practice.direct, couple.therapist)
    await therapist.open_conversation()
    await therapist.start_session()
    await client.open_conversation()
    await client.say("Before the tunnel")
    await therapist.reads(["Before the tunnel"])
    await practice.proxy.cut()
    await expect(client.page.get_by_text("Connecting again", exact=True)).to_be_visible()
    await client.say("In the tunnel")
    await expect(client.message("In the tunnel").locator(".progress")).to_have_text("sending")
    await client.page.goto("about:blank")
    await practice.proxy.restore()
    await client.page.goto(practice.cuttable)
    await client.open_conversation()
    both = ["Before the tunnel", "In the tunnel"]
    await therapist.reads(both)
    await client.reads(both)
    await client.say("After the tunnel")
    await therapist.reads([*both, "After the tunnel"])


async def test_losing_either_half_shows_the_sign_in_form(new_context: NewContext, practice: Practice) -> None:
    """Without the tab's half, or without the service's, a reload asks for the password, and nothing is left in the tab."""
    couple = await practice.couple(types=False)
    for lose in ("sessionStorage.clear()", None):
        context, _ = await new_context()
        client = await Person.coming_back(await context.new_page(), practice.direct, couple.client)
        if lose is None:
            await context.clear_cookies()
        else:
            await client.page.evaluate(lose)
        await client.page.reload()
        await expect(client.page.get_by_role("heading", name="Sign in")).to_be_visible()
        assert await client.page.evaluate("() => sessionStorage.length") == 0


async def test_tabs_work_beside_each_other(new_context: NewContext, practice: Practice) -> None:
    """A new tab gets in by asking the open one; both send and read independently, and each survives reloads of either."""
    couple = await practice.couple(types=False)
    context, _ = await new_context()
    one = await Person.coming_back(await context.new_page(), practice.direct, couple.client)
    await one.open_conversation()
    await one.start_session()
    two = Person(await context.new_page(), couple.client)
    await two.page.goto(practice.direct)
    await two.open_conversation()
    await one.say("From the first")
    await two.reads(["From the first"])
    await two.say("From the second")
    await one.reads(["From the first", "From the second"])
    for person in (two, one, two):
        await person.page.reload()
        await person.reads(["From the first", "From the second"])


async def test_signing_out_leaves_nothing(new_context: NewContext, practice: Practice) -> None:
    """After signing out neither the page, the back button nor another tab of the sign-in shows anything."""
    couple = await practice.couple(types=False)
    context, _ = await new_context()
    one = await Person.coming_back(await context.new_page(), practice.direct, couple.client)
    await one.open_conversation()
    await one.start_session()
    await one.say("Between us")
    await one.reads(["Between us"])
    await one.page.get_by_role("button", name="Sign out").click()
    await expect(one.page.get_by_text("You are signed out.")).to_be_visible()
    assert "Between us" not in await one.page.content()
    await one.page.go_back()
    await expect(one.page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert await one.page.evaluate("() => sessionStorage.length") == 0
    await without_cookie(context)


async def test_the_end_of_the_sign_in_is_told(new_context: NewContext, practice: Practice) -> None:
    """Signed out in one tab, the other tab of the same sign-in closes too and says why."""
    couple = await practice.couple(types=False)
    context, _ = await new_context()
    one = await Person.coming_back(await context.new_page(), practice.direct, couple.client)
    await one.open_conversation()
    await one.page.evaluate(
        """() => fetch("/identity/v1/sign-out", {
          method: "POST", headers: {"Content-Type": "application/json"}, body: "{}",
        })"""
    )
    await expect(one.page.get_by_text("You are signed out.")).to_be_visible()
