"""A system of the practice that posts notices (crypto.md §11.4).

async with Service("https://therapy.example.org", token, "service.key") as service:
    await service.publish()
    await service.notify(account, "Your appointment is confirmed", "Friday at nine.")
"""

import asyncio
import base64
import os
import random
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from client_py import documents
from client_py.documents import Document, Octets, Person, Practice, Signed
from client_py.http import Address, Http
from client_py.line import now_ms
from client_py.notices import NoticeToPost
from client_py.reconnect import wait_before
from client_py.trust import Trust
from server.crypto.account import AccountKeys
from server.crypto.bundle import Bundle, make_bundle, verify_bundle
from server.crypto.checks import KEY_BYTES, drawn, exactly, same
from server.crypto.notice import MadeNotice, NoticeKind, NoticePurpose, make_notice
from server.crypto.notice_content import NoticeContent
from server.crypto.safety import fingerprint
from server.crypto.service import read_token
from server.errors import Refusal, RefusalCode
from server.ids import ID_BYTES, AccountId, NoticeId

PREFIX: Final = "/messaging/v1/service"
_TRIES: Final = 5


class Standing(Document, frozen=True, kw_only=True):
    """GET /messaging/v1/service."""

    account: Octets
    name: str
    kinds: list[str]
    expires_at: int
    person: Person | None


class Service:
    """A service account in use: its token, and its keys in a file that nobody else reads. Close it, or use it as a context manager."""

    def __init__(self, url: str, token: str, key_file: str | Path, *, via: Address | None = None) -> None:
        """`token` is the text that an owner was shown; the file is made at first use. ProofError for what is no token."""
        shown, fingerprint = read_token(token)
        self.http = Http(url, via, bearer=base64.urlsafe_b64encode(shown).rstrip(b"=").decode("ascii"))
        self.trust = Trust(fingerprint)
        self._key_file = Path(key_file)

    def __repr__(self) -> str:
        return "<Service>"

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.http.close()

    async def standing(self) -> Standing:
        """Whose token this is, until when, and how far its keys have come."""
        return await self.http.get(PREFIX, Standing)

    async def publish(self) -> bool:
        """Publish this system's keys, once; again is fine. Whether the practice has certified them: before that nothing is posted."""
        standing = await self.standing()
        if standing.person is not None:
            return standing.person.certificate is not None
        keys = await asyncio.to_thread(self._keys)
        bundle = make_bundle(keys, AccountId(bytes(standing.account)), now_ms())
        await self.http.tell(f"{PREFIX}/bundle", documents.BundleRequest(bundle=Signed.of(bundle)))
        return False

    async def fingerprint(self) -> str:
        """What intake compares before it certifies these keys (crypto.md §4.5)."""
        return fingerprint((await self._own()).hash)

    async def notify(self, account: AccountId | str, title: str, text: str, kind: str = "update") -> NoticeId:
        """Tell a client or a therapist something, by their pseudonym (bytes, or in hexadecimal): sealed and signed here.

        Refusals: `uncertified` before intake has certified this system, `not_for_you` for who is not there, `signed_out` when the token
        was revoked or is over, `too_fast`; ProofError when the practice does not prove whose keys these are.
        """
        recipient = await self._recipient(AccountId(bytes.fromhex(account)) if isinstance(account, str) else account)
        keys, own = await asyncio.to_thread(self._keys), await self._own()
        same(own.signing_public, keys.signing.public, "bad_key")
        purpose = NoticePurpose(notice_id=NoticeId(drawn(os.urandom, ID_BYTES)), kind=NoticeKind(kind))
        made = make_notice(keys.signing, own, recipient, purpose, NoticeContent(title, text), now_ms())
        await self._post(made)
        return purpose.notice_id

    async def _post(self, made: MadeNotice) -> None:
        """The same bytes until they are answered: what was kept is not kept twice."""
        notice = NoticeToPost(notice=Signed.of(made.signed), sealed=Octets(made.sealed))
        for attempt in range(_TRIES):
            try:
                return await self.http.tell(f"{PREFIX}/notices", notice)
            except Refusal as refusal:
                if refusal.code is not RefusalCode.TRY_AGAIN or attempt == _TRIES - 1:
                    raise
            await asyncio.sleep(wait_before(attempt, random.random()))  # noqa: S311 - spreads load, keeps no secret
        raise AssertionError  # the last try returns or raises

    async def _recipient(self, account: AccountId) -> Bundle:
        named = base64.urlsafe_b64encode(account).rstrip(b"=").decode("ascii")
        person = await self.http.get(f"{PREFIX}/people/{named}", Person)
        self.trust.take_practice(await self.http.get(f"{PREFIX}/practice", Practice))
        self.trust.take_people([person])
        return self.trust.person(account).bundle

    async def _own(self) -> Bundle:
        person = (await self.standing()).person
        if person is None:
            raise Refusal(RefusalCode.UNCERTIFIED)
        return verify_bundle(person.bundle.proof)

    def _keys(self) -> AccountKeys:
        """From the file, which is made at first use and readable by its owner only."""
        if not self._key_file.exists():
            descriptor = os.open(self._key_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(drawn(os.urandom, KEY_BYTES))
                file.flush()
                os.fsync(file.fileno())
        secret = self._key_file.read_bytes()
        exactly(KEY_BYTES, secret)
        return AccountKeys.from_secret(secret)
