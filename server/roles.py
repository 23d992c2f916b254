"""The roles an account can have (crypto.md §4.2). They are words on the wire, in certificates and in both databases."""

from enum import StrEnum


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
