"""The second factor: asked for by a ticket once the first was right, and shown with it (protocol.md §1.1)."""

from dataclasses import dataclass

from server.errors import Refusal, RefusalCode
from server.identity import totp
from server.identity.ceremony import CHALLENGE_BYTES, Options, credential_id_of
from server.identity.failures import Way
from server.identity.passkeys import Passkey
from server.identity.rooms import Identity
from server.identity.standing import Standing, settled
from server.identity.tickets import Purpose, Ticket
from server.identity.trying import trying
from server.ids import AccountId
from server.sessions.device import Device
from server.storage.database import Connection


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Asked:
    """Right so far. `passkey` are WebAuthn's options, None where there is no passkey."""

    ticket: bytes
    totp: bool
    passkey: Options | None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Shown:
    """What is shown: a code or a passkey."""

    ticket: bytes
    totp: str | None
    passkey: Options | None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Passed:
    """Both were right: whose they are, on which device, and the passkey if it was one."""

    standing: Standing
    device: Device
    passkey: Passkey | None


async def ask(
    rooms: Identity, standing: Standing, lookup: bytes, purpose: Purpose, device: Device, network: str
) -> Asked:
    """Ask for the second factor of who has shown the first."""
    challenge = rooms.random(CHALLENGE_BYTES)
    ticket = Ticket(
        account=standing.account,
        lookup=lookup,
        password_version=standing.password_version,
        recovery_version=standing.recovery_version,
        challenge=challenge,
        device=device,
    )
    async with rooms.database.acquire() as connection:
        passkeys = await rooms.passkeys.of(connection, standing.account)
    allowed = [passkey.credential.id for passkey in passkeys]
    return Asked(
        ticket=await rooms.tickets.give(purpose, network, ticket),
        totp=_takes_codes(standing, purpose),
        passkey=rooms.ceremony.request_options(challenge, allowed) if allowed else None,
    )


async def check(rooms: Identity, purpose: Purpose, shown: Shown, network: str) -> Passed:
    """Check what is shown and use the ticket up. A Refusal `wrong_code` for everything that is not right; it counts as a failure."""
    ticket = await rooms.tickets.shown(purpose, network, shown.ticket)
    account = AccountId(ticket.account)
    way = Way.RECOVERY if purpose is Purpose.RECOVERY else Way.CODE
    async with trying(rooms, ticket.lookup, account, network, way) as attempt:
        attempt.undecided = way is Way.RECOVERY
        async with rooms.database.transaction() as connection:
            standing = await settled(connection, account)
            _check_unchanged(ticket, standing)
            passkey = None
            if shown.passkey is not None:
                passkey = await show_passkey(rooms, connection, shown.passkey, ticket.challenge, account)
            elif shown.totp is not None and _takes_codes(standing, purpose):
                await totp.use_code(connection, rooms.accounts, account, shown.totp, rooms.now())
            else:
                raise Refusal(RefusalCode.WRONG_CODE)
        await rooms.tickets.use(purpose, network, shown.ticket)
    return Passed(standing=standing, device=ticket.device, passkey=passkey)


async def show_passkey(
    rooms: Identity, connection: Connection, passkey: Options, challenge: bytes, account: AccountId | None
) -> Passkey:
    """The passkey that is shown, of this account or of any; a Refusal `wrong_code` for everything else."""
    kept = await rooms.passkeys.find(connection, credential_id_of(passkey))
    if kept is None or account not in {None, kept.account}:
        raise Refusal(RefusalCode.WRONG_CODE)
    count = rooms.ceremony.shown(passkey, challenge, kept.credential, kept.account)
    await rooms.passkeys.use(connection, kept, count, rooms.now())
    return kept


def _takes_codes(standing: Standing, purpose: Purpose) -> bool:
    """Who is held to a passkey signs in by it only: after a code there would be nothing to hand over (crypto.md §3.8)."""
    return standing.totp_set_at is not None and not (standing.held_to_passkey and purpose is Purpose.SIGN_IN)


def _check_unchanged(ticket: Ticket, standing: Standing) -> None:
    if (ticket.password_version, ticket.recovery_version) != (standing.password_version, standing.recovery_version):
        raise Refusal(RefusalCode.WRONG_CODE)
