"""What opens an account, and how its holder replaces it (crypto.md §3.5, §3.9; protocol.md §1.1).

Every change asks for the password again and ends all other sign-in sessions but that of a new recovery code.
"""

import os

from client_py import identity
from client_py.account import PasswordKeys
from client_py.client import Client
from client_py.documents import Octets
from client_py.second_factor import TotpSecret
from server.crypto.account import wrap_predecessor
from server.crypto.checks import Random, drawn
from server.crypto.recovery import RECOVERY_CODE_BYTES, recovery_authentication_key, recovery_text

_PREFIX = identity.PREFIX


def step_up(number: str, keys: PasswordKeys) -> identity.StepUp:
    """The password, shown again."""
    return identity.StepUp(number=number, authentication_key=Octets(keys.authentication))


async def kept(client: Client) -> identity.Credentials:
    """How often password and recovery code were set, and the generation of the keys."""
    return await client.http.get(f"{_PREFIX}/credentials", identity.Credentials)


async def change_password(
    client: Client, number: str, held: PasswordKeys, new: PasswordKeys, random: Random = os.urandom
) -> None:
    """`new` in the place of `held`; `Refusal`(conflict) when it was changed elsewhere meanwhile."""
    version = (await kept(client)).password.version + 1
    change = identity.PasswordChange(
        step_up=step_up(number, held),
        authentication_key=Octets(new.authentication),
        wrap=Octets(client.account.wrapped(new, version, random)),
        version=version,
    )
    await client.http.tell(f"{_PREFIX}/password", change)


async def make_recovery_code(client: Client, number: str, held: PasswordKeys, random: Random = os.urandom) -> str:
    """The text of a new recovery code, to be printed and kept; the one before is good no more."""
    version = _next_code(await kept(client))
    code = drawn(random, RECOVERY_CODE_BYTES)
    change = identity.RecoveryCodeChange(
        step_up=step_up(number, held),
        recovery_key=Octets(recovery_authentication_key(code)),
        wrap=Octets(client.account.recovery_wrapped(code, version, random)),
        version=version,
    )
    await client.http.tell(f"{_PREFIX}/recovery-code", change)
    return recovery_text(code)


async def rotate(client: Client, number: str, held: PasswordKeys, random: Random = os.urandom) -> str:
    """New keys for the account, which keeps all its old ones; the text of the recovery code that belongs to them (crypto.md §2).

    The practice has to certify them like the first; until then everything goes on under the keys before them.
    """
    text = await replace_secret(client, number, held, random)
    await client.publish_successors()
    return text


async def replace_secret(client: Client, number: str, held: PasswordKeys, random: Random = os.urandom) -> str:
    """The half of a rotation that the identity side commits; whatever happens then, the next sign-in does the other (crypto.md §3.9)."""
    before, now = await kept(client), client.account.rotated(random)
    version, recovery_version, generation = before.password.version + 1, _next_code(before), now.ring.generation
    code, old = drawn(random, RECOVERY_CODE_BYTES), client.account.vault.secret
    rotation = identity.Rotation(
        step_up=step_up(number, held),
        generation=generation,
        predecessor=Octets(wrap_predecessor(now.vault.secret, old, now.identity, generation, random)),
        authentication_key=Octets(held.authentication),
        wrap=Octets(now.wrapped(held, version, random)),
        version=version,
        recovery_key=Octets(recovery_authentication_key(code)),
        recovery_wrap=Octets(now.recovery_wrapped(code, recovery_version, random)),
        recovery_version=recovery_version,
    )
    await client.http.tell(f"{_PREFIX}/rotation", rotation)
    client.account = now
    return recovery_text(code)


async def new_totp(client: Client, number: str, held: PasswordKeys) -> TotpSecret:
    """A secret for an authenticator; it is asked for from `confirm_totp` on."""
    request = identity.SteppedUp(step_up=step_up(number, held))
    return TotpSecret(bytes((await client.http.post(f"{_PREFIX}/totp", request, identity.TotpAnswer)).secret))


async def confirm_totp(client: Client, code: str) -> None:
    """The authenticator shows the right codes; `Refusal`(wrong_code) when it does not."""
    await client.http.tell(f"{_PREFIX}/totp/confirm", identity.TotpConfirmation(code=code))
    client.second_factor = identity.PRESENT


async def remove_totp(client: Client, number: str, held: PasswordKeys) -> None:
    """No codes any more; `Refusal`(conflict) for staff who have no other second factor."""
    await client.http.tell(f"{_PREFIX}/totp/remove", identity.SteppedUp(step_up=step_up(number, held)))
    client.second_factor = identity.NONE


def _next_code(before: identity.Credentials) -> int:
    return 1 if before.recovery is None else before.recovery.version + 1
