"""Who may ask what of a release (protocol.md §1.10)."""

from typing import Final

from server.roles import Role
from tests.integration.rules import ANYONE, MESSAGING, OFFICER, OWN, OWNER, Rule, only

_CLIENT: Final = Rule(roles=frozenset({Role.CLIENT}), own=True)
"""Also while suspended (compliance §10, invariant 14)."""

RELEASES: Final[dict[str, Rule]] = {
    f"GET {MESSAGING}/forms": ANYONE,
    f"GET {MESSAGING}/officers": OWN,
    f"GET {MESSAGING}/consents": _CLIENT,
    f"POST {MESSAGING}/consents": _CLIENT,
    f"POST {MESSAGING}/consents/revoke": _CLIENT,
    f"GET {MESSAGING}/accounting": _CLIENT,
    f"GET {MESSAGING}/requests": only(OFFICER, OWNER),
    f"POST {MESSAGING}/requests/decide": only(OFFICER, OWNER),
    f"GET {MESSAGING}/record-requests": _CLIENT,
    f"POST {MESSAGING}/record-requests": _CLIENT,
    f"POST {MESSAGING}/record-requests/answer": only(OFFICER, OWNER),
    f"POST {MESSAGING}/record-requests/disagree": _CLIENT,
    f"GET {MESSAGING}/processes": only(OFFICER, OWNER),
    f"POST {MESSAGING}/processes": only(OFFICER, OWNER),
    f"POST {MESSAGING}/processes/approve": only(OFFICER, OWNER),
    f"GET {MESSAGING}/part2": only(OFFICER, OWNER, Role.THERAPIST),
    f"POST {MESSAGING}/part2": only(OFFICER, OWNER, Role.THERAPIST),
    f"GET {MESSAGING}/given-warnings": only(OFFICER, OWNER, Role.THERAPIST),
    f"POST {MESSAGING}/given-warnings": only(Role.THERAPIST),
    f"POST {MESSAGING}/given-warnings/countersign": only(OFFICER, OWNER),
    f"GET {MESSAGING}/papers/owed": only(OFFICER, OWNER),
    f"POST {MESSAGING}/papers/admissions": only(OFFICER, OWNER),
    f"GET {MESSAGING}/disclosures": only(OFFICER, OWNER),
    f"POST {MESSAGING}/disclosures": only(Role.CLIENT, Role.THERAPIST, OFFICER, OWNER),
}
