"""The OpenAPI document of what service accounts may do, made of the very types that the routes read and write."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import msgspec

from server.errors import Refusal, RefusalCode
from server.http.bodies import Blob
from server.http.problems import Problem, problem
from server.web.documents import BundleBody, PersonAnswer, PracticeAnswer
from server.web.letters.notices_api import NoticeBody
from server.web.services.service_answer import ServiceAnswer

PATH: Final = "/messaging/v1/openapi.json"
_SERVICE: Final = "/messaging/v1/service"


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One request: what it takes, gives and refuses. `refuses`: besides `signed_out` and `try_again`."""

    method: str
    path: str
    name: str
    summary: str
    takes: type[msgspec.Struct] | None = None
    gives: type[msgspec.Struct] | None = None
    refuses: Sequence[RefusalCode] = ()


OPERATIONS: Final = (
    Operation(
        method="get",
        path=_SERVICE,
        name="service",
        summary="Whose token this is, and how far its keys have come.",
        gives=ServiceAnswer,
    ),
    Operation(
        method="get",
        path=f"{_SERVICE}/practice",
        name="practice",
        summary="The practice as its root says it is: what a recipient's certificate is verified with.",
        gives=PracticeAnswer,
    ),
    Operation(
        method="get",
        path=f"{_SERVICE}/people/{{account}}",
        name="person",
        summary="A client's or a therapist's newest certified keys, to seal to.",
        gives=PersonAnswer,
        refuses=(RefusalCode.MALFORMED, RefusalCode.NOT_FOR_YOU),
    ),
    Operation(
        method="post",
        path=f"{_SERVICE}/bundle",
        name="publish",
        summary="The system's own public keys. Intake certifies them before anything can be posted.",
        takes=BundleBody,
        refuses=(
            RefusalCode.MALFORMED,
            RefusalCode.NOT_FOR_YOU,
            RefusalCode.CONFLICT,
            RefusalCode.TOO_LARGE,
            RefusalCode.BAD_SIGNATURE,
        ),
    ),
    Operation(
        method="post",
        path=f"{_SERVICE}/notices",
        name="post",
        summary="A notice, sealed to its recipient and signed by the system's own key. The same again is fine.",
        takes=NoticeBody,
        refuses=(
            RefusalCode.MALFORMED,
            RefusalCode.UNCERTIFIED,
            RefusalCode.NOT_FOR_YOU,
            RefusalCode.ID_CONFLICT,
            RefusalCode.STALE_KEYS,
            RefusalCode.TOO_LARGE,
            RefusalCode.BAD_SIGNATURE,
            RefusalCode.BAD_SENDER,
            RefusalCode.TOO_FAST,
        ),
    ),
)

_INFO: Final = {
    "title": "webtherapy: notices from a practice's systems",
    "version": "1",
    "description": (
        "A service account posts notices to clients and therapists. What a notice says is sealed to its recipient and signed by the "
        "system itself, as docs/crypto.md §11 says; the service keeps bytes that it cannot read. Bytes are base64url without padding, "
        "times are Unix milliseconds. `client_py` does all of it."
    ),
}


@cache
def document() -> bytes:
    """The document, as it is served and committed."""
    return msgspec.json.format(msgspec.json.encode(_document()), indent=1) + b"\n"


def _document() -> Mapping[str, Any]:
    named = [kind for each in OPERATIONS for kind in (each.takes, each.gives) if kind is not None]
    _, components = msgspec.json.schema_components(
        [*named, Problem], schema_hook=_blob, ref_template="#/components/schemas/{name}"
    )
    paths: dict[str, dict[str, Any]] = {}
    for each in OPERATIONS:
        paths.setdefault(each.path, {})[each.method] = _operation(each)
    return {
        "openapi": "3.1.0",
        "info": _INFO,
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": components,
        },
    }


def _operation(operation: Operation) -> Mapping[str, Any]:
    written: dict[str, Any] = {"operationId": operation.name, "summary": operation.summary}
    if "{account}" in operation.path:
        schema = {"type": "string", "minLength": 22, "maxLength": 22}
        written["parameters"] = [{"name": "account", "in": "path", "required": True, "schema": schema}]
    if operation.takes is not None:
        written["requestBody"] = {"required": True, "content": _content("application/json", operation.takes)}
    done: dict[str, Any] = {"description": "Done."}
    if operation.gives is not None:
        done = {"description": "The answer.", "content": _content("application/json", operation.gives)}
    status = "204" if operation.gives is None else "200"
    written["responses"] = {status: done, **_refusals(operation)}
    return written


def _refusals(operation: Operation) -> Mapping[str, Any]:
    """By status, with the codes of protocol.md §5 that can stand there."""
    by_status: dict[str, list[str]] = {}
    for code in (RefusalCode.SIGNED_OUT, *operation.refuses, RefusalCode.TRY_AGAIN):
        by_status.setdefault(str(problem(Refusal(code)).status_code), []).append(code.value)
    return {
        status: {"description": ", ".join(codes), "content": _content("application/problem+json", Problem)}
        for status, codes in sorted(by_status.items())
    }


def _content(media_type: str, kind: type[msgspec.Struct]) -> Mapping[str, Any]:
    return {media_type: {"schema": {"$ref": f"#/components/schemas/{kind.__name__}"}}}


def _blob(kind: type) -> dict[str, Any]:
    """A Blob on the wire. Lengths are those of the text."""
    if not issubclass(kind, Blob):
        raise NotImplementedError
    return {
        "type": "string",
        "contentEncoding": "base64url",
        "pattern": "^[A-Za-z0-9_-]*$",
        "minLength": _signs(kind.least),
        "maxLength": _signs(kind.most),
    }


def _signs(length: int) -> int:
    return (length * 4 + 2) // 3
