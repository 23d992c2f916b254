"""An app on somebody's phone that shows six digits (RFC 6238)."""

import time
from typing import Final

from pyotp import TOTP

STEP: Final = 30


class CodeApp:
    """Each of its codes is used once, so the next one may be of the step to come."""

    def __init__(self, key: str) -> None:
        self._totp = TOTP(key)
        self._last = 0

    def digits(self) -> str:
        """Six digits that were not used before."""
        self._last = max(int(time.time()) // STEP, self._last + 1)
        return self._totp.at(self._last * STEP)
