"""The HTTP half of the protocol (protocol.md §1): typed documents in and out, problems become `Refusal`."""

from types import TracebackType
from typing import Final, TypeVar

import httpx

from client_py import documents
from client_py.documents import Document, Problem
from server.errors import ProofError, Refusal, RefusalCode

TIMEOUT_SECONDS: Final = 30.0
_KNOWN: Final = frozenset(code.value for code in RefusalCode)

AnswerT = TypeVar("AnswerT")


class Http:
    """One sign-in session's requests: keeps its cookie and names the service's own origin."""

    def __init__(self, url: str, origin: str | None = None) -> None:
        """`origin` differs from `url` only when a proxy stands in between."""
        self.url = url.rstrip("/")
        self.origin = origin or self.url
        self._client = httpx.AsyncClient(
            base_url=self.url, headers={"Origin": self.origin}, timeout=TIMEOUT_SECONDS, trust_env=False
        )

    async def __aenter__(self) -> "Http":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Ends the connections; the sign-in session lives on."""
        await self._client.aclose()

    @property
    def cookie(self) -> str:
        """The `Cookie` header for the socket."""
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self._client.cookies.jar)

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

    async def _send(self, method: str, path: str, content: bytes | None) -> httpx.Response:
        headers = {} if content is None else {"Content-Type": "application/json"}
        try:
            response = await self._client.request(method, path, content=content, headers=headers)
        except httpx.TransportError:
            raise Refusal(RefusalCode.TRY_AGAIN, 1.0) from None
        if not response.is_success:
            raise _refusal(response)
        return response


def _refusal(response: httpx.Response) -> Refusal:
    try:
        word = documents.read(Problem, response.content).type.removeprefix("urn:webtherapy:")
    except ProofError:
        word = ""  # something in between spoke for the server
    code = RefusalCode(word) if word in _KNOWN else RefusalCode.TRY_AGAIN
    wait = response.headers.get("Retry-After", "0")
    return Refusal(code, float(wait) if wait.isdigit() else 0.0)
