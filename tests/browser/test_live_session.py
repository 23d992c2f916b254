"""The promise of the live session, in real browsers on a real service."""

import asyncio

import msgspec
import pytest
from playwright.async_api import WebSocketRoute, expect

from tests.browser.cast import Practice
from tests.browser.conftest import NewContext
from tests.browser.person import Person

pytestmark = pytest.mark.browser

CUT_SECONDS = 10


@pytest.mark.slow
async def test_two_people_and_a_cut_network(new_context: NewContext, practice: Practice) -> None:
    """Fifty messages, ten seconds without a network for one while both write: the same record on both sides, and on a third."""
    couple = await practice.couple(types=False)
    client_context, _ = await new_context()
    therapist_context, _ = await new_context()
    client = await Person.coming_back(await client_context.new_page(), practice.cuttable, couple.client)
    therapist = await Person.coming_back(await therapist_context.new_page(), practice.direct, couple.therapist)
    await therapist.open_conversation()
    await therapist.start_session()
    await client.open_conversation()
    await expect(client.composer).to_be_visible()

    for number in range(25):
        await client.say(f"client {number}")
        await therapist.say(f"therapist {number}")
    together = await client.has_read(50)
    assert await therapist.has_read(50) == together

    await practice.proxy.cut()
    cut_ends = asyncio.get_running_loop().time() + CUT_SECONDS
    await expect(client.page.get_by_text("Connecting again. You can go on writing")).to_be_visible()
    for number in range(5):
        await client.say(f"client, cut off {number}")
        await therapist.say(f"therapist, meanwhile {number}")
    await expect(client.page.locator("[data-progress=sending]")).to_have_count(5)
    await asyncio.sleep(cut_ends - asyncio.get_running_loop().time())
    await practice.proxy.restore()

    whole = await client.has_read(60)
    assert await therapist.has_read(60) == whole
    assert len(set(whole)) == 60
    assert whole[:50] == together
    assert [text for text in whole[50:] if text.startswith("client")] == [f"client, cut off {n}" for n in range(5)]
    assert [text for text in whole[50:] if text.startswith("ther")] == [f"therapist, meanwhile {n}" for n in range(5)]

    third_context, _ = await new_context()
    third = await Person.coming_back(await third_context.new_page(), practice.direct, couple.client)
    await third.open_conversation()
    assert await third.has_read(60) == whole


async def test_states_typing_presence_and_the_end(new_context: NewContext, practice: Practice) -> None:
    """One sees that the other is there, writes, has received and read, until they hide it; what is asked before the first words is above
    the session on the other side; the end of a session is told on both sides.
    """
    couple = await practice.couple(types=False)
    client_context, _ = await new_context()
    therapist_context, _ = await new_context()
    client = await Person.coming_back(await client_context.new_page(), practice.direct, couple.client)
    await client.open_conversation()
    await expect(client.page.get_by_text("not seen here right now")).to_be_visible()
    therapist = await Person.coming_back(await therapist_context.new_page(), practice.direct, couple.therapist)
    await therapist.open_conversation()
    await expect(client.page.get_by_text("here now", exact=True)).to_be_visible()
    await client.start_session()
    card = therapist.page.locator(".aside-card")
    await expect(card).to_contain_text("Not answered yet")
    await client.page.get_by_role("button", name="Yes", exact=True).click()
    await client.page.get_by_label("Where you are now").fill("12 Harbour Street")
    await client.page.get_by_role("button", name="Tell your therapist").click()
    await expect(card).to_contain_text("It is safe and private to talk")
    await card.locator("summary").click()
    await expect(card).to_contain_text("12 Harbour Street")
    await client.composer.press_sequentially("Hel")
    await expect(therapist.page.locator(".typing")).to_contain_text("is writing")
    await client.say("Hello")
    await expect(therapist.page.locator(".typing")).to_be_empty()
    await expect(client.message("Hello").locator(".progress")).to_have_text("read")
    await therapist.end_session()
    await expect(client.page.get_by_text("Your therapist ended the session")).to_be_visible()
    await expect(client.page.get_by_role("button", name="Start the session")).to_be_visible()
    await expect(client.composer).to_be_hidden()
    await expect(therapist.page.get_by_text("here now", exact=True)).to_be_visible()
    await client.goes("Settings")
    await client.page.get_by_label("Show when I am here").uncheck()
    await expect(therapist.page.get_by_text("not seen here right now")).to_be_visible()


async def test_markup_is_text(new_context: NewContext, practice: Practice) -> None:
    """What looks like HTML, a script or a link is shown as it was written, and does nothing."""
    couple = await practice.couple(types=False)
    client_context, _ = await new_context()
    therapist_context, _ = await new_context()
    client = await Person.coming_back(await client_context.new_page(), practice.direct, couple.client)
    therapist = await Person.coming_back(await therapist_context.new_page(), practice.direct, couple.therapist)
    await client.open_conversation()
    await therapist.open_conversation()
    await client.start_session()
    hostile = [
        "<img src=x onerror=alert(1)>",
        "<script>document.title = 'taken'</script>",
        '<a href="javascript:alert(1)">press</a> <b style="position:fixed">bold</b>',
        "{{constructor.constructor('alert(1)')()}} \u202etxt.exe",
    ]
    for text in hostile:
        await client.say(text)
    await therapist.reads(hostile)
    assert await therapist.page.locator(".message :is(img, script, a, b)").count() == 0
    assert await therapist.page.title() == "Messages"


async def test_words_written_when_the_session_ended_are_kept_and_offered(
    new_context: NewContext, practice: Practice
) -> None:
    """Cut off, someone writes; meanwhile the session ends. Their words stay before them, and go out in the next session."""
    couple = await practice.couple(types=False)
    client_context, _ = await new_context()
    therapist_context, _ = await new_context()
    client = await Person.coming_back(await client_context.new_page(), practice.cuttable, couple.client)
    therapist = await Person.coming_back(await therapist_context.new_page(), practice.direct, couple.therapist)
    await therapist.open_conversation()
    await therapist.start_session()
    await client.open_conversation()
    await client.say("Before")
    await therapist.reads(["Before"])
    await practice.proxy.cut()
    await expect(client.page.get_by_text("Connecting again", exact=True)).to_be_visible()
    await client.say("One last thing")
    await therapist.end_session()
    await practice.proxy.restore()
    await expect(client.message("One last thing").locator(".progress")).to_have_text("not sent")
    await therapist.start_session()
    await client.page.get_by_role("button", name="Send it now").click()
    await therapist.reads(["Before", "One last thing"])
    await client.reads(["Before", "One last thing"])


async def test_words_that_are_on_their_way_are_shown_when_they_come(
    new_context: NewContext, practice: Practice
) -> None:
    """Whoever opens a conversation while its newest page is being fetched reads it, without having to scroll or to come again."""
    couple = await practice.couple(types=False)
    context, _ = await new_context()
    first = await Person.coming_back(await context.new_page(), practice.direct, couple.client)
    await first.open_conversation()
    await first.start_session()
    await first.say("Written before")
    await first.reads(["Written before"])
    fetched, opened = asyncio.Event(), asyncio.Event()

    def slow(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()

        async def hand_on(frame: str | bytes) -> None:
            if isinstance(frame, bytes) and msgspec.msgpack.decode(frame)["t"] == "page":
                fetched.set()
                await opened.wait()
            socket.send(frame)

        server.on_message(hand_on)

    tab = await context.new_page()
    await tab.route_web_socket("**/socket", slow)
    await tab.goto(practice.direct)
    await tab.locator(".card:not(.appointment) button").click()
    await fetched.wait()
    await expect(tab.get_by_role("log")).to_have_attribute("aria-busy", "true")
    opened.set()
    await Person(tab, couple.client).reads(["Written before"])
