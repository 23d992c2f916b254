"""One's own account: the first sign-in, and what of it others compare."""

import asyncio

from client_py import identity
from client_py.account import password_keys
from client_py.ceremony.desk import Desk
from client_py.ceremony.key_life import confirm_new_totp
from client_py.ceremony.passwords import new_password
from client_py.ceremony.terminal import CeremonyError, Terminal
from client_py.ceremony.writing import short
from client_py.client import Client
from client_py.documents import Person
from server.crypto.activation import read
from server.crypto.bundle import Bundle, verify_bundle
from server.crypto.safety import fingerprint
from server.errors import ProofError, Refusal, RefusalCode
from server.roles import Role


async def activate(desk: Desk) -> None:
    """Makes an issued account's keys here, under a new password."""
    number = desk.ask_number()
    text = desk.terminal.ask("activation text")
    _check_activation(text)
    keys = await asyncio.to_thread(password_keys, number, new_password(desk.terminal, number))
    try:
        client = await Client.activate_with(desk.url, number, text, keys)
    except Refusal as refusal:
        if refusal.code is RefusalCode.WRONG_CREDENTIALS:
            raise CeremonyError(
                "The number and the activation text do not belong together, or the activation was used already."
            ) from None
        raise
    try:
        if client.second_factor == identity.MISSING:
            await confirm_new_totp(desk.terminal, client, number, keys)
        _show(client, await client.own_person(), desk.terminal)
        await client.sign_out()
    finally:
        await client.close()


async def show_own(desk: Desk) -> None:
    """One's own account, role and fingerprint, as the service shows them to others, after they were found to be right."""
    async with desk.signed_in() as client:
        _show(client, await client.own_person(), desk.terminal)


def _show(client: Client, person: Person, terminal: Terminal) -> None:
    bundle = _own_bundle(client, person)
    terminal.say(f"account: {short(bundle.account)}")
    terminal.say(f"role: {_role(client.account.role)}")
    terminal.say(f"fingerprint: {fingerprint(bundle.hash)}")
    terminal.say(f"root: {fingerprint(client.account.vault.root_fingerprint)}")
    terminal.say(
        "certified: yes" if person.certificate else "certified: not yet; read the fingerprint to whoever certifies"
    )


def _role(word: str) -> Role:
    try:
        return Role(word)
    except ValueError:
        raise CeremonyError("The service gives this account a role that there is not: call whoever runs it.") from None


def _own_bundle(client: Client, person: Person) -> Bundle:
    bundle = verify_bundle(person.bundle.proof)
    keys = client.account.keys
    if bundle.account != client.account.identity or bundle.signing_public != keys.signing.public:
        raise CeremonyError("The service shows other keys for this account than its own: call whoever runs it.")
    return bundle


def _check_activation(text: str) -> None:
    try:
        read(text)
    except ProofError:
        raise CeremonyError("This is not an activation text: please copy all thirteen groups from the sheet.") from None
