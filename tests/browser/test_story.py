"""The whole of it in one story (C5): a client comes, is matched, writes and talks, changes therapists, and leaves with a referral and a copy of their record.

Four people at four browsers, on a service that demands a second factor of its staff. Told twice: by mouse, and by keyboard alone.
"""

import zipfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import pytest
from playwright.async_api import FilePayload, Page, expect

from server.commands.verify_package import verify_file
from server.crypto import safety
from server.crypto.trust import root_fingerprint
from server.ids import AccountId
from tests.browser import care, copies, intake_queue, letters, meetings, proposals, questionnaire
from tests.browser.careful_mouse import CarefulMouse
from tests.browser.cast import ROOT, Practice, Someone
from tests.browser.code_app import CodeApp
from tests.browser.conftest import NewContext
from tests.browser.hand import Hand
from tests.browser.keyboard import Keyboard
from tests.browser.newcomer import CARD, Newcomer
from tests.browser.person import FIRST_PAGE, Person
from tests.browser.watch import Watch
from tests.support.serving import ServedProcess

pytestmark = pytest.mark.browser

WHY: Final = "I lie awake and count the trains."
HOPE: Final = "To sleep, and to hear the birds before the alarm."
DIARY: Final = FilePayload(
    name="nights.txt", mimeType="text/plain", buffer=b"Monday 2 h, Tuesday 3 h, Wednesday 5 h.\n" * 400
)
LETTER: Final = "These are my nights."
FORMER: Final = "The therapist before you"
QUESTION: Final = "Thank you. When shall we meet?"
REASON: Final = "We do not find words for each other."
GOODBYE: Final = "The sleep clinic at the harbour knows that you will call."
SAID: Final = ["Good evening.", "Good evening. How was the week?", "Two nights were better.", "That is good to hear."]


@pytest.fixture
async def strict(practice: Practice) -> AsyncIterator[str]:
    """The same practice, by a service that demands a second factor of staff."""
    environ = {**practice.running.environ, "WEBTHERAPY_STAFF_SECOND_FACTOR": "required"}
    async with ServedProcess(environ) as process:
        yield process.origin


@dataclass(frozen=True, slots=True)
class Employee:
    """Somebody who works here: their account, their phone, and the name that everyone can read."""

    who: Someone
    app: CodeApp
    name: str = ""


class Theatre:
    """Where everybody sits at a browser of their own."""

    def __init__(self, new_context: NewContext, origin: str, hand: type[Hand]) -> None:
        self.origin = origin
        self._new_context = new_context
        self._hand = hand
        self._watches: list[Watch] = []

    async def seat(self) -> tuple[Page, Hand]:
        """A browser that has never been here."""
        context, watch = await self._new_context(accept_downloads=True, reduced_motion="reduce")
        self._watches.append(watch)
        page = await context.new_page()
        return page, self._hand(page)

    async def comes_to_work(self, employee: Employee) -> Person:
        """Number, password, and six digits from the phone."""
        page, hand = await self.seat()
        await page.goto(self.origin)
        person = Person(page, employee.who, hand)
        await person.knock()
        await expect(page.get_by_role("heading", name="One more step")).to_be_focused()
        await hand.write(page.get_by_label("Six digits from your code app"), employee.app.digits())
        await hand.press(page.get_by_role("button", name="Go on"))
        await expect(page.get_by_role("heading", name=FIRST_PAGE, level=1)).to_be_focused()
        return person


async def hire(practice: Practice, name: str) -> Employee:
    """A therapist whom the directory shows."""
    who = await practice.list_therapist(name, ("sleep",), ("en-GB",))
    return Employee(who, await practice.code_app(who), name)


async def signs_up(theatre: Theatre) -> tuple[Person, str]:
    """The client, and the fingerprint that they read out over the telephone."""
    page, hand = await theatre.seat()
    newcomer = await Newcomer.at(page, theatre.origin, hand)
    await newcomer.agree()
    await newcomer.choose()
    await newcomer.write_down()
    await newcomer.fill_card()
    own = page.locator("div", has=page.get_by_text("Your fingerprint", exact=True)).locator("code").first
    fingerprint = await own.text_content() or ""
    await hand.press(page.get_by_role("button", name="Go home"))
    await expect(page.get_by_text("Almost there")).to_be_visible()
    return Person(page, Someone("client", newcomer.number, AccountId(bytes(16))), hand), fingerprint


async def comes(theatre: Theatre) -> tuple[Person, str]:
    """Somebody signs up, and tells what brings them here."""
    client, fingerprint = await signs_up(theatre)
    answers = {"What brings you here?": WHY, "What would you like to be different?": HOPE}
    await questionnaire.fill_in(client, answers, declined="Do you drink or use anything?")
    await questionnaire.finish(client)
    return client, fingerprint


async def is_let_in(coordinator: Person, fingerprint: str) -> str:
    """Intake compares the number, certifies, and reads; gives the name that the client has here."""
    name = await intake_queue.certify(coordinator, fingerprint)
    await intake_queue.open_file(coordinator, name)
    for told in (WHY, HOPE, "Declined", CARD["Telephone"]):
        await expect(coordinator.page.get_by_text(told).first).to_be_visible()
    return name


async def they_write(client: Person, therapist: Person) -> str:
    """Letters, one of them with a file, which the other side opens; gives the address of its first piece."""
    await letters.write(client, "Before we meet", LETTER, DIARY)
    await expect(therapist.page.get_by_text("unread").first).to_be_attached()
    await letters.open_newest(therapist, "Before we meet")
    async with therapist.page.expect_request("**/attachments/**") as asking:
        assert await letters.save_file(therapist, DIARY["name"]) == DIARY["buffer"]
    await letters.answer(therapist, QUESTION)
    await expect(client.page.get_by_text(QUESTION)).to_be_visible()
    return (await asking.value).url


async def they_meet(client: Person, therapist: Person) -> None:
    """They agree on a time, and talk."""
    await therapist.goes("Today")
    await therapist.open_conversation()
    day = date.today() + timedelta(days=2)  # noqa: DTZ011  (the day of whoever sits before the page)
    await meetings.propose(therapist, day, "16:30")
    await client.goes("Home")
    await meetings.accept(client)
    await expect(therapist.page.get_by_text("agreed to meet")).to_be_visible()
    await client.open_conversation()
    await therapist.start_session()
    await expect(client.composer).to_be_visible()
    for (speaker, listener), text in zip(((client, therapist), (therapist, client)) * 2, SAID, strict=True):
        await speaker.say(text)
        await expect(listener.message(text)).to_be_visible()
    await therapist.end_session()
    await expect(client.page.get_by_text("ended the session")).to_be_visible()


async def would_like_somebody_else(client: Person, coordinator: Person, name: str) -> None:
    """The client asks for another therapist; intake learns why, and from where it can help."""
    await care.ask_for_another(client, REASON)
    await coordinator.goes("Notices")
    await coordinator.hand.press(coordinator.page.get_by_role("link", name="A client asks for another therapist"))
    for told in (name, REASON, "may read"):
        await expect(coordinator.page.get_by_role("main").get_by_text(told).first).to_be_visible()
    await coordinator.goes("Queue")
    await expect(intake_queue.waiting(coordinator, name)).to_contain_text("may read the record so far")
    await intake_queue.open_file(coordinator, name)


async def has_nothing_any_more(former: Person, origin: str, piece: str) -> None:
    """Not on the page that is open, and not by asking."""
    await expect(former.page.get_by_role("heading", name="This conversation is not here any more")).to_be_focused()
    await expect(former.page.get_by_text(SAID[0])).to_have_count(0)
    for place, title, empty in (("Mail", "Letters", "No letters yet"), ("Today", "Today", "Nothing here yet")):
        await former.goes(place, title)
        await expect(former.page.get_by_text(empty)).to_be_visible()
    ask = former.page.context.request
    listed = await (await ask.get(f"{origin}/messaging/v1/conversations")).json()
    assert listed["conversations"] == []
    refused = await ask.get(piece)
    assert (refused.status, (await refused.json())["type"]) == (404, "urn:webtherapy:not_for_you")


async def reads_what_was(following: Person) -> None:
    """All of it, and who said what; nothing of it is coming any more."""
    await expect(following.page.get_by_text("To read")).to_be_visible()
    await expect(meetings.coming(following)).to_have_count(0)
    await following.open_conversation_that("No live session now")
    await following.hand.press(following.page.get_by_role("button", name="Read what was before"))
    await following.sees_the_record()
    await following.reads(SAID)
    for said in SAID[1::2]:
        await expect(following.message(said)).to_contain_text(FORMER)
    await following.hand.press(following.page.get_by_role("link", name="Before we meet"))
    assert await letters.save_file(following, DIARY["name"]) == DIARY["buffer"]
    answered = following.page.get_by_role("listitem").filter(has_text=QUESTION)
    await expect(answered).to_contain_text(FORMER)


async def is_sent_on(client: Person, therapist: Person) -> None:
    """Care ends with a referral; the client still reads all of it, the way on first."""
    await therapist.goes("Today")
    await therapist.open_conversation_that("No live session now")
    await care.refer(therapist, GOODBYE)
    await client.goes("Home")
    await client.open_conversation_that("Closed", 0)
    await expect(client.page.get_by_role("group", name="Referral letter")).to_have_text(GOODBYE)
    await client.goes("Home")
    await client.open_conversation_that("Closed", 1)
    await expect(client.page.get_by_text("You asked for another therapist")).to_be_visible()
    await client.reads(SAID)


def proves_itself(copy: bytes, kept: Path) -> None:
    """To whoever has the practice's fingerprint, and nothing else of it; and all of it is there."""
    kept.write_bytes(copy)
    lines, well = verify_file(kept, safety.fingerprint(root_fingerprint(ROOT.public)))
    assert well, lines
    with zipfile.ZipFile(kept) as files:
        told = files.read("record.html").decode()
        assert [said for said in (*SAID, LETTER, QUESTION) if said not in told] == []
        assert DIARY["buffer"] in [files.read(name) for name in files.namelist()]


@pytest.mark.parametrize(
    ("hand", "names"),
    [(CarefulMouse, ("Mara Lindt", "Noel Abara")), (Keyboard, ("Ada Brandt", "Ivo Castel"))],
    ids=["by mouse", "by keyboard alone"],
)
async def test_a_client_comes_changes_therapists_and_is_referred(
    new_context: NewContext, practice: Practice, strict: str, hand: type[Hand], names: tuple[str, str], tmp_path: Path
) -> None:
    """Each of the four sees what is theirs as soon as it is, and nothing that is not."""
    coordinating = await practice.coordinator()
    clerk = Employee(coordinating, await practice.code_app(coordinating))
    first_therapist, second_therapist = [await hire(practice, name) for name in names]
    theatre = Theatre(new_context, strict, hand)

    client, fingerprint = await comes(theatre)
    coordinator = await theatre.comes_to_work(clerk)
    name = await is_let_in(coordinator, fingerprint)
    await intake_queue.propose(coordinator, first_therapist.name)
    first = await theatre.comes_to_work(first_therapist)
    await proposals.accept(client, first_therapist.name)
    await expect(client.page.get_by_role("button", name="Open the conversation with Your therapist")).to_be_visible()

    piece = await they_write(client, first)
    await they_meet(client, first)

    await would_like_somebody_else(client, coordinator, name)
    await intake_queue.propose(coordinator, second_therapist.name)
    second = await theatre.comes_to_work(second_therapist)
    await client.goes("Home")
    await proposals.accept(client, second_therapist.name)
    await expect(meetings.coming(client)).to_have_count(0)
    await has_nothing_any_more(first, strict, piece)
    await reads_what_was(second)

    await is_sent_on(client, second)
    proves_itself(await copies.take(client, 1), tmp_path / "record.zip")
