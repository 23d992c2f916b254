"""Who may ask what of retention, holds and destruction (protocol.md §1.12)."""

from typing import Final

from tests.integration.rules import MESSAGING, OFFICER, OWNER, Rule, only

RETENTION: Final[dict[str, Rule]] = {
    **dict.fromkeys(
        (
            f"GET {MESSAGING}/retention",
            f"POST {MESSAGING}/retention",
            f"GET {MESSAGING}/holds",
            f"POST {MESSAGING}/holds",
            f"POST {MESSAGING}/holds/lift",
            f"GET {MESSAGING}/destructions",
            f"POST {MESSAGING}/destructions",
            f"POST {MESSAGING}/destructions/approve",
        ),
        only(OFFICER, OWNER),
    ),
    f"POST {MESSAGING}/retention/schedule": only(OWNER),
}
