"""The HTTP half of the protocol (protocol.md §1): typed documents in and out, problems become `Refusal`."""

from functools import cache
from ssl import SSLContext
from types import TracebackType
from typing import Final, Self, TypeVar
from urllib.parse import urlsplit

import httpx

from client_py import documents
from client_py.documents import Document, Octets, Problem
from server.errors import ProofError, Refusal, RefusalCode, ServerError

TIMEOUT_SECONDS: Final = 30.0
_SECOND_FACTOR: Final = "second_factor"
_KNOWN: Final = frozenset(code.value for code in RefusalCode)

_PORTS: Final = {"http": 80, "https": 443}

AnswerT = TypeVar("AnswerT")

Address = tuple[str, int]
"""Host and port."""


class SecondFactorProblem(Document, frozen=True, kw_only=True):
    """The problem `second_factor`: right so far, and how to go on."""

    ticket: Octets
    totp: bool


class SecondFactorAsked(ServerError):  # noqa: N818 - an answer, as a Refusal is
    """Number and password are right, and the account asks for more: a code if `totp`, else a passkey, which needs a browser."""

    def __init__(self, ticket: bytes, *, totp: bool) -> None:
        super().__init__(_SECOND_FACTOR)
        self.ticket = ticket
        self.totp = totp


@cache
def _authorities() -> SSLContext:
    """Whose certificates are believed. Reading them takes longer than signing in does: once for all sessions of a process."""
    return httpx.create_ssl_context(trust_env=False)


class Http:
    """One sign-in session's requests: keeps its cookie and names the service's own origin."""

    def __init__(self, url: str, via: Address | None = None, bearer: str | None = None) -> None:
        """`url` is the service's own address, its origin; `via` is where to connect instead, when a proxy stands before it.

        `bearer` is the token of a service account, which signs in nowhere.
        """
        self.url = url.rstrip("/")
        self.via = via
        base = self.url if via is None else f"http://{via[0]}:{via[1]}"
        headers = {"Origin": self.url, "Host": urlsplit(self.url).netloc}
        if bearer is not None:
            headers["Authorization"] = f"Bearer {bearer}"
        self._client = httpx.AsyncClient(
            base_url=base, headers=headers, timeout=TIMEOUT_SECONDS, trust_env=False, verify=_authorities()
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Ends the connections; the sign-in session lives on."""
        await self._client.aclose()

    @property
    def address(self) -> Address:
        """Where the socket connects to."""
        if self.via is not None:
            return self.via
        parts = urlsplit(self.url)
        return parts.hostname or "localhost", parts.port or _PORTS[parts.scheme]

    @property
    def cookie(self) -> str:
        """The `Cookie` header for the socket."""
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self._client.cookies.jar)

    def go_on(self, cookie: str) -> None:
        """Goes on with a sign-in session that was begun elsewhere; its cookie, `name=value`."""
        name, _, value = cookie.partition("=")
        self._client.cookies.set(name, value)

    async def get(self, path: str, shape: type[AnswerT]) -> AnswerT:
        """GET; raises `Refusal`, TRY_AGAIN when the server is not to be reached."""
        response = await self._send("GET", path, None)
        return documents.read(shape, response.content)

    async def post(self, path: str, body: Document, shape: type[AnswerT]) -> AnswerT:
        """POST with an answer; raises like `get`."""
        response = await self._send("POST", path, documents.write(body))
        return documents.read(shape, response.content)

    async def tell(self, path: str, body: Document) -> None:
        """POST without an answer; raises like `get`."""
        await self._send("POST", path, documents.write(body))

    async def put_bytes(self, path: str, content: bytes) -> None:
        """PUT of bytes as they are; raises like `get`."""
        await self._send("PUT", path, content, "application/octet-stream")

    async def get_bytes(self, path: str) -> bytes:
        """GET of bytes as they are; raises like `get`."""
        return (await self._send("GET", path, None)).content

    async def _send(
        self, method: str, path: str, content: bytes | None, kind: str = "application/json"
    ) -> httpx.Response:
        headers = {} if content is None else {"Content-Type": kind}
        try:
            response = await self._client.request(method, path, content=content, headers=headers)
        except httpx.TransportError:
            raise Refusal(RefusalCode.TRY_AGAIN, 1.0) from None
        if not response.is_success:
            raise _problem(response)
        return response


def _problem(response: httpx.Response) -> ServerError:
    word = _word(response)
    if word == _SECOND_FACTOR:
        asked = documents.read(SecondFactorProblem, response.content)
        return SecondFactorAsked(bytes(asked.ticket), totp=asked.totp)
    code = RefusalCode(word) if word in _KNOWN else RefusalCode.TRY_AGAIN
    wait = response.headers.get("Retry-After", "0")
    return Refusal(code, float(wait) if wait.isdigit() else 0.0)


def _word(response: httpx.Response) -> str:
    try:
        return documents.read(Problem, response.content).type.removeprefix("urn:webtherapy:")
    except ProofError:
        return ""  # something in between spoke for the server
