"""The JSON of identity's door (protocol.md §1.1)."""

import sys
from typing import Final

from client_py.documents import Document, Octets, Person, Signed
from client_py.ring import Predecessor

PREFIX: Final = "/identity/v1"

NONE: Final = "none"
PRESENT: Final = "present"
MISSING: Final = "missing"
"""Of a second factor: that there is none, and that staff have to set one up before anything else."""

_SYSTEMS: Final = {"win32": "windows", "darwin": "macos", "linux": "linux"}


class Device(Document, frozen=True, kw_only=True):
    """What is said of where we run: two words of closed lists."""

    browser: str = "program"
    system: str = _SYSTEMS.get(sys.platform, "other")


class ActivationRequest(Document, frozen=True, kw_only=True):
    """POST activation."""

    number: str
    activation: Octets


class ActivationAnswer(Document, frozen=True, kw_only=True):
    """The account behind an activation, and the practice's root public key."""

    account: Octets
    role: str
    root: Octets


class Completion(Document, frozen=True, kw_only=True):
    """POST activation/complete."""

    number: str
    activation: Octets
    authentication_key: Octets
    wrap: Octets
    device: Device = Device()


class SignInRequest(Document, frozen=True, kw_only=True):
    """POST sign-in."""

    number: str
    authentication_key: Octets
    device: Device = Device()


class CodeRequest(Document, frozen=True, kw_only=True):
    """POST sign-in/second and recovery/second, with a code of six digits."""

    ticket: Octets
    totp: str


class Versions(Document, frozen=True, kw_only=True):
    """How often each was set; 0: there is none."""

    password: int
    recovery: int


class SealedSecret(Document, frozen=True, kw_only=True):
    """An earlier account secret as the one of this generation seals it (crypto.md §2)."""

    generation: int
    sealed: Octets


class SignedIn(Document, frozen=True, kw_only=True):
    """*Signed in*: the account and what opens it; `expires` in Unix milliseconds."""

    account: Octets
    role: str
    expires: int
    version: int
    wrap: Octets
    generation: int
    predecessors: list[SealedSecret]
    second_factor: str


class RecoveryRequest(Document, frozen=True, kw_only=True):
    """POST recovery."""

    number: str
    recovery_key: Octets
    device: Device = Device()


class RecoveryAnswer(Document, frozen=True, kw_only=True):
    """What the recovery code opens, and the ticket that completes."""

    ticket: Octets
    account: Octets
    role: str
    versions: Versions
    wrap: Octets
    predecessors: list[SealedSecret]


class RecoveryCompletion(Document, frozen=True, kw_only=True):
    """POST recovery/complete."""

    ticket: Octets
    authentication_key: Octets
    wrap: Octets
    recovery_key: Octets
    recovery_wrap: Octets


class StepUp(Document, frozen=True, kw_only=True):
    """The password, shown again."""

    number: str
    authentication_key: Octets


class SteppedUp(Document, frozen=True, kw_only=True):
    """POST totp and deactivate: nothing but the password, shown again."""

    step_up: StepUp


class Kept(Document, frozen=True, kw_only=True):
    """A password or a recovery code, as often as it was set."""

    version: int


class Credentials(Document, frozen=True, kw_only=True):
    """GET credentials."""

    password: Kept
    recovery: Kept | None
    generation: int


class PasswordChange(Document, frozen=True, kw_only=True):
    """POST password."""

    step_up: StepUp
    authentication_key: Octets
    wrap: Octets
    version: int
    passkey: None = None


class RecoveryCodeChange(Document, frozen=True, kw_only=True):
    """POST recovery-code."""

    step_up: StepUp
    recovery_key: Octets
    wrap: Octets
    version: int


class Rotation(Document, frozen=True, kw_only=True):
    """POST rotation."""

    step_up: StepUp
    generation: int
    predecessor: Octets
    authentication_key: Octets
    wrap: Octets
    version: int
    passkey: None = None
    recovery_key: Octets
    recovery_wrap: Octets
    recovery_version: int


class TotpAnswer(Document, frozen=True, kw_only=True):
    """The secret of one-time codes, 20 bytes."""

    secret: Octets


class TotpConfirmation(Document, frozen=True, kw_only=True):
    """POST totp/confirm."""

    code: str


class CardWrap(Document, frozen=True, kw_only=True):
    """What lets one recipient open a contact card."""

    account: Octets
    wrap: Octets


class CardRequest(Document, frozen=True, kw_only=True):
    """POST contact-card."""

    card: Signed
    sealed: Octets
    wraps: list[CardWrap]


class CardHolder(Document, frozen=True, kw_only=True):
    """POST contact-card/read."""

    account: Octets


class CardAnswer(Document, frozen=True, kw_only=True):
    """A contact card with the reader's own wrap; version 0 and nothing before the first."""

    version: int
    card: Signed | None
    sealed: Octets | None
    wrap: Octets | None


class Shown(Document, frozen=True, kw_only=True):
    """GET /messaging/v1/intake: the certified intake staff, to whom cards are sealed."""

    people: list[Person]


def earlier_secrets(listed: list[SealedSecret]) -> list[Predecessor]:
    """As the key ring takes them."""
    return [(each.generation, bytes(each.sealed)) for each in listed]
