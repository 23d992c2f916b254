"""Profiles and the directory (crypto.md §12.2, protocol.md §1.6): written by therapists, shown by intake, read by everyone."""

import hashlib
import os
from base64 import urlsafe_b64encode
from typing import Any

import httpx
import pytest

from server.crypto.profile import Profile, make_profile
from server.crypto.staff_act import ActWord
from server.practice.profiles import hide
from server.roles import Role
from tests.integration.house import Someone, activate, now_ms, pair, post
from tests.integration.practice.staff import Staffed, vouch
from tests.integration.practice.test_suspension import act

PROFILE, PUBLISH = "/messaging/v1/profile", "/messaging/v1/profiles/publish"
DIRECTORY = "/messaging/v1/directory"
PHOTO = b"\xff\xd8\xff\xe0" + b"picture" * 100 + b"\xff\xd9"


def made(therapist: Someone, version: int, photo: bytes | None = PHOTO, **changed: Any) -> dict[str, Any]:
    """A profile on the wire."""
    profile = Profile(
        account=changed.get("account", therapist.account),
        version=version,
        name=f"Dr Ada, version {version}",
        credentials="PhD",
        approaches=("grief",),
        languages=("en", "de-AT"),
        about="I listen.",
        photo_hash=b"" if photo is None else hashlib.sha256(changed.get("hashed", photo)).digest(),
        made_at=now_ms(),
    )
    return {"profile": pair(make_profile(therapist.keys.signing, profile)), "photo": photo}


async def send(therapist: Someone, version: int, **changed: Any) -> int:
    """Write a version; the status."""
    return (await post(therapist.browser, PROFILE, made(therapist, version, **changed))).status_code


async def publish(someone: Someone, therapist: Someone, version: int, published: bool = True) -> httpx.Response:
    """Show a version, or none."""
    body = {"account": bytes(therapist.account), "version": version, "published": published}
    return await post(someone.browser, PUBLISH, body)


async def shown(staffed: Staffed) -> list[dict[str, Any]]:
    """What a stranger reads."""
    async with staffed.home.visitor() as stranger:
        therapists: list[dict[str, Any]] = (await stranger.get(DIRECTORY)).json()["therapists"]
        return therapists


async def test_a_profile_is_seen_once_intake_shows_it(staffed: Staffed) -> None:
    """By strangers, with its picture; a newer version waits while the older one stays; shown no more, it is gone with its picture."""
    therapist, intake = staffed.therapist, staffed.intake
    assert (await therapist.browser.get(PROFILE)).json()["version"] == 0
    assert await send(therapist, 1) == 204
    assert await shown(staffed) == []
    assert (await publish(intake, therapist, 1)).status_code == 204
    (entry,) = await shown(staffed)
    assert (entry["name"], entry["approaches"], entry["languages"]) == ("Dr Ada, version 1", ["grief"], ["en", "de-AT"])
    async with staffed.home.visitor() as stranger:
        picture = await stranger.get(f"{DIRECTORY}/photo/{entry['photo']}")
    assert (picture.content, picture.headers["content-type"]) == (PHOTO, "image/jpeg")
    assert await send(therapist, 2, photo=None) == 204
    assert [each["name"] for each in await shown(staffed)] == ["Dr Ada, version 1"]
    own = (await therapist.browser.get(PROFILE)).json()
    assert (own["version"], own["published"], own["shown"]) == (2, False, 1)
    assert (await publish(intake, therapist, 2)).status_code == 204
    assert [(each["name"], each["photo"]) for each in await shown(staffed)] == [("Dr Ada, version 2", None)]
    assert (await publish(intake, therapist, 2, published=False)).status_code == 204
    assert await shown(staffed) == []
    async with staffed.home.visitor() as stranger:
        assert (await stranger.get(f"{DIRECTORY}/photo/{entry['photo']}")).status_code == 404


async def test_versions_follow_each_other(staffed: Staffed) -> None:
    """One above the newest; the newest again with the same bytes is fine; an older one is shown by nobody."""
    therapist = staffed.therapist
    assert await send(therapist, 2) == 409
    body = made(therapist, 1)
    for _ in range(2):
        assert (await post(therapist.browser, PROFILE, body)).status_code == 204
    assert await send(therapist, 1, photo=None) == 409
    assert await send(therapist, 2) == 204
    assert (await publish(staffed.intake, therapist, 1)).status_code == 409
    assert await shown(staffed) == []


async def test_nobody_but_therapists_write_and_nobody_but_intake_shows(staffed: Staffed) -> None:
    """Everyone else is told that there is nothing here, as for a profile that does not exist."""
    for someone in (staffed.client, staffed.intake, staffed.owner):
        assert await send(someone, 1) == 404
    assert await send(staffed.therapist, 1) == 204
    for someone in (staffed.client, staffed.therapist, staffed.owner):
        assert (await publish(someone, staffed.therapist, 1)).status_code == 404
        assert (await someone.browser.get("/messaging/v1/profiles")).status_code == 404
    assert (await publish(staffed.intake, staffed.client, 1)).status_code == 404


async def test_nobody_uncertified_is_shown(staffed: Staffed) -> None:
    """Whoever waits for a certificate may write, and waits with it."""
    newcomer = await activate(staffed.home, Role.THERAPIST)
    await newcomer.post_bundle()
    assert await send(newcomer, 1) == 204
    assert (await publish(staffed.intake, newcomer, 1)).status_code == 403
    assert (await vouch(staffed.intake, staffed.certifier, newcomer)).status_code == 204
    assert (await publish(staffed.intake, newcomer, 1)).status_code == 204


async def test_a_profile_proves_what_it_claims(staffed: Staffed) -> None:
    """Of another account, with another picture than it names, with what is no picture: refused, nothing kept."""
    therapist = staffed.therapist
    assert await send(therapist, 1, account=staffed.client.account) == 422
    assert await send(therapist, 1, hashed=b"another") == 422
    assert await send(therapist, 1, photo=b"<svg onload=alert(1)>") == 422
    forged = made(therapist, 1)
    forged["profile"]["signature"] = os.urandom(64)
    assert (await post(therapist.browser, PROFILE, forged)).status_code == 422
    assert (await therapist.browser.get(PROFILE)).json()["version"] == 0


@pytest.mark.parametrize(("length", "status"), [(49_152, 204), (49_153, 400)])
async def test_a_picture_has_its_bounds(staffed: Staffed, length: int, status: int) -> None:
    """At most 48 KiB."""
    photo = b"\xff\xd8\xff" + bytes(length - 5) + b"\xff\xd9"
    assert await send(staffed.therapist, 1, photo=photo) == status


async def test_a_wish_names_somebody_of_the_directory(staffed: Staffed) -> None:
    """The queue shows it; nobody who is not shown can be wished for; it can be taken back."""
    client, therapist, path = staffed.client, staffed.therapist, "/messaging/v1/wish"
    body = {"therapist": bytes(therapist.account)}
    assert (await post(client.browser, path, body)).status_code == 404
    assert await send(therapist, 1) == 204
    assert (await publish(staffed.intake, therapist, 1)).status_code == 204
    assert (await post(client.browser, path, body)).status_code == 204
    wished = urlsafe_b64encode(therapist.account).rstrip(b"=").decode()
    assert (await client.browser.get(path)).json() == {"therapist": wished}
    queue = (await staffed.intake.browser.get("/messaging/v1/queue")).json()
    assert [row["wish"] for row in queue] == [wished]
    assert (await post(client.browser, path, {"therapist": None})).status_code == 204
    assert (await client.browser.get(path)).json() == {"therapist": None}
    assert (await post(therapist.browser, path, body)).status_code == 404


async def test_who_may_not_work_is_not_in_the_directory(staffed: Staffed) -> None:
    """Suspended, they are gone with their picture, and back when reinstated; whose account was shut is gone until intake shows them again."""
    therapist = await activate(staffed.home, Role.THERAPIST)
    await therapist.post_bundle()
    assert (await vouch(staffed.intake, staffed.certifier, therapist)).status_code == 204
    assert await send(therapist, 1) == 204
    assert (await publish(staffed.intake, therapist, 1)).status_code == 204
    account = urlsafe_b64encode(therapist.account).rstrip(b"=").decode()

    async def listed() -> list[str]:
        return [each["photo"] for each in await shown(staffed) if each["therapist"] == account]

    [photo] = await listed()
    assert (await act(staffed.intake, therapist)).status_code == 204
    assert await listed() == []
    async with staffed.home.visitor() as stranger:
        assert (await stranger.get(f"{DIRECTORY}/photo/{photo}")).status_code == 404
    assert (await act(staffed.intake, therapist, ActWord.REINSTATE)).status_code == 204
    assert await listed() == [photo]
    async with staffed.home.messaging_database.transaction() as connection:
        await hide(connection, therapist.account)
    assert await listed() == []
