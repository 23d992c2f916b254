"""Profiles (crypto.md §12.2): a therapist writes one, intake shows it to everyone."""

from collections.abc import Sequence
from typing import Final

from client_py.client import Client
from client_py.documents import Document, Octets, Signed
from client_py.line import now_ms
from server.crypto.profile import Profile, make_profile
from server.ids import AccountId

PATH: Final = "/messaging/v1/profile"


class ProfileToKeep(Document, frozen=True, kw_only=True):
    """POST /messaging/v1/profile."""

    profile: Signed
    photo: Octets | None


class Kept(Document, frozen=True, kw_only=True):
    """GET /messaging/v1/profile; version 0 before the first."""

    version: int


class Publishing(Document, frozen=True, kw_only=True):
    """POST /messaging/v1/profiles/publish."""

    account: Octets
    version: int
    published: bool


async def keep_profile(
    therapist: Client, name: str, *, credentials: str, approaches: Sequence[str], languages: Sequence[str], about: str
) -> int:
    """The next version of the account's own profile, without a picture; it waits until intake shows it. Gives the version."""
    version = (await therapist.http.get(PATH, Kept)).version + 1
    account = therapist.account
    profile = Profile(
        account.identity, version, name, credentials, tuple(approaches), tuple(languages), about, b"", now_ms()
    )
    signed = make_profile(account.keys.signing, profile)
    await therapist.http.tell(PATH, ProfileToKeep(profile=Signed.of(signed), photo=None))
    return version


async def publish(intake: Client, therapist: AccountId, version: int, *, published: bool = True) -> None:
    """Shows a version to everyone, or none."""
    request = Publishing(account=Octets(therapist), version=version, published=published)
    await intake.http.tell("/messaging/v1/profiles/publish", request)
