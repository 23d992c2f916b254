"""What custodians are asked for in browsers, and what they do by program."""

from typing import Final

from playwright.async_api import Locator, Page

from client_py import custody
from client_py.client import Client
from server.ids import OrderId
from tests.browser.cast import PASSWORD, Couple, Practice, Someone

SAID: Final = ["The tablets make me dizzy.", "Which ones are they?"]
"""What a couple says in a session."""


async def show_again(page: Page | Locator, who: Someone, button: str) -> None:
    """Number and password once more, and the button below."""
    await page.get_by_label("Your number").fill(who.number)
    await page.get_by_label("Your password now").fill(PASSWORD)
    await page.get_by_role("button", name=button, exact=True).click()


async def newest(client: Client) -> OrderId:
    """The order that was made last."""
    return custody.order_id_of((await custody.listed_orders(client))[0])


async def by_program(practice: Practice, *custodians: Someone) -> None:
    """Custodians who use the Python client give their shares of what was ordered last."""
    for who in custodians:
        async with await who.enters(practice.direct) as client:
            assert await custody.give_shares(client, await newest(client)) == []


async def talk(practice: Practice, couple: Couple) -> None:
    """A session of the two, and its end."""
    async with (
        await couple.client.enters(practice.direct) as client,
        await couple.therapist.enters(practice.direct) as therapist,
    ):
        hers, his = await client.conversation(), await therapist.conversation()
        await his.start_session()
        await hers.start_session()
        await hers.send(SAID[0])
        await his.send(SAID[1])
        await hers.wait_for(lambda: hers.texts == SAID)
        await hers.end_session()
        await his.wait_for(lambda: his.session is None)
