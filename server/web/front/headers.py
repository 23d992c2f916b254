"""Which headers pass the front: all that are about the request or the answer, none that are about one connection."""

from collections.abc import Sequence
from typing import Final

from starlette.types import Scope

Header = tuple[bytes, bytes]

_OF_ONE_CONNECTION: Final = frozenset(
    {
        b"connection", b"keep-alive", b"proxy-authenticate", b"proxy-authorization", b"proxy-connection", b"te", b"trailer",
        b"transfer-encoding", b"upgrade",
    }
)  # fmt: skip
_OURS_TO_SAY: Final = frozenset(
    {b"forwarded", b"x-forwarded-for", b"x-forwarded-host", b"x-forwarded-proto", b"x-real-ip"}
)


def passing(headers: Sequence[Header]) -> list[Header]:
    """Headers that go on, in their order."""
    dropped = _OF_ONE_CONNECTION | _named_by_connection(headers)
    return [(name, value) for name, value in headers if name.lower() not in dropped]


def towards_upstream(scope: Scope) -> list[Header]:
    """A request's headers as the upstream gets them: who asked is said by us, whatever the request claims."""
    kept = [(name, value) for name, value in passing(scope["headers"]) if name.lower() not in _OURS_TO_SAY]
    client = scope.get("client")
    if client is not None:
        kept.append((b"x-forwarded-for", client[0].encode()))
    secure = scope["scheme"] in {"https", "wss"}
    return [*kept, (b"x-forwarded-proto", b"https" if secure else b"http")]


def _named_by_connection(headers: Sequence[Header]) -> set[bytes]:
    """`Connection: close, x-extra` makes x-extra a matter of one connection too."""
    values = [value for name, value in headers if name.lower() == b"connection"]
    return {word.strip().lower() for value in values for word in value.split(b",")}
