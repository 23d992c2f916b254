"""A practice's other systems, as docs/operations.md §16 tells their keepers (crypto.md §11.4)."""

import ast
import inspect
import os
import re
from collections.abc import Awaitable
from pathlib import Path
from typing import Any

import pytest

from client_py import practice
from client_py.client import Client
from client_py.documents import Document, Octets, Signed
from client_py.service import Service
from client_py.services import add_service, revoke_service
from server.crypto.canonical import read
from server.crypto.notice import Notice, NoticeKind, open_notice
from server.errors import Refusal, RefusalCode
from tests.acceptance.house import House
from tests.acceptance.raw import raw
from tests.acceptance.service import Running
from tests.acceptance.test_unread import counted

MANUAL = Path(__file__).resolve().parents[2] / "docs" / "operations.md"


class Read(Document, frozen=True, kw_only=True):
    """A notice in its recipient's mailbox."""

    notice: Signed
    sealed: Octets


class Page(Document, frozen=True, kw_only=True):
    """GET /messaging/v1/notices."""

    notices: list[Read]


def five_lines() -> str:
    """The example of the manual, as it stands there."""
    found = re.search(r"## 16\. .*?```python\n(.*?)```", MANUAL.read_text(), re.DOTALL)
    assert found is not None
    assert len(found[1].splitlines()) == 5
    return found[1]


async def run(text: str, **names: str) -> None:
    """Exactly these lines, with these words for what differs from practice to practice."""
    code = compile(text, os.fspath(MANUAL), "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    said: Any = eval(code, dict(names))  # noqa: S307 - the manual's own lines
    assert inspect.isawaitable(said)
    awaited: Awaitable[None] = said
    await awaited


async def newest(reader: Client) -> tuple[str, str]:
    """What the newest notice says, to whom it is for."""
    shown = (await reader.http.get("/messaging/v1/notices", Page)).notices[0]
    person = await reader.own_person()
    keys = reader.account.keys_of(reader.trust.person(reader.account.identity).bundle)
    assert person.certificate is not None
    notice = shown.notice.proof
    content = open_notice(keys.sealing, read(Notice, notice.body), bytes(shown.sealed))
    return content.title, content.text


async def test_the_five_lines_of_the_manual_tell_somebody_something(
    running: Running, house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Uncertified they are refused; certified they ring on every open page, in another process too; revoked they are refused there at once."""
    monkeypatch.chdir(tmp_path)
    reader = house.pairs[1].client
    async with (
        running.another() as other,
        await house.owner.sign_in(running.url) as owner,
        await house.intake.sign_in(running.url) as staff,
        await reader.sign_in(other.origin) as there,
        raw(there) as page,
    ):
        account, token = await add_service(owner, "Appointments", [NoticeKind.UPDATE], 30)
        names = {"URL": running.url, "TOKEN": token, "ACCOUNT": reader.account.hex()}
        with pytest.raises(Refusal) as refused:
            await run(five_lines(), **names)
        assert refused.value.code is RefusalCode.UNCERTIFIED
        await practice.certify_everybody(staff)
        await counted(page, 0)
        await run(five_lines(), **names)
        await counted(page, 1)
        await there.practice()
        there.trust.take_people([await there.own_person()])
        assert await newest(there) == ("Your appointment is confirmed", "Friday at nine.")
        assert (tmp_path / "service.key").stat().st_mode & 0o777 == 0o600
        async with Service(other.origin, token, "service.key") as service:
            assert len((await service.fingerprint()).split()) == 12
            await revoke_service(owner, account)
            with pytest.raises(Refusal) as refused:
                await service.notify(reader.account, "Too late", "")
            assert refused.value.code is RefusalCode.SIGNED_OUT
