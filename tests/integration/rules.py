"""Who may ask what: the words of the matrix (test_role_matrix.py)."""

from dataclasses import dataclass
from typing import Final

from server.roles import Role

PEOPLE: Final = frozenset(Role) - {Role.SERVICE}
"""Who signs in: a practice's systems have tokens instead."""
INTAKE, OWNER, OFFICER = Role.INTAKE, Role.OWNER, Role.OFFICER
IDENTITY, MESSAGING = "/identity/v1", "/messaging/v1"


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may ask. `anyone`: also signed out. `roles`: of those who are signed in. `service`: a service account by its token, and no person.

    `own`: about oneself: also for therapists and staff who are suspended. `incomplete`: also before a second factor is set up.
    `writing`: not for clients who are suspended.
    """

    anyone: bool = False
    roles: frozenset[Role] = PEOPLE
    own: bool = False
    incomplete: bool = False
    writing: bool = False
    service: bool = False


ANYONE: Final = Rule(anyone=True)
OWN_FIRST: Final = Rule(own=True, incomplete=True)
"""One's own account, from the first minute on."""
OWN: Final = Rule(own=True)
OWN_WORD: Final = Rule(own=True, writing=True)
"""What one says in one's own name, and not while suspended."""
SIGNED_IN: Final = Rule()
"""Whose it is, is decided by what it is about."""
SERVICE: Final = Rule(service=True)
"""For a practice's other systems."""


def only(*roles: Role) -> Rule:
    """Staff of these roles."""
    return Rule(roles=frozenset(roles))
