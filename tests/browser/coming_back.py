"""A page that is signed in already, as a reload finds it (crypto.md §3.7): half of what opens the keys is the service's, half the tab's.

The sign-in is by program, whose passwords are stretched once; at the form it takes half a second of processor. The form has tests of its own.
"""

import base64
import json
import os

from playwright.async_api import Page

from client_py import identity
from client_py.client import Client
from client_py.documents import Document, Octets
from server.crypto.checks import KEY_BYTES
from server.crypto.vault import seal_reload
from tests.browser.cast import Someone


class _Swap(Document, frozen=True, kw_only=True):
    next: Octets


class _Swapped(Document, frozen=True, kw_only=True):
    current: Octets | None


async def come_back(page: Page, origin: str, who: Someone) -> None:
    """Open the page where `who` signed in before. What the tab has of it is put there once: what becomes of it is the page's own doing."""
    async with await who.enters(origin) as client:
        half = await _half(client)
        name, _, value = client.http.cookie.partition("=")
    await page.context.add_cookies(
        [{"name": name, "value": value, "url": origin, "httpOnly": True, "sameSite": "Strict"}]
    )
    async with await page.add_init_script(f"sessionStorage.setItem('reload', {json.dumps(half)})"):
        await page.goto(origin)


async def _half(client: Client) -> str:
    """The tab's half, once the service has its own."""
    key, account = os.urandom(KEY_BYTES), client.account
    await client.http.post(f"{identity.PREFIX}/session/reload-key", _Swap(next=Octets(key)), _Swapped)
    sealed = seal_reload(key, account.vault, account.identity, os.urandom)
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in (account.identity, sealed))
