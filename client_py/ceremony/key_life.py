"""What opens one's account: second factor, password, recovery code, new keys (crypto.md §2, §3.5, §3.9)."""

import asyncio

from client_py import credentials
from client_py.account import SERVICE, PasswordKeys, password_keys
from client_py.ceremony.desk import Desk
from client_py.ceremony.passwords import new_password
from client_py.ceremony.terminal import CeremonyError, Terminal
from client_py.client import Client
from client_py.recovering import recover
from server.crypto.bundle import verify_bundle
from server.crypto.recovery import read_recovery_text
from server.crypto.safety import fingerprint
from server.errors import ProofError, Refusal, RefusalCode


async def set_up_second_factor(desk: Desk) -> None:
    """Shows a secret for an authenticator, and puts it in force when the first code is right."""
    async with desk.opened() as held:
        await confirm_new_totp(desk.terminal, held.client, held.number, held.keys)


async def confirm_new_totp(terminal: Terminal, client: Client, number: str, keys: PasswordKeys) -> None:
    """The same for who has signed in already."""
    secret = await credentials.new_totp(client, number, keys)
    terminal.say(f"secret: {secret.text}")
    terminal.say(f"uri: {secret.uri(number, SERVICE)}")
    code = terminal.ask("code that the authenticator shows now")
    try:
        await credentials.confirm_totp(client, code)
    except Refusal as refusal:
        # Of a code that took longer than five minutes the service says that everything has to be shown anew.
        if refusal.code in {RefusalCode.WRONG_CODE, RefusalCode.WRONG_CREDENTIALS, RefusalCode.MALFORMED}:
            raise CeremonyError(
                "The code was not right, and nothing has changed: check the clock, and begin again."
            ) from None
        raise
    terminal.say("second factor: from now on every sign-in asks for a code")


async def change_password(desk: Desk) -> None:
    """A new password; whoever is signed in elsewhere is signed out."""
    async with desk.opened() as held:
        password = new_password(desk.terminal, held.number)
        new = await asyncio.to_thread(password_keys, held.number, password)
        await credentials.change_password(held.client, held.number, held.keys, new)
        desk.terminal.say("password: changed; all other sign-ins have ended")


async def make_recovery_code(desk: Desk) -> None:
    """A new recovery code, shown once."""
    async with desk.opened() as held:
        show_code(desk.terminal, await credentials.make_recovery_code(held.client, held.number, held.keys))


async def recover_account(desk: Desk) -> None:
    """Back in by the recovery code, under a new password."""
    number = desk.ask_number()
    text = desk.terminal.ask("recovery code")
    _check_text(text)
    password = new_password(desk.terminal, number)
    keys = await asyncio.to_thread(password_keys, number, password)
    try:
        client, code = await recover(desk.url, number, text, keys, desk.codes())
    except Refusal as refusal:
        if refusal.code is RefusalCode.WRONG_CREDENTIALS:
            raise CeremonyError(
                "The number and the recovery code do not belong together, or a newer code was made."
            ) from None
        raise
    try:
        show_code(desk.terminal, code)
        await client.sign_out()
    finally:
        await client.close()


async def rotate_keys(desk: Desk) -> None:
    """New keys, which the practice has to certify; nothing that was read before is lost."""
    async with desk.opened() as held:
        if not desk.terminal.agreed("Make new keys, end all other sign-ins, and replace the recovery code?"):
            raise CeremonyError("Nothing was changed.")
        show_code(desk.terminal, await credentials.rotate(held.client, held.number, held.keys))
        bundle = verify_bundle((await held.client.own_person()).bundle.proof)
        desk.terminal.say(f"fingerprint: {fingerprint(bundle.hash)}")
        desk.terminal.say("certified: not yet; read the fingerprint to whoever certifies")


def show_code(terminal: Terminal, text: str) -> None:
    """The code, and that it is shown once."""
    terminal.say(f"recovery code: {text}")
    terminal.say("Write it down or print it now: it is not shown again, and any code before it is good no more.")


def _check_text(text: str) -> None:
    try:
        read_recovery_text(text)
    except ProofError:
        raise CeremonyError(
            "This is not a recovery code: please copy all nine groups from the sheet once more."
        ) from None
