"""The one ladder from exceptions to answers: problem documents of RFC 9457 with the codes of protocol.md §5."""

import math
from typing import Final

import msgspec
from starlette.responses import Response

from server.errors import EndReason, Fault, ProofError, Refusal, RefusalCode

TYPE_PREFIX: Final = "urn:webtherapy:"
MEDIA_TYPE: Final = "application/problem+json"

_SHOWN: Final[dict[RefusalCode, tuple[int, str]]] = {
    RefusalCode.MALFORMED: (400, "That is not a request of this protocol."),
    RefusalCode.TOO_LARGE: (413, "That is too large."),
    RefusalCode.SIGNED_OUT: (401, "Please sign in."),
    RefusalCode.WRONG_CREDENTIALS: (401, "The number or the password is not right."),
    RefusalCode.WRONG_CODE: (401, "The code or the passkey is not right."),
    RefusalCode.SECOND_FACTOR_MISSING: (403, "Please set up a second factor first."),
    RefusalCode.AGREEMENT_MISSING: (403, "Please read and accept the confidentiality agreement first."),
    RefusalCode.DISABLED: (403, "Too many wrong tries from here. Please recover the account, or ask the practice."),
    RefusalCode.DEACTIVATED: (403, "This account is shut. Please ask the practice to open it again."),
    RefusalCode.SUSPENDED: (403, "This account may read, and not write. The practice knows why."),
    RefusalCode.BAD_ORIGIN: (403, "That page is not this service's own."),
    RefusalCode.UNCERTIFIED: (403, "The practice has not certified these keys yet."),
    RefusalCode.NOT_FOR_YOU: (404, "There is nothing here for you."),
    RefusalCode.NOT_FOUND: (404, "There is no such page."),
    RefusalCode.CONFLICT: (409, "That was done already, differently."),
    RefusalCode.CLOSED: (409, "That conversation is closed. It can be read."),
    RefusalCode.SESSION_OPEN: (409, "A live session is open. Please end it first."),
    RefusalCode.NOT_ALLOWED: (403, "Nothing allows this to go out, or not any more."),
    RefusalCode.HELD: (409, "This record is held. Nothing of it is destroyed."),
    RefusalCode.NOT_DUE: (409, "The time to destroy this record has not come."),
    RefusalCode.ID_CONFLICT: (409, "Another one has this id already."),
    RefusalCode.STALE_KEYS: (409, "They have newer keys. Please seal it anew."),
    RefusalCode.BAD_SIGNATURE: (422, "The bytes do not prove what they claim."),
    RefusalCode.BAD_SENDER: (422, "The bytes do not prove what they claim."),
    RefusalCode.BAD_EPOCH: (422, "The bytes do not prove what they claim."),
    RefusalCode.BAD_DEPOSIT: (422, "The bytes do not prove what they claim."),
    RefusalCode.WRONG_TIME: (422, "That time has not come. Please set the clock."),
    RefusalCode.TOO_FAST: (429, "Too many attempts. Please wait."),
    RefusalCode.TRY_AGAIN: (503, "Something is wrong on our side. Please try again."),
}
"""Codes that only frames can have are absent: over HTTP they would be faults of ours."""

FAULT_RETRY_SECONDS: Final = 1.0


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """The document itself. It says nothing about the request but the code, and with `signed_out` why, if that is known."""

    type: str
    title: str
    status: int
    reason: EndReason | None = None


def refusal_of(exception: Exception) -> Refusal | None:
    """What an exception is to the other side; None when it is a mistake of ours that nobody foresaw."""
    match exception:
        case Refusal() if exception.code in _SHOWN:
            return exception
        case ProofError():
            return Refusal(RefusalCode.BAD_SIGNATURE)
        case Fault():
            return Refusal(RefusalCode.TRY_AGAIN, FAULT_RETRY_SECONDS)
        case _:
            return None


def problem(exception: Exception) -> Response:
    """The answer to an exception. One without a rung is a bare 500."""
    refusal = refusal_of(exception)
    if refusal is None:
        return _document(Problem(type="about:blank", title="Internal error", status=500), {})
    status, title = _SHOWN[refusal.code]
    waiting = {"Retry-After": str(math.ceil(refusal.retry_after))} if refusal.retry_after > 0 else {}
    document = Problem(type=TYPE_PREFIX + refusal.code.value, title=title, status=status, reason=refusal.reason)
    return _document(document, waiting)


def _document(document: Problem, headers: dict[str, str]) -> Response:
    return Response(msgspec.json.encode(document), document.status, headers, MEDIA_TYPE)
