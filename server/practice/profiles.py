"""Profiles (crypto.md §12.2): therapists write them, intake shows them to everyone."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from server.crypto.canonical import read
from server.crypto.checks import same
from server.crypto.hashing import sha256
from server.crypto.profile import Profile, verify_profile
from server.crypto.signing import SignedBody
from server.errors import ProofError, Refusal, RefusalCode
from server.ids import ID_BYTES, AccountId
from server.practice.people import certified_people
from server.practice.shut import check_open
from server.practice.signing_bundles import under_own_keys
from server.records.standing import standing
from server.sessions.sign_in_session import SignInSession
from server.storage.audit import Act, note
from server.storage.database import Connection, Row
from server.storage.queries import load

queries: Final = load(Path(__file__).with_name("profiles.sql"))

MAX_PHOTO_BYTES: Final = 49_152

_JPEG_BEGINS, _JPEG_ENDS = b"\xff\xd8\xff", b"\xff\xd9"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptProfile:
    """The newest version of a profile. `published`: it is this one that everyone sees; `shown`: the version that they see, if any."""

    account: AccountId
    version: int
    profile: SignedBody
    photo: bytes | None
    published: bool
    shown: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A profile in the directory. `photo` is the picture's id."""

    profile: Profile
    photo: bytes | None


async def keep(connection: Connection, caller: AccountId, signed: SignedBody, photo: bytes | None, now: int) -> None:
    """Keep the caller's next version; it waits until intake shows it. The newest again is fine.

    Refuses a version that is not one above (`conflict`), what the caller's keys did not sign, another picture than it names, and what is
    no picture (ProofError).
    """
    profile = await under_own_keys(connection, caller, lambda bundle: verify_profile(signed, bundle))
    _check_photo(profile, photo)
    newest = await newest_of(connection, caller)
    if newest is not None and newest.profile.body == signed.body:
        return
    photo_id = None if photo is None else profile.photo_hash[:ID_BYTES]
    kept = await connection.fetchval(
        queries.insert_profile, caller, profile.version, signed.body, signed.signature, photo_id, photo, now
    )
    if kept is None:
        raise Refusal(RefusalCode.CONFLICT)
    await connection.execute(queries.drop_unpublished, caller, profile.version)


async def newest_of(connection: Connection, account: AccountId) -> KeptProfile | None:
    """An account's newest version."""
    row = await connection.fetchrow(queries.newest_profile, account)
    return None if row is None else _kept(row)


async def newest_profiles(connection: Connection) -> list[KeptProfile]:
    """Everyone's newest version, by account."""
    return [_kept(row) for row in await connection.fetch(queries.newest_profiles)]


async def publish(
    connection: Connection, caller: SignInSession, account: AccountId, version: int, *, published: bool, now: int
) -> None:
    """Show this version to everyone in the place of any other, or show none.

    Refuses profiles that are not there (`not_for_you`), a version that has a newer one (`conflict`), therapists who are not certified
    (`uncertified`), and to show whose account is shut (`deactivated`).
    """
    newest = await newest_of(connection, account)
    if newest is None:
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    if published:
        await check_open(connection, account)
    await connection.execute(queries.unpublish, account)
    if published:
        if not await certified_people(connection, [account]):
            raise Refusal(RefusalCode.UNCERTIFIED)
        if await connection.fetchval(queries.publish, account, version) is None:
            raise Refusal(RefusalCode.CONFLICT)
    await note(connection, Act.PROFILE_PUBLISHED, caller.account, now, subject=account, detail=newest.profile.hash)


async def directory(connection: Connection) -> list[Shown]:
    """What everyone sees: of who is suspended, nothing."""
    stands = await standing(connection)
    return [
        Shown(profile=read(Profile, row["body"]), photo=row["photo_id"])
        for row in await connection.fetch(queries.published_profiles)
        if row["account"] not in stands or not stands[row["account"]].suspended
    ]


async def hide(connection: Connection, account: AccountId) -> None:
    """Show nothing of this therapist any more: their account was shut. Intake may publish them again once it is bound anew."""
    await connection.execute(queries.unpublish, account)


async def photo_shown(connection: Connection, photo_id: bytes) -> bytes:
    """A picture of the directory; `not_for_you` when there is none such."""
    if photo_id not in [each.photo for each in await directory(connection)]:
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    photo: bytes | None = await connection.fetchval(queries.published_photo, photo_id)
    if photo is None:
        raise Refusal(RefusalCode.NOT_FOR_YOU)
    return photo


def _check_photo(profile: Profile, photo: bytes | None) -> None:
    """It came with the profile, and says of itself that it is a JPEG. The browser drew it anew; whoever shows it decodes it as a picture or not at all."""
    same(sha256(photo) if photo is not None else b"", profile.photo_hash, "wrong_photo")
    if photo is not None and not (photo.startswith(_JPEG_BEGINS) and photo.endswith(_JPEG_ENDS)):
        raise ProofError("wrong_photo")


def _kept(row: Row) -> KeptProfile:
    return KeptProfile(
        account=AccountId(row["account"]),
        version=row["version"],
        profile=SignedBody(row["body"], row["signature"]),
        photo=row["photo"],
        published=row["published"],
        shown=row["shown"],
    )
