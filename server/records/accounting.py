"""The accounting of disclosures (45 CFR 164.528, 42 CFR 2.25): what a client is shown, and under which rule it is listed. Pure.

Every disclosure is kept; what the law leaves out of an accounting is left out here, when it is asked for.
"""

from dataclasses import dataclass
from typing import Final

from server.crypto.disclosure import Disclosure, DisclosureBasis
from server.crypto.part2 import Statement

YEAR_MS: Final = 365 * 86_400_000 + 21_600_000
HIPAA_YEARS: Final = 6
PART2_YEARS: Final = 3


@dataclass(frozen=True, slots=True)
class Accounted:
    """Which accountings list a disclosure; one in neither list was made with the client's consent, or long ago."""

    hipaa: bool
    part2: bool


def accounted(disclosure: Disclosure, kept_at: int, now: int) -> Accounted:
    """By rule: 164.528(a)(1) leaves out what an authorization allowed; 2.25 lists what a consent allowed of records of its kind.

    Years are counted from when it was kept, by the service's clock: whoever dates it back shortens nothing.
    """
    age, consented = now - kept_at, disclosure.basis is DisclosureBasis.CONSENT
    return Accounted(
        hipaa=not consented and age <= HIPAA_YEARS * YEAR_MS,
        part2=consented and disclosure.statement is not Statement.NONE and age <= PART2_YEARS * YEAR_MS,
    )
