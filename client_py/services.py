"""Service accounts from an owner's session (crypto.md §11.4): made, and revoked."""

import os
from collections.abc import Sequence
from typing import Final

from client_py.client import Client
from client_py.documents import Document, Octets, Signed
from client_py.line import now_ms
from server.crypto.bundle import verify_bundle
from server.crypto.checks import KEY_BYTES, drawn
from server.crypto.notice import NoticeKind
from server.crypto.service import Service, make_service, token_hash, write_token
from server.ids import ID_BYTES, AccountId

PATH: Final = "/messaging/v1/services"
DAY_MS: Final = 24 * 60 * 60_000


class Revoked(Document, frozen=True, kw_only=True):
    """POST /messaging/v1/services/revoke."""

    account: Octets


async def add_service(owner: Client, name: str, kinds: Sequence[NoticeKind], days: int) -> tuple[AccountId, str]:
    """A new service account: whose it is, and its token's text, which nobody can show again."""
    bundle = verify_bundle((await owner.own_person()).bundle.proof)
    token, now = drawn(os.urandom, KEY_BYTES), now_ms()
    service = Service(
        owner.account.identity,
        bundle.hash,
        AccountId(drawn(os.urandom, ID_BYTES)),
        name,
        tuple(sorted(kinds)),
        token_hash(token),
        now + days * DAY_MS,
        now,
    )
    await owner.http.tell(PATH, Signed.of(make_service(owner.account.keys_of(bundle).signing, service)))
    return service.account, write_token(token, owner.account.vault.root_fingerprint)


async def revoke_service(owner: Client, account: AccountId) -> None:
    """Its token opens nothing any more."""
    await owner.http.tell(f"{PATH}/revoke", Revoked(account=Octets(account)))
