"""Where a command's person signs in: the service's address, their number, the terminal they sit at."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from client_py.ceremony.terminal import CeremonyError, Terminal
from client_py.client import Client
from server.crypto.number import check
from server.errors import ProofError, Refusal
from server.roles import Role


@dataclass(frozen=True, slots=True, repr=False)
class Desk:
    """One command's sign-in. The number is asked for when it was not given; the password always."""

    url: str
    number: str | None
    terminal: Terminal

    def ask_number(self) -> str:
        """The number, without spaces; CeremonyError when it cannot be one."""
        number = "".join((self.number or self.terminal.ask("number")).split())
        try:
            check(number)
        except ProofError:
            raise CeremonyError("This is not an identification number: please look at its ten digits again.") from None
        return number

    @asynccontextmanager
    async def signed_in(self, *roles: Role) -> AsyncIterator[Client]:
        """A sign-in session of one of these roles (any, when none is named), signed out at the end of the block."""
        number = self.ask_number()
        client = await Client.sign_in(self.url, number, self.terminal.secret("password"))
        try:
            if roles and client.account.role not in roles:
                wanted = " or ".join(roles)
                raise CeremonyError(f"This needs an account whose role is {wanted}, and this one has another.")
            yield client
        finally:
            with suppress(Refusal):  # what was done is done; the sign-in session expires by itself
                await client.sign_out()
            await client.close()
