"""Browsers that are signed in already, for tests of what happens after that."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx

from server.ids import AccountId
from server.roles import Role
from server.sessions import cookie
from server.sessions.device import UNKNOWN_DEVICE, Device
from server.sessions.sign_in_session import SecondFactor
from tests.integration.house import SITE, House

STRANGER = AccountId(os.urandom(16))
"""An account of which identity keeps nothing."""


@asynccontextmanager
async def device_of(
    home: House,
    account: AccountId,
    role: Role = Role.CLIENT,
    device: Device = UNKNOWN_DEVICE,
    second_factor: SecondFactor = SecondFactor.NONE,
) -> AsyncIterator[httpx.AsyncClient]:
    """A browser with a session of this account."""
    token, _ = await home.sessions.begin(account, role, device=device, second_factor=second_factor)
    async with home.visitor(Cookie=cookie.setting(token, secure=SITE.secure).partition(";")[0]) as browser:
        yield browser
