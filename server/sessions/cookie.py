"""The session cookie (protocol.md §1.1). It has no Max-Age: it ends with the browser, and the server ends it sooner."""

import base64
import binascii
from typing import Final

from server.sessions.sign_in_session import TOKEN_BYTES

SECURE_NAME: Final = "__Host-webtherapy"
LOOPBACK_NAME: Final = "webtherapy"
"""Over plain HTTP, which is served on loopback only, browsers would not take a `__Host-` cookie."""


def name(*, secure: bool) -> str:
    """What the cookie is called; `secure` is whether the service is reached by TLS."""
    return SECURE_NAME if secure else LOOPBACK_NAME


def setting(token: bytes, *, secure: bool) -> str:
    """The Set-Cookie value that hands `token` to the browser, and to no script in it."""
    return f"{name(secure=secure)}={_text(token)}; Path=/; HttpOnly; SameSite=Strict" + ("; Secure" if secure else "")


def clearing(*, secure: bool) -> str:
    """The Set-Cookie value that takes it back."""
    return f"{name(secure=secure)}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0" + ("; Secure" if secure else "")


def token_of(text: str | None) -> bytes | None:
    """The token in a cookie's value, or None when it cannot be one."""
    if text is None or len(text) != 43 or not text.isascii():
        return None
    try:
        token = base64.b64decode(text + "=", altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    return token if len(token) == TOKEN_BYTES and _text(token) == text else None


def _text(token: bytes) -> str:
    return base64.urlsafe_b64encode(token).rstrip(b"=").decode("ascii")
