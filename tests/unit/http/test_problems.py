import json

import pytest

from server.errors import ConfigurationError, DoorbellFault, ProofError, Refusal, RefusalCode, StorageFault
from server.http.problems import problem

PAPER = {
    RefusalCode.MALFORMED: 400,
    RefusalCode.TOO_LARGE: 413,
    RefusalCode.SIGNED_OUT: 401,
    RefusalCode.BAD_ORIGIN: 403,
    RefusalCode.WRONG_CREDENTIALS: 401,
    RefusalCode.NOT_FOR_YOU: 404,
    RefusalCode.NOT_FOUND: 404,
    RefusalCode.CONFLICT: 409,
    RefusalCode.TOO_FAST: 429,
    RefusalCode.TRY_AGAIN: 503,
    RefusalCode.BAD_SIGNATURE: 422,
    RefusalCode.BAD_SENDER: 422,
    RefusalCode.BAD_EPOCH: 422,
    RefusalCode.BAD_DEPOSIT: 422,
    RefusalCode.WRONG_TIME: 422,
    RefusalCode.UNCERTIFIED: 403,
}


@pytest.mark.parametrize(("code", "status"), PAPER.items())
def test_each_code_has_its_status(code: RefusalCode, status: int) -> None:
    """A refusal becomes the status and the type that protocol.md §5 gives its code."""
    answer = problem(Refusal(code))
    document = json.loads(bytes(answer.body))
    assert answer.status_code == document["status"] == status
    assert document["type"] == f"urn:webtherapy:{code.value}"
    assert answer.media_type == "application/problem+json"


def test_waiting_is_said_in_whole_seconds_rounded_up() -> None:
    """Retry-After never sends anyone back too early, and is absent where waiting does not help."""
    assert problem(Refusal(RefusalCode.TOO_FAST, 0.2)).headers["retry-after"] == "1"
    assert "retry-after" not in problem(Refusal(RefusalCode.NOT_FOR_YOU)).headers


@pytest.mark.parametrize("fault", [StorageFault("canary"), DoorbellFault("canary")])
def test_a_fault_asks_to_try_again(fault: Exception) -> None:
    """What is our own fault is a 503 with a time to come back, and says nothing of its cause."""
    answer = problem(fault)
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "1"
    assert b"canary" not in bytes(answer.body)


def test_a_failed_proof_is_named_only_as_such() -> None:
    """Why exactly bytes failed to prove something is not told to who sent them."""
    answer = problem(ProofError("not_canonical"))
    assert answer.status_code == 422
    assert b"not_canonical" not in bytes(answer.body)


@pytest.mark.parametrize(
    "mistake", [ValueError("canary"), ConfigurationError("canary"), Refusal(RefusalCode.NO_SESSION)]
)
def test_anything_else_is_a_bare_500(mistake: Exception) -> None:
    """An exception without a rung on the ladder is a 500 without text."""
    answer = problem(mistake)
    assert answer.status_code == 500
    assert b"canary" not in bytes(answer.body)
