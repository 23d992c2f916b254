"""One-time codes, by the vectors of RFC 6238 (their last six digits) and at the window's edges."""

import pytest

from server.errors import Refusal, RefusalCode
from server.identity.totp import STEP_MS, step_of

SECRET = b"12345678901234567890"


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(1_111_111_111, "050471"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (20_000_000_000, "353130")],
)
def test_codes_are_those_of_the_rfc(seconds: int, code: str) -> None:
    """A code is right in its own step, one before and one after; two away it is `wrong_code`."""
    step = seconds * 1000 // STEP_MS
    for off in (-1, 0, 1):
        assert step_of(SECRET, code, (step + off) * STEP_MS) == step
    for off in (-2, 2):
        with pytest.raises(Refusal) as refused:
            step_of(SECRET, code, (step + off) * STEP_MS)
        assert refused.value.code is RefusalCode.WRONG_CODE
