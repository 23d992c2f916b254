"""Shapes that several bodies of identity have (protocol.md §1.1)."""

from typing import Annotated, Any

import msgspec

from server.http.bodies import Blob, Body, Id, Key, Wrap

Number = Annotated[str, msgspec.Meta(pattern="^[1-9][0-9]{9}$", max_length=10)]
Code = Annotated[str, msgspec.Meta(pattern="^[0-9]{6}$", max_length=6)]
Version = Annotated[int, msgspec.Meta(ge=1, le=2**53 - 1)]

PasskeyJson = dict[str, Any]
"""A credential as WebAuthn writes it, bounded by the body; what it says is checked by who checks that it holds."""


class PredecessorBytes(Blob, least=72, most=72):
    """An account secret under its successor's key (crypto.md §2)."""


class StepUp(Body, frozen=True, kw_only=True):
    """The password, shown again, of the account that is signed in."""

    number: Number
    authentication_key: Key


class PasskeyWrap(Body, frozen=True, kw_only=True):
    """Another wrap for a passkey that is kept."""

    passkey: Id
    wrap: Wrap
