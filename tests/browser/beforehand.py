"""What a client is shown once, before Home: policies that wait for an answer, and how to leave quickly."""

from playwright.async_api import Page, expect


async def accept(page: Page) -> None:
    """Accept each document by itself, and go on."""
    await expect(page.get_by_role("checkbox").first).to_be_visible()
    for box in await page.get_by_role("checkbox").all():
        await box.check()
    await page.get_by_role("button", name="Go on", exact=True).click()


async def answer_notice(page: Page, answer: str = "I have seen it") -> None:
    """Say whether it was seen."""
    await page.get_by_role("button", name=answer).click()


async def read_of_the_exit(page: Page) -> None:
    """Read how to leave quickly."""
    await expect(page.get_by_role("heading", name="If someone comes near")).to_be_visible()
    await page.get_by_role("button", name="I have read this").click()


async def pass_all(page: Page) -> None:
    """All that someone new is shown."""
    await expect(page.get_by_role("heading", name="Before you begin")).to_be_focused()
    await accept(page)
    await expect(page.get_by_role("heading", name="About your privacy rights")).to_be_focused()
    await answer_notice(page)
    await expect(page.get_by_role("heading", name="If someone comes near")).to_be_focused()
    await read_of_the_exit(page)
