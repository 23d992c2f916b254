"""The roles an account can have (crypto.md §4.2). They are words on the wire, in certificates and in both databases."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Role(StrEnum):
    """What an account is in the practice; set when it is issued, certified later, never changed by its holder."""

    CLIENT = "client"
    THERAPIST = "therapist"
    INTAKE = "intake"
    OFFICER = "officer"
    OWNER = "owner"
    CUSTODIAN = "custodian"
    SYSTEM = "system"
    SERVICE = "service"
    """A system of the practice that posts notices; it has a token and no sign-in (crypto.md §11.4)."""


WITHIN_REACH: Final[Mapping[Role, frozenset[Role]]] = {
    Role.INTAKE: frozenset({Role.CLIENT, Role.THERAPIST}),
    Role.OWNER: frozenset(Role) - {Role.SYSTEM, Role.SERVICE},
}
"""Whom each may suspend, and whose account they may shut; nobody themselves. The service's own key and service accounts are revoked instead.
Who could shut owners and custodians, too, could stop a practice by one stolen sign-in.
"""
