"""A practice from nothing, as docs/operations.md §10 tells it: every step is a command in a process of its own."""

import asyncio
import os
import re
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from client_py.client import Client
from client_py.matching import accept, proposals_to
from tests.acceptance.commands import PASSWORD, Commands, Done, Sheet, fingerprint_in, install_root, run
from tests.support.serving import ServeProcess

ROLES = ("owner", "intake", "officer", "custodian", "custodian", "custodian", "therapist", "client")
ORDER = re.compile(r"^order: ([0-9a-f]{4}-[0-9a-f]{4}) waits for ", re.MULTILINE)


@pytest.fixture(name="commands")
async def _commands(serve_process: ServeProcess, service_environ: Mapping[str, str]) -> Commands:
    served = await serve_process()
    return Commands(served.origin, service_environ)


@pytest.mark.slow
async def test_a_practice_begins_at_the_command_line(commands: Commands, tmp_path: Path) -> None:
    """Root, first sign-ins, delegation, certificates, custodians and a match lead to two people who talk, live. Custodians show in a drill that
    they can open; when others are named, those before hand on what they keep.
    """
    file = tmp_path / "root.key"
    await install_root(commands, file)
    people = await commands.issue_all(ROLES)
    fingerprints = {person.short: await commands.activate(person) for person in people}
    owner, intake, officer, *custodians, therapist, client = people

    listed = await commands.of(owner, "people")
    # Everyone who was issued, and the service's own key.
    assert "waiting for a certificate: 9" in listed.out
    assert all(f"{short}  " in listed.out and value in listed.out for short, value in fingerprints.items())

    early = await commands.of(intake, "certify", client.short, answers=("yes",))
    assert early.refused == "This account may not certify: an owner has to delegate to it first."
    delegating = ("delegate", "--root", str(file), "--to", intake.short, "--days", "30")
    assert (await commands.of(owner, *delegating, answers=("no",))).refused == "Nothing was delegated."
    delegated = await commands.of(owner, *delegating, answers=("yes",))
    assert f"delegated: {intake.short} certifies for 30 days" in delegated.out
    assert fingerprints[intake.short] in delegated.out

    doubted = await commands.of(
        intake, "certify", *(person.account for person in people), answers=("yes",) * 7 + ("y",)
    )
    assert doubted.refused == f"Not certified: {client.short}."
    assert doubted.out.count("certified: ") == 7
    assert (await commands.of(intake, "propose", client.short, therapist.short)).status == 1
    assert (await commands.of(intake, "certify", client.short, answers=("yes",))).status == 0
    unkept = await commands.of(intake, "propose", client.short, therapist.short)
    assert unkept.refused == "No custodians are named yet: an owner names them first."

    naming = ("custodians", "--root", str(file), "--threshold", "2", *(each.short for each in custodians))
    named = await commands.of(owner, *naming, answers=("yes",))
    assert named.out.endswith("custodians: 3, of whom 2 open\n")
    proposed = await commands.of(intake, "propose", client.short, therapist.short)
    said = proposed.out.splitlines()[-1]
    assert said.startswith(f"proposed: {client.short} and {therapist.short} have conversation ")
    assert "waiting for a certificate: 1" in (await commands.of(intake, "people")).out
    await talk(commands.url, client, therapist)
    await _hold_a_drill(commands, officer, owner, custodians)
    await _change_custodians(commands, owner, custodians, file, tmp_path / "successors")
    await _hand_on(commands, officer, owner, custodians, client)


async def _hold_a_drill(commands: Commands, officer: Sheet, owner: Sheet, custodians: list[Sheet]) -> None:
    """An officer asks, the owner agrees, two of three give, and it opens: with one of them it did not."""
    first, second, third = custodians
    order = ordered(await commands.of(officer, "custodian drill", "--approver", owner.short))
    approved = await commands.of(owner, "custodian approve", order, answers=("yes",))
    assert "record: made up for this drill" in approved.out
    assert (await commands.of(first, "custodian give", order, answers=("no",))).refused == "Nothing was given."
    given = await commands.of(first, "custodian give", order, answers=("yes",))
    assert given.out.endswith(f"given: 1, sealed to {officer.short}\n")
    early = await commands.of(officer, "custodian drill", "--collect", order)
    assert early.refused == "It has not opened: that takes shares of 2 custodians."
    assert "use `custodian give`" in (await commands.of(second, "custodian hand-on", order)).refused
    assert (await commands.of(second, "custodian give", order, answers=("yes",))).status == 0
    declined = await commands.of(third, "custodian decline", order, answers=("yes",))
    assert declined.out.endswith(f"declined: {order}\n")
    told = await commands.of(officer, "custodian drill", "--collect", order)
    assert all(f"{each.short}  gave\n" in told.out for each in (first, second))
    assert f"{third.short}  declined\n" in told.out
    assert "drill: it opened" in told.out
    assert (await commands.of(second, "custodian give", order)).refused.startswith("It is over: ")


async def _hand_on(commands: Commands, officer: Sheet, owner: Sheet, custodians: list[Sheet], client: Sheet) -> None:
    """What nobody deposited anew: two of those before hand it on by order of two, and nothing stands with them only any more."""
    first, second, _ = custodians
    standing = await commands.of(officer, "custodian standing", "--approver", owner.short, answers=("yes",))
    assert f"record of {client.short}: " in standing.out
    order = ordered(standing)
    assert (await commands.of(owner, "custodian approve", order, answers=("yes",))).status == 0
    assert (await commands.of(first, "custodian hand-on", order, answers=("yes",))).status == 0
    # The server's own program leads to this one.
    asked = ("custodian", "orders", "--url", commands.url, "--number", second.number, "--password-stdin")
    listed = await run("server", *asked, answers=(PASSWORD,))
    assert listed.out.startswith(f"orders: 1\n{order}  new custodians, until ")
    assert (await commands.of(second, "custodian hand-on", order, answers=("yes",))).status == 0
    handed = await commands.of(officer, "custodian standing", "--collect", order)
    assert "the log says so" in handed.out
    left = await commands.of(officer, "custodian standing")
    assert left.out == "with earlier custodians only: epochs 0, records 0\n"


def ordered(done: Done) -> str:
    """The order that a command has asked for."""
    found = ORDER.search(done.out)
    assert found is not None, done.out + done.err
    return found[1]


async def _change_custodians(commands: Commands, owner: Sheet, custodians: list[Sheet], root: Path, file: Path) -> None:
    """The same three, of whom all have to agree from now on; the file goes round among two of them first."""
    naming = ("successors", "--root", str(root), "--threshold", "3", "--out", str(file))
    written = await commands.of(owner, *naming, *(each.short for each in custodians), answers=("yes",))
    assert "2 of the custodians of now have to agree" in written.out
    assert (await commands.of(owner, "appoint", str(file))).refused == "0 have agreed, and 2 have to."
    assert (await commands.of(custodians[0], "agree", str(file), answers=("no",))).refused == "You have not agreed."
    for custodian in custodians[:2]:
        agreed = await commands.of(custodian, "agree", str(file), answers=("yes",))
        assert custodian.short in agreed.out
    appointed = await commands.of(owner, "appoint", str(file))
    assert "custodians: 3, of whom 3 open" in appointed.out
    again = await commands.of(custodians[2], "agree", str(file), answers=("yes",))
    assert "does not follow on the custodians in force" in again.refused


async def talk(url: str, client: Sheet, therapist: Sheet) -> None:
    """A live message, from the therapist to the client."""
    async with (
        await Client.sign_in(url, client.number, PASSWORD) as hers,
        await Client.sign_in(url, therapist.number, PASSWORD) as his,
    ):
        [asked] = await proposals_to(hers)
        await accept(hers, asked)
        reading, writing = await hers.conversation(), await his.conversation()
        await writing.start_session()
        await reading.start_session()
        await writing.send("Good morning.")
        await reading.wait_for(lambda: reading.texts == ["Good morning."])


@pytest.mark.slow
async def test_what_cannot_be_is_a_sentence(commands: Commands, tmp_path: Path) -> None:
    """Wrong files, numbers, passwords, accounts, roles and addresses: exit status 1 and one sentence, never a traceback."""
    file = tmp_path / "root.key"
    await install_root(commands, file)
    assert "is there already" in (await run("client_py", "root", "make", str(file))).refused
    people = owner, intake = await commands.issue_all(("owner", "intake"))
    for person in people:
        await commands.activate(person)

    async def refused(person: Sheet, *words: str) -> str:
        return (await commands.of(person, *words, answers=("yes",))).refused

    assert "used already" in (await commands.told(owner, "activate", answers=(owner.activation, PASSWORD))).refused
    assert "longer" in (await commands.told(owner, "activate", answers=(owner.activation, "short"))).refused
    assert "thirteen groups" in (await commands.told(owner, "activate", answers=("12", PASSWORD))).refused
    assert "do not belong together" in (await commands.told(owner, "me", answers=("wrong",))).refused
    assert "ended before" in (await commands.told(owner, "me", answers=())).refused
    assert "role is owner" in await refused(intake, "delegate", "--root", str(file), "--to", intake.account)
    to_nobody = ("delegate", "--root", str(file), "--to")
    assert "looks like a number" in await refused(owner, *to_nobody, intake.number)
    assert "is no account" in await refused(owner, *to_nobody, "someone")
    assert "issued as owner" in await refused(owner, *to_nobody, owner.account)
    another = tmp_path / "another.key"
    assert (await run("client_py", "root", "make", str(another))).status == 0
    assert "another practice" in await refused(owner, "delegate", "--root", str(another), "--to", intake.account)
    another.chmod(0o640)
    assert "read by others" in await refused(owner, "delegate", "--root", str(another), "--to", intake.account)
    custodians = ("custodians", "--root", str(file), "--threshold")
    assert "3 to 32" in await refused(owner, *custodians, "2", "aa", "bb")
    assert "from 3 to 4" in await refused(owner, *custodians, "2", "aa", "bb", "cc", "dd")
    elsewhere = await run("client_py", "me", "--url", "http://therapy.example.org", "--number", owner.number)
    assert "https://" in elsewhere.refused


async def test_a_password_is_asked_for_unseen(commands: Commands, tmp_path: Path) -> None:
    """At a terminal the new password is typed twice, and nothing of it is shown."""
    await install_root(commands, tmp_path / "root.key")
    owner = await commands.issue("owner")
    shown = await asyncio.to_thread(
        at_a_terminal,
        ["activate", "--url", commands.url],
        [
            ("number: ", owner.number),
            ("activation text: ", owner.activation),
            ("new password: ", PASSWORD),
            ("once more: ", PASSWORD),
        ],
    )
    assert f"account: {owner.short}" in shown
    assert PASSWORD not in shown
    assert fingerprint_in(shown.replace("\r", "")) in (await commands.of(owner, "me")).out


def at_a_terminal(words: list[str], answers: list[tuple[str, str]]) -> str:
    """Runs a command at a pseudo-terminal and answers each question when it is asked; all that the terminal shows."""
    terminal, its_end = os.openpty()
    command = [sys.executable, "-m", "client_py", *words]
    # In a session of its own it has no other terminal to ask at.
    with subprocess.Popen(command, stdin=its_end, stdout=its_end, stderr=its_end, start_new_session=True) as process:
        os.close(its_end)
        shown = ""
        for question, answer in answers:
            while not shown.endswith(question):
                shown += os.read(terminal, 1024).decode()
            os.write(terminal, f"{answer}\n".encode())
        shown += until_it_ends(terminal)
    os.close(terminal)
    assert process.returncode == 0, shown
    return shown


def test_one_interrupt_ends_a_question() -> None:
    """Ctrl-C while an answer is awaited ends the command at once, with the shell's status for it."""
    terminal, its_end = os.openpty()
    command = [sys.executable, "-m", "client_py", "me"]
    with subprocess.Popen(command, stdin=its_end, stdout=its_end, stderr=its_end) as asking:
        os.close(its_end)
        shown = ""
        while not shown.endswith("number: "):
            shown += os.read(terminal, 1024).decode()
        wait_until_it_waits(asking.pid)
        asking.send_signal(signal.SIGINT)
        assert "Traceback" not in until_it_ends(terminal)
    os.close(terminal)
    assert asking.returncode == 130


def wait_until_it_waits(pid: int) -> None:
    """Until a process sleeps. Python misses a signal that comes after a question is shown and before the answer is awaited."""
    while Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "S":
        os.sched_yield()


def until_it_ends(terminal: int) -> str:
    """The rest of what is shown; Linux says EIO when nobody holds the other end any more."""
    shown = ""
    try:
        while piece := os.read(terminal, 1024):
            shown += piece.decode(errors="replace")
    except OSError:
        pass
    return shown
