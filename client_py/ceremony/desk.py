"""Where a command's person signs in: the service's address, their number, the terminal they sit at."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from client_py.account import PasswordKeys, password_keys
from client_py.ceremony.terminal import CeremonyError, Terminal
from client_py.client import Client
from client_py.second_factor import TotpSecret
from server.crypto.number import check
from server.errors import ProofError, Refusal
from server.roles import Role

_CODE_TRIES: Final = 3


@dataclass(frozen=True, slots=True, repr=False)
class Held:
    """A sign-in session, and what opened it: changes of credentials show it once more."""

    client: Client
    number: str
    keys: PasswordKeys


@dataclass(frozen=True, slots=True, repr=False)
class Desk:
    """One command's sign-in. The number is asked for when it was not given; the password always; a code when the account asks for one.

    Codes come from `totp_secret`, a file, or from whoever sits here.
    """

    url: str
    number: str | None
    terminal: Terminal
    totp_secret: Path | None = None

    def ask_number(self) -> str:
        """The number, without spaces; CeremonyError when it cannot be one."""
        number = "".join((self.number or self.terminal.ask("number")).split())
        try:
            check(number)
        except ProofError:
            raise CeremonyError("This is not an identification number: please look at its ten digits again.") from None
        return number

    def codes(self) -> Iterator[str]:
        """What to show as a second factor."""
        if self.totp_secret is not None:
            return read_totp_secret(self.totp_secret).codes(time.time())
        return (self.terminal.ask("code of the authenticator") for _ in range(_CODE_TRIES))

    @asynccontextmanager
    async def signed_in(self, *roles: Role) -> AsyncIterator[Client]:
        """A sign-in session of one of these roles (any, when none is named), signed out at the end of the block."""
        async with self.opened() as held:
            if roles and held.client.account.role not in roles:
                wanted = " or ".join(roles)
                raise CeremonyError(f"This needs an account whose role is {wanted}, and this one has another.")
            yield held.client

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[Held]:
        """A sign-in session of any role, signed out at the end of the block, with what opened it."""
        number, codes = self.ask_number(), self.codes()
        keys = await asyncio.to_thread(password_keys, number, self.terminal.secret("password"))
        client = await Client.sign_in_with(self.url, number, keys, codes=codes)
        try:
            yield Held(client, number, keys)
        finally:
            with suppress(Refusal):  # what was done is done; the sign-in session expires by itself
                await client.sign_out()
            await client.close()


def read_totp_secret(path: Path) -> TotpSecret:
    """An authenticator's secret from a file; CeremonyError when it cannot be read or holds none."""
    try:
        return TotpSecret.read(path)
    except OSError as error:
        raise CeremonyError(f"{path} cannot be read: {error.strerror}.") from None
    except ProofError:
        raise CeremonyError(f"{path} does not hold an authenticator's secret.") from None
