"""The life of an account's keys at the command line (client_py/ceremony/key_life.py), against the real service."""

import asyncio
import re
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest
from pyotp import TOTP

from client_py.client import Client
from client_py.contact_card import keep_card
from server.crypto.contact_card import FIELD_NAMES, ContactField, ContactFields, Standing
from tests.acceptance.commands import PASSWORD, Commands, Done, Sheet, fingerprint_in, install_root
from tests.support.serving import ServeProcess

ANOTHER = "five words that do not belong"
CODE = re.compile(r"^recovery code: ((?:[0-9A-Z]{4}-){8}[0-9A-Z]{4})$", re.MULTILINE)
SECRET = re.compile(r"^secret: ([A-Z2-7]{32})$", re.MULTILINE)
URI = "otpauth://totp/webtherapy:"


@pytest.fixture(name="commands")
async def _commands(serve_process: ServeProcess, service_environ: Mapping[str, str]) -> Commands:
    served = await serve_process()
    return Commands(served.origin, service_environ)


async def recover(commands: Commands, person: Sheet, code: str, password: str) -> Done:
    """`webtherapy-practice recover`."""
    return await commands.told(person, "recover", answers=(code, password))


def code_in(printed: str) -> str:
    """The recovery code that a command shows."""
    found = CODE.search(printed)
    assert found is not None, printed
    return found[1]


@pytest.mark.slow
async def test_a_lost_password_loses_nothing(commands: Commands, tmp_path: Path) -> None:
    """A recovery code opens the same keys under another password, once; passwords are changed by who knows them."""
    await install_root(commands, tmp_path / "root.key")
    person = await commands.issue("client")
    fingerprint = await commands.activate(person)
    first = code_in((await commands.of(person, "recovery-code")).out)

    slipped = first[:-1] + ("0" if first[-1] != "0" else "1")
    assert "copy all nine groups" in (await recover(commands, person, slipped, ANOTHER)).refused
    recovered = await recover(commands, person, first, ANOTHER)
    assert recovered.status == 0, recovered.err
    assert (await recover(commands, person, first, PASSWORD)).refused.startswith("The number and the recovery code")
    assert "do not belong together" in (await commands.of(person, "me")).refused

    assert code_in(recovered.out) != first
    assert "longer" in (await commands.told(person, "password", answers=(ANOTHER, "short"))).refused
    changed = await commands.told(person, "password", answers=(ANOTHER, PASSWORD))
    assert "password: changed" in changed.out
    assert fingerprint_in((await commands.of(person, "me")).out) == fingerprint


@pytest.mark.slow
async def test_staff_set_up_a_second_factor_first(
    serve_process: ServeProcess, service_environ: Mapping[str, str], tmp_path: Path
) -> None:
    """The first sign-in of staff ends with an authenticator, and from then on the password alone opens nothing."""
    served = await serve_process(WEBTHERAPY_STAFF_SECOND_FACTOR="required")
    commands = Commands(served.origin, service_environ)
    await install_root(commands, tmp_path / "root.key")
    owner = await commands.issue("owner")
    asked = ("--url", commands.url, "--number", owner.number, "--password-stdin")
    secret, done = await set_up("activate", *asked, answers=(owner.activation, PASSWORD))
    assert done.status == 0, done.err
    assert f"uri: {URI}{owner.number}?secret={secret}" in done.out
    shown = await commands.of(owner, "me", answers=(TOTP(secret).at(int(time.time()), counter_offset=1),))
    assert fingerprint_in(shown.out) == fingerprint_in(done.out)
    assert "code was not right" in (await commands.of(owner, "me", answers=("000000",) * 3)).refused
    assert "ended before" in (await commands.of(owner, "me")).refused


@pytest.mark.slow
async def test_codes_are_made_of_a_file(commands: Commands, tmp_path: Path) -> None:
    """Whoever keeps an authenticator's secret in a file is asked for no code."""
    await install_root(commands, tmp_path / "root.key")
    client = await commands.issue("client")
    await commands.activate(client)
    asked = ("--url", commands.url, "--number", client.number, "--password-stdin")
    secret, done = await set_up("second-factor", *asked, answers=(PASSWORD,))
    assert "every sign-in asks for a code" in done.out
    file = tmp_path / "totp"
    file.write_text(f"{secret.lower()[:16]} {secret.lower()[16:]}\n")
    assert (await commands.of(client, "me", "--totp-secret-file", str(file))).status == 0
    file.write_text("no secret")
    assert "authenticator's secret" in (await commands.of(client, "me", "--totp-secret-file", str(file))).refused


async def set_up(command: str, *words: str, answers: tuple[str, ...]) -> tuple[str, Done]:
    """A command that shows a secret and asks for its code: the secret, and how it ended."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "client_py", command, *words,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("".join(f"{answer}\n" for answer in answers).encode())
    printed = ""
    while (found := SECRET.search(printed)) is None:
        line = await process.stdout.readline()
        assert line, printed
        printed += line.decode()
    rest, err = await process.communicate(f"{TOTP(found[1]).now()}\n".encode())
    return found[1], Done(process.returncode or 0, printed + rest.decode(), err.decode())


@pytest.mark.slow
async def test_new_keys_and_a_card_for_intake(commands: Commands, tmp_path: Path) -> None:
    """A client who rotates is certified anew and signs in as before; intake reads the card, sealed under either keys."""
    file = tmp_path / "root.key"
    await install_root(commands, file)
    people = owner, intake, client = [await commands.issue(role) for role in ("owner", "intake", "client")]
    old = {person: await commands.activate(person) for person in people}[client]
    await commands.of(owner, "delegate", "--root", str(file), "--to", intake.short, answers=("yes",))
    await commands.of(intake, "certify", intake.short, client.short, answers=("yes", "yes"))
    assert "no contact card" in (await commands.of(intake, "card", client.short)).refused
    await write_card(commands, client, "Noa")
    read = await commands.of(intake, "card", client.short)
    assert "name: Noa\naddress: (declined)\n" in read.out

    assert (await commands.of(client, "rotate", answers=("no",))).refused == "Nothing was changed."
    rotated = await commands.of(client, "rotate", answers=("yes",))
    assert rotated.status == 0, rotated.err
    new = fingerprint_in(rotated.out)
    assert len(code_in(rotated.out)) == 44
    assert new != old
    assert "name: Noa\n" in (await commands.of(intake, "card", client.short)).out
    assert new in (await commands.of(intake, "certify", client.short, answers=("yes",))).out
    shown = await commands.of(client, "me")
    assert fingerprint_in(shown.out) == new
    assert "certified: yes" in shown.out
    await write_card(commands, client, "Noa\x1b[2J Ann")
    assert "name: Noa [2J Ann\n" in (await commands.of(intake, "card", client.short)).out


async def write_card(commands: Commands, person: Sheet, name: str) -> None:
    """A contact card with a name and nothing else."""
    declined = [ContactField(field, Standing.DECLINED, "") for field in FIELD_NAMES[1:]]
    async with await Client.sign_in(commands.url, person.number, PASSWORD) as client:
        await keep_card(client, ContactFields((ContactField("name", Standing.GIVEN, name), *declined)))
