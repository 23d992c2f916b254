"""Back into an account whose password is gone, by its recovery code (crypto.md §3.5, protocol.md §1.1)."""

import os

from client_py import identity
from client_py.account import Account, PasswordKeys
from client_py.client import Client
from client_py.documents import Octets
from client_py.http import Address, Http, SecondFactorAsked
from client_py.second_factor import Codes, show
from server.crypto.checks import Random, drawn
from server.crypto.recovery import RECOVERY_CODE_BYTES, read_recovery_text, recovery_authentication_key, recovery_text
from server.ids import AccountId

_PATH = f"{identity.PREFIX}/recovery"


async def recover(
    url: str,
    number: str,
    text: str,
    new: PasswordKeys,
    codes: Codes = (),
    via: Address | None = None,
    random: Random = os.urandom,
) -> tuple[Client, str]:
    """The account, signed in under a new password, and the text of the recovery code that takes the place of the one used.

    ProofError("wrong_check") and others before anything is sent when `text` has a slip; all other sign-in sessions end.
    """
    code = read_recovery_text(text)
    http = Http(url, via)
    try:
        opened = await _opened(http, number, code, codes)
        holder, predecessors = AccountId(bytes(opened.account)), identity.earlier_secrets(opened.predecessors)
        wrapped, version = bytes(opened.wrap), opened.versions.recovery
        account = Account.recovered(holder, opened.role, wrapped, version, code, predecessors)
        next_code = drawn(random, RECOVERY_CODE_BYTES)
        completion = _completion(opened, account, new, next_code, random)
        answer = await http.post(f"{_PATH}/complete", completion, identity.SignedIn)
        client = Client(http, account)
        client.second_factor = answer.second_factor
        await client.publish_successors()
    except BaseException:
        await http.close()
        raise
    return client, recovery_text(next_code)


async def _opened(http: Http, number: str, code: bytes, codes: Codes) -> identity.RecoveryAnswer:
    request = identity.RecoveryRequest(number=number, recovery_key=Octets(recovery_authentication_key(code)))
    try:
        return await http.post(_PATH, request, identity.RecoveryAnswer)
    except SecondFactorAsked as asked:
        return await show(http, f"{_PATH}/second", asked, codes, identity.RecoveryAnswer)


def _completion(
    opened: identity.RecoveryAnswer, account: Account, new: PasswordKeys, code: bytes, random: Random
) -> identity.RecoveryCompletion:
    password, recovery = opened.versions.password + 1, opened.versions.recovery + 1
    return identity.RecoveryCompletion(
        ticket=opened.ticket,
        authentication_key=Octets(new.authentication),
        wrap=Octets(account.wrapped(new, password, random)),
        recovery_key=Octets(recovery_authentication_key(code)),
        recovery_wrap=Octets(account.recovery_wrapped(code, recovery, random)),
    )
